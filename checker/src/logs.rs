//! Linear forms in logarithms of integers, and their signs.
//!
//! A sign is reached in one of two ways: an enclosure that does not contain 0, or a proof by unique factorisation that
//! the form is 0. Enclosures are integers over a power of two.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::Result;
use crate::limits::{Meter, words};
use crate::number::{Linear, Q, divide, gcd, multiply};

/// `q + sum q_n ln n` over integers `n >= 2`.
pub type LogForm = Linear<BigUint>;

/// `ln(number)`, `number >= 1`.
pub fn log(number: &BigUint) -> LogForm {
    if number.is_one() { LogForm::zero() } else { LogForm::of(number.clone()) }
}

/// `ln(number)` of a positive rational.
pub fn log_of(number: &Q, meter: &Meter) -> Result<LogForm> {
    log(number.numer().magnitude()).minus(&log(number.denom().magnitude()), meter)
}

/// How a form compares with 0.
pub fn sign(form: &LogForm, meter: &Meter) -> Result<Ordering> {
    // The common denominator does not change the sign.
    let mut common = BigInt::one();
    for denominator in form.terms().map(|(_, factor)| factor.denom()).chain([form.constant.denom()]) {
        let divisor = gcd(&common, denominator, meter)?;
        common = multiply(&common, &divide(denominator, &divisor, meter)?, meter)?;
    }
    let integer = |factor: &Q| multiply(factor.numer(), &divide(&common, factor.denom(), meter)?, meter);
    let mut terms: Vec<(&BigUint, BigInt)> = Vec::new();
    for (number, factor) in form.terms() {
        let factor = integer(factor)?;
        meter.keep(8 * words(&factor) + 64)?;
        terms.push((number, factor));
    }
    let constant = integer(&form.constant)?;
    let mut bits = 128;
    loop {
        let two = ln_two(bits, meter)?;
        // Integers on both sides of `2^bits (constant + sum factor ln(number))`.
        let (mut low, mut high) = (&constant << bits, &constant << bits);
        for (number, factor) in &terms {
            let (below, above) = ln(number, &two, bits, meter)?;
            let (least, most) = if factor.is_negative() { (above, below) } else { (below, above) };
            low += multiply(factor, &least, meter)?;
            high += multiply(factor, &most, meter)?;
        }
        if low.is_positive() || high.is_negative() {
            return Ok(low.cmp(&BigInt::zero()));
        }
        // Only once, before the precision grows: from then on the form is known not to vanish. No power of `e` but 1 is
        // algebraic (Lindemann), so that a form with a constant does not vanish.
        if bits == 128 && constant.is_zero() && vanishes(&terms, meter)? {
            return Ok(Ordering::Equal);
        }
        bits *= 2;
    }
}

/// Integers `(low, high)` with `low <= 2^bits artanh(a / b) <= high`, for `0 <= a / b <= 1/3`.
///
/// `artanh x = x + x^3/3 + x^5/5 + ..`. All is in units of `2^-bits`, and rounded down. `x` is less than 1 too small,
/// its square `x^2` then less than `2x + 1 <= 5/3`. A power is the one before times the square: where the one before is
/// `e` too small it is less than `x * 5/3 + e x^2 + 1 <= 14/9 + e/9`, hence always less than 7/4. With the rounding of
/// the quotient, a term is less than 3 too small; the terms that are left out, whose powers are below 7/4, sum to less
/// than 2.
fn artanh(a: &BigInt, b: &BigInt, bits: u64, meter: &Meter) -> Result<(BigInt, BigInt)> {
    let mut power = divide(&(a << bits), b, meter)?;
    let square: BigInt = multiply(&power, &power, meter)? >> bits;
    let (mut sum, mut error, mut n) = (BigInt::zero(), BigInt::from(2), 1_u32);
    while !power.is_zero() {
        meter.work(4 * words(&power) + 64)?;
        sum += &power / n;
        error += 3;
        power = multiply(&power, &square, meter)? >> bits;
        n += 2;
    }
    Ok((sum.clone(), sum + error))
}

/// Integers `(low, high)` with `low <= 2^bits ln 2 <= high`: `ln 2 = 2 artanh(1/3)`.
pub(crate) fn ln_two(bits: u64, meter: &Meter) -> Result<(BigInt, BigInt)> {
    let (low, high) = artanh(&BigInt::one(), &BigInt::from(3), bits, meter)?;
    Ok((low * 2, high * 2))
}

/// Integers `(low, high)` with `low <= 2^bits ln(number) <= high`. For `number = 2^k m` with `1 <= m < 2`,
/// `ln(number) = k ln 2 + 2 artanh((m - 1)/(m + 1))`. Of a number with more than `bits + 2` binary digits only so many
/// are read: the rest adds at most `ln(1 + 2^-(bits + 1))`, which is less than 1 in units of `2^-bits`.
pub(crate) fn ln(number: &BigUint, two: &(BigInt, BigInt), bits: u64, meter: &Meter) -> Result<(BigInt, BigInt)> {
    let k = number.bits() - 1;
    let left_out = k.saturating_sub(bits + 1);
    meter.work(number.bits() / 64 + 64)?;
    let (read, power) = (BigInt::from(number >> left_out), BigInt::one() << (k - left_out));
    let (low, high) = artanh(&(&read - &power), &(&read + &power), bits, meter)?;
    let rest = u8::from(left_out > 0);
    Ok((&two.0 * k + low * 2, &two.1 * k + high * 2 + rest))
}

/// Whether `prod n^factor = 1`: every element of a coprime base has exponent 0.
fn vanishes(terms: &[(&BigUint, BigInt)], meter: &Meter) -> Result<bool> {
    let numbers: Vec<BigInt> = terms.iter().map(|(number, _)| BigInt::from((*number).clone())).collect();
    for element in coprime_base(numbers.clone(), meter)? {
        let mut exponent = BigInt::zero();
        for (number, (_, factor)) in numbers.iter().zip(terms) {
            exponent += factor * multiplicity(&element, number, meter)?;
        }
        if !exponent.is_zero() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How often an integer above 1 divides a number.
fn multiplicity(element: &BigInt, number: &BigInt, meter: &Meter) -> Result<u32> {
    let (mut times, mut rest) = (0, number.clone());
    loop {
        let quotient = divide(&rest, element, meter)?;
        if multiply(&quotient, element, meter)? != rest {
            return Ok(times);
        }
        rest = quotient;
        times += 1;
    }
}

/// Integers above 1, pairwise coprime, of which each of the numbers is a product.
fn coprime_base(mut waiting: Vec<BigInt>, meter: &Meter) -> Result<Vec<BigInt>> {
    let mut base: Vec<BigInt> = Vec::new();
    while let Some(number) = waiting.pop() {
        if number.is_one() {
            continue;
        }
        let mut shared = None;
        for (place, element) in base.iter().enumerate() {
            let divisor = gcd(&number, element, meter)?;
            if !divisor.is_one() {
                shared = Some((place, divisor));
                break;
            }
        }
        let Some((place, divisor)) = shared else {
            base.push(number);
            continue;
        };
        // The product of what waits and of the base gets smaller, so this ends.
        let element = base.swap_remove(place);
        waiting.push(divide(&element, &divisor, meter)?);
        waiting.push(divide(&number, &divisor, meter)?);
        waiting.push(divisor);
    }
    Ok(base)
}
