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
//! That is rational where `1/tau_s` is an integer, for every step before the last; the last keeps everything. Summed over
//! the orders of a set `S`, with `R` the sum of the weights of the draws that are forgotten,
//!
//! ```text
//! P(keep S) = sum_{U in S} (-1)^|U| R / (R + sum_{i in U} w_i)
//! ```
//!
//! the probability that of independent exponential times with the rates `w_i` all those of `S` come before all others.
//! So the forgotten draws matter by `R` alone, and what is summed over them by `U` and its tokens alone. Where numbers are
//! enclosed that sum would lose digits, and the product is taken for every drawing.

use rug::Rational;

use crate::exact::{Power, Real};
use crate::law::PositionSet;
use crate::sampler::rows::{Confidence, Undecided};

use super::draws::{by_draws, by_random_sets, confidences, cut, pairs};
use super::mask_schedule::MaskSchedule;
use super::noisy::Noisy;
use super::outcomes::{drawings, subsets};
use super::plackett_luce::{plackett_luce, weights_of_tokens};
use super::selection::{Place, Select, Selection};

/// MaskGIT's rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskGit {
    schedule: MaskSchedule,
    /// For each step but the last the power `1/tau_s` of the confidences; `None` for `tau = 0`, without noise.
    powers: Option<Vec<Power>>,
    steps: usize,
}

impl MaskGit {
    /// The rule with `T >= 1` steps and the temperature `tau >= 0` of its noise.
    ///
    /// # Errors
    /// The first step `s` whose power `1/tau_s = T/(tau (T - s))` has a numerator or a denominator that is too large for
    /// a [`Power`], with that power.
    pub fn new(steps: usize, tau: &Rational, schedule: MaskSchedule) -> Result<Self, (usize, Rational)> {
        if tau.is_zero() {
            return Ok(Self { schedule, powers: None, steps });
        }
        let power = |step: usize| {
            let power = Rational::from(steps) / (Rational::from(steps - step) * tau);
            Power::new(&power).ok_or((step, power))
        };
        let powers = (1..steps).map(power).collect::<Result<_, _>>()?;
        Ok(Self { schedule, powers: Some(powers), steps })
    }

    /// How many of some masked positions of a block are masked after a step, from 1, that is not the last. The last token
    /// stays masked, and is drawn anew in each of these steps.
    fn staying(&self, block_size: usize, masked: usize, step: usize) -> usize {
        self.schedule.floor(block_size, step, self.steps).min(masked - 1).max(1)
    }
}

impl Select for MaskGit {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.steps)
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let number = place.rows.number();
        let step = place.step + 1;
        if step == self.steps {
            return Ok(by_draws(place.rows, |tokens| pairs(place.rows, tokens, |_| true)));
        }
        let staying = self.staying(place.block.size(), number, step);
        if staying == number {
            return Ok(Selection::Tokens { kept: vec![(Vec::new(), Real::one())], sum: Real::one() });
        }
        let Some(powers) = &self.powers else {
            // Masked is what lies strictly below the cut; what ties with it is kept.
            let (_, places) = confidences(place.rows);
            return Ok(by_draws(place.rows, |tokens| {
                let scores: Vec<usize> = places.iter().zip(tokens).map(|(row, &token)| row[token]).collect();
                let cut = cut(&scores, staying);
                pairs(place.rows, tokens, |index| scores[index] >= cut)
            }));
        };
        let power = powers[place.step];
        let exact = if place.encloses { None } else { Noisy::new(place.rows, power) };
        let Some(mut noisy) = exact else {
            let weight = |confidence: &Confidence| {
                let weight = confidence.value(place.precision).power(power, place.precision);
                if place.encloses { weight.enclosed(place.precision) } else { weight }
            };
            let weights = weights_of_tokens(place.rows.rows(), weight);
            return Ok(by_random_sets(place.rows, |tokens| {
                let drawn: Vec<&Real> = tokens.iter().zip(&weights).map(|(&token, row)| &row[token]).collect();
                plackett_luce(&drawn, number - staying)
            }));
        };
        let all: PositionSet = (0..number).collect();
        let kept = all.subsets_with(number - staying).flat_map(|set| noisy.kept(set)).collect();
        Ok(Selection::Tokens { kept, sum: place.rows.sum() })
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        // Every draw, with noise with every set that may be kept of it.
        let sets = if self.powers.is_some() { drawings(masked, 2) } else { 1 };
        drawings(masked, vocabulary_size).saturating_mul(sets)
    }

    fn fraction_bits(&self, block_size: usize, vocabulary_size: usize, row_bits: u64) -> u64 {
        let mut masked = block_size;
        let mut sum = 0_u64;
        for (step, power) in (1..).zip(self.powers.iter().flatten()) {
            let staying = self.staying(block_size, masked, step);
            let kept = masked - staying;
            // For every set that may be masked and every set kept of it: a fraction for each forgotten draw and each set
            // of kept ones but the empty one.
            let each = drawings(staying, vocabulary_size).saturating_mul(drawings(kept, 2) - 1);
            let sets = subsets(block_size, masked, 1).saturating_mul(subsets(masked, kept, 1));
            sum = sum.saturating_add(each.saturating_mul(sets).saturating_mul(row_bits * u64::from(power.numerator())));
            masked = staying;
        }
        sum
    }

    fn has_random_sizes(&self) -> bool {
        // By ties.
        self.powers.is_none()
    }

    fn is_rational(&self) -> bool {
        self.powers.iter().flatten().all(|power| power.whole().is_some())
    }
}
