//! Linear forms in logarithms.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::{AddAssign, Neg, SubAssign};

use rug::{Integer, Rational};

/// A linear form in logarithms, `sum_k q_k ln n_k` (nats), with distinct integers `n_k >= 2` and rationals `q_k != 0`.
///
/// The representation is not unique (`2 ln 2 = ln 4`); equality and order are those of the *values*, and both are always
/// decided exactly (see [`crate::exact::sign`]).
///
/// ```
/// use maskproof::exact::{LogForm, Rational};
/// let mut form = LogForm::ln(&Rational::from(4)).unwrap();
/// form.add_ln(&2.into(), &Rational::from(-2));
/// assert!(form.is_zero());
/// assert!(LogForm::ln(&Rational::from((9, 8))).unwrap() > LogForm::zero());
/// ```
#[derive(Debug, Clone, Default)]
pub struct LogForm {
    terms: BTreeMap<Integer, Rational>,
}

impl LogForm {
    /// The form without terms.
    pub fn zero() -> Self {
        Self::default()
    }

    /// `ln argument`, or `None` unless the argument is positive.
    pub fn ln(argument: &Rational) -> Option<Self> {
        if *argument <= 0 {
            return None;
        }
        let mut form = Self::zero();
        form.add_ln(argument.numer(), &Rational::from(1));
        form.add_ln(argument.denom(), &Rational::from(-1));
        Some(form)
    }

    /// Adds `coefficient * ln argument`.
    ///
    /// # Panics
    /// When the argument is below 1: callers hold positive counts.
    pub fn add_ln(&mut self, argument: &Integer, coefficient: &Rational) {
        assert!(*argument >= 1, "logarithm of {argument}: the argument must be a positive integer");
        if *argument == 1 || coefficient.is_zero() {
            return;
        }
        match self.terms.entry(argument.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(coefficient.clone());
            }
            Entry::Occupied(mut entry) => {
                *entry.get_mut() += coefficient;
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
    }

    /// Adds `factor * other`.
    pub fn add_scaled(&mut self, other: &Self, factor: &Rational) {
        for (argument, coefficient) in &other.terms {
            self.add_ln(argument, &Rational::from(coefficient * factor));
        }
    }

    /// `factor * self`.
    #[must_use]
    pub fn scaled(&self, factor: &Rational) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        Self { terms: self.terms.iter().map(|(n, q)| (n.clone(), Rational::from(q * factor))).collect() }
    }

    /// The terms `(n_k, q_k)` in increasing order of `n_k`.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&Integer, &Rational)> {
        self.terms.iter()
    }

    /// Whether the form has no terms. A form with terms may still be zero: see [`LogForm::is_zero`].
    pub fn has_no_terms(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the representation is valid: integers at least 2, coefficients nonzero.
    pub fn is_valid(&self) -> bool {
        self.terms.iter().all(|(n, q)| *n >= 2 && !q.is_zero())
    }
}

impl AddAssign<&LogForm> for LogForm {
    fn add_assign(&mut self, other: &LogForm) {
        for (argument, coefficient) in &other.terms {
            self.add_ln(argument, coefficient);
        }
    }
}

impl SubAssign<&LogForm> for LogForm {
    fn sub_assign(&mut self, other: &LogForm) {
        self.add_scaled(other, &Rational::from(-1));
    }
}

impl Neg for LogForm {
    type Output = LogForm;

    fn neg(mut self) -> LogForm {
        for coefficient in self.terms.values_mut() {
            *coefficient *= -1;
        }
        self
    }
}

impl FromIterator<(Integer, Rational)> for LogForm {
    /// Collects terms `q ln n`; the integers need not be distinct, and terms with `n = 1` vanish.
    fn from_iter<I: IntoIterator<Item = (Integer, Rational)>>(terms: I) -> Self {
        let mut form = Self::zero();
        for (argument, coefficient) in terms {
            form.add_ln(&argument, &coefficient);
        }
        form
    }
}
