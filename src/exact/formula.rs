//! Forms written as formulas.

use std::cmp::Ordering;
use std::fmt::{self, Write};

use rug::Rational;

use super::coprime;
use super::extended::Extended;
use super::log_form::LogForm;

impl fmt::Display for LogForm {
    /// The value as a formula over pairwise coprime integers, the constant first: `3/4 ln 2 - ln 3`. A
    /// form whose value is 0 is written `0`, whatever its terms.
    ///
    /// Primes below 2048 are divided out, so that forms in integers below 4194304 print alike where they are equal.
    ///
    /// ```
    /// use maskproof::{LogForm, Rational};
    /// let mut form = LogForm::ln(&Rational::from((4, 27))).unwrap().scaled(&Rational::from((1, 3)));
    /// assert_eq!(form.to_string(), "2/3 ln 2 - ln 3");
    /// form.add_nats(&Rational::from((-1, 2)));
    /// assert_eq!(form.to_string(), "-1/2 + 2/3 ln 2 - ln 3");
    /// assert_eq!(LogForm::zero().to_string(), "0");
    /// ```
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refined = coprime::refined(self);
        let mut text = String::new();
        if !refined.constant().is_zero() {
            write!(text, "{}", refined.constant())?;
        }
        for (argument, coefficient) in refined.terms() {
            let is_negative = coefficient.cmp0() == Ordering::Less;
            text += match (text.is_empty(), is_negative) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            };
            let magnitude = Rational::from(coefficient.abs_ref());
            if magnitude != 1 {
                write!(text, "{magnitude} ")?;
            }
            write!(text, "ln {argument}")?;
        }
        formatter.pad(if text.is_empty() { "0" } else { &text })
    }
}

impl fmt::Display for Extended {
    /// As of a form; `inf` for `+infinity`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finite(form) => form.fmt(formatter),
            Self::PositiveInfinity => formatter.pad("inf"),
        }
    }
}
