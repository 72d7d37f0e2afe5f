//! What can be wrong with a policy.

use std::path::PathBuf;

use crate::diagnosis::{Advice, Diagnosis};
use crate::law::Shape;
use crate::law::readers::bounded::mend;
use crate::sampler::states_error::StatesError;

/// A policy could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// There is no policy of this name.
    #[error("there is no policy `{found}`: expected one of {known}")]
    Unknown {
        /// The name found.
        found: String,
        /// All names.
        known: String,
    },
    /// The parameter of a policy cannot be read or is out of range.
    #[error("policy `{policy}`, parameter `{found}`: expected {expected}")]
    BadParameter {
        /// The policy.
        policy: &'static str,
        /// The parameter, empty when it is missing.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// The table is not JSON of the expected form.
    #[error("the table is not of the expected form: {message} (line {line}, column {column})")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A state has the wrong number of positions.
    #[error("states[{state}] has {found} positions: expected {expected}, the length of the law")]
    WrongLength {
        /// The state, from 0.
        state: usize,
        /// The length of the law.
        expected: usize,
        /// The number of entries.
        found: usize,
    },
    /// A state shows a token that is not in the vocabulary.
    #[error("states[{state}] shows `{token}`, which is no token of the law")]
    UnknownToken {
        /// The state, from 0.
        state: usize,
        /// The token.
        token: String,
    },
    /// A state has no masked position, or is not a pattern of the law.
    #[error("states[{state}] has no masked position")]
    NothingMasked {
        /// The state, from 0.
        state: usize,
    },
    /// A state is to reveal nothing.
    #[error("states[{state}] reveals no position")]
    NothingRevealed {
        /// The state, from 0.
        state: usize,
    },
    /// A state is to reveal a position that is not there, or already revealed.
    #[error("states[{state}] reveals position {position}: expected a masked position, counted from 1")]
    NotMasked {
        /// The state, from 0.
        state: usize,
        /// The position, from 1.
        position: usize,
    },
    /// A state is listed twice.
    #[error("states[{state}] is listed before")]
    DuplicateState {
        /// The second one, from 0.
        state: usize,
    },
    /// The serial depth is too much work.
    #[error("the law of length {length} has too many states: more than {limit} sets would have to be tried")]
    TooManyStates {
        /// The length.
        length: usize,
        /// The limit.
        limit: u64,
    },
    /// A table needs a set for each of too many states.
    #[error(
        "a random table has a set for each of the (V + 1)^L partly masked sequences, more than {limit} for V = {} and \
         L = {}",
        shape.vocabulary_size(),
        shape.length()
    )]
    TooManyPatterns {
        /// The numbers of tokens and of positions.
        shape: Shape,
        /// The limit.
        limit: usize,
    },
    /// The policy could not be followed.
    #[error("policy `{policy}`: {error}")]
    States {
        /// The policy.
        policy: String,
        /// What is wrong.
        error: StatesError,
    },
    /// The file could not be opened or read.
    #[error("the file could not be read: {error}")]
    Unreadable {
        /// The system's reason.
        error: std::io::Error,
    },
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<PolicyError>,
    },
}

impl Diagnosis for PolicyError {
    fn advice(&self) -> Advice {
        match self {
            Self::Unknown { .. } => {
                Advice::new("policy::unknown", "write for instance `bisection` or `left-to-right:2`")
            }
            Self::BadParameter { .. } => Advice::new("policy::bad_parameter", "correct what stands after the colon"),
            Self::Syntax { .. } => Advice::new(
                "policy::syntax",
                "write {\"states\": [{\"revealed\": [null, \"a\"], \"reveal\": [1]}]}, positions counted from 1",
            ),
            Self::WrongLength { .. } => Advice::new("policy::wrong_length", "give a token or null for each position"),
            Self::UnknownToken { .. } => Advice::new(
                "policy::unknown_token",
                "use the tokens of the law's vocabulary, and null for a masked position",
            ),
            Self::NothingMasked { .. } => {
                Advice::new("policy::nothing_masked", "leave out states where everything is revealed")
            }
            Self::NothingRevealed { .. } => {
                Advice::new("policy::nothing_revealed", "every step reveals at least one masked position")
            }
            Self::NotMasked { .. } => {
                Advice::new("policy::not_masked", "list only positions whose entry in `revealed` is null, each once")
            }
            Self::TooManyPatterns { .. } => Advice::new(
                "policy::too_many_patterns",
                "take a policy by rule, as `bisection`, or a table of the states that matter, as `table:FILE`",
            ),
            Self::States { error, .. } => error.advice(),
            Self::DuplicateState { .. } => Advice::new("policy::duplicate_state", "keep one of the two"),
            Self::TooManyStates { .. } => {
                Advice::new("policy::too_many_states", "take a shorter law, or one with fewer sequences")
            }
            Self::Unreadable { error } => Advice::new("policy::unreadable", mend(error)),
            Self::InFile { error, .. } => error.advice(),
        }
    }
}

impl PolicyError {
    /// This error, said to be in the file `path`.
    pub fn in_file(self, path: impl Into<PathBuf>) -> Self {
        Self::InFile { path: path.into(), error: Box::new(self) }
    }
}
