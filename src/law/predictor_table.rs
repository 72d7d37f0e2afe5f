//! Predictor tables: what a sampler draws each masked token from.

use std::path::PathBuf;

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::{Integer, Rational};
use crate::limits::{PATTERN_LIMIT, PREDICTOR_ENTRY_LIMIT};

use super::index::digits_of;
use super::{LawError, Shape};

use super::readers::bounded::mend;

/// A predictor table could not be built or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PredictorError {
    /// No tokens, no positions, or too many patterns.
    #[error("the shape of the predictor is not possible: {0}")]
    Size(LawError),
    /// There are more entries than the limit.
    #[error(
        "a predictor with V = {} tokens and length L = {} has (V + 1)^L L V = {entries} entries, more than the limit of \
         {limit}",
        shape.vocabulary_size(),
        shape.length()
    )]
    TooLarge {
        /// The numbers of tokens and of positions.
        shape: Shape,
        /// `(V + 1)^L L V`.
        entries: usize,
        /// The limit, [`PREDICTOR_ENTRY_LIMIT`].
        limit: usize,
    },
    /// The number of weights is not the number of entries.
    #[error("found {found} weights: expected {expected}, one for each pattern, position and token")]
    WrongNumberOfValues {
        /// `(V + 1)^L L V`.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// The array does not have the shape of a predictor.
    #[error("the array has shape {found:?}: expected ((V + 1)^L, L, V) = {expected:?} for V = {} and L = {}", expected[2], expected[1])]
    WrongShape {
        /// `(V + 1)^L`, L, V.
        expected: [usize; 3],
        /// The shape in the file.
        found: Vec<u64>,
    },
    /// The array does not have three indices.
    #[error("the array has shape {found:?}: expected that of a predictor, ((V + 1)^L, L, V)")]
    WrongDimensions {
        /// The shape in the file.
        found: Vec<u64>,
    },
    /// The array does not hold 32-bit or 64-bit floats.
    #[error("the array has dtype {found}: expected 32-bit or 64-bit floats")]
    WrongType {
        /// The dtype in the file.
        found: String,
    },
    /// An entry is NaN or infinite.
    #[error(
        "the entry at row {row} (state {state}), position {position}, token {token} is {found}: expected a finite \
         number"
    )]
    NotFinite {
        /// The pattern, from 0.
        row: usize,
        /// The tokens of the pattern, `mask` where a position is masked.
        state: String,
        /// The position, from 0.
        position: usize,
        /// The token, from 0.
        token: usize,
        /// `NaN`, `inf` or `-inf`.
        found: String,
    },
    /// An entry is below zero.
    #[error(
        "the entry at row {row} (state {state}), position {position}, token {token} is {value}: expected at least 0"
    )]
    Negative {
        /// The pattern, from 0.
        row: usize,
        /// The tokens of the pattern, `mask` where a position is masked.
        state: String,
        /// The position, from 0.
        position: usize,
        /// The token, from 0.
        token: usize,
        /// The value.
        value: Rational,
    },
    /// The probabilities of a masked position do not sum to 1.
    #[error(
        "the entries at row {row} (state {state}), position {position} sum to {sum}: expected probabilities of sum 1 \
         (within V * 2^-22, for the rounding of 32-bit floats)"
    )]
    NotProbabilities {
        /// The pattern, from 0.
        row: usize,
        /// The tokens of the pattern, `mask` where a position is masked.
        state: String,
        /// The position, from 0.
        position: usize,
        /// The sum, as a decimal.
        sum: String,
    },
    /// All tokens of a masked position have weight 0.
    #[error(
        "the entries at row {row} (state {state}), position {position} are all 0: expected a distribution, as the \
         position is masked there"
    )]
    ZeroRow {
        /// The pattern, from 0.
        row: usize,
        /// The tokens of the pattern, `mask` where a position is masked.
        state: String,
        /// The position, from 0.
        position: usize,
    },
    /// A line of a predictor given by states is none.
    #[error("line {line}: {message}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What was found and expected.
        message: String,
    },
    /// The probabilities of a row given by its state do not sum to 1.
    #[error(
        "line {line}: the row at {place} sums to {sum}: expected probabilities of sum 1 (within V * 2^-22, for the \
         rounding of 32-bit floats)"
    )]
    NotProbabilitiesOf {
        /// The line, from 1.
        line: usize,
        /// The position and the state.
        place: String,
        /// The sum, as a decimal.
        sum: String,
    },
    /// A row that is asked for is not given.
    #[error(
        "the state {state} has no row at position {position}: it is {}",
        if *is_possible { "a state of positive probability of the law" } else { "one that a sampler with these rows passes through" }
    )]
    MissingRow {
        /// The tokens of the state, `mask` where a position is masked.
        state: String,
        /// The position, from 0.
        position: usize,
        /// Whether the law gives the state a positive probability.
        is_possible: bool,
    },
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
    /// The data do not have the length that the header announces.
    #[error("the array's data take {found} bytes: expected {expected} for the shape and dtype in its header")]
    WrongDataLength {
        /// Bytes announced.
        expected: usize,
        /// Bytes after the header.
        found: usize,
    },
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<PredictorError>,
    },
}

impl Diagnosis for PredictorError {
    fn advice(&self) -> Advice {
        match self {
            Self::Size(error) => error.advice(),
            Self::TooLarge { .. } => {
                Advice::new("predictor::too_large", "use shorter sequences or a smaller vocabulary")
            }
            Self::WrongNumberOfValues { .. } => Advice::new(
                "predictor::wrong_number_of_values",
                "give (V + 1)^L L V weights, patterns first, then positions, then tokens",
            ),
            Self::WrongDimensions { .. } => Advice::new(
                "predictor::wrong_dimensions",
                "save the array with one row for each masked input, then positions, then tokens",
            ),
            Self::WrongShape { .. } => Advice::new(
                "predictor::wrong_shape",
                "give the predictor of this law's length and vocabulary; row = masked input in base V + 1, first \
                 position most significant, digit V = mask",
            ),
            Self::WrongType { .. } => {
                Advice::new("predictor::wrong_type", "save the array with `array.astype('float32')` or `float64`")
            }
            Self::NotFinite { found, .. } => Advice::new("predictor::not_finite", not_finite(found)),
            Self::Negative { .. } => Advice::new(
                "predictor::negative",
                "for logarithms of probabilities save `numpy.exp(a)`; for logits their softmax, `e = numpy.exp(a - \
                 a.max(-1, keepdims=True)); e / e.sum(-1, keepdims=True)`",
            ),
            Self::NotProbabilities { .. } => Advice::new(
                "predictor::not_probabilities",
                "for logits save their softmax, `e = numpy.exp(a - a.max(-1, keepdims=True)); e / e.sum(-1, \
                 keepdims=True)`",
            ),
            Self::Line { .. } => Advice::new(
                "predictor::line",
                "a line reads {\"state\": [0, null], \"rows\": [null, [0.25, 0.75]]}: the tokens by their places from 0, null \
                 where masked, and the numbers of the tokens at each masked position",
            ),
            Self::NotProbabilitiesOf { .. } => {
                Advice::new("predictor::not_probabilities", "for logits write their softmax")
            }
            Self::MissingRow { .. } => Advice::new(
                "predictor::missing_row",
                "add a line for this state: the predictor's rows there, null at revealed positions",
            ),
            Self::ZeroRow { .. } => Advice::new(
                "predictor::zero_row",
                "give at least one token a positive probability at every masked position",
            ),
            Self::Unreadable { error } => Advice::new("predictor::unreadable", mend(error)),
            Self::NotNpy { .. } => Advice::new("predictor::not_npy", "save the array with `numpy.save`"),
            Self::WrongDataLength { .. } => {
                Advice::new("predictor::wrong_data_length", "the file was cut short or added to; copy or save it again")
            }
            Self::InFile { error, .. } => error.advice(),
        }
    }
}

/// What to do about a number that is none.
fn not_finite(found: &str) -> &'static str {
    match found {
        "-inf" => {
            "for logarithms of probabilities save `numpy.exp(a)`, where -inf becomes 0; for logits save their \
             softmax: `e = numpy.exp(a - a.max(-1, keepdims=True)); e / e.sum(-1, keepdims=True)`"
        }
        _ => {
            "the predictor has diverged, or its softmax overflowed: subtract the largest logit of each row before the \
             exponential, `e = numpy.exp(a - a.max(-1, keepdims=True)); e / e.sum(-1, keepdims=True)`"
        }
    }
}

impl PredictorError {
    /// This error, said to be in the file `path`.
    pub fn in_file(self, path: impl Into<PathBuf>) -> Self {
        PredictorError::InFile { path: path.into(), error: Box::new(self) }
    }

    /// The error itself, without the file that it was found in.
    pub fn kind(&self) -> &PredictorError {
        match self {
            PredictorError::InFile { error, .. } => error.kind(),
            other => other,
        }
    }
}

/// For every pattern and position the weights of the tokens that may fill it:
/// `p(token | pattern) = weight / row_sum`, exactly normalised.
///
/// Patterns are numbered as in [`PatternCounts`](crate::law::PatternCounts), the digit V meaning masked. Rows at
/// positions that the pattern reveals are used by the rule `p2` with `planner=table` alone, and may be all zero; every
/// other row has a positive sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictorTable {
    shape: Shape,
    /// Entry (pattern, position, token) stands at `(pattern L + position) V + token`.
    weights: Vec<Integer>,
    /// Row (pattern, position) stands at `pattern L + position`.
    row_sums: Vec<Integer>,
}

impl PredictorTable {
    /// The table with these weights, patterns slowest and tokens fastest. Rows need not have equal sums.
    ///
    /// ```
    /// use maskproof::exact::Integer;
    /// use maskproof::law::{PredictorTable, Shape};
    /// // One position, two tokens: the rows of the patterns "0", "1" (revealed, so none) and "masked".
    /// let weights = [0, 0, 0, 0, 1, 2].map(Integer::from).to_vec();
    /// let table = PredictorTable::from_weights(Shape::new(1, 2).unwrap(), weights).unwrap();
    /// assert_eq!(*table.weight(2, 0, 1), 2);
    /// assert_eq!(*table.row_sum(2, 0), 3);
    /// ```
    ///
    /// # Errors
    /// [`PredictorError::Size`], [`PredictorError::TooLarge`], [`PredictorError::WrongNumberOfValues`],
    /// [`PredictorError::Negative`], [`PredictorError::ZeroRow`].
    pub fn from_weights(shape: Shape, weights: Vec<Integer>) -> Result<Self, PredictorError> {
        let [patterns, length, vocabulary_size] = table_shape(shape)?;
        let expected = patterns * length * vocabulary_size;
        if weights.len() != expected {
            return Err(PredictorError::WrongNumberOfValues { expected, found: weights.len() });
        }
        if let Some(entry) = weights.iter().position(Integer::is_negative) {
            let (row, position, token) = place(entry, shape);
            let (state, value) = (state(row, shape), Rational::from(&weights[entry]));
            return Err(PredictorError::Negative { row, state, position, token, value });
        }
        let row_sums: Vec<Integer> =
            weights.chunks(vocabulary_size).map(|row| Integer::from(Integer::sum(row.iter()))).collect();
        for (number, _) in row_sums.iter().enumerate().filter(|(_, sum)| sum.is_zero()) {
            let (row, position) = (number / length, number % length);
            if digits_of(row, vocabulary_size + 1, length)[position] == vocabulary_size {
                return Err(PredictorError::ZeroRow { row, state: state(row, shape), position });
            }
        }
        Ok(Self { shape, weights, row_sums })
    }

    /// The shape of the laws that the table is for.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The number of tokens, V.
    pub fn vocabulary_size(&self) -> usize {
        self.shape.vocabulary_size()
    }

    /// The number of positions, L.
    pub fn length(&self) -> usize {
        self.shape.length()
    }

    /// The weight of a token (from 0) at a position (from 0) given a pattern.
    ///
    /// # Panics
    /// When the entry is outside the table.
    pub fn weight(&self, pattern: usize, position: usize, token: usize) -> &Integer {
        let (vocabulary_size, length) = (self.vocabulary_size(), self.length());
        assert!(position < length && token < vocabulary_size, "the entry is outside the table");
        &self.weights[(pattern * length + position) * vocabulary_size + token]
    }

    /// The sum of the weights of all tokens at a position given a pattern; positive when the position is masked.
    ///
    /// # Panics
    /// When the row is outside the table.
    pub fn row_sum(&self, pattern: usize, position: usize) -> &Integer {
        assert!(position < self.length(), "the row is outside the table");
        &self.row_sums[pattern * self.length() + position]
    }

    /// The table of the positions behind a prompt, the tokens of the first positions: its rows are those of the states
    /// in which the prompt is revealed. `None` where the prompt leaves no position, or has a token that is none.
    ///
    /// ```
    /// use maskproof::law::{Shape, families::random_predictor_table};
    /// let table = random_predictor_table(1, Shape::new(3, 2)?, false)?;
    /// let behind = table.behind_prompt(&[1]).unwrap();
    /// // The state (1, mask, 0) is row 1 * 9 + 2 * 3 + 0 of the table, and (mask, 0) row 2 * 3 + 0 of the other.
    /// assert_eq!((behind.length(), behind.weight(6, 0, 1)), (2, table.weight(15, 1, 1)));
    /// assert!(table.behind_prompt(&[1, 0, 1]).is_none() && table.behind_prompt(&[2]).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn behind_prompt(&self, prompt: &[usize]) -> Option<Self> {
        let (length, vocabulary_size) = (self.length(), self.vocabulary_size());
        if prompt.len() >= length || prompt.iter().any(|&token| token >= vocabulary_size) {
            return None;
        }
        let shape = Shape::new(length - prompt.len(), vocabulary_size).ok()?;
        let first = prompt.iter().fold(0, |number, token| number * (vocabulary_size + 1) + token) * shape.patterns();
        let places = (first..first + shape.patterns()).flat_map(|row| (prompt.len()..length).map(move |at| (row, at)));
        let weight = |(row, at)| (0..vocabulary_size).map(move |token| self.weight(row, at, token).clone());
        Self::from_weights(shape, places.flat_map(weight).collect()).ok()
    }

    /// All weights, patterns slowest and tokens fastest.
    pub fn weights(&self) -> &[Integer] {
        &self.weights
    }
}

/// The shape `((V + 1)^L, L, V)`, within bounds.
pub(crate) fn table_shape(shape: Shape) -> Result<[usize; 3], PredictorError> {
    shape.check_size().map_err(PredictorError::Size)?;
    let (patterns, length, vocabulary_size) = (shape.patterns(), shape.length(), shape.vocabulary_size());
    debug_assert!(patterns <= PATTERN_LIMIT);
    // At most 2^22 patterns, 22 positions and 2^22 tokens: far from overflowing 64 bits.
    let entries = patterns.saturating_mul(length).saturating_mul(vocabulary_size);
    if entries > PREDICTOR_ENTRY_LIMIT {
        return Err(PredictorError::TooLarge { shape, entries, limit: PREDICTOR_ENTRY_LIMIT });
    }
    Ok([patterns, length, vocabulary_size])
}

/// The pattern, position and token of an entry.
pub(crate) fn place(entry: usize, shape: Shape) -> (usize, usize, usize) {
    let (vocabulary_size, length) = (shape.vocabulary_size(), shape.length());
    (entry / vocabulary_size / length, entry / vocabulary_size % length, entry % vocabulary_size)
}

/// The tokens of a pattern as messages show it: `(0, mask, 1)`, tokens from 0.
pub(crate) fn state(row: usize, shape: Shape) -> String {
    shown_state(&digits_of(row, shape.vocabulary_size() + 1, shape.length()), shape.vocabulary_size())
}

/// The digits of a pattern as messages show them: `(0, mask, 1)`.
pub(crate) fn shown_state(digits: &[usize], vocabulary_size: usize) -> String {
    let shown = |token: &usize| if *token == vocabulary_size { "mask".to_owned() } else { token.to_string() };
    let tokens: Vec<String> = digits.iter().map(shown).collect();
    format!("({})", tokens.join(", "))
}
