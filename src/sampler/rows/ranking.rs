//! Which of the masked positions rank first, or pass a threshold.

use std::cmp::Reverse;

use rug::Rational;

use crate::law::PositionSet;
use crate::sampler::states::States;

use super::confidence::{Confidence, difference};
use super::distribution::Distribution;
use super::entropies::{Entropy, Undecided};
use super::rounding::Rounding;

/// A masked position with the distribution whose probabilities are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The position, from 0.
    pub position: usize,
    /// The distribution.
    pub distribution: Distribution,
    /// How its probabilities are rounded before they are compared.
    pub rounding: Rounding,
}

impl Compared {
    /// The rounded probability of a token.
    pub fn confidence(&self, token: usize) -> Confidence {
        self.rounding.of(self.distribution.probability(token))
    }

    /// The rounded probabilities of all tokens.
    pub fn confidences(&self) -> impl Iterator<Item = Confidence> {
        (0..self.distribution.size()).map(|token| self.confidence(token))
    }

    /// The largest probability, rounded.
    pub fn top(&self) -> Confidence {
        self.confidence(self.distribution.likeliest())
    }

    /// The largest less the second largest, which is 0 where one token only is possible; each rounded, and the difference
    /// rounded again.
    pub fn margin(&self) -> Confidence {
        match self.distribution.by_likelihood().get(1) {
            None => self.top(),
            Some(&second) => self.rounding.of(difference(&self.top(), &self.confidence(second))),
        }
    }
}

/// The predictor's rows at some masked positions of a state, lower position first, without the tokens of probability 0.
pub fn compared_at(model: &dyn States, state: usize, positions: PositionSet) -> Vec<Compared> {
    let row = |position| Compared {
        position,
        distribution: Distribution::of_possible(model, state, position),
        rounding: Rounding::Exact,
    };
    positions.positions().map(row).collect()
}

/// What ranks rows; of those that tie the lower position comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The largest probability, the largest first.
    Top,
    /// The largest less the second largest probability, the largest first.
    Margin,
    /// The entropy, the least first; of the distribution as it is, never rounded.
    Entropy,
}

impl Measure {
    /// The name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Margin => "margin",
            Self::Entropy => "entropy",
        }
    }

    /// The rows, which are given by position, best first.
    ///
    /// # Errors
    /// [`Undecided`], for entropies of powers of rows only.
    pub fn ranked<'a>(self, rows: impl IntoIterator<Item = &'a Compared>) -> Result<Vec<&'a Compared>, Undecided> {
        let mut ranked: Vec<&Compared> = rows.into_iter().collect();
        // Stable sorts, so that ties stay in the order of positions.
        match self {
            Self::Top => ranked.sort_by_cached_key(|row| Reverse(row.top())),
            Self::Margin => ranked.sort_by_cached_key(|row| Reverse(row.margin())),
            Self::Entropy => {
                return Ok(self.ranked_with_entropies(ranked)?.into_iter().map(|(row, _)| row).collect());
            }
        }
        Ok(ranked)
    }

    /// As [`Measure::ranked`], with the entropy of each row.
    ///
    /// # Errors
    /// As [`Measure::ranked`].
    pub fn ranked_with_entropies<'a>(
        self,
        rows: impl IntoIterator<Item = &'a Compared>,
    ) -> Result<Vec<(&'a Compared, Entropy)>, Undecided> {
        let with_entropy = |row: &'a Compared| (row, Entropy::of(&row.distribution));
        if self != Self::Entropy {
            return Ok(self.ranked(rows)?.into_iter().map(with_entropy).collect());
        }
        // Each behind those that are not above it.
        let mut sorted: Vec<(&Compared, Entropy)> = Vec::new();
        for row in rows {
            let (row, entropy) = with_entropy(row);
            let mut place = sorted.len();
            while place > 0 && entropy.compare(&sorted[place - 1].1)?.is_lt() {
                place -= 1;
            }
            sorted.insert(place, (row, entropy));
        }
        Ok(sorted)
    }
}

/// The positions of the best rows, so many of them.
///
/// # Errors
/// As [`Measure::ranked`].
pub fn best<'a>(
    rows: impl IntoIterator<Item = &'a Compared>,
    measure: Measure,
    number: usize,
) -> Result<PositionSet, Undecided> {
    Ok(measure.ranked(rows)?.into_iter().take(number).map(|row| row.position).collect())
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
    pub fn admits(&self, probability: &Confidence) -> bool {
        let compared = probability.cmp_rational(&self.bound);
        if self.is_strict { compared.is_gt() } else { compared.is_ge() }
    }
}

/// The positions whose largest probability passes a threshold, and the one with the largest where none does.
pub fn passing<'a>(rows: impl IntoIterator<Item = &'a Compared>, threshold: &Threshold) -> PositionSet {
    let rows: Vec<&Compared> = rows.into_iter().collect();
    let sure: PositionSet = rows.iter().filter(|row| threshold.admits(&row.top())).map(|row| row.position).collect();
    let best = || rows.iter().rev().max_by_key(|row| row.top()).map(|row| row.position);
    if sure.is_empty() { best().into_iter().collect() } else { sure }
}
