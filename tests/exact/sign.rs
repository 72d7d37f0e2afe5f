//! Decided signs, against integer powers.

use std::cmp::Ordering::{Equal, Greater, Less};

use itertools::Itertools;
use maskproof::exact::{Integer, LogForm, Rational};

use crate::inputs::{Random, form};
use crate::oracle::sign_by_powers;

#[test]
fn signs_of_known_forms() {
    let table: [(&[(u64, i32)], _); 9] = [
        (&[], Equal),
        (&[(1, 5)], Equal),
        (&[(2, 1)], Greater),
        (&[(2, -1)], Less),
        (&[(4, 1), (2, -2)], Equal),
        (&[(6, 2), (4, -1), (9, -1)], Equal),
        (&[(3, 12), (2, -19)], Greater), // the Pythagorean comma, 531441 / 524288
        (&[(80, 1), (81, -1)], Less),    // the syntonic comma
        (&[(4375, 1), (4374, -1), (7, -0)], Greater), // the ragisma
    ];
    for (terms, expected) in table {
        let terms: Vec<_> = terms.iter().map(|(n, q)| (*n, Rational::from(*q))).collect();
        assert_eq!(form(&terms).sign(), expected, "{terms:?}");
        assert_eq!(form(&terms).is_zero(), expected == Equal, "{terms:?}");
    }
}

fn check(terms: &[(u64, Rational)], zeros: &mut u32) {
    let expected = sign_by_powers(terms);
    let form = form(terms);
    assert!(form.is_valid());
    assert_eq!(form.sign(), expected, "{terms:?}");
    assert_eq!((-form).sign(), expected.reverse(), "{terms:?}");
    *zeros += u32::from(expected.is_eq());
}

#[test]
fn exhaustive_two_terms() {
    let mut zeros = 0;
    for [n, m] in (1..=30).array_combinations() {
        for (p, q) in (-4..=4).cartesian_product(-4..=4) {
            check(&[(n, Rational::from((p, 2))), (m, Rational::from((q, 3)))], &mut zeros);
        }
    }
    assert!(zeros > 500, "only {zeros} exact zeros: the test has lost its point");
}

#[test]
fn exhaustive_three_terms() {
    let coefficients: Vec<Rational> = [(-2, 1), (-1, 1), (-1, 2), (1, 2), (1, 1), (2, 1)].map(Rational::from).to_vec();
    let mut zeros = 0;
    for [a, b, c] in (2..=12).array_combinations() {
        for (p, q, r) in itertools::iproduct!(&coefficients, &coefficients, &coefficients) {
            check(&[(a, p.clone()), (b, q.clone()), (c, r.clone())], &mut zeros);
        }
    }
    assert!(zeros > 50, "only {zeros} exact zeros: the test has lost its point");
}

#[test]
fn random_terms() {
    let mut random = Random::new(11);
    for _ in 0..2000 {
        let count = random.between(1, 5);
        let terms: Vec<_> = (0..count)
            .map(|_| {
                (
                    u64::try_from(random.between(1, 100_000)).unwrap(),
                    Rational::from((random.between(-30, 30), random.between(1, 4))),
                )
            })
            .collect();
        check(&terms, &mut 0);
    }
}

#[test]
fn random_products_hide_zeros() {
    // prod over a table of integers, by rows and by columns: the two products are equal by commutativity.
    let mut random = Random::new(12);
    for _ in 0..300 {
        let (rows, columns) =
            (usize::try_from(random.between(2, 5)).unwrap(), usize::try_from(random.between(2, 5)).unwrap());
        let table: Vec<Vec<u64>> =
            (0..rows).map(|_| (0..columns).map(|_| 1 + random.next() % 2000).collect()).collect();
        let one = Rational::from(1);
        let mut terms: Vec<(u64, Rational)> = table.iter().map(|row| (row.iter().product(), one.clone())).collect();
        terms.extend((0..columns).map(|j| (table.iter().map(|row| row[j]).product(), -one.clone())));
        assert_eq!(form(&terms).sign(), Equal, "{terms:?}");
        // Nudge one factor of one product: the power oracle decides.
        terms[0].0 += 1;
        check(&terms, &mut 0);
    }
}

#[test]
fn zeros_of_huge_integers() {
    // a ln(xy) + a ln(yz) + a ln(zx) - 2a ln(xyz) = 0, with x, y, z of 2000 bits, which nobody factors
    let mut random = Random::new(13);
    for _ in 0..20 {
        let [x, y, z] = [(); 3].map(|()| random.bits(2000) + 2);
        let a: Rational = random.rational(1000) + 2000_u32;
        let product = |parts: &[&Integer]| parts.iter().fold(Integer::from(1), |product, part| product * *part);
        let mut form: LogForm =
            [product(&[&x, &y]), product(&[&y, &z]), product(&[&z, &x])].map(|n| (n, a.clone())).into_iter().collect();
        form.add_ln(&product(&[&x, &y, &z]), &(-a.clone() * 2_u32));
        assert_eq!(form.sign(), Equal);
        // and with the last integer larger by 1, the form is negative by about 1e-1800
        let mut form: LogForm =
            [product(&[&x, &y]), product(&[&y, &z]), product(&[&z, &x])].map(|n| (n, a.clone())).into_iter().collect();
        form.add_ln(&(product(&[&x, &y, &z]) + 1), &(-a * 2_u32));
        assert_eq!(form.sign(), Less);
    }
}

#[test]
fn cmp_multiple_is_the_sign_of_the_difference() {
    let ln = |n: u64| form(&[(n, Rational::from(1))]);
    assert_eq!(ln(8).cmp_multiple(&ln(2), &Rational::from(3)), Equal);
    assert_eq!(ln(3).cmp_multiple(&ln(2), &Rational::from((19, 12))), Greater);
    assert_eq!(ln(3).cmp_multiple(&ln(2), &Rational::from((8, 5))), Less);
    assert_eq!(ln(3).cmp_multiple(&ln(2), &Rational::new()), Greater);
    assert_eq!(LogForm::zero().cmp_multiple(&LogForm::zero(), &Rational::from(7)), Equal);
}

#[test]
fn only_positive_arguments_have_logarithms() {
    assert!(LogForm::ln(&Rational::new()).is_none());
    assert!(LogForm::ln(&Rational::from((-1, 2))).is_none());
    assert!(LogForm::ln(&Rational::from(1)).unwrap().has_no_terms());
    let half = LogForm::ln(&Rational::from((1, 2))).unwrap();
    assert!(half.is_valid());
    assert_eq!(half.sign(), Less);
}

#[test]
fn constants_beside_logarithms() {
    use maskproof::exact::{Unit, parse_rational};
    // constant, argument, sign and ten digits in nats and bits of `constant + ln argument`, by python3 -c 'from mpmath
    // import *; mp.dps = 60; c, x = mpf(1), mpf(2); print(nstr(c - log(x), 10), nstr((c - log(x))/log(2), 10))' The
    // last two: ln 2 cut and rounded up after 60 digits, which 128 bits do not tell apart.
    let ln_2 = "0.693147180559945309417232121458176568075500134360255254120680";
    let ln_2_up = "0.693147180559945309417232121458176568075500134360255254120681";
    let table = [
        ("1", "1", Greater, "1.000000000", "1.442695041"),
        ("-1/8", "1", Less, "-0.1250000000", "-0.1803368801"),
        ("1", "1/2", Greater, "0.3068528194", "0.4426950409"),
        ("7/3", "2", Greater, "3.026480514", "4.366288429"),
        ("1", "119696244/325368125", Greater, "6.914851415e-17", "9.976021846e-17"),
        ("0", "1", Equal, "0", "0"),
        (ln_2, "1/2", Less, "", ""),
        (ln_2_up, "1/2", Greater, "", ""),
    ];
    for (constant, argument, sign, nats, bits) in table {
        let mut form = LogForm::ln(&parse_rational(argument).unwrap()).unwrap();
        form.add_nats(&parse_rational(constant).unwrap());
        assert_eq!(form.sign(), sign, "{constant} + ln({argument})");
        assert_eq!(form.is_zero(), sign == Equal);
        assert_eq!((-form.clone()).sign(), sign.reverse());
        if !nats.is_empty() {
            assert_eq!(form.to_decimal(10, Unit::Nats), nats, "{constant} + ln({argument})");
            assert_eq!(form.to_decimal(10, Unit::Bits), bits, "{constant} + ln({argument})");
        }
    }
    // A constant beside logarithms that cancel, hidden and of large integers.
    let mut form = form(&[(6, Rational::from(1)), (2, Rational::from(-1)), (3, Rational::from(-1))]);
    form.add_nats(&Rational::from((-1, 1_000_000_000)));
    assert_eq!(form.sign(), Less);
    assert_eq!(form.cmp_rational(&Rational::from((-1, 1_000_000_000))), Equal);
    assert_eq!(form.cmp_multiple(&LogForm::nats(2.into()), &Rational::from((-1, 2_000_000_000))), Equal);
    assert!(form < LogForm::zero() && LogForm::nats((1, 2).into()) > LogForm::nats((1, 3).into()));
    // Ties of a rational number of nats go away from zero.
    assert_eq!(LogForm::nats((-1, 4).into()).to_decimal(1, Unit::Nats), "-0.3");
    assert_eq!(LogForm::nats((7, 20).into()).to_decimal(1, Unit::Nats), "0.4");
}
