//! Tokens first: every masked token is drawn, and the ones with the most confidence are kept.
//!
//! Let `x_i` be drawn from the shaped row of `i`, for all masked `i` independently, and `c_i` be the measured
//! probability of `x_i`. The pairs `(c_i, i)` are sorted, the largest `c` first and of equal ones the lowest position;
//! a test for each rank says whether one more is kept. The first that fails ends the list. With `w` the weakest pair
//! that is kept and `n` the number of pairs that are,
//!
//! ```text
//! P(keep S with x_S) = prod_{i in S} s_i(x_i) * prod_{j masked, not in S} s_j{ v : (r_j(v), j) comes after w,
//!                                                                                   r_j(v) fails test n + 1 }
//! ```
//!
//! when `S` itself passes its tests, and 0 otherwise: the tests are passed by every larger probability too, so that the
//! next of the list fails if and only if all the others do. No draw that is forgotten is enumerated: the pairs of all
//! positions and tokens are sorted once, and what the draws of a position that come after some pair add up to is a sum
//! over the end of that list.

use rug::Rational;

use crate::exact::Real;
use crate::law::PositionSet;
use crate::sampler::rows::{Confidence, Undecided};

use super::count::Count;
use super::outcomes::subsets_up_to;
use super::rows::Row;
use super::selection::{Place, Select, Selection};

pub use crate::sampler::rows::Threshold;

/// Draws all masked tokens and keeps the most confident draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnConfidence {
    /// How many are kept.
    pub keep: Keep,
}

/// How far down the list of draws, most confident first, a rule goes. The first draw is always kept, but for steps of
/// [`Count`] that keep none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// The best so many (LLaDA).
    Best(Count),
    /// Those of at least this confidence, or above it.
    Threshold(Threshold),
    /// The best so many, and all above a threshold.
    BestAndAbove(Count, Rational),
    /// Rank `n >= 2` needs `(n + 1)(1 - c) <= f` (Fast-dLLM).
    Factor {
        /// The factor `f`.
        factor: Rational,
        /// Whether a list that would leave a single position takes that too, as the published code does.
        as_coded: bool,
    },
}

impl Keep {
    fn count(&self) -> Option<Count> {
        match self {
            Self::Best(count) | Self::BestAndAbove(count, _) => Some(*count),
            Self::Threshold(_) | Self::Factor { .. } => None,
        }
    }
}

impl Select for DrawnConfidence {
    fn steps(&self, _: usize) -> Option<usize> {
        self.keep.count().and_then(Count::steps)
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let rows = place.rows.rows();
        let number = self.keep.count().map_or(1, |count| count.number(place.step, place.block.size(), rows.len()));
        let mut search = Search::new(rows, Tests { keep: &self.keep, number, masked: rows.len() });
        search.extend(0, PositionSet::EMPTY, &Real::one());
        Ok(Selection::Tokens { kept: search.outcomes, sum: place.rows.sum() })
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        let most = match &self.keep {
            Keep::Best(count) => count.largest(block_size, masked),
            Keep::BestAndAbove(..) | Keep::Threshold(_) | Keep::Factor { .. } => masked,
        };
        // The search also goes through what is smaller.
        subsets_up_to(masked, most, vocabulary_size)
    }

    fn has_random_sizes(&self) -> bool {
        matches!(self.keep, Keep::BestAndAbove(count, _) if count.steps().is_some())
    }
}

/// The test of each rank at a state.
struct Tests<'a> {
    keep: &'a Keep,
    /// The number of a [`Count`] at this step.
    number: usize,
    masked: usize,
}

impl Tests<'_> {
    /// Whether a draw of this confidence is kept at a rank, from 1, when all before it are.
    fn pass(&self, rank: usize, confidence: &Confidence) -> bool {
        match self.keep {
            Keep::Best(_) => rank <= self.number,
            Keep::Threshold(threshold) => rank == 1 || threshold.admits(confidence),
            Keep::BestAndAbove(_, bound) => rank <= self.number || confidence.cmp_rational(bound).is_gt(),
            Keep::Factor { factor, as_coded } => {
                // (n + 1)(1 - c) <= f, solved for c.
                rank == 1
                    || (*as_coded && rank == self.masked)
                    || confidence.cmp_rational(&(1 - Rational::from(factor / (rank + 1)))).is_ge()
            }
        }
    }
}

/// A token of a masked position.
struct Draw {
    /// The index of its row.
    row: usize,
    token: usize,
    confidence: Confidence,
}

/// The weight of a draw.
fn weight_of<'a>(rows: &'a [Row], draw: &Draw) -> &'a Real {
    rows[draw.row].drawn.weight(draw.token).expect("what is drawn is possible")
}

/// The enumeration of all sets of draws that may be kept.
struct Search<'a> {
    rows: &'a [Row],
    tests: Tests<'a>,
    /// All that can be drawn, the most confident first, of equal ones the lower position.
    draws: Vec<Draw>,
    /// For each row and each place of `draws` the weight of its tokens from there on.
    left: Vec<Vec<Real>>,
    kept: Vec<(usize, usize)>,
    outcomes: Vec<(Vec<(usize, usize)>, Real)>,
}

impl<'a> Search<'a> {
    fn new(rows: &'a [Row], tests: Tests<'a>) -> Self {
        let mut draws: Vec<Draw> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let draw = |(token, _)| Draw { row: index, token, confidence: row.compared.confidence(token) };
            draws.extend(row.drawn.possible().map(draw));
        }
        // Stable, so that of equal confidences the lower position comes first.
        draws.sort_by(|a, b| b.confidence.cmp(&a.confidence));
        let mut left = vec![vec![Real::zero(); draws.len() + 1]; rows.len()];
        for (place, draw) in draws.iter().enumerate().rev() {
            for (index, left) in left.iter_mut().enumerate() {
                let own = (draw.row == index).then(|| weight_of(rows, draw));
                left[place] = own.map_or_else(|| left[place + 1].clone(), |own| own.plus(&left[place + 1]));
            }
        }
        Self { rows, tests, draws, left, kept: Vec::new(), outcomes: Vec::new() }
    }

    /// Goes on from the draws that are kept, whose rows are `rows` and the product of whose weights is `weight`, with
    /// draws from a place on.
    fn extend(&mut self, start: usize, rows: PositionSet, weight: &Real) {
        let others: Vec<usize> = (0..self.rows.len()).filter(|&row| !rows.contains(row)).collect();
        if others.iter().any(|&row| self.left[row][start].is_zero()) {
            return;
        }
        let next = self.kept.len() + 1;
        let passing = self.draws[start..].partition_point(|draw| self.tests.pass(next, &draw.confidence));
        let end = start + passing;
        let weight_here = others.iter().fold(weight.clone(), |product, &row| product.times(&self.left[row][end]));
        if !weight_here.is_zero() {
            self.outcomes.push((self.kept.clone(), weight_here));
        }
        for place in start..end {
            let Draw { row, token, .. } = self.draws[place];
            if rows.contains(row) {
                continue;
            }
            let with_it = weight.times(weight_of(self.rows, &self.draws[place]));
            self.kept.push((self.rows[row].position(), token));
            self.extend(place + 1, rows.with(row), &with_it);
            self.kept.pop();
        }
    }
}
