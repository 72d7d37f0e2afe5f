//! Trained predictors from `.npy` arrays.
//!
//! The array has shape `((V + 1)^L, L, V)`: row = masked input read as base-(V+1) digits, first position most
//! significant, digit V = mask; then position; then token. Entries are 32-bit or 64-bit floats in either byte order, in C
//! or Fortran order. A float is a dyadic rational; the V values of a row are scaled by one power of two to integers, so
//! nothing is rounded, and [`PredictorTable`] normalises each row exactly by its sum.

use crate::exact::{Integer, Rational};
use crate::law::law::scaled;
use crate::law::predictor_table::{place, table_shape};
use crate::law::{PredictorError, PredictorTable};
use npyz::{DType, NpyFile, Order, TypeChar};
use std::path::Path;

/// Reads the predictor of laws of this length over this many tokens from a `.npy` file.
///
/// # Errors
/// [`PredictorError::InFile`] with [`PredictorError::Unreadable`] or an error of [`predictor_from_npy`].
pub fn read_predictor(path: &Path, vocabulary_size: usize, length: usize) -> Result<PredictorTable, PredictorError> {
    let read = || {
        let bytes = std::fs::read(path).map_err(|error| PredictorError::Unreadable { error })?;
        predictor_from_npy(&bytes, vocabulary_size, length)
    };
    read().map_err(|error| error.in_file(path))
}

/// Reads a predictor from the bytes of a `.npy` file.
///
/// # Errors
/// [`PredictorError::NotNpy`], [`PredictorError::WrongType`], [`PredictorError::WrongShape`],
/// [`PredictorError::WrongDataLength`], [`PredictorError::NotFinite`], and the errors of
/// [`PredictorTable::from_weights`].
pub fn predictor_from_npy(
    bytes: &[u8],
    vocabulary_size: usize,
    length: usize,
) -> Result<PredictorTable, PredictorError> {
    let shape = table_shape(vocabulary_size, length)?;
    check_header(bytes)?;
    let mut data = bytes;
    let file = NpyFile::new(&mut data).map_err(|error| PredictorError::NotNpy { message: error.to_string() })?;
    let header = file.header().clone();
    let width = float_width(&header.dtype())?;
    if header.shape().len() != 3 || header.shape().iter().zip(shape).any(|(&found, expected)| found != expected as u64)
    {
        return Err(PredictorError::WrongShape { expected: shape, found: header.shape().to_vec() });
    }
    drop(file);
    let expected = shape.iter().product::<usize>() * width;
    if data.len() != expected {
        return Err(PredictorError::WrongDataLength { expected, found: data.len() });
    }
    let file = NpyFile::with_header(header.clone(), data);
    let unread = |error: std::io::Error| PredictorError::NotNpy { message: error.to_string() };
    // The file's own numbers. Every 32-bit float is a 64-bit float, so widening rounds nothing, and `Rational::from_f64` below is
    // exact: nothing is computed with floats, and the bound on their error is 0.
    let stored: Vec<f64> = if width == 4 {
        file.into_vec::<f32>().map_err(unread)?.into_iter().map(f64::from).collect()
    } else {
        file.into_vec().map_err(unread)?
    };
    let stored = match header.order() {
        Order::C => stored,
        Order::Fortran => fortran_places(shape).map(|place| stored[place]).collect(),
    };
    let mut weights = Vec::with_capacity(stored.len());
    for (number, row) in stored.chunks(vocabulary_size).enumerate() {
        let values = row.iter().enumerate().map(|(token, stored)| {
            let (row, position, token) = place(number * vocabulary_size + token, vocabulary_size, length);
            match Rational::from_f64(*stored) {
                None => Err(PredictorError::NotFinite { row, position, token, found: stored.to_string() }),
                Some(value) if value.is_negative() => Err(PredictorError::Negative { row, position, token, value }),
                Some(value) => Ok(value),
            }
        });
        let values = values.collect::<Result<Vec<_>, _>>()?;
        // Denominators are powers of two, so the largest is a multiple of all.
        let scale = values.iter().map(|value| value.denom()).max().cloned().unwrap_or_else(|| Integer::from(1));
        weights.extend(values.iter().map(|value| scaled(value, &scale)));
    }
    PredictorTable::from_weights(vocabulary_size, length, weights)
}

/// For each entry in C order, where it stands in Fortran order.
fn fortran_places([rows, positions, tokens]: [usize; 3]) -> impl Iterator<Item = usize> {
    (0..rows).flat_map(move |row| {
        (0..positions)
            .flat_map(move |position| (0..tokens).map(move |token| row + rows * (position + positions * token)))
    })
}

/// The bytes of one entry, 4 or 8.
fn float_width(dtype: &DType) -> Result<usize, PredictorError> {
    match dtype {
        DType::Plain(plain) if plain.type_char() == TypeChar::Float && plain.size_field() == 4 => Ok(4),
        DType::Plain(plain) if plain.type_char() == TypeChar::Float && plain.size_field() == 8 => Ok(8),
        other => Err(PredictorError::WrongType { found: other.descr() }),
    }
}

/// Rejects headers that the library for the format would not survive: it reserves as many bytes as a header claims to
/// have, and multiplies the numbers in it without a check for overflow.
fn check_header(bytes: &[u8]) -> Result<(), PredictorError> {
    let damaged = |message: &str| Err(PredictorError::NotNpy { message: message.to_owned() });
    if !bytes.starts_with(b"\x93NUMPY") {
        return damaged("its first six bytes are not those of the format");
    }
    let (start, size) = match bytes.get(6..12) {
        Some(&[1, _, low, high, ..]) => (10, usize::from(u16::from_le_bytes([low, high]))),
        Some(&[_, _, a, b, c, d]) => (12, u32::from_le_bytes([a, b, c, d]) as usize),
        _ => return damaged("it ends before its header"),
    };
    let Some(header) = bytes.get(start..).and_then(|rest| rest.get(..size)) else {
        return damaged("it ends inside its header");
    };
    if size > 65_536 {
        return damaged("its header is longer than 65,536 bytes");
    }
    let numbers = header.split(|byte| !byte.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let product = numbers.map(number_of).try_fold(1u64, |product, number| product.checked_mul(number?.max(1)));
    if product.is_none() {
        return damaged("the sizes in its header are too large");
    }
    Ok(())
}

fn number_of(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |number, digit| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}
