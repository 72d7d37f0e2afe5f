//! What can be wrong with a policy.

use std::path::PathBuf;

use crate::law::readers::bounded::mend;

/// A policy could not be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum PolicyError {
    /// There is no policy of this name.
    #[error("there is no policy `{found}`: expected one of {known}")]
    #[diagnostic(code(policy::unknown), help("write for instance `bisection` or `left-to-right:2`"))]
    Unknown {
        /// The name found.
        found: String,
        /// All names.
        known: String,
    },
    /// The parameter of a policy cannot be read or is out of range.
    #[error("policy `{policy}`, parameter `{found}`: expected {expected}")]
    #[diagnostic(code(policy::bad_parameter), help("correct what stands after the colon"))]
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
    #[diagnostic(
        code(policy::syntax),
        help("write {{\"states\": [{{\"revealed\": [null, \"a\"], \"reveal\": [1]}}]}}, positions counted from 1")
    )]
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
    #[diagnostic(code(policy::wrong_length), help("give a token or null for each position"))]
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
    #[diagnostic(
        code(policy::unknown_token),
        help("use the tokens of the law's vocabulary, and null for a masked position")
    )]
    UnknownToken {
        /// The state, from 0.
        state: usize,
        /// The token.
        token: String,
    },
    /// A state has no masked position, or is not a pattern of the law.
    #[error("states[{state}] has no masked position")]
    #[diagnostic(code(policy::nothing_masked), help("leave out states where everything is revealed"))]
    NothingMasked {
        /// The state, from 0.
        state: usize,
    },
    /// A state is to reveal nothing.
    #[error("states[{state}] reveals no position")]
    #[diagnostic(code(policy::nothing_revealed), help("every step reveals at least one masked position"))]
    NothingRevealed {
        /// The state, from 0.
        state: usize,
    },
    /// A state is to reveal a position that is not there, or already revealed.
    #[error("states[{state}] reveals position {position}: expected a masked position, counted from 1")]
    #[diagnostic(code(policy::not_masked), help("list only positions whose entry in `revealed` is null, each once"))]
    NotMasked {
        /// The state, from 0.
        state: usize,
        /// The position, from 1.
        position: usize,
    },
    /// A state is listed twice.
    #[error("states[{state}] is listed before")]
    #[diagnostic(code(policy::duplicate_state), help("keep one of the two"))]
    DuplicateState {
        /// The second one, from 0.
        state: usize,
    },
    /// The serial depth is too much work.
    #[error("the law of length {length} has too many states: more than {limit} sets would have to be tried")]
    #[diagnostic(code(policy::too_many_states), help("take a shorter law, or one with fewer sequences"))]
    TooManyStates {
        /// The length.
        length: usize,
        /// The limit.
        limit: u64,
    },
    /// The file could not be opened or read.
    #[error("the file could not be read: {error}")]
    #[diagnostic(code(policy::unreadable), help("{}", mend(error)))]
    Unreadable {
        /// The system's reason.
        error: std::io::Error,
    },
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    #[diagnostic(forward(error))]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<PolicyError>,
    },
}

impl PolicyError {
    /// This error, said to be in the file `path`.
    pub fn in_file(self, path: impl Into<PathBuf>) -> Self {
        Self::InFile { path: path.into(), error: Box::new(self) }
    }
}
