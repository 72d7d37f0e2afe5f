//! The nearest double, against decimals: a double is the nearest to a value exactly when the value lies between the
//! points halfway to its neighbours, which are rationals that the form is compared with.

use maskproof::exact::{Integer, LogForm, Rational};
use proptest::prelude::*;

use super::inputs::small_form;

/// The numbers halfway between a finite double and its two neighbours.
fn halves(double: f64) -> [Rational; 2] {
    [double.next_down(), double.next_up()].map(|neighbour| {
        let sum = Rational::from_f64(double).unwrap() + Rational::from_f64(neighbour).unwrap();
        sum / 2
    })
}

fn is_nearest(form: &LogForm, double: f64) -> bool {
    let [below, above] = halves(double);
    form.cmp_rational(&below).is_ge() && form.cmp_rational(&above).is_le()
}

proptest! {
    #[test]
    fn the_double_is_the_nearest_one(
        constant in (-50..50_i32, 1..40_u32),
        terms in proptest::collection::vec((1..2000_u32, -90..90_i32, 1..60_u32), 0..6),
    ) {
        let form = small_form(constant, &terms);
        prop_assert!(is_nearest(&form, form.to_f64()));
        // The control: the neighbours are not.
        if !form.is_zero() {
            prop_assert!(!is_nearest(&form, form.to_f64().next_up()));
            prop_assert!(!is_nearest(&form, form.to_f64().next_down()));
        }
    }
}

#[test]
fn zero_in_any_form_is_zero() {
    assert_eq!(small_form((0, 1), &[(4, 1, 1), (2, -2, 1)]).to_f64(), 0.0);
    assert_eq!(LogForm::zero().to_f64(), 0.0);
}

#[test]
fn values_that_cancel_to_the_last_bits_are_rounded_rightly() {
    // ln(1 + 2^-200) and its negative, from two logarithms of 200 bits.
    let large = Integer::from(1) << 200_u32;
    let near = LogForm::ln(&Rational::from((large.clone() + 1, large))).unwrap();
    assert_eq!(near.to_f64(), 2_f64.powi(-200));
    assert_eq!((-near).to_f64(), -(2_f64.powi(-200)));
}

#[test]
fn ties_between_doubles_go_to_the_even_one() {
    let half_unit = |above: f64| {
        let value = Rational::from_f64(above).unwrap() + Rational::from_f64(f64::EPSILON / 2.0).unwrap();
        LogForm::nats(value).to_f64()
    };
    assert_eq!(half_unit(1.0), 1.0);
    assert_eq!(half_unit(1.0 + f64::EPSILON), 1.0 + 2.0 * f64::EPSILON);
}

#[test]
fn what_is_too_small_for_a_double_is_zero_and_what_is_too_large_is_infinite() {
    let power = |exponent: u32| Integer::from(1) << exponent;
    assert_eq!(LogForm::nats(Rational::from((Integer::from(1), power(2000)))).to_f64(), 0.0);
    assert_eq!(LogForm::nats(power(2000).into()).to_f64(), f64::INFINITY);
    // The least double above 0, and half of it and a little more.
    assert_eq!(LogForm::nats(Rational::from((Integer::from(1), power(1074)))).to_f64(), 5e-324);
    assert_eq!(LogForm::nats(Rational::from((Integer::from(9), power(1078)))).to_f64(), 5e-324);
}
