//! Reading measured curves: what is read, and every way to go wrong.

use maskproof::diagnosis::Diagnosis;
use maskproof::entropy::curve_file::{curve_from_text, read_curve};
use maskproof::entropy::{CurveError, ErrorUse, MeasuredCurve};
use maskproof::exact::{Rational, Unit};

fn read(text: &str) -> Result<MeasuredCurve, CurveError> {
    curve_from_text(text, Unit::Nats, ErrorUse::default())
}

fn numbers(numbers: &[(i64, i64)]) -> Vec<Rational> {
    numbers.iter().map(|&pair| Rational::from(pair)).collect()
}

#[test]
fn columns_rows_and_separators_in_any_order() {
    let expected = numbers(&[(0, 1), (3, 2), (2, 1), (9, 4)]);
    for text in [
        "k,h\n0,0\n1,1.5\n2,2\n3,2.25\n",
        "h,k\n2.25,3\n1.5,1\n2e0,2\n",
        "\u{feff}K\tH\r\n1\t3/2\r\n2\t2\r\n3\t9/4\r\n",
        "k ; h\n3 ; 2.25\n 2;2\n1;+1.5\n",
    ] {
        assert_eq!(read(text).unwrap().values(), expected, "{text}");
    }
}

#[test]
fn bands_from_ends_and_from_standard_errors() {
    let ends = read("k,low,h,high\n1,-1,1,1.5\n2,1.5,1.75,2\n").unwrap();
    let band = ends.band().unwrap();
    assert_eq!(band.low(), numbers(&[(0, 1), (0, 1), (3, 2)]));
    assert_eq!(band.high(), numbers(&[(0, 1), (3, 2), (2, 1)]));
    let two = Rational::from(2);
    let errors = curve_from_text(
        "k,h,se\n1,1,0.25\n2,1.75,0.125\n",
        Unit::Bits,
        ErrorUse { multiple: Some(&two), are_weights: false },
    )
    .unwrap();
    assert_eq!(errors.band().unwrap().low(), numbers(&[(0, 1), (1, 2), (3, 2)]));
    assert_eq!(errors.band().unwrap().high(), numbers(&[(0, 1), (3, 2), (2, 1)]));
}

#[test]
fn standard_errors_that_are_weights() {
    let weighted = |text: &str, multiple: Option<&Rational>| {
        curve_from_text(text, Unit::Nats, ErrorUse { multiple, are_weights: true })
    };
    let one = Rational::from(1);
    for (text, multiple, has_band) in [
        ("k,h,se\n1,1,0.5\n2,2,0.25\n", None, false),
        ("k,h,se\n1,1,0.5\n2,2,0.25\n", Some(&one), true),
        ("k,low,h,high,se\n2,1,2,3,0.25\n1,1,1,1,1/2\n", None, true),
    ] {
        let curve = weighted(text, multiple).unwrap();
        assert_eq!(curve.errors(), Some(&numbers(&[(1, 2), (1, 4)])[..]), "{text}");
        assert_eq!(curve.band().is_some(), has_band, "{text}");
    }
    for (text, code) in [
        ("k,h\n1,1\n", "curve::no_weights"),
        ("k,h,se\n1,1,0\n", "curve::no_weight"),
        ("k,h,se\n1,1,-1\n", "curve::negative"),
        ("k,h,low,se\n1,1,1,1\n", "curve::band_columns"),
    ] {
        assert_eq!(weighted(text, None).unwrap_err().advice().code, code, "{text}");
    }
    let without =
        curve_from_text("k,h,se\n1,1,0.5\n", Unit::Nats, ErrorUse { multiple: Some(&one), are_weights: false });
    assert_eq!(without.unwrap().errors(), None);
}

#[test]
fn bad_curves_are_refused() {
    for (text, code, message) in [
        ("", "curve::empty", "the file is empty"),
        ("k,h\n", "curve::empty", "no rows"),
        ("k,h\n0,0\n", "curve::empty", "no rows with k >= 1"),
        ("k,h\n1,1\n3,2\n", "curve::missing_size", "k = 2 is missing: expected each of 1..3 once"),
        ("k,h\n2,1\n", "curve::missing_size", "k = 1 is missing"),
        ("k,h\n1,1\n2,1\n1,2\n", "curve::repeated_size", "k = 1 is there twice, in the lines 2 and 4"),
        ("k,h\n1,NaN\n", "curve::not_a_number", "line 2: the field h: `NaN` is not an exact number"),
        ("k,h\n1,inf\n", "curve::not_a_number", "`inf`"),
        ("k,h\n1,\n", "curve::not_a_number", "``"),
        ("k,h\n1,1e99999\n", "curve::not_a_number", "too large"),
        ("k,h\n1.5,1\n", "curve::not_a_size", "the field k is `1.5`"),
        ("k,h\n-1,1\n", "curve::not_a_size", "`-1`"),
        ("k,h\n5000,1\n", "curve::not_a_size", "from 0 to 4096"),
        ("k,h\n1,-1\n", "curve::negative", "line 2: the field h is -1, which is negative"),
        ("k,h\n0,1\n1,1\n", "curve::not_zero", "h is 1 at k = 0"),
        ("k,h\n1,1,2\n", "curve::ragged", "line 2: found 3 fields, expected 2"),
        ("k,h\n1,1\n2\n", "curve::ragged", "line 3: found 1 fields"),
        ("k,h\n1,0,5\n", "curve::ragged", "found 3 fields"),
        ("1,2.5\n2,3\n", "curve::unknown_column", "the column `1`"),
        ("k,h,n\n1,1,5\n", "curve::unknown_column", "the column `n`"),
        ("k,h,h\n1,1,5\n", "curve::repeated_column", "`h` is there twice"),
        ("k,low,high\n1,1,5\n", "curve::missing_column", "called `h`"),
        ("k,h,low\n1,1,1\n", "curve::band_columns", "both `low` and `high`"),
        ("k,h,se\n1,1,1\n", "curve::no_multiple", "standard errors"),
        ("k,h,low,high\n1,1,2,1\n", "curve::low_above_high", "low is 2, above high, which is 1"),
        ("k,h,low,high\n1,1,2,3\n", "curve::outside_its_band", "h is 1, outside its band from 2 to 3"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.advice().code, code, "{text}: {error}");
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert!(!error.advice().help.is_empty());
    }
    let two = Rational::from(2);
    let with_multiple = |text: &str, multiple: &Rational| {
        curve_from_text(text, Unit::Nats, ErrorUse { multiple: Some(multiple), are_weights: false })
            .unwrap_err()
            .advice()
            .code
    };
    assert_eq!(with_multiple("k,h\n1,1\n", &two), "curve::nothing_to_multiply");
    assert_eq!(with_multiple("k,h,se\n1,1,1\n", &Rational::new()), "curve::bad_multiple");
    assert_eq!(with_multiple("k,h,se\n1,1,-1\n", &two), "curve::negative");
    assert_eq!(with_multiple("k,h,se,low,high\n1,1,1,0,2\n", &two), "curve::band_columns");
}

#[test]
fn a_band_that_excludes_the_cone_says_where() {
    for (text, places) in [
        // Half-way between 0 and at least 4 a concave curve is at least 2.
        (
            "k,h,low,high\n1,1,0,1.5\n2,4,4,4\n",
            "at k = 1 it would be at least 2.00000, above high there, 1.50000, because it is 0 at k = 0 and at least low at k = 2",
        ),
        (
            "k,h,low,high\n1,3,3,3\n2,3,2,3\n3,5,5,5\n",
            "at k = 2 it would be at least 4.00000, above high there, 3.00000, because it is at least low at k = 1 and at k = 3",
        ),
        (
            "k,h,low,high\n1,3,3,3\n2,2,1,2\n",
            "at k = 2 it would be at least 3.00000, above high there, 2.00000, because it is at least low at k = 1, and does not decrease",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.advice().code, "curve::band_excludes_cone");
        assert!(error.to_string().contains(places), "{error}");
    }
}

#[test]
fn numbers_of_too_many_digits_are_refused() {
    let many = format!("k,h\n1,0.{}1\n", "0".repeat(2000));
    assert!(matches!(read(&many), Err(CurveError::TooManyDigits)));
}

#[test]
fn files_that_are_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let code = |bytes: &[u8]| {
        let path = folder.path().join("h.csv");
        std::fs::write(&path, bytes).unwrap();
        let error = read_curve(&path, Unit::Nats, ErrorUse::default()).unwrap_err();
        assert!(error.to_string().contains("h.csv"));
        error.advice().code
    };
    let utf16: Vec<u8> = "\u{feff}k,h\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&utf16), "curve::not_utf8");
    assert_eq!(code(&utf16[2..]), "curve::not_utf8");
    assert_eq!(code(b"k,h\n1,\xff\n"), "curve::not_utf8");
    assert_eq!(code(b""), "curve::empty");
    let missing = read_curve(&folder.path().join("none.csv"), Unit::Nats, ErrorUse::default()).unwrap_err();
    assert_eq!(missing.advice().code, "curve::unreadable");
    assert!(matches!(missing.kind(), CurveError::Unreadable { .. }));
}
