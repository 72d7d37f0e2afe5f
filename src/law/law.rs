//! The joint law of a sequence of tokens.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::exact::{Integer, Rational};
use crate::limits::KEPT_BYTES;

use super::{Labels, LawError, Shape, Vocabulary, digits_of};

/// A joint law of `X = (X_1, .., X_L)` with exact probabilities: `P(X = x) = counts[x] / total`.
///
/// Atoms are numbered with the first position most significant ([`digits_of`]`(atom, V, L)`). Counts are kept as they
/// were given, not reduced to lowest terms, so that a law counted from a text keeps its number of windows as its total.
/// Two laws are equal when names, descriptions, labels and counts are.
#[derive(Clone, PartialEq, Eq)]
pub struct Law {
    name: String,
    description: String,
    labels: Arc<Labels>,
    shape: Shape,
    counts: Vec<Integer>,
    total: Integer,
}

impl Law {
    /// The law proportional to `counts`, one count for each of the `V^L` atoms in the order of their indices.
    ///
    /// ```
    /// use maskproof::exact::{Integer, Rational};
    /// use maskproof::law::{Law, Vocabulary};
    /// let counts = [1, 0, 0, 3].map(Integer::from).to_vec();
    /// let law = Law::from_counts("biased repetition", Vocabulary::numbered(2), 2, counts).unwrap();
    /// assert_eq!(law.probability(0b11), Rational::from((3, 4)));
    /// ```
    ///
    /// # Errors
    /// Those of [`Shape::new`] and [`Shape::check_size`]; [`LawError::WrongNumberOfValues`];
    /// [`LawError::Negative`]; [`LawError::AllZero`].
    pub fn from_counts(
        name: impl Into<String>,
        vocabulary: Vocabulary,
        length: usize,
        counts: Vec<Integer>,
    ) -> Result<Self, LawError> {
        let shape = Shape::new(length, vocabulary.size())?;
        check_number(shape.check_size()?, counts.len())?;
        if let Some((index, value)) = counts.iter().enumerate().find(|(_, count)| count.is_negative()) {
            return Err(LawError::negative(format!("counts[{index}]"), value));
        }
        let total = Integer::from(Integer::sum(counts.iter()));
        if total.is_zero() {
            return Err(LawError::AllZero);
        }
        let labels = Arc::new(Labels::shared(length, vocabulary)?);
        Ok(Self { name: name.into(), description: String::new(), labels, shape, counts, total })
    }

    /// The law with these probabilities, in the order of the atoms' indices. The counts are the probabilities times
    /// the least common multiple of their denominators, which becomes the total.
    ///
    /// # Errors
    /// As [`from_counts`](Self::from_counts), and [`LawError::SumNotOne`] when the sum is not exactly 1.
    pub fn from_probabilities(
        name: impl Into<String>,
        vocabulary: Vocabulary,
        length: usize,
        probabilities: Vec<Rational>,
    ) -> Result<Self, LawError> {
        let shape = Shape::new(length, vocabulary.size())?;
        check_number(shape.check_size()?, probabilities.len())?;
        let counts = counts_of(&probabilities)?;
        Self::from_counts(name, vocabulary, length, counts)
    }

    /// The same law with this description.
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The same law under another name.
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The same law with these names for its positions and tokens. A position with fewer tokens than V never holds the
    /// others.
    ///
    /// # Panics
    /// When they are for another length or vocabulary size, or a sequence of positive probability holds a token that its
    /// position has not.
    #[must_use]
    pub fn with_labels(mut self, labels: Labels) -> Self {
        assert_eq!(
            (labels.length(), labels.largest()),
            (self.length(), self.vocabulary_size()),
            "labels of another shape"
        );
        let (size, length) = (self.vocabulary_size(), self.length());
        let is_labelled =
            |atom| (0..length).zip(digits_of(atom, size, length)).all(|(place, digit)| digit < labels.size(place));
        assert!(
            labels.shared_vocabulary().is_some() || self.support().all(|(atom, _)| is_labelled(atom)),
            "a token without a name"
        );
        self.labels = Arc::new(labels);
        self
    }

    /// The law's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the law is and where it comes from; may be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What positions and tokens are called.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The length and the vocabulary size.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The number of tokens, V.
    pub fn vocabulary_size(&self) -> usize {
        self.shape.vocabulary_size()
    }

    /// The number of positions, L.
    pub fn length(&self) -> usize {
        self.shape.length()
    }

    /// The counts of all `V^L` atoms.
    pub fn counts(&self) -> &[Integer] {
        &self.counts
    }

    /// The sum of all counts, the common denominator of the probabilities; at least 1.
    pub fn total(&self) -> &Integer {
        &self.total
    }

    /// The probability of an atom, in lowest terms.
    ///
    /// # Panics
    /// When `atom` is not below `V^L`.
    pub fn probability(&self, atom: usize) -> Rational {
        Rational::from((&self.counts[atom], &self.total))
    }

    /// The atoms of positive probability with their counts, in the order of their indices.
    pub fn support(&self) -> impl Iterator<Item = (usize, &Integer)> {
        self.counts.iter().enumerate().filter(|(_, count)| !count.is_zero())
    }

    /// The tokens of an atom, first position first.
    ///
    /// # Panics
    /// When the atom holds a token that its position has not, which no sequence of positive probability does.
    pub fn atom_tokens(&self, atom: usize) -> Vec<&str> {
        let digits = digits_of(atom, self.vocabulary_size(), self.length());
        digits.into_iter().enumerate().map(|(place, digit)| self.labels.vocabulary(place).token(digit)).collect()
    }

    /// Whether the type's invariants hold: `V^L` counts, none negative, whose sum is the total and positive. True of
    /// every law that can be built; tests assert it after every operation.
    pub fn is_valid(&self) -> bool {
        self.shape.vocabulary_size() == self.labels.largest()
            && self.shape.length() == self.labels.length()
            && self.shape.check_size().is_ok_and(|atoms| atoms == self.counts.len())
            && self.counts.iter().all(|count| !count.is_negative())
            && self.total == Integer::from(Integer::sum(self.counts.iter()))
            && self.total.is_positive()
    }
}

/// Probabilities times the least common multiple of their denominators.
///
/// # Errors
/// [`LawError::Negative`], and [`LawError::SumNotOne`] when the sum is not exactly 1.
pub(super) fn counts_of(probabilities: &[Rational]) -> Result<Vec<Integer>, LawError> {
    if let Some((index, value)) = probabilities.iter().enumerate().find(|(_, value)| value.is_negative()) {
        return Err(LawError::Negative { place: format!("probabilities[{index}]"), value: value.clone() });
    }
    let denominator = common_denominator(probabilities)?;
    let counts: Vec<Integer> = probabilities.iter().map(|probability| scaled(probability, &denominator)).collect();
    let sum = Integer::from(Integer::sum(counts.iter()));
    if sum != denominator {
        return Err(LawError::SumNotOne { sum: Rational::from((sum, denominator)) });
    }
    Ok(counts)
}

/// The least common multiple of the denominators of some values.
///
/// # Errors
/// [`LawError::LargeDenominator`] where the values over it take more than [`KEPT_BYTES`].
pub(super) fn common_denominator(values: &[Rational]) -> Result<Integer, LawError> {
    let positive = values.iter().filter(|value| **value != 0).count();
    let mut denominator = Integer::from(1);
    for value in values {
        denominator.lcm_mut(value.denom());
        let digits = denominator.significant_bits();
        if u64::from(digits / 8).saturating_mul(positive as u64) > KEPT_BYTES {
            return Err(LawError::LargeDenominator { values: positive, digits, limit: KEPT_BYTES });
        }
    }
    Ok(denominator)
}

fn check_number(expected: usize, found: usize) -> Result<(), LawError> {
    if expected == found { Ok(()) } else { Err(LawError::WrongNumberOfValues { expected, found }) }
}

/// `value * scale`, an integer because `scale` is a multiple of the denominator.
pub(crate) fn scaled(value: &Rational, scale: &Integer) -> Integer {
    Integer::from(scale.div_exact_ref(value.denom())) * value.numer()
}

impl fmt::Debug for Law {
    /// With the sequences of positive probability only.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: BTreeMap<String, &Integer> =
            self.support().map(|(atom, count)| (self.atom_tokens(atom).join(" "), count)).collect();
        formatter
            .debug_struct("Law")
            .field("name", &self.name)
            .field("description", &self.description)
            .field("length", &self.length())
            .field("labels", &self.labels)
            .field("counts", &counts)
            .finish()
    }
}

impl fmt::Display for Law {
    /// The name, and the sequences of positive probability where they are few.
    ///
    /// ```
    /// let law = maskproof::Law::named("parity(L=2,V=2)")?;
    /// assert_eq!(law.to_string(), "parity(L=2,V=2): P(0 0) = 1/2, P(1 1) = 1/2");
    /// # Ok::<(), maskproof::SpecError>(())
    /// ```
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LISTED: usize = 16;
        let support = self.support().count();
        if support > LISTED {
            return write!(formatter, "{}: {support} sequences of positive probability", self.name);
        }
        let listed = self
            .support()
            .map(|(atom, _)| format!("P({}) = {}", self.atom_tokens(atom).join(" "), self.probability(atom)));
        write!(formatter, "{}: {}", self.name, listed.collect::<Vec<_>>().join(", "))
    }
}
