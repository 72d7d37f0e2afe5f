//! What can be wrong with a measured curve, and with samples from which one is estimated.

use std::path::{Path, PathBuf};

use rug::Rational;
use thiserror::Error;

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::ParseRationalError;
use crate::exact::digits::rational_to_decimal;
use crate::law::readers::bounded;
use crate::law::readers::float_rows::FloatRowsError;
use crate::limits::{CURVE_BITS, CURVE_LENGTH_LIMIT};

use super::measured_curve::Contradiction;

/// How many digits of a number are shown.
const SHOWN_DIGITS: u32 = 6;

/// A measured curve that is none.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CurveError {
    /// The file could not be opened or read.
    #[error("the file could not be read: {error}")]
    Unreadable {
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file is text in two bytes a character.
    #[error("the file is not UTF-8 text: it has bytes of UTF-16, or is no text at all")]
    Utf16,
    /// The file is no UTF-8 text.
    #[error("the file is not UTF-8 text: the byte at offset {offset} (from 0) does not fit")]
    NotUtf8 {
        /// Where it stops to be.
        offset: usize,
    },
    /// There is nothing in the file.
    #[error("the file is empty: expected a line with the names of the columns and a row for each k")]
    Empty,
    /// There is a line of names and nothing else.
    #[error("the file has no rows with k >= 1 behind its first line")]
    NoRows,
    /// The file does not read as a table.
    #[error("{message}")]
    Syntax {
        /// What is wrong.
        message: String,
    },
    /// A row has more fields than the first line, or fewer.
    #[error("line {line}: found {found} fields, expected {expected} as in the first line")]
    Ragged {
        /// The line.
        line: u64,
        /// How many columns there are.
        expected: u64,
        /// How many fields there are.
        found: u64,
    },
    /// A column is not known.
    #[error("line 1: found the column `{found}`, expected columns among {}", known.join(", "))]
    UnknownColumn {
        /// Its name.
        found: String,
        /// Those that are known.
        known: &'static [&'static str],
    },
    /// A column is there twice.
    #[error("line 1: the column `{name}` is there twice")]
    RepeatedColumn {
        /// Its name.
        name: String,
    },
    /// A column is missing.
    #[error("line 1: found the columns {found}, expected one that is called `{name}`")]
    MissingColumn {
        /// Its name.
        name: &'static str,
        /// Those that are there.
        found: String,
    },
    /// The columns of the band do not fit together.
    #[error("line 1: found the columns {found}, expected for a band either both `low` and `high`, or `se`")]
    BandColumns {
        /// Those that are there.
        found: String,
    },
    /// There are standard errors and no multiple.
    #[error("the column `se` holds standard errors, which are a band only with the multiple of them that is meant")]
    NoMultiple,
    /// There is a multiple and there are no standard errors.
    #[error("a multiple of standard errors is given, and there is no column `se`")]
    NothingToMultiply,
    /// The multiple is not positive.
    #[error("the multiple of standard errors is {found}: expected a positive number")]
    BadMultiple {
        /// What was given.
        found: Rational,
    },
    /// There are no standard errors to weigh values by.
    #[error("line 1: found the columns {found}, expected `se`, the standard errors that weigh the values")]
    NoWeights {
        /// Those that are there.
        found: String,
    },
    /// A standard error is 0.
    #[error("line {line}: se is 0: a weight 1/se^2 takes a positive standard error")]
    NoWeight {
        /// The line.
        line: u64,
    },
    /// A field is no number.
    #[error("line {line}: the field {name}: {error}")]
    NotANumber {
        /// The line.
        line: u64,
        /// The column.
        name: &'static str,
        /// Why it is none.
        error: ParseRationalError,
    },
    /// A field is no whole number, or one that is too large.
    #[error("line {line}: the field {name} is `{found}`: expected a whole number from 0 to {CURVE_LENGTH_LIMIT}")]
    NotASize {
        /// The line.
        line: u64,
        /// The column.
        name: &'static str,
        /// What it is.
        found: String,
    },
    /// A number is negative.
    #[error("line {line}: the field {name} is {value}, which is negative")]
    Negative {
        /// The line.
        line: u64,
        /// The column.
        name: &'static str,
        /// The number.
        value: Rational,
    },
    /// The entropy of no positions is not 0.
    #[error("line {line}: h is {value} at k = 0, where it is the entropy of nothing, 0")]
    NotZero {
        /// The line.
        line: u64,
        /// The number.
        value: Rational,
    },
    /// A lower end is above its upper end.
    #[error("line {line}: low is {low}, above high, which is {high}")]
    LowAboveHigh {
        /// The line.
        line: u64,
        /// The lower end.
        low: Rational,
        /// The upper end.
        high: Rational,
    },
    /// A number is outside its own band.
    #[error("line {line}: h is {h}, outside its band from {low} to {high}")]
    OutsideItsBand {
        /// The line.
        line: u64,
        /// The lower end.
        low: Rational,
        /// The number.
        h: Rational,
        /// The upper end.
        high: Rational,
    },
    /// A `k` is there twice.
    #[error("k = {size} is there twice, in the lines {} and {}", lines[0], lines[1])]
    RepeatedSize {
        /// The size.
        size: usize,
        /// The lines.
        lines: [u64; 2],
    },
    /// A `k` is missing.
    #[error("k = {size} is missing: expected each of 1..{last} once")]
    MissingSize {
        /// The size.
        size: usize,
        /// The largest that is there.
        last: usize,
    },
    /// The numbers take too many digits.
    #[error("the numbers take more than {CURVE_BITS} binary digits over their common denominator")]
    TooManyDigits,
    /// No curve of entropies fits into the band.
    #[error("{}", contradiction(.0))]
    BandExcludesCone(Contradiction),
    /// The file is no array of samples.
    #[error("{0}")]
    Array(FloatRowsError),
    /// The samples of an array are too long.
    #[error("the array has {found} columns, one for each k = 0..L-1: at most {CURVE_LENGTH_LIMIT} are allowed")]
    TooLong {
        /// How many there are.
        found: usize,
    },
    /// A number of an array has the wrong sign.
    #[error("the entry at row {row}, column {column} (from 0) is {}: expected {}", rational_to_decimal(value, SHOWN_DIGITS), if *is_logarithm { "the logarithm of a probability, which is not positive" } else { "an entropy, which is not negative" })]
    WrongSign {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// The number.
        value: Rational,
        /// Whether it should be the logarithm of a probability.
        is_logarithm: bool,
    },
    /// The samples have both kinds of numbers, or none.
    #[error("line 1: expected one of the columns `log_prob` and `entropy`")]
    OneEstimator,
    /// A sample has two numbers for one `k`.
    #[error("line {line}: the sample {sample} has k = {size} twice")]
    RepeatedSampleSize {
        /// The line of the second.
        line: u64,
        /// The sample.
        sample: String,
        /// The size.
        size: usize,
    },
    /// A sample lacks a `k`.
    #[error("the sample {sample} has no row with k = {size}: expected each of 0..{last} once in every sample")]
    MissingSampleSize {
        /// The sample.
        sample: String,
        /// The size.
        size: usize,
        /// The largest that any sample has.
        last: usize,
    },
    /// There is one sample.
    #[error("found one sample: a band takes two at least")]
    TooFewSamples,
    /// A logarithm of a probability is positive.
    #[error("line {line}: the field log_prob is {value}: the logarithm of a probability is not positive")]
    PositiveLogProbability {
        /// The line.
        line: u64,
        /// The number.
        value: Rational,
    },
    /// A number of a sample is above what is said to be the largest.
    #[error(
        "an entropy, or minus a log-probability, is {}, above the largest value that is assumed, {}",
        rational_to_decimal(value, SHOWN_DIGITS),
        rational_to_decimal(largest, SHOWN_DIGITS)
    )]
    BeyondLargest {
        /// The number.
        value: Rational,
        /// The largest value.
        largest: Rational,
    },
    /// Something wrong in a file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        error: Box<CurveError>,
    },
}

fn contradiction(found: &Contradiction) -> String {
    let Contradiction { low_at: [left, right], at, least, high } = found;
    let [least, high] = [least, high].map(|number| rational_to_decimal(number, SHOWN_DIGITS));
    let why = match (*left, left == right) {
        (left, true) => format!("it is at least low at k = {left}, and does not decrease"),
        (0, false) => format!("it is 0 at k = 0 and at least low at k = {right}, and concave"),
        (left, false) => format!("it is at least low at k = {left} and at k = {right}, and concave"),
    };
    format!(
        "no curve of entropies fits into the band: at k = {at} it would be at least {least}, above high there, {high}, because {why}"
    )
}

impl Diagnosis for CurveError {
    fn advice(&self) -> Advice {
        let (code, help) = match self {
            Self::InFile { error, .. } => return error.advice(),
            Self::Unreadable { error } => ("curve::unreadable", bounded::mend(error)),
            Self::Utf16 | Self::NotUtf8 { .. } => ("curve::not_utf8", "save the file as UTF-8"),
            Self::Empty | Self::NoRows => {
                ("curve::empty", "write a first line `k,h` and a row such as `1,2.5` for each k")
            }
            Self::Syntax { .. } => ("curve::syntax", "write a table with one row a line, such as `1,2.5`"),
            Self::Ragged { .. } => {
                ("curve::ragged", "give every row one field for each column, and write decimals with a point")
            }
            Self::UnknownColumn { .. } => ("curve::unknown_column", "rename the column, or take it out"),
            Self::RepeatedColumn { .. } => ("curve::repeated_column", "take one of the two out"),
            Self::MissingColumn { .. } => {
                ("curve::missing_column", "name the columns in the first line, such as `k,h`")
            }
            Self::BandColumns { .. } => ("curve::band_columns", "keep `low` and `high`, or `se`"),
            Self::NoMultiple => ("curve::no_multiple", "give the multiple, such as 2"),
            Self::NothingToMultiply => ("curve::nothing_to_multiply", "leave the multiple out, or add the column"),
            Self::NoWeights { .. } => ("curve::no_weights", "add the column, or do not weigh the values"),
            Self::NoWeight { .. } => {
                ("curve::no_weight", "give a positive one, such as that of the rounding, or do not weigh the values")
            }
            Self::BadMultiple { .. } => ("curve::bad_multiple", "give a positive one, such as 2"),
            Self::NotANumber { .. } => ("curve::not_a_number", "write a number such as 2.5 or 5/2"),
            Self::NotASize { .. } => ("curve::not_a_size", "give the number of positions, counted from 0"),
            Self::Negative { .. } => (
                "curve::negative",
                "entropies and their errors are not negative; correct the number, or give positive entropies where they are logarithms of probabilities",
            ),
            Self::NotZero { .. } => ("curve::not_zero", "write 0 there, or leave the row out"),
            Self::LowAboveHigh { .. } => ("curve::low_above_high", "exchange the two, or correct one"),
            Self::OutsideItsBand { .. } => {
                ("curve::outside_its_band", "give ends of the band around h itself, not their distances from it")
            }
            Self::RepeatedSize { .. } => ("curve::repeated_size", "keep one row for each k, such as the mean of both"),
            Self::MissingSize { .. } => ("curve::missing_size", "measure it, or write a value between its neighbours"),
            Self::TooManyDigits => {
                ("curve::too_many_digits", "write decimals with fewer digits, or fractions with one denominator")
            }
            Self::Array(_) => {
                ("curve::array", "save an array of finite floats of shape (N, L), a row a sample, with `numpy.save`")
            }
            Self::TooLong { .. } => {
                ("curve::too_long", "keep every position once: column k is the number after k others")
            }
            Self::WrongSign { .. } => (
                "curve::wrong_sign",
                "say what the numbers are, entropies or logarithms of probabilities; tiny negative entropies come from rounding: clip them to 0",
            ),
            Self::OneEstimator => ("curve::one_estimator", "make a table for each of the two estimates"),
            Self::RepeatedSampleSize { .. } => {
                ("curve::repeated_sample_size", "give samples names of their own, and each k once")
            }
            Self::MissingSampleSize { .. } => {
                ("curve::missing_sample_size", "follow every sample from no position to the last but one")
            }
            Self::TooFewSamples => ("curve::too_few_samples", "take more, some hundreds"),
            Self::PositiveLogProbability { .. } => {
                ("curve::positive_log_probability", "give logarithms of probabilities, not densities or entropies")
            }
            Self::BeyondLargest { .. } => (
                "curve::beyond_largest",
                "give a larger one that the model is sure to keep, such as by a floor under its probabilities",
            ),
            Self::BandExcludesCone(_) => {
                ("curve::band_excludes_cone", "give a wider band, such as a larger multiple of the standard errors")
            }
        };
        Advice::new(code, help)
    }
}

impl CurveError {
    /// This error, said to be in the file `path`.
    #[must_use]
    pub fn in_file(self, path: &Path) -> Self {
        Self::InFile { path: path.to_owned(), error: Box::new(self) }
    }

    /// The error itself, without the file that it was found in.
    pub fn kind(&self) -> &Self {
        match self {
            Self::InFile { error, .. } => error.kind(),
            other => other,
        }
    }
}
