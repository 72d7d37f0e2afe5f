//! `.npy` arrays of integers of shape `(N, L)`: a row a sample.

use super::npy_header::{self, Header, Numbers};
use super::samples_error::SamplesError;

/// The rows of an array.
pub(super) struct IntegerRows<'a> {
    header: Header,
    data: &'a [u8],
    rows: usize,
    length: usize,
}

impl<'a> IntegerRows<'a> {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// [`SamplesError`] where they are no such array, or one without rows or columns; a wrong shape is said to want the
    /// length 0.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, SamplesError> {
        let header = npy_header::read(bytes, Numbers::Integers)?;
        let (rows, length) = match header.shape.as_slice() {
            &[rows, length] if rows > 0 && length > 0 => (rows, length),
            _ => return Err(SamplesError::NoRows { found: header.shape }),
        };
        let data = &bytes[header.end..];
        let expected = rows.saturating_mul(length).saturating_mul(header.width as u64);
        if data.len() as u64 != expected {
            return Err(SamplesError::WrongDataLength { expected, found: data.len() });
        }
        // Both are at most the number of bytes.
        let fits = |number: u64| usize::try_from(number).expect("at most the number of bytes");
        Ok(Self { rows: fits(rows), length: fits(length), header, data })
    }

    /// N
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// L
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The shape as the header has it.
    pub(super) fn shape(&self) -> Vec<u64> {
        self.header.shape.clone()
    }

    /// An entry.
    pub(super) fn integer(&self, row: usize, position: usize) -> i128 {
        let header = &self.header;
        let place = if header.is_fortran { position * self.rows + row } else { row * self.length + position };
        let bytes = &self.data[place * header.width..][..header.width];
        let push = |value: i128, byte: &u8| value << 8 | i128::from(*byte);
        let value = if header.is_big_endian { bytes.iter().fold(0, push) } else { bytes.iter().rev().fold(0, push) };
        let size = 8 * bytes.len();
        if header.is_signed && value >> (size - 1) == 1 { value - (1 << size) } else { value }
    }
}
