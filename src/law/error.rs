//! What can be wrong with a law.

use crate::exact::{Integer, Rational};
use std::path::PathBuf;

/// A law could not be built or read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum LawError {
    /// The vocabulary has no token.
    #[error("the vocabulary is empty: a law needs at least one token")]
    #[diagnostic(code(law::empty_vocabulary), help("list the tokens that a position may take"))]
    EmptyVocabulary,
    /// A token is the empty string.
    #[error("vocabulary[{index}] is the empty string: every token must have a name")]
    #[diagnostic(code(law::empty_token), help("write a visible name such as `<empty>` for this token"))]
    EmptyToken {
        /// Its place in the vocabulary, from 0.
        index: usize,
    },
    /// A token is listed twice.
    #[error("vocabulary[{second}] repeats the token `{token}` of vocabulary[{first}]: tokens must be distinct")]
    #[diagnostic(code(law::duplicate_token), help("remove one of the two, or give it another name"))]
    DuplicateToken {
        /// The token.
        token: String,
        /// Where it stands first, from 0.
        first: usize,
        /// Where it stands again, from 0.
        second: usize,
    },
    /// The sequences have length 0.
    #[error("the length is 0: a law needs at least one position")]
    #[diagnostic(code(law::no_positions), help("give the number of positions, at least 1"))]
    NoPositions,
    /// There are more patterns than the limit.
    #[error(
        "a law with V = {vocabulary_size} tokens and length L = {length} has (V + 1)^L = {} patterns, more than the limit of {limit}",
        patterns.map_or_else(|| "more than 2^128".to_owned(), |number| number.to_string())
    )]
    #[diagnostic(
        code(law::too_large),
        help("use shorter windows or a smaller vocabulary (for instance the commonest tokens and one for all others)")
    )]
    TooLarge {
        /// Number of tokens V.
        vocabulary_size: usize,
        /// Number of positions L.
        length: usize,
        /// `(V + 1)^L`, when it fits in 128 bits.
        patterns: Option<u128>,
        /// The limit, [`PATTERN_LIMIT`](crate::law::PATTERN_LIMIT).
        limit: usize,
    },
    /// The number of counts or probabilities is not the number of atoms.
    #[error("found {found} values for {expected} atoms: expected one value for each of the V^L sequences")]
    #[diagnostic(
        code(law::wrong_number_of_values),
        help("give V^L values in the order of the sequences, the first position most significant")
    )]
    WrongNumberOfValues {
        /// `V^L`.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A count or probability is below zero.
    #[error("{place} is {value}: expected a value of at least 0")]
    #[diagnostic(code(law::negative), help("counts and probabilities cannot be negative; correct this value"))]
    Negative {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// The value.
        value: Rational,
    },
    /// No atom has a positive count.
    #[error("all counts are 0: at least one sequence must have a positive count")]
    #[diagnostic(code(law::all_zero), help("give a positive count to every sequence that can occur"))]
    AllZero,
    /// The probabilities do not sum to exactly 1.
    #[error("the probabilities sum to {sum}, not to exactly 1")]
    #[diagnostic(
        code(law::sum_not_one),
        help("write probabilities as fractions such as \"1/3\", or give counts, which need no normalisation")
    )]
    SumNotOne {
        /// Their exact sum.
        sum: Rational,
    },
    /// Two laws of different lengths where one length is needed.
    #[error("the laws `{first_name}` and `{second_name}` have lengths {first} and {second}: expected equal lengths")]
    #[diagnostic(code(law::length_mismatch), help("combine laws over the same positions"))]
    LengthMismatch {
        /// Name of the first law.
        first_name: String,
        /// Its length.
        first: usize,
        /// Name of the second law.
        second_name: String,
        /// Its length.
        second: usize,
    },
    /// Two laws over different vocabularies where one vocabulary is needed.
    #[error(
        "the laws `{first_name}` and `{second_name}` have different vocabularies: expected the same tokens in the same order"
    )]
    #[diagnostic(code(law::vocabulary_mismatch), help("write both laws over one common vocabulary"))]
    VocabularyMismatch {
        /// Name of the first law.
        first_name: String,
        /// Name of the second law.
        second_name: String,
    },
    /// A mixture of no laws.
    #[error("the mixture `{name}` has no component: expected at least one law")]
    #[diagnostic(code(law::empty_mixture), help("give one or more laws with weights that sum to 1"))]
    EmptyMixture {
        /// Name of the mixture.
        name: String,
    },
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    #[diagnostic(forward(error))]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<LawError>,
    },
    /// A count of more than one place is not an integer.
    #[error("{place} is {found}: expected an integer count")]
    #[diagnostic(
        code(law::not_an_integer),
        help("scale all counts to integers, or give probabilities, which may be fractions")
    )]
    NotAnInteger {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// What was found.
        found: String,
    },
}

impl LawError {
    /// This error, said to be in the file `path`.
    pub fn in_file(self, path: impl Into<PathBuf>) -> Self {
        LawError::InFile { path: path.into(), error: Box::new(self) }
    }

    /// The error itself, without the file that it was found in.
    pub fn kind(&self) -> &LawError {
        match self {
            LawError::InFile { error, .. } => error.kind(),
            other => other,
        }
    }

    /// A negative count at `place`.
    pub(crate) fn negative(place: String, value: &Integer) -> Self {
        LawError::Negative { place, value: Rational::from(value) }
    }
}
