//! Tokens first, by all draws: rules for which what is kept of a draw depends on the draws of all positions.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use super::rows::Rows;
use super::selection::Selection;

/// What is kept, as a function of the tokens that are drawn for the rows: every drawing is gone through.
pub fn by_draws(rows: &Rows, mut kept: impl FnMut(&[usize]) -> Vec<(usize, usize)>) -> Selection {
    let mut outcomes: BTreeMap<Vec<(usize, usize)>, Integer> = BTreeMap::new();
    rows.for_each_drawing(|tokens, weight| *outcomes.entry(kept(tokens)).or_default() += weight);
    let kept = outcomes.into_iter().map(|(pairs, weight)| (pairs, Rational::from(weight)));
    Selection::Tokens { kept: kept.collect(), sum: rows.sum() }
}

/// The pairs of the rows, with the tokens that are drawn for them, for which a test of the index holds.
pub fn pairs(rows: &Rows, tokens: &[usize], is_kept: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let indices = (0..tokens.len()).filter(|&index| is_kept(index));
    indices.map(|index| (rows.rows()[index].position(), tokens[index])).collect()
}

/// Numbers by their places in the order of all of them: the comparisons of draws are then those of small integers, and
/// as exact.
pub struct Ranks(Vec<Rational>);

impl Ranks {
    /// The places of these numbers.
    pub fn of(numbers: impl IntoIterator<Item = Rational>) -> Self {
        let mut numbers: Vec<Rational> = numbers.into_iter().collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self(numbers)
    }

    /// How many of the different numbers are below a number.
    pub fn below(&self, number: &Rational) -> usize {
        self.0.partition_point(|other| other < number)
    }

    /// The different numbers, smallest first.
    pub fn numbers(&self) -> &[Rational] {
        &self.0
    }
}

/// The confidence of every token of the rows as its place in the order of all of them, by row and token.
pub fn confidences(rows: &Rows) -> (Ranks, Vec<Vec<usize>>) {
    let of = |row: &super::rows::Row| -> Vec<Rational> {
        (0..row.drawn.weights().len()).map(|token| row.compared.confidence(token)).collect()
    };
    let confidences: Vec<Vec<Rational>> = rows.rows().iter().map(of).collect();
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
