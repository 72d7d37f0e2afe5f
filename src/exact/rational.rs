//! Reading exact rationals from text.

use std::fmt;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::limits::DECIMAL_EXPONENT_LIMIT;

/// The text is not an exact rational number, or one that is too large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseRationalError {
    /// What was read.
    pub text: String,
    /// Whether it is a number, with an exponent beyond ±10,000.
    pub is_too_large: bool,
}

impl ParseRationalError {
    /// What was read, shortened where it is long.
    pub fn shown(&self) -> String {
        shortened(&self.text)
    }
}

impl std::error::Error for ParseRationalError {}

impl fmt::Display for ParseRationalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = if self.is_too_large {
            "is too large: expected an exponent from -10000 to 10000"
        } else {
            "is not an exact number: expected an integer, a fraction `p/q` or a decimal such as `0.125` or `1e-3`"
        };
        write!(formatter, "`{}` {expected}", self.shown())
    }
}

/// The text, or its beginning and its length where nobody would read it all.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}.. ({} characters)", &text[..end], text.chars().count()),
    }
}

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
    read(text.trim())
        .map_err(|problem| ParseRationalError { text: text.to_owned(), is_too_large: problem == Problem::TooLarge })
}

#[derive(PartialEq, Eq)]
enum Problem {
    NoNumber,
    TooLarge,
}

fn read(text: &str) -> Result<Rational, Problem> {
    if let Some((numerator, denominator)) = text.split_once('/') {
        let denominator = read_integer(denominator).filter(|denominator| !denominator.is_zero());
        return match (read_integer(numerator), denominator) {
            (Some(numerator), Some(denominator)) => Ok(Rational::from((numerator, denominator))),
            _ => Err(Problem::NoNumber),
        };
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_no_whole = whole.trim_start_matches(['+', '-']).is_empty();
    if (has_no_whole && fraction.is_empty()) || !is_digits(fraction) {
        return Err(Problem::NoNumber);
    }
    let whole_or_zero = if has_no_whole { format!("{whole}0") } else { whole.to_owned() };
    let digits = read_integer(&format!("{whole_or_zero}{fraction}")).ok_or(Problem::NoNumber)?;
    let size = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if size.is_empty() || !is_digits(size) {
        return Err(Problem::NoNumber);
    }
    // What does not fit in 64 bits is beyond the limit as well.
    let exponent = exponent.parse::<i64>().ok().filter(|exponent| exponent.unsigned_abs() <= DECIMAL_EXPONENT_LIMIT);
    let length = i64::try_from(fraction.len()).map_err(|_| Problem::TooLarge)?;
    let power = exponent.ok_or(Problem::TooLarge)? - length;
    let scale = Integer::from(10).pow(u32::try_from(power.unsigned_abs()).map_err(|_| Problem::TooLarge)?);
    Ok(if power >= 0 { Rational::from(digits * scale) } else { Rational::from((digits, scale)) })
}

/// Numbers as integers over their least common denominator, which is the second.
///
/// ```
/// use maskproof::exact::rational::over_common_denominator;
/// use maskproof::exact::Rational;
/// let halves_and_thirds = [(1, 2), (2, 3), (1, 1)].map(Rational::from);
/// let (whole, common) = over_common_denominator(&halves_and_thirds);
/// assert_eq!((whole, common), (vec![3.into(), 4.into(), 6.into()], 6.into()));
/// ```
pub fn over_common_denominator(numbers: &[Rational]) -> (Vec<Integer>, Integer) {
    let common = numbers.iter().fold(Integer::from(1), |common, number| common.lcm(number.denom()));
    let whole = numbers.iter().map(|number| number.numer() * Integer::from(&common / number.denom()));
    (whole.collect(), common)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_integer(text: &str) -> Option<Integer> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !is_digits(digits) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}
