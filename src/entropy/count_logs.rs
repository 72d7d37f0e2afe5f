//! Sums of logarithms of marginal counts, with integer weights.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use crate::exact::LogForm;
use crate::law::PatternCounts;

/// `sum_w weight(w) ln c(w)` over the patterns `w` of a law, `c(w)` their marginal counts and the weights integers.
///
/// A sum of many terms `p ln c` with probabilities over one denominator costs an integer addition a term here, and one
/// reduction of a fraction for each distinct count at the end.
#[derive(Debug, Clone)]
pub struct CountLogs<'a> {
    patterns: &'a PatternCounts,
    weights: Vec<Integer>,
}

impl<'a> CountLogs<'a> {
    /// The empty sum.
    pub fn new(patterns: &'a PatternCounts) -> Self {
        Self { patterns, weights: vec![Integer::new(); patterns.counts().len()] }
    }

    /// Adds `weight ln c(pattern)`.
    pub fn add(&mut self, pattern: usize, weight: &Integer) {
        self.weights[pattern] += weight;
    }

    /// Subtracts `weight ln c(pattern)`.
    pub fn subtract(&mut self, pattern: usize, weight: &Integer) {
        self.weights[pattern] -= weight;
    }

    /// The sum divided by a positive integer, in nats.
    ///
    /// # Panics
    /// When a pattern of count 0 has a weight other than 0: its logarithm is not defined.
    pub fn divided_by(self, divisor: &Integer) -> LogForm {
        let mut of_count: BTreeMap<&Integer, Integer> = BTreeMap::new();
        for (pattern, weight) in self.weights.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
            *of_count.entry(self.patterns.count(pattern)).or_default() += weight;
        }
        let mut form = LogForm::zero();
        for (count, weight) in of_count {
            form.add_ln(count, &Rational::from((weight, divisor)));
        }
        form
    }
}
