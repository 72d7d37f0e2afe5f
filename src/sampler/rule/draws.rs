//! Tokens first, by all draws: rules for which what is kept of a draw depends on the draws of all positions.

use std::collections::BTreeMap;

use rug::Rational;

use crate::exact::Real;
use crate::sampler::rows::Confidence;

use super::rows::Rows;
use super::selection::Selection;

/// Pairs of a position and the token that is written there.
pub type Pairs = Vec<(usize, usize)>;

/// What is kept, as a function of the tokens that are drawn for the rows: every drawing is gone through.
pub fn by_draws(rows: &Rows, mut kept: impl FnMut(&[usize]) -> Pairs) -> Selection {
    summed(rows, |tokens| [(kept(tokens), Real::one())])
}

/// As [`by_draws`], where chance chooses among sets of draws: by the indices of their rows, with their probabilities.
pub fn by_random_sets(rows: &Rows, sets: impl Fn(&[usize]) -> Vec<(Vec<usize>, Real)>) -> Selection {
    summed(rows, |tokens| {
        let kept = |(set, chance): (Vec<usize>, Real)| (pairs(rows, tokens, |index| set.contains(&index)), chance);
        sets(tokens).into_iter().map(kept).collect::<Vec<_>>()
    })
}

fn summed<Outcomes: IntoIterator<Item = (Pairs, Real)>>(
    rows: &Rows,
    mut outcomes: impl FnMut(&[usize]) -> Outcomes,
) -> Selection {
    let mut kept: BTreeMap<Pairs, Real> = BTreeMap::new();
    rows.for_each_drawing(|tokens, weight| {
        for (pairs, chance) in outcomes(tokens) {
            *kept.entry(pairs).or_default() += &chance.times(weight);
        }
    });
    Selection::Tokens { kept: kept.into_iter().collect(), sum: rows.sum() }
}

/// The pairs of the rows, with the tokens that are drawn for them, for which a test of the index holds.
pub fn pairs(rows: &Rows, tokens: &[usize], is_kept: impl Fn(usize) -> bool) -> Pairs {
    let indices = (0..tokens.len()).filter(|&index| is_kept(index));
    indices.map(|index| (rows.rows()[index].position(), tokens[index])).collect()
}

/// Numbers by their places in the order of all of them: the comparisons of draws are then those of small integers, and
/// as exact.
pub struct Ranks<Number>(Vec<Number>);

impl<Number: Ord> Ranks<Number> {
    /// The places of these numbers.
    pub fn of(numbers: impl IntoIterator<Item = Number>) -> Self {
        let mut numbers: Vec<Number> = numbers.into_iter().collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self(numbers)
    }

    /// How many of the different numbers are below a number.
    pub fn below(&self, number: &Number) -> usize {
        self.0.partition_point(|other| other < number)
    }

    /// The different numbers, smallest first.
    pub fn numbers(&self) -> &[Number] {
        &self.0
    }
}

impl Ranks<Confidence> {
    /// How many of the different numbers are not above a rational.
    pub fn not_above(&self, bound: &Rational) -> usize {
        self.0.partition_point(|number| number.cmp_rational(bound).is_le())
    }
}

/// The confidence of every token of the rows as its place in the order of all of them, by row and token.
pub fn confidences(rows: &Rows) -> (Ranks<Confidence>, Vec<Vec<usize>>) {
    let confidences: Vec<Vec<Confidence>> = rows.compared().map(|compared| compared.confidences().collect()).collect();
    let ranks = Ranks::of(confidences.iter().flatten().cloned());
    let places = confidences.iter().map(|row| row.iter().map(|number| ranks.below(number)).collect()).collect();
    (ranks, places)
}

/// The cut of some scores that leaves a number of them below it, and fewer where scores tie with it; the number is below
/// that of the scores.
pub fn cut(scores: &[usize], number: usize) -> usize {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable();
    sorted[number]
}
