//! Samples as JSON lines.
//!
//! ```json
//! [5, 17, 3]
//! ["a", "b", "b"]
//! {"tokens": [5, 17, 3], "count": 2}
//! ```
//!
//! A line is a sample: a list of token numbers or of texts, or an object with such a list and how often it occurs. Blank
//! lines are left out. Positions are numbered and share a vocabulary.

use serde::Deserialize;

use crate::exact::Integer;
use crate::law::LawError;

use super::data_error::DataError;
use super::exact_json::{self, Number, Piece};
use super::listing::{Values, value_of};
use super::sample_rows::{Columns, SampleRows, SampledLaw};

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Tokens(Vec<Piece>),
    Counted(Counted),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    tokens: Vec<Piece>,
    count: Number,
}

fn kind(token: &Piece) -> &'static str {
    match token {
        Piece::Number(_) => "number",
        Piece::Text(_) => "text",
    }
}

/// How a token is called; none where it is a number that is not whole.
fn name_of(token: Piece) -> Option<String> {
    match token {
        Piece::Text(text) => Some(text),
        Piece::Number(number) => Some(number.parse::<Integer>().ok()?.to_string()),
    }
}

/// The law of samples in JSON lines.
///
/// ```
/// use maskproof::law::readers::law_of_token_lines;
/// let read = law_of_token_lines("ids", "[10, 9]\n{\"tokens\": [9, 9], \"count\": 2}\n")?;
/// assert_eq!(read.law.labels().shared_vocabulary().unwrap().tokens(), ["9", "10"]);
/// assert_eq!(read.law.probability(0), maskproof::exact::Rational::from((2, 3)));
/// # Ok::<(), maskproof::LawError>(())
/// ```
///
/// # Errors
/// [`LawError::Data`] with what is wrong and in which line, and those of [`SparseLaw::new`](crate::law::SparseLaw::new).
pub fn law_of_token_lines(name: &str, text: &str) -> Result<SampledLaw, LawError> {
    let mut rows: Option<SampleRows> = None;
    let mut first = None;
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let place = format!("line {number}");
        let not_tokens = |message: String| DataError::NotTokens { place: place.clone(), message };
        let (tokens, count) = match exact_json::parse(line) {
            Ok(Line::Tokens(tokens)) => (tokens, 1.into()),
            Ok(Line::Counted(Counted { tokens, count })) => (tokens, value_of(&count.0, Values::Counts, &place)?),
            Err(_) => return Err(not_tokens(described(line)).into()),
        };
        if tokens.is_empty() {
            return Err(not_tokens("it lists no token".to_owned()).into());
        }
        for token in &tokens {
            let before = *first.get_or_insert(kind(token));
            if before != kind(token) {
                return Err(DataError::MixedTypes { place, found: kind(token), before }.into());
            }
            if matches!(token, Piece::Text(text) if text.is_empty()) {
                return Err(not_tokens("a token is the empty text".to_owned()).into());
            }
        }
        let rows = match &mut rows {
            Some(rows) => rows,
            None => rows.insert(SampleRows::new(Columns::Numbered(tokens.len()))?),
        };
        if tokens.len() != rows.length() {
            let (expected, found) = (rows.length(), tokens.len());
            return Err(DataError::Ragged { place, expected, found }.into());
        }
        let texts: Option<Vec<String>> = tokens.into_iter().map(name_of).collect();
        let texts = texts.ok_or_else(|| not_tokens(NOT_WHOLE.to_owned()))?;
        rows.add(texts.iter().map(String::as_str), count)?;
    }
    rows.ok_or(DataError::Empty)?.into_law(name, false, false)
}

const NOT_WHOLE: &str = "a token is neither a whole number nor a text";

/// What is wrong with a line that is none of the forms.
fn described(line: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(line) {
        Err(error) => format!("it is not JSON: {error}"),
        Ok(serde_json::Value::Array(_)) => NOT_WHOLE.to_owned(),
        Ok(serde_json::Value::Object(_)) => {
            "the object does not have `tokens`, a list, and `count`, a whole number from 0, and nothing else".to_owned()
        }
        Ok(_) => "it is no list of tokens".to_owned(),
    }
}
