//! Samples in rows of a text, with commas, semicolons or tabs between the fields.
//!
//! A row is a sample, and a column a position; or one column says how often, or how probably, the others of its row
//! occur. The separator is the one of the three that the first line has the most of.

use ::csv::{ReaderBuilder, StringRecord, Trim};
use itertools::Itertools;

use crate::exact::rational::shortened;
use crate::exact::{Rational, parse_rational};
use crate::law::LawError;
use crate::law::labels::{find, find_all};

use super::csv::separator;
use super::data_error::DataError;
use super::listing::{Values, value_of};
use super::sample_rows::{Columns, SampleRows, SampledLaw};

/// The column that says how often a row occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueColumn {
    /// By integers.
    Count(String),
    /// By probabilities, exact fractions or decimals.
    Probability(String),
}

/// What the first row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderRow {
    /// The names of the columns; a row of numbers alone, or one that repeats a name, is refused.
    #[default]
    Expected,
    /// The names of the columns, whatever they are.
    Present,
    /// A sample; positions are numbered, and share a vocabulary.
    Absent,
}

/// How samples are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleOptions {
    /// The column of counts or probabilities; without one each row is a sample.
    pub value: Option<ValueColumn>,
    /// The positions in their order, by the names of columns or by numbers from 1; all where there is none.
    pub positions: Vec<String>,
    /// What the first row is.
    pub header: HeaderRow,
    /// Whether probabilities that do not sum to 1 are divided by their sum.
    pub normalise: bool,
}

/// Names of columns that say how often a row occurs, in small letters.
const OF_VALUES: [&str; 12] =
    ["count", "counts", "freq", "frequency", "n", "weight", "weights", "prob", "probability", "p", "share", "total"];

/// Texts that stand for no value.
const MISSING: [&str; 6] = ["", "nan", "na", "n/a", "null", "none"];

/// The law of samples in rows of a text.
///
/// ```
/// use maskproof::law::readers::{SampleOptions, law_of_rows};
/// let read = law_of_rows("birds", "island;sex\nDream;male\nDream;female\nBiscoe;male\n", &SampleOptions::default())?;
/// assert_eq!(read.law.labels().names().unwrap(), ["island", "sex"]);
/// assert_eq!((read.law.support(), read.law.labels().vocabulary(0).tokens()), (3, &["Biscoe".into(), "Dream".into()][..]));
/// # Ok::<(), maskproof::LawError>(())
/// ```
///
/// # Errors
/// [`LawError::Data`] with what is wrong and where; [`LawError::NotANumber`], [`LawError::NotAnInteger`],
/// [`LawError::NumberTooLarge`] and [`LawError::Negative`] for a count or probability; and those of
/// [`SparseLaw::new`](crate::law::SparseLaw::new).
pub fn law_of_rows(name: &str, text: &str, options: &SampleOptions) -> Result<SampledLaw, LawError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut ahead = None;
    let header = match records.next() {
        None => return Err(DataError::Empty.into()),
        Some(record) => record.map_err(|error| malformed(&error))?,
    };
    let names: Vec<String> = match options.header {
        HeaderRow::Absent => {
            let names = (1..=header.len()).map(|number| number.to_string()).collect();
            ahead = Some(header);
            names
        }
        expected => header_names(&header, expected)?,
    };
    let chosen = Chosen::new(&names, options)?;
    let mut rows = SampleRows::new(chosen.columns(&names, options.header))?;
    for (index, record) in ahead.map(Ok).into_iter().chain(records).enumerate() {
        let record = record.map_err(|error| malformed(&error))?;
        let line = record.position().map_or(index as u64 + 1, ::csv::Position::line);
        chosen.add(&mut rows, &record, &names, &format!("line {line}"))?;
    }
    let are_probabilities = matches!(options.value, Some(ValueColumn::Probability(_)));
    rows.into_law(name, are_probabilities, options.normalise)
}

fn malformed(error: &::csv::Error) -> LawError {
    let line = error.position().map_or(1, ::csv::Position::line);
    DataError::NotTokens { place: format!("line {line}"), message: error.to_string() }.into()
}

fn header_names(header: &StringRecord, expected: HeaderRow) -> Result<Vec<String>, LawError> {
    let names: Vec<String> = header.iter().map(str::to_owned).collect();
    let are_numbers = expected == HeaderRow::Expected && names.iter().all(|name| parse_rational(name).is_ok());
    let is_bad = names.iter().any(String::is_empty) || !names.iter().all_unique();
    if are_numbers || is_bad {
        return Err(
            DataError::NoHeader { row: shortened(&names.join(",")), are_numbers: are_numbers && !is_bad }.into()
        );
    }
    Ok(names)
}

/// The columns that are read.
struct Chosen {
    positions: Vec<usize>,
    value: Option<(usize, Values)>,
}

impl Chosen {
    fn new(names: &[String], options: &SampleOptions) -> Result<Self, LawError> {
        let value = match &options.value {
            None => None,
            Some(ValueColumn::Count(name)) => Some((find(names, name)?, Values::Counts)),
            Some(ValueColumn::Probability(name)) => Some((find(names, name)?, Values::Probabilities)),
        };
        let of_value = value.map(|(column, _)| column);
        let mut positions = find_all(names, &options.positions, of_value)?;
        if options.positions.is_empty() {
            positions = (0..names.len()).filter(|column| of_value != Some(*column)).collect();
            let is_of_values = |column: &&usize| OF_VALUES.contains(&names[**column].to_lowercase().as_str());
            if let (None, Some(column)) = (of_value, positions.iter().find(is_of_values)) {
                return Err(DataError::LooksLikeValues { name: names[*column].clone() }.into());
            }
        }
        if positions.is_empty() {
            return Err(DataError::NoPosition.into());
        }
        Ok(Self { positions, value })
    }

    /// Positions that are called `x1`, `x2`, ... share a vocabulary, as those without a header do.
    fn columns(&self, names: &[String], header: HeaderRow) -> Columns {
        let own: Vec<String> = self.positions.iter().map(|&column| names[column].clone()).collect();
        let are_numbered = own.iter().zip(1..).all(|(name, number)| *name == format!("x{number}"));
        if header == HeaderRow::Absent || are_numbered { Columns::Numbered(own.len()) } else { Columns::Named(own) }
    }

    fn add(&self, rows: &mut SampleRows, record: &StringRecord, names: &[String], place: &str) -> Result<(), LawError> {
        if record.len() != names.len() {
            let (expected, found) = (names.len(), record.len());
            return Err(DataError::Ragged { place: place.to_owned(), expected, found }.into());
        }
        for &column in &self.positions {
            if MISSING.contains(&record[column].to_lowercase().as_str()) {
                let (column, found) = (names[column].clone(), record[column].to_owned());
                return Err(DataError::Missing { place: place.to_owned(), column, found }.into());
            }
        }
        let value = match self.value {
            None => Rational::from(1),
            Some((column, values)) => value_of(&record[column], values, place)?,
        };
        rows.add(self.positions.iter().map(|&column| &record[column]), value)
    }
}
