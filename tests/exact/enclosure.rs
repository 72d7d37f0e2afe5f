//! Enclosures, against a rational series.

use std::cmp::Ordering;

use maskproof::exact::enclosure::FIRST_PRECISION;
use maskproof::exact::{Enclosure, Integer, LogForm, Rational};
use num_rational::BigRational;
use num_traits::One;
use rug::Float;

use crate::inputs::{Random, form};
use crate::oracle::{big_integer, big_rational, ln_bounds, value_bounds};

/// Terms of the series for an error near `9^-90 = 2^-285`, far below the widths that are tested.
const TERMS: u32 = 90;

fn exact(end: &Float) -> BigRational {
    big_rational(&end.to_rational().unwrap())
}

/// The oracle's interval `[low, high]` is so short that an end rounded the wrong way shows.
fn assert_encloses(enclosure: &Enclosure, low: &BigRational, high: &BigRational, what: &str) {
    assert!(exact(enclosure.lower()) <= *high, "the lower end is above the value: {what}");
    assert!(exact(enclosure.upper()) >= *low, "the upper end is below the value: {what}");
    assert!(enclosure.lower() <= enclosure.upper(), "{what}");
}

#[test]
fn logarithms_of_small_and_large_integers() {
    let mut random = Random::new(21);
    let small = (1..=300_u32).map(Integer::from);
    let large: Vec<Integer> = (0..60).map(|i| random.bits(10 + 5 * i) + 2).collect();
    for n in small.chain(large) {
        let (low, high) = ln_bounds(&big_integer(&n), TERMS);
        for precision in [2, 10, 53, FIRST_PRECISION, 200] {
            let enclosure = Enclosure::ln(&n, precision);
            assert_encloses(&enclosure, &low, &high, &format!("ln {n} at {precision}"));
            // two neighbouring numbers, unless the integer itself had to be rounded
            if n.significant_bits() <= precision {
                let mut next = enclosure.lower().clone();
                next.next_up();
                assert!(*enclosure.upper() <= next, "ln {n} at {precision} is wider than one unit");
            }
        }
    }
}

#[test]
fn random_forms_with_the_documented_width() {
    let mut random = Random::new(22);
    for round in 0..150 {
        let count = random.between(1, 6);
        let terms: Vec<_> = (0..count).map(|_| (random.next() % 3000 + 1, random.rational(50))).collect();
        let form = form(&terms);
        let (low, high) = value_bounds(&form, TERMS);
        // sum |q_k| ln n_k, from above
        let size: LogForm = form.terms().map(|(n, q)| (n.clone(), Rational::from(q.abs_ref()))).collect();
        let size = value_bounds(&size, TERMS).1;
        for precision in [24, 53, FIRST_PRECISION, 190] {
            let enclosure = Enclosure::of(&form, precision);
            assert_encloses(&enclosure, &low, &high, &format!("{terms:?} at {precision}, round {round}"));
            let width = exact(enclosure.upper()) - exact(enclosure.lower());
            let bound = &size * big_integer(&Integer::from(8 * (form.terms().len() + 2)))
                / big_integer(&(Integer::from(1) << precision));
            assert!(width <= bound, "{terms:?} at {precision}: wider than documented");
        }
    }
}

#[test]
fn quotients_in_all_sign_cases() {
    let mut random = Random::new(23);
    for _ in 0..100 {
        let numerator =
            form(&[(random.next() % 500 + 2, random.rational(9)), (random.next() % 500 + 2, random.rational(9))]);
        let divisor = Integer::from(random.next() % 500 + 2);
        let (low, high) = value_bounds(&numerator, TERMS);
        let (low_divisor, high_divisor) = ln_bounds(&big_integer(&divisor), TERMS);
        let ends = [&low / &low_divisor, &low / &high_divisor, &high / &low_divisor, &high / &high_divisor];
        for precision in [20, 53, FIRST_PRECISION] {
            let quotient = Enclosure::of(&numerator, precision).quotient(&Enclosure::ln(&divisor, precision)).unwrap();
            assert_encloses(
                &quotient,
                ends.iter().min().unwrap(),
                ends.iter().max().unwrap(),
                &format!("{numerator:?}"),
            );
        }
    }
    // numerators whose enclosure holds zero in its inside
    let zero = form(&[(6, Rational::from(2)), (4, Rational::from(-1)), (9, Rational::from(-1))]);
    let quotient = Enclosure::of(&zero, 64).quotient(&Enclosure::ln(&3.into(), 64)).unwrap();
    assert!(*quotient.lower() <= 0 && *quotient.upper() >= 0);
    // divisors not proven positive
    let one = Enclosure::ln(&2.into(), 64);
    assert!(one.quotient(&Enclosure::zero(64)).is_none());
    assert!(one.quotient(&Enclosure::of(&zero, 64)).is_none());
    assert!(one.quotient(&Enclosure::of(&form(&[(2, Rational::from(-1))]), 64)).is_none());
}

#[test]
fn scaled_sums_go_outwards() {
    let mut random = Random::new(24);
    let (low, high) = ln_bounds(&7.into(), TERMS);
    for _ in 0..200 {
        let factor = random.rational(1000);
        let mut sum = Enclosure::zero(30);
        sum.add_scaled(&Enclosure::ln(&7.into(), 30), &factor);
        let factor = big_rational(&factor);
        let ends = [&low * &factor, &high * &factor];
        assert_encloses(&sum, ends.iter().min().unwrap(), ends.iter().max().unwrap(), &format!("{factor} ln 7"));
    }
    assert_eq!(Enclosure::zero(30).sign(), Some(std::cmp::Ordering::Equal));
    assert_eq!(exact(Enclosure::ln(&1.into(), 30).upper()) + BigRational::one(), BigRational::one());
}

#[test]
fn the_cache_changes_nothing() {
    // FIRST_PRECISION values come from a cache on the second use
    for n in 2..200 {
        let form = form(&[(n, Rational::from(1))]);
        let [first, second] = [(); 2].map(|()| Enclosure::of(&form, FIRST_PRECISION));
        let direct = Enclosure::ln(&n.into(), FIRST_PRECISION);
        assert!(first.lower() == second.lower() && first.upper() == second.upper());
        assert!(first.lower() == direct.lower() && first.upper() == direct.upper());
    }
}

#[test]
fn logarithms_of_nothing_are_refused() {
    for n in [0, -1, -7] {
        assert!(std::panic::catch_unwind(|| Enclosure::ln(&n.into(), 64)).is_err(), "ln {n}");
        assert!(std::panic::catch_unwind(|| LogForm::zero().add_ln(&n.into(), &Rational::from(1))).is_err(), "ln {n}");
    }
}

#[test]
fn rationals_are_enclosed_as_closely_as_the_precision_allows() {
    let mut random = Random::new(25);
    for _ in 0..300 {
        let number = random.rational(1_000_000);
        for precision in [2, 20, FIRST_PRECISION] {
            let enclosure = Enclosure::of_rational(&number, precision);
            let (lower, upper) = (enclosure.lower(), enclosure.upper());
            assert!(lower.prec() == precision && upper.prec() == precision);
            assert!(*lower <= number && *upper >= number, "{number} at {precision}");
            // one number that is equal, or the two neighbours
            let mut next = lower.clone();
            next.next_up();
            assert!(if *lower == number { upper == lower } else { *upper == next }, "{number} at {precision}");
        }
    }
}

/// Numbers `a/b` and `c/d` are in their intervals, so `s + (a/b)(c/d)` must be in the sum; its width is that of the
/// definition.
#[test]
fn products_are_added_outwards() {
    let mut random = Random::new(26);
    for _ in 0..300 {
        let [a, b, s] = [(); 3].map(|()| random.rational(1000).abs());
        let exactly = big_rational(&(Rational::from(&a * &b) + &s));
        for precision in [10, 53, FIRST_PRECISION] {
            let [first, second, mut sum] = [&a, &b, &s].map(|number| Enclosure::of_rational(number, precision));
            sum.add_product(&first, &second);
            assert_encloses(&sum, &exactly, &exactly, &format!("{s} + {a} * {b} at {precision}"));
            // three operands, a product and a sum: five roundings of at most `2^(1 - precision)` of the value at each
            // end
            let bound = &exactly * BigRational::new(20.into(), big_integer(&(Integer::from(1) << precision)));
            assert!(exact(sum.upper()) - exact(sum.lower()) <= bound, "{s} + {a} * {b} at {precision}");
        }
    }
    // 1/3 rounded in both directions: the ends of a square are the squares of the ends
    let third = Enclosure::of_rational(&(1, 3).into(), 20);
    let mut square = Enclosure::zero(200);
    square.add_product(&third, &third);
    assert_eq!(exact(square.lower()), exact(third.lower()) * exact(third.lower()));
    assert_eq!(exact(square.upper()), exact(third.upper()) * exact(third.upper()));
}

#[test]
#[cfg(debug_assertions)]
fn only_nonnegative_numbers_are_multiplied() {
    let [zero, one, minus] = [0, 1, -1].map(|n| Enclosure::of_rational(&n.into(), 64));
    let product = |first: &Enclosure, second: &Enclosure| {
        std::panic::catch_unwind(|| {
            let mut sum = Enclosure::zero(64);
            sum.add_product(first, second);
            exact(sum.lower())
        })
        .ok()
    };
    assert_eq!(product(&one, &one), Some(BigRational::one()));
    for (first, second) in [(&zero, &one), (&one, &zero), (&zero, &zero)] {
        assert_eq!(product(first, second).map(|product| product + BigRational::one()), Some(BigRational::one()));
    }
    for (first, second) in [(&minus, &one), (&one, &minus), (&minus, &minus)] {
        assert!(product(first, second).is_none());
    }
}

/// An interval from the lower neighbour of 1/3 to the upper one, moved by one of its ends: one end is exactly 0.
fn third_moved_by(end: fn(&Enclosure) -> &Float) -> Enclosure {
    let third = Enclosure::of_rational(&(1, 3).into(), 64);
    let end = end(&third).to_rational().unwrap();
    let mut moved = third;
    moved.add_scaled(&Enclosure::of_rational(&end, 64), &(-1).into());
    moved
}

#[test]
fn signs_that_an_interval_decides() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let of = |n: i32| Enclosure::of_rational(&n.into(), 64);
    assert_eq!(of(1).sign(), Some(Greater));
    assert_eq!(of(-1).sign(), Some(Less));
    assert_eq!(of(0).sign(), Some(Equal));
    let from_zero = third_moved_by(Enclosure::lower);
    assert!(from_zero.lower().is_zero() && *from_zero.upper() > 0);
    assert_eq!(from_zero.sign(), None);
    let to_zero = third_moved_by(Enclosure::upper);
    assert!(to_zero.upper().is_zero() && *to_zero.lower() < 0);
    assert_eq!(to_zero.sign(), None);
    let mut around = from_zero;
    around.add_scaled(&to_zero, &1.into());
    assert!(*around.lower() < 0 && *around.upper() > 0);
    assert_eq!(around.sign(), None);
}

#[test]
fn logarithms_of_intervals() {
    let mut random = Random::new(27);
    for _ in 0..100 {
        let number = random.rational(3000).abs() + Rational::from((1, 7));
        let (numerator, denominator) = (big_integer(number.numer()), big_integer(number.denom()));
        let ((low, high), (low_below, high_below)) = (ln_bounds(&numerator, TERMS), ln_bounds(&denominator, TERMS));
        for precision in [20, 53, FIRST_PRECISION] {
            let logarithm = Enclosure::of_rational(&number, precision).logarithm().unwrap();
            let what = format!("ln {number} at {precision}");
            assert_encloses(&logarithm, &(&low - &high_below), &(&high - &low_below), &what);
            // `ln` moves by at most the relative error of its argument, `2^(1 - precision)`, and is rounded at both
            // ends
            let bound = BigRational::new(64.into(), big_integer(&(Integer::from(1) << precision)));
            assert!(exact(logarithm.upper()) - exact(logarithm.lower()) <= bound, "{what}");
        }
    }
    let of = |n: i32| Enclosure::of_rational(&n.into(), 64);
    let of_one = of(1).logarithm().unwrap();
    assert!(of_one.lower().is_zero() && of_one.upper().is_zero());
    for not_positive in [of(0), of(-1), third_moved_by(Enclosure::lower), third_moved_by(Enclosure::upper)] {
        assert!(not_positive.logarithm().is_none(), "{not_positive:?}");
    }
}

/// Two numbers are apart only where their enclosures do not meet.
#[test]
fn numbers_that_are_apart() {
    let thirds = |number: u32| Enclosure::of_rational(&Rational::from((number, 3)), 2);
    let [third, two_thirds, many] = [1, 2, 100].map(thirds);
    assert_eq!(third.apart(&many), Some(Ordering::Less));
    assert_eq!(many.apart(&two_thirds), Some(Ordering::Greater));
    assert_eq!(third.apart(&third), None);
    let one = Enclosure::of_rational(&Rational::from(1), 2);
    assert_eq!(one.apart(&one), None, "equal numbers are not apart");
    // At two bits one third lies between 0.25 and 0.375, and 3/8 is the upper end.
    assert_eq!(third.apart(&Enclosure::of_rational(&Rational::from((3, 8)), 10)), None);
}

/// The ends go outwards: a third is no binary number, and a half is one.
#[test]
fn enclosures_between_two_rationals_hold_both() {
    let [third, half] = [3, 2].map(|number| Rational::from((1, number)));
    for (low, high) in [(&third, &half), (&third, &third), (&half, &half)] {
        let [lower, upper] = Enclosure::spanning(low, high, 20).ends();
        assert!(lower <= *low && *high <= upper);
        assert_eq!((lower == *low, upper == *high), (*low == half, *high == half));
        assert!(Rational::from(&upper - &lower) <= Rational::from(high - low) + Rational::from((1, 1 << 19)));
    }
}
