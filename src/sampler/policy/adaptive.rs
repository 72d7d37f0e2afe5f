//! Policies that read the predictor's rows: entropies and largest probabilities.

use rug::Rational;

use crate::law::PositionSet;
use crate::sampler::rows::{
    Compared, EntropySum, Measure, Threshold, Undecided, best, compared_at, passing, within_bound,
};
use crate::sampler::states::States;

pub use crate::sampler::rows::EntropyBound;

use super::Policy;

/// The rows of all masked positions of a state.
fn rows(model: &dyn States, state: usize) -> Vec<Compared> {
    compared_at(model, state, model.masked(state))
}

/// What is decided of the predictor's rows, which are rational.
fn sure(decided: Result<PositionSet, Undecided>) -> PositionSet {
    decided.expect("rational rows leave nothing undecided")
}

/// Reveals the `k` masked positions with the least conditional entropy (Li & Cai, Remark 1, of the value-adaptive kind:
/// the entropy is that of the row at hand, not an average).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LowestEntropy {
    positions: usize,
}

impl LowestEntropy {
    /// The policy that reveals `positions` at a time, or `None` for 0.
    pub fn new(positions: usize) -> Option<Self> {
        (positions > 0).then_some(Self { positions })
    }
}

impl Policy for LowestEntropy {
    fn name(&self) -> String {
        format!("lowest-entropy:{}", self.positions)
    }

    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        sure(best(&rows(model, state), Measure::Entropy, self.positions))
    }
}

/// Reveals the `k` masked positions with the largest greatest probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HighestConfidence {
    positions: usize,
}

impl HighestConfidence {
    /// The policy that reveals `positions` at a time, or `None` for 0.
    pub fn new(positions: usize) -> Option<Self> {
        (positions > 0).then_some(Self { positions })
    }
}

impl Policy for HighestConfidence {
    fn name(&self) -> String {
        format!("highest-confidence:{}", self.positions)
    }

    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        sure(best(&rows(model, state), Measure::Top, self.positions))
    }
}

/// The entropy-bounded sampler of Ben-Hamu et al.: reveals the `k` masked positions of least entropy, for the largest
/// `k` with `sum H_i - max H_i <= gamma`. That difference is the sum of all but the last entropy, so `k` is at least 1.
#[derive(Debug, Clone)]
pub struct EntropyBounded {
    gamma: EntropyBound,
}

impl EntropyBounded {
    /// The policy with a bound.
    pub fn new(gamma: EntropyBound) -> Self {
        Self { gamma }
    }

    /// The policy with a bound in nats, or `None` when it is negative.
    pub fn nats(bound: Rational) -> Option<Self> {
        EntropyBound::nats(bound).map(Self::new)
    }

    /// The policy with a bound in bits, or `None` when it is negative.
    pub fn bits(bound: Rational) -> Option<Self> {
        EntropyBound::bits(bound).map(Self::new)
    }
}

impl Policy for EntropyBounded {
    /// The bound is in nats, or in bits with `bits` after it.
    fn name(&self) -> String {
        format!("entropy-bounded:{}", self.gamma)
    }

    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        sure(within_bound(&rows(model, state), Measure::Entropy, EntropySum::ButTheLargest, &self.gamma))
    }
}

/// Reveals every masked position whose greatest probability is at least `theta`; where there is none, the most
/// confident position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfidenceThreshold {
    threshold: Threshold,
}

impl ConfidenceThreshold {
    /// The policy with this threshold, or `None` unless it is from 0 to 1.
    pub fn new(threshold: Rational) -> Option<Self> {
        (0..=1).contains(&threshold).then_some(Self { threshold: Threshold { bound: threshold, is_strict: false } })
    }
}

impl Policy for ConfidenceThreshold {
    fn name(&self) -> String {
        format!("confidence-threshold:{}", self.threshold.bound)
    }

    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        passing(&rows(model, state), &self.threshold)
    }
}
