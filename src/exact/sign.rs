//! The sign of a linear form in logarithms, decided.
//!
//! 1. A form without terms is zero.
//! 2. An enclosure at [`FIRST_PRECISION`] bits that excludes zero decides.
//! 3. Otherwise [`coprime::refined`] tells whether the form is zero.
//! 4. Otherwise it is not, and doubling the precision reaches an enclosure that excludes zero.
//!
//! A rational `r` is compared through `r + sum_k q_k ln n_k`, which vanishes only if `r = 0` and the form is zero: else
//! `e^r` would be algebraic, against the theorem of Lindemann. The comparison is therefore decided just the same.

use std::cmp::Ordering;

use rug::Rational;

use super::coprime;
use super::enclosure::{Enclosure, FIRST_PRECISION};
use super::log_form::LogForm;

impl LogForm {
    /// The exact sign of the value: `Less` for negative, `Equal` for zero, `Greater` for positive. Always decided.
    pub fn sign(&self) -> Ordering {
        if self.has_no_terms() {
            return Ordering::Equal;
        }
        if let Some(sign) = Enclosure::of(self, FIRST_PRECISION).sign() {
            return sign;
        }
        let refined = coprime::refined(self);
        if refined.has_no_terms() {
            return Ordering::Equal;
        }
        let mut precision = FIRST_PRECISION;
        loop {
            if let Some(sign) = Enclosure::of(&refined, precision).sign() {
                return sign;
            }
            precision *= 2;
        }
    }

    /// Whether the value is exactly zero.
    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// Compares the value, in nats, with a rational number. Always decided; equal only if both are zero.
    ///
    /// ```
    /// use maskproof::exact::{LogForm, Rational};
    /// let ln2 = LogForm::ln(&Rational::from(2)).unwrap();
    /// assert!(ln2.cmp_rational(&Rational::from((693_147, 1_000_000))).is_gt());
    /// assert!(ln2.cmp_rational(&Rational::from((693_148, 1_000_000))).is_lt());
    /// ```
    pub fn cmp_rational(&self, number: &Rational) -> Ordering {
        if number.is_zero() {
            return self.sign();
        }
        if self.has_no_terms() {
            return Rational::new().cmp(number);
        }
        let mut precision = FIRST_PRECISION;
        loop {
            let enclosure = Enclosure::of(self, precision);
            if enclosure.lower() > number {
                return Ordering::Greater;
            }
            if enclosure.upper() < number {
                return Ordering::Less;
            }
            precision *= 2;
        }
    }

    /// Compares `self` with `multiple * other`. Always decided.
    pub fn cmp_multiple(&self, other: &Self, multiple: &Rational) -> Ordering {
        let mut difference = self.clone();
        difference.add_scaled(other, &-multiple.clone());
        difference.sign()
    }
}

impl PartialEq for LogForm {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for LogForm {}

impl PartialOrd for LogForm {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LogForm {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut difference = self.clone();
        difference -= other;
        difference.sign()
    }
}
