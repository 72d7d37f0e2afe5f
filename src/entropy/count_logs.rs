//! Sums of logarithms of marginal counts, with integer weights.

use std::borrow::Cow;

use rug::{Integer, Rational};
use rustc_hash::FxHashMap;

use crate::exact::LogForm;
use crate::law::{DistinctCounts, PatternCounts};

/// `sum_w weight(w) ln c(w)` over the patterns `w` of a law, `c(w)` their marginal counts and the weights integers; or
/// over counts that are given as numbers.
///
/// A sum of many terms `p ln c` with probabilities over one denominator costs the addition of a word a term here, and
/// one reduction of a fraction for each distinct count at the end.
#[derive(Debug, Clone)]
pub struct CountLogs<'a> {
    counts: Counts<'a>,
    weights: Weights,
}

/// The distinct counts.
#[derive(Debug, Clone)]
enum Counts<'a> {
    /// Those of all patterns.
    OfPatterns(&'a DistinctCounts),
    /// Those met so far, by their places.
    Met(FxHashMap<Integer, usize>),
}

/// The weight of each distinct count: machine words until a sum is too large for them.
#[derive(Debug, Clone)]
enum Weights {
    Words(Vec<i128>),
    Integers(Vec<Integer>),
}

impl<'a> CountLogs<'a> {
    /// The empty sum.
    pub fn new(patterns: &'a PatternCounts) -> Self {
        let distinct = patterns.distinct();
        let weights = Weights::Words(vec![0; distinct.counts().len()]);
        Self { counts: Counts::OfPatterns(distinct), weights }
    }

    /// The empty sum over numbers, without a table of patterns.
    pub fn of_numbers() -> Self {
        Self { counts: Counts::Met(FxHashMap::default()), weights: Weights::Words(Vec::new()) }
    }

    /// Adds `weight ln c(pattern)`.
    ///
    /// # Panics
    /// When the sum is over numbers.
    pub fn add(&mut self, pattern: usize, weight: &Integer) {
        self.change(self.of_pattern(pattern), weight, i128::checked_add, |sum, weight| *sum += weight);
    }

    /// Subtracts `weight ln c(pattern)`.
    ///
    /// # Panics
    /// As [`add`](Self::add).
    pub fn subtract(&mut self, pattern: usize, weight: &Integer) {
        self.change(self.of_pattern(pattern), weight, i128::checked_sub, |sum, weight| *sum -= weight);
    }

    /// Adds `weight ln count`.
    ///
    /// # Panics
    /// When the sum is over patterns.
    pub fn add_ln(&mut self, count: &Integer, weight: &Integer) {
        let index = self.of_number(count);
        self.change(index, weight, i128::checked_add, |sum, weight| *sum += weight);
    }

    /// Subtracts `weight ln count`.
    ///
    /// # Panics
    /// As [`add_ln`](Self::add_ln).
    pub fn subtract_ln(&mut self, count: &Integer, weight: &Integer) {
        let index = self.of_number(count);
        self.change(index, weight, i128::checked_sub, |sum, weight| *sum -= weight);
    }

    fn of_pattern(&self, pattern: usize) -> usize {
        match &self.counts {
            Counts::OfPatterns(distinct) => distinct.index_of(pattern),
            Counts::Met(_) => panic!("a sum over numbers has no patterns"),
        }
    }

    fn of_number(&mut self, count: &Integer) -> usize {
        let Counts::Met(places) = &mut self.counts else { panic!("a sum over patterns knows their counts") };
        if let Some(&place) = places.get(count) {
            return place;
        }
        let place = places.len();
        places.insert(count.clone(), place);
        match &mut self.weights {
            Weights::Words(words) => words.push(0),
            Weights::Integers(integers) => integers.push(Integer::new()),
        }
        place
    }

    fn change(
        &mut self,
        index: usize,
        weight: &Integer,
        of_words: impl Fn(i128, i128) -> Option<i128>,
        of_integers: impl Fn(&mut Integer, &Integer),
    ) {
        if let Weights::Words(words) = &mut self.weights {
            let word = weight.to_i64().map(i128::from).or_else(|| weight.to_i128());
            match word.and_then(|word| of_words(words[index], word)) {
                Some(sum) => {
                    words[index] = sum;
                    return;
                }
                None => self.weights = Weights::Integers(words.iter().copied().map(Integer::from).collect()),
            }
        }
        let Weights::Integers(integers) = &mut self.weights else { unreachable!("the words were replaced") };
        of_integers(&mut integers[index], weight);
    }

    /// The sum divided by a positive integer, in nats.
    ///
    /// # Panics
    /// When patterns of count 0 have a weight other than 0: its logarithm is not defined.
    pub fn divided_by(self, divisor: &Integer) -> LogForm {
        let weights: Vec<Integer> = match self.weights {
            Weights::Words(words) => words.into_iter().map(Integer::from).collect(),
            Weights::Integers(integers) => integers,
        };
        let counts: Vec<(Cow<Integer>, usize)> = match self.counts {
            Counts::OfPatterns(distinct) => distinct.counts().iter().map(Cow::Borrowed).zip(0..).collect(),
            Counts::Met(places) => places.into_iter().map(|(count, place)| (Cow::Owned(count), place)).collect(),
        };
        let mut form = LogForm::zero();
        for (count, place) in counts.iter().filter(|(_, place)| !weights[*place].is_zero()) {
            form.add_ln(count, &Rational::from((&weights[*place], divisor)));
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Law, Vocabulary};

    /// Sums beyond a word are those of integers: the counts of the patterns are 1, 2, 3, 4 and their sums.
    #[test]
    fn sums_beyond_a_word() {
        let counts = [1, 2, 3, 4].map(Integer::from).to_vec();
        let law = Law::from_counts("example", Vocabulary::numbered(2), 2, counts).unwrap();
        let patterns = PatternCounts::new(&law);
        let largest = Integer::from(i128::MAX);
        for weight in [Integer::from(5), largest.clone(), largest * 3] {
            let mut logs = CountLogs::new(&patterns);
            let mut expected = LogForm::zero();
            for round in 0..3 {
                for pattern in 0..9 {
                    let signed = Rational::from(&weight) * if (pattern + round) % 3 == 0 { -2 } else { 1 };
                    expected.add_ln(patterns.count(pattern), &Rational::from(&signed / 7));
                    if signed < 0 {
                        logs.subtract(pattern, &weight);
                        logs.subtract(pattern, &weight);
                    } else {
                        logs.add(pattern, &weight);
                    }
                }
            }
            let sum = logs.divided_by(&Integer::from(7));
            assert!(sum.terms().eq(expected.terms()), "{weight}");
        }
    }
}
