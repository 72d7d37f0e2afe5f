//! Laws given by a list of sequences with values, as JSON and CSV files give them.

use std::collections::BTreeMap;

use crate::exact::{Integer, Rational, parse_rational};
use crate::law::{Law, LawError, Shape, Vocabulary, index_of};

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
    vocabulary: Vocabulary,
    length: usize,
    values: Values,
    entries: Vec<Entry>,
) -> Result<Law, LawError> {
    let atoms = Shape::new(length, vocabulary.size())?.check_size()?;
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut listed = vec![Rational::new(); atoms];
    for (number, entry) in entries.iter().enumerate() {
        let atom = atom_of(entry, &vocabulary, length)?;
        if let Some(first) = seen.insert(atom, number) {
            return Err(LawError::DuplicateAtom {
                place: entry.place.clone(),
                first: entries[first].place.clone(),
                tokens: entry.tokens.join(", "),
            });
        }
        listed[atom] = value_of(entry, values)?;
    }
    match values {
        Values::Probabilities => Law::from_probabilities(name, vocabulary, length, listed),
        Values::Counts => {
            let counts: Vec<Integer> = listed.into_iter().map(|count| count.into_numer_denom().0).collect();
            Law::from_counts(name, vocabulary, length, counts)
        }
    }
}

fn atom_of(entry: &Entry, vocabulary: &Vocabulary, length: usize) -> Result<usize, LawError> {
    if entry.tokens.len() != length {
        let (expected, found) = (length, entry.tokens.len());
        return Err(LawError::WrongAtomLength { place: entry.place.clone(), expected, found });
    }
    let digits = entry.tokens.iter().map(|token| {
        vocabulary
            .index_of(token)
            .ok_or_else(|| LawError::UnknownToken { place: entry.place.clone(), token: token.clone() })
    });
    Ok(index_of(&digits.collect::<Result<Vec<_>, _>>()?, vocabulary.size()))
}

fn value_of(entry: &Entry, values: Values) -> Result<Rational, LawError> {
    let (place, found) = (entry.place.clone(), entry.value.clone());
    let value = parse_rational(&entry.value).map_err(|error| LawError::not_a_number(place.clone(), &error))?;
    if value.is_negative() {
        return Err(LawError::Negative { place, value });
    }
    if values == Values::Counts && !value.is_integer() {
        return Err(LawError::NotAnInteger { place, found });
    }
    Ok(value)
}
