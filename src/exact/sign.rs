//! The sign of a linear form in logarithms, decided.
//!
//! 1. A form without terms, its constant included, is zero.
//! 2. An enclosure at [`FIRST_PRECISION`] bits that excludes zero decides.
//! 3. Otherwise a form with a constant is not zero, and for one without, [`coprime::refined`] tells whether it is.
//! 4. If it is not, doubling the precision reaches an enclosure that excludes zero.
//!
//! `c + sum_k q_k ln n_k` vanishes only if `c = 0` and the logarithms cancel: else `e^c`, a product of rational powers
//! of integers, would be algebraic, against the theorem of Lindemann (`proofs-notes/signs-of-log-forms.md`).

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
        // Its constant counts: with one, the form is not zero.
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

    /// Compares the value, in nats, with a rational number. Always decided.
    ///
    /// ```
    /// use maskproof::exact::{LogForm, Rational};
    /// let ln2 = LogForm::ln(&Rational::from(2)).unwrap();
    /// assert!(ln2.cmp_rational(&Rational::from((693_147, 1_000_000))).is_gt());
    /// assert!(ln2.cmp_rational(&Rational::from((693_148, 1_000_000))).is_lt());
    /// ```
    pub fn cmp_rational(&self, number: &Rational) -> Ordering {
        let mut difference = self.clone();
        difference.add_nats(&Rational::from(-number));
        difference.sign()
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
