//! Estimates from samples: half-widths against another program with 50 decimals, and every bad input.

use maskproof::diagnosis::Diagnosis;
use maskproof::entropy::curve_estimate::{BandRequest, CurveSamples, Estimator, Inequality, Largest};
use maskproof::exact::{Rational, parse_rational};
use serde::Deserialize;

#[derive(Deserialize)]
struct Document {
    confidence: Confidence,
}

#[derive(Deserialize)]
struct Confidence {
    samples: Vec<Vec<String>>,
    bands: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    mean: String,
    hoeffding: String,
    bernstein: String,
}

fn request(inequality: Inequality, largest: Largest) -> BandRequest {
    BandRequest { inequality, confidence: Rational::from((9, 10)), largest }
}

#[test]
fn half_widths_are_rounded_up_a_little() {
    let text = include_str!("../../fixtures/references/measured-curves.json");
    let document: Document = serde_json::from_str(text).unwrap();
    let mut table = "sample,k,entropy\n".to_owned();
    for (name, sample) in document.confidence.samples.iter().enumerate() {
        for (k, value) in sample.iter().enumerate() {
            table += &format!("s{name},{k},{value}\n");
        }
    }
    let samples = CurveSamples::from_text(&table).unwrap();
    assert_eq!((samples.samples(), samples.estimator()), (3, Estimator::Entropy));
    let four = Rational::from(4);
    for inequality in [Inequality::Hoeffding, Inequality::Bernstein] {
        let curve = samples.estimate(&request(inequality, Largest::Nats(four.clone()))).unwrap();
        let band = curve.band().unwrap();
        for (k, row) in (1..).zip(&document.confidence.bands) {
            let close = |one: &Rational, text: &str| {
                (one - parse_rational(text).unwrap()).abs() < Rational::from((1, 10_u64.pow(18)))
            };
            assert!(close(&curve.values()[k], &row.mean));
            let width =
                parse_rational(if inequality == Inequality::Hoeffding { &row.hoeffding } else { &row.bernstein })
                    .unwrap();
            let mean = &curve.values()[k];
            let low = Rational::from(mean - &width).max(Rational::new());
            let high = Rational::from(mean + &width).min(Rational::from(4 * k));
            assert!(
                close(&band.low()[k], &low.to_string())
                    && band.low()[k] <= low.clone() + Rational::from((1, 10_u64.pow(19)))
            );
            assert!(close(&band.high()[k], &high.to_string()));
        }
    }
}

/// Minus log-probabilities, and the same numbers as entropies, are the same curve.
#[test]
fn log_probabilities_change_their_sign() {
    let curve = |text: &str| {
        CurveSamples::from_text(text)
            .unwrap()
            .estimate(&request(Inequality::Hoeffding, Largest::LogarithmOf(9)))
            .unwrap()
    };
    let entropies = curve("sample\tk\tentropy\na\t0\t1\na\t1\t0.5\nb\t1\t0.25\nb\t0\t2\n");
    let logarithms = curve("k;log_prob;sample\n0;-1;a\n1;-0.5;a\n0;-2;b\n1;-1/4;b\n");
    assert_eq!(entropies, logarithms);
    assert_eq!(entropies.values()[2], Rational::from((15, 8)));
}

/// The bytes of an array as numpy writes it.
fn npy(shape: &str, order: &str, entries: &[f64]) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': {order}, 'shape': {shape}, }}\n");
    let size = u16::try_from(header.len()).unwrap().to_le_bytes();
    let data: Vec<u8> = entries.iter().flat_map(|entry| entry.to_le_bytes()).collect();
    [b"\x93NUMPY\x01\x00", &size[..], header.as_bytes(), &data].concat()
}

/// The same numbers in an array, in either order, and in a table.
#[test]
fn arrays_are_tables() {
    let estimate = |samples: CurveSamples| {
        samples.estimate(&request(Inequality::Bernstein, Largest::Nats(Rational::from(4)))).unwrap()
    };
    let table =
        CurveSamples::from_text("sample,k,entropy\na,0,1\na,1,0.5\na,2,0\nb,0,2\nb,1,0.25\nb,2,0.125\n").unwrap();
    let rows = npy("(2, 3)", "False", &[1.0, 0.5, 0.0, 2.0, 0.25, 0.125]);
    let columns = npy("(2, 3)", "True", &[-1.0, -2.0, -0.5, -0.25, -0.0, -0.125]);
    let expected = estimate(table);
    assert_eq!(estimate(CurveSamples::from_npy(&rows, Estimator::Entropy).unwrap()), expected);
    assert_eq!(estimate(CurveSamples::from_npy(&columns, Estimator::LogProbability).unwrap()), expected);
}

#[test]
fn bad_arrays_are_refused() {
    let refused = |bytes: &[u8], estimator: Estimator, code: &str, message: &str| {
        let error = CurveSamples::from_npy(bytes, estimator).unwrap_err();
        assert_eq!(error.advice().code, code, "{error}");
        assert!(error.to_string().contains(message), "{error}");
    };
    let two = |entries: &[f64]| npy("(2, 2)", "False", entries);
    let good = [1.0, 1.0, 1.0, 1.0];
    refused(
        &two(&good),
        Estimator::LogProbability,
        "curve::wrong_sign",
        "row 0, column 0 (from 0) is 1.00000: expected the logarithm",
    );
    refused(
        &two(&[1.0, 1.0, -0.5, 1.0]),
        Estimator::Entropy,
        "curve::wrong_sign",
        "row 1, column 0 (from 0) is -0.500000",
    );
    refused(&two(&[1.0, f64::NAN, 1.0, 1.0]), Estimator::Entropy, "curve::array", "row 0, column 1 (from 0) is NaN");
    refused(&two(&good[..3]), Estimator::Entropy, "curve::array", "take 24 bytes: expected 32");
    refused(&npy("(4,)", "False", &good), Estimator::Entropy, "curve::array", "shape [4]: expected (N, L)");
    refused(&npy("(0, 4)", "False", &[]), Estimator::Entropy, "curve::array", "shape [0, 4]");
    refused(&npy("(1, 4)", "False", &good), Estimator::Entropy, "curve::too_few_samples", "one sample");
    refused(&npy("(2, 5000)", "False", &[0.0; 10_000]), Estimator::Entropy, "curve::too_long", "5000 columns");
    refused(&npy("(99999999, 99999999)", "False", &[]), Estimator::Entropy, "curve::array", "at most 16777216 entries");
    refused(b"sample,k,entropy\n", Estimator::Entropy, "curve::array", "first six bytes");
}

#[test]
fn bad_samples_are_refused() {
    let code = |text: &str| {
        let largest = Largest::Nats(Rational::from(2));
        let estimate = CurveSamples::from_text(text)
            .and_then(|samples| samples.estimate(&request(Inequality::Hoeffding, largest)));
        estimate.unwrap_err().advice().code
    };
    for (text, expected) in [
        ("sample,k,entropy\na,0,1\na,1,1\nb,0,1\n", "curve::missing_sample_size"),
        ("sample,k,entropy\na,0,1\na,0,1\n", "curve::repeated_sample_size"),
        ("sample,k,entropy\na,0,1\n", "curve::too_few_samples"),
        ("sample,k,entropy\na,0,1\nb,0,3\n", "curve::beyond_largest"),
        ("sample,k,entropy\na,0,1\nb,0,-1\n", "curve::negative"),
        ("sample,k,entropy\na,0,nan\nb,0,1\n", "curve::not_a_number"),
        ("sample,k,log_prob\na,0,-1\nb,0,1\n", "curve::positive_log_probability"),
        ("sample,k,log_prob\na,0,-inf\nb,0,-1\n", "curve::not_a_number"),
        ("sample,k\na,0\nb,0\n", "curve::one_estimator"),
        ("sample,k,entropy,log_prob\na,0,1,-1\nb,0,1,-1\n", "curve::one_estimator"),
        ("k,entropy\n0,1\n", "curve::missing_column"),
        ("sample,k,entropy\na,0\n", "curve::ragged"),
        ("", "curve::empty"),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
}
