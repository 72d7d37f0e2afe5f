//! Rows of tokens, as they become a law.

use std::collections::BTreeMap;

use crate::exact::{Integer, Rational};
use crate::law::law::scaled;
use crate::law::{Labels, LawError, SparseLaw, Vocabulary};

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
    tokens: Vec<u32>,
    values: Vec<Rational>,
}

impl SampleRows {
    pub(super) fn new(columns: Columns) -> Self {
        let vocabularies = match &columns {
            Columns::Named(names) => names.len(),
            Columns::Numbered(_) => 1,
        };
        Self { columns, known: vec![BTreeMap::new(); vocabularies], tokens: Vec::new(), values: Vec::new() }
    }

    /// The number of positions.
    pub(super) fn length(&self) -> usize {
        match &self.columns {
            Columns::Named(names) => names.len(),
            Columns::Numbered(length) => *length,
        }
    }

    /// Adds a row of as many tokens as there are positions, with its count or probability.
    pub(super) fn add<'a>(&mut self, row: impl IntoIterator<Item = &'a str>, value: Rational) {
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
            self.tokens.push(place);
        }
        self.values.push(value);
    }

    /// The law of the rows. Tokens are in the order of their numbers where all of a vocabulary are integers, and in
    /// alphabetical order otherwise.
    ///
    /// With `are_probabilities` the values sum to 1, or are normalised.
    pub(super) fn into_law(self, name: &str, are_probabilities: bool, normalise: bool) -> Result<SampledLaw, LawError> {
        if self.values.is_empty() {
            return Err(DataError::Empty.into());
        }
        let sorted: Vec<Sorted> = self.known.iter().map(Sorted::new).collect::<Result<_, _>>()?;
        let length = self.length();
        let vocabulary = |position| if sorted.len() == 1 { 0 } else { position };
        let place = |(index, token): (usize, &u32)| sorted[vocabulary(index % length)].places[*token as usize];
        let tokens: Vec<u32> = self.tokens.iter().enumerate().map(place).collect();
        let labels = match self.columns {
            Columns::Numbered(length) => Labels::shared(length, sorted[0].vocabulary.clone())?,
            Columns::Named(names) => {
                Labels::each(sorted.into_iter().map(|sorted| sorted.vocabulary).collect())?.with_names(names)?
            }
        };
        let (counts, sum) = counts(&self.values, are_probabilities, normalise)?;
        Ok(SampledLaw { law: SparseLaw::new(name, labels, tokens, counts)?, sum })
    }
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
/// [`LawError::SumNotOne`] of probabilities that are not to be normalised, and [`LawError::AllZero`].
pub(super) fn counts(
    values: &[Rational],
    are_probabilities: bool,
    normalise: bool,
) -> Result<(Vec<Integer>, Option<Rational>), LawError> {
    let mut denominator = Integer::from(1);
    values.iter().for_each(|value| denominator.lcm_mut(value.denom()));
    let counts = values.iter().map(|value| scaled(value, &denominator)).collect();
    let sum = Rational::from(Rational::sum(values.iter()));
    match sum {
        sum if sum == 0 => Err(LawError::AllZero),
        sum if !are_probabilities || sum == 1 => Ok((counts, None)),
        sum if normalise => Ok((counts, Some(sum))),
        sum => Err(LawError::SumNotOne { sum }),
    }
}
