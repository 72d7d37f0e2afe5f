//! Predictor tables from `.npy` arrays: the trained one, known values in every layout, every error by its variant.

use maskproof::Shape;
use maskproof::diagnosis::Diagnosis;
use maskproof::exact::{Integer, Rational};
use maskproof::law::readers::{Rows, predictor_from_npy, read_predictor};
use maskproof::law::{LawError, PredictorError, PredictorTable, digits_of};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn shape(length: usize, vocabulary_size: usize) -> Shape {
    Shape::new(length, vocabulary_size).unwrap()
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/predictors").join(path)
}

/// A `.npy` file of format 1.0 with this dtype, order, shape and data.
fn npy(dtype: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let mut header = format!("{{'descr': '{dtype}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn f64_bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The entries of a good predictor for V = 2, L = 2: entry k is (k mod 5 + 1) / 8.
fn good_values() -> Vec<f64> {
    (0..36u8).map(|entry| f64::from(entry % 5 + 1) / 8.0).collect()
}

fn good_table() -> PredictorTable {
    let weights = (0..36u32).map(|entry| Integer::from(entry % 5 + 1)).collect();
    PredictorTable::from_weights(shape(2, 2), weights).unwrap()
}

fn probability(table: &PredictorTable, pattern: usize, position: usize, token: usize) -> Rational {
    Rational::from((table.weight(pattern, position, token), table.row_sum(pattern, position)))
}

fn assert_same_predictor(found: &PredictorTable, expected: &PredictorTable) {
    let (size, length) = (expected.vocabulary_size(), expected.length());
    assert_eq!((found.vocabulary_size(), found.length()), (size, length));
    for pattern in 0..(size + 1).pow(u32::try_from(length).unwrap()) {
        for (position, digit) in digits_of(pattern, size + 1, length).into_iter().enumerate() {
            for token in (0..size).filter(|_| digit == size) {
                let place = (pattern, position, token);
                assert_eq!(
                    probability(found, pattern, position, token),
                    probability(expected, pattern, position, token),
                    "{place:?}"
                );
            }
        }
    }
}

#[test]
fn every_layout_gives_the_same_table() {
    let values = good_values();
    // Fortran order: the first index runs fastest.
    let mut fortran = Vec::new();
    for token in 0..2 {
        for position in 0..2 {
            for row in 0..9 {
                fortran.push(values[(row * 2 + position) * 2 + token]);
            }
        }
    }
    for (order, values) in [(false, &values), (true, &fortran)] {
        let big: Vec<u8> = values.iter().flat_map(|value| value.to_be_bytes()).collect();
        let single_little: Vec<u8> = values.iter().flat_map(|value| (*value as f32).to_le_bytes()).collect();
        let single_big: Vec<u8> = values.iter().flat_map(|value| (*value as f32).to_be_bytes()).collect();
        let files = [("<f8", f64_bytes(values)), (">f8", big), ("<f4", single_little), (">f4", single_big)];
        for (dtype, data) in files {
            let table = predictor_from_npy(&npy(dtype, order, "(9, 2, 2)", &data), shape(2, 2), Rows::Weights).unwrap();
            assert_same_predictor(&table, &good_table());
        }
    }
}

#[test]
fn floats_are_kept_exactly() {
    // 0.1 and 0.7 as 64-bit floats, and the smallest positive float beside the largest.
    let tenth = 0.1f64;
    let rows = [0.0, 0.0, 0.0, 0.0, tenth, 0.7];
    let table =
        predictor_from_npy(&npy("<f8", false, "(3, 1, 2)", &f64_bytes(&rows)), shape(1, 2), Rows::Weights).unwrap();
    let (a, b) = (
        Rational::from((3_602_879_701_896_397u64, 1u64 << 55)),
        Rational::from((3_152_519_739_159_347u64, 1u64 << 52)),
    );
    assert_eq!(probability(&table, 2, 0, 0), &a / Rational::from(&a + &b));
    let rows = [0.0, 0.0, 0.0, 0.0, f64::from_bits(1), f64::MAX];
    let table =
        predictor_from_npy(&npy("<f8", false, "(3, 1, 2)", &f64_bytes(&rows)), shape(1, 2), Rows::Weights).unwrap();
    assert_eq!(*table.weight(2, 0, 0), 1);
    assert_eq!(*table.weight(2, 0, 1), Integer::from((1u64 << 53) - 1) << (971 + 1074));
}

#[test]
fn the_trained_predictor_is_a_predictor() {
    let table = read_predictor(&fixture("mdm-kjv-classes-l6.npy"), shape(6, 3), Rows::Probabilities).unwrap();
    let bytes = std::fs::read(fixture("mdm-kjv-classes-l6.npy")).unwrap();
    assert_eq!(bytes.len(), 128 + 4096 * 6 * 3 * 4);
    let stored = |entry: usize| f32::from_le_bytes(bytes[128 + 4 * entry..][..4].try_into().unwrap());
    for pattern in (0..4096).step_by(37).chain([4095]) {
        for position in 0..6 {
            let row: Vec<Rational> =
                (0..3).map(|token| Rational::from_f32(stored((pattern * 6 + position) * 3 + token)).unwrap()).collect();
            let sum = Rational::from(Rational::sum(row.iter()));
            assert!(Rational::from(&sum - 1u32).abs() < Rational::from((1, 100_000)), "{sum}");
            for (token, value) in row.iter().enumerate() {
                assert_eq!(probability(&table, pattern, position, token), Rational::from(value / &sum));
            }
        }
    }
    // The wrong length or vocabulary is a wrong shape.
    let error = read_predictor(&fixture("mdm-kjv-classes-l6.npy"), shape(5, 3), Rows::Weights).unwrap_err();
    assert!(matches!(error.kind(), PredictorError::WrongShape { expected: [1024, 5, 3], .. }), "{error}");
    let error = read_predictor(Path::new("no/such.npy"), shape(2, 2), Rows::Weights).unwrap_err();
    assert!(matches!(error.kind(), PredictorError::Unreadable { .. }), "{error}");
}

/// The bad files and what they are.
fn bad_files() -> Vec<(&'static str, Vec<u8>)> {
    let good = f64_bytes(&good_values());
    let with = |entry: usize, value: f64| {
        let mut values = good_values();
        values[entry] = value;
        npy("<f8", false, "(9, 2, 2)", &f64_bytes(&values))
    };
    let mut zero_row = good_values();
    zero_row[32..34].fill(0.0); // everything masked, first position
    let mut no_magic = npy("<f8", false, "(9, 2, 2)", &good);
    no_magic[1] = b'n';
    let mut long_header = b"\x93NUMPY\x02\x00".to_vec();
    long_header.extend(u32::MAX.to_le_bytes());
    let mut trailing = good.clone();
    trailing.push(0);
    vec![
        ("cut-header.npy", npy("<f8", false, "(9, 2, 2)", &[])[..60].to_vec()),
        ("endless-header.npy", long_header),
        ("huge-shape.npy", npy("<f8", false, "(4294967296, 4294967296, 2)", &good)),
        ("infinite.npy", with(35, f64::INFINITY)),
        ("nan.npy", with(34, f64::NAN)),
        ("nan-at-revealed.npy", with(0, f64::NAN)),
        ("negative.npy", with(33, -0.25)),
        ("no-magic.npy", no_magic),
        ("not-probabilities.npy", npy("<f8", false, "(9, 2, 2)", &good)),
        ("trailing.npy", npy("<f8", false, "(9, 2, 2)", &trailing)),
        ("truncated.npy", npy("<f8", false, "(9, 2, 2)", &good[..good.len() - 8])),
        ("wrong-dimension.npy", npy("<f8", false, "(36,)", &good)),
        ("wrong-shape.npy", npy("<f8", false, "(9, 4)", &good)),
        ("wrong-type.npy", npy("<i8", false, "(9, 2, 2)", &good)),
        ("zero-row.npy", npy("<f8", false, "(9, 2, 2)", &f64_bytes(&zero_row))),
    ]
}

#[test]
fn every_bad_file_is_rejected_for_its_own_reason() {
    let folder = fixture("bad");
    let mut names = BTreeSet::new();
    for (name, bytes) in bad_files() {
        if std::env::var_os("MASKPROOF_WRITE_FIXTURES").is_some() {
            std::fs::write(folder.join(name), &bytes).unwrap();
        }
        assert_eq!(std::fs::read(folder.join(name)).expect(name), bytes, "{name} is the file described here");
        let rows = if name == "not-probabilities.npy" { Rows::Probabilities } else { Rows::Weights };
        let error = read_predictor(&folder.join(name), shape(2, 2), rows).expect_err(name);
        assert!(error.to_string().contains(name), "{error}");
        assert!(!error.advice().code.is_empty() && !error.advice().help.is_empty(), "{name}: a code and a help text");
        let kind = error.kind();
        let as_expected = match name {
            "cut-header.npy" | "endless-header.npy" | "no-magic.npy" => {
                matches!(kind, PredictorError::NotNpy { .. })
            }
            "infinite.npy" => matches!(kind, PredictorError::NotFinite { row: 8, position: 1, token: 1, .. }),
            "nan.npy" => matches!(kind, PredictorError::NotFinite { row: 8, position: 1, token: 0, .. }),
            "nan-at-revealed.npy" => matches!(kind, PredictorError::NotFinite { row: 0, position: 0, token: 0, .. }),
            "negative.npy" => matches!(kind, PredictorError::Negative { row: 8, position: 0, token: 1, .. }),
            // The first masked row is that of the pattern (0, masked), number 2: entries 10 and 11, each 1/8 or 2/8.
            "not-probabilities.npy" => {
                matches!(kind, PredictorError::NotProbabilities { row: 2, position: 1, sum, .. } if sum.starts_with("0.375"))
            }
            "trailing.npy" => matches!(kind, PredictorError::WrongDataLength { expected: 288, found: 289 }),
            "truncated.npy" => matches!(kind, PredictorError::WrongDataLength { expected: 288, found: 280 }),
            "huge-shape.npy" | "wrong-dimension.npy" | "wrong-shape.npy" => {
                matches!(kind, PredictorError::WrongShape { expected: [9, 2, 2], .. })
            }
            "wrong-type.npy" => matches!(kind, PredictorError::WrongType { .. }),
            "zero-row.npy" => matches!(kind, PredictorError::ZeroRow { row: 8, position: 0, .. }),
            _ => false,
        };
        assert!(as_expected, "{name}: {kind:?}");
        names.insert(name.to_owned());
    }
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.collect::<BTreeSet<_>>(), names);
}

#[test]
fn tables_from_weights_are_checked() {
    let weights = |values: &[i32]| values.iter().map(|&value| Integer::from(value)).collect::<Vec<_>>();
    let from = |values: &[i32]| PredictorTable::from_weights(shape(1, 2), weights(values));
    assert!(from(&[0, 0, 0, 0, 1, 0]).is_ok());
    assert!(matches!(from(&[1; 5]), Err(PredictorError::WrongNumberOfValues { expected: 6, found: 5 })));
    assert!(matches!(from(&[1, 1, 1, -1, 1, 1]), Err(PredictorError::Negative { row: 1, position: 0, token: 1, .. })));
    assert!(matches!(from(&[1, 1, 1, 1, 0, 0]), Err(PredictorError::ZeroRow { row: 2, position: 0, .. })));
    let size = |size, length| {
        Shape::new(length, size)
            .map_err(PredictorError::Size)
            .and_then(|shape| PredictorTable::from_weights(shape, Vec::new()))
    };
    assert!(matches!(size(2, usize::MAX), Err(PredictorError::Size(LawError::TooLarge { .. }))));
    assert!(matches!(size(0, 1), Err(PredictorError::Size(LawError::EmptyVocabulary))));
    assert!(matches!(size(2, 13), Err(PredictorError::TooLarge { .. })));
    assert!(matches!(size(4_000_000, 1), Err(PredictorError::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_failure_persistence(FileFailurePersistence::WithSource("regressions")))]

    #[test]
    fn damaged_files_never_panic(place in 0usize..150, byte in any::<u8>(), end in 0usize..420) {
        let mut bytes = npy("<f8", false, "(9, 2, 2)", &f64_bytes(&good_values()));
        let place = place.min(bytes.len() - 1);
        bytes[place] = byte;
        bytes.truncate(end);
        let _ = predictor_from_npy(&bytes, shape(2, 2), Rows::Weights);
    }
}
