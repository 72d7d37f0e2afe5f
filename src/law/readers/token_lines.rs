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

use crate::exact::{Integer, Rational};
use crate::law::LawError;

use super::data_error::DataError;
use super::sample_rows::{Columns, SampleRows, SampledLaw};

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Tokens(Vec<Token>),
    Counted(Counted),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    tokens: Vec<Token>,
    count: u64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Token {
    Number(i64),
    Text(String),
}

impl Token {
    fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Text(_) => "text",
        }
    }
}

/// The law of samples in JSON lines.
///
/// ```
/// use maskproof::law::readers::law_of_token_lines;
/// let read = law_of_token_lines("ids", "[10, 9]\n{\"tokens\": [9, 9], \"count\": 2}\n")?;
/// assert_eq!(read.law.labels().shared_vocabulary().unwrap().tokens(), ["9", "10"]);
/// assert_eq!(read.law.probability(0), (2, 3));
/// # Ok::<(), maskproof::LawError>(())
/// ```
///
/// # Errors
/// [`LawError::Data`] with what is wrong and in which line, and those of [`SparseLaw::new`](crate::law::SparseLaw::new).
pub fn law_of_token_lines(name: &str, text: &str) -> Result<SampledLaw, LawError> {
    let mut rows: Option<SampleRows> = None;
    let mut kind = None;
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let place = format!("line {number}");
        let not_tokens = |message: String| DataError::NotTokens { place: place.clone(), message };
        let (tokens, count) = match serde_json::from_str(line) {
            Ok(Line::Tokens(tokens)) => (tokens, 1),
            Ok(Line::Counted(Counted { tokens, count })) => (tokens, count),
            Err(_) => return Err(not_tokens(described(line)).into()),
        };
        if tokens.is_empty() {
            return Err(not_tokens("it lists no token".to_owned()).into());
        }
        for token in &tokens {
            let before = *kind.get_or_insert(token.kind());
            if before != token.kind() {
                return Err(DataError::MixedTypes { place, found: token.kind(), before }.into());
            }
            if matches!(token, Token::Text(text) if text.is_empty()) {
                return Err(not_tokens("a token is the empty text".to_owned()).into());
            }
        }
        let rows = rows.get_or_insert_with(|| SampleRows::new(Columns::Numbered(tokens.len())));
        if tokens.len() != rows.length() {
            let (expected, found) = (rows.length(), tokens.len());
            return Err(DataError::Ragged { place, expected, found }.into());
        }
        let texts: Vec<String> = tokens
            .into_iter()
            .map(|token| match token {
                Token::Number(number) => number.to_string(),
                Token::Text(text) => text,
            })
            .collect();
        rows.add(texts.iter().map(String::as_str), Rational::from(Integer::from(count)));
    }
    rows.ok_or(DataError::Empty)?.into_law(name, false, false)
}

/// What is wrong with a line that is none of the forms.
fn described(line: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(line) {
        Err(error) => format!("it is not JSON: {error}"),
        Ok(serde_json::Value::Array(_)) => "a token is neither a whole number nor a text".to_owned(),
        Ok(serde_json::Value::Object(_)) => {
            "the object does not have `tokens`, a list, and `count`, a whole number from 0, and nothing else".to_owned()
        }
        Ok(_) => "it is no list of tokens".to_owned(),
    }
}
