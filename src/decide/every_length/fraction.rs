//! Quotients of polynomials with a positive divisor, and a quotient of factorials as a factor.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use super::polynomial::Polynomial;

/// How far apart the arguments of two factorials may be whose quotient is written as a product.
const FACTORIAL_SPAN: u32 = 16;

/// `numerator * product of factorials / product of divisors`, with positive divisors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fraction {
    /// The numerator.
    pub numerator: Polynomial,
    /// The divisors in increasing order, each as often as it divides.
    pub divisors: Vec<Polynomial>,
    /// The exponents of factorials, by their arguments, which are nonnegative; no exponent is 0.
    pub factorials: BTreeMap<Polynomial, i32>,
}

impl From<Polynomial> for Fraction {
    fn from(numerator: Polynomial) -> Self {
        Self { numerator, ..Self::default() }
    }
}

impl Fraction {
    /// A constant.
    pub fn constant(value: impl Into<Rational>) -> Self {
        Polynomial::constant(value).into()
    }

    /// The factorial of a nonnegative argument.
    pub fn factorial(argument: Polynomial) -> Self {
        Self { factorials: BTreeMap::from([(argument, 1)]), ..Self::constant(1) }.without_like_factorials()
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// The polynomial that it is, where nothing divides it.
    pub fn polynomial(&self) -> Option<&Polynomial> {
        (self.divisors.is_empty() && self.factorials.is_empty()).then_some(&self.numerator)
    }

    /// Its value, where it has no unknown.
    pub fn value(&self) -> Option<Rational> {
        self.polynomial()?.value()
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut divisors = self.divisors.clone();
        divisors.extend(other.divisors.iter().cloned());
        divisors.sort_unstable();
        let mut factorials = self.factorials.clone();
        for (argument, exponent) in &other.factorials {
            *factorials.entry(argument.clone()).or_default() += exponent;
        }
        factorials.retain(|_, exponent| *exponent != 0);
        Self { numerator: self.numerator.times(&other.numerator), divisors, factorials }
            .without_like_factorials()
            .reduced()
    }

    /// The reciprocal of a fraction with a positive numerator.
    #[must_use]
    pub fn reciprocal(&self) -> Self {
        let numerator = self.divisors.iter().fold(Polynomial::constant(1), |product, divisor| product.times(divisor));
        let unknowns = self.numerator.common_unknowns();
        let monomial = Polynomial::of_terms([(unknowns.clone(), Rational::from(1))]);
        let rest = self.numerator.over(&monomial).expect("a common monomial divides");
        let mut divisors: Vec<Polynomial> = unknowns.into_iter().map(Polynomial::from).collect();
        let factor = match rest.value() {
            Some(value) => value.recip(),
            None => {
                let primitive = rest.to_primitive();
                divisors.push(rest.scaled(&primitive));
                primitive
            }
        };
        divisors.sort_unstable();
        let factorials = self.factorials.iter().map(|(argument, exponent)| (argument.clone(), -exponent)).collect();
        Self { numerator: numerator.scaled(&factor), divisors, factorials }.reduced()
    }

    /// `-self`
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { numerator: self.numerator.negated(), ..self.clone() }
    }

    /// The sum, where the factorials differ by a quotient of polynomials.
    pub fn plus(&self, other: &Self) -> Option<Self> {
        if self.is_zero() {
            return Some(other.clone());
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        let unit = Self { factorials: self.factorials.clone(), ..Self::constant(1) };
        let ratio = other.times(&unit.reciprocal());
        if !ratio.factorials.is_empty() {
            return None;
        }
        let mut common = self.divisors.clone();
        let mut missing = Vec::new();
        let mut left = self.divisors.clone();
        for divisor in &ratio.divisors {
            match left.iter().position(|own| own == divisor) {
                Some(place) => drop(left.remove(place)),
                None => {
                    missing.push(divisor.clone());
                    common.push(divisor.clone());
                }
            }
        }
        let product = |factors: &[Polynomial], start: &Polynomial| {
            factors.iter().fold(start.clone(), |product, factor| product.times(factor))
        };
        let numerator = product(&missing, &self.numerator).plus(&product(&left, &ratio.numerator));
        common.sort_unstable();
        Some(Self { numerator, divisors: common, factorials: self.factorials.clone() }.reduced())
    }

    /// Without the divisors that divide the numerator.
    fn reduced(mut self) -> Self {
        if self.numerator.is_zero() {
            return Self::default();
        }
        let mut kept = Vec::new();
        for divisor in std::mem::take(&mut self.divisors) {
            match self.numerator.over(&divisor) {
                Some(quotient) => self.numerator = quotient,
                None => kept.push(divisor),
            }
        }
        self.divisors = kept;
        self
    }

    /// With the factorials whose arguments differ by a small integer written as the one of the smallest argument and a
    /// product.
    fn without_like_factorials(mut self) -> Self {
        let mut groups: BTreeMap<Polynomial, Vec<(Rational, i32)>> = BTreeMap::new();
        for (argument, exponent) in std::mem::take(&mut self.factorials) {
            let constant = argument.constant_term();
            groups
                .entry(argument.minus(&Polynomial::constant(constant.clone())))
                .or_default()
                .push((constant, exponent));
        }
        for (part, mut members) in groups {
            members.sort_unstable();
            let least = if part.is_zero() { Rational::new() } else { members[0].0.clone() };
            let (mut exponent, mut kept) = (0, Vec::new());
            for (constant, times) in members {
                let distance = Rational::from(&constant - &least);
                if distance.is_integer() && distance <= FACTORIAL_SPAN {
                    let steps = distance.numer().to_u32().expect("a small distance");
                    for step in 1..=steps {
                        let factor = part.plus(&Polynomial::constant(Rational::from(&least + Integer::from(step))));
                        self.multiply(&factor, times);
                    }
                    exponent += times;
                } else {
                    kept.push((constant, times));
                }
            }
            if !part.is_zero() {
                kept.push((least, exponent));
            }
            for (constant, times) in kept.into_iter().filter(|(_, times)| *times != 0) {
                self.factorials.insert(part.plus(&Polynomial::constant(constant)), times);
            }
        }
        self.divisors.sort_unstable();
        self
    }

    /// Multiplies by a power of a positive factor.
    fn multiply(&mut self, factor: &Polynomial, exponent: i32) {
        for _ in 0..exponent.unsigned_abs() {
            match factor.value() {
                Some(value) if exponent > 0 => self.numerator = self.numerator.scaled(&value),
                Some(value) => self.numerator = self.numerator.scaled(&value.recip()),
                None if exponent > 0 => self.numerator = self.numerator.times(factor),
                None => self.divisors.push(factor.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::polynomial::Unknown;
    use super::*;

    fn n() -> Polynomial {
        Unknown(0).into()
    }

    #[test]
    fn quotients_of_factorials_are_polynomials() {
        // (n+2)!/n! = (n+1)(n+2)
        let quotient = Fraction::factorial(n().plus_integer(2)).times(&Fraction::factorial(n()).reciprocal());
        let expected = n().plus_integer(1).times(&n().plus_integer(2));
        assert_eq!(quotient.polynomial(), Some(&expected));
        // 5!
        assert_eq!(Fraction::factorial(Polynomial::constant(5)).value(), Some(Rational::from(120)));
    }

    #[test]
    fn sums_have_a_common_divisor_that_is_cancelled() {
        // 1/n + 1/(n+1) = (2n+1)/(n(n+1)), and 1/(n(n+1)) + 1/(n+1) = 1/n
        let next = n().plus_integer(1);
        let of = |polynomial: &Polynomial| Fraction::from(polynomial.clone()).reciprocal();
        let sum = of(&n()).plus(&of(&next)).expect("no factorials");
        assert_eq!(sum.numerator, n().scaled(&Rational::from(2)).plus_integer(1));
        assert_eq!(of(&n()).times(&of(&next)).plus(&of(&next)), Some(of(&n())));
    }
}
