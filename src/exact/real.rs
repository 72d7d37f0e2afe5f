//! Real numbers that are rational, or known by an enclosure.

use std::cmp::Ordering;
use std::ops::AddAssign;

use rug::{Integer, Rational};

use super::digits::{Unit, rational_to_decimal};
use super::enclosure::Enclosure;
use super::powers::Power;

/// A real number: a rational, or one that an enclosure holds.
///
/// Sums, products and quotients of rationals are exact, and everything else is enclosed, at the least precision of the
/// enclosures in it. A factor 0 gives 0, and a factor 1 changes nothing: what is exact stays so as long as it can.
#[derive(Debug, Clone)]
pub enum Real {
    /// A rational.
    Exact(Rational),
    /// A number in an enclosure.
    Enclosed(Enclosure),
}

impl Real {
    /// The number zero.
    pub fn zero() -> Self {
        Self::Exact(Rational::new())
    }

    /// The number one.
    pub fn one() -> Self {
        Self::Exact(Rational::from(1))
    }

    /// The value, where it is known to be a rational.
    pub fn exact(&self) -> Option<&Rational> {
        match self {
            Self::Exact(number) => Some(number),
            Self::Enclosed(_) => None,
        }
    }

    /// The value, where it is known to be a rational.
    pub fn into_exact(self) -> Option<Rational> {
        match self {
            Self::Exact(number) => Some(number),
            Self::Enclosed(_) => None,
        }
    }

    /// Whether it is the rational 0.
    pub fn is_zero(&self) -> bool {
        self.exact().is_some_and(Rational::is_zero)
    }

    fn is_one(&self) -> bool {
        self.exact().is_some_and(|number| *number == 1)
    }

    /// The same as an enclosure at a precision, but for 0.
    #[must_use]
    pub fn enclosed(&self, precision: u32) -> Self {
        if self.is_zero() { self.clone() } else { Self::Enclosed(self.enclosure(precision)) }
    }

    /// An enclosure; of a rational at this precision.
    pub fn enclosure(&self, precision: u32) -> Enclosure {
        match self {
            Self::Exact(number) => Enclosure::of_rational(number, precision),
            Self::Enclosed(enclosure) => enclosure.clone(),
        }
    }

    /// Rationals between which it lies: itself twice, where it is a rational.
    pub fn ends(&self) -> [Rational; 2] {
        match self {
            Self::Exact(number) => [number.clone(), number.clone()],
            Self::Enclosed(enclosure) => enclosure.ends(),
        }
    }

    /// The distance of the ends.
    pub fn width(&self) -> Rational {
        let [lower, upper] = self.ends();
        upper - lower
    }

    /// Two enclosures at the least precision that either number has; `None` for two rationals.
    fn enclosures(&self, other: &Self) -> Option<[Enclosure; 2]> {
        let precision = match (self, other) {
            (Self::Exact(_), Self::Exact(_)) => return None,
            (Self::Enclosed(enclosure), Self::Exact(_)) | (Self::Exact(_), Self::Enclosed(enclosure)) => {
                enclosure.precision()
            }
            (Self::Enclosed(own), Self::Enclosed(other)) => own.precision().min(other.precision()),
        };
        Some([self, other].map(|number| number.enclosure(precision)))
    }

    fn combined(
        &self,
        other: &Self,
        exact: impl FnOnce(&Rational, &Rational) -> Rational,
        enclosed: impl FnOnce(Enclosure, &Enclosure) -> Enclosure,
    ) -> Self {
        match (self, other, self.enclosures(other)) {
            (Self::Exact(own), Self::Exact(other), _) => Self::Exact(exact(own, other)),
            (_, _, Some([own, other])) => Self::Enclosed(enclosed(own, &other)),
            _ => unreachable!("two rationals, or two enclosures"),
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        self.combined(other, |own, other| Rational::from(own + other), Enclosure::plus)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        if other.is_zero() {
            return self.clone();
        }
        self.combined(other, |own, other| Rational::from(own - other), Enclosure::minus)
    }

    /// The product with another number; this one is not negative.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_one() {
            return self.clone();
        }
        if other.is_zero() || self.is_one() {
            return other.clone();
        }
        self.combined(other, product, Enclosure::times)
    }

    /// The quotient of a number that is not negative and a positive one.
    ///
    /// # Panics
    /// When the divisor is not proven positive.
    #[must_use]
    pub fn over(&self, divisor: &Self) -> Self {
        if self.is_zero() || divisor.is_one() {
            return self.clone();
        }
        self.combined(
            divisor,
            |own, divisor| Rational::from(own / divisor),
            |own, divisor| own.quotient(divisor).expect("a positive divisor"),
        )
    }

    /// The distance of two numbers.
    #[must_use]
    pub fn distance(&self, other: &Self) -> Self {
        self.combined(other, |own, other| Rational::from(own - other).abs(), |own, other| own.minus(other).absolute())
    }

    /// A power of a number that is not negative, at a precision where it is enclosed.
    #[must_use]
    pub fn power(&self, power: Power, precision: u32) -> Self {
        match (self, power.whole()) {
            (Self::Exact(number), _) if number.is_zero() || *number == 1 => self.clone(),
            (Self::Exact(number), Some(whole)) => Self::Exact(rug::ops::Pow::pow(number.clone(), whole)),
            _ => Self::Enclosed(self.enclosure(precision).power(power.numerator(), power.denominator())),
        }
    }

    /// The product of several factors.
    pub fn product<'a>(factors: impl IntoIterator<Item = &'a Self>) -> Self {
        factors.into_iter().fold(Self::one(), |product, factor| product.times(factor))
    }

    /// The sum of several numbers.
    pub fn sum<'a>(terms: impl IntoIterator<Item = &'a Self>) -> Self {
        terms.into_iter().fold(Self::zero(), |sum, term| sum.plus(term))
    }

    /// The order of two numbers, where it is decided: always for rationals, and otherwise where enclosures do not meet.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other, self.enclosures(other)) {
            (Self::Exact(own), Self::Exact(other), _) => Some(own.cmp(other)),
            (_, _, Some([own, other])) => own.apart(&other),
            _ => None,
        }
    }

    /// The value rounded to a number of significant digits, as [`rational_to_decimal`] does; `None` where the enclosure
    /// does not tell.
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn to_decimal(&self, digits: u32) -> Option<String> {
        match self {
            Self::Exact(number) => Some(rational_to_decimal(number, digits)),
            Self::Enclosed(enclosure) => enclosure.to_decimal(digits, Unit::Nats),
        }
    }

    /// As [`Self::to_decimal`] with as many digits as are certain, of a number that is not negative; see
    /// [`Enclosure::certain_decimal`].
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn certain_decimal(&self, digits: u32) -> String {
        match self {
            Self::Exact(number) => rational_to_decimal(number, digits),
            Self::Enclosed(enclosure) => enclosure.certain_decimal(digits, Unit::Nats),
        }
    }
}

/// The product; of integers without a search for common divisors.
fn product(own: &Rational, other: &Rational) -> Rational {
    if *own.denom() == 1 && *other.denom() == 1 {
        Rational::from(Integer::from(own.numer() * other.numer()))
    } else {
        Rational::from(own * other)
    }
}

impl Default for Real {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<Rational> for Real {
    fn from(number: Rational) -> Self {
        Self::Exact(number)
    }
}

impl From<Integer> for Real {
    fn from(number: Integer) -> Self {
        Self::Exact(Rational::from(number))
    }
}

impl From<usize> for Real {
    fn from(number: usize) -> Self {
        Self::Exact(Rational::from(number))
    }
}

impl AddAssign<&Self> for Real {
    fn add_assign(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::Exact(own), Self::Exact(other)) => *own += other,
            _ => *self = self.plus(other),
        }
    }
}
