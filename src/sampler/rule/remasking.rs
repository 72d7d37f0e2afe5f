//! Rules that mask revealed positions again: redrawing a random set of a sequence, and ReMDM.

use rug::Rational;

use crate::exact::Real;
use crate::law::PositionSet;
use crate::sampler::rows::Undecided;

use super::outcomes::{drawings, subsets};
use super::rows::Rows;
use super::selection::{Place, Select, Selection};

/// From a sequence of the law: masks a uniformly random set of `k` positions, and draws them independently from their
/// rows given the others. So many rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redraw {
    /// The size of the set, at least 1 and at most the length.
    pub size: usize,
    /// The number of rounds.
    pub rounds: usize,
}

impl Select for Redraw {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.rounds)
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let sets: Vec<PositionSet> = place.block.subsets_with(self.size).collect();
        let mut kept = Vec::new();
        for &set in &sets {
            let state = place.masking(set);
            let rows = Rows::new(place.model, state, set, place.shaping, place.precision);
            let sum = rows.sum();
            rows.for_each_drawing(|tokens, weight| {
                let drawn = rows.rows().iter().zip(tokens).map(|(row, &token)| (row.position(), token));
                kept.push((drawn.collect(), weight.over(&sum)));
            });
        }
        Ok(Selection::Tokens { kept, sum: Real::from(sets.len()) })
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        if masked == 0 { subsets(block_size, self.size, vocabulary_size) } else { 0 }
    }

    fn has_random_sizes(&self) -> bool {
        // Each sequence is met again at every step.
        true
    }

    fn masks_again(&self) -> bool {
        true
    }

    fn starts_from_law(&self) -> bool {
        true
    }
}

/// One step of ReMDM: every position on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The probability that a masked position is revealed.
    pub revealed: Rational,
    /// The probability that a revealed position is masked again.
    pub masked: Rational,
}

/// ReMDM: in each step every masked position is revealed and every revealed one masked again, each on its own, with
/// probabilities that depend on the step alone. Rows are those of the state before the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remdm {
    steps: Vec<Exchange>,
}

/// How ReMDM chooses the probability of masking again in the step from the retention `a` to `b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remasking {
    /// `min( eta, (1 - b)/a )`.
    Cap(Rational),
    /// `eta min( 1, (1 - b)/a )`.
    Rescale(Rational),
    /// `(b - a)/a`, and never more than `(1 - b)/a`.
    ForwardBackward,
}

impl Remasking {
    fn probability(&self, from: &Rational, to: &Rational) -> Rational {
        let most = Rational::from(1 - to) / from;
        match self {
            Self::Cap(eta) => eta.clone().min(most),
            Self::Rescale(eta) => eta * most.min(Rational::from(1)),
            Self::ForwardBackward => (Rational::from(to - from) / from).min(most),
        }
    }
}

impl Exchange {
    /// From the retention `a < 1` to `b >= a` with a probability `sigma <= (1 - b)/a` of masking again: a masked
    /// position is revealed with probability `(b - (1 - sigma) a)/(1 - a)`, which keeps the mean number of revealed
    /// positions on the grid.
    fn new(from: &Rational, to: &Rational, remasking: &Remasking) -> Self {
        // Nothing is revealed at `a = 0`.
        let masked = if from.is_zero() { Rational::new() } else { remasking.probability(from, to) };
        let kept = Rational::from(1 - &masked) * from;
        Self { revealed: (to - kept) / Rational::from(1 - from), masked }
    }
}

impl Remdm {
    /// `T >= 1` steps on the linear grid, `a_n = n/T`.
    pub fn linear(remasking: &Remasking, steps: usize) -> Self {
        let time = |step: usize| Rational::from((step, steps));
        Self { steps: (0..steps).map(|step| Exchange::new(&time(step), &time(step + 1), remasking)).collect() }
    }

    /// The loop: MDLM in some even steps up to the retention `0 < held < 1`, some steps there that mask again with
    /// probability `min( eta, (1 - held)/held )`, and MDLM in some even steps up to 1. `before` and `after` are at
    /// least 1.
    pub fn looped(eta: &Rational, held: &Rational, before: usize, at: usize, after: usize) -> Self {
        let none = Remasking::Cap(Rational::new());
        let rising = |from: Rational, to: Rational, steps: usize| {
            let rise = Rational::from(&to - &from) / Rational::from(steps);
            let time = move |step: usize| &rise * Rational::from(step) + &from;
            (0..steps).map(move |step| (time(step), time(step + 1)))
        };
        let first = rising(Rational::new(), held.clone(), before).map(|(from, to)| Exchange::new(&from, &to, &none));
        let hold = Exchange::new(held, held, &Remasking::Cap(eta.clone()));
        let last = rising(held.clone(), Rational::from(1), after).map(|(from, to)| Exchange::new(&from, &to, &none));
        Self { steps: first.chain(std::iter::repeat_n(hold, at)).chain(last).collect() }
    }
}

impl Select for Remdm {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.steps.len())
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let Exchange { revealed, masked } = &self.steps[place.step];
        let probability = |number: &Rational| Real::Exact(number.clone());
        let complement = |number: &Rational| Real::Exact(Rational::from(1 - number));
        let mask = place.model.shape().vocabulary_size();
        let mut kept: Vec<(Vec<(usize, usize)>, Real)> = vec![(Vec::new(), Real::one())];
        let mut sum = Real::one();
        for position in place.block.positions() {
            // What can become of the position, with the weight of that.
            let mut fates: Vec<(Option<usize>, Real)> = Vec::new();
            if place.rows.positions().contains(position) {
                let row = &place.rows.of(position).drawn;
                sum = sum.times(row.sum());
                fates.push((None, complement(revealed).times(row.sum())));
                let revealed = probability(revealed);
                fates.extend(row.possible().map(|(token, weight)| (Some(token), revealed.times(weight))));
            } else {
                fates.extend([(None, complement(masked)), (Some(mask), probability(masked))]);
            }
            fates.retain(|(_, weight)| !weight.is_zero());
            let with_fate = |(before, product): &(Vec<(usize, usize)>, Real)| {
                let (before, product) = (before.clone(), product.clone());
                fates.iter().map(move |(written, weight)| {
                    let mut pairs = before.clone();
                    pairs.extend(written.map(|token| (position, token)));
                    (pairs, product.times(weight))
                })
            };
            kept = kept.iter().flat_map(with_fate).collect();
        }
        Ok(Selection::Tokens { kept, sum })
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size + 1).saturating_mul(drawings(block_size - masked, 2))
    }

    fn has_random_sizes(&self) -> bool {
        true
    }

    fn masks_again(&self) -> bool {
        true
    }
}
