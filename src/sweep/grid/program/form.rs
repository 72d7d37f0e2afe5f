//! Forms: linear combinations of average entropies, as integer combinations of the sums that a law's pattern counts
//! give.
//!
//! For a law with counts of total N write `S_k` for the sum of `c ln c` over the counts c of all patterns that keep k
//! positions; `S_0 = N ln N`. Then `h_k = ln N - S_k / (N C(L,k))`. With D the least common multiple of all `C(L,k)`,
//! the combination `sum_k a_k h_k + sum_n b_n ln n + c` (in nats) times N D is the [`Form`]
//!
//! ```text
//! (D sum_k a_k) S_0 - sum_k (a_k D / C(L,k)) S_k + N sum_n (D b_n) ln n + N D c,
//! ```
//!
//! whose coefficients depend on the claim alone, and not on the law.

use std::collections::BTreeMap;

use crate::cases::linear::Linear;
use crate::cases::quantity::Quantity;
use crate::exact::{Integer, LogForm, Number, Rational};
use crate::law::Shape;

/// The form `sum_k sums[k] S_k + N sum_n logarithms[n] ln n + N nats`, with integer coefficients.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Form {
    /// The coefficients of `S_0, .., S_L`.
    pub sums: Vec<Integer>,
    /// The coefficients of `N ln n`, by n.
    pub logarithms: BTreeMap<Integer, Integer>,
    /// The coefficient of N.
    pub nats: Integer,
}

impl Form {
    /// The form of a combination with integer coefficients. `None` when the combination contains anything but average
    /// entropies, logarithms and nats. Gaps are zero, as the predictor is exact.
    pub fn new(linear: &Linear, shape: Shape) -> Option<Self> {
        let length = shape.length();
        if !linear.extrema().is_empty() {
            return None;
        }
        let subsets = |size: usize| Integer::from(length).binomial(u32::try_from(size).unwrap_or(u32::MAX));
        let common = (1..=length).fold(Integer::from(1), |lcm, size| lcm.lcm(&subsets(size)));
        let common = Number::from(&common);
        let mut form = Self { sums: vec![Integer::new(); length + 1], ..Self::default() };
        for (quantity, coefficient) in linear.terms() {
            let (number, denominator) = coefficient.times(&common).into_rational().into_numer_denom();
            if denominator != 1 {
                return None;
            }
            match quantity {
                Quantity::Average(size) => {
                    form.sums[0] += &number;
                    form.sums[*size] -= number / subsets(*size);
                }
                Quantity::Ln(argument) => form.add_logarithm(argument, &number),
                Quantity::LnVocabulary => form.add_logarithm(&Integer::from(shape.vocabulary_size()), &number),
                Quantity::Gap(_) => {}
                Quantity::Nat => form.nats += &number,
                Quantity::Entropy(_)
                | Quantity::IdealExpectedKl
                | Quantity::TrainingError
                | Quantity::OutputKl(_)
                | Quantity::ByDefinition(_) => return None,
            }
        }
        Some(form)
    }

    fn add_logarithm(&mut self, argument: &Integer, coefficient: &Integer) {
        let entry = self.logarithms.entry(argument.clone()).or_default();
        *entry += coefficient;
        if entry.is_zero() || *argument == 1 {
            self.logarithms.remove(argument);
        }
    }

    /// `self - other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        for (sum, less) in difference.sums.iter_mut().zip(&other.sums) {
            *sum -= less;
        }
        for (argument, coefficient) in &other.logarithms {
            difference.add_logarithm(argument, &Integer::from(-coefficient));
        }
        difference.nats -= &other.nats;
        difference
    }

    /// Whether all coefficients are zero.
    pub fn is_zero(&self) -> bool {
        self.coefficients().all(Integer::is_zero)
    }

    /// Divides the form by the greatest common divisor of its coefficients, and makes the last nonzero coefficient of
    /// the sums positive. Returns whether that changed the sign.
    pub fn reduce(&mut self) -> bool {
        let divisor = self.coefficients().fold(Integer::new(), |gcd, coefficient| gcd.gcd(coefficient));
        if divisor.is_zero() {
            return false;
        }
        let constants = self.logarithms.values().chain([&self.nats]);
        let leading = self.sums.iter().rev().chain(constants).find(|coefficient| !coefficient.is_zero());
        let flipped = leading.is_some_and(Integer::is_negative);
        let divisor = if flipped { -divisor } else { divisor };
        for coefficient in self.sums.iter_mut().chain(self.logarithms.values_mut()).chain([&mut self.nats]) {
            coefficient.div_exact_mut(&divisor);
        }
        flipped
    }

    /// The coefficients of the sums, of the logarithms and of N.
    pub fn coefficients(&self) -> impl Iterator<Item = &Integer> {
        self.sums.iter().chain(self.logarithms.values()).chain([&self.nats])
    }

    /// The exact value on a law. `histograms[k]` maps each positive count of the patterns that keep k positions to the
    /// number of times that it occurs; `histograms[0]` holds the total once.
    pub fn value(&self, histograms: &[BTreeMap<u32, u64>]) -> LogForm {
        let total = histograms[0].keys().next().copied().unwrap_or_default();
        let mut value = LogForm::zero();
        for (coefficient, histogram) in self.sums.iter().zip(histograms) {
            for (count, times) in histogram {
                let factor = Integer::from(coefficient * *times) * *count;
                value.add_ln(&Integer::from(*count), &Rational::from(factor));
            }
        }
        value += &self.constants(total);
        value
    }

    /// The part without sums: logarithms and nats, times the total N. It is the same for all laws of that total.
    pub fn constants(&self, total: u32) -> LogForm {
        let terms = self.logarithms.iter();
        let mut constants: LogForm = terms
            .map(|(argument, coefficient)| (argument.clone(), Rational::from(Integer::from(coefficient * total))))
            .collect();
        constants.add_nats(&Rational::from(Integer::from(&self.nats * total)));
        constants
    }
}
