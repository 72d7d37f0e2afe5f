//! Reading rationals.

use maskproof::exact::{Integer, Rational, parse_rational};
use num_rational::BigRational;
use rug::ops::Pow;

use crate::inputs::{AnyRational, check};

#[test]
fn accepted() {
    let table = [
        ("0", (0, 1)),
        ("-0", (0, 1)),
        ("7", (7, 1)),
        ("+7", (7, 1)),
        ("-7", (-7, 1)),
        ("007", (7, 1)),
        (" 7\n", (7, 1)),
        ("3/8", (3, 8)),
        ("-6/4", (-3, 2)),
        ("+6/-4", (-3, 2)),
        ("0/5", (0, 1)),
        ("0.125", (1, 8)),
        ("-0.125", (-1, 8)),
        ("+.5", (1, 2)),
        ("-.5", (-1, 2)),
        (".5", (1, 2)),
        ("5.", (5, 1)),
        ("1e3", (1000, 1)),
        ("1E3", (1000, 1)),
        ("1e+3", (1000, 1)),
        ("1.5e-3", (3, 2000)),
        ("-2.50e1", (-25, 1)),
        ("0e0", (0, 1)),
        ("0.000", (0, 1)),
    ];
    for (text, expected) in table {
        assert_eq!(parse_rational(text), Ok(Rational::from(expected)), "{text:?}");
    }
}

#[test]
fn rejected() {
    let table = [
        "",
        " ",
        "+",
        "-",
        ".",
        "+.",
        "-.",
        "e",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e5.5",
        "1e5e5",
        "1.2.3",
        "1..2",
        "--1",
        "+-1",
        "-+1",
        "+-.5",
        "1-",
        "1/0",
        "1/-0",
        "/",
        "1/",
        "/2",
        "1//2",
        "1/2/3",
        "1 / 2",
        "1 2",
        "1.5/2",
        "1e3/2",
        "1/2e3",
        "inf",
        "-inf",
        "nan",
        "NaN",
        "infinity",
        "0x10",
        "1_000",
        "1,5",
        "1.5f",
        "١",
        "½",
        "1.-5",
        "1.+5",
        "1e 5",
        "1e10001",
        "1e-10001",
        "1.5e10001",
        "1e9223372036854775807",
        "1e-9223372036854775808",
        "0.1e-9223372036854775808",
        "1e99999999999999999999",
        "1\u{0}",
        "−1",
    ];
    for text in table {
        let error = parse_rational(text).expect_err(text);
        assert_eq!(error.text, text);
        assert!(error.to_string().contains(text));
        // A number with a large exponent is one, and is too large; the others are none.
        let is_too_large = ["10001", "922337203685477580", "99999999999999999999"].iter().any(|end| text.contains(end));
        assert_eq!(error.is_too_large, is_too_large, "{text:?}");
    }
}

#[test]
fn exponents_up_to_the_limit() {
    let power = Integer::from(10).pow(10_000);
    assert_eq!(parse_rational("1e10000").unwrap(), power);
    assert_eq!(parse_rational("1e-10000").unwrap(), Rational::from((Integer::from(1), power.clone())));
    assert_eq!(parse_rational("0.1e-10000").unwrap() * 10_u32, Rational::from((Integer::from(1), power)));
}

#[test]
fn long_decimals_are_read_in_full() {
    // sum of 9 * 10^-k = 1 - 10^-20000
    let text = format!("0.{}", "9".repeat(20_000));
    let missing = Rational::from((Integer::from(1), Integer::from(10).pow(20_000)));
    assert_eq!(parse_rational(&text).unwrap(), Rational::from(1) - missing);
}

#[test]
fn printed_rationals_read_back() {
    fn property(number: AnyRational) -> bool {
        let text = number.0.to_string();
        // foreign oracle: num-rational reads the same text
        let foreign: BigRational = text.parse().unwrap();
        let read = parse_rational(&text).unwrap();
        read == number.0 && read.to_string() == foreign.to_string()
    }
    check(81, 1000, property as fn(AnyRational) -> bool);
}

#[test]
fn decimals_are_integers_over_powers_of_ten() {
    fn property(whole: i64, fraction: u32, exponent: i8) -> bool {
        let read = parse_rational(&format!("{whole}.{fraction:010}e{exponent}")).unwrap();
        let digits: Integer = format!("{whole}{fraction:010}").parse().unwrap();
        let power = Rational::from(Integer::from(10).pow(u32::from(exponent.unsigned_abs())));
        let scale = if exponent < 0 { power.recip() } else { power };
        read == Rational::from((digits, Integer::from(10).pow(10))) * scale
    }
    check(82, 1000, property as fn(i64, u32, i8) -> bool);
}

/// Back from the integers come the same numbers, and the integers have no common divisor with the denominator.
#[test]
fn numbers_over_their_least_common_denominator() {
    let numbers = [(1, 2), (-5, 6), (0, 1), (7, 4), (3, 1)].map(Rational::from);
    let (whole, common) = maskproof::exact::rational::over_common_denominator(&numbers);
    assert_eq!((whole, common.clone()), ([6, -10, 0, 21, 36].map(Integer::from).to_vec(), Integer::from(12)));
    let (none, one) = maskproof::exact::rational::over_common_denominator(&[]);
    assert_eq!((none.len(), one), (0, Integer::from(1)));
}
