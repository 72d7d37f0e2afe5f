//! What can be wrong with the parameters of a family.

use crate::diagnosis::{Advice, Diagnosis};
use crate::law::LawError;
use crate::law::field::FIELD_ORDERS;
use crate::law::grid::GridError;

/// No law of a family has these parameters.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FamilyError {
    /// The law itself is impossible, for instance too large.
    #[error("{0}")]
    Law(LawError),
    /// There is no such grid, or no such law in it.
    #[error("{0}")]
    Grid(GridError),
    /// There is no field of this order, or none that we hold tables for.
    #[error("q = {order}: expected the order of a field, one of {FIELD_ORDERS:?}")]
    FieldOrder {
        /// The order asked for.
        order: usize,
    },
    /// A parameter is out of its range.
    #[error("{parameter} = {found}: expected {expected}")]
    OutOfRange {
        /// The parameter.
        parameter: String,
        /// Its value.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// There is no MDS code with these parameters.
    #[error("there is no [{n},{k}] MDS code over GF({q}): for 2 <= k <= n - 2 it needs n <= q + 1 = {} (or q even and [q + 2, 3] or [q + 2, q - 1])", q + 1)]
    NoMdsCode {
        /// The length.
        n: usize,
        /// The dimension.
        k: usize,
        /// The order of the field.
        q: usize,
    },
    /// A list has the wrong number of elements.
    #[error("{what} has {found} entries: expected {expected}")]
    WrongNumber {
        /// The list.
        what: String,
        /// The number wanted.
        expected: usize,
        /// The number given.
        found: usize,
    },
    /// A list of probabilities is not a distribution.
    #[error("{what}: {error}")]
    NotADistribution {
        /// The list.
        what: String,
        /// What is wrong with it.
        error: LawError,
    },
    /// There are more linear codes than the limit.
    #[error("GF({q})^{n} has {} subspaces, more than the limit of {limit}", number.as_ref().map_or("very many".to_owned(), ToString::to_string))]
    TooManyCodes {
        /// The order of the field.
        q: usize,
        /// The length.
        n: usize,
        /// Their number, if it fits in 64 bits.
        number: Option<u64>,
        /// The limit.
        limit: u64,
    },
}

impl Diagnosis for FamilyError {
    fn advice(&self) -> Advice {
        match self {
            Self::Law(error) => error.advice(),
            Self::Grid(error) => error.advice(),
            Self::FieldOrder { .. } => Advice::new("family::field_order", "choose q among the listed orders"),
            Self::OutOfRange { parameter, .. } => Advice::new("family::out_of_range", format!("change `{parameter}`")),
            Self::NoMdsCode { .. } => Advice::new(
                "family::no_mds_code",
                "take a larger field, or k = 1 (repetition), k = n - 1 (parity) or k = n (independent tokens)",
            ),
            Self::WrongNumber { .. } => Advice::new("family::wrong_number", "give one entry for each of them"),
            Self::NotADistribution { error, .. } => error.advice(),
            Self::TooManyCodes { .. } => {
                Advice::new("family::too_many_codes", "take a shorter length or a smaller field")
            }
        }
    }
}

impl From<LawError> for FamilyError {
    fn from(error: LawError) -> Self {
        FamilyError::Law(error)
    }
}

impl FamilyError {
    pub(super) fn out_of_range(parameter: &str, found: impl ToString, expected: &str) -> Self {
        let (parameter, found, expected) = (parameter.to_owned(), found.to_string(), expected.to_owned());
        FamilyError::OutOfRange { parameter, found, expected }
    }
}
