//! Rational numbers: how they are written, and their functions in the claim language.

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use crate::answer::{Reason, Result};
use crate::limits;

/// A rational number, always in lowest terms.
pub type Q = BigRational;

pub fn whole(number: impl Into<BigInt>) -> Q {
    Q::from_integer(number.into())
}

/// Reads a rational or a count of the format. A text that is not how the number is written is none: `+1`, `2/4`, `01`.
pub fn read<T: std::str::FromStr + ToString>(text: &str) -> Result<T> {
    limits::NUMBER.check(text.len())?;
    let number = text.parse().ok().filter(|number: &T| number.to_string() == text);
    number.ok_or_else(|| Reason::BadNumber.of(text))
}

/// How long the numerator or the denominator is.
fn bits(number: &Q) -> u64 {
    number.numer().bits().max(number.denom().bits())
}

/// Declines a number that is too long to go on with.
pub fn check(number: &Q) -> Result<()> {
    limits::BITS.check(bits(number))
}

/// The number itself, unless it is too long.
pub fn bounded(number: Q) -> Result<Q> {
    check(&number).map(|()| number)
}

/// The integer that the number must be.
pub fn integer(number: &Q) -> Result<BigInt> {
    Reason::NoValue.unless(number.is_integer(), "a number that must be an integer")?;
    Ok(number.to_integer())
}

/// The index in `from..=to` that the number must be.
pub fn index(number: &Q, from: usize, to: usize) -> Result<usize> {
    let index = integer(number)?.to_usize().filter(|index| (from..=to).contains(index));
    index.ok_or_else(|| Reason::NoValue.of("an index that is out of its range"))
}

/// `1 / number`
pub fn inverse(number: &Q) -> Result<Q> {
    Reason::NoValue.unless(!number.is_zero(), "a division by zero")?;
    Ok(number.recip())
}

/// The power with an integer exponent; `x^0 = 1`, also for `x = 0`.
pub fn power(base: &Q, exponent: &Q) -> Result<Q> {
    let exponent = integer(exponent)?;
    let size = exponent.magnitude().to_u32().unwrap_or(u32::MAX);
    limits::BITS.check(bits(base).saturating_mul(size.into()))?;
    let power = Q::new(Pow::pow(base.numer(), size), Pow::pow(base.denom(), size));
    if exponent.is_negative() { inverse(&power) } else { Ok(power) }
}

/// The number, which must have a logarithm.
pub fn positive(number: &Q) -> Result<&Q> {
    Reason::NoValue.unless(number.is_positive(), "the logarithm of a number that is not positive")?;
    Ok(number)
}

/// The largest integer `k` with `2^k <= number`.
pub fn floor_log2(number: &Q) -> Result<Q> {
    // numer / denom lies between 2^(guess - 1) and 2^(guess + 1), without the ends above.
    let guess = whole(positive(number)?.numer().bits()) - whole(number.denom().bits());
    Ok(if power(&whole(2), &guess)? <= *number { guess } else { guess - whole(1) })
}

/// The smallest integer `k` with `2^k >= number`.
pub fn ceil_log2(number: &Q) -> Result<Q> {
    floor_log2(&positive(number)?.recip()).map(|log| -log)
}

/// The integer `k` with `2^k = number`.
pub fn exact_log2(number: &Q) -> Result<Q> {
    let below = floor_log2(number)?;
    Reason::NoValue.unless(below == ceil_log2(number)?, "log2 of a number that is not a power of two")?;
    Ok(below)
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
