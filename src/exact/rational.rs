//! Reading exact rationals from text.

use rug::ops::Pow;
use rug::{Integer, Rational};

/// The text is not an exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not an exact number: expected an integer, a fraction `p/q` or a decimal such as `0.125` or `1e-3`"
)]
pub struct ParseRationalError {
    /// What was read.
    pub text: String,
}

/// The largest exponent, in absolute value, that a decimal may be written with: beyond it a few bytes of input would ask
/// for gigabytes of digits. Digits that are written out are never too many.
const EXPONENT_LIMIT: i64 = 10_000;

/// Reads `7`, `-3/8`, `0.125` or `1.5e-3` as the exact rational that it denotes.
///
/// ```
/// use maskproof::exact::{parse_rational, Rational};
/// assert_eq!(parse_rational("0.125").unwrap(), Rational::from((1, 8)));
/// assert_eq!(parse_rational("-6/4").unwrap(), Rational::from((-3, 2)));
/// assert!(parse_rational("1/0").is_err());
/// ```
///
/// # Errors
/// When the text is none of these forms, has a zero denominator, or an exponent beyond ±10,000.
pub fn parse_rational(text: &str) -> Result<Rational, ParseRationalError> {
    read(text.trim()).ok_or_else(|| ParseRationalError { text: text.to_owned() })
}

fn read(text: &str) -> Option<Rational> {
    if let Some((numerator, denominator)) = text.split_once('/') {
        let denominator = read_integer(denominator)?;
        if denominator.is_zero() {
            return None;
        }
        return Some(Rational::from((read_integer(numerator)?, denominator)));
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.trim_start_matches(['+', '-']).is_empty() && fraction.is_empty() {
        return None;
    }
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole_or_zero =
        if whole.trim_start_matches(['+', '-']).is_empty() { format!("{whole}0") } else { whole.to_owned() };
    let digits = read_integer(&format!("{whole_or_zero}{fraction}"))?;
    if !(-EXPONENT_LIMIT..=EXPONENT_LIMIT).contains(&exponent) {
        return None;
    }
    let power = exponent - i64::try_from(fraction.len()).ok()?;
    let scale = Integer::from(10).pow(u32::try_from(power.unsigned_abs()).ok()?);
    Some(if power >= 0 { Rational::from(digits * scale) } else { Rational::from((digits, scale)) })
}

fn read_integer(text: &str) -> Option<Integer> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}
