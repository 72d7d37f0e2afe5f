//! Values so near zero, or to one another, that only a rising precision tells.

use std::cmp::Ordering::{Equal, Greater, Less};

use maskproof::exact::{Integer, LogForm, Rational};
use num_bigint::BigInt;
use num_rational::BigRational;
use rug::ops::Pow;

use crate::inputs::{Random, form};
use crate::oracle::ln_bounds;

/// The convergents of a number, given rationals below and above it: as far as the two agree.
fn convergents(mut low: BigRational, mut high: BigRational) -> Vec<(BigInt, BigInt)> {
    let (mut previous, mut current) = ((BigInt::from(0), BigInt::from(1)), (BigInt::from(1), BigInt::from(0)));
    let mut found = Vec::new();
    while low.floor() == high.floor() && !low.is_integer() && !high.is_integer() {
        let digit = low.to_integer();
        let next = (&digit * &current.0 + &previous.0, &digit * &current.1 + &previous.1);
        previous = std::mem::replace(&mut current, next);
        found.push(current.clone());
        (low, high) = ((high - &digit).recip(), (low - digit).recip());
    }
    found
}

fn rational((p, q): &(BigInt, BigInt)) -> Rational {
    Rational::from((p.to_string().parse::<Integer>().unwrap(), q.to_string().parse::<Integer>().unwrap()))
}

#[test]
fn convergents_of_log2_of_3() {
    // p ln 2 - q ln 3 for the convergents p/q of ln 3 / ln 2, which lie below and above it in turn
    let (low_two, high_two) = ln_bounds(&BigInt::from(2), 220);
    let (low_three, high_three) = ln_bounds(&BigInt::from(3), 220);
    let found = convergents(low_three / high_two, high_three / low_two);
    assert!(found.len() > 200, "{}", found.len());
    for (index, convergent) in found.iter().enumerate() {
        let ratio = rational(convergent);
        let mut difference = LogForm::zero();
        difference.add_ln(&2.into(), &Rational::from(ratio.numer()));
        difference.add_ln(&3.into(), &-Rational::from(ratio.denom()));
        let expected = if index % 2 == 0 { Less } else { Greater };
        assert_eq!(difference.sign(), expected, "convergent {index}, {ratio}");
        let ln = |n: u64| form(&[(n, Rational::from(1))]);
        assert_eq!(ln(3).cmp_multiple(&ln(2), &ratio), expected.reverse());
    }
}

#[test]
fn convergents_of_ln_2() {
    let (low, high) = ln_bounds(&BigInt::from(2), 220);
    let found = convergents(low, high);
    // 0, 1, 2/3, 7/10, 9/13, 61/88: OEIS A079942, A079943
    assert_eq!(rational(&found[5]), Rational::from((61, 88)));
    assert!(found.len() > 200, "{}", found.len());
    let ln2 = form(&[(2, Rational::from(1))]);
    let hidden = form(&[(6, Rational::from(2)), (9, Rational::from(-1)), (2, Rational::from(-1))]);
    for (index, convergent) in found.iter().enumerate() {
        let expected = if index % 2 == 0 { Greater } else { Less };
        assert_eq!(ln2.cmp_rational(&rational(convergent)), expected, "convergent {index}");
        assert_eq!(hidden.cmp_rational(&rational(convergent)), expected, "convergent {index}");
        assert_eq!((-ln2.clone()).cmp_rational(&-rational(convergent)), expected.reverse(), "convergent {index}");
    }
}

#[test]
fn zero_forms_against_rationals() {
    let hidden_zero = form(&[(6, Rational::from(2)), (4, Rational::from(-1)), (9, Rational::from(-1))]);
    let tiny = Rational::from((1, Integer::from(10).pow(400)));
    for zero in [LogForm::zero(), hidden_zero] {
        assert_eq!(zero.cmp_rational(&Rational::new()), Equal);
        assert_eq!(zero.cmp_rational(&tiny), Less);
        assert_eq!(zero.cmp_rational(&-tiny.clone()), Greater);
    }
}

#[test]
fn differences_of_huge_neighbours() {
    // The k-th forward difference of ln at N is the k-th derivative at a point between N and N + k (mean value
    // theorem), whose sign is (-1)^(k-1). At N = 10^100 it is of size (k-1)! 10^(-100k).
    for exponent in [1, 20, 100] {
        let n = Integer::from(10).pow(exponent);
        for k in 1..=8_u32 {
            let terms = (0..=k).map(|j| {
                let sign = if (k - j).is_multiple_of(2) { 1 } else { -1 };
                (Integer::from(&n + j), Rational::from(Integer::from(k).binomial(j) * sign))
            });
            let difference: LogForm = terms.collect();
            let expected = if k.is_multiple_of(2) { Less } else { Greater };
            assert_eq!(difference.sign(), expected, "difference {k} at 10^{exponent}");
            assert_eq!((-difference).sign(), expected.reverse(), "difference {k} at 10^{exponent}");
        }
    }
}

#[test]
fn forms_that_differ_by_1e_300() {
    let n = Integer::from(10).pow(300);
    let nudge = LogForm::ln(&Rational::from((Integer::from(&n + 1), n))).unwrap();
    let mut random = Random::new(31);
    for _ in 0..50 {
        let terms: Vec<_> = (0..10).map(|_| (random.next() % 1_000_000 + 2, random.rational(1000))).collect();
        let mut below = form(&terms);
        let above = {
            let mut above = below.clone();
            above += &nudge;
            above
        };
        assert!(below < above);
        assert!(above > below);
        assert!(below != above);
        below += &nudge;
        assert!(below == above);
        // ln(1 + x) lies between x - x^2/2 and x
        let small = Rational::from((1, Integer::from(10).pow(300)));
        assert_eq!(nudge.cmp_rational(&small), Less);
        assert_eq!(nudge.cmp_rational(&(small.clone() - small.clone() * &small)), Greater);
    }
}
