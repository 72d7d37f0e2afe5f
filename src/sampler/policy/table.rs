//! Policies as tables from states to sets.

use std::collections::BTreeMap;
use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

use crate::law::readers::bounded;
use crate::law::{Labels, PositionSet, Shape, digits_of};
use crate::limits::{LAW_BYTES, PATTERN_LIMIT};
use crate::sampler::states::States;
use crate::sampler::states_error::StatesError;

use super::Policy;
use super::error::PolicyError;

/// A table from states to what is revealed there. At a state that is not listed, everything masked is revealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TablePolicy {
    name: String,
    shape: Shape,
    /// By the digits of the states, V where a position is masked.
    sets: BTreeMap<Vec<usize>, PositionSet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    states: Vec<RawState>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawState {
    revealed: Vec<Option<String>>,
    reveal: Vec<usize>,
}

impl TablePolicy {
    /// The table with these states, given by the digits of their patterns (`V` for masked) with the set revealed there.
    ///
    /// # Errors
    /// [`PolicyError::WrongLength`], [`PolicyError::UnknownToken`], [`PolicyError::NothingMasked`],
    /// [`PolicyError::NothingRevealed`], [`PolicyError::NotMasked`] or [`PolicyError::DuplicateState`], numbered in the
    /// order given; [`PolicyError::States`] beyond [`PositionSet::MAX_LENGTH`] positions.
    pub fn new(
        name: impl Into<String>,
        shape: Shape,
        states: impl IntoIterator<Item = (Vec<usize>, PositionSet)>,
    ) -> Result<Self, PolicyError> {
        let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
        let name = name.into();
        check_length(&name, length)?;
        let mut sets = BTreeMap::new();
        for (state, (digits, set)) in states.into_iter().enumerate() {
            if digits.len() != length {
                return Err(PolicyError::WrongLength { state, expected: length, found: digits.len() });
            }
            if let Some(digit) = digits.iter().find(|digit| **digit > vocabulary_size) {
                return Err(PolicyError::UnknownToken { state, token: digit.to_string() });
            }
            let masked: PositionSet = (0..length).filter(|&position| digits[position] == vocabulary_size).collect();
            if masked.is_empty() {
                return Err(PolicyError::NothingMasked { state });
            }
            if set.is_empty() {
                return Err(PolicyError::NothingRevealed { state });
            }
            if let Some(position) = set.minus(masked).positions().next() {
                return Err(PolicyError::NotMasked { state, position: position + 1 });
            }
            if sets.insert(digits, set).is_some() {
                return Err(PolicyError::DuplicateState { state });
            }
        }
        Ok(Self { name, shape, sets })
    }

    /// A random table, `random-table:SEED`: at every state in the order of the patterns, a nonempty set of masked
    /// positions, all equally likely.
    ///
    /// # Errors
    /// [`PolicyError::TooManyPatterns`] when the states are more than [`PATTERN_LIMIT`].
    pub fn random(shape: Shape, seed: u64) -> Result<Self, PolicyError> {
        let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
        if shape.patterns() > PATTERN_LIMIT {
            return Err(PolicyError::TooManyPatterns { shape, limit: PATTERN_LIMIT });
        }
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..14].copy_from_slice(b"policy");
        let mut random = ChaCha8Rng::from_seed(key);
        let mut sets = BTreeMap::new();
        for state in 0..shape.patterns() {
            let digits = digits_of(state, vocabulary_size + 1, length);
            let masked: Vec<usize> = (0..length).filter(|&position| digits[position] == vocabulary_size).collect();
            if masked.is_empty() {
                continue;
            }
            let drawn = loop {
                let bits = PositionSet::from_bits(random.next_u64());
                let drawn: PositionSet = masked
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| bits.contains(*bit))
                    .map(|(_, &position)| position)
                    .collect();
                if !drawn.is_empty() {
                    break drawn;
                }
            };
            sets.insert(digits, drawn);
        }
        Ok(Self { name: format!("random-table:{seed}"), shape, sets })
    }

    /// Reads a table from a JSON text: `{"states": [{"revealed": [null, "a"], "reveal": [1]}, ..]}`. `revealed` has a
    /// token of the law or null for each position; `reveal` lists masked positions, counted from 1.
    ///
    /// ```
    /// use maskproof::law::families::parse_spec;
    /// use maskproof::sampler::policy::TablePolicy;
    /// let law = parse_spec("repetition(L=2,V=2)").unwrap();
    /// let text = r#"{"states": [{"revealed": [null, null], "reveal": [2]}]}"#;
    /// assert_eq!(TablePolicy::from_json("mine", text, law.labels()).unwrap().states().count(), 1);
    /// ```
    ///
    /// # Errors
    /// [`PolicyError::Syntax`] with line and column, and those of [`TablePolicy::new`].
    pub fn from_json(name: impl Into<String>, text: &str, labels: &Labels) -> Result<Self, PolicyError> {
        let name = name.into();
        check_length(&name, labels.length())?;
        let raw: RawTable = serde_json::from_str(text).map_err(|error| {
            let position = format!(" at line {} column {}", error.line(), error.column());
            let message = error.to_string();
            let message = message.strip_suffix(&position).unwrap_or(&message).to_owned();
            PolicyError::Syntax { line: error.line(), column: error.column(), message }
        })?;
        let mut states = Vec::new();
        for (state, raw) in raw.states.into_iter().enumerate() {
            let mut digits = Vec::new();
            for (position, token) in raw.revealed.into_iter().enumerate() {
                digits.push(match token {
                    None => labels.largest(),
                    Some(token) => match labels.token_place(position, &token) {
                        Some(digit) => digit,
                        None => return Err(PolicyError::UnknownToken { state, token }),
                    },
                });
            }
            let mut set = PositionSet::EMPTY;
            for position in raw.reveal {
                let index = position.checked_sub(1).filter(|index| *index < labels.length() && !set.contains(*index));
                set = set.with(index.ok_or(PolicyError::NotMasked { state, position })?);
            }
            states.push((digits, set));
        }
        Self::new(name, labels.shape(), states)
    }

    /// Reads a table from a JSON file; its name is `table:PATH`.
    ///
    /// # Errors
    /// [`PolicyError::InFile`] with [`PolicyError::Unreadable`] or what [`TablePolicy::from_json`] says.
    pub fn read(path: &Path, labels: &Labels) -> Result<Self, PolicyError> {
        bounded::read_text(path, LAW_BYTES)
            .map_err(|error| PolicyError::Unreadable { error })
            .and_then(|text| Self::from_json(format!("table:{}", path.display()), &text, labels))
            .map_err(|error| error.in_file(path))
    }

    /// The states listed, by their digits in lexicographic order, V where a position is masked, with what is revealed
    /// there.
    pub fn states(&self) -> impl Iterator<Item = (&[usize], PositionSet)> {
        self.sets.iter().map(|(digits, &set)| (digits.as_slice(), set))
    }
}

/// Refuses more positions than a set has.
fn check_length(policy: &str, length: usize) -> Result<(), PolicyError> {
    let limit = PositionSet::MAX_LENGTH;
    if length <= limit {
        return Ok(());
    }
    Err(PolicyError::States { policy: policy.to_owned(), error: StatesError::TooLong { length, limit } })
}

impl Policy for TablePolicy {
    fn name(&self) -> String {
        self.name.clone()
    }

    /// # Panics
    /// When the law has another shape than the table.
    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        assert_eq!(model.shape(), self.shape, "the table is of another shape");
        self.sets.get(&model.digits(state)).copied().unwrap_or_else(|| model.masked(state))
    }
}
