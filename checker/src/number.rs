//! Rational numbers: how they are written, and their functions in the claim language.

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use crate::answer::{Fault, Reason};
use crate::limits::{self, too_large};

/// A rational number, always in lowest terms.
pub type Q = BigRational;

/// A whole number as a rational.
pub fn whole(number: impl Into<BigInt>) -> Q {
    Q::from_integer(number.into())
}

/// Reads a rational or a count of the format. A text that is not how the number is written is none: `+1`, `2/4`, `01`.
pub fn read<T: std::str::FromStr + ToString>(text: &str) -> Result<T, Fault> {
    if text.len() > limits::NUMBER_BYTES {
        return Err(too_large("bytes of a number", limits::NUMBER_BYTES));
    }
    let number: Option<T> = text.parse().ok();
    let number = number.filter(|number| number.to_string() == text);
    number.ok_or_else(|| Reason::BadNumber(text.to_owned()).into())
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
    if number.is_integer() { Ok(number.to_integer()) } else { Err(Reason::NotAnInteger.into()) }
}

/// The index in `from..=to` that the number must be.
pub fn index(number: &Q, from: usize, to: usize) -> Result<usize, Fault> {
    let index = integer(number)?.to_usize().filter(|index| (from..=to).contains(index));
    index.ok_or_else(|| Reason::IndexOutOfRange.into())
}

/// `1 / number`
pub fn inverse(number: &Q) -> Result<Q, Fault> {
    if number.is_zero() { Err(Reason::DivisionByZero.into()) } else { Ok(number.recip()) }
}

/// The power with an integer exponent; `x^0 = 1`, also for `x = 0`.
pub fn power(base: &Q, exponent: &Q) -> Result<Q, Fault> {
    let exponent = integer(exponent)?;
    let bits = base.numer().bits().max(base.denom().bits());
    let size = exponent.magnitude().to_u32().filter(|&size| bits.saturating_mul(size.into()) <= limits::SCALAR_BITS);
    let size = size.ok_or_else(|| too_large("bits of a number", limits::SCALAR_BITS))?;
    let power = Q::new(Pow::pow(base.numer(), size), Pow::pow(base.denom(), size));
    if exponent.is_negative() { inverse(&power) } else { Ok(power) }
}

/// The largest integer `k` with `2^k <= number`.
pub fn floor_log2(number: &Q) -> Result<Q, Fault> {
    if !number.is_positive() {
        return Err(Reason::LogOfNonPositive.into());
    }
    // numer / denom lies between 2^(guess - 1) and 2^(guess + 1), without the ends above.
    let guess = whole(number.numer().bits()) - whole(number.denom().bits());
    Ok(if power(&whole(2), &guess)? <= *number { guess } else { guess - whole(1) })
}

/// The smallest integer `k` with `2^k >= number`.
pub fn ceil_log2(number: &Q) -> Result<Q, Fault> {
    if number.is_zero() { Err(Reason::LogOfNonPositive.into()) } else { Ok(-floor_log2(&number.recip())?) }
}

/// The integer `k` with `2^k = number`.
pub fn exact_log2(number: &Q) -> Result<Q, Fault> {
    let below = floor_log2(number)?;
    if below == ceil_log2(number)? { Ok(below) } else { Err(Reason::NotAPowerOfTwo.into()) }
}

/// The number of subsets with `k` of `n` elements.
pub fn choose(n: usize, k: usize) -> BigInt {
    (0..k.min(n.saturating_sub(k))).fold(BigInt::from(u8::from(k <= n)), |product, i| product * (n - i) / (i + 1))
}

/// The greatest common divisor.
pub fn gcd(a: &BigUint, b: &BigUint) -> BigUint {
    let (mut a, mut b) = (a.clone(), b.clone());
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    a
}
