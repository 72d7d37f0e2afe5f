//! Linear forms in logarithms of integers, and their signs.
//!
//! A sign is reached in one of two ways: an enclosure that does not contain 0, or a proof by unique factorisation that
//! the form is 0. Enclosures are integers over a power of two, rounded outwards in every step.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use crate::limits::{self, too_large};
use crate::outcome::Fault;
use crate::scalar::Q;

/// `sum q_n ln n` over integers `n >= 2`, with coefficients other than 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogForm(BTreeMap<BigUint, Q>);

impl LogForm {
    /// Adds `factor * ln(number)`, `number >= 1`.
    pub fn add(&mut self, number: &BigUint, factor: &Q) {
        if number.is_one() {
            return;
        }
        let coefficient = self.0.entry(number.clone()).or_insert_with(Q::zero);
        *coefficient += factor;
        if coefficient.is_zero() {
            self.0.remove(number);
        }
    }

    /// Adds a multiple of another form.
    pub fn add_multiple(&mut self, other: &Self, factor: &Q) {
        for (number, coefficient) in &other.0 {
            self.add(number, &(coefficient * factor));
        }
    }

    /// How the form compares with 0.
    pub fn sign(&self) -> Result<Ordering, Fault> {
        if self.0.len() > limits::LOGARITHMS {
            return Err(too_large("logarithms in a form", limits::LOGARITHMS));
        }
        let terms = self.integer_terms();
        let mut bits = 128;
        loop {
            if let Some(sign) = sign_of_enclosure(&enclosure(&terms, bits)) {
                return Ok(sign);
            }
            // Only once, before the precision grows: from here on the form is known not to vanish.
            if bits == 128 && vanishes(&terms)? {
                return Ok(Ordering::Equal);
            }
            bits *= 2;
            if bits.saturating_mul(bits).saturating_mul(count(&terms)) > limits::ENCLOSURE_WORK {
                return Err(too_large("work for an enclosure", limits::ENCLOSURE_WORK));
            }
        }
    }

    /// A positive multiple with integer coefficients.
    fn integer_terms(&self) -> Vec<(BigUint, BigInt)> {
        let mut common = BigInt::one();
        for coefficient in self.0.values() {
            let q = Q::new(coefficient.denom().clone(), common.clone());
            // denominator / gcd(common, denominator) is the numerator of denominator / common in lowest terms.
            common *= q.numer();
        }
        let scaled = |q: &Q| q.numer() * (&common / q.denom());
        self.0.iter().map(|(number, coefficient)| (number.clone(), scaled(coefficient))).collect()
    }
}

fn count(terms: &[(BigUint, BigInt)]) -> u64 {
    u64::try_from(terms.len()).unwrap_or(u64::MAX)
}

/// `floor(a / 2^bits)`, `a >= 0`
fn shifted_down(a: &BigInt, bits: u64) -> BigInt {
    a >> bits
}

/// `ceil(a / 2^bits)`, `a >= 0`
fn shifted_up(a: &BigInt, bits: u64) -> BigInt {
    (a + ((BigInt::one() << bits) - 1)) >> bits
}

/// `ceil(a / b)`, `a >= 0`, `b > 0`
fn divided_up(a: &BigInt, b: &BigInt) -> BigInt {
    (a + b - BigInt::one()) / b
}

/// Integers `(low, high)` with `low <= 2^bits artanh(a / b) <= high`, for `0 <= a / b <= 1/3`.
///
/// `artanh x = x + x^3/3 + x^5/5 + ..`; what follows the term with `x^(n-2)` is at most `x^n / (1 - x^2) <= 9/8 x^n`.
fn artanh(a: &BigInt, b: &BigInt, bits: u64) -> (BigInt, BigInt) {
    let scaled = a << bits;
    let mut power = (&scaled / b, divided_up(&scaled, b));
    let square = (shifted_down(&(&power.0 * &power.0), bits), shifted_up(&(&power.1 * &power.1), bits));
    let mut sum = (BigInt::zero(), BigInt::zero());
    let mut n = BigInt::one();
    while power.1 > BigInt::from(2) {
        sum.0 += &power.0 / &n;
        sum.1 += divided_up(&power.1, &n);
        power = (shifted_down(&(&power.0 * &square.0), bits), shifted_up(&(&power.1 * &square.1), bits));
        n += 2;
    }
    (sum.0, sum.1 + power.1 * 2)
}

/// Integers `(low, high)` with `low <= 2^bits ln 2 <= high`: `ln 2 = 2 artanh(1/3)`.
pub(crate) fn ln_two(bits: u64) -> (BigInt, BigInt) {
    let (low, high) = artanh(&BigInt::one(), &BigInt::from(3), bits);
    (low * 2, high * 2)
}

/// Integers `(low, high)` with `low <= 2^bits ln(number) <= high`: for `number = 2^k m` with `1 <= m < 2`,
/// `ln(number) = k ln 2 + 2 artanh((m - 1)/(m + 1))`.
pub(crate) fn ln(number: &BigUint, two: &(BigInt, BigInt), bits: u64) -> (BigInt, BigInt) {
    let k = number.bits() - 1;
    let number = BigInt::from(number.clone());
    let power = BigInt::one() << k;
    let (low, high) = artanh(&(&number - &power), &(&number + &power), bits);
    (&two.0 * k + low * 2, &two.1 * k + high * 2)
}

fn enclosure(terms: &[(BigUint, BigInt)], bits: u64) -> (BigInt, BigInt) {
    let two = ln_two(bits);
    let mut sum = (BigInt::zero(), BigInt::zero());
    for (number, factor) in terms {
        let (low, high) = ln(number, &two, bits);
        let (low, high) = if factor.is_negative() { (high, low) } else { (low, high) };
        sum.0 += factor * low;
        sum.1 += factor * high;
    }
    sum
}

fn sign_of_enclosure((low, high): &(BigInt, BigInt)) -> Option<Ordering> {
    if low.is_positive() {
        Some(Ordering::Greater)
    } else if high.is_negative() {
        Some(Ordering::Less)
    } else if low.is_zero() && high.is_zero() {
        Some(Ordering::Equal)
    } else {
        None
    }
}

fn gcd(a: &BigUint, b: &BigUint) -> BigUint {
    let (mut a, mut b) = (a.clone(), b.clone());
    while !b.is_zero() {
        let rest = &a % &b;
        a = b;
        b = rest;
    }
    a
}

/// Integers above 1, pairwise coprime, of which each of the numbers is a product.
fn coprime_base<'a>(numbers: impl Iterator<Item = &'a BigUint>) -> Vec<BigUint> {
    let mut base: Vec<BigUint> = Vec::new();
    let mut waiting: Vec<BigUint> = numbers.cloned().collect();
    while let Some(number) = waiting.pop() {
        if number.is_one() {
            continue;
        }
        let shared = base.iter().enumerate().find_map(|(place, element)| {
            let divisor = gcd(&number, element);
            if divisor.is_one() { None } else { Some((place, divisor)) }
        });
        match shared {
            None => base.push(number),
            Some((place, divisor)) => {
                // The product of what waits and of the base gets smaller, so this ends.
                let element = base.swap_remove(place);
                waiting.push(element / &divisor);
                waiting.push(number / &divisor);
                waiting.push(divisor);
            }
        }
    }
    base
}

/// Whether `prod n^factor = 1`: every element of a coprime base has exponent 0.
fn vanishes(terms: &[(BigUint, BigInt)]) -> Result<bool, Fault> {
    let longest = terms.iter().map(|(number, _)| number.bits()).max().unwrap_or(0);
    let product = longest.saturating_mul(count(terms));
    if product.saturating_mul(product) > limits::FACTOR_WORK {
        return Err(too_large("work for a factorisation", limits::FACTOR_WORK));
    }
    let vanishes = coprime_base(terms.iter().map(|(number, _)| number)).iter().all(|element| {
        let exponents = terms.iter().map(|(number, factor)| {
            let mut exponent = BigInt::zero();
            let mut rest = number.clone();
            while (&rest % element).is_zero() {
                rest /= element;
                exponent += 1;
            }
            exponent * factor
        });
        exponents.sum::<BigInt>().is_zero()
    });
    Ok(vanishes)
}
