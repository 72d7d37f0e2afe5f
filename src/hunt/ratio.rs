//! The ratio of the two sides of a relation.

use std::cmp::Ordering;

use rug::{Integer, Rational};

use crate::exact::{Enclosure, LogForm};

/// The side of a relation that should be the smaller over the one that should be the larger: above 1 where a relation
/// `<=` or `>=` is violated.
#[derive(Debug, Clone)]
pub enum Ratio {
    /// There is none: both sides are 0, or the larger one is not positive and the relation holds, or a side has no
    /// finite value.
    None,
    /// A quotient with a positive divisor.
    Quotient(LogForm, LogForm),
    /// The relation is violated by a side that should be the larger and is 0 or negative.
    Unbounded,
}

/// The bits at which two quotients count as equal, for the purpose of choosing between laws.
const TIE_BITS: u32 = 1024;

impl Ratio {
    pub(super) fn of(smaller: &LogForm, larger: &LogForm) -> Self {
        match larger.sign() {
            Ordering::Greater => Self::Quotient(smaller.clone(), larger.clone()),
            _ if smaller > larger => Self::Unbounded,
            _ => Self::None,
        }
    }

    /// The value, with all digits right; `None` where there is none, `inf` where it is unbounded.
    pub fn to_decimal(&self, digits: u32) -> Option<String> {
        match self {
            Self::None => None,
            Self::Quotient(smaller, larger) => smaller.ratio_to_decimal(larger, digits),
            Self::Unbounded => Some("inf".to_owned()),
        }
    }

    /// The order of two ratios, none the least; quotients that 1024 bits do not tell apart count as equal, which is
    /// enough to choose between laws.
    pub fn rank(&self, other: &Self) -> Ordering {
        let (Self::Quotient(first, first_divisor), Self::Quotient(second, second_divisor)) = (self, other) else {
            return self.kind().cmp(&other.kind());
        };
        let mut precision = 128;
        while precision <= TIE_BITS {
            let enclose = |form, divisor| Enclosure::of(form, precision).quotient(&Enclosure::of(divisor, precision));
            if let (Some(first), Some(second)) = (enclose(first, first_divisor), enclose(second, second_divisor)) {
                if first.lower() > second.upper() {
                    return Ordering::Greater;
                }
                if first.upper() < second.lower() {
                    return Ordering::Less;
                }
            }
            precision *= 2;
        }
        Ordering::Equal
    }

    fn kind(&self) -> u8 {
        match self {
            Self::None => 0,
            Self::Quotient(..) => 1,
            Self::Unbounded => 2,
        }
    }

    /// The rational with a denominator up to 1000 that the ratio is exactly, if it is one.
    pub fn as_rational(&self) -> Option<Rational> {
        match self {
            Self::Quotient(smaller, larger) => exact_rational(smaller, larger),
            Self::None | Self::Unbounded => None,
        }
    }
}

/// The rational with a denominator up to 1000 that a quotient of forms is exactly, if it is one. A candidate is guessed
/// from the enclosure by continued fractions, and then decided exactly.
pub fn exact_rational(form: &LogForm, divisor: &LogForm) -> Option<Rational> {
    let quotient = Enclosure::of(form, 128).quotient(&Enclosure::of(divisor, 128))?;
    let mut rest = quotient.lower().to_rational()?;
    let mut before = (Integer::new(), Integer::from(1));
    let mut convergent = (Integer::from(1), Integer::new());
    for _ in 0..32 {
        let whole = Rational::from(rest.floor_ref());
        let next: (Integer, Integer) = (
            Integer::from(whole.numer() * &convergent.0) + &before.0,
            Integer::from(whole.numer() * &convergent.1) + &before.1,
        );
        if next.1 > 1000 {
            break;
        }
        let candidate = Rational::from((next.0.clone(), next.1.clone()));
        if form.cmp_multiple(divisor, &candidate).is_eq() {
            return Some(candidate);
        }
        rest -= whole;
        if rest.is_zero() {
            break;
        }
        rest.recip_mut();
        before = std::mem::replace(&mut convergent, next);
    }
    None
}
