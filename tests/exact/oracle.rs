//! Naive oracles, on `num-bigint` and `num-rational` only: integer powers for signs, a rational series for values.

use std::cmp::Ordering;

use maskproof::exact::{Integer, LogForm, Rational};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

pub fn big_integer(integer: &Integer) -> BigInt {
    integer.to_string().parse().unwrap()
}

pub fn big_rational(number: &Rational) -> BigRational {
    BigRational::new(big_integer(number.numer()), big_integer(number.denom()))
}

/// The sign of `sum q_k ln n_k`, by comparing integers: with `q_k = m_k / d` for a common `d > 0`, the sum is positive
/// exactly when `prod_{m_k > 0} n_k^{m_k} > prod_{m_k < 0} n_k^{-m_k}`.
pub fn sign_by_powers(terms: &[(u64, Rational)]) -> Ordering {
    let terms: Vec<(u64, BigRational)> = terms.iter().map(|(n, q)| (*n, big_rational(q))).collect();
    let common = terms.iter().fold(BigInt::one(), |product, (_, q)| product * q.denom());
    let mut sides = [BigUint::one(), BigUint::one()];
    for (n, q) in terms {
        let exponent = (q * &common).to_integer();
        let side = usize::from(exponent.is_negative());
        sides[side] *= BigUint::from(n).pow(exponent.magnitude().to_u32().unwrap());
    }
    sides[0].cmp(&sides[1])
}

/// Rationals below and above `ln n`, apart by less than about `9^-terms`.
///
/// With `n = 2^k x`, `1 <= x < 2`: `ln n = k ln 2 + ln x`, and `ln x = 2 artanh z` for `z = (x - 1)/(x + 1) <= 1/3`,
/// where `artanh z = sum_i z^(2i+1)/(2i+1)`. All terms are positive, and those from `i = N` on sum to at most `z^(2N+1)
/// / ((2N+1)(1 - z^2))`, by the geometric series.
pub fn ln_bounds(n: &BigInt, terms: u32) -> (BigRational, BigRational) {
    let halvings = n.bits() - 1;
    let (low_two, high_two) = twice_artanh(&BigRational::new(1.into(), 3.into()), terms);
    let power = BigInt::one() << halvings;
    let (low, high) = twice_artanh(&BigRational::new(n - &power, n + &power), terms);
    let halvings = BigRational::from(BigInt::from(halvings));
    (low + low_two * &halvings, high + high_two * &halvings)
}

/// In fixed point, rounded down for the lower bound and up for the upper one; `0 <= z <= 1/3`.
fn twice_artanh(z: &BigRational, terms: u32) -> (BigRational, BigRational) {
    let scale = BigInt::one() << (4 * terms + 64);
    let (p, q) = (z.numer().clone(), z.denom().clone());
    let (p_squared, q_squared) = (&p * &p, &q * &q);
    // of integers that are not negative
    let ceiling = |dividend: BigInt, divisor: &BigInt| (dividend + divisor - BigInt::one()) / divisor;
    let mut low_power = &scale * &p / &q;
    let mut high_power = ceiling(&scale * &p, &q);
    let (mut low, mut high) = (BigInt::zero(), BigInt::zero());
    for i in 0..terms {
        let divisor = BigInt::from(2 * i + 1);
        low += &low_power / &divisor;
        high += ceiling(high_power.clone(), &divisor);
        low_power = low_power * &p_squared / &q_squared;
        high_power = ceiling(high_power * &p_squared, &q_squared);
    }
    // z^2 <= 1/9, so 1/(1 - z^2) <= 9/8
    high += ceiling(high_power * 9, &BigInt::from(8 * (2 * terms + 1)));
    (BigRational::new(low * 2, scale.clone()), BigRational::new(high * 2, scale))
}

/// Rationals below and above the value of a form.
pub fn value_bounds(form: &LogForm, terms: u32) -> (BigRational, BigRational) {
    let constant = big_rational(form.constant());
    let mut bounds = (constant.clone(), constant);
    for (n, q) in form.terms() {
        let (low, high) = ln_bounds(&big_integer(n), terms);
        let q = big_rational(q);
        let (low, high) = if q.is_negative() { (high, low) } else { (low, high) };
        bounds.0 += low * &q;
        bounds.1 += high * &q;
    }
    bounds
}

#[test]
fn oracle_agrees_with_printed_logarithms() {
    // ln 2 and ln 10 as tabulated (OEIS A002162, A002392)
    for (n, text) in [(2, "0.69314718055994530941723212145817656807"), (10, "2.30258509299404568401799145468436420760")]
    {
        let (low, high) = ln_bounds(&BigInt::from(n), 60);
        let scale = BigInt::from(10).pow(38_u32);
        assert_eq!((low * &scale).to_integer(), (high * &scale).to_integer());
        let digits = (ln_bounds(&BigInt::from(n), 60).0 * &scale).to_integer().to_string();
        assert_eq!(digits.trim_start_matches('0'), text.replace('.', "").trim_start_matches('0'));
    }
}

#[test]
fn powers_know_the_identities() {
    let q = |n: i32, d: u32| Rational::from((n, d));
    assert_eq!(sign_by_powers(&[(4, q(1, 2)), (2, q(-1, 1))]), Ordering::Equal);
    assert_eq!(sign_by_powers(&[(3, q(12, 1)), (2, q(-19, 1))]), Ordering::Greater); // 531441 > 524288
    assert_eq!(sign_by_powers(&[(3, q(5, 1)), (2, q(-8, 1))]), Ordering::Less); // 243 < 256
}
