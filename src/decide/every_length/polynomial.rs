//! Polynomials with rational coefficients in integer unknowns.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rug::{Integer, Rational};

use crate::exact::terms::add_term;

/// An unknown, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unknown(pub usize);

/// A product of unknowns, in the order of their numbers, each as often as its exponent says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Monomial(Vec<Unknown>);

/// The lexicographic order: the greater exponent of the first unknown in which they differ.
impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        let differ = self.0.iter().zip(&other.0).find(|(left, right)| left != right);
        differ.map_or_else(|| self.0.len().cmp(&other.0.len()), |(left, right)| right.cmp(left))
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Monomial {
    /// The unknowns, each as often as its exponent says.
    pub fn unknowns(&self) -> &[Unknown] {
        &self.0
    }

    fn times(&self, other: &Self) -> Self {
        let mut product: Vec<_> = self.0.iter().chain(&other.0).copied().collect();
        product.sort_unstable();
        Self(product)
    }

    /// What is left after a division, if it is one.
    fn over(&self, divisor: &Self) -> Option<Self> {
        let mut left = self.0.clone();
        for unknown in &divisor.0 {
            left.remove(left.iter().position(|other| other == unknown)?);
        }
        Some(Self(left))
    }

    fn without(&self, unknown: Unknown) -> (usize, Self) {
        let rest: Vec<_> = self.0.iter().copied().filter(|&other| other != unknown).collect();
        (self.0.len() - rest.len(), Self(rest))
    }
}

/// A polynomial: no coefficient is 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Polynomial {
    terms: BTreeMap<Monomial, Rational>,
}

impl From<Unknown> for Polynomial {
    fn from(unknown: Unknown) -> Self {
        Self { terms: BTreeMap::from([(Monomial(vec![unknown]), Rational::from(1))]) }
    }
}

impl Polynomial {
    /// A constant.
    pub fn constant(value: impl Into<Rational>) -> Self {
        let mut constant = Self::default();
        add_term(&mut constant.terms, Monomial::default(), &value.into());
        constant
    }

    /// The polynomial with these terms.
    pub fn of_terms(terms: impl IntoIterator<Item = (Vec<Unknown>, Rational)>) -> Self {
        let mut sum = Self::default();
        for (mut unknowns, coefficient) in terms {
            unknowns.sort_unstable();
            add_term(&mut sum.terms, Monomial(unknowns), &coefficient);
        }
        sum
    }

    /// The monomials with their coefficients, in increasing order.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&Monomial, &Rational)> {
        self.terms.iter()
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.plus_scaled(other, &Rational::from(1))
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus_scaled(other, &Rational::from(-1))
    }

    /// `self + factor * other`
    #[must_use]
    pub fn plus_scaled(&self, other: &Self, factor: &Rational) -> Self {
        let mut sum = self.clone();
        for (monomial, coefficient) in &other.terms {
            add_term(&mut sum.terms, monomial.clone(), &Rational::from(coefficient * factor));
        }
        sum
    }

    /// The sum with an integer.
    #[must_use]
    pub fn plus_integer(&self, integer: i64) -> Self {
        self.plus(&Self::constant(integer))
    }

    /// The multiple.
    #[must_use]
    pub fn scaled(&self, factor: &Rational) -> Self {
        Self::default().plus_scaled(self, factor)
    }

    /// `-self`
    #[must_use]
    pub fn negated(&self) -> Self {
        self.scaled(&Rational::from(-1))
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (left, one) in &self.terms {
            for (right, two) in &other.terms {
                add_term(&mut product.terms, left.times(right), &Rational::from(one * two));
            }
        }
        product
    }

    /// The power.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        (0..exponent).fold(Self::constant(1), |power, _| power.times(self))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// Its value, where it has no unknown.
    pub fn value(&self) -> Option<Rational> {
        match self.terms.len() {
            0 => Some(Rational::new()),
            1 => self.terms.get(&Monomial::default()).cloned(),
            _ => None,
        }
    }

    /// The coefficient of 1.
    pub fn constant_term(&self) -> Rational {
        self.terms.get(&Monomial::default()).cloned().unwrap_or_default()
    }

    /// The total degree; that of 0 is 0.
    pub fn degree(&self) -> usize {
        self.terms.keys().map(|monomial| monomial.0.len()).max().unwrap_or(0)
    }

    /// Whether an unknown occurs.
    pub fn mentions(&self, unknown: Unknown) -> bool {
        self.terms.keys().any(|monomial| monomial.0.contains(&unknown))
    }

    /// The unknowns that occur.
    pub fn unknowns(&self) -> BTreeSet<Unknown> {
        self.terms.keys().flat_map(|monomial| monomial.0.iter().copied()).collect()
    }

    /// Its coefficients as a polynomial in one unknown, by increasing exponents.
    pub fn coefficients_in(&self, unknown: Unknown) -> Vec<Self> {
        let mut coefficients = vec![Self::default()];
        for (monomial, coefficient) in &self.terms {
            let (exponent, rest) = monomial.without(unknown);
            coefficients.resize(coefficients.len().max(exponent + 1), Self::default());
            add_term(&mut coefficients[exponent].terms, rest, coefficient);
        }
        coefficients
    }

    /// The value at a polynomial in the place of an unknown.
    #[must_use]
    pub fn at(&self, unknown: Unknown, value: &Self) -> Self {
        let coefficients = self.coefficients_in(unknown);
        let horner = |sum: Self, coefficient: &Self| sum.times(value).plus(coefficient);
        coefficients.iter().rev().fold(Self::default(), horner)
    }

    /// The quotient `q` in `self = self.at(unknown, value) + (unknown - value) q`.
    #[must_use]
    pub fn quotient_at(&self, unknown: Unknown, value: &Self) -> Self {
        let coefficients = self.coefficients_in(unknown);
        let mut quotient = Self::default();
        let mut carried = Self::default();
        for coefficient in coefficients.iter().skip(1).rev() {
            carried = carried.times(value).plus(coefficient);
            quotient = quotient.times(&unknown.into()).plus(&carried);
        }
        quotient
    }

    /// An unknown that occurs only as such, with the coefficient 1 or -1, and what it is where the polynomial is 0.
    pub fn solved(&self) -> Option<(Unknown, Self)> {
        self.terms.iter().rev().find_map(|(monomial, coefficient)| {
            let [unknown] = monomial.0[..] else { return None };
            let is_unit = *coefficient == 1 || *coefficient == -1;
            let is_alone = self.terms.keys().filter(|other| other.0.contains(&unknown)).count() == 1;
            (is_unit && is_alone).then(|| {
                let rest = self.minus(&Self::from(unknown).scaled(coefficient));
                (unknown, rest.scaled(&Rational::from(-coefficient)))
            })
        })
    }

    /// The exact quotient, if there is one.
    pub fn over(&self, divisor: &Self) -> Option<Self> {
        let (leading, of_leading) = divisor.terms.last_key_value()?;
        let (mut rest, mut quotient) = (self.clone(), Self::default());
        while let Some((monomial, coefficient)) = rest.terms.last_key_value() {
            let factor =
                Self { terms: BTreeMap::from([(monomial.over(leading)?, Rational::from(coefficient / of_leading))]) };
            rest = rest.minus(&factor.times(divisor));
            quotient = quotient.plus(&factor);
        }
        Some(quotient)
    }

    /// The greatest common monomial of all terms, as a list of unknowns.
    pub fn common_unknowns(&self) -> Vec<Unknown> {
        let mut monomials = self.terms.keys();
        let Some(first) = monomials.next() else { return Vec::new() };
        monomials.fold(first.0.clone(), |common, monomial| {
            let mut left = monomial.0.clone();
            let shared = |unknown: &Unknown| {
                let place = left.iter().position(|other| other == unknown);
                place.map(|place| left.remove(place)).is_some()
            };
            common.into_iter().filter(shared).collect()
        })
    }

    /// The positive factor that makes the coefficients of the unknowns integers without a common divisor.
    pub fn to_primitive(&self) -> Rational {
        let coefficients = || self.terms.iter().filter(|(monomial, _)| !monomial.0.is_empty()).map(|(_, value)| value);
        let denominator = coefficients().fold(Integer::from(1), |lcm, value| lcm.lcm(value.denom()));
        let of_integers = |gcd: Integer, value: &Rational| {
            let integer = Rational::from(value * &denominator);
            gcd.gcd(integer.numer())
        };
        let divisor = coefficients().fold(Integer::new(), of_integers);
        if divisor == 0 { Rational::from(1) } else { Rational::from((denominator, divisor)) }
    }

    /// Whether all coefficients are integers, so that its values are.
    pub fn is_integral(&self) -> bool {
        self.terms.values().all(Rational::is_integer)
    }

    /// The least common denominator of all coefficients.
    pub fn denominator(&self) -> Integer {
        self.terms.values().fold(Integer::from(1), |lcm, value| lcm.lcm(value.denom()))
    }

    /// In the notation of the claim language, with these names of unknowns.
    pub fn to_text(&self, names: &[String]) -> String {
        let mut text = String::new();
        for (monomial, coefficient) in self.terms.iter().rev() {
            let is_negative = *coefficient < 0;
            let sign = match (text.is_empty(), is_negative) {
                (true, true) => "-",
                (true, false) => "",
                (false, true) => " - ",
                (false, false) => " + ",
            };
            text.push_str(sign);
            let size = coefficient.clone().abs();
            let factors: Vec<&str> = monomial.0.iter().map(|unknown| names[unknown.0].as_str()).collect();
            let written = match (factors.is_empty(), size == 1) {
                (true, _) => write!(text, "{size}"),
                (false, true) => write!(text, "{}", factors.join("*")),
                (false, false) => write!(text, "{size}*{}", factors.join("*")),
            };
            written.expect("writing into a string does not fail");
        }
        if text.is_empty() { "0".to_owned() } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x() -> Polynomial {
        Unknown(0).into()
    }

    fn y() -> Polynomial {
        Unknown(1).into()
    }

    #[test]
    fn products_are_divided_exactly() {
        let sum = x().plus(&y());
        let difference = x().minus(&y()).plus_integer(3);
        let product = sum.times(&difference);
        assert_eq!(product.over(&sum), Some(difference.clone()));
        assert_eq!(product.over(&difference), Some(sum.clone()));
        assert_eq!(product.plus_integer(1).over(&sum), None);
        assert_eq!(x().over(&y()), None);
    }

    #[test]
    fn a_value_and_its_quotient_give_the_polynomial() {
        let polynomial = x().power(3).times(&y()).plus(&x().scaled(&Rational::from(5))).minus(&y());
        let value = y().power(2).plus_integer(-1);
        let rest = x().minus(&value).times(&polynomial.quotient_at(Unknown(0), &value));
        assert_eq!(polynomial.at(Unknown(0), &value).plus(&rest), polynomial);
    }

    #[test]
    fn equations_are_solved_for_an_unknown_that_stands_alone() {
        let product = x().times(&y()).minus(&Unknown(2).into());
        assert_eq!(product.solved(), Some((Unknown(2), x().times(&y()))));
        assert_eq!(x().times(&y()).plus(&x()).solved(), None);
    }
}
