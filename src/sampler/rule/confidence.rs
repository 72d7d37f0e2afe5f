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
//! next of the list fails if and only if all the others do. No draw that is forgotten is enumerated.

use rug::Rational;

use super::count::Count;
use super::outcomes::subsets_up_to;
use super::rows::Row;
use super::selection::{Place, Select, Selection};

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

/// A bound that probabilities reach or exceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// The bound.
    pub bound: Rational,
    /// Whether a probability equal to the bound fails.
    pub is_strict: bool,
}

impl Threshold {
    /// Whether a probability passes.
    pub fn admits(&self, probability: &Rational) -> bool {
        if self.is_strict { *probability > self.bound } else { *probability >= self.bound }
    }
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

    fn select(&self, place: &Place) -> Selection {
        let rows = place.rows.rows();
        let number = self.keep.count().map_or(1, |count| count.number(place.step, place.block_size, rows.len()));
        let tests = Tests { keep: &self.keep, number, masked: rows.len() };
        let mut search = Search { rows, tests, kept: Vec::new(), outcomes: Vec::new() };
        search.extend(0, &Rational::from(1));
        Selection::Tokens(search.outcomes)
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
    fn pass(&self, rank: usize, confidence: &Rational) -> bool {
        match self.keep {
            Keep::Best(_) => rank <= self.number,
            Keep::Threshold(threshold) => rank == 1 || threshold.admits(confidence),
            Keep::BestAndAbove(_, bound) => rank <= self.number || confidence > bound,
            Keep::Factor { factor, as_coded } => {
                rank == 1
                    || (*as_coded && rank == self.masked)
                    || Rational::from(1 - confidence) * Rational::from(rank + 1) <= *factor
            }
        }
    }

    /// The most that can be kept.
    fn most(&self) -> usize {
        if let Keep::Best(_) = self.keep { self.number } else { self.masked }
    }
}

/// The enumeration of all sets of draws that may be kept.
struct Search<'a> {
    rows: &'a [Row],
    tests: Tests<'a>,
    /// Indices of rows with their tokens.
    kept: Vec<(usize, usize)>,
    outcomes: Vec<(Vec<(usize, usize)>, Rational)>,
}

impl Search<'_> {
    /// Chooses for each row from an index on whether it is kept, and with which token.
    fn extend(&mut self, index: usize, drawn: &Rational) {
        let rows = self.rows;
        let Some(row) = rows.get(index) else {
            self.finish(drawn);
            return;
        };
        self.extend(index + 1, drawn);
        if self.kept.len() == self.tests.most() {
            return;
        }
        for (token, probability) in row.drawn.iter().enumerate().filter(|(_, probability)| !probability.is_zero()) {
            self.kept.push((index, token));
            self.extend(index + 1, &Rational::from(drawn * probability));
            self.kept.pop();
        }
    }

    /// Adds the outcome with what is kept now, where it is possible.
    fn finish(&mut self, drawn: &Rational) {
        let mut list: Vec<(&Rational, usize)> =
            self.kept.iter().map(|&(index, token)| (&self.rows[index].measured[token], index)).collect();
        list.sort_by(|a, b| b.0.cmp(a.0).then(a.1.cmp(&b.1)));
        if !list.iter().zip(1..).all(|((confidence, _), rank)| self.tests.pass(rank, confidence)) {
            return;
        }
        let next = list.len() + 1;
        let is_left = |confidence: &Rational, index: usize| {
            let is_after = list
                .last()
                .is_none_or(|&(weakest, last)| confidence < weakest || (confidence == weakest && last < index));
            is_after && !self.tests.pass(next, confidence)
        };
        let mut probability = drawn.clone();
        for (index, row) in self.rows.iter().enumerate() {
            if self.kept.iter().any(|&(kept, _)| kept == index) {
                continue;
            }
            let left = row.drawn.iter().zip(&row.measured).filter(|(_, confidence)| is_left(confidence, index));
            probability *= Rational::from(Rational::sum(left.map(|(drawn, _)| drawn)));
            if probability.is_zero() {
                return;
            }
        }
        let kept = self.kept.iter().map(|&(index, token)| (self.rows[index].position, token)).collect();
        self.outcomes.push((kept, probability));
    }
}
