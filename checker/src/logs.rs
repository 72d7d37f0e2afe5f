//! Linear forms in logarithms of integers, and their signs.
//!
//! A sign is reached in one of two ways: an enclosure that does not contain 0, or a proof by unique factorisation that
//! the form is 0. Enclosures are integers over a power of two.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::answer::Result;
use crate::limits;
use crate::number::{Linear, Q, gcd};

/// `q + sum q_n ln n` over integers `n >= 2`.
pub type LogForm = Linear<BigUint>;

/// `ln(number)`, `number >= 1`.
pub fn log(number: &BigUint) -> LogForm {
    if number.is_one() { LogForm::zero() } else { LogForm::of(number.clone()) }
}

/// `ln(number)` of a positive rational.
pub fn log_of(number: &Q) -> LogForm {
    log(number.numer().magnitude()).minus(&log(number.denom().magnitude()))
}

/// How a form compares with 0.
pub fn sign(form: &LogForm) -> Result<Ordering> {
    let count = u64::try_from(form.terms().len()).unwrap_or(u64::MAX);
    limits::LOGARITHMS.check(count)?;
    // The common denominator does not change the sign.
    let denominators = form.terms().map(|(_, factor)| factor.denom()).chain([form.constant.denom()]);
    let common = denominators.fold(BigInt::one(), |lcm, denominator| &lcm / gcd(&lcm, denominator) * denominator);
    let integer = |factor: &Q| factor.numer() * (&common / factor.denom());
    let terms: Vec<_> = form.terms().map(|(number, factor)| (number.clone(), integer(factor))).collect();
    let constant = integer(&form.constant);
    let mut bits = 128;
    loop {
        let two = ln_two(bits);
        // Integers on both sides of `2^bits (constant + sum factor ln(number))`.
        let (mut low, mut high) = (&constant << bits, &constant << bits);
        for (number, factor) in &terms {
            let (below, above) = ln(number, &two, bits);
            low += factor * if factor.is_negative() { &above } else { &below };
            high += factor * if factor.is_negative() { below } else { above };
        }
        if low.is_positive() || high.is_negative() {
            return Ok(low.cmp(&BigInt::zero()));
        }
        // Only once, before the precision grows: from then on the form is known not to vanish. No power of `e` but 1 is
        // algebraic (Lindemann), so that a form with a constant does not vanish.
        if bits == 128 && constant.is_zero() && vanishes(&terms)? {
            return Ok(Ordering::Equal);
        }
        bits *= 2;
        limits::ENCLOSURE.check(bits.saturating_mul(bits).saturating_mul(count))?;
    }
}

/// Integers `(low, high)` with `low <= 2^bits artanh(a / b) <= high`, for `0 <= a / b <= 1/3`.
///
/// `artanh x = x + x^3/3 + x^5/5 + ..`. The powers `2^bits x^n` are rounded down one from the other. Each rounding
/// loses less than 1, of which the next power inherits at most 1/9, so that a power is less than 9/8 too small. With
/// the rounding of the quotient, a term is less than 3 too small; the terms that are left out, whose powers are below
/// 9/8, sum to less than 2.
fn artanh(a: &BigInt, b: &BigInt, bits: u64) -> (BigInt, BigInt) {
    let (square_a, square_b) = (a * a, b * b);
    let mut power = (a << bits) / b;
    let (mut sum, mut error, mut n) = (BigInt::zero(), BigInt::from(2), 1_u32);
    while !power.is_zero() {
        sum += &power / n;
        error += 3;
        power = power * &square_a / &square_b;
        n += 2;
    }
    (sum.clone(), sum + error)
}

/// Integers `(low, high)` with `low <= 2^bits ln 2 <= high`: `ln 2 = 2 artanh(1/3)`.
pub(crate) fn ln_two(bits: u64) -> (BigInt, BigInt) {
    let (low, high) = artanh(&BigInt::one(), &BigInt::from(3), bits);
    (low * 2, high * 2)
}

/// Integers `(low, high)` with `low <= 2^bits ln(number) <= high`. For `number = 2^k m` with `1
/// <= m < 2`, `ln(number) = k ln 2 + 2 artanh((m - 1)/(m + 1))`.
pub(crate) fn ln(number: &BigUint, two: &(BigInt, BigInt), bits: u64) -> (BigInt, BigInt) {
    let k = number.bits() - 1;
    let (number, power) = (BigInt::from(number.clone()), BigInt::one() << k);
    let (low, high) = artanh(&(&number - &power), &(&number + &power), bits);
    (&two.0 * k + low * 2, &two.1 * k + high * 2)
}

/// Whether `prod n^factor = 1`: every element of a coprime base has exponent 0.
fn vanishes(terms: &[(BigUint, BigInt)]) -> Result<bool> {
    let bits: u64 = terms.iter().map(|(number, _)| number.bits()).max().unwrap_or(0);
    let work = bits.saturating_mul(u64::try_from(terms.len()).unwrap_or(u64::MAX));
    limits::FACTORS.check(work.saturating_mul(work))?;
    let exponent = |element: &BigInt, number: &BigUint| {
        let (mut exponent, mut rest) = (0, BigInt::from(number.clone()));
        while (&rest % element).is_zero() {
            rest /= element;
            exponent += 1;
        }
        exponent
    };
    let base = coprime_base(terms.iter().map(|(number, _)| number.clone().into()).collect());
    let vanish =
        |element| terms.iter().map(|(number, factor)| factor * exponent(element, number)).sum::<BigInt>().is_zero();
    Ok(base.iter().all(vanish))
}

/// Integers above 1, pairwise coprime, of which each of the numbers is a product.
fn coprime_base(mut waiting: Vec<BigInt>) -> Vec<BigInt> {
    let mut base: Vec<BigInt> = Vec::new();
    while let Some(number) = waiting.pop() {
        match base.iter().position(|element| !gcd(&number, element).is_one()) {
            _ if number.is_one() => {}
            None => base.push(number),
            Some(place) => {
                // The product of what waits and of the base gets smaller, so this ends.
                let element = base.swap_remove(place);
                let divisor = gcd(&number, &element);
                waiting.extend([element / &divisor, number / &divisor, divisor]);
            }
        }
    }
    base
}
