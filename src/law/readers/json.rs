//! Laws as JSON.
//!
//! ```json
//! {"name": "biased pair", "description": "an example", "length": 2, "vocabulary": ["a", "b"],
//!  "counts": [[["a", "a"], 3], [["b", "b"], 1]]}
//! ```
//!
//! Where positions have tokens of their own, `vocabularies` lists those of each position in the place of `vocabulary`;
//! `positions` may list names for the positions. Sequences that are not listed have count 0. Instead of `counts`, `probabilities` may list exact values, as JSON
//! numbers or as strings such as `"1/3"` or `"0.125"`; they must sum to exactly 1. Numbers are read from their text, so
//! that `0.1` is one tenth and counts may have any number of digits. `description` may be left out.

use serde::Deserialize;

use crate::exact::rational::shortened;
use crate::exact::{Integer, parse_rational};
use crate::law::{Labels, Law, LawError, SparseLaw, Vocabulary};
use crate::limits::SPARSE_LENGTH_LIMIT;

use super::exact_json::{self, Number, Text};
use super::listing::{Entry, Values, law_of_listing};
use super::sample_rows::SampledLaw;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLaw {
    name: Text,
    description: Option<Text>,
    length: Number,
    positions: Option<Vec<Text>>,
    vocabulary: Option<Vec<Text>>,
    vocabularies: Option<Vec<Vec<Text>>>,
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
    sparse_law_from_json(text, false)?.law.to_table()
}

/// As [`law_from_json`], for laws of any number of possible sequences; probabilities whose sum is not 1 may be
/// normalised.
///
/// # Errors
/// As [`law_from_json`], and [`LawError::TooManySequences`].
pub fn sparse_law_from_json(text: &str, normalise: bool) -> Result<SampledLaw, LawError> {
    let raw: RawLaw = exact_json::parse(text).map_err(|misfit| LawError::Syntax {
        line: misfit.line,
        column: misfit.column,
        message: misfit.message,
    })?;
    let labels = labels_of(length_of(&raw.length.0)?, raw.vocabulary, raw.vocabularies, raw.positions)?;
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
    let read = law_of_listing(raw.name.0, labels, values, entries.collect(), normalise)?;
    let description = raw.description.map(|text| text.0).unwrap_or_default();
    Ok(SampledLaw { law: read.law.with_description(description), ..read })
}

/// The labels that the fields `length`, `vocabulary` or `vocabularies`, and `positions` tell.
fn labels_of(
    length: usize,
    shared: Option<Vec<Text>>,
    each: Option<Vec<Vec<Text>>>,
    names: Option<Vec<Text>>,
) -> Result<Labels, LawError> {
    let vocabulary = |tokens: Vec<Text>| Vocabulary::new(tokens.into_iter().map(|token| token.0).collect());
    let labels = match (shared, each) {
        (Some(tokens), None) => Labels::shared(length, vocabulary(tokens)?)?,
        (None, Some(each)) if each.len() == length => {
            Labels::each(each.into_iter().map(vocabulary).collect::<Result<_, _>>()?)?
        }
        (None, Some(each)) => return Err(LawError::WrongNumberOfVocabularies { length, found: each.len() }),
        (shared, _) => return Err(LawError::VocabularyOrVocabularies { both: shared.is_some() }),
    };
    match names {
        Some(names) => labels.with_names(names.into_iter().map(|name| name.0).collect()),
        None => Ok(labels),
    }
}

/// A length that does not fit in `usize` is refused here, as the file has it.
fn length_of(text: &str) -> Result<usize, LawError> {
    let (place, found) = ("length".to_owned(), text.to_owned());
    let value = match parse_rational(text) {
        Ok(value) => value,
        Err(error) if error.is_too_large => {
            return Err(LawError::LengthTooLarge { found: error.shown(), limit: SPARSE_LENGTH_LIMIT });
        }
        Err(error) => return Err(LawError::not_a_number(place, &error)),
    };
    if value.is_negative() {
        return Err(LawError::Negative { place, value });
    }
    if !value.is_integer() {
        return Err(LawError::NotAnInteger { place, found });
    }
    let length = value.numer().to_usize().filter(|length| *length <= SPARSE_LENGTH_LIMIT);
    length.ok_or(LawError::LengthTooLarge { found: shortened(&found), limit: SPARSE_LENGTH_LIMIT })
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
        let sequences = self.support().map(|(atom, count)| (self.atom_tokens(atom), count));
        written(self.name(), self.description(), self.labels(), sequences)
    }
}

impl SparseLaw {
    /// The law as a JSON text that [`sparse_law_from_json`] reads: its sequences in their order, one a line. Equal laws
    /// give equal bytes, those of [`Law::to_json`] where there is a table.
    pub fn to_json(&self) -> String {
        let sequences = self.counts().iter().enumerate().map(|(index, count)| (self.sequence_tokens(index), count));
        written(self.name(), self.description(), self.labels(), sequences)
    }
}

fn written<'a>(
    name: &str,
    description: &str,
    labels: &Labels,
    sequences: impl Iterator<Item = (Vec<&'a str>, &'a Integer)>,
) -> String {
    let list = |texts: &[String]| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(",");
    let vocabularies = match labels.shared_vocabulary() {
        Some(vocabulary) => format!("\"vocabulary\":[{}]", list(vocabulary.tokens())),
        None => {
            let of = |position| format!("[{}]", list(labels.vocabulary(position).tokens()));
            format!("\"vocabularies\":[{}]", (0..labels.length()).map(of).collect::<Vec<_>>().join(","))
        }
    };
    let positions = labels.names().map(|names| format!("\"positions\":[{}],", list(names))).unwrap_or_default();
    let (name, description, length) = (quoted(name), quoted(description), labels.length());
    let mut text = format!(
        "{{\"name\":{name},\"description\":{description},\"length\":{length},{positions}{vocabularies},\"counts\":["
    );
    for (number, (tokens, count)) in sequences.enumerate() {
        let tokens: Vec<String> = tokens.into_iter().map(quoted).collect();
        let separator = if number == 0 { "\n" } else { ",\n" };
        text.push_str(&format!("{separator}[[{}],{count}]", tokens.join(",")));
    }
    text.push_str("\n]}\n");
    text
}

/// The text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
