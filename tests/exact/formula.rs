//! Formulas of forms: literal ones, and each read back term by term.

use maskproof::exact::{Extended, Integer, LogForm, Rational};
use proptest::prelude::*;

use super::inputs::small_form;

/// Reads a formula: signed pieces, each a rational, `ln n`, or a rational before `ln n`.
fn read_back(formula: &str) -> LogForm {
    let mut form = LogForm::zero();
    let spaced = formula.replace(" - ", " + -");
    for piece in spaced.split(" + ") {
        let rational = |text: &str| text.parse::<Rational>().unwrap();
        match piece.split_once("ln ") {
            None => form.add_nats(&rational(piece)),
            Some((coefficient, argument)) => {
                let coefficient = match coefficient.trim() {
                    "" => Rational::from(1),
                    "-" => Rational::from(-1),
                    other => rational(other),
                };
                form.add_ln(&argument.parse::<Integer>().unwrap(), &coefficient);
            }
        }
    }
    form
}

#[test]
fn formulas_are_as_they_are_written_by_hand() {
    let cases = [
        (small_form((0, 1), &[]), "0"),
        (small_form((0, 1), &[(4, 1, 1), (2, -2, 1)]), "0"),
        (small_form((7, 1), &[]), "7"),
        (small_form((-1, 2), &[]), "-1/2"),
        (small_form((0, 1), &[(2, 1, 1)]), "ln 2"),
        (small_form((0, 1), &[(2, -1, 1)]), "-ln 2"),
        (small_form((0, 1), &[(2, 3, 4), (3, -1, 1)]), "3/4 ln 2 - ln 3"),
        (small_form((0, 1), &[(2, -3, 4), (3, 1, 1)]), "-3/4 ln 2 + ln 3"),
        (small_form((1, 3), &[(12, 1, 1)]), "1/3 + 2 ln 2 + ln 3"),
        (small_form((1, 3), &[(5, -2, 1)]), "1/3 - 2 ln 5"),
    ];
    for (form, formula) in cases {
        assert_eq!(form.to_string(), formula);
    }
    assert_eq!(format!("[{:>6}]", small_form((0, 1), &[(2, 1, 1)])), "[  ln 2]");
}

#[test]
fn infinity_is_said() {
    assert_eq!(Extended::PositiveInfinity.to_string(), "inf");
    assert_eq!(Extended::from(small_form((0, 1), &[(3, 1, 1)])).to_string(), "ln 3");
}

proptest! {
    #[test]
    fn what_is_printed_is_the_value(
        constant in (-50..50_i32, 1..40_u32),
        terms in proptest::collection::vec((1..2048_u32, -90..90_i32, 1..60_u32), 0..6),
    ) {
        let form = small_form(constant, &terms);
        let formula = form.to_string();
        prop_assert_eq!(&read_back(&formula), &form);
        // Equal forms print alike, as the squares are below 2048^2.
        let doubled: LogForm = form.terms().map(|(n, q)| (n.clone().square(), Rational::from(q / 2))).collect();
        let mut same = doubled;
        same.add_nats(form.constant());
        prop_assert_eq!(same.to_string(), formula);
    }
}
