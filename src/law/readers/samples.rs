//! Samples that some sampler drew, from `.npy` arrays of integers.
//!
//! The array has shape `(N, L)`: a row a sample, with its tokens by their places in the vocabulary, from 0. Entries are
//! integers of 1, 2, 4 or 8 bytes, with a sign or without, in either byte order, in C or Fortran order.

use std::path::Path;

use crate::law::Shape;
use crate::limits::SAMPLES_BYTES;

use super::bounded;
use super::integer_rows::IntegerRows;
pub use super::samples_error::SamplesError;

/// How often each sequence of a shape occurs among the samples in a `.npy` file, in the order of the atoms of a law.
///
/// # Errors
/// [`SamplesError::InFile`] with [`SamplesError::Unreadable`] or an error of [`samples_from_npy`].
///
/// # Panics
/// When laws of the shape are beyond bounds.
pub fn read_samples(path: &Path, shape: Shape) -> Result<Vec<u64>, SamplesError> {
    let read = || {
        let bytes = bounded::read(path, SAMPLES_BYTES).map_err(|error| SamplesError::Unreadable { error })?;
        samples_from_npy(&bytes, shape)
    };
    read().map_err(|error| SamplesError::InFile { path: path.to_owned(), error: Box::new(error) })
}

/// As [`read_samples`], from the bytes of the file.
///
/// # Errors
/// [`SamplesError`]
///
/// # Panics
/// As [`read_samples`].
pub fn samples_from_npy(bytes: &[u8], shape: Shape) -> Result<Vec<u64>, SamplesError> {
    let atoms = shape.check_size().expect("a shape of laws");
    let length = shape.length();
    let array = IntegerRows::read(bytes)?;
    if array.length() != length {
        return Err(SamplesError::WrongShape { found: array.shape(), length });
    }
    let mut counts = vec![0; atoms];
    for row in 0..array.rows() {
        let mut atom = 0;
        for position in 0..length {
            let found = array.integer(row, position);
            let token = usize::try_from(found).ok().filter(|token| *token < shape.vocabulary_size());
            let last = shape.vocabulary_size() - 1;
            let token = token.ok_or(SamplesError::NotAToken { row, position, found, last })?;
            atom = atom * shape.vocabulary_size() + token;
        }
        counts[atom] += 1;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Diagnosis;

    fn array(descr: &str, fortran: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let text = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn integers_of_every_kind_are_counted() {
        let shape = Shape::new(2, 3).unwrap();
        // The samples (0, 2), (0, 2), (1, 0): atoms 2, 2, 3.
        let tokens: [u8; 6] = [0, 2, 0, 2, 1, 0];
        let mut expected = vec![0; 9];
        (expected[2], expected[3]) = (2, 1);
        let wide = |width: usize, is_big: bool| -> Vec<u8> {
            let entry = |&token: &u8| {
                let mut bytes = vec![0; width];
                bytes[if is_big { width - 1 } else { 0 }] = token;
                bytes
            };
            tokens.iter().flat_map(entry).collect()
        };
        for (descr, data) in [
            ("|u1", wide(1, false)),
            ("|i1", wide(1, false)),
            ("<i2", wide(2, false)),
            (">u4", wide(4, true)),
            ("<i8", wide(8, false)),
            (">i8", wide(8, true)),
        ] {
            let counts = samples_from_npy(&array(descr, "False", "(3, 2)", &data), shape).unwrap();
            assert_eq!(counts, expected, "{descr}");
        }
        let by_column = array("|u1", "True", "(3, 2)", &[0, 0, 1, 2, 2, 0]);
        assert_eq!(samples_from_npy(&by_column, shape).unwrap(), expected);
    }

    #[test]
    fn what_are_no_samples_is_refused() {
        let shape = Shape::new(2, 2).unwrap();
        let error = |descr, shape_text, data: &[u8]| {
            samples_from_npy(&array(descr, "False", shape_text, data), shape).unwrap_err()
        };
        let masked = error("|i1", "(2, 2)", &[0, 1, 1, 2]);
        assert_eq!(masked.to_string(), "the sample at row 1 has 2 at position 1: expected a token from 0 to 1");
        assert_eq!(masked.advice().code, "samples::masked");
        let negative = error("|i1", "(1, 2)", &[0, 255]);
        assert!(matches!(negative, SamplesError::NotAToken { found: -1, .. }), "{negative}");
        assert!(matches!(error("<f4", "(1, 2)", &[0; 8]), SamplesError::WrongType { .. }));
        assert!(matches!(error("|b1", "(1, 2)", &[0; 2]), SamplesError::WrongType { .. }));
        assert!(matches!(error("|u1", "(0, 2)", &[]), SamplesError::NoRows { .. }));
        assert!(matches!(error("|u1", "(2,)", &[0, 1]), SamplesError::NoRows { .. }));
        assert!(matches!(error("|u1", "(1, 3)", &[0; 3]), SamplesError::WrongShape { .. }));
        assert!(matches!(error("|u1", "(2, 2)", &[0; 3]), SamplesError::WrongDataLength { .. }));
        assert!(matches!(samples_from_npy(b"0 1", shape), Err(SamplesError::NotNpy { .. })));
    }
}
