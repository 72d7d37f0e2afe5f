//! Forms written out, such as `3/4 ln 2 - ln 3`.

use std::fmt;

use rug::Rational;

use super::coprime;
use super::extended::Extended;
use super::log_form::LogForm;

impl fmt::Display for LogForm {
    /// The value in nats, exactly, over a base of coprime integers: the constant first, then the logarithms of
    /// increasing integers. A form whose value is 0 is written `0`, whatever its terms.
    ///
    /// ```
    /// use maskproof::{LogForm, Rational};
    /// let mut form = LogForm::ln(&Rational::from((1, 3))).unwrap();
    /// form.add_ln(&2.into(), &Rational::from((3, 4)));
    /// assert_eq!(form.to_string(), "3/4 ln 2 - ln 3");
    /// form.add_nats(&Rational::from((-1, 2)));
    /// assert_eq!(form.to_string(), "-1/2 + 3/4 ln 2 - ln 3");
    ///
    /// let mut zero = LogForm::ln(&Rational::from(4)).unwrap();
    /// zero.add_ln(&2.into(), &Rational::from(-2));
    /// assert_eq!(zero.to_string(), "0");
    /// ```
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refined = coprime::refined(self);
        if refined.has_no_terms() {
            return formatter.write_str("0");
        }
        let mut is_first = true;
        if !refined.constant().is_zero() {
            write!(formatter, "{}", refined.constant())?;
            is_first = false;
        }
        for (argument, coefficient) in refined.terms() {
            formatter.write_str(match (is_first, coefficient.is_negative()) {
                (true, true) => "-",
                (true, false) => "",
                (false, true) => " - ",
                (false, false) => " + ",
            })?;
            is_first = false;
            let factor = Rational::from(coefficient.abs_ref());
            if factor == 1 {
                write!(formatter, "ln {argument}")?;
            } else {
                write!(formatter, "{factor} ln {argument}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Extended {
    /// The finite value, exactly and in nats, or `inf`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finite(form) => form.fmt(formatter),
            Self::PositiveInfinity => formatter.write_str("inf"),
        }
    }
}
