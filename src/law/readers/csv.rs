//! Laws as CSV.
//!
//! ```csv
//! x1,x2,count
//! a,a,3
//! b,b,1
//! ```
//!
//! One column for each position, then `count` (integers) or `probability` (exact fractions or decimals with sum 1). The
//! fields are separated by commas, semicolons or tabs. Spaces around fields are dropped. Positions that are called
//! `x1, .., xL` share a vocabulary, which holds the tokens in the order of their first appearance, row by row and from left
//! to right, so the author of the file decides on it; positions with other names have one each, in the same order.
//! Sequences that are not listed have count 0.

use ::csv::{ReaderBuilder, StringRecord, Trim};
use itertools::Itertools;

use crate::exact::rational::shortened;
use crate::law::{Labels, Law, LawError, Vocabulary};

use super::listing::{Entry, Values, law_of_listing};
use super::sample_rows::{SampledLaw, check_length};

/// Reads a law from a CSV text.
///
/// ```
/// use maskproof::exact::Rational;
/// use maskproof::law::readers::law_from_csv;
/// let law = law_from_csv("pair", "x1,x2,probability\nno,no,2/3\nyes,yes,1/3\n").unwrap();
/// assert_eq!(law.labels().vocabulary(0).tokens(), ["no", "yes"]);
/// assert_eq!(law.probability(3), Rational::from((1, 3)));
/// ```
///
/// # Errors
/// [`LawError::Header`]; [`LawError::Syntax`] for a row with another number of fields; and the errors of
/// [`law_from_json`](super::law_from_json), with places such as `line 7`.
pub fn law_from_csv(name: &str, text: &str) -> Result<Law, LawError> {
    sparse_law_from_csv(name, text, false)?.law.to_table()
}

/// As [`law_from_csv`], for laws of any number of possible sequences; probabilities whose sum is not 1 may be normalised.
///
/// # Errors
/// As [`law_from_csv`], and [`LawError::TooManySequences`].
pub fn sparse_law_from_csv(name: &str, text: &str, normalise: bool) -> Result<SampledLaw, LawError> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).delimiter(separator(text)).from_reader(text.as_bytes());
    let header = reader.headers().map_err(syntax)?.clone();
    let (names, values) = header_of(&header)?;
    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let line = record.position().map_or(0, ::csv::Position::line);
        let mut tokens: Vec<String> = record.iter().map(str::to_owned).collect();
        let value = tokens.pop().unwrap_or_default();
        if let Some(empty) = tokens.iter().position(String::is_empty) {
            let message = format!("the field {} is empty, expected a token", &header[empty]);
            return Err(LawError::Syntax { line: usize::try_from(line).unwrap_or(usize::MAX), column: 1, message });
        }
        entries.push(Entry { place: format!("line {line}"), tokens, value });
    }
    if entries.is_empty() {
        return Err(LawError::AllZero);
    }
    let length = header.len() - 1;
    check_length(length)?;
    let labels = match names {
        None => {
            let tokens = entries.iter().flat_map(|entry| &entry.tokens).unique().cloned().collect();
            Labels::shared(length, Vocabulary::new(tokens)?)?
        }
        Some(names) => {
            let tokens = |position: usize| entries.iter().map(move |entry| &entry.tokens[position]).unique().cloned();
            let vocabularies = (0..length).map(|position| Vocabulary::new(tokens(position).collect()));
            Labels::each(vocabularies.collect::<Result<_, _>>()?)?.with_names(names)?
        }
    };
    law_of_listing(name.to_owned(), labels, values, entries, normalise)
}

/// The separator of which the first line has the most outside quotation marks: a comma, a semicolon or a tab.
pub(super) fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // Every second piece stands in quotation marks.
    let outside = || first.split('"').step_by(2).flat_map(str::bytes);
    let number = |separator: &u8| outside().filter(|byte| byte == separator).count();
    // Of equal numbers the last one is taken.
    [b'\t', b';', b','].into_iter().max_by_key(number).expect("three separators")
}

/// The names of the positions, unless they are numbered, and the kind of values that a header announces.
fn header_of(header: &StringRecord) -> Result<(Option<Vec<String>>, Values), LawError> {
    let length = header.len().saturating_sub(1);
    let are_numbered = (1..=length).zip(header).all(|(number, field)| field == format!("x{number}"));
    let names: Vec<String> = header.iter().take(length).map(str::to_owned).collect();
    // Numbered positions in another order, or with a gap, are a slip.
    let is_number = |name: &String| name.strip_prefix('x').is_some_and(|number| number.parse::<usize>().is_ok());
    let is_slip = !are_numbered && names.iter().all(is_number);
    let are_names = !is_slip && names.iter().all(|name| !name.is_empty()) && names.iter().all_unique();
    let values = match header.get(length) {
        Some("count") => Some(Values::Counts),
        Some("probability") => Some(Values::Probabilities),
        _ => None,
    };
    match values {
        Some(values) if are_names && length > 0 => Ok(((!are_numbered).then_some(names), values)),
        _ => Err(LawError::Header { found: shortened(&header.iter().join(",")) }),
    }
}

fn syntax(error: ::csv::Error) -> LawError {
    let line = error.position().map_or(1, ::csv::Position::line);
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    let message = match error.kind() {
        ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("found {len} fields, expected {expected_len} as in the header")
        }
        _ => error.to_string(),
    };
    LawError::Syntax { line, column: 1, message }
}
