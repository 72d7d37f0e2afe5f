//! Probabilities that are compared.

use std::cmp::Ordering;

use rug::Rational;

use crate::exact::{PowerQuotient, PowerSum, Real};

/// A probability, or a difference of two, that is compared: a rational, or a quotient of sums of rational powers. Every
/// comparison is decided (`proofs-notes/sums-of-roots.md`).
#[derive(Debug, Clone)]
pub enum Confidence {
    /// A rational.
    Rational(Rational),
    /// A quotient of sums of powers.
    Root(PowerQuotient),
}

impl Confidence {
    /// How it compares with a rational; exact.
    pub fn cmp_rational(&self, number: &Rational) -> Ordering {
        match self {
            Self::Rational(own) => own.cmp(number),
            Self::Root(own) => own.cmp_rational(number),
        }
    }

    /// The number, at a precision where it is enclosed.
    pub fn value(&self, precision: u32) -> Real {
        match self {
            Self::Rational(number) => Real::Exact(number.clone()),
            Self::Root(quotient) => Real::Enclosed(quotient.enclosure(precision)),
        }
    }
}

impl PartialEq for Confidence {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Confidence {}

impl PartialOrd for Confidence {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Confidence {
    /// By value; exact.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Rational(own), Self::Rational(other)) => own.cmp(other),
            (Self::Root(own), Self::Root(other)) => own.cmp(other),
            (Self::Root(own), Self::Rational(other)) => own.cmp_rational(other),
            (Self::Rational(own), Self::Root(other)) => other.cmp_rational(own).reverse(),
        }
    }
}

/// The first of two probabilities of one distribution less the second.
pub fn difference(first: &Confidence, second: &Confidence) -> Confidence {
    match (first, second) {
        (Confidence::Rational(first), Confidence::Rational(second)) => {
            Confidence::Rational(Rational::from(first - second))
        }
        (Confidence::Root(first), Confidence::Root(second)) => Confidence::Root(first.minus(second)),
        (Confidence::Root(first), Confidence::Rational(second)) => Confidence::Root(first.minus(&of(second, first))),
        (Confidence::Rational(first), Confidence::Root(second)) => Confidence::Root(of(first, second).minus(second)),
    }
}

/// A rational as a quotient of sums of the powers of another quotient.
fn of(number: &Rational, other: &PowerQuotient) -> PowerQuotient {
    let sum = |number| PowerSum::rational(number, other.power());
    PowerQuotient::new(sum(number.clone()), sum(Rational::from(1)))
}
