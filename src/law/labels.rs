//! What positions and their tokens are called.

use std::borrow::Cow;

use itertools::Itertools;

use crate::diagnosis::nearest::misspelt;
use crate::exact::rational::shortened;

use super::readers::data_error::DataError;
use super::{LawError, Shape, Vocabulary};

/// The names of a law's positions and the tokens of each. Positions share one vocabulary, as those of a text do, or each
/// has its own, as the columns of a table do; then the vocabulary size V of the law is that of the largest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    length: usize,
    names: Option<Vec<String>>,
    vocabularies: Vocabularies,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Vocabularies {
    Shared(Vocabulary),
    /// Not all the same.
    Each(Vec<Vocabulary>),
}

impl Labels {
    /// Numbered positions that share a vocabulary.
    ///
    /// # Errors
    /// [`LawError::NoPositions`] and [`LawError::EmptyVocabulary`].
    pub fn shared(length: usize, vocabulary: Vocabulary) -> Result<Self, LawError> {
        if length == 0 {
            return Err(LawError::NoPositions);
        }
        if vocabulary.size() == 0 {
            return Err(LawError::EmptyVocabulary);
        }
        Ok(Self { length, names: None, vocabularies: Vocabularies::Shared(vocabulary) })
    }

    /// Numbered positions with a vocabulary each; where all are the same it is shared.
    ///
    /// ```
    /// use maskproof::law::{Labels, Vocabulary};
    /// let labels = Labels::each(vec![Vocabulary::numbered(2), Vocabulary::numbered(3)])?;
    /// assert_eq!((labels.length(), labels.largest(), labels.size(0)), (2, 3, 2));
    /// let labels = labels.with_names(vec!["sex".into(), "island".into()])?;
    /// assert_eq!((labels.name(1).as_ref(), labels.position("sex")), ("island", Some(0)));
    /// # Ok::<(), maskproof::LawError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Labels::shared`].
    pub fn each(vocabularies: Vec<Vocabulary>) -> Result<Self, LawError> {
        let length = vocabularies.len();
        let Some(first) = vocabularies.first() else { return Err(LawError::NoPositions) };
        if vocabularies.iter().any(|vocabulary| vocabulary.size() == 0) {
            return Err(LawError::EmptyVocabulary);
        }
        if vocabularies.iter().all(|vocabulary| vocabulary == first) {
            return Self::shared(length, first.clone());
        }
        Ok(Self { length, names: None, vocabularies: Vocabularies::Each(vocabularies) })
    }

    /// The same with names for the positions.
    ///
    /// # Errors
    /// [`LawError::PositionNames`] when they are not one for each position, or one is empty or stands twice.
    pub fn with_names(self, names: Vec<String>) -> Result<Self, LawError> {
        let is_bad = names.iter().any(String::is_empty) || !names.iter().all_unique();
        if names.len() != self.length || is_bad {
            return Err(LawError::PositionNames { length: self.length, found: listed(&names) });
        }
        Ok(Self { names: Some(names), ..self })
    }

    /// The number of positions, L.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The names of the positions, where they have any.
    pub fn names(&self) -> Option<&[String]> {
        self.names.as_deref()
    }

    /// The name of a position (from 0); without names its number from 1.
    ///
    /// # Panics
    /// When `position` is not below L.
    pub fn name(&self, position: usize) -> Cow<'_, str> {
        assert!(position < self.length, "position {position} of {}", self.length);
        match &self.names {
            Some(names) => Cow::Borrowed(&names[position]),
            None => Cow::Owned((position + 1).to_string()),
        }
    }

    /// The position (from 0) of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.as_ref()?.iter().position(|known| known == name)
    }

    /// The tokens of a position.
    ///
    /// # Panics
    /// When `position` is not below L.
    pub fn vocabulary(&self, position: usize) -> &Vocabulary {
        match &self.vocabularies {
            Vocabularies::Shared(vocabulary) => vocabulary,
            Vocabularies::Each(vocabularies) => &vocabularies[position],
        }
    }

    /// The vocabulary that all positions share, where they do.
    pub fn shared_vocabulary(&self) -> Option<&Vocabulary> {
        match &self.vocabularies {
            Vocabularies::Shared(vocabulary) => Some(vocabulary),
            Vocabularies::Each(_) => None,
        }
    }

    /// The vocabulary that all positions share; numbers up to V where each has its own.
    pub fn common_vocabulary(&self) -> Cow<'_, Vocabulary> {
        match self.shared_vocabulary() {
            Some(vocabulary) => Cow::Borrowed(vocabulary),
            None => Cow::Owned(Vocabulary::numbered(self.largest())),
        }
    }

    /// The number of tokens of a position.
    ///
    /// # Panics
    /// When `position` is not below L.
    pub fn size(&self, position: usize) -> usize {
        self.vocabulary(position).size()
    }

    /// The number of tokens of the largest vocabulary, V.
    pub fn largest(&self) -> usize {
        match &self.vocabularies {
            Vocabularies::Shared(vocabulary) => vocabulary.size(),
            Vocabularies::Each(vocabularies) => {
                vocabularies.iter().map(Vocabulary::size).max().expect("a law has a position")
            }
        }
    }

    /// The length, and the size of the largest vocabulary.
    pub fn shape(&self) -> Shape {
        Shape::new(self.length, self.largest()).expect("a position and a token")
    }

    /// The tokens at some places of the vocabularies of all positions; a place that a position has not by its number.
    pub fn tokens(&self, places: &[usize]) -> Vec<Cow<'_, str>> {
        let token = |(position, &place): (usize, &usize)| {
            let vocabulary = self.vocabulary(position);
            if place < vocabulary.size() {
                Cow::Borrowed(vocabulary.token(place))
            } else {
                Cow::Owned(place.to_string())
            }
        };
        places.iter().enumerate().map(token).collect()
    }

    /// The place of a token in the vocabulary of a position.
    pub fn token_place(&self, position: usize, token: &str) -> Option<usize> {
        if position < self.length { self.vocabulary(position).index_of(token) } else { None }
    }

    /// The place of a token where it is the same at every position.
    pub fn common_place(&self, token: &str) -> Option<usize> {
        let first = self.token_place(0, token)?;
        (1..self.length).all(|position| self.token_place(position, token) == Some(first)).then_some(first)
    }

    /// The labels of some positions (from 0), in the order given; without names where a position is taken twice.
    ///
    /// # Errors
    /// [`LawError::NoPositions`] when there are none.
    ///
    /// # Panics
    /// When a position is not below L.
    pub fn select(&self, positions: &[usize]) -> Result<Self, LawError> {
        let chosen = match &self.vocabularies {
            Vocabularies::Shared(vocabulary) => Self::shared(positions.len(), vocabulary.clone())?,
            Vocabularies::Each(vocabularies) => {
                Self::each(positions.iter().map(|&position| vocabularies[position].clone()).collect())?
            }
        };
        match &self.names {
            Some(names) if positions.iter().all_unique() => {
                chosen.with_names(positions.iter().map(|&position| names[position].clone()).collect())
            }
            _ => Ok(chosen),
        }
    }
}

/// The place of a name among several, or of a number from 1.
///
/// # Errors
/// [`DataError::UnknownColumn`].
pub(super) fn find(names: &[impl AsRef<str>], name: &str) -> Result<usize, LawError> {
    let names = || names.iter().map(AsRef::as_ref);
    let by_number =
        || name.parse().ok().and_then(|number: usize| number.checked_sub(1)).filter(|&at| at < names().len());
    names().position(|known| known == name).or_else(by_number).ok_or_else(|| {
        let nearest = misspelt(name, names()).map(str::to_owned);
        DataError::UnknownColumn { name: shortened(name), known: listed(names()), nearest }.into()
    })
}

/// The places of some names among several, each once, as [`find`] has them; none of them is one that is taken.
///
/// # Errors
/// [`DataError::UnknownColumn`] and [`DataError::RepeatedColumn`].
pub(super) fn find_all(
    names: &[impl AsRef<str>],
    wanted: &[String],
    taken: Option<usize>,
) -> Result<Vec<usize>, LawError> {
    let mut found = Vec::new();
    for name in wanted {
        let place = find(names, name)?;
        if found.contains(&place) || taken == Some(place) {
            return Err(DataError::RepeatedColumn { name: name.clone() }.into());
        }
        found.push(place);
    }
    Ok(found)
}

/// Names as a message lists them: the first ones where they are many.
fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    const LISTED: usize = 24;
    let mut names = names.into_iter();
    let first = names.by_ref().take(LISTED).map(|name| shortened(name.as_ref())).join(", ");
    match names.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
