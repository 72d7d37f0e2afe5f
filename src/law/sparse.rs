//! Laws by their sequences of positive probability.

use std::fmt;

use crate::exact::{Integer, Rational};
use crate::limits::{SPARSE_LENGTH_LIMIT, SPARSE_TOKEN_LIMIT};

use super::labels::find_all;
use super::law::counts_of;
use super::{Labels, Law, LawError, Shape, Vocabulary, digits_of, index_of};

/// A joint law of `X = (X_1, .., X_L)` as the list of its sequences of positive probability, with exact probabilities
/// `P(X = x) = count(x) / total`. Of a law of `n` sequences it keeps `n L` tokens, however many sequences there could be,
/// so that long windows over large vocabularies fit.
///
/// Sequences are in lexicographic order of their tokens' places in the vocabularies. Counts are kept as they were given,
/// not in lowest terms.
#[derive(Clone, PartialEq, Eq)]
pub struct SparseLaw {
    name: String,
    description: String,
    labels: Labels,
    /// The tokens of all sequences, one sequence after the other.
    tokens: Vec<u32>,
    /// Positive.
    counts: Vec<Integer>,
    total: Integer,
}

impl SparseLaw {
    /// The law proportional to the counts of some sequences: `tokens` has the sequences one after the other, as the
    /// places of their tokens in the vocabularies. The counts of a sequence that stands several times add.
    ///
    /// ```
    /// use maskproof::law::{Labels, SparseLaw, Vocabulary};
    /// let labels = Labels::shared(2, Vocabulary::numbered(1000))?;
    /// let law = SparseLaw::new("pairs", labels, vec![7, 999, 3, 3, 7, 999], [1, 1, 1].map(Into::into).to_vec())?;
    /// assert_eq!((law.support(), law.sequence(1)), (2, &[7, 999][..]));
    /// assert_eq!(law.probability(1), maskproof::exact::Rational::from((2, 3)));
    /// # Ok::<(), maskproof::LawError>(())
    /// ```
    ///
    /// # Errors
    /// [`LawError::Negative`], [`LawError::AllZero`], and [`LawError::TooManySequences`] beyond
    /// [`SPARSE_TOKEN_LIMIT`] tokens in all or [`SPARSE_LENGTH_LIMIT`] positions.
    ///
    /// # Panics
    /// When the number of tokens is not L for each count, or a token is not in the vocabulary of its position.
    pub fn new(
        name: impl Into<String>,
        labels: Labels,
        tokens: Vec<u32>,
        counts: Vec<Integer>,
    ) -> Result<Self, LawError> {
        let length = labels.length();
        assert_eq!(tokens.len(), counts.len() * length, "one token for each position of each sequence");
        for sequence in tokens.chunks(length) {
            let is_known = |(position, &token): (usize, &u32)| (token as usize) < labels.size(position);
            assert!(sequence.iter().enumerate().all(is_known), "tokens of the vocabularies");
        }
        if let Some((index, value)) = counts.iter().enumerate().find(|(_, count)| count.is_negative()) {
            return Err(LawError::negative(format!("counts[{index}]"), value));
        }
        let mut order: Vec<usize> = (0..counts.len()).filter(|&index| !counts[index].is_zero()).collect();
        let sequence = |index: usize| &tokens[index * length..][..length];
        order.sort_by(|&first, &second| sequence(first).cmp(sequence(second)));
        let (mut sorted, mut sums): (Vec<u32>, Vec<Integer>) = (Vec::new(), Vec::new());
        for index in order {
            match sums.last_mut() {
                Some(sum) if sorted[sorted.len() - length..] == *sequence(index) => *sum += &counts[index],
                _ => {
                    sorted.extend_from_slice(sequence(index));
                    sums.push(counts[index].clone());
                }
            }
        }
        if sorted.len() > SPARSE_TOKEN_LIMIT || length > SPARSE_LENGTH_LIMIT {
            return Err(LawError::TooManySequences { sequences: sums.len(), length });
        }
        let total = Integer::from(Integer::sum(sums.iter()));
        if total.is_zero() {
            return Err(LawError::AllZero);
        }
        Ok(Self { name: name.into(), description: String::new(), labels, tokens: sorted, counts: sums, total })
    }

    /// The law with these probabilities of some distinct sequences. The counts are the probabilities times the least common
    /// multiple of their denominators, which becomes the total.
    ///
    /// # Errors
    /// As [`SparseLaw::new`], and [`LawError::SumNotOne`] when the sum is not exactly 1.
    ///
    /// # Panics
    /// As [`SparseLaw::new`].
    pub fn from_probabilities(
        name: impl Into<String>,
        labels: Labels,
        tokens: Vec<u32>,
        probabilities: &[Rational],
    ) -> Result<Self, LawError> {
        Self::new(name, labels, tokens, counts_of(probabilities)?)
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

    /// The length, and the size of the largest vocabulary.
    pub fn shape(&self) -> Shape {
        self.labels.shape()
    }

    /// The number of positions, L.
    pub fn length(&self) -> usize {
        self.labels.length()
    }

    /// The number of sequences of positive probability.
    pub fn support(&self) -> usize {
        self.counts.len()
    }

    /// The counts of the sequences, all positive.
    pub fn counts(&self) -> &[Integer] {
        &self.counts
    }

    /// The sum of all counts, the common denominator of the probabilities.
    pub fn total(&self) -> &Integer {
        &self.total
    }

    /// The places of a sequence's tokens in their vocabularies.
    ///
    /// # Panics
    /// When `index` is not below [`support`](Self::support).
    pub fn sequence(&self, index: usize) -> &[u32] {
        &self.tokens[index * self.length()..][..self.length()]
    }

    /// The tokens of a sequence.
    ///
    /// # Panics
    /// As [`SparseLaw::sequence`].
    pub fn sequence_tokens(&self, index: usize) -> Vec<&str> {
        let token = |(position, &token): (usize, &u32)| self.labels.vocabulary(position).token(token as usize);
        self.sequence(index).iter().enumerate().map(token).collect()
    }

    /// The probability of a sequence, in lowest terms.
    ///
    /// # Panics
    /// As [`SparseLaw::sequence`].
    pub fn probability(&self, index: usize) -> Rational {
        Rational::from((&self.counts[index], &self.total))
    }

    /// The law of `(X_i)` for some positions (from 0), in the order given.
    ///
    /// # Errors
    /// Those of [`Labels::select`].
    ///
    /// # Panics
    /// When a position is not below L.
    pub fn marginal(&self, positions: &[usize]) -> Result<Self, LawError> {
        let labels = self.labels.select(positions)?;
        let sequence = |index| positions.iter().map(move |&position| self.sequence(index)[position]);
        let tokens = (0..self.support()).flat_map(sequence).collect();
        let names: Vec<_> = positions.iter().map(|&position| self.labels.name(position)).collect();
        let name = format!("{} at {}", self.name, names.join(","));
        Self::new(name, labels, tokens, self.counts.clone())
    }

    /// The law of the positions with some names, or numbers from 1, in the order given; the law itself where there is
    /// none.
    ///
    /// # Errors
    /// [`UnknownColumn`](super::readers::DataError::UnknownColumn) and
    /// [`RepeatedColumn`](super::readers::DataError::RepeatedColumn).
    pub fn select(self, names: &[String]) -> Result<Self, LawError> {
        if names.is_empty() {
            return Ok(self);
        }
        let known: Vec<_> = (0..self.length()).map(|position| self.labels.name(position)).collect();
        let positions = find_all(&known, names, None)?;
        self.marginal(&positions)
    }

    /// The law with a count for each of its `V^L` sequences, where these are few enough.
    ///
    /// # Errors
    /// [`LawError::TooLarge`].
    pub fn to_table(&self) -> Result<Law, LawError> {
        let shape = self.shape();
        let mut counts = vec![Integer::new(); shape.check_size()?];
        for (index, count) in self.counts.iter().enumerate() {
            let digits: Vec<usize> = self.sequence(index).iter().map(|&token| token as usize).collect();
            counts[index_of(&digits, shape.vocabulary_size())].clone_from(count);
        }
        let law =
            Law::from_counts(self.name.clone(), Vocabulary::numbered(shape.vocabulary_size()), shape.length(), counts)?;
        Ok(law.with_labels(self.labels.clone()).with_description(self.description.clone()))
    }
}

impl From<&Law> for SparseLaw {
    fn from(law: &Law) -> Self {
        let digits = |atom| digits_of(atom, law.vocabulary_size(), law.length());
        let place = |token| u32::try_from(token).expect("small vocabularies");
        let tokens = law.support().flat_map(|(atom, _)| digits(atom)).map(place).collect();
        let counts = law.support().map(|(_, count)| count.clone()).collect();
        Self {
            name: law.name().to_owned(),
            description: law.description().to_owned(),
            labels: law.labels().clone(),
            tokens,
            counts,
            total: law.total().clone(),
        }
    }
}

impl fmt::Debug for SparseLaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SparseLaw")
            .field("name", &self.name)
            .field("shape", &self.shape())
            .field("support", &self.support())
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for SparseLaw {
    /// The name, and the sequences of positive probability where they are few.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LISTED: usize = 16;
        if self.support() > LISTED {
            return write!(formatter, "{}: {} sequences of positive probability", self.name, self.support());
        }
        let listed = (0..self.support())
            .map(|index| format!("P({}) = {}", self.sequence_tokens(index).join(" "), self.probability(index)));
        write!(formatter, "{}: {}", self.name, listed.collect::<Vec<_>>().join(", "))
    }
}
