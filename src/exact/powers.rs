//! Rational exponents, and sums of rational powers of rationals: their signs are decided.
//!
//! A sum `sum_k c_k b_k^(n/d)` with positive rationals `b_k` and rational `c_k` is zero only if it is zero class by
//! class, where two bases are of one class when their quotient is a `d`-th power of a rational
//! (`proofs-notes/sums-of-roots.md`). So equality is decided by roots of integers, and every other sign by enclosures
//! of growing precision.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::limits::{POWER_TERM_LIMIT, TEMPERATURE_POWER_LIMIT};

use super::enclosure::{Enclosure, FIRST_PRECISION};

/// A positive rational exponent in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Power {
    numerator: u32,
    denominator: u32,
}

impl Power {
    /// The exponent; `None` unless it is positive, with a numerator and a denominator up to [`POWER_TERM_LIMIT`].
    pub fn new(exponent: &Rational) -> Option<Self> {
        let part = |part: &Integer| part.to_u32().filter(|part| (1..=POWER_TERM_LIMIT).contains(part));
        Some(Self { numerator: part(exponent.numer())?, denominator: part(exponent.denom())? })
    }

    /// The numerator.
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// The denominator.
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// The exponent, where it is a whole number up to [`TEMPERATURE_POWER_LIMIT`]: powers of rationals are then written
    /// out. Larger ones are enclosed, as fractional ones are.
    pub fn whole(self) -> Option<u32> {
        (self.denominator == 1 && self.numerator <= TEMPERATURE_POWER_LIMIT).then_some(self.numerator)
    }

    /// The power of a positive rational, where it is rational.
    fn rational_power(self, base: &Rational) -> Option<Rational> {
        let root = Rational::from((self.root(base.numer())?, self.root(base.denom())?));
        Some(root.pow(self.numerator))
    }

    /// The roots of some integers whose powers are those of the integers with a whole exponent, that of the numerator;
    /// `None` unless each has one.
    pub fn roots(self, integers: &[Integer]) -> Option<Vec<Integer>> {
        integers.iter().map(|integer| self.root(integer)).collect()
    }

    /// The root of the denominator of a nonnegative integer, where it is an integer.
    fn root(self, integer: &Integer) -> Option<Integer> {
        let (root, rest) = integer.clone().root_rem(Integer::new(), self.denominator);
        rest.is_zero().then_some(root)
    }

    /// The numerator as an exponent of its own.
    #[must_use]
    pub fn without_root(self) -> Self {
        Self { denominator: 1, ..self }
    }

    /// As a rational.
    pub fn to_rational(self) -> Rational {
        Rational::from((self.numerator, self.denominator))
    }
}

impl fmt::Display for Power {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.to_rational())
    }
}

/// A sum `sum_k c_k b_k^(n/d)` of multiples of powers of positive rationals, all with one exponent.
#[derive(Debug, Clone)]
pub struct PowerSum {
    power: Power,
    /// The coefficient of each base.
    terms: BTreeMap<Rational, Rational>,
}

impl PowerSum {
    /// The sum without terms.
    pub fn zero(power: Power) -> Self {
        Self { power, terms: BTreeMap::new() }
    }

    /// A rational, which is a multiple of the power of 1.
    pub fn rational(number: Rational, power: Power) -> Self {
        let mut sum = Self::zero(power);
        sum.add_term(Rational::from(1), number);
        sum
    }

    /// Adds a multiple of the power of a positive base.
    pub fn add_term(&mut self, base: Rational, coefficient: Rational) {
        debug_assert!(base > 0, "powers of positive numbers");
        *self.terms.entry(base).or_default() += coefficient;
    }

    /// Adds a multiple of another sum.
    pub fn add_scaled(&mut self, other: &Self, factor: &Rational) {
        debug_assert_eq!(self.power, other.power, "one exponent");
        for (base, coefficient) in &other.terms {
            self.add_term(base.clone(), Rational::from(coefficient * factor));
        }
    }

    /// The product with another sum.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        debug_assert_eq!(self.power, other.power, "one exponent");
        let mut product = Self::zero(self.power);
        for (base, coefficient) in &self.terms {
            for (other_base, other_coefficient) in &other.terms {
                product.add_term(Rational::from(base * other_base), Rational::from(coefficient * other_coefficient));
            }
        }
        product
    }

    /// Encloses the value.
    pub fn enclosure(&self, precision: u32) -> Enclosure {
        let mut sum = Enclosure::zero(precision);
        for (base, coefficient) in &self.terms {
            let power = Enclosure::of_rational(base, precision).power(self.power.numerator, self.power.denominator);
            sum.add_scaled(&power, coefficient);
        }
        sum
    }

    /// The sign of the value; always decided.
    pub fn sign(&self) -> Ordering {
        let first = self.enclosure(FIRST_PRECISION).sign();
        if let Some(sign) = first {
            return sign;
        }
        if self.is_zero() {
            return Ordering::Equal;
        }
        let mut precision = 2 * FIRST_PRECISION;
        loop {
            if let Some(sign) = self.enclosure(precision).sign() {
                return sign;
            }
            precision *= 2;
        }
    }

    /// Whether the terms of each class of bases cancel.
    fn is_zero(&self) -> bool {
        // For each class one base, and the sum of the coefficients of its power.
        let mut classes: Vec<(&Rational, Rational)> = Vec::new();
        for (base, coefficient) in self.terms.iter().filter(|(_, coefficient)| !coefficient.is_zero()) {
            let place = classes.iter().enumerate().find_map(|(place, (known, _))| {
                Some((place, self.power.rational_power(&Rational::from(base / *known))?))
            });
            match place {
                Some((place, factor)) => classes[place].1 += factor * coefficient,
                None => classes.push((base, coefficient.clone())),
            }
        }
        classes.iter().all(|(_, sum)| sum.is_zero())
    }
}

/// A quotient of a sum and a positive one, such as a probability in a distribution of powers. Comparisons are decided.
#[derive(Debug, Clone)]
pub struct PowerQuotient {
    numerator: PowerSum,
    denominator: PowerSum,
    enclosure: Enclosure,
}

impl PowerQuotient {
    /// The quotient.
    ///
    /// # Panics
    /// When the denominator is not proven positive at [`FIRST_PRECISION`] bits; sums of positive terms are.
    pub fn new(numerator: PowerSum, denominator: PowerSum) -> Self {
        let enclosure = quotient(&numerator, &denominator, FIRST_PRECISION);
        Self { numerator, denominator, enclosure }
    }

    /// The difference of two quotients.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self::new(self.cross_difference(other), self.denominator.times(&other.denominator))
    }

    /// `a d - c b` of the quotients `a/b` and `c/d`.
    fn cross_difference(&self, other: &Self) -> PowerSum {
        let mut difference = self.numerator.times(&other.denominator);
        difference.add_scaled(&other.numerator.times(&self.denominator), &Rational::from(-1));
        difference
    }

    /// Encloses the value.
    pub fn enclosure(&self, precision: u32) -> Enclosure {
        quotient(&self.numerator, &self.denominator, precision)
    }

    /// The exponent.
    pub fn power(&self) -> Power {
        self.numerator.power
    }

    /// How it compares with a rational; always decided.
    pub fn cmp_rational(&self, number: &Rational) -> Ordering {
        let other = Enclosure::of_rational(number, FIRST_PRECISION);
        self.enclosure.apart(&other).unwrap_or_else(|| {
            let mut difference = self.numerator.clone();
            difference.add_scaled(&self.denominator, &Rational::from(-number));
            difference.sign()
        })
    }
}

fn quotient(numerator: &PowerSum, denominator: &PowerSum, precision: u32) -> Enclosure {
    let quotient = numerator.enclosure(precision).quotient(&denominator.enclosure(precision));
    quotient.expect("a positive denominator")
}

impl PartialEq for PowerQuotient {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for PowerQuotient {}

impl PartialOrd for PowerQuotient {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PowerQuotient {
    /// By value; always decided.
    fn cmp(&self, other: &Self) -> Ordering {
        self.enclosure.apart(&other.enclosure).unwrap_or_else(|| self.cross_difference(other).sign())
    }
}
