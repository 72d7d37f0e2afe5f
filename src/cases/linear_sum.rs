//! A combination of quantities while its terms are added up.

use crate::exact::Number;

use super::linear::{Extremum, Linear};
use super::quantity::Quantity;

/// The fewest terms that are collected.
const COLLECTED: usize = 64;

/// A sum of multiples of quantities, minima and maxima, added one by one. Terms are kept as they come, and those of one
/// quantity are added up when there are twice as many as after the last time.
#[derive(Debug, Default)]
pub struct LinearSum {
    terms: Vec<(Quantity, Number)>,
    /// So many of the terms are in order, with one for each quantity.
    collected: usize,
    extrema: Vec<(Number, Extremum)>,
}

impl LinearSum {
    /// Adds `coefficient * quantity`. `h_0` and the entropy of no position are zero and vanish.
    pub fn add(&mut self, quantity: Quantity, coefficient: &Number) {
        let vanishes = match &quantity {
            Quantity::Average(size) => *size == 0,
            Quantity::Entropy(set) => set.size() == 0,
            _ => false,
        };
        if vanishes || coefficient.is_zero() {
            return;
        }
        self.terms.push((quantity, coefficient.clone()));
        if self.terms.len() > COLLECTED.max(2 * self.collected) {
            self.collect();
        }
    }

    /// Adds `factor * combination`.
    pub fn add_scaled(&mut self, combination: Linear, factor: &Number) {
        let scaled = combination.scaled(factor);
        scaled.terms().for_each(|(quantity, coefficient)| self.add(quantity.clone(), coefficient));
        self.extrema.extend_from_slice(scaled.extrema());
    }

    /// Puts the terms in order and adds up those of one quantity.
    fn collect(&mut self) {
        // What is in order already is one run of a stable sort.
        self.terms.sort_by(|(first, _), (second, _)| first.cmp(second));
        self.terms.dedup_by(|(next, addend), (known, sum)| {
            let is_same = next == known;
            if is_same {
                *sum = sum.plus(addend);
            }
            is_same
        });
        self.terms.retain(|(_, coefficient)| !coefficient.is_zero());
        self.collected = self.terms.len();
    }

    /// The combination.
    pub fn total(mut self) -> Linear {
        self.collect();
        self.terms.shrink_to_fit();
        Linear::of_sorted(self.terms, self.extrema)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Terms in any order, as often as they come, are those of a map.
    #[test]
    fn a_sum_is_that_of_a_map() {
        let mut sum = LinearSum::default();
        let mut map: BTreeMap<Quantity, i64> = BTreeMap::new();
        for step in 0..2000_usize {
            let size = step * 37 % 101;
            let coefficient = i64::try_from(step * 53 % 7).unwrap() - 3;
            sum.add(Quantity::Average(size), &coefficient.into());
            *map.entry(Quantity::Average(size)).or_default() += coefficient;
            assert!(sum.terms.len() <= 2 * 101);
        }
        map.retain(|quantity, coefficient| *quantity != Quantity::Average(0) && *coefficient != 0);
        let total = sum.total();
        let expected: Vec<(Quantity, Number)> = map.into_iter().map(|(quantity, sum)| (quantity, sum.into())).collect();
        assert!(total.terms().eq(expected.iter().map(|(quantity, sum)| (quantity, sum))));
    }
}
