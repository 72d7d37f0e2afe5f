//! What can be wrong with arrays of samples.

use std::path::PathBuf;

use crate::diagnosis::{Advice, Diagnosis};
use crate::law::PredictorError;

use super::bounded;

/// Samples could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SamplesError {
    /// The file could not be opened or read.
    #[error("the file could not be read: {error}")]
    Unreadable {
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file is not in the `.npy` format.
    #[error("the file is not a `.npy` array: {message}")]
    NotNpy {
        /// What is wrong with it.
        message: String,
    },
    /// The array does not hold integers.
    #[error("the array has dtype {found}: expected integers, the tokens by their places in the vocabulary")]
    WrongType {
        /// The dtype in the file.
        found: String,
    },
    /// The array does not have the shape of samples.
    #[error("the array has shape {found:?}: expected (N, L) = (N, {length}) with at least one sample")]
    WrongShape {
        /// The shape in the file.
        found: Vec<u64>,
        /// The length, L.
        length: usize,
    },
    /// The array has no rows, no columns, or another number of dimensions than two.
    #[error("the array has shape {found:?}: expected (N, L) with at least one sample and one position")]
    NoRows {
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
    /// An entry is no token.
    #[error("the sample at row {row} has {found} at position {position}: expected a token from 0 to {last}")]
    NotAToken {
        /// The sample, from 0.
        row: usize,
        /// The position, from 0.
        position: usize,
        /// The entry.
        found: i128,
        /// The last token, `V - 1`.
        last: usize,
    },
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<SamplesError>,
    },
}

impl Diagnosis for SamplesError {
    fn advice(&self) -> Advice {
        match self {
            Self::Unreadable { error } => Advice::new("samples::unreadable", bounded::mend(error)),
            Self::NotNpy { .. } => Advice::new("samples::not_npy", "save the array with `numpy.save`"),
            Self::WrongType { .. } => {
                Advice::new("samples::wrong_type", "save the array of tokens with `array.astype('int64')`")
            }
            Self::WrongShape { .. } | Self::NoRows { .. } => Advice::new(
                "samples::wrong_shape",
                "save one row for each sample, with all its tokens, those of a prompt among them",
            ),
            Self::WrongDataLength { .. } => {
                Advice::new("samples::wrong_data_length", "the file was cut short or added to; copy or save it again")
            }
            Self::NotAToken { found, last, .. } if usize::try_from(*found) == Ok(last + 1) => Advice::new(
                "samples::masked",
                "this is the mask: the sampler has not finished, or samples were saved before it had",
            ),
            Self::NotAToken { .. } => {
                Advice::new("samples::not_a_token", "save the places of the tokens in the vocabulary of the table")
            }
            Self::InFile { error, .. } => error.advice(),
        }
    }
}

impl From<PredictorError> for SamplesError {
    /// What can be wrong with a header.
    fn from(error: PredictorError) -> Self {
        match error {
            PredictorError::WrongType { found } => Self::WrongType { found },
            PredictorError::NotNpy { message } => Self::NotNpy { message },
            other => Self::NotNpy { message: other.to_string() },
        }
    }
}
