//! Policies that read the predictor's rows: entropies and largest probabilities.

use std::cmp::Ordering;
use std::fmt;

use rug::Rational;

use crate::exact::{LazyForm, LogForm};
use crate::law::PositionSet;
use crate::sampler::predictor::Model;

use super::{Policy, masked};

/// The entropy of the predictor's row at a masked position of a state, `-sum_v phat(v) ln phat(v)` in nats.
pub fn row_entropy(model: &Model, state: usize, position: usize) -> LogForm {
    let mut form = LogForm::zero();
    for token in 0..model.law().vocabulary_size() {
        let ratio = model.conditional(state, position, token);
        if !ratio.weight.is_zero() {
            let probability = ratio.to_rational();
            form.add_ln(&ratio.sum, &probability);
            form.add_ln(&ratio.weight, &-probability);
        }
    }
    form
}

/// The largest probability in the predictor's row at a masked position of a state.
pub fn row_confidence(model: &Model, state: usize, position: usize) -> Rational {
    let row = (0..model.law().vocabulary_size()).map(|token| model.conditional(state, position, token).to_rational());
    row.max().unwrap_or_default()
}

/// The masked positions with their entropies, least entropy first.
fn by_entropy(model: &Model, state: usize) -> Vec<(usize, LazyForm<'static>)> {
    let entropy = |position| LazyForm::from(row_entropy(model, state, position));
    let mut rows: Vec<(usize, LazyForm)> =
        masked(model, state).positions().map(|position| (position, entropy(position))).collect();
    // Stable, so that of equal entropies the lower position comes first.
    rows.sort_by(|a, b| a.1.compare(&b.1));
    rows
}

/// The masked positions with their confidences, most confident first.
fn by_confidence(model: &Model, state: usize) -> Vec<(usize, Rational)> {
    let mut rows: Vec<(usize, Rational)> =
        masked(model, state).positions().map(|position| (position, row_confidence(model, state, position))).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1));
    rows
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

    fn reveal(&self, model: &Model, state: usize) -> PositionSet {
        by_entropy(model, state).into_iter().take(self.positions).map(|(position, _)| position).collect()
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

    fn reveal(&self, model: &Model, state: usize) -> PositionSet {
        by_confidence(model, state).into_iter().take(self.positions).map(|(position, _)| position).collect()
    }
}

/// A bound on entropies: a rational number of nats, or of bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntropyBound {
    /// This rational, plus the other multiple of `ln 2`.
    nats: Rational,
    bits: Rational,
}

impl EntropyBound {
    /// A bound in nats, or `None` when it is negative.
    pub fn nats(bound: Rational) -> Option<Self> {
        (bound >= 0).then(|| Self { nats: bound, bits: Rational::new() })
    }

    /// A bound in bits, or `None` when it is negative.
    pub fn bits(bound: Rational) -> Option<Self> {
        (bound >= 0).then(|| Self { nats: Rational::new(), bits: bound })
    }

    /// How an entropy compares with the bound; exact.
    pub fn compare(&self, entropy: &LogForm) -> Ordering {
        let mut without_bits = entropy.clone();
        without_bits.add_ln(&2.into(), &Rational::from(-&self.bits));
        without_bits.cmp_rational(&self.nats)
    }
}

impl fmt::Display for EntropyBound {
    /// In nats, or in bits with `bits` after it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits.is_zero() { write!(formatter, "{}", self.nats) } else { write!(formatter, "{}bits", self.bits) }
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

    fn reveal(&self, model: &Model, state: usize) -> PositionSet {
        let mut set = PositionSet::EMPTY;
        let mut before = LogForm::zero();
        for (position, entropy) in by_entropy(model, state) {
            if !set.is_empty() && self.gamma.compare(&before).is_gt() {
                break;
            }
            set = set.with(position);
            before += entropy.form();
        }
        set
    }
}

/// Reveals every masked position whose greatest probability is at least `theta`; where there is none, the most
/// confident position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfidenceThreshold {
    threshold: Rational,
}

impl ConfidenceThreshold {
    /// The policy with this threshold, or `None` unless it is from 0 to 1.
    pub fn new(threshold: Rational) -> Option<Self> {
        (0..=1).contains(&threshold).then_some(Self { threshold })
    }
}

impl Policy for ConfidenceThreshold {
    fn name(&self) -> String {
        format!("confidence-threshold:{}", self.threshold)
    }

    fn reveal(&self, model: &Model, state: usize) -> PositionSet {
        let rows = by_confidence(model, state);
        let sure: PositionSet = rows
            .iter()
            .filter(|(_, confidence)| *confidence >= self.threshold)
            .map(|&(position, _)| position)
            .collect();
        if sure.is_empty() { rows.iter().take(1).map(|&(position, _)| position).collect() } else { sure }
    }
}
