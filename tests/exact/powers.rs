//! Sums of rational powers: literal signs, exact zeros, and squares of sums as the oracle.

use std::cmp::Ordering;

use maskproof::exact::{Power, PowerQuotient, PowerSum, Rational};
use proptest::prelude::*;
use rug::Integer;

fn q(numerator: i64, denominator: i64) -> Rational {
    Rational::from((numerator, denominator))
}

fn sum(power: (i64, i64), terms: &[(Rational, i64)]) -> PowerSum {
    let mut sum = PowerSum::zero(Power::new(&q(power.0, power.1)).unwrap());
    for (base, coefficient) in terms {
        sum.add_term(base.clone(), q(*coefficient, 1));
    }
    sum
}

#[test]
fn signs_of_some_sums() {
    use Ordering::{Equal, Greater, Less};
    let int = |number: i64| q(number, 1);
    for (power, terms, sign) in [
        ((1, 2), vec![], Equal),
        ((1, 2), vec![(int(2), 0)], Equal),
        // sqrt 2 + sqrt 8 = sqrt 18
        ((1, 2), vec![(int(2), 1), (int(8), 1), (int(18), -1)], Equal),
        // sqrt 2 + sqrt 3 > sqrt 5
        ((1, 2), vec![(int(2), 1), (int(3), 1), (int(5), -1)], Greater),
        // sqrt(1/2) = 1/2 sqrt 2
        ((1, 2), vec![(q(1, 2), 2), (int(2), -1)], Equal),
        // 2^(1/3) and 16^(1/3) = 2 * 2^(1/3), but sqrt 2 and sqrt 16 are of two classes.
        ((1, 3), vec![(int(2), 2), (int(16), -1)], Equal),
        ((1, 2), vec![(int(2), 2), (int(16), -1)], Less),
        // 4^(5/2) = 32
        ((5, 2), vec![(int(4), 1), (int(1), -32)], Equal),
        ((5, 2), vec![(int(4), 1), (int(1), -33)], Less),
        // A near tie: 2 sqrt(10^40 + 1) > sqrt(10^40) + sqrt(10^40 + 2), by about 10^-60.
        (
            (1, 2),
            vec![
                (Rational::from(Integer::from(Integer::u_pow_u(10, 40)) + 1), 2),
                (Rational::from(Integer::from(Integer::u_pow_u(10, 40))), -1),
                (Rational::from(Integer::from(Integer::u_pow_u(10, 40)) + 2), -1),
            ],
            Greater,
        ),
    ] {
        assert_eq!(sum(power, &terms).sign(), sign, "{power:?} {terms:?}");
    }
}

#[test]
fn exponents_are_positive_with_small_terms() {
    assert!(Power::new(&q(1, 1000)).is_some() && Power::new(&q(1000, 999)).is_some());
    for bad in [q(0, 1), q(-1, 2), q(1, 1001), q(1001, 1)] {
        assert!(Power::new(&bad).is_none(), "{bad}");
    }
    assert_eq!(Power::new(&q(64, 1)).unwrap().whole(), Some(64));
    assert_eq!(Power::new(&q(65, 1)).unwrap().whole(), None);
    assert_eq!(Power::new(&q(3, 2)).unwrap().whole(), None);
}

proptest! {
    /// The sign of `a sqrt x + b sqrt y` is that of its squares, with signs.
    #[test]
    fn two_square_roots_compare_as_their_squares(a in -6_i64..=6, b in -6_i64..=6, x in 1_i64..60, y in 1_i64..60) {
        let found = sum((1, 2), &[(q(x, 1), a), (q(y, 1), b)]).sign();
        let merged = if x == y { (a + b).cmp(&0) } else {
            let square = |coefficient: i64, base: i64| coefficient * coefficient.abs() * base;
            (square(a, x) + square(b, y)).cmp(&0)
        };
        prop_assert_eq!(found, merged);
    }

    /// Quotients of powers with whole exponents and of bases with rational roots are rationals.
    #[test]
    fn quotients_compare_as_the_rationals_that_they_are(
        bases in prop::collection::vec(1_i64..12, 4),
        other in prop::collection::vec(1_i64..12, 4),
    ) {
        let quotient = |bases: &[i64]| {
            let squares: Vec<(Rational, i64)> = bases.iter().map(|base| (q(base * base, 1), 1)).collect();
            PowerQuotient::new(sum((3, 2), &squares[..1]), sum((3, 2), &squares))
        };
        let rational = |bases: &[i64]| {
            let cube = |base: &i64| base * base * base;
            q(cube(&bases[0]), bases.iter().map(cube).sum())
        };
        // Equal bases of one sum are one term.
        let distinct = |bases: &[i64]| (0..4).all(|i| (0..i).all(|j| bases[i] != bases[j]));
        prop_assume!(distinct(&bases) && distinct(&other));
        let (first, second) = (quotient(&bases), quotient(&other));
        prop_assert_eq!(first.cmp(&second), rational(&bases).cmp(&rational(&other)));
        prop_assert_eq!(first.cmp_rational(&rational(&bases)), Ordering::Equal);
        prop_assert_eq!(first.cmp_rational(&rational(&other)), rational(&bases).cmp(&rational(&other)));
        let [low, high] = first.enclosure(64).ends();
        prop_assert!(low <= rational(&bases) && rational(&bases) <= high);
    }
}
