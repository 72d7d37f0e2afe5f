//! Why the states of a law that is given by its sequences are not followed.

use crate::diagnosis::{Advice, Diagnosis};
use crate::limits::KEPT_BYTES;

use super::states::{MissingRow, States};

/// The states of a law that is given by its sequences could not be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatesError {
    /// The sequences are too long.
    #[error("the law's sequences have {length} positions: rules and policies are followed for {limit} at most")]
    TooLong {
        /// The length.
        length: usize,
        /// The limit.
        limit: usize,
    },
    /// There are too many states.
    #[error(
        "the partly masked sequences that it comes to take more than {} megabytes, each with its tokens, the numbers of \
         the law's sequences that agree with it, and the probability of the runs that come to it",
        limit >> 20
    )]
    TooManyStates {
        /// The limit in bytes.
        limit: u64,
    },
    /// There are too many outcomes.
    #[error(
        "its rounds have {} outcomes or more over the partly masked sequences that it comes to: at most {limit} are gone \
         through for a law that is given by its sequences",
        if *outcomes == u64::MAX { "2^64".to_owned() } else { outcomes.to_string() }
    )]
    TooManyOutcomes {
        /// How many there are up to where it stopped; `u64::MAX` stands for more as well.
        outcomes: u64,
        /// The limit.
        limit: u64,
    },
    /// The predictor has no row that is read.
    #[error("the predictor has no row at position {} in the state {}, which is read", row.position, row.state)]
    MissingRow {
        /// The row.
        row: MissingRow,
    },
}

impl Diagnosis for StatesError {
    fn advice(&self) -> Advice {
        match self {
            Self::TooLong { .. } => Advice::new("states::too_long", "take the law of fewer positions"),
            Self::TooManyStates { .. } | Self::TooManyOutcomes { .. } => Advice::new(
                "states::too_many",
                "take fewer positions or sequences, a rule that chooses its positions without chance and before it draws \
                 tokens (`sequential:1`, `top:1`, `entropy:1`), fewer tokens a round, or a policy (`left-to-right:2`), \
                 which is followed on the law's own sequences alone",
            ),
            Self::MissingRow { .. } => {
                Advice::new("states::missing_row", "add a line for this state to the predictor's file")
            }
        }
    }
}

impl StatesError {
    /// Checks that there is room for the states that were met, with so many bytes beside them, and that no row was missing.
    ///
    /// # Errors
    /// [`StatesError::TooManyStates`] and [`StatesError::MissingRow`].
    pub(super) fn check(model: &dyn States, beside: u64) -> Result<(), Self> {
        match model.missing() {
            Some(row) => Err(Self::MissingRow { row }),
            None if model.bytes().saturating_add(beside) > KEPT_BYTES => Err(Self::TooManyStates { limit: KEPT_BYTES }),
            None => Ok(()),
        }
    }
}
