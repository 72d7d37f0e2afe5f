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
//! So the forgotten draws matter by `R` alone, and what is summed over them by `U` and its tokens alone.

use std::collections::BTreeMap;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::law::PositionSet;
use crate::limits::TEMPERATURE_POWER_LIMIT;

use super::draws::{by_draws, confidences, cut, pairs};
use super::mask_schedule::MaskSchedule;
use super::outcomes::{drawings, subsets};
use super::rows::Rows;
use super::selection::{Place, Select, Selection};

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

    fn select(&self, place: &Place) -> Selection {
        let number = place.rows.number();
        let step = place.step + 1;
        if step == self.steps {
            return by_draws(place.rows, |tokens| pairs(place.rows, tokens, |_| true));
        }
        let staying = self.staying(place.block.size(), number, step);
        if staying == number {
            return Selection::Tokens { kept: vec![(Vec::new(), Rational::from(1))], sum: Integer::from(1) };
        }
        let Some(powers) = &self.powers else {
            // Masked is what lies strictly below the cut; what ties with it is kept.
            let (_, places) = confidences(place.rows);
            return by_draws(place.rows, |tokens| {
                let scores: Vec<usize> = places.iter().zip(tokens).map(|(row, &token)| row[token]).collect();
                let cut = cut(&scores, staying);
                pairs(place.rows, tokens, |index| scores[index] >= cut)
            });
        };
        let mut noisy = Noisy::new(place.rows, powers[place.step]);
        let all: PositionSet = (0..number).collect();
        let kept = all.subsets_with(number - staying).flat_map(|set| noisy.kept(set)).collect();
        Selection::Tokens { kept, sum: place.rows.sum() }
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
            sum = sum.saturating_add(each.saturating_mul(sets).saturating_mul(row_bits * u64::from(*power)));
            masked = staying;
        }
        sum
    }

    fn has_random_sizes(&self) -> bool {
        // By ties.
        self.powers.is_none()
    }
}

/// What may be kept of the draws of some rows, by the noise of a step. Rows are meant by their indices.
struct Noisy<'a> {
    rows: &'a Rows,
    /// The powers of the confidences, by row and token, over a common denominator: only their proportions matter.
    powers: Vec<Vec<Integer>>,
    /// What [`beaten`](Self::beaten) has found.
    found: BTreeMap<(PositionSet, Vec<(usize, usize)>), Rational>,
}

impl<'a> Noisy<'a> {
    fn new(rows: &'a Rows, power: u32) -> Self {
        let of_row = |row: &super::rows::Row| -> Vec<Rational> {
            let tokens = 0..row.drawn.weights().len();
            tokens.map(|token| row.compared.confidence(token).pow(power)).collect()
        };
        let powers: Vec<Vec<Rational>> = rows.rows().iter().map(of_row).collect();
        let common = powers.iter().flatten().fold(Integer::from(1), |common, power| common.lcm(power.denom()));
        let whole = |power: &Rational| power.numer() * Integer::from(common.div_exact_ref(power.denom()));
        let powers = powers.iter().map(|row| row.iter().map(whole).collect()).collect();
        Self { rows, powers, found: BTreeMap::new() }
    }

    /// The drawings of a set of rows, each with the product of its weights.
    fn drawings(&self, set: PositionSet) -> Vec<(Vec<(usize, usize)>, Integer)> {
        let mut drawings = vec![(Vec::new(), Integer::from(1))];
        for index in set.positions() {
            let weights = self.rows.rows()[index].drawn.weights();
            let with_tokens = |(before, product): &(Vec<(usize, usize)>, Integer)| {
                let (before, product) = (before.clone(), product.clone());
                let possible = weights.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
                possible.map(move |(token, weight)| {
                    let mut drawn = before.clone();
                    drawn.push((index, token));
                    (drawn, Integer::from(&product * weight))
                })
            };
            drawings = drawings.iter().flat_map(with_tokens).collect();
        }
        drawings
    }

    /// The sum of the powers of some draws.
    fn sum(&self, drawn: &[(usize, usize)]) -> Integer {
        drawn.iter().map(|&(index, token)| &self.powers[index][token]).sum()
    }

    /// The drawings of a set of rows with the weights with which they are what is kept.
    fn kept(&mut self, set: PositionSet) -> Vec<(Vec<(usize, usize)>, Rational)> {
        let forgotten = (0..self.rows.number()).collect::<PositionSet>().minus(set);
        let mut left: BTreeMap<Integer, Integer> = BTreeMap::new();
        for (drawn, weight) in self.drawings(forgotten) {
            *left.entry(self.sum(&drawn)).or_default() += weight;
        }
        let left: Vec<(Integer, Integer)> = left.into_iter().collect();
        let mut outcomes = Vec::new();
        for (drawn, weight) in self.drawings(set) {
            let mut chance = Rational::new();
            for chosen in 0..1_usize << drawn.len() {
                let some: Vec<(usize, usize)> =
                    (0..drawn.len()).filter(|place| chosen >> place & 1 == 1).map(|place| drawn[place]).collect();
                let beaten = self.beaten(forgotten, &left, some);
                if chosen.count_ones() % 2 == 0 { chance += beaten } else { chance -= beaten }
            }
            chance += self.of_nothing(&drawn, forgotten, &left);
            if !chance.is_zero() {
                let position = |(index, token): (usize, usize)| (self.rows.rows()[index].position(), token);
                outcomes.push((drawn.into_iter().map(position).collect(), chance * weight));
            }
        }
        outcomes
    }

    /// The sum of `R / (R + the powers of some draws)` over the forgotten draws with `R > 0`, each with its weight.
    fn beaten(&mut self, forgotten: PositionSet, left: &[(Integer, Integer)], some: Vec<(usize, usize)>) -> &Rational {
        let sum = self.sum(&some);
        self.found.entry((forgotten, some)).or_insert_with(|| {
            let fraction =
                |(left, weight): &(Integer, Integer)| (Integer::from(left * weight), Integer::from(left + &sum));
            let fractions: Vec<_> = left.iter().filter(|(left, _)| !left.is_zero()).map(fraction).collect();
            sum_of(&fractions).map_or_else(Rational::new, Rational::from)
        })
    }

    /// The weight of the forgotten draws that all have the power 0, which only rounding to 0 makes, where some draws are
    /// kept before them: those with a power come first, and of the others the lower.
    fn of_nothing(&self, drawn: &[(usize, usize)], forgotten: PositionSet, left: &[(Integer, Integer)]) -> Integer {
        let last =
            drawn.iter().filter(|(index, token)| self.powers[*index][*token].is_zero()).map(|(index, _)| *index).max();
        let is_kept = last.is_none_or(|last| forgotten.positions().all(|index| index > last));
        let nothing = left.iter().find(|(left, _)| left.is_zero()).filter(|_| is_kept);
        nothing.map_or_else(Integer::new, |(_, weight)| weight.clone())
    }
}

/// The sum of fractions as a numerator over a denominator, in no lowest terms; `None` for no fractions. Halves are added
/// up first, so that the factors of each product are of about the same size.
fn sum_of(fractions: &[(Integer, Integer)]) -> Option<(Integer, Integer)> {
    match fractions {
        [] => None,
        [one] => Some(one.clone()),
        more => {
            let (first, second) = more.split_at(more.len() / 2);
            let ((a, b), (c, d)) = (sum_of(first)?, sum_of(second)?);
            Some((a * &d + c * &b, b * d))
        }
    }
}
