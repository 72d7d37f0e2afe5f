//! Values that must be integers, or lie in a range, and the mistakes where they do not.

use std::ops::RangeInclusive;

use rug::{Integer, Rational};

use crate::exact::work::words;
use crate::language::error::{Mistake, Span, StatementError};
use crate::limits::{DIGIT_LIMIT, RANGE_LIMIT};

/// An error of something that is too large to be evaluated.
pub fn too_large(span: &Span, message: impl Into<String>, label: &str) -> StatementError {
    StatementError::new(
        Mistake::TooLarge,
        span,
        message,
        label,
        "shorten the ranges of sums and quantifiers, or ask about shorter sequences",
    )
}

/// An error of a value outside its domain.
pub fn domain_error(span: &Span, message: impl Into<String>, label: &str) -> StatementError {
    StatementError::new(
        Mistake::Domain,
        span,
        message,
        label,
        "restrict the quantifiers (`with` conditions, ranges) so that the statement is defined for every case",
    )
}

/// Refuses numbers of too many binary digits: more than 2^20.
///
/// # Errors
/// [`Mistake::TooLarge`], with the place.
pub fn check_digits(digits: u64, span: &Span) -> Result<(), StatementError> {
    if digits <= DIGIT_LIMIT {
        return Ok(());
    }
    Err(too_large(
        span,
        format!("too large: numbers of at most {DIGIT_LIMIT} binary digits are evaluated"),
        "too large",
    ))
}

/// As [`check_digits`], for the longer one of two integers.
///
/// # Errors
/// As [`check_digits`].
pub fn check_sizes(integers: [&Integer; 2], span: &Span) -> Result<(), StatementError> {
    // Words are known without counting bits.
    if integers.into_iter().all(|integer| words(integer) * u64::from(u64::BITS) <= DIGIT_LIMIT) {
        return Ok(());
    }
    check_digits(u64::from(integers.map(Integer::significant_bits).into_iter().max().unwrap_or(0)), span)
}

/// A value that must be an integer.
///
/// # Errors
/// [`Mistake::Domain`] when it is not.
pub fn whole(value: Rational, span: &Span) -> Result<Integer, StatementError> {
    if *value.denom() == 1 { Ok(value.into_numer_denom().0) } else { Err(not_an_integer(&value, span)) }
}

/// A value that must be an integer of moderate size.
///
/// # Errors
/// [`Mistake::Domain`] when it is not.
pub fn integer(value: &Rational, span: &Span) -> Result<i64, StatementError> {
    let small = if *value.denom() == 1 { value.numer().to_i64() } else { None };
    small.ok_or_else(|| not_an_integer(value, span))
}

/// A value that must be an integer of moderate size that is not negative.
///
/// # Errors
/// [`Mistake::Domain`] when it is not.
pub fn natural(value: &Rational, span: &Span, function: &str) -> Result<u64, StatementError> {
    let value = integer(value, span)?;
    u64::try_from(value).map_err(|_| {
        domain_error(span, format!("{function} needs an integer of at least 0, and this is {value}"), "negative")
    })
}

fn not_an_integer(value: &Rational, span: &Span) -> StatementError {
    domain_error(span, format!("an integer is needed here, and this is {value}"), "not an integer")
}

/// An index within `from..=to` at a length.
///
/// # Errors
/// [`Mistake::Domain`] when it lies outside.
pub fn index(
    value: i64,
    span: &Span,
    (from, to): (usize, usize),
    length: usize,
    what: &str,
) -> Result<usize, StatementError> {
    match usize::try_from(value) {
        Ok(index) if (from..=to).contains(&index) => Ok(index),
        _ => Err(domain_error(
            span,
            format!("{what} is defined for {from}..{to} at L = {length}, and the index is {value}"),
            "outside the range",
        )),
    }
}

/// The integers of a range; none where its first end exceeds its last, however large they are.
///
/// # Errors
/// [`Mistake::TooLarge`] for a range that is too long.
pub fn range(first: &Integer, last: &Integer, span: &Span) -> Result<RangeInclusive<i64>, StatementError> {
    if first > last {
        return Ok(RangeInclusive::new(1, 0));
    }
    match (first.to_i64(), last.to_i64()) {
        (Some(first), Some(last)) if last.saturating_sub(first) < RANGE_LIMIT => Ok(first..=last),
        _ => Err(too_large(
            span,
            format!("too large: a range of at most {RANGE_LIMIT} integers of 64 bits is allowed"),
            "too long",
        )),
    }
}
