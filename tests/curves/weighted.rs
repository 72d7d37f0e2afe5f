//! The projection weighted by standard errors: against another program, in fractions, and its conditions of optimality,
//! exactly.

use maskproof::decide::weighted_fit::{weighted_projection, weights};
use maskproof::entropy::{MeasuredCurve, ProjectionKind};
use maskproof::exact::{Integer, Rational, Unit, parse_rational};
use serde::Deserialize;

use super::Numbers;

#[derive(Deserialize)]
struct Document {
    made_by: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    values: Vec<String>,
    errors: Vec<String>,
    curve: Vec<String>,
}

fn fit(values: &[Rational], errors: &[Rational]) -> Vec<Rational> {
    let measured = MeasuredCurve::new([&[Rational::new()], values].concat(), Unit::Nats).unwrap();
    let projection = weighted_projection(&measured.with_errors(errors.to_vec())).unwrap();
    assert_eq!(projection.kind, ProjectionKind::WeightedLeastSquares);
    let curve = projection.curve.values().to_vec();
    for ((value, to), moved) in values.iter().zip(&curve[1..]).zip(&projection.moved[1..]) {
        assert_eq!(Rational::from(to - value), *moved);
    }
    curve[1..].to_vec()
}

#[test]
fn the_nearest_curve_is_that_of_another_program() {
    let document: Document =
        serde_json::from_str(include_str!("../../fixtures/references/weighted-curves.json")).unwrap();
    assert_eq!(document.made_by, "fixtures/references/weighted_curves.py");
    assert_eq!(document.cases.len(), 32);
    for Case { values, errors, curve } in document.cases {
        let [values, errors, curve] = [values, errors, curve]
            .map(|texts| texts.iter().map(|text| parse_rational(text).unwrap()).collect::<Vec<Rational>>());
        assert_eq!(fit(&values, &errors), curve, "{values:?} {errors:?}");
    }
}

/// By hand: h = (1, 3) lies above the cone, so g = (t, 2t) with (t - 1) + 2 w (2t - 3) = 0, w the second weight over the first.
#[test]
fn two_positions() {
    let numbers = |pairs: [(i32, i32); 2]| pairs.map(Rational::from);
    assert_eq!(fit(&numbers([(1, 1), (3, 1)]), &numbers([(1, 1), (1, 1)])), numbers([(7, 5), (14, 5)]));
    assert_eq!(fit(&numbers([(1, 1), (3, 1)]), &numbers([(1, 1), (1, 2)])), numbers([(25, 17), (50, 17)]));
    // A curve of entropies stays, and so does a decrease not.
    assert_eq!(fit(&numbers([(2, 1), (3, 1)]), &numbers([(1, 7), (5, 1)])), numbers([(2, 1), (3, 1)]));
    assert_eq!(fit(&numbers([(2, 1), (1, 1)]), &numbers([(1, 1), (1, 1)])), numbers([(3, 2), (3, 2)]));
    assert_eq!(fit(&numbers([(0, 1), (0, 1)]), &numbers([(1, 1), (1, 1)])), numbers([(0, 1), (0, 1)]));
}

/// 1/se^2 to 16 bits: 1/9 is 58254.2 * 2^-19, and 1/4 is 2^15 * 2^-17.
#[test]
fn weights_are_rounded_to_sixteen_bits() {
    let errors = [(3, 1), (2, 1), (1, 3)].map(Rational::from);
    assert_eq!(weights(&errors), [58254, 131_072, 9 << 19].map(Integer::from));
    // 1/se^2 = 1 - 2^-18 and a little more rounds up to a power of two.
    assert_eq!(
        weights(&[Rational::from((524_289, 524_288)), Rational::from(1)]),
        [Integer::from(1), Integer::from(1)].map(|one| one << 16)
    );
}

fn check_optimality(values: &[Rational], errors: &[Rational]) {
    let curve = fit(values, errors);
    let weights = weights(errors);
    let mut last_bend_is_free = 0;
    for m in 1..=values.len() {
        let slope: Rational = (1..=values.len())
            .map(|k| Rational::from(&curve[k - 1] - &values[k - 1]) * &weights[k - 1] * Integer::from(k.min(m)))
            .sum();
        let at = |k: usize| if k == 0 { Rational::new() } else { curve[k.min(values.len()) - 1].clone() };
        let bend = at(m) * 2u32 - at(m - 1) - at(m + 1);
        assert!(slope >= 0 && bend >= 0 && (slope.is_zero() || bend.is_zero()), "m = {m} of {values:?}");
        last_bend_is_free += usize::from(bend > 0);
    }
    assert!(last_bend_is_free > 0 || values.iter().all(|value| *value == 0));
}

/// Karush, Kuhn and Tucker from the definition: for each m the derivative along min(k, m) is nowhere negative, and 0 where the
/// curve bends.
#[test]
fn the_conditions_of_optimality_hold_exactly() {
    let mut numbers = Numbers::new(31);
    for round in 0..150 {
        let length = 1 + usize::try_from(numbers.below(14)).unwrap();
        let values = match round % 3 {
            0 => numbers.concave(length),
            _ => numbers.any_curve(length),
        };
        let errors: Vec<Rational> =
            (0..length).map(|_| numbers.fraction(1 << (round % 7)) + Rational::from((1, 50))).collect();
        check_optimality(&values[1..], &errors);
        if round % 3 == 0 {
            assert_eq!(fit(&values[1..], &errors), values[1..], "a curve of entropies does not move");
        }
    }
}

#[test]
fn long_curves() {
    let mut numbers = Numbers::new(32);
    let values: Vec<Rational> = (1..=160i64)
        .map(|k| Rational::from(k * (1200 - k)) / 100u32 + Rational::from((numbers.below(1000), 250)))
        .collect();
    let errors: Vec<Rational> = (1..=160u32).map(|k| Rational::from((100 + 7 * k, 100))).collect();
    check_optimality(&values, &errors);
}

#[test]
#[should_panic(expected = "errors are positive")]
fn an_error_of_zero_has_no_weight() {
    let curve = MeasuredCurve::new([0, 1].map(Rational::from).to_vec(), Unit::Bits).unwrap();
    let _ = curve.with_errors(vec![Rational::new()]);
}
