//! Arithmetic against `num-rational`, against definitions, and against the numbers of Fibonacci.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::Random;
use crate::limits::Meter;
use crate::number::{
    Q, ceil_log2, check, compare, floor_log2, fraction, gcd, index, inverse, power, product, read, sum,
};

fn meter() -> Meter {
    Meter::new(1)
}

fn rational(numer: i64, denom: i64) -> Q {
    Q::new(numer.into(), denom.into())
}

/// `F_0 = 0, F_1 = 1, ..`
fn fibonacci(n: usize) -> BigInt {
    (0..n).fold((BigInt::zero(), BigInt::one()), |(a, b), _| (b.clone(), a + b)).0
}

/// `gcd(F_m, F_n) = F_gcd(m,n)`, for numbers of one word and of many, with either sign.
#[test]
fn divisors_of_fibonacci_numbers() {
    for (m, n, d) in
        [(12, 18, 6), (90, 60, 30), (0, 7, 7), (400, 300, 100), (401, 300, 1), (900, 90, 90), (600, 900, 300)]
    {
        let (a, b, divisor) = (fibonacci(m), fibonacci(n), fibonacci(d));
        for (a, b) in [(a.clone(), b.clone()), (b.clone(), a.clone()), (-a.clone(), b.clone()), (a, -b)] {
            assert_eq!(gcd(&a, &b, &meter()), Ok(divisor.clone()), "{m} {n}");
        }
    }
    let large = fibonacci(500);
    assert_eq!(gcd(&BigInt::zero(), &-large.clone(), &meter()), Ok(large.clone()));
    assert_eq!(gcd(&large, &BigInt::zero(), &meter()), Ok(large));
    assert_eq!(gcd(&BigInt::zero(), &BigInt::zero(), &meter()), Ok(BigInt::zero()));
}

/// As the operators of `num-rational`, which reduce to lowest terms.
#[test]
fn rationals_agree_with_another_library() {
    let mut random = Random(7);
    let mut number = || {
        let bound = random.of(&[2, 12, 1 << 40]);
        let signed = i64::try_from(random.below(2 * bound)).unwrap() - i64::try_from(bound).unwrap();
        rational(signed, i64::try_from(1 + random.below(bound)).unwrap())
    };
    for _ in 0..2000 {
        let (a, b) = (number(), number());
        assert_eq!(sum(&a, &b, &meter()), Ok(&a + &b));
        assert_eq!(product(&a, &b, &meter()), Ok(&a * &b));
        assert_eq!(compare(&a, &b, &meter()), Ok(a.cmp(&b)));
        let lowest = fraction(a.numer() * 6, a.denom() * 6, &meter()).unwrap();
        assert_eq!((lowest.numer(), lowest.denom()), (a.numer(), a.denom()));
        assert_eq!(inverse(&a).ok(), (!a.is_zero()).then(|| a.recip()));
    }
}

/// As products of so many factors; a negative power is that of the inverse, and 0 has none.
#[test]
fn powers_are_products() {
    for base in (-4..=4).flat_map(|numer| (1..=3).map(move |denom| rational(numer, denom))) {
        for exponent in -5..=5_i64 {
            let positive = (0..exponent.abs()).fold(Q::one(), |power, _| power * &base);
            let wanted = if exponent >= 0 { Some(positive) } else { (!base.is_zero()).then(|| positive.recip()) };
            assert_eq!(power(&base, &rational(exponent, 1), &meter()).ok(), wanted, "{base}^{exponent}");
        }
        assert!(power(&base, &rational(1, 2), &meter()).is_err());
    }
    // No limit holds for powers of 1, -1 and 0.
    let huge = Q::from_integer(BigInt::one() << 200);
    let odd = &huge + Q::one();
    for (base, even_power, odd_power) in [(1, 1, 1), (-1, 1, -1), (0, 0, 0)] {
        assert_eq!(power(&rational(base, 1), &huge, &meter()), Ok(rational(even_power, 1)));
        assert_eq!(power(&rational(base, 1), &odd, &meter()), Ok(rational(odd_power, 1)));
    }
    assert!(power(&rational(1, 2), &huge, &meter()).is_err());
    assert!(power(&rational(2, 1), &huge, &meter()).is_err());
}

/// `2^k <= x < 2^(k+1)` and `2^(k-1) < x <= 2^k`, for all fractions with small terms, and close to large powers of two.
#[test]
fn logarithms_to_base_two() {
    let two_to = |k: i64| if k >= 0 { rational(1 << k, 1) } else { rational(1, 1 << -k) };
    for x in (1..=40).flat_map(|numer| (1..=40).map(move |denom| rational(numer, denom))) {
        let (below, above) = (floor_log2(&x).unwrap(), ceil_log2(&x).unwrap());
        assert!(two_to(below) <= x && x < two_to(below + 1), "{x}");
        assert!(two_to(above - 1) < x && x <= two_to(above), "{x}");
    }
    let large = Q::from_integer(BigInt::one() << 300);
    assert_eq!((floor_log2(&large), ceil_log2(&large)), (Ok(300), Ok(300)));
    let less = &large - Q::one();
    assert_eq!((floor_log2(&less), ceil_log2(&less)), (Ok(299), Ok(300)));
    assert_eq!((floor_log2(&less.recip()), ceil_log2(&less.recip())), (Ok(-300), Ok(-299)));
    for wrong in [0, -1] {
        assert!(floor_log2(&rational(wrong, 1)).is_err() && ceil_log2(&rational(wrong, 1)).is_err());
    }
}

/// Indices have ends that belong to them; a number is written in one way only; what is too long is declined.
#[test]
fn bounds() {
    for number in -2..8_i64 {
        let inside = usize::try_from(number).ok().filter(|number| (2..=5).contains(number));
        assert_eq!(index(&rational(number, 1), 2, 5).ok(), inside, "{number}");
    }
    assert!(index(&rational(7, 2), 2, 5).is_err());
    for (text, value) in [("0", rational(0, 1)), ("-3/4", rational(-3, 4)), ("12", rational(12, 1))] {
        assert_eq!(read::<Q>(text), Ok(value));
    }
    for wrong in ["", "+1", "2/4", "01", "-0", "1/1", "1/0", "1/-2", " 1", "1.5", "0/5"] {
        assert!(read::<Q>(wrong).is_err(), "{wrong}");
    }
    let bits = |bits: u64| Q::from_integer(BigInt::one() << (bits - 1));
    assert!(check(&bits(8192)).is_ok() && check(&bits(8192).recip()).is_ok());
    assert!(check(&bits(8193)).is_err() && check(&bits(8193).recip()).is_err());
    assert_eq!(compare(&rational(1, 3), &rational(1, 3), &meter()), Ok(Ordering::Equal));
}
