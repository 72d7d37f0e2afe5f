//! What can be wrong with samples that are to become a law.

use crate::diagnosis::{Advice, Diagnosis};

/// Samples could not be read as a law. Places are such as `line 7`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// There is no sample.
    #[error("there is no sample: expected at least one row of tokens")]
    Empty,
    /// The file is UTF-16 text.
    #[error("the file is UTF-16 text: expected UTF-8")]
    Utf16,
    /// The first row is no header.
    #[error("the first row `{row}` {}: expected a header that names the columns", if *are_numbers { "has only numbers" } else { "has an empty or a repeated field" })]
    NoHeader {
        /// The row.
        row: String,
        /// Whether it has only numbers.
        are_numbers: bool,
    },
    /// A column or a position that is not there.
    #[error("there is no column `{name}`: the columns are {known}")]
    UnknownColumn {
        /// What was asked for.
        name: String,
        /// The columns, with commas.
        known: String,
        /// The column with the nearest name.
        nearest: Option<String>,
    },
    /// A column that is asked for twice.
    #[error("the column `{name}` is asked for twice")]
    RepeatedColumn {
        /// The column.
        name: String,
    },
    /// A column whose name says that it counts rows, taken as a position.
    #[error("the column `{name}` has the name of counts or probabilities, and nothing says whether it is a position")]
    LooksLikeValues {
        /// The column.
        name: String,
    },
    /// No column is left for a position.
    #[error("no column is left for the positions")]
    NoPosition,
    /// A row of another number of fields.
    #[error("{place} has {found} tokens: expected {expected}, as in the first row")]
    Ragged {
        /// The place.
        place: String,
        /// The number of fields of the first row.
        expected: usize,
        /// The number found.
        found: usize,
    },
    /// A field without a token.
    #[error("{place}: the field {column} is {}: expected a token", if found.is_empty() { "empty".to_owned() } else { format!("`{found}`") })]
    Missing {
        /// The place.
        place: String,
        /// The column.
        column: String,
        /// What stands there.
        found: String,
    },
    /// Numbers and texts as tokens.
    #[error("{place} has a {found} where the tokens before are {before}s: expected tokens of one kind")]
    MixedTypes {
        /// The place.
        place: String,
        /// The kind found.
        found: &'static str,
        /// The kind before.
        before: &'static str,
    },
    /// A line that is no list of tokens.
    #[error("{place}: {message}")]
    NotTokens {
        /// The place.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// An array that is no samples.
    #[error("the array is not one of samples: {message}")]
    NotSamples {
        /// What is wrong.
        message: String,
    },
}

impl Diagnosis for DataError {
    fn advice(&self) -> Advice {
        let (code, mend) = match self {
            Self::Empty => ("data::empty", "give one row for each sample".to_owned()),
            Self::Utf16 => ("data::utf16", "save the file as UTF-8, as with `iconv -f UTF-16 -t UTF-8`".to_owned()),
            Self::NoHeader { are_numbers: true, .. } => {
                ("data::no_header", "say that there is no header, or that the first row is one".to_owned())
            }
            Self::NoHeader { .. } => {
                ("data::no_header", "give each column a name of its own, or say that there is no header".to_owned())
            }
            Self::UnknownColumn { nearest: Some(nearest), .. } => {
                ("data::unknown_column", format!("perhaps `{nearest}` is meant"))
            }
            Self::UnknownColumn { .. } => ("data::unknown_column", "name one of these columns".to_owned()),
            Self::RepeatedColumn { .. } => ("data::repeated_column", "name each column once".to_owned()),
            Self::LooksLikeValues { name } => (
                "data::looks_like_values",
                format!("say that `{name}` holds counts or probabilities, or list the positions, it among them"),
            ),
            Self::NoPosition => ("data::no_position", "give at least one column of tokens".to_owned()),
            Self::Ragged { .. } => ("data::ragged", "give every sample the same number of tokens".to_owned()),
            Self::Missing { .. } => (
                "data::missing",
                "leave the row out, or write a token such as `missing` where nothing is known".to_owned(),
            ),
            Self::MixedTypes { .. } => {
                ("data::mixed_types", "write all tokens as numbers, or all as texts in quotes".to_owned())
            }
            Self::NotTokens { .. } => (
                "data::not_tokens",
                "write each sample as a line `[5, 17, 3]`, or `{\"tokens\": [5, 17, 3], \"count\": 2}`".to_owned(),
            ),
            Self::NotSamples { .. } => (
                "data::not_samples",
                "save an array of integers of shape (N, L), a row for each sample, with `numpy.save`".to_owned(),
            ),
        };
        Advice::new(code, mend)
    }
}
