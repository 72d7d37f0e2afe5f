//! Laws as JSON.
//!
//! ```json
//! {"name": "biased pair", "description": "an example", "length": 2, "vocabulary": ["a", "b"],
//!  "counts": [[["a", "a"], 3], [["b", "b"], 1]]}
//! ```
//!
//! Sequences that are not listed have count 0. Instead of `counts`, `probabilities` may list exact values, as JSON
//! numbers or as strings such as `"1/3"` or `"0.125"`; they must sum to exactly 1. Numbers are read from their text, so
//! that `0.1` is one tenth and counts may have any number of digits. `description` may be left out.

use serde::Deserialize;

use crate::exact::parse_rational;
use crate::exact::rational::shortened;
use crate::law::{Law, LawError, Vocabulary};
use crate::limits::LAW_LENGTH_LIMIT;

use super::exact_json::{self, Number, Text};
use super::listing::{Entry, Values, law_of_listing};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLaw {
    name: Text,
    description: Option<Text>,
    length: Number,
    vocabulary: Vec<Text>,
    counts: Option<Vec<(Vec<Text>, Number)>>,
    probabilities: Option<Vec<(Vec<Text>, Number)>>,
}

/// Reads a law from a JSON text.
///
/// ```
/// use maskproof::exact::Rational;
/// use maskproof::law::readers::law_from_json;
/// let text = r#"{"name": "p", "length": 1, "vocabulary": ["a", "b"],
///                "probabilities": [[["a"], 0.1], [["b"], "9/10"]]}"#;
/// assert_eq!(law_from_json(text).unwrap().probability(0), Rational::from((1, 10)));
/// ```
///
/// # Errors
/// [`LawError::Syntax`] with line and column; [`LawError::CountsOrProbabilities`]; [`LawError::NotANumber`],
/// [`LawError::NotAnInteger`], [`LawError::Negative`], [`LawError::UnknownToken`], [`LawError::WrongAtomLength`] and
/// [`LawError::DuplicateAtom`] with the place, such as `counts[12]` (from 0); and the errors of [`Vocabulary::new`],
/// [`Law::from_counts`] and [`Law::from_probabilities`].
pub fn law_from_json(text: &str) -> Result<Law, LawError> {
    let raw: RawLaw = exact_json::parse(text).map_err(|misfit| LawError::Syntax {
        line: misfit.line,
        column: misfit.column,
        message: misfit.message,
    })?;
    let length = length_of(&raw.length.0)?;
    let vocabulary = Vocabulary::new(raw.vocabulary.into_iter().map(|token| token.0).collect())?;
    let (values, field, listed) = match (raw.counts, raw.probabilities) {
        (Some(counts), None) => (Values::Counts, "counts", counts),
        (None, Some(probabilities)) => (Values::Probabilities, "probabilities", probabilities),
        (counts, _) => return Err(LawError::CountsOrProbabilities { both: counts.is_some() }),
    };
    let entries = listed.into_iter().enumerate().map(|(number, (tokens, value))| Entry {
        place: format!("{field}[{number}]"),
        tokens: tokens.into_iter().map(|token| token.0).collect(),
        value: value.0,
    });
    let law = law_of_listing(raw.name.0, vocabulary, length, values, entries.collect())?;
    Ok(law.with_description(raw.description.map(|text| text.0).unwrap_or_default()))
}

/// A length that does not fit in `usize` is refused here, as the file has it.
fn length_of(text: &str) -> Result<usize, LawError> {
    let (place, found) = ("length".to_owned(), text.to_owned());
    let value = match parse_rational(text) {
        Ok(value) => value,
        Err(error) if error.is_too_large => {
            return Err(LawError::LengthTooLarge { found: error.shown(), limit: LAW_LENGTH_LIMIT });
        }
        Err(error) => return Err(LawError::not_a_number(place, &error)),
    };
    if value.is_negative() {
        return Err(LawError::Negative { place, value });
    }
    if !value.is_integer() {
        return Err(LawError::NotAnInteger { place, found });
    }
    value.numer().to_usize().ok_or(LawError::LengthTooLarge { found: shortened(&found), limit: LAW_LENGTH_LIMIT })
}

impl Law {
    /// The law of a JSON text, as law files have it; [`read_law`](super::read_law) reads a file.
    ///
    /// ```
    /// use maskproof::Law;
    /// let law = Law::from_json(r#"{"name":"p","length":1,"vocabulary":["a","b"],"counts":[[["b"],2],[["a"],1]]}"#)?;
    /// assert_eq!(law.to_string(), "p: P(a) = 1/3, P(b) = 2/3");
    /// # Ok::<(), maskproof::LawError>(())
    /// ```
    ///
    /// # Errors
    /// As [`law_from_json`].
    pub fn from_json(text: &str) -> Result<Self, LawError> {
        law_from_json(text)
    }

    /// The law as a JSON text that [`law_from_json`] reads: counts of the atoms of positive probability in the order of
    /// their indices, one a line. Equal laws give equal bytes.
    ///
    /// ```
    /// use maskproof::law::readers::law_from_json;
    /// let text = r#"{"name":"p","length":1,"vocabulary":["a","b"],"counts":[[["b"],2],[["a"],1]]}"#;
    /// let law = law_from_json(text).unwrap();
    /// assert_eq!(law_from_json(&law.to_json()).unwrap(), law);
    /// ```
    pub fn to_json(&self) -> String {
        let tokens: Vec<String> = self.vocabulary().tokens().iter().map(|token| quoted(token)).collect();
        let mut text = format!(
            "{{\"name\":{},\"description\":{},\"length\":{},\"vocabulary\":[{}],\"counts\":[",
            quoted(self.name()),
            quoted(self.description()),
            self.length(),
            tokens.join(",")
        );
        for (number, (atom, count)) in self.support().enumerate() {
            let atom: Vec<String> = self.atom_tokens(atom).into_iter().map(quoted).collect();
            let separator = if number == 0 { "\n" } else { ",\n" };
            text.push_str(&format!("{separator}[[{}],{count}]", atom.join(",")));
        }
        text.push_str("\n]}\n");
        text
    }
}

/// The text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
