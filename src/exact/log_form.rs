//! Linear forms in logarithms, with a rational constant.

use std::collections::BTreeMap;
use std::ops::{AddAssign, Neg, SubAssign};

use rug::{Integer, Rational};

use super::terms::add_term;

/// A linear form in logarithms, `c + sum_k q_k ln n_k` (nats), with a rational constant `c`, distinct integers `n_k >=
/// 2` and rationals `q_k != 0`.
///
/// The representation is not unique (`2 ln 2 = ln 4`); equality and order are those of the *values*, and both are
/// always decided exactly (see [`crate::exact::sign`]).
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
    constant: Rational,
    terms: BTreeMap<Integer, Rational>,
}

impl LogForm {
    /// The form without terms.
    pub fn zero() -> Self {
        Self::default()
    }

    /// A rational number of nats.
    pub fn nats(constant: Rational) -> Self {
        Self { constant, terms: BTreeMap::new() }
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
        if *argument != 1 {
            add_term(&mut self.terms, argument.clone(), coefficient);
        }
    }

    /// Adds a rational number of nats.
    pub fn add_nats(&mut self, nats: &Rational) {
        self.constant += nats;
    }

    /// Adds `factor * other`.
    pub fn add_scaled(&mut self, other: &Self, factor: &Rational) {
        if !other.constant.is_zero() {
            self.constant += Rational::from(&other.constant * factor);
        }
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
        Self {
            constant: Rational::from(&self.constant * factor),
            terms: self.terms.iter().map(|(n, q)| (n.clone(), Rational::from(q * factor))).collect(),
        }
    }

    /// The constant `c`.
    pub fn constant(&self) -> &Rational {
        &self.constant
    }

    /// The terms `(n_k, q_k)` in increasing order of `n_k`.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&Integer, &Rational)> {
        self.terms.iter()
    }

    /// Whether the form has no terms and the constant 0. A form with terms may still be zero: see [`LogForm::is_zero`].
    pub fn has_no_terms(&self) -> bool {
        self.constant.is_zero() && self.terms.is_empty()
    }

    /// Whether the representation is valid: integers at least 2, coefficients nonzero.
    pub fn is_valid(&self) -> bool {
        self.terms.iter().all(|(n, q)| *n >= 2 && !q.is_zero())
    }
}

impl AddAssign<&LogForm> for LogForm {
    fn add_assign(&mut self, other: &LogForm) {
        self.constant += &other.constant;
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
        self.constant *= -1;
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
