//! Tokens first, with noise: the kept draws are a Plackett-Luce draw by their confidences (MaskGIT).
//!
//! In step `s = 1, ..., T` all masked tokens are drawn, and `x_i` has the score `ln c_i + tau_s G_i`, with the `G_i`
//! independent Gumbel variables and `tau_s = tau (1 - s/T)`. The best scores are kept. Taken in order of score, the
//! best so many of them are drawn one after the other without replacement, each with a probability in proportion to
//! `w_i = c_i^(1/tau_s)`:
//!
//! ```text
//! P(i_1, ..., i_k) = prod_j w_{i_j} / (W - w_{i_1} - ... - w_{i_{j-1}}),    W = sum of all w
//! ```
//!
//! That is rational where `1/tau_s` is an integer, for every step before the last; the last keeps everything.

use std::collections::BTreeMap;
use std::fmt;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::cosine::floor_of_cosine;
use crate::limits::TEMPERATURE_POWER_LIMIT;

use super::outcomes::drawings;
use super::rows::Row;
use super::selection::{Place, Select, Selection};

/// How many positions stay masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskSchedule {
    /// `cos(pi s / 2T)` of the positions.
    Cosine,
    /// `1 - (s/T)^a` of the positions; `a = 1` is the uniform schedule.
    Power(u32),
}

impl MaskSchedule {
    /// The whole part of the share of `n` positions that stay masked after step `s` of `T`; exact.
    fn floor(self, n: usize, s: usize, steps: usize) -> usize {
        let small = |number: usize| u32::try_from(number).expect("lengths and numbers of steps are small");
        match self {
            Self::Cosine => floor_of_cosine(small(n), small(s), small(steps)) as usize,
            Self::Power(power) => {
                let [done, all] = [s, steps].map(|number| Integer::from(number).pow(power));
                let left = Integer::from(n) * (&all - done);
                left.div_rem_floor(all).0.to_usize().expect("at most the positions")
            }
        }
    }
}

impl fmt::Display for MaskSchedule {
    /// As in a rule.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cosine => write!(formatter, "cosine"),
            Self::Power(1) => write!(formatter, "uniform"),
            Self::Power(power) => write!(formatter, "pow{power}"),
        }
    }
}

/// MaskGIT's rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskGit {
    schedule: MaskSchedule,
    /// For each step but the last the power `1/tau_s` of the confidences; `None` for `tau = 0`, without noise.
    powers: Option<Vec<u32>>,
    steps: usize,
}

impl MaskGit {
    /// The rule with `T >= 1` steps and the temperature `tau >= 0` of its noise.
    ///
    /// # Errors
    /// The first step `s` whose power `1/tau_s = T/(tau (T - s))` is no integer up to
    /// [`TEMPERATURE_POWER_LIMIT`], with that power.
    pub fn new(steps: usize, tau: &Rational, schedule: MaskSchedule) -> Result<Self, (usize, Rational)> {
        if tau.is_zero() {
            return Ok(Self { schedule, powers: None, steps });
        }
        let power = |step: usize| {
            let power = Rational::from(steps) / (Rational::from(steps - step) * tau);
            let whole = power.is_integer().then(|| power.numer().to_u32()).flatten();
            whole.filter(|power| *power <= TEMPERATURE_POWER_LIMIT).ok_or((step, power))
        };
        let powers = (1..steps).map(power).collect::<Result<_, _>>()?;
        Ok(Self { schedule, powers: Some(powers), steps })
    }

    /// The sets that are kept of some draws, by the indices of their rows, with their probabilities.
    fn kept(&self, confidences: &[Rational], step: usize, staying: usize) -> Vec<(Vec<usize>, Rational)> {
        let Some(powers) = &self.powers else {
            // Masked is what lies strictly below the cut; what ties with it is kept.
            let mut sorted: Vec<&Rational> = confidences.iter().collect();
            sorted.sort_unstable();
            let cut = sorted[staying];
            let kept = (0..confidences.len()).filter(|&index| confidences[index] >= *cut);
            return vec![(kept.collect(), Rational::from(1))];
        };
        let weights: Vec<Rational> =
            confidences.iter().map(|confidence| Rational::from(confidence.pow(powers[step]))).collect();
        plackett_luce(&weights, confidences.len() - staying)
    }
}

/// The sets of a size that are drawn one after the other without replacement by weights, with their probabilities.
/// Where all that is left has weight 0, which only rounding to 0 makes, the lowest index is taken.
fn plackett_luce(weights: &[Rational], size: usize) -> Vec<(Vec<usize>, Rational)> {
    let mut sets: BTreeMap<Vec<usize>, Rational> = BTreeMap::from([(Vec::new(), Rational::from(1))]);
    for _ in 0..size {
        let mut larger: BTreeMap<Vec<usize>, Rational> = BTreeMap::new();
        for (set, probability) in sets {
            let others: Vec<usize> = (0..weights.len()).filter(|index| !set.contains(index)).collect();
            let left = Rational::from(Rational::sum(others.iter().map(|&index| &weights[index])));
            for &index in &others {
                let chance = if left.is_zero() {
                    Rational::from(u32::from(index == others[0]))
                } else {
                    Rational::from(&weights[index] / &left)
                };
                if !chance.is_zero() {
                    let mut with_it = set.clone();
                    with_it.insert(with_it.partition_point(|&before| before < index), index);
                    *larger.entry(with_it).or_default() += chance * &probability;
                }
            }
        }
        sets = larger;
    }
    sets.into_iter().collect()
}

impl Select for MaskGit {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.steps)
    }

    fn select(&self, place: &Place) -> Selection {
        let rows = place.rows.rows();
        let sum = place.rows.sum();
        let step = place.step + 1;
        let share = self.schedule.floor(place.block.size(), step, self.steps);
        // The last token stays masked until the last step, and is drawn anew in each.
        let staying = if step == self.steps { 0 } else { share.min(rows.len() - 1).max(1) };
        let mut outcomes: BTreeMap<Vec<(usize, usize)>, Rational> = BTreeMap::new();
        if staying == rows.len() {
            return Selection::Tokens { kept: vec![(Vec::new(), Rational::from(1))], sum: Integer::from(1) };
        }
        place.rows.for_each_drawing(|tokens, weight| {
            let confidence = |(row, &token): (&Row, &usize)| row.compared.confidence(token);
            let confidences: Vec<Rational> = rows.iter().zip(tokens).map(confidence).collect();
            let sets = if staying == 0 {
                vec![((0..rows.len()).collect(), Rational::from(1))]
            } else {
                self.kept(&confidences, place.step, staying)
            };
            for (set, probability) in sets {
                let kept = set.iter().map(|&index| (rows[index].position(), tokens[index])).collect();
                *outcomes.entry(kept).or_default() += probability * weight;
            }
        });
        Selection::Tokens { kept: outcomes.into_iter().collect(), sum }
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        // Every draw, with every set that may be kept of it.
        drawings(masked, vocabulary_size).saturating_mul(drawings(masked, 2))
    }

    fn has_random_sizes(&self) -> bool {
        // By ties.
        self.powers.is_none()
    }
}
