//! Bounds of the exponential function, against its series in rational arithmetic.

use maskproof::exact::exponential::{exp_bounds, exp_bounds_at};
use maskproof::exact::{Integer, Rational};
use maskproof::limits::EXP_LIMIT;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use crate::inputs::Random;
use crate::oracle::big_rational;

/// Rationals below and above `e^x`.
///
/// For `0 <= y < 1` the terms `y^k / k!` from `k = 80` on sum to less than `2 / 80! < 2^-390`, and `e^x = (e^y)^65` for
/// `x = 65 y <= 64`; `e^-x = 1 / e^x`. In fixed point with 600 bits behind the point.
fn oracle(x: &BigRational) -> (BigRational, BigRational) {
    if x.is_negative() {
        let (low, high) = oracle(&-x);
        return (high.recip(), low.recip());
    }
    let y = x / BigInt::from(65);
    let mut term = BigInt::one() << 600;
    let mut low = BigInt::from(0);
    for k in 1..=80_u32 {
        low += &term;
        term = term * y.numer() / (y.denom() * k);
    }
    // Rounding down loses less than one unit a term and its successors, and the terms left out are below 2^210 units.
    let high = &low + (BigInt::one() << 220);
    let power = |end: BigInt| BigRational::new(end, BigInt::one() << 600).pow(65);
    (power(low), power(high))
}

fn assert_bounds(x: &Rational, (lower, upper): &(Rational, Rational), what: &str) {
    let (low, high) = oracle(&big_rational(x));
    // The oracle's interval is far shorter than one unit of the bounds, so a bound on the wrong side shows.
    assert!(big_rational(lower) <= high, "{what}: the lower bound is above e^x");
    assert!(big_rational(upper) >= low, "{what}: the upper bound is below e^x");
    for bound in [lower, upper] {
        assert!(*bound > 0 && bound.denom().is_power_of_two(), "{what}: {bound}");
    }
}

fn exponents() -> Vec<Rational> {
    let mut random = Random::new(95);
    let mut exponents: Vec<Rational> =
        [(1, 1), (-1, 1), (64, 1), (-64, 1), (1, 3), (-1, 3), (191, 3), (-191, 3)].map(Rational::from).to_vec();
    exponents.extend([1, -1].map(|sign| Rational::from((sign, Integer::from(1) << 200))));
    exponents.extend((0..40).map(|_| random.rational(640) / 10_u32).filter(|x| x.clone().abs() <= EXP_LIMIT));
    exponents
}

#[test]
fn bounds_on_both_sides() {
    for x in exponents() {
        let bounds = exp_bounds(&x).unwrap();
        assert_bounds(&x, &bounds, &format!("e^({x})"));
        // at most 1 + 2^-64, and apart: a power of e with a rational exponent other than 0 is not dyadic
        let quotient = bounds.1 / bounds.0;
        assert!(quotient > 1, "e^({x})");
        assert!(quotient <= Rational::from(1) + Rational::from((1, Integer::from(1) << 64)), "e^({x})");
    }
}

#[test]
fn any_precision() {
    for x in exponents() {
        for precision in [2, 30, 53, 200] {
            let bounds = exp_bounds_at(&x, precision);
            assert_bounds(&x, &bounds, &format!("e^({x}) at {precision} bits"));
            if precision > 2 {
                // Each bound is off by a rounded exponent, at most |x| 2^(1-p), and a rounded power, at most 2^(1-p).
                let allowed = (x.clone().abs() + 1_u32) * 8_u32 / (Integer::from(1) << precision);
                assert!(bounds.1 / bounds.0 <= allowed + 1_u32, "e^({x}) at {precision} bits");
            }
        }
    }
}

#[test]
fn nothing_is_lost_at_zero() {
    assert_eq!(exp_bounds(&Rational::new()), Some((Rational::from(1), Rational::from(1))));
    assert_eq!(exp_bounds_at(&Rational::new(), 2), (Rational::from(1), Rational::from(1)));
}

#[test]
fn large_exponents_have_no_bounds() {
    let little = Rational::from((1, 1_000_000_007));
    for sign in [1, -1] {
        assert!(exp_bounds(&(Rational::from(64) * sign)).is_some());
        assert!(exp_bounds(&((Rational::from(64) - little.clone()) * sign)).is_some());
        assert!(exp_bounds(&((Rational::from(64) + little.clone()) * sign)).is_none());
        assert!(exp_bounds(&(Rational::from(1_000_000) * sign)).is_none());
    }
}

/// The series itself, at values that are tabulated: e (OEIS A001113) and 1/e (A068985).
#[test]
fn oracle_agrees_with_printed_powers() {
    for (x, text) in [(1, "271828182845904523536028747135266249775"), (-1, "036787944117144232159552377016146086744")] {
        let (low, high) = oracle(&BigRational::from(BigInt::from(x)));
        let scale = BigRational::from(BigInt::from(10).pow(38));
        let expected: BigInt = text.parse().unwrap();
        assert_eq!((low * &scale).to_integer(), expected);
        assert_eq!((high * &scale).to_integer(), expected);
    }
}
