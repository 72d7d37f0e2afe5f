//! Rows of tokens, as they become a law.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::exact::{Integer, Rational};
use crate::law::law::{common_denominator, scaled};
use crate::law::{Labels, LawError, SparseLaw, Vocabulary};
use crate::limits::{SPARSE_LENGTH_LIMIT, SPARSE_TOKEN_LIMIT};

use super::data_error::DataError;

/// A law that was made of samples.
#[derive(Debug, Clone)]
pub struct SampledLaw {
    /// The law.
    pub law: SparseLaw,
    /// The sum of the probabilities that were given, where they were normalised and it was not 1.
    pub sum: Option<Rational>,
}

/// What positions and their tokens are.
pub(super) enum Columns {
    /// Positions with these names, each with a vocabulary of its own.
    Named(Vec<String>),
    /// So many numbered positions, which share a vocabulary.
    Numbered(usize),
}

/// Rows of tokens that are read one by one.
pub(super) struct SampleRows {
    columns: Columns,
    /// The tokens of each vocabulary in the order in which they came.
    known: Vec<BTreeMap<String, u32>>,
    /// The distinct rows, each with the sum of its values.
    rows: FxHashMap<Vec<u32>, Rational>,
    /// The row that is added.
    row: Vec<u32>,
}

impl SampleRows {
    /// No row yet.
    ///
    /// # Errors
    /// [`LawError::LengthTooLarge`].
    pub(super) fn new(columns: Columns) -> Result<Self, LawError> {
        let (length, vocabularies) = match &columns {
            Columns::Named(names) => (names.len(), names.len()),
            Columns::Numbered(length) => (*length, 1),
        };
        check_length(length)?;
        Ok(Self { columns, known: vec![BTreeMap::new(); vocabularies], rows: FxHashMap::default(), row: Vec::new() })
    }

    /// The number of positions.
    pub(super) fn length(&self) -> usize {
        match &self.columns {
            Columns::Named(names) => names.len(),
            Columns::Numbered(length) => *length,
        }
    }

    /// Adds a row of as many tokens as there are positions, with its count or probability.
    ///
    /// # Errors
    /// [`LawError::TooManySequences`].
    pub(super) fn add<'a>(&mut self, row: impl IntoIterator<Item = &'a str>, value: Rational) -> Result<(), LawError> {
        self.row.clear();
        for (position, token) in row.into_iter().enumerate() {
            let vocabulary = match &self.columns {
                Columns::Named(_) => &mut self.known[position],
                Columns::Numbered(_) => &mut self.known[0],
            };
            let place = match vocabulary.get(token) {
                Some(place) => *place,
                None => {
                    let next = u32::try_from(vocabulary.len()).expect("fewer tokens than bytes in a file");
                    vocabulary.insert(token.to_owned(), next);
                    next
                }
            };
            self.row.push(place);
        }
        if let Some(sum) = self.rows.get_mut(&self.row) {
            *sum += value;
            return Ok(());
        }
        let (sequences, length) = (self.rows.len() + 1, self.row.len());
        if sequences.saturating_mul(length) > SPARSE_TOKEN_LIMIT {
            return Err(LawError::TooManySequences { sequences, length });
        }
        self.rows.insert(self.row.clone(), value);
        Ok(())
    }

    /// The law of the rows. Tokens are in the order of their numbers where all of a vocabulary are integers, and in
    /// alphabetical order otherwise.
    ///
    /// With `are_probabilities` the values sum to 1, or are normalised.
    pub(super) fn into_law(self, name: &str, are_probabilities: bool, normalise: bool) -> Result<SampledLaw, LawError> {
        if self.rows.is_empty() {
            return Err(DataError::Empty.into());
        }
        let sorted: Vec<Sorted> = self.known.iter().map(Sorted::new).collect::<Result<_, _>>()?;
        let vocabulary = |position| if sorted.len() == 1 { 0 } else { position };
        let place = |(position, token): (usize, &u32)| sorted[vocabulary(position)].places[*token as usize];
        // The law sorts its sequences.
        let (rows, values): (Vec<Vec<u32>>, Vec<Rational>) = self.rows.into_iter().unzip();
        let tokens: Vec<u32> = rows.iter().flat_map(|row| row.iter().enumerate().map(place)).collect();
        let labels = match self.columns {
            Columns::Numbered(length) => Labels::shared(length, sorted[0].vocabulary.clone())?,
            Columns::Named(names) => {
                Labels::each(sorted.into_iter().map(|sorted| sorted.vocabulary).collect())?.with_names(names)?
            }
        };
        let (counts, sum) = counts(&values, are_probabilities, normalise)?;
        Ok(SampledLaw { law: SparseLaw::new(name, labels, tokens, counts)?, sum })
    }
}

/// Refuses rows that are longer than a law's sequences may be.
///
/// # Errors
/// [`LawError::LengthTooLarge`].
pub(super) fn check_length(length: usize) -> Result<(), LawError> {
    if length <= SPARSE_LENGTH_LIMIT {
        return Ok(());
    }
    Err(LawError::LengthTooLarge { found: length.to_string(), limit: SPARSE_LENGTH_LIMIT })
}

/// A vocabulary in order, with the places of its tokens by the order in which they came.
struct Sorted {
    vocabulary: Vocabulary,
    places: Vec<u32>,
}

impl Sorted {
    fn new(known: &BTreeMap<String, u32>) -> Result<Self, LawError> {
        let mut tokens: Vec<(&String, u32)> = known.iter().map(|(token, came)| (token, *came)).collect();
        let number = |token: &str| token.parse::<Integer>().ok();
        if tokens.iter().all(|(token, _)| number(token).is_some()) {
            tokens.sort_by_cached_key(|(token, _)| number(token));
        }
        let mut places = vec![0; tokens.len()];
        for (place, (_, came)) in (0..).zip(&tokens) {
            places[*came as usize] = place;
        }
        let vocabulary = Vocabulary::new(tokens.into_iter().map(|(token, _)| token.clone()).collect())?;
        Ok(Self { vocabulary, places })
    }
}

/// The integers in proportion to some values, and the sum of probabilities that were normalised.
///
/// # Errors
/// [`LawError::SumNotOne`] of probabilities that are not to be normalised, [`LawError::LargeDenominator`] and
/// [`LawError::AllZero`].
pub(super) fn counts(
    values: &[Rational],
    are_probabilities: bool,
    normalise: bool,
) -> Result<(Vec<Integer>, Option<Rational>), LawError> {
    let denominator = common_denominator(values)?;
    let counts: Vec<Integer> = values.iter().map(|value| scaled(value, &denominator)).collect();
    let sum = Rational::from((Integer::from(Integer::sum(counts.iter())), denominator));
    match sum {
        sum if sum == 0 => Err(LawError::AllZero),
        sum if !are_probabilities || sum == 1 => Ok((counts, None)),
        sum if normalise => Ok((counts, Some(sum))),
        sum => Err(LawError::SumNotOne { sum }),
    }
}
