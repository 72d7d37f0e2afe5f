//! The numbers in which the probabilities of a sampler's paths are added up.

use rug::{Integer, Rational};

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, Interval};

use super::predictor::Ratio;

/// The numbers that probabilities are computed in: bounds on them, or numerators over a common denominator. None of
/// them is negative.
pub(super) trait Probability: Clone {
    /// The number 1.
    fn one() -> Self;

    /// A probability, times a multiple of its denominator where there is a common one.
    fn of_ratio(ratio: &Ratio, common: Option<&Integer>) -> Self;

    /// The product of two numbers.
    fn product(first: &Self, second: &Self) -> Self;

    /// Adds the product of two numbers.
    fn add_product(&mut self, first: &Self, second: &Self);
}

/// A numerator over the product of the common denominators that is known to fit.
impl Probability for u128 {
    fn one() -> Self {
        1
    }

    fn of_ratio(ratio: &Ratio, common: Option<&Integer>) -> Self {
        let word = |integer: &Integer| integer.to_u128().expect("no more than the common denominator");
        let common = word(common.expect("numerators have a common denominator"));
        (common / word(&ratio.sum)) * word(&ratio.weight)
    }

    fn product(first: &Self, second: &Self) -> Self {
        first * second
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self += first * second;
    }
}

/// A numerator over the product of the common denominators.
impl Probability for Integer {
    fn one() -> Self {
        Self::from(1)
    }

    fn of_ratio(ratio: &Ratio, common: Option<&Integer>) -> Self {
        let common = common.expect("numerators have a common denominator");
        common.clone().div_exact(&ratio.sum) * &*ratio.weight
    }

    fn product(first: &Self, second: &Self) -> Self {
        Self::from(first * second)
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self += first * second;
    }
}

impl Probability for Enclosure {
    fn one() -> Self {
        Self::of_rational(&Rational::from(1), FIRST_PRECISION)
    }

    fn of_ratio(ratio: &Ratio, _: Option<&Integer>) -> Self {
        Self::of_rational(&ratio.to_rational(), FIRST_PRECISION)
    }

    fn product(first: &Self, second: &Self) -> Self {
        let mut product = Self::zero(FIRST_PRECISION);
        product.add_product(first, second);
        product
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        Enclosure::add_product(self, first, second);
    }
}

impl Probability for Interval {
    fn one() -> Self {
        Self::ONE
    }

    fn of_ratio(ratio: &Ratio, _: Option<&Integer>) -> Self {
        Self::of_quotient(&ratio.weight, &ratio.sum)
    }

    fn product(first: &Self, second: &Self) -> Self {
        Self::ZERO.plus_product(*first, *second)
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self = self.plus_product(*first, *second);
    }
}
