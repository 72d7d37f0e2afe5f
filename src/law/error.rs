//! What can be wrong with a law.

use std::path::PathBuf;

use crate::exact::{Integer, ParseRationalError, Rational};

use super::readers::bounded::mend;

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
        /// The limit, [`PATTERN_LIMIT`](crate::limits::PATTERN_LIMIT)(PATTERN_LIMIT).
        limit: usize,
    },
    /// The counts are too many and too large.
    #[error(
        "the law `{name}` is too large: the common denominator of its probabilities has {digits} binary digits, and with \
         (V + 1)^L = {patterns} patterns its entropies take {steps} steps of work, of at most {limit}"
    )]
    #[diagnostic(
        code(law::large_numbers),
        help("round the probabilities to fewer digits, or raise the limit with --limit")
    )]
    LargeNumbers {
        /// The law.
        name: String,
        /// The binary digits of the total count.
        digits: u32,
        /// `(V + 1)^L`
        patterns: u64,
        /// The steps that it takes.
        steps: u64,
        /// The most.
        limit: u64,
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
    /// The file could not be opened or read.
    #[error("the file could not be read: {error}")]
    #[diagnostic(code(law::unreadable), help("{}", mend(error)))]
    Unreadable {
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file is not UTF-8 text.
    #[error("the file is not UTF-8 text: the byte at offset {offset} begins no character")]
    #[diagnostic(code(law::not_utf8), help("save the file as UTF-8"))]
    NotUtf8 {
        /// Bytes before the first that is wrong.
        offset: usize,
    },
    /// The file is not of the form that its format asks for.
    #[error("line {line}, column {column}: {message}")]
    #[diagnostic(
        code(law::syntax),
        help(
            "a JSON law is {{\"name\", \"description\", \"length\", \"vocabulary\": [token, ..], \"counts\": [[[token, ..], count], ..]}}; a CSV law has a header `x1,..,xL,count` and one row for each sequence"
        )
    )]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
        /// What was found and expected.
        message: String,
    },
    /// Counts and probabilities are both given, or neither is.
    #[error("found {}: expected exactly one of `counts` and `probabilities`", if *both { "both `counts` and `probabilities`" } else { "neither `counts` nor `probabilities`" })]
    #[diagnostic(
        code(law::counts_or_probabilities),
        help("keep `counts` for integers, or `probabilities` for fractions")
    )]
    CountsOrProbabilities {
        /// Whether both are there.
        both: bool,
    },
    /// A count or probability is no number at all.
    #[error("{place} is `{found}`: expected an integer, a fraction `p/q` or a decimal")]
    #[diagnostic(code(law::not_a_number), help("write a number such as 12, \"1/3\" or \"0.125\""))]
    NotANumber {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// What was found.
        found: String,
    },
    /// A number that is written with too large an exponent.
    #[error("{place} is {found}, which is too large: expected an exponent from -10000 to 10000")]
    #[diagnostic(code(law::number_too_large), help("write a number such as 12, \"1/3\" or \"0.125\""))]
    NumberTooLarge {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// What was found.
        found: String,
    },
    /// A length that no law has.
    #[error("the length is {found}, which is too large: expected at most {limit}")]
    #[diagnostic(code(law::length_too_large), help("give the number of tokens in each sequence"))]
    LengthTooLarge {
        /// What was found, as the file has it.
        found: String,
        /// The length that a law of one token may have.
        limit: usize,
    },
    /// A token that the vocabulary does not list.
    #[error("{place} holds the token `{token}`, which is not in the vocabulary")]
    #[diagnostic(code(law::unknown_token), help("add the token to the vocabulary, or correct its spelling"))]
    UnknownToken {
        /// Where the token stands, such as `counts[12]`.
        place: String,
        /// The token.
        token: String,
    },
    /// A sequence of another length than the law's.
    #[error("{place} lists {found} tokens: expected {expected}, the length of the law")]
    #[diagnostic(code(law::wrong_atom_length), help("give one token for each position"))]
    WrongAtomLength {
        /// Where the sequence stands, such as `counts[12]`.
        place: String,
        /// The length of the law.
        expected: usize,
        /// The number of tokens.
        found: usize,
    },
    /// A sequence is listed twice.
    #[error("{place} repeats the sequence ({tokens}) of {first}: every sequence may be listed once")]
    #[diagnostic(
        code(law::duplicate_atom),
        help("keep one of the two, with the sum of their values if both were meant")
    )]
    DuplicateAtom {
        /// Where the sequence stands again, such as `counts[12]`.
        place: String,
        /// Where it stands first.
        first: String,
        /// The sequence.
        tokens: String,
    },
    /// The header of a CSV file is not `x1,..,xL,count` or `x1,..,xL,probability`.
    #[error("line 1: found the header `{found}`: expected `x1,x2,..` and then `count` or `probability`")]
    #[diagnostic(code(law::header), help("for pairs with counts write the first line as `x1,x2,count`"))]
    Header {
        /// The header found.
        found: String,
    },
    /// A text has fewer tokens than a window.
    #[error("the text has {found} tokens ({tokenisation}): expected at least {length}, the length of a window")]
    #[diagnostic(code(law::text_too_short), help("use a longer text or shorter windows"))]
    TextTooShort {
        /// How the text was cut into tokens.
        tokenisation: String,
        /// The number of tokens in the text.
        found: usize,
        /// The length of a window.
        length: usize,
    },
    /// The file's name does not tell its format.
    #[error(
        "found {}: expected a law file with the extension `.json` or `.csv`",
        extension.as_ref().map_or_else(|| "no extension".to_owned(), |extension| format!("the extension `.{extension}`"))
    )]
    #[diagnostic(
        code(law::unknown_extension),
        help(
            "rename the file after what it holds; the windows of a text are counted by `maskproof law text FILE --length 4`"
        )
    )]
    UnknownExtension {
        /// The extension found, if any.
        extension: Option<String>,
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
    /// A count is not an integer.
    #[error("{place} is {found}: expected an integer")]
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

    /// A number at `place` that could not be read.
    pub(crate) fn not_a_number(place: String, error: &ParseRationalError) -> Self {
        let found = error.shown();
        if error.is_too_large { Self::NumberTooLarge { place, found } } else { Self::NotANumber { place, found } }
    }

    /// A negative count at `place`.
    pub(crate) fn negative(place: String, value: &Integer) -> Self {
        LawError::Negative { place, value: Rational::from(value) }
    }
}
