//! Trained predictors from `.npy` arrays.
//!
//! The array has shape `((V + 1)^L, L, V)`: row = masked input read as base-(V+1) digits, first position most
//! significant, digit V = mask; then position; then token. Entries are 32-bit or 64-bit floats in either byte order, in
//! C or Fortran order. A float is a dyadic rational; the V values of a row are scaled by one power of two to integers,
//! so nothing is rounded, and [`PredictorTable`] normalises each row exactly by its sum.
//!
//! The rows at masked positions must be probabilities, unless [`Rows::Weights`] are asked for: their exact sum is
//! within `V * 2^-22` of 1. A softmax in 32-bit floats, of unit roundoff `u = 2^-24`, ends with one division a token by
//! a sum that was rounded at most V - 1 times, so that the stored row sums to 1 within `V u` and terms of second order;
//! the bound is four times that. It is the same for 64-bit entries, which may hold what was computed in 32 bits. It is
//! a check of the input: logits, logarithms of probabilities and counts do not pass for probabilities. No verdict rests
//! on it. Few decoding rules read rows at revealed positions, and many files have none: where such a row is no
//! distribution by the same bound, the table has zeros in its place.
//!
//! A softmax of dyadic rationals is not rational. [`Rows::Logits`] have one exact meaning all the same: with `m` the
//! greatest logit of the row, each weight is the double nearest to `e^(x - m)`, correctly rounded, and the row is
//! normalised exactly. A weight is within `2^-53` of its size of the power, or, below `2^-1022`, within `2^-1075`.

use std::path::Path;

use crate::exact::digits::rational_to_decimal;
use crate::exact::{Integer, Rational, nearest_exponential};
use crate::law::law::scaled;
use crate::law::predictor_table::{place, state, table_shape};
use crate::law::{PredictorError, PredictorTable, Shape, digits_of};
use crate::limits::PREDICTOR_BYTES;

use super::bounded;
use super::npy_header::{self, Header, Numbers};

/// What the rows of an array are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Probabilities: the rows at masked positions sum to 1 within `V * 2^-22`.
    Probabilities,
    /// Weights that are not negative, of any positive sum.
    Weights,
    /// Logits, from `-inf` upwards. The weight of one is the double nearest to `e^(x - m)`, where `m` is the greatest of
    /// its row: the rows are normalised exactly, and are within 2^-51 of their size of the softmax, but for the least.
    Logits,
}

/// The tolerance of the sum of a row of probabilities is `V * 2^-SUM_BITS`.
const SUM_BITS: u32 = 22;

/// How many digits of a sum that is not 1 are shown.
pub(super) const SUM_DIGITS: u32 = 12;

/// Reads the predictor of laws of this shape from a `.npy` file.
///
/// # Errors
/// [`PredictorError::InFile`] with [`PredictorError::Unreadable`] or an error of [`predictor_from_npy`].
pub fn read_predictor(path: &Path, shape: Shape, rows: Rows) -> Result<PredictorTable, PredictorError> {
    let read = || {
        let bytes = bounded::read(path, PREDICTOR_BYTES);
        let bytes = bytes.map_err(|error| PredictorError::Unreadable { error })?;
        predictor_from_npy(&bytes, shape, rows)
    };
    read().map_err(|error| error.in_file(path))
}

/// Reads a predictor from a `.npy` file, with the shape that the array has.
///
/// # Errors
/// As [`read_predictor`], and [`PredictorError::WrongDimensions`].
pub fn read_predictor_of_any_shape(path: &Path, rows: Rows) -> Result<PredictorTable, PredictorError> {
    let read = || {
        let bytes = bounded::read(path, PREDICTOR_BYTES);
        let bytes = bytes.map_err(|error| PredictorError::Unreadable { error })?;
        let header = npy_header::read(&bytes, Numbers::Floats)?;
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let &[_, length, vocabulary_size] = header.shape.as_slice() else {
            return Err(PredictorError::WrongDimensions { found: header.shape });
        };
        let shape = Shape::new(size(length), size(vocabulary_size)).map_err(PredictorError::Size)?;
        predictor_from_npy(&bytes, shape, rows)
    };
    read().map_err(|error| error.in_file(path))
}

/// Reads a predictor from the bytes of a `.npy` file.
///
/// # Errors
/// [`PredictorError::NotNpy`], [`PredictorError::WrongType`], [`PredictorError::WrongShape`],
/// [`PredictorError::WrongDataLength`], [`PredictorError::NotFinite`], [`PredictorError::NotProbabilities`], and the
/// errors of [`PredictorTable::from_weights`].
pub fn predictor_from_npy(bytes: &[u8], shape: Shape, rows: Rows) -> Result<PredictorTable, PredictorError> {
    let sizes = table_shape(shape)?;
    let header = npy_header::read(bytes, Numbers::Floats)?;
    if header.shape.len() != 3 || header.shape.iter().zip(sizes).any(|(&found, expected)| found != expected as u64) {
        return Err(PredictorError::WrongShape { expected: sizes, found: header.shape });
    }
    let data = &bytes[header.end..];
    let expected = sizes.iter().product::<usize>() * header.width;
    if data.len() != expected {
        return Err(PredictorError::WrongDataLength { expected, found: data.len() });
    }
    let stored = floats(data, &header);
    let stored = match header.is_fortran {
        false => stored,
        true => fortran_places(sizes).map(|place| stored[place]).collect(),
    };
    let vocabulary_size = shape.vocabulary_size();
    let mut weights = Vec::with_capacity(stored.len());
    let mut scales = Vec::with_capacity(stored.len() / vocabulary_size);
    for (number, row) in stored.chunks(vocabulary_size).enumerate() {
        let values = row.iter().enumerate().map(|(token, stored)| {
            let (row, position, token) = place(number * vocabulary_size + token, shape);
            match Rational::from_f64(*stored) {
                // The logarithm of 0.
                None if rows == Rows::Logits && *stored == f64::NEG_INFINITY => Ok(None),
                None => Err(PredictorError::NotFinite {
                    row,
                    state: state(row, shape),
                    position,
                    token,
                    found: stored.to_string(),
                }),
                Some(value) if rows == Rows::Logits => Ok(Some(value)),
                Some(value) if value.is_negative() => {
                    Err(PredictorError::Negative { row, state: state(row, shape), position, token, value })
                }
                Some(value) => Ok(Some(value)),
            }
        });
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let greatest = if rows == Rows::Logits { values.iter().flatten().max().cloned() } else { None };
        let weight = |value: Option<Rational>| match (value, &greatest) {
            (None, _) => Rational::new(),
            (Some(logit), Some(greatest)) => nearest_exponential(&(logit - greatest)),
            (Some(value), None) => value,
        };
        let values: Vec<Rational> = values.into_iter().map(weight).collect();
        // Denominators are powers of two, so the largest is a multiple of all.
        let scale = values.iter().map(|value| value.denom()).max().cloned().unwrap_or_else(|| Integer::from(1));
        let mut whole: Vec<Integer> = values.iter().map(|value| scaled(value, &scale)).collect();
        if rows == Rows::Probabilities
            && !is_masked(number, shape)
            && !sums_to_one(&Integer::from(Integer::sum(whole.iter())), &scale, vocabulary_size)
        {
            whole.fill(Integer::new());
        }
        weights.append(&mut whole);
        scales.push(scale);
    }
    let table = PredictorTable::from_weights(shape, weights)?;
    // Last, so that what is no weight at all is said first.
    if rows == Rows::Probabilities {
        check_sums(&table, &scales)?;
    }
    Ok(table)
}

/// Checks that the rows at masked positions, weights over these scales, sum to 1 within `V * 2^-SUM_BITS`.
fn check_sums(table: &PredictorTable, scales: &[Integer]) -> Result<(), PredictorError> {
    let (shape, length) = (table.shape(), table.length());
    for (number, scale) in scales.iter().enumerate().filter(|(number, _)| is_masked(*number, shape)) {
        let (row, position) = (number / length, number % length);
        let sum = table.row_sum(row, position);
        if !sums_to_one(sum, scale, shape.vocabulary_size()) {
            let sum = rational_to_decimal(&Rational::from((sum.clone(), scale.clone())), SUM_DIGITS);
            return Err(PredictorError::NotProbabilities { row, state: state(row, shape), position, sum });
        }
    }
    Ok(())
}

/// Whether a row of the array is that of a masked position.
fn is_masked(number: usize, shape: Shape) -> bool {
    let (vocabulary_size, length) = (shape.vocabulary_size(), shape.length());
    digits_of(number / length, vocabulary_size + 1, length)[number % length] == vocabulary_size
}

/// Whether weights over a scale, which have a sum, sum to 1 within `V * 2^-SUM_BITS`.
pub(super) fn sums_to_one(sum: &Integer, scale: &Integer, vocabulary_size: usize) -> bool {
    Integer::from(sum - scale).abs() << SUM_BITS <= Integer::from(scale * vocabulary_size as u64)
}

/// The file's own numbers. Every 32-bit float is a 64-bit float, so widening rounds nothing, and `Rational::from_f64`
/// is exact: nothing is computed with floats, and the bound on their error is 0.
pub(super) fn floats(data: &[u8], header: &Header) -> Vec<f64> {
    let bits = |bytes: &[u8]| -> u64 {
        let push = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        if header.is_big_endian { bytes.iter().fold(0, push) } else { bytes.iter().rev().fold(0, push) }
    };
    let float = |bytes: &[u8]| match u32::try_from(bits(bytes)) {
        Ok(bits) if header.width == 4 => f64::from(f32::from_bits(bits)),
        _ => f64::from_bits(bits(bytes)),
    };
    data.chunks_exact(header.width).map(float).collect()
}

/// For each entry in C order, where it stands in Fortran order.
fn fortran_places([rows, positions, tokens]: [usize; 3]) -> impl Iterator<Item = usize> {
    (0..rows).flat_map(move |row| {
        (0..positions)
            .flat_map(move |position| (0..tokens).map(move |token| row + rows * (position + positions * token)))
    })
}
