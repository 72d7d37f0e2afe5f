//! Rational numbers: how they are written, and the functions of the claim language.

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use crate::limits::{self, too_large};
use crate::outcome::{EvaluationError, Fault, Reason};

/// A rational number, always in lowest terms.
pub type Q = BigRational;

/// A small whole number as a rational.
pub fn whole(number: usize) -> Q {
    Q::from_integer(BigInt::from(number))
}

fn plain_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
}

/// Reads a count: decimal digits, with no zero in front.
pub fn read_count(text: &str) -> Result<BigUint, Fault> {
    if text.len() > limits::NUMBER_BYTES {
        return Err(too_large("bytes of a number", limits::NUMBER_BYTES));
    }
    let number = if plain_digits(text) { text.parse().ok() } else { None };
    number.ok_or_else(|| Reason::BadInteger(text.to_owned()).into())
}

/// Reads an integer: a count, with a sign in front of a negative one.
pub fn read_integer(text: &str) -> Result<BigInt, Fault> {
    let bad = || Fault::from(Reason::BadInteger(text.to_owned()));
    match text.strip_prefix('-') {
        None => read_count(text).map(BigInt::from),
        Some("0") => Err(bad()),
        Some(digits) if plain_digits(digits) => read_count(digits).map(|count| -BigInt::from(count)),
        Some(_) => Err(bad()),
    }
}

/// Reads a rational: an integer, or an integer over a count above 1, in lowest terms.
pub fn read_rational(text: &str) -> Result<Q, Fault> {
    let bad = |fault: Fault| match fault {
        Fault::Reject(_) => Reason::BadRational(text.to_owned()).into(),
        Fault::Decline(why) => Fault::Decline(why),
    };
    let Some((above, below)) = text.split_once('/') else {
        return read_integer(text).map(Q::from_integer).map_err(bad);
    };
    let numerator = read_integer(above).map_err(bad)?;
    let denominator = BigInt::from(read_count(below).map_err(bad)?);
    if denominator.is_zero() {
        return Err(Reason::BadRational(text.to_owned()).into());
    }
    let number = Q::new(numerator.clone(), denominator.clone());
    if denominator.is_one() || *number.numer() != numerator || *number.denom() != denominator {
        return Err(Reason::NotLowestTerms(text.to_owned()).into());
    }
    Ok(number)
}

/// The number itself, unless it is too long to go on with.
pub fn bounded(number: Q) -> Result<Q, Fault> {
    if number.numer().bits().max(number.denom().bits()) > limits::SCALAR_BITS {
        return Err(too_large("bits of a number", limits::SCALAR_BITS));
    }
    Ok(number)
}

/// The integer that the number must be.
pub fn integer(number: &Q) -> Result<BigInt, Fault> {
    if number.is_integer() { Ok(number.to_integer()) } else { Err(EvaluationError::NotAnInteger.into()) }
}

/// The index in `from..=to` that the number must be.
pub fn index(number: &Q, from: usize, to: usize) -> Result<usize, Fault> {
    let index = integer(number)?.to_usize().filter(|index| (from..=to).contains(index));
    index.ok_or_else(|| EvaluationError::IndexOutOfRange.into())
}

/// The quotient.
pub fn divide(a: &Q, b: &Q) -> Result<Q, Fault> {
    if b.is_zero() { Err(EvaluationError::DivisionByZero.into()) } else { bounded(a / b) }
}

/// The power with an integer exponent; `x^0 = 1`, also for `x = 0`.
pub fn power(base: &Q, exponent: &Q) -> Result<Q, Fault> {
    let exponent = integer(exponent)?;
    if base.is_zero() && exponent.is_negative() {
        return Err(EvaluationError::DivisionByZero.into());
    }
    let bits = base.numer().bits().max(base.denom().bits());
    let small = exponent.magnitude().to_u32().filter(|&size| bits.saturating_mul(size.into()) <= limits::SCALAR_BITS);
    let Some(size) = small else { return Err(too_large("bits of a number", limits::SCALAR_BITS)) };
    let power = Q::new(Pow::pow(base.numer(), size), Pow::pow(base.denom(), size));
    bounded(if exponent.is_negative() { power.recip() } else { power })
}

/// The largest integer `k` with `2^k <= number`.
pub fn floor_log2(number: &Q) -> Result<BigInt, Fault> {
    if !number.is_positive() {
        return Err(EvaluationError::LogOfNonPositive.into());
    }
    // numer / denom lies between 2^(guess - 1) and 2^(guess + 1), without the ends above.
    let guess = BigInt::from(number.numer().bits()) - BigInt::from(number.denom().bits());
    let two = Q::from_integer(BigInt::from(2));
    let at_guess = power(&two, &Q::from_integer(guess.clone()))?;
    Ok(if at_guess <= *number { guess } else { guess - 1 })
}

/// The smallest integer `k` with `2^k >= number`.
pub fn ceil_log2(number: &Q) -> Result<BigInt, Fault> {
    if !number.is_positive() {
        return Err(EvaluationError::LogOfNonPositive.into());
    }
    Ok(-floor_log2(&number.recip())?)
}

/// The integer `k` with `2^k = number`.
pub fn exact_log2(number: &Q) -> Result<BigInt, Fault> {
    let (below, above) = (floor_log2(number)?, ceil_log2(number)?);
    if below == above { Ok(below) } else { Err(EvaluationError::NotAPowerOfTwo.into()) }
}

/// The number of subsets with `k` of `n` elements.
pub fn choose(n: usize, k: usize) -> BigInt {
    (0..k.min(n.saturating_sub(k))).fold(BigInt::from(u8::from(k <= n)), |product, i| product * (n - i) / (i + 1))
}
