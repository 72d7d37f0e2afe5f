//! Decimal printing with every digit correct.

use std::cmp::Ordering;

use rug::float::Round;
use rug::ops::Pow;
use rug::{Float, Integer, Rational};

use super::enclosure::{Enclosure, FIRST_PRECISION};
use super::extended::Extended;
use super::lazy_form::{Combination, enclose, expand};
use super::log_form::LogForm;
use super::powers_of_two::floor_log2;

/// The unit in which a form is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Natural logarithms.
    Nats,
    /// Binary logarithms: the value in nats divided by `ln 2`.
    Bits,
}

impl LogForm {
    /// The value rounded to the nearest decimal with `digits` significant digits (ties go away
    /// from zero). The rounding is that of the exact value, so every printed digit is right.
    ///
    /// Zero prints as `0`; magnitudes below `1e-5` or from `1e15` on print with an exponent.
    ///
    /// ```
    /// use maskproof::exact::{LogForm, Rational, Unit};
    /// let form = LogForm::ln(&Rational::from(8)).unwrap();
    /// assert_eq!(form.to_decimal(12, Unit::Nats), "2.07944154168");
    /// assert_eq!(form.to_decimal(12, Unit::Bits), "3.00000000000");
    /// ```
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn to_decimal(&self, digits: u32, unit: Unit) -> String {
        match unit {
            Unit::Nats => signed_decimal(self, None, digits),
            Unit::Bits => {
                let mut ln_2 = LogForm::zero();
                ln_2.add_ln(&Integer::from(2), &Rational::from(1));
                signed_decimal(self, Some(&ln_2), digits)
            }
        }
    }

    /// The quotient of two values, rounded as [`LogForm::to_decimal`] does; `None` unless the divisor is positive.
    ///
    /// ```
    /// use maskproof::exact::{LogForm, Rational};
    /// let [ln_8, ln_4] = [8, 4].map(|n| LogForm::ln(&Rational::from(n)).unwrap());
    /// assert_eq!(ln_8.ratio_to_decimal(&ln_4, 6).unwrap(), "1.50000");
    /// ```
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn ratio_to_decimal(&self, divisor: &Self, digits: u32) -> Option<String> {
        divisor.sign().is_gt().then(|| signed_decimal(self, Some(divisor), digits))
    }
}

impl Extended {
    /// As [`LogForm::to_decimal`]; `+infinity` prints as `inf`.
    pub fn to_decimal(&self, digits: u32, unit: Unit) -> String {
        match self {
            Self::Finite(form) => form.to_decimal(digits, unit),
            Self::PositiveInfinity => "inf".to_owned(),
        }
    }
}

/// The value of a combination, rounded as [`LogForm::to_decimal`] does: by the enclosures that are kept where these
/// tell every digit, and by the exact form otherwise.
///
/// # Panics
/// When `digits` is 0.
pub fn combination_to_decimal(combination: &Combination, digits: u32, unit: Unit) -> String {
    assert!(digits > 0, "at least one digit is printed");
    enclose(combination).to_decimal(digits, unit).unwrap_or_else(|| expand(combination).to_decimal(digits, unit))
}

impl Enclosure {
    /// The decimal that both ends are rounded to, as [`LogForm::to_decimal`] rounds, and so every number between them;
    /// `None` where the two differ.
    ///
    /// ```
    /// use maskproof::exact::{Enclosure, Integer, Unit};
    /// let ln_8 = Enclosure::ln(&Integer::from(8), 64);
    /// assert_eq!(ln_8.to_decimal(6, Unit::Nats).unwrap(), "2.07944");
    /// assert_eq!(ln_8.to_decimal(40, Unit::Nats), None);
    /// ```
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn to_decimal(&self, digits: u32, unit: Unit) -> Option<String> {
        assert!(digits > 0, "at least one digit is printed");
        let value = self.clone();
        let (sign, magnitude) = match value.sign()? {
            Ordering::Equal => return Some("0".to_owned()),
            Ordering::Less => ("-", value.negated()),
            Ordering::Greater => ("", value),
        };
        let magnitude = match unit {
            Unit::Nats => magnitude,
            Unit::Bits => magnitude.quotient(&Enclosure::ln(&Integer::from(2), self.precision()))?,
        };
        let (mantissa, exponent) = rounded(magnitude, digits, |_, _, _| Apart::Open)?;
        Some(format!("{sign}{}", lay_out(&mantissa, exponent)))
    }

    /// As [`Self::to_decimal`] with as many digits as are certain, of those that are asked for; or, where not one is, a
    /// bound such as `<=2^-300` of a number that is not negative.
    ///
    /// # Panics
    /// When `digits` is 0.
    pub fn certain_decimal(&self, digits: u32, unit: Unit) -> String {
        let decimal = (1..=digits).rev().find_map(|digits| self.to_decimal(digits, unit));
        decimal.unwrap_or_else(|| {
            let [_, mut upper] = self.ends();
            if unit == Unit::Bits {
                // 1/ln 2 < 3/2
                upper *= Rational::from((3, 2));
            }
            format!("<=2^{}", floor_log2(&upper) + 1)
        })
    }
}

/// A rational rounded to `digits` significant digits, ties away from zero; laid out as [`LogForm::to_decimal`] does.
///
/// # Panics
/// When `digits` is 0.
pub fn rational_to_decimal(number: &Rational, digits: u32) -> String {
    assert!(digits > 0, "at least one digit is printed");
    if number.is_zero() {
        return "0".to_owned();
    }
    let magnitude = Rational::from(number.abs_ref());
    let mut exponent = exponent_at_most(&Float::with_val_round(64, &magnitude, Round::Down).0);
    let mantissa = loop {
        let scaled = magnitude.clone() * power_of_ten(i64::from(digits) - 1 - exponent);
        let mantissa = (scaled + Rational::from((1, 2))).floor().numer().clone();
        // Too long: the exponent was too small, or 9.99... was rounded up to a power of ten.
        if mantissa < Integer::from(10).pow(digits) {
            break mantissa;
        }
        exponent += 1;
    };
    let sign = if *number < 0 { "-" } else { "" };
    format!("{sign}{}", lay_out(&mantissa, exponent))
}

/// The value of `form / divisor`, the divisor positive and 1 when `None`.
fn signed_decimal(form: &LogForm, divisor: Option<&LogForm>, digits: u32) -> String {
    assert!(digits > 0, "at least one digit is printed");
    let (sign, (mantissa, exponent)) = match form.sign() {
        Ordering::Equal => return "0".to_owned(),
        Ordering::Less => ("-", rounded_form(&-form.clone(), divisor, digits)),
        Ordering::Greater => ("", rounded_form(form, divisor, digits)),
    };
    format!("{sign}{}", lay_out(&mantissa, exponent))
}

/// What is known where the ends of an enclosure are rounded to different integers.
enum Apart {
    /// The integer nearest to the value.
    Mantissa(Integer),
    /// A narrower enclosure.
    Narrower(Enclosure),
    /// Nothing.
    Open,
}

/// The integer nearest to `value * 10^(digits - 1 - exponent)`, with the exponent for which it has `digits` digits, of
/// a positive value. Where the ends are rounded to different integers, `apart` is asked with the two, and with the
/// scale; `None` where it does not know.
fn rounded(
    mut value: Enclosure,
    digits: u32,
    mut apart: impl FnMut(Integer, Integer, &Rational) -> Apart,
) -> Option<(Integer, i64)> {
    let limit = Integer::from(10).pow(digits);
    let mut exponent = exponent_at_most(value.lower());
    loop {
        let scale = power_of_ten(i64::from(digits) - 1 - exponent);
        let [low, high] = [value.lower(), value.upper()].map(|end| nearest(end, &scale));
        let mantissa = if low == high {
            low
        } else {
            match apart(low, high, &scale) {
                Apart::Mantissa(mantissa) => mantissa,
                Apart::Narrower(narrower) => {
                    value = narrower;
                    continue;
                }
                Apart::Open => return None,
            }
        };
        // Too long: the exponent was too small, or 9.99... was rounded up to a power of ten.
        if mantissa < limit {
            return Some((mantissa, exponent));
        }
        exponent += 1;
    }
}

/// As [`rounded`], of a form over a divisor: always known.
fn rounded_form(form: &LogForm, divisor: Option<&LogForm>, digits: u32) -> (Integer, i64) {
    let mut precision = FIRST_PRECISION.max(4 * digits + 64);
    let value = positive_enclosure(form, divisor, &mut precision);
    let rounded = rounded(value, digits, |low, high, scale| {
        if Integer::from(&high - &low) == 1 {
            // One boundary, low + 1/2, lies in the enclosure: which side is the value on?
            let boundary = (Rational::from(low) + Rational::from((1, 2))) / scale;
            return Apart::Mantissa(if compare(form, divisor, &boundary).is_lt() { high - 1 } else { high });
        }
        precision *= 2;
        Apart::Narrower(positive_enclosure(form, divisor, &mut precision))
    });
    rounded.expect("a sign decides, or a narrower enclosure")
}

/// Encloses a positive value away from zero, raising the precision as far as that takes.
fn positive_enclosure(form: &LogForm, divisor: Option<&LogForm>, precision: &mut u32) -> Enclosure {
    loop {
        let value = Enclosure::of(form, *precision);
        let quotient = match divisor {
            None => Some(value),
            Some(divisor) => value.quotient(&Enclosure::of(divisor, *precision)),
        };
        match quotient {
            Some(quotient) if *quotient.lower() > 0 => return quotient,
            _ => *precision *= 2,
        }
    }
}

fn compare(form: &LogForm, divisor: Option<&LogForm>, number: &Rational) -> Ordering {
    match divisor {
        None => form.cmp_rational(number),
        Some(divisor) => form.cmp_multiple(divisor, number),
    }
}

/// `floor(end * scale + 1/2)`, computed exactly: an MPFR number is a dyadic rational.
fn nearest(end: &Float, scale: &Rational) -> Integer {
    let exact = end.to_rational().expect("enclosures of forms are finite");
    (exact * scale + Rational::from((1, 2))).floor().numer().clone()
}

/// A decimal exponent not above that of a positive number, and seldom below it by more than one.
///
/// Not above matters: an exponent one too large rounds 9.96 to the two digits 10 instead of 10.0, and 9.6 to 10 as
/// well.
fn exponent_at_most(value: &Float) -> i64 {
    let binary = i128::from(value.get_exp().unwrap_or(0)) - 1;
    // log10 2 = 0.301029995663981..., rounded towards minus infinity once multiplied
    let log10_2 = if binary >= 0 { 301_029_995_663 } else { 301_029_995_664 };
    i64::try_from((binary * log10_2).div_euclid(1_000_000_000_000)).expect("binary exponents fit in 32 bits")
}

fn power_of_ten(exponent: i64) -> Rational {
    let size = u32::try_from(exponent.unsigned_abs()).expect("decimal exponents fit in 32 bits");
    let power = Integer::from(10).pow(size);
    if exponent >= 0 { Rational::from(power) } else { Rational::from((Integer::from(1), power)) }
}

/// Lays out `mantissa * 10^(exponent + 1 - length)`, the mantissa holding the significant digits.
fn lay_out(mantissa: &Integer, exponent: i64) -> String {
    let digits = mantissa.to_string();
    if !(-5..15).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{first}{point}{rest}e{exponent}");
    }
    if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).expect("a small exponent");
        return format!("0.{}{digits}", "0".repeat(zeros));
    }
    let whole = usize::try_from(exponent + 1).expect("a small exponent");
    if digits.len() <= whole {
        format!("{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        let (integer, fraction) = digits.split_at(whole);
        format!("{integer}.{fraction}")
    }
}
