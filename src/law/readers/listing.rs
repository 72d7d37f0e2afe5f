//! Laws given by a list of sequences with values, as JSON and CSV files give them.

use rustc_hash::FxHashMap;

use crate::exact::rational::shortened;
use crate::exact::{Rational, parse_rational};
use crate::law::{Labels, LawError, SparseLaw};

use super::sample_rows::{SampledLaw, counts};

/// What the values of a listing are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Integers of any sum.
    Counts,
    /// Rationals with sum 1.
    Probabilities,
}

/// One listed sequence with its value as text, and where it stands in the file.
pub(super) struct Entry {
    pub(super) place: String,
    pub(super) tokens: Vec<String>,
    pub(super) value: String,
}

/// The law that a listing describes; sequences that are not listed have probability 0.
pub(super) fn law_of_listing(
    name: String,
    labels: Labels,
    values: Values,
    entries: Vec<Entry>,
    normalise: bool,
) -> Result<SampledLaw, LawError> {
    let mut seen: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
    let mut tokens = Vec::new();
    let mut listed = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        let sequence = sequence_of(entry, &labels)?;
        tokens.extend_from_slice(&sequence);
        if let Some(first) = seen.insert(sequence, number) {
            return Err(LawError::DuplicateAtom {
                place: entry.place.clone(),
                first: entries[first].place.clone(),
                tokens: entry.tokens.join(", "),
            });
        }
        listed.push(value_of(&entry.value, values, &entry.place)?);
    }
    let (counts, sum) = counts(&listed, values == Values::Probabilities, normalise)?;
    Ok(SampledLaw { law: SparseLaw::new(name, labels, tokens, counts)?, sum })
}

fn sequence_of(entry: &Entry, labels: &Labels) -> Result<Vec<u32>, LawError> {
    if entry.tokens.len() != labels.length() {
        let (expected, found) = (labels.length(), entry.tokens.len());
        return Err(LawError::WrongAtomLength { place: entry.place.clone(), expected, found });
    }
    let place = |(position, token): (usize, &String)| {
        let place = labels.token_place(position, token).and_then(|place| u32::try_from(place).ok());
        place.ok_or_else(|| LawError::UnknownToken { place: entry.place.clone(), token: token.clone() })
    };
    entry.tokens.iter().enumerate().map(place).collect()
}

/// The value that a text is, at a place of a file.
///
/// # Errors
/// [`LawError::NotANumber`], [`LawError::NumberTooLarge`], [`LawError::Negative`] and [`LawError::NotAnInteger`].
pub(super) fn value_of(text: &str, values: Values, place: &str) -> Result<Rational, LawError> {
    let (place, found) = (place.to_owned(), shortened(text));
    let value = parse_rational(text).map_err(|error| LawError::not_a_number(place.clone(), &error))?;
    if value.is_negative() {
        return Err(LawError::Negative { place, value });
    }
    if values == Values::Counts && !value.is_integer() {
        return Err(LawError::NotAnInteger { place, found });
    }
    Ok(value)
}
