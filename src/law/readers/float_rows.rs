//! `.npy` arrays of floats of shape `(N, L)`: a row a sample.

use rug::Rational;

use crate::law::PredictorError;
use crate::limits::SAMPLE_NUMBERS;

use super::npy::floats;
use super::npy_header::{self, Numbers};

/// What can be wrong with an array of floats in rows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FloatRowsError {
    /// The header is none, or not one of floats.
    #[error("{0}")]
    Header(PredictorError),
    /// The array is empty, or has another number of dimensions than two.
    #[error("the array has shape {found:?}: expected (N, L) with at least one sample and one position")]
    Shape {
        /// The shape in the file.
        found: Vec<u64>,
    },
    /// The array has too many entries.
    #[error("the array has shape {found:?}: at most {SAMPLE_NUMBERS} entries are read")]
    TooMany {
        /// The shape in the file.
        found: Vec<u64>,
    },
    /// The data do not have the length that the header announces.
    #[error("the array's data take {found} bytes: expected {expected} for the shape and dtype in its header")]
    WrongDataLength {
        /// Bytes announced.
        expected: u64,
        /// Bytes after the header.
        found: usize,
    },
    /// An entry is infinite or no number.
    #[error("the entry at row {row}, column {column} (from 0) is {found}: expected a finite number")]
    NotFinite {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// What it is.
        found: String,
    },
}

/// The rows of an array of 32-bit or 64-bit floats, in either byte order, in C or Fortran order. A float is a dyadic
/// rational, and is read as that.
///
/// # Errors
/// [`FloatRowsError`]
pub fn float_rows(bytes: &[u8]) -> Result<Vec<Vec<Rational>>, FloatRowsError> {
    let header = npy_header::read(bytes, Numbers::Floats).map_err(FloatRowsError::Header)?;
    let (rows, length) = match header.shape.as_slice() {
        &[rows, length] if rows > 0 && length > 0 => (rows, length),
        _ => return Err(FloatRowsError::Shape { found: header.shape }),
    };
    let entries = rows.saturating_mul(length);
    if entries > SAMPLE_NUMBERS {
        return Err(FloatRowsError::TooMany { found: header.shape });
    }
    let data = &bytes[header.end..];
    let expected = entries * header.width as u64;
    if data.len() as u64 != expected {
        return Err(FloatRowsError::WrongDataLength { expected, found: data.len() });
    }
    let stored = floats(data, &header);
    let fits = |number: u64| usize::try_from(number).expect("at most the number of entries");
    let (rows, length) = (fits(rows), fits(length));
    let entry = |row: usize, column: usize| {
        let stored = stored[if header.is_fortran { column * rows + row } else { row * length + column }];
        Rational::from_f64(stored).ok_or_else(|| FloatRowsError::NotFinite { row, column, found: stored.to_string() })
    };
    (0..rows).map(|row| (0..length).map(|column| entry(row, column)).collect()).collect()
}
