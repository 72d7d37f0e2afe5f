//! What can be wrong with a law.

use std::path::PathBuf;

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::{Integer, ParseRationalError, Rational};

use crate::limits::{SPARSE_LENGTH_LIMIT, SPARSE_TOKEN_LIMIT};

use super::readers::bounded::mend;
use super::readers::data_error::DataError;

/// A law could not be built or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LawError {
    /// The vocabulary has no token.
    #[error("the vocabulary is empty: a law needs at least one token")]
    EmptyVocabulary,
    /// A token is the empty string.
    #[error("vocabulary[{index}] is the empty string: every token must have a name")]
    EmptyToken {
        /// Its place in the vocabulary, from 0.
        index: usize,
    },
    /// A token is listed twice.
    #[error("vocabulary[{second}] repeats the token `{token}` of vocabulary[{first}]: tokens must be distinct")]
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
    NoPositions,
    /// There are more patterns than the limit.
    #[error(
        "a law with V = {vocabulary_size} tokens and length L = {length} has (V + 1)^L = {} patterns, more than the \
         limit of {limit}",
        patterns.map_or_else(|| "more than 2^128".to_owned(), |number| number.to_string())
    )]
    TooLarge {
        /// Number of tokens V.
        vocabulary_size: usize,
        /// Number of positions L.
        length: usize,
        /// `(V + 1)^L`, when it fits in 128 bits.
        patterns: Option<u128>,
        /// The limit, [`PATTERN_LIMIT`](crate::limits::PATTERN_LIMIT)(PATTERN_LIMIT)(PATTERN_LIMIT).
        limit: usize,
    },
    /// Too many sequences or positions for a law that is given by its sequences.
    #[error(
        "a law of {sequences} sequences with {length} positions is too large: expected at most {SPARSE_LENGTH_LIMIT} \
         positions, and {SPARSE_TOKEN_LIMIT} tokens in all"
    )]
    TooManySequences {
        /// The number of sequences.
        sequences: usize,
        /// The length, L.
        length: usize,
    },
    /// Too many sets of positions for the average entropies of a law that is given by its sequences.
    #[error(
        "the entropies of all sets of the {length} positions of a law of {sequences} sequences take more than the limit of \
         {limit} steps: at most {sequences} * 2^{length}, and some for each set"
    )]
    TooManySets {
        /// The number of sequences.
        sequences: usize,
        /// The length, L.
        length: usize,
        /// The limit.
        limit: u64,
    },
    /// Average entropies with too many logarithms.
    #[error(
        "the average entropies of the law have more than the limit of {limit} logarithms of numbers of {digits} binary digits"
    )]
    TooManyCounts {
        /// The binary digits of the total count.
        digits: u32,
        /// The limit.
        limit: u64,
    },
    /// Probabilities whose common denominator is too large.
    #[error(
        "the common denominator of {values} probabilities has {digits} binary digits and more: the counts take more than \
         the limit of {limit} bytes"
    )]
    LargeDenominator {
        /// How many probabilities there are.
        values: usize,
        /// The binary digits of the common denominator, of some of them at least.
        digits: u32,
        /// The limit.
        limit: u64,
    },
    /// A name or a token that does not come back from a file of rows.
    #[error("`{text}` begins or ends with white space, which is dropped where .csv and .tsv files are read")]
    SpaceAtEnds {
        /// The name or the token.
        text: String,
    },
    /// Names that are not one for each position, or not distinct, or empty.
    #[error("the names of the positions are {found}: expected {length} names, distinct and not empty")]
    PositionNames {
        /// The length, L.
        length: usize,
        /// The names, with commas; the first ones where they are many.
        found: String,
    },
    /// The counts are too many and too large.
    #[error(
        "the law `{name}` is too large: the common denominator of its probabilities has {digits} binary digits, and with \
         (V + 1)^L = {patterns} patterns its entropies take {steps} steps of work, of at most {limit}"
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
    WrongNumberOfValues {
        /// `V^L`.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A count or probability is below zero.
    #[error("{place} is {value}: expected a value of at least 0")]
    Negative {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// The value.
        value: Rational,
    },
    /// No atom has a positive count.
    #[error("all counts are 0: at least one sequence must have a positive count")]
    AllZero,
    /// The probabilities do not sum to exactly 1.
    #[error("the probabilities sum to {sum}, not to exactly 1")]
    SumNotOne {
        /// Their exact sum.
        sum: Rational,
    },
    /// The retentions of a noise process are not falling probabilities.
    #[error("the retentions {found}: expected numbers from 1 down to 0, none above the one before it or behind a 0")]
    Retentions {
        /// They, with `;` between.
        found: String,
    },
    /// Two laws of different lengths where one length is needed.
    #[error("the laws `{first_name}` and `{second_name}` have lengths {first} and {second}: expected equal lengths")]
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
        "the laws `{first_name}` and `{second_name}` have different vocabularies: expected the same tokens in the \
         same order"
    )]
    VocabularyMismatch {
        /// Name of the first law.
        first_name: String,
        /// Name of the second law.
        second_name: String,
    },
    /// A mixture of no laws.
    #[error("the mixture `{name}` has no component: expected at least one law")]
    EmptyMixture {
        /// Name of the mixture.
        name: String,
    },
    /// The file could not be opened or read.
    #[error("the file could not be read: {error}")]
    Unreadable {
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file is not UTF-8 text.
    #[error("the file is not UTF-8 text: the byte at offset {offset} begins no character")]
    NotUtf8 {
        /// Bytes before the first that is wrong.
        offset: usize,
    },
    /// The file is not of the form that its format asks for.
    #[error("line {line}, column {column}: {message}")]
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
    CountsOrProbabilities {
        /// Whether both are there.
        both: bool,
    },
    /// `vocabulary` and `vocabularies` are both given, or neither is.
    #[error("found {}: expected exactly one of `vocabulary` and `vocabularies`", if *both { "both `vocabulary` and `vocabularies`" } else { "neither `vocabulary` nor `vocabularies`" })]
    VocabularyOrVocabularies {
        /// Whether both are there.
        both: bool,
    },
    /// Vocabularies that are not one for each position.
    #[error("`vocabularies` lists {found} vocabularies: expected {length}, one for each position")]
    WrongNumberOfVocabularies {
        /// The length, L.
        length: usize,
        /// How many there are.
        found: usize,
    },
    /// A count or probability is no number at all.
    #[error("{place} is `{found}`: expected an integer, a fraction `p/q` or a decimal")]
    NotANumber {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// What was found.
        found: String,
    },
    /// A number that is written with too large an exponent.
    #[error("{place} is {found}, which is too large: expected an exponent from -10000 to 10000")]
    NumberTooLarge {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// What was found.
        found: String,
    },
    /// A length that no law has.
    #[error("the length is {found}, which is too large: expected at most {limit}")]
    LengthTooLarge {
        /// What was found, as the file has it.
        found: String,
        /// The length that a law of one token may have.
        limit: usize,
    },
    /// A token that the vocabulary does not list.
    #[error("{place} holds the token `{token}`, which is not in the vocabulary")]
    UnknownToken {
        /// Where the token stands, such as `counts[12]`.
        place: String,
        /// The token.
        token: String,
    },
    /// A sequence of another length than the law's.
    #[error("{place} lists {found} tokens: expected {expected}, the length of the law")]
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
    DuplicateAtom {
        /// Where the sequence stands again, such as `counts[12]`.
        place: String,
        /// Where it stands first.
        first: String,
        /// The sequence.
        tokens: String,
    },
    /// The header of a CSV file is not `x1,..,xL,count` or `x1,..,xL,probability`.
    #[error(
        "line 1: found the header `{found}`: expected distinct names such as `x1,x2,..`, and then `count` or `probability`"
    )]
    Header {
        /// The header found.
        found: String,
    },
    /// A text has fewer tokens than a window.
    #[error("the text has {found} tokens ({tokenisation}): expected at least {length}, the length of a window")]
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
        "found {}: expected a law file with the extension `.json`, `.csv` or `.tsv`",
        extension.as_ref().map_or_else(|| "no extension".to_owned(), |extension| format!("the extension `.{extension}`"))
    )]
    UnknownExtension {
        /// The extension found, if any.
        extension: Option<String>,
    },
    /// A file to be written whose name does not tell its format.
    #[error(
        "found {}: expected a file to write with the extension `.json`, `.csv`, `.tsv`, `.jsonl`, `.ndjson` or `.npy`",
        extension.as_ref().map_or_else(|| "no extension".to_owned(), |extension| format!("the extension `.{extension}`"))
    )]
    UnknownFormat {
        /// The extension found, if any.
        extension: Option<String>,
    },
    /// Samples in a file whose name does not tell their format.
    #[error(
        "found {}: expected samples with the extension `.csv`, `.tsv`, `.txt`, `.jsonl`, `.ndjson` or `.npy`",
        extension.as_ref().map_or_else(|| "no extension".to_owned(), |extension| format!("the extension `.{extension}`"))
    )]
    NoSamples {
        /// The extension found, if any.
        extension: Option<String>,
    },
    /// Something wrong with samples.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<LawError>,
    },
    /// A count is not an integer.
    #[error("{place} is {found}: expected an integer")]
    NotAnInteger {
        /// Where the value stands, such as `counts[12]`.
        place: String,
        /// What was found.
        found: String,
    },
}

impl Diagnosis for LawError {
    fn advice(&self) -> Advice {
        match self {
            Self::EmptyVocabulary => Advice::new("law::empty_vocabulary", "list the tokens that a position may take"),
            Self::EmptyToken { .. } => {
                Advice::new("law::empty_token", "write a visible name such as `<empty>` for this token")
            }
            Self::DuplicateToken { .. } => {
                Advice::new("law::duplicate_token", "remove one of the two, or give it another name")
            }
            Self::NoPositions => Advice::new("law::no_positions", "give the number of positions, at least 1"),
            Self::TooLarge { .. } => Advice::new(
                "law::too_large",
                "take fewer positions or tokens (for instance the commonest ones, and one for all others); entropies, \
                 schedules and claims that are linear in entropies need no table",
            ),
            Self::TooManySequences { .. } => {
                Advice::new("law::too_many_sequences", "keep fewer positions, or fewer samples")
            }
            Self::TooManySets { .. } => Advice::new(
                "law::too_many_sets",
                "take fewer positions, or give a measured curve of average entropies, which may be thousands long",
            ),
            Self::TooManyCounts { .. } => {
                Advice::new("law::too_many_counts", "round the counts to fewer digits, or take fewer positions")
            }
            Self::LargeDenominator { .. } => {
                Advice::new("law::large_denominator", "round the probabilities to fewer digits, or give counts")
            }
            Self::SpaceAtEnds { .. } => Advice::new("law::space_at_ends", "write a .json or .jsonl file"),
            Self::PositionNames { .. } => {
                Advice::new("law::position_names", "give each position a name of its own, or leave the names out")
            }
            Self::LargeNumbers { .. } => {
                Advice::new("law::large_numbers", "round the probabilities to fewer digits, or raise the limit")
            }
            Self::WrongNumberOfValues { .. } => Advice::new(
                "law::wrong_number_of_values",
                "give V^L values in the order of the sequences, the first position most significant",
            ),
            Self::Negative { .. } => {
                Advice::new("law::negative", "counts and probabilities cannot be negative; correct this value")
            }
            Self::AllZero => Advice::new("law::all_zero", "give a positive count to every sequence that can occur"),
            Self::SumNotOne { .. } => Advice::new(
                "law::sum_not_one",
                "write probabilities as fractions such as \"1/3\", or give counts, which need no normalisation",
            ),
            Self::Retentions { .. } => {
                Advice::new("law::retentions", "list the later times behind the earlier ones, as in `3/4;1/2`")
            }
            Self::LengthMismatch { .. } => Advice::new("law::length_mismatch", "combine laws over the same positions"),
            Self::VocabularyMismatch { .. } => {
                Advice::new("law::vocabulary_mismatch", "write both laws over one common vocabulary")
            }
            Self::EmptyMixture { .. } => {
                Advice::new("law::empty_mixture", "give one or more laws with weights that sum to 1")
            }
            Self::Unreadable { error } => Advice::new("law::unreadable", mend(error)),
            Self::NotUtf8 { .. } => Advice::new("law::not_utf8", "save the file as UTF-8"),
            Self::Syntax { .. } => Advice::new(
                "law::syntax",
                "a JSON law is {\"name\", \"description\", \"length\", \"vocabulary\": [token, ..], \"counts\": \
                 [[[token, ..], count], ..]}; a CSV law has a header `x1,..,xL,count` and one row for each sequence",
            ),
            Self::CountsOrProbabilities { .. } => Advice::new(
                "law::counts_or_probabilities",
                "keep `counts` for integers, or `probabilities` for fractions",
            ),
            Self::VocabularyOrVocabularies { .. } => Advice::new(
                "law::vocabulary_or_vocabularies",
                "keep `vocabulary` for tokens that all positions share, or `vocabularies` for a list of each position",
            ),
            Self::WrongNumberOfVocabularies { .. } => {
                Advice::new("law::wrong_number_of_vocabularies", "give one list of tokens for each position")
            }
            Self::NotANumber { .. } => {
                Advice::new("law::not_a_number", "write a number such as 12, \"1/3\" or \"0.125\"")
            }
            Self::NumberTooLarge { .. } => {
                Advice::new("law::number_too_large", "write a number such as 12, \"1/3\" or \"0.125\"")
            }
            Self::LengthTooLarge { .. } => Advice::new(
                "law::length_too_large",
                "cut the sequences into windows of fewer tokens, or keep fewer columns",
            ),
            Self::UnknownToken { .. } => {
                Advice::new("law::unknown_token", "add the token to the vocabulary, or correct its spelling")
            }
            Self::WrongAtomLength { .. } => Advice::new("law::wrong_atom_length", "give one token for each position"),
            Self::DuplicateAtom { .. } => Advice::new(
                "law::duplicate_atom",
                "keep one of the two, with the sum of their values if both were meant",
            ),
            Self::Header { .. } => Advice::new(
                "law::header",
                "for pairs with counts write the first line as `x1,x2,count`; read rows without a last column of counts as samples",
            ),
            Self::TextTooShort { .. } => Advice::new("law::text_too_short", "use a longer text or shorter windows"),
            Self::UnknownExtension { .. } => {
                Advice::new("law::unknown_extension", "rename the file after what it holds")
            }
            Self::UnknownFormat { .. } => {
                Advice::new("law::unknown_format", "name the file after the format that it is to have")
            }
            Self::NoSamples { .. } => Advice::new("law::no_samples", "rename the file after what it holds"),
            Self::Data(error) => error.advice(),
            Self::InFile { error, .. } => error.advice(),
            Self::NotAnInteger { .. } => Advice::new(
                "law::not_an_integer",
                "scale all counts to integers, or give probabilities, which may be fractions",
            ),
        }
    }
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
