//! Dyadic bounds of the exponential function.

use rug::float::Round;
use rug::{Float, Rational};

use crate::limits::EXP_LIMIT;

/// The precision of the bounds in bits.
const PRECISION: u32 = 128;

/// Rationals with a power of two as denominator, the first at most and the second at least `e^x`; `None` unless `|x| <=
/// 64`.
///
/// Their quotient is at most `1 + 2^-64`: rounding `x` moves it by less than `2^-120`, and rounding the power by less
/// than `2^-127` of its size. At 0 both are 1.
///
/// ```
/// use maskproof::exact::{Rational, exponential::exp_bounds};
/// let (lower, upper) = exp_bounds(&Rational::from(1)).unwrap();
/// assert!(Rational::from((271_828, 100_000)) < lower && lower < upper && upper < Rational::from((271_829, 100_000)));
/// ```
pub fn exp_bounds(exponent: &Rational) -> Option<(Rational, Rational)> {
    if *exponent.as_abs() > EXP_LIMIT {
        return None;
    }
    Some(exp_bounds_at(exponent, PRECISION))
}

/// As [`exp_bounds`] with a precision in bits, for exponents of moderate size.
///
/// # Panics
/// When the power leaves MPFR's range of exponents.
pub fn exp_bounds_at(exponent: &Rational, precision: u32) -> (Rational, Rational) {
    let mut lower = Float::with_val_round(precision, exponent, Round::Down).0;
    lower.exp_round(Round::Down);
    let mut upper = Float::with_val_round(precision, exponent, Round::Up).0;
    upper.exp_round(Round::Up);
    let exact = |end: Float| end.to_rational().expect("powers of moderate exponents are finite");
    (exact(lower), exact(upper))
}
