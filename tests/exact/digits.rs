//! Decimal printing: literal tables, carries, ties, layouts.

use maskproof::exact::digits::{combination_to_decimal, rational_to_decimal};
use maskproof::exact::lazy_form::expand;
use maskproof::exact::{Integer, LazyForm, LogForm, Rational, Unit, parse_rational};
use num_rational::BigRational;
use rug::ops::Pow;

use crate::inputs::{Random, form};
use crate::oracle::{big_integer, value_bounds};

fn bits(number: &str) -> LogForm {
    form(&[(2, parse_rational(number).unwrap())])
}

#[test]
fn rationals_by_hand() {
    // number, digits, expected: rounded half away from zero with pen and paper
    let table = [
        ("0", 5, "0"),
        ("1", 1, "1"),
        ("1", 3, "1.00"),
        ("-1/3", 4, "-0.3333"),
        ("2/3", 4, "0.6667"),
        ("9.6", 2, "9.6"),
        ("9.96", 2, "10"),
        ("9.94", 2, "9.9"),
        ("9.995", 3, "10.0"),
        ("9.9949999", 3, "9.99"),
        ("0.5", 1, "0.5"),
        ("0.25", 1, "0.3"),
        ("-0.25", 1, "-0.3"),
        ("0.35", 1, "0.4"),
        ("0.95", 1, "1"),
        ("0.0999", 2, "0.10"),
        ("123456", 3, "123000"),
        ("123456", 6, "123456"),
        ("123456", 8, "123456.00"),
        ("99999e10", 15, "999990000000000"),
        ("999999999999999", 15, "999999999999999"),
        ("999999999999999.5", 15, "1.00000000000000e15"),
        ("1e15", 1, "1e15"),
        ("1e15", 2, "1.0e15"),
        ("1e14", 1, "100000000000000"),
        ("1e-5", 1, "0.00001"),
        ("1e-5", 2, "0.000010"),
        ("0.999e-5", 3, "9.99e-6"),
        ("0.9999e-5", 3, "0.0000100"),
        ("-1.25e-7", 2, "-1.3e-7"),
        ("1e-10000", 2, "1.0e-10000"),
        ("1e10000", 2, "1.0e10000"),
    ];
    for (number, digits, expected) in table {
        assert_eq!(rational_to_decimal(&parse_rational(number).unwrap(), digits), expected, "{number} to {digits}");
        // the same number of bits goes another way: by enclosures
        assert_eq!(bits(number).to_decimal(digits, Unit::Bits), expected, "{number} bits to {digits}");
    }
}

#[test]
fn just_below_a_power_of_ten() {
    // 1 - 10^-30 needs thirty nines, however near 1 it is; the float nearest to it is 1
    for size in 1..=40_u32 {
        let number = Rational::from(1) - Rational::from((1, Integer::from(10).pow(size)));
        let nines = format!("0.{}", "9".repeat(usize::try_from(size).unwrap()));
        assert_eq!(rational_to_decimal(&number, size), nines);
        assert_eq!(form(&[(2, number.clone())]).to_decimal(size, Unit::Bits), nines);
        if size > 1 {
            let one = format!("{:.*}", usize::try_from(size - 2).unwrap(), 1.0);
            assert_eq!(rational_to_decimal(&number, size - 1), one);
            assert_eq!(form(&[(2, number)]).to_decimal(size - 1, Unit::Bits), one);
        }
    }
    // 2^13301 = 9.9994e4003 (13301 log10 2 = 4003.99997...): a logarithm of 2 rounded up puts it above 10^4004
    let power = Rational::from(Integer::from(1) << 13301);
    assert_eq!(rational_to_decimal(&power, 4), "9.999e4003");
    assert_eq!(form(&[(2, power)]).to_decimal(4, Unit::Bits), "9.999e4003");
    // 2^-325147 is 10^-97879 less a part in 2.8 million: `Decimal(2)**-325147` of Python's decimal, to ten digits
    // 9.999996397e-97880. Twelve digits of log10 2 that are cut, and not rounded up, put it above 10^-97879.
    let power = Rational::from((Integer::from(1), Integer::from(1) << 325_147));
    assert_eq!(rational_to_decimal(&power, 8), "9.9999964e-97880");
    assert_eq!(form(&[(2, power)]).to_decimal(8, Unit::Bits), "9.9999964e-97880");
}

#[test]
fn ties_in_bits_go_away_from_zero() {
    // hidden in three terms: (q/2) ln(4n) - (q/2) ln n = q bits
    for (number, digits, expected) in [
        ("0.5", 1, "0.5"),
        ("1.5", 1, "2"),
        ("2.5", 1, "3"),
        ("-2.5", 1, "-3"),
        ("1.25", 2, "1.3"),
        ("1.35", 2, "1.4"),
        ("9.5", 1, "10"),
        ("99.5", 2, "100"),
        ("12345.5", 5, "12346"),
        ("1.2500000000000000000000000000000000000000000000001", 2, "1.3"),
        ("1.2499999999999999999999999999999999999999999999999", 2, "1.2"),
    ] {
        let half = parse_rational(number).unwrap() / 2_u32;
        for n in [3_u64, 1001, 65_537] {
            let form = form(&[(4 * n, half.clone()), (n, -half.clone())]);
            assert_eq!(form.to_decimal(digits, Unit::Bits), expected, "{number} bits, hidden by {n}");
        }
    }
}

#[test]
fn ratios() {
    let ln = |n: u64| form(&[(n, Rational::from(1))]);
    let hidden_zero = form(&[(6, Rational::from(2)), (4, Rational::from(-1)), (9, Rational::from(-1))]);
    // ln a / ln b to 25 digits by Python: `Decimal(a).ln() / Decimal(b).ln()` at a precision of 60
    for (a, b, expected) in [
        (3, 2, "1.584962500721156181453739"),
        (2, 3, "0.6309297535714574370995271"),
        (10, 7, "1.183294662454938326817929"),
        (1_000_003, 2, "19.93157289740280463941236"),
        (2, 1_000_003, "0.05017165504937673984210471"),
    ] {
        let number = parse_rational(expected).unwrap();
        for digits in [1, 2, 5, 20, 25] {
            let rounded = rational_to_decimal(&number, digits);
            assert_eq!(ln(a).ratio_to_decimal(&ln(b), digits).unwrap(), rounded, "ln {a} / ln {b} to {digits}");
            assert_eq!((-ln(a)).ratio_to_decimal(&ln(b), digits).unwrap(), format!("-{rounded}"));
        }
    }
    // ln 2^a / ln 2^b = a / b, with ties
    for (a, b, digits, expected) in [
        (3, 2, 6, "1.50000"),
        (3, 2, 1, "2"),
        (5, 4, 2, "1.3"),
        (27, 20, 2, "1.4"),
        (1, 1, 3, "1.00"),
        (19, 2, 1, "10"),
    ] {
        let power = |exponent: u32| ln(2_u64.pow(exponent));
        assert_eq!(power(a).ratio_to_decimal(&power(b), digits).unwrap(), expected, "{a} / {b}");
    }
    // Nats: the divisor's constant counts. 3/2 of 1 + ln 2, by 2 of 1 + ln 2
    let nat_more = |factor: Rational| {
        let mut form = ln(2);
        form.add_nats(&Rational::from(1));
        form.scaled(&factor)
    };
    assert_eq!(nat_more((3, 2).into()).ratio_to_decimal(&nat_more(2.into()), 3).unwrap(), "0.750");
    assert_eq!(hidden_zero.ratio_to_decimal(&ln(2), 5).unwrap(), "0");
    for divisor in [LogForm::zero(), hidden_zero, -ln(2)] {
        assert_eq!(ln(3).ratio_to_decimal(&divisor, 5), None, "{divisor:?}");
    }
}

#[test]
fn zeros_print_as_zero() {
    let hidden = form(&[(6, Rational::from(2)), (4, Rational::from(-1)), (9, Rational::from(-1))]);
    for digits in [1, 2, 50, 10_000] {
        assert_eq!(hidden.to_decimal(digits, Unit::Nats), "0");
        assert_eq!(hidden.to_decimal(digits, Unit::Bits), "0");
        assert_eq!(LogForm::zero().to_decimal(digits, Unit::Bits), "0");
    }
}

#[test]
fn no_digits_are_refused() {
    assert!(std::panic::catch_unwind(|| bits("1").to_decimal(0, Unit::Nats)).is_err());
    assert!(std::panic::catch_unwind(|| rational_to_decimal(&Rational::from(1), 0)).is_err());
}

/// Prints are within half a unit of their last digit, by the series oracle; and shorter prints do not contradict longer
/// ones.
#[test]
fn random_forms_within_half_a_unit() {
    let mut random = Random::new(51);
    for _ in 0..100 {
        let terms: Vec<_> = (0..3).map(|_| (random.next() % 500 + 2, random.rational(30))).collect();
        let form = form(&terms);
        if form.is_zero() {
            continue;
        }
        let (low, high) = value_bounds(&form, 90);
        for digits in [1, 2, 7, 19, 40] {
            let text = form.to_decimal(digits, Unit::Nats);
            let significant = text.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
            let fraction = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            if text.contains('e') || significant != usize::try_from(digits).unwrap() {
                continue; // exponents and padding zeros have tables of their own
            }
            let printed = parse_rational(&text).unwrap();
            let printed = BigRational::new(big_integer(printed.numer()), big_integer(printed.denom()));
            let half_unit = BigRational::new(
                1.into(),
                big_integer(&(Integer::from(10).pow(u32::try_from(fraction).unwrap()) * 2_u32)),
            );
            assert!(printed.clone() - &half_unit <= high && low <= printed + half_unit, "{terms:?}: {text}");
        }
    }
}

#[test]
fn ten_thousand_digits() {
    let ln2 = form(&[(2, Rational::from(1))]);
    let text = ln2.to_decimal(10_000, Unit::Nats);
    assert_eq!(text.len(), 10_002);
    // A002162, the last of its first hundred decimals
    assert!(text.starts_with(
        "0.6931471805599453094172321214581765680755001343602552541206800094933936219696947156058633269964186875"
    ));
    // Rounding the long one by hand gives the shorter ones.
    for digits in [9999, 5000, 1234] {
        let shorter = rational_to_decimal(&parse_rational(&text).unwrap(), digits);
        assert_eq!(ln2.to_decimal(digits, Unit::Nats), shorter);
    }
    assert_eq!(ln2.to_decimal(10_000, Unit::Bits), format!("1.{}", "0".repeat(9999)));
}

/// The digits of the exact form, which other tests of this file hold against bounds by a series.
#[test]
fn combinations_print_as_their_exact_forms() {
    let mut random = Random::new(93);
    for round in 0..300 {
        let terms: Vec<(u64, Rational)> = (0..random.between(0, 4))
            .map(|_| (random.next() % 50 + 1, random.rational(6) * random.rational(1_000_000)))
            .collect();
        let forms: Vec<LazyForm> = terms.iter().map(|(n, _)| form(&[(*n, Rational::from(1))]).into()).collect();
        let combination: Vec<_> = terms.iter().zip(&forms).map(|((_, q), form)| (q.clone(), form)).collect();
        // From 30 digits on some, and from 39 on all, need more than the kept enclosures.
        for digits in [1, 2, 6, 17, 30, 35, 38, 39, 60] {
            for unit in [Unit::Nats, Unit::Bits] {
                let expected = expand(&combination).to_decimal(digits, unit);
                assert_eq!(combination_to_decimal(&combination, digits, unit), expected, "{round}: {terms:?} {digits}");
            }
        }
    }
}

#[test]
fn combinations_at_a_boundary() {
    let [two, four, nat] =
        [form(&[(2, Rational::from(1))]), form(&[(4, Rational::from(1))]), LogForm::nats(Rational::from((1, 8)))]
            .map(LazyForm::from);
    let one = Rational::from(1);
    // 2 ln 2 - ln 4 = 0, an eighth of a nat, and 3/8 of it that are subtracted; a bit and an eighth.
    let zero = [(Rational::from(2), &two), (Rational::from(-1), &four)];
    assert_eq!(combination_to_decimal(&zero, 5, Unit::Nats), "0");
    assert_eq!(combination_to_decimal(&[], 5, Unit::Bits), "0");
    assert_eq!(combination_to_decimal(&[(one.clone(), &nat)], 2, Unit::Nats), "0.13");
    assert_eq!(combination_to_decimal(&[(Rational::from(-3), &nat)], 2, Unit::Nats), "-0.38");
    assert_eq!(combination_to_decimal(&[(Rational::from((9, 8)), &two)], 3, Unit::Bits), "1.13");
    assert_eq!(combination_to_decimal(&[(Rational::from((-9, 8)), &two)], 4, Unit::Bits), "-1.125");
}

#[test]
#[should_panic(expected = "at least one digit")]
fn combinations_need_a_digit() {
    let _ = combination_to_decimal(&[], 0, Unit::Nats);
}
