//! The double nearest to a form.

use rug::float::Round;
use rug::{Float, Rational};

use super::coprime;
use super::enclosure::{Enclosure, FIRST_PRECISION};
use super::exponential::exp_bounds_at;
use super::extended::Extended;
use super::log_form::LogForm;

impl LogForm {
    /// The double nearest to the value in nats, ties to even: correctly rounded, so that the error is at most half a
    /// unit in the last place, and equal values give equal doubles. Beyond the largest double it is infinite.
    ///
    /// Both ends of an enclosure are rounded, at a precision that is doubled until they agree. Rounding does not
    /// decrease, so the value is then rounded to the same double. This ends: a form with a logarithm left is not
    /// rational (`proofs-notes/signs-of-log-forms.md`), and no point between two doubles where rounding changes; a
    /// rational that is such a point is dyadic, and an enclosure of enough bits holds it alone.
    ///
    /// ```
    /// use maskproof::{LogForm, Rational};
    /// let ln_2 = LogForm::ln(&Rational::from(2)).unwrap();
    /// assert_eq!(ln_2.to_f64(), std::f64::consts::LN_2);
    /// assert_eq!(LogForm::nats(Rational::from((1, 3))).to_f64(), 1.0 / 3.0);
    /// ```
    pub fn to_f64(&self) -> f64 {
        if let Some(double) = agreed(self, FIRST_PRECISION) {
            return double;
        }
        let refined = coprime::refined(self);
        if refined.has_no_terms() {
            return 0.0;
        }
        let mut precision = FIRST_PRECISION;
        loop {
            if let Some(double) = agreed(&refined, precision) {
                return double;
            }
            precision *= 2;
        }
    }
}

impl Extended {
    /// As [`LogForm::to_f64`]; `+infinity` is infinite.
    pub fn to_f64(&self) -> f64 {
        self.finite().map_or(f64::INFINITY, LogForm::to_f64)
    }
}

/// The double nearest to `e^x`, as the rational that it is; 0 where that is below half the least positive double.
///
/// The power of a rational other than 0 is irrational, and so no point between two doubles where rounding changes: some
/// precision tells.
///
/// ```
/// use maskproof::exact::{Rational, nearest_exponential};
/// assert_eq!(nearest_exponential(&Rational::new()), 1);
/// assert_eq!(nearest_exponential(&Rational::from(-1)).to_f64(), 0.36787944117144233);
/// assert_eq!(nearest_exponential(&Rational::from(-746)), 0);
/// ```
///
/// # Panics
/// When the exponent is positive.
pub fn nearest_exponential(exponent: &Rational) -> Rational {
    assert!(*exponent <= 0, "exponents from 0 downwards");
    if exponent.is_zero() {
        return Rational::from(1);
    }
    // e^-746 < 2^-1076, and the least positive double is 2^-1074.
    if *exponent <= -746 {
        return Rational::new();
    }
    let mut precision = FIRST_PRECISION;
    loop {
        let (lower, upper) = exp_bounds_at(exponent, precision);
        let [lower, upper] = [lower, upper].map(|end| Float::with_val(precision, &end).to_f64_round(Round::Nearest));
        if lower == upper {
            return Rational::from_f64(lower).expect("a power between 0 and 1");
        }
        precision *= 2;
    }
}

/// The double that both ends of an enclosure are rounded to; `None` where they differ.
fn agreed(form: &LogForm, precision: u32) -> Option<f64> {
    let value = Enclosure::of(form, precision);
    let [lower, upper] = [value.lower(), value.upper()].map(|end| end.to_f64_round(Round::Nearest));
    // Both ends are rounded to 0 also where the value is too small for a double; then its sign is known. There is one
    // zero.
    (lower == upper && value.sign().is_some()).then_some(if lower == 0.0 { 0.0 } else { lower })
}
