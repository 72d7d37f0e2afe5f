//! Tokens first, with noise: the kept draws are a Plackett-Luce draw by their confidences (MaskGIT).
//!
//! In step `s = 1, ..., T` all masked tokens are drawn, and `x_i` has the score `ln c_i + tau_s G_i`, with the `G_i`
//! independent Gumbel variables and `tau_s = tau (1 - s/T)`. The best scores are kept. Taken in order of score, the
//! best so many of them are drawn one after the other without replacement, each with a probability in proportion to
//! `w_i = c_i^(1/tau_s)`. That is rational where `1/tau_s` is an integer, for every step before the last; the last keeps
//! everything.

use std::fmt;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::cosine::floor_of_cosine;
use crate::exact::{Power, Real};
use crate::sampler::rows::{Confidence, Undecided};

use super::outcomes::drawings;
use super::plackett_luce::{kept_of_drawings, plackett_luce, weights_of_tokens};
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

    /// The rows whose draws are kept without noise. Masked is what lies strictly below the cut; what ties with it is
    /// kept.
    fn above_the_cut(rows: &[Row], tokens: &[usize], staying: usize) -> Vec<usize> {
        let confidence = |(row, &token): (&Row, &usize)| row.compared.confidence(token);
        let confidences: Vec<Confidence> = rows.iter().zip(tokens).map(confidence).collect();
        let mut sorted: Vec<&Confidence> = confidences.iter().collect();
        sorted.sort_unstable();
        let cut = sorted[staying];
        (0..confidences.len()).filter(|&index| confidences[index] >= *cut).collect()
    }
}

impl Select for MaskGit {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.steps)
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let rows = place.rows.rows();
        let step = place.step + 1;
        let share = self.schedule.floor(place.block.size(), step, self.steps);
        // The last token stays masked until the last step, and is drawn anew in each.
        let staying = if step == self.steps { 0 } else { share.min(rows.len() - 1).max(1) };
        if staying == rows.len() {
            return Ok(Selection::Tokens { kept: vec![(Vec::new(), Real::one())], sum: Real::one() });
        }
        if staying == 0 {
            return Ok(kept_of_drawings(place, |_| vec![((0..rows.len()).collect(), Real::one())]));
        }
        let Some(powers) = &self.powers else {
            return Ok(kept_of_drawings(place, |tokens| {
                vec![(Self::above_the_cut(rows, tokens, staying), Real::one())]
            }));
        };
        let power = powers[place.step];
        let weights =
            weights_of_tokens(rows, |confidence| confidence.value(place.precision).power(power, place.precision));
        Ok(kept_of_drawings(place, |tokens| {
            let drawn: Vec<&Real> = tokens.iter().zip(&weights).map(|(&token, row)| &row[token]).collect();
            plackett_luce(&drawn, rows.len() - staying)
        }))
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        // Every draw, with every set that may be kept of it.
        drawings(masked, vocabulary_size).saturating_mul(drawings(masked, 2))
    }

    fn has_random_sizes(&self) -> bool {
        // By ties.
        self.powers.is_none()
    }

    fn is_rational(&self) -> bool {
        self.powers.iter().flatten().all(|power| power.whole().is_some())
    }
}
