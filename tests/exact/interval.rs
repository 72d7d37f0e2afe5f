//! Intervals of doubles against exact rationals, at ordinary and at extreme sizes.

use std::cmp::Ordering::{Greater, Less};

use maskproof::exact::enclosure::FIRST_PRECISION;
use maskproof::exact::{Enclosure, Integer, Interval, LogForm, Number, Rational};

use crate::inputs::{Random, form};

/// Whether an interval holds a number. An end that is not a number says nothing, and neither does an infinite one on
/// its own side.
fn holds(interval: Interval, number: &Rational) -> bool {
    let (lower, upper) = (interval.lower(), interval.upper());
    let is_below = lower.is_nan() || lower == f64::NEG_INFINITY || Rational::from_f64(lower).unwrap() <= *number;
    let is_above = upper.is_nan() || upper == f64::INFINITY || Rational::from_f64(upper).unwrap() >= *number;
    is_below && is_above
}

/// A rational of a random size, from below the least double to above the largest.
fn number(random: &mut Random) -> Rational {
    let size = match random.between(0, 5) {
        0 => random.between(-1100, 1100),
        _ => random.between(-30, 30),
    };
    let number = random.rational(1 << 40);
    if size < 0 { number >> u32::try_from(-size).unwrap() } else { number << u32::try_from(size).unwrap() }
}

fn interval(number: &Rational) -> Interval {
    Interval::of_quotient(number.numer(), number.denom())
}

#[test]
fn operations_hold_the_exact_results() {
    let mut random = Random::new(94);
    for round in 0..20_000 {
        let [first, second, third] = [(); 3].map(|()| number(&mut random));
        let [a, b, c] = [&first, &second, &third].map(interval);
        let context = || format!("round {round}: {first}, {second}, {third}");
        assert!(holds(a, &first) && holds(b, &second), "{}", context());
        assert!(holds(a.plus(b), &Rational::from(&first + &second)), "{}", context());
        assert!(holds(a.minus(b), &Rational::from(&first - &second)), "{}", context());
        let factor = random.between(-1000, 1000);
        let scaled = &second * Rational::from(factor) + &first;
        assert!(holds(a.plus_scaled(b, &factor.into()).unwrap(), &scaled), "{}", context());
        let [p, q, r] = [&first, &second, &third].map(|number| Rational::from(number.abs_ref()));
        let [a, b, c] = [(&p, a), (&q, b), (&r, c)].map(|(number, _)| interval(number));
        if [a, b, c].iter().all(|interval| interval.lower() >= 0.0) {
            let sum = Rational::from(&q * &r) + &p;
            assert!(holds(a.plus_product(b, c), &sum), "{}", context());
            let signed = Rational::from(&p * &second);
            assert!(holds(a.times(interval(&second)), &signed), "{}", context());
        }
        match interval(&second).quotient(b) {
            Some(quotient) => assert!(holds(quotient, &Rational::from(&second / &q)), "{}", context()),
            None => assert!(b.lower() <= 0.0, "{}", context()),
        }
        match interval(&first).apart(interval(&second)) {
            Some(order) => assert_eq!(order, first.cmp(&second), "{}", context()),
            None => assert!(interval(&first).lower() <= interval(&second).upper(), "{}", context()),
        }
    }
}

/// Each operation loses a few units in the last place, and no more.
#[test]
fn intervals_are_narrow() {
    let mut sum = Interval::ZERO;
    for n in 1..=100_u32 {
        sum = sum.plus(Interval::of_quotient(&1.into(), &n.into()));
    }
    let width = sum.upper() - sum.lower();
    assert!(width > 0.0 && width < 1e-12, "{width}");
}

#[test]
fn coefficients_that_no_double_holds_are_refused() {
    let large = Integer::from(1_u64 << 53);
    assert!(Interval::ONE.plus_scaled(Interval::ONE, &Number::from(&(large.clone() - 1_u32))).is_some());
    assert!(Interval::ONE.plus_scaled(Interval::ONE, &Number::from(&large)).is_none());
    assert!(Interval::ONE.plus_scaled(Interval::ONE, &Number::from(Rational::from((1, 2)))).is_none());
}

/// What is not known is never apart from anything.
#[test]
fn everything_stays_everything() {
    let everything = Interval::EVERYTHING;
    for unknown in [
        everything,
        everything.minus(everything),
        everything.plus(everything),
        Interval::ONE.times(everything),
        everything.plus_scaled(everything, &(-1).into()).unwrap(),
        Interval::ZERO.times(everything),
    ] {
        for known in [Interval::ZERO, Interval::ONE, everything] {
            assert_eq!(unknown.apart(known), None, "{unknown:?} {known:?}");
            assert_eq!(known.apart(unknown), None, "{unknown:?} {known:?}");
        }
        assert_eq!(Interval::ONE.quotient(unknown), None);
    }
}

#[test]
fn enclosures_and_intervals_hold_each_other() {
    let mut random = Random::new(95);
    for _ in 0..300 {
        let terms: Vec<_> = (0..3).map(|_| (random.next() % 3000 + 1, random.rational(50))).collect();
        let value: LogForm = form(&terms);
        let enclosure = Enclosure::of(&value, FIRST_PRECISION);
        let interval = Interval::from(&enclosure);
        assert!(*enclosure.lower() >= interval.lower() && *enclosure.upper() <= interval.upper());
        let back = Enclosure::from(interval);
        assert!(*back.lower() == interval.lower() && *back.upper() == interval.upper());
    }
}

/// Bounds on forms, against the rational series of their logarithms.
#[test]
fn forms_are_bounded() {
    let mut random = Random::new(96);
    for _ in 0..300 {
        let mut terms: Vec<_> =
            (0..random.between(0, 6)).map(|_| (random.next() % 3000 + 1, random.rational(50))).collect();
        if random.between(0, 9) == 0 {
            terms.push((u64::MAX, random.rational(1 << 60)));
        }
        let mut value = form(&terms);
        let constant = random.rational(3);
        value.add_nats(&constant);
        let interval = Interval::of(&value);
        let [lower, upper] = [interval.lower(), interval.upper()].map(|end| Rational::from_f64(end).unwrap());
        assert!(value.cmp_rational(&lower).is_ge() && value.cmp_rational(&upper).is_le(), "{terms:?} + {constant}");
    }
    assert_eq!(Interval::of(&LogForm::zero()).apart(Interval::ZERO), None);
}

/// `ln n` within two neighbouring doubles, also where no double holds `n`.
#[test]
fn logarithms_are_narrow() {
    for n in [Integer::from(1), Integer::from(2), Integer::from(1_000_003), (Integer::from(1) << 200) + 1] {
        let interval = Interval::ln(&n);
        let form: LogForm = [(n.clone(), Rational::from(1))].into_iter().collect();
        let [lower, upper] = [interval.lower(), interval.upper()].map(|end| Rational::from_f64(end).unwrap());
        assert!(form.cmp_rational(&lower).is_ge() && form.cmp_rational(&upper).is_le(), "{n}");
        assert!(interval.upper() <= interval.lower().next_up().next_up(), "{n}: {interval:?}");
    }
}

/// The logarithms of doubles of all sizes, against MPFR's and against those of integers.
#[test]
fn logarithms_of_intervals() {
    let mut random = Random::new(97);
    let edges = [1.0, 1.0_f64.next_up(), 1.0_f64.next_down(), 2.0, 0.5, f64::MAX, f64::MIN_POSITIVE, 1.0 + 1.0 / 256.0];
    let anywhere = (0..20_000).map(|_| f64::from_bits(random.next() >> 1)).filter(|number| number.is_normal());
    let mut found = 0;
    for number in edges.into_iter().chain(anywhere.collect::<Vec<_>>()) {
        let rational = Rational::from_f64(number).unwrap();
        let exact = Enclosure::of_rational(&rational, 200).logarithm().unwrap();
        let interval = Interval::from(&Enclosure::of_rational(&rational, 200)).logarithm();
        assert!(*exact.upper() >= interval.lower() && *exact.lower() <= interval.upper(), "{number:e}");
        assert!(*exact.lower() >= interval.lower() && *exact.upper() <= interval.upper(), "{number:e}: {interval:?}");
        let width = interval.upper() - interval.lower();
        assert!(width <= 4e-15 * (1.0 + exact.upper().to_f64().abs()), "{number:e}: {interval:?}");
        found += 1;
    }
    assert!(found > 10_000, "{found}");
    let beyond = Interval::of_quotient(&(Integer::from(1) << 2000), &1.into());
    let below = Interval::from(&Enclosure::of_rational(&Rational::from_f64(f64::MIN_POSITIVE / 2.0).unwrap(), 53));
    for unknown in [Interval::ZERO, Interval::EVERYTHING, Interval::ONE.minus(Interval::ONE), beyond, below] {
        assert_eq!(unknown.logarithm(), Interval::EVERYTHING, "{unknown:?}");
    }
    let between = Interval::of_quotient(&1.into(), &3.into()).logarithm();
    let form: LogForm = [(Integer::from(3), Rational::from(-1))].into_iter().collect();
    assert!(between.plus(Interval::of(&-form)).apart(Interval::ZERO).is_none());
}

/// Wide intervals, by the ends that their operations have: `[4, 6]` is a third at two bits, times 16.
#[test]
fn wide_intervals() {
    let wide = |sign: i32| {
        let third = Enclosure::of_rational(&Rational::from((sign, 3)), 2);
        let mut scaled = Enclosure::zero(2);
        scaled.add_scaled(&third, &Rational::from(16));
        Interval::from(&scaled)
    };
    let [positive, negative] = [1, -1].map(wide);
    assert_eq!([positive.lower(), positive.upper(), negative.lower(), negative.upper()], [4.0, 6.0, -6.0, -4.0]);
    let both = positive.minus(positive);
    let scaled = |factor: i32| Interval::ONE.plus_scaled(positive, &factor.into()).unwrap();
    for (what, interval, lower, upper) in [
        ("6 - 4", both, -2.0, 2.0),
        ("4 + 4", positive.plus(positive), 8.0, 12.0),
        ("4 * 4", positive.times(positive), 16.0, 36.0),
        ("4 * -6", positive.times(negative), -36.0, -16.0),
        ("6 * -2", positive.times(both), -12.0, 12.0),
        ("4 + 4 * 4", positive.plus_product(positive, positive), 20.0, 42.0),
        ("1 + 2 * 4", scaled(2), 9.0, 13.0),
        ("1 - 2 * 6", scaled(-2), -11.0, -7.0),
        ("1 + 0 * 4", scaled(0), 1.0, 1.0),
        ("4 / 6", positive.quotient(positive).unwrap(), 2.0 / 3.0, 1.5),
        ("-6 / 4", negative.quotient(positive).unwrap(), -1.5, -2.0 / 3.0),
        ("-2 / 4", both.quotient(positive).unwrap(), -0.5, 0.5),
        ("ln 4", positive.logarithm(), 4_f64.ln(), 6_f64.ln()),
    ] {
        let is_near = |end: f64, expected: f64| (end - expected).abs() <= 1e-13;
        assert!(is_near(interval.lower(), lower) && is_near(interval.upper(), upper), "{what}: {interval:?}");
    }
    assert_eq!(positive.quotient(both), None);
    assert_eq!((positive.apart(negative), negative.apart(positive)), (Some(Greater), Some(Less)));
    assert_eq!(positive.apart(positive.plus_scaled(Interval::ONE, &2.into()).unwrap()), None);
}
