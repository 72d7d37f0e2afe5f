//! The shape of a law: how long its sequences are, and over how many tokens.

use std::fmt;

use crate::limits::PATTERN_LIMIT;

use super::LawError;

/// The bytes of a token in a vocabulary: its name and its place by the name.
const TOKEN_BYTES: u64 = 200;

/// The bytes of a count, and of what is computed from it.
const COUNT_BYTES: u64 = 64;

/// The shape of a law: its length L, the number of positions, and its vocabulary size V, the number of tokens, both at
/// least 1. Its laws have `V^L` sequences and `(V + 1)^L` patterns.
///
/// Shapes are ordered by length, and those of one length by vocabulary size.
///
/// ```
/// use maskproof::{Law, LawError, Shape};
/// let shape = Shape::new(3, 2)?;
/// assert_eq!(Law::named("parity(L=3,V=2)")?.shape(), shape);
/// assert_eq!((shape.length(), shape.vocabulary_size()), (3, 2));
/// assert_eq!((shape.atoms(), shape.patterns()), (8, 27));
/// assert_eq!(shape.to_string(), "V = 2, L = 3");
/// assert!(shape < Shape::new(4, 1)? && Shape::new(3, 1)? < shape);
/// assert!(matches!(Shape::new(0, 2), Err(LawError::NoPositions)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    length: usize,
    vocabulary_size: usize,
}

impl Shape {
    /// The shape of laws of a length over so many tokens.
    ///
    /// # Errors
    /// [`LawError::EmptyVocabulary`] or [`LawError::NoPositions`] when one of the two is 0.
    pub fn new(length: usize, vocabulary_size: usize) -> Result<Self, LawError> {
        match (length, vocabulary_size) {
            (_, 0) => Err(LawError::EmptyVocabulary),
            (0, _) => Err(LawError::NoPositions),
            _ => Ok(Self { length, vocabulary_size }),
        }
    }

    /// The number of positions, L.
    pub fn length(self) -> usize {
        self.length
    }

    /// The number of tokens, V.
    pub fn vocabulary_size(self) -> usize {
        self.vocabulary_size
    }

    /// The number of sequences, `V^L`, or the largest number where it is more.
    pub fn atoms(self) -> usize {
        self.vocabulary_size.saturating_pow(exponent(self.length))
    }

    /// The number of patterns, `(V + 1)^L`, or the largest number where it is more.
    pub fn patterns(self) -> usize {
        self.vocabulary_size.saturating_add(1).saturating_pow(exponent(self.length))
    }

    /// `(V + 1)^L`, or `None` when it does not fit in 128 bits.
    pub(super) fn wide_patterns(self) -> Option<u128> {
        let base = u128::try_from(self.vocabulary_size).ok()?.checked_add(1)?;
        base.checked_pow(u32::try_from(self.length).ok()?)
    }

    /// Checks that laws of the shape are within bounds, and returns the number of their atoms, `V^L`.
    ///
    /// ```
    /// use maskproof::{LawError, Shape};
    /// assert_eq!(Shape::new(4, 3)?.check_size()?, 81);
    /// assert!(matches!(Shape::new(1_000_000, 2)?.check_size(), Err(LawError::TooLarge { .. })));
    /// # Ok::<(), LawError>(())
    /// ```
    ///
    /// # Errors
    /// [`LawError::TooLarge`] when `(V + 1)^L` is above [`PATTERN_LIMIT`].
    pub fn check_size(self) -> Result<usize, LawError> {
        let patterns = self.wide_patterns();
        match patterns.map(usize::try_from) {
            Some(Ok(number)) if number <= PATTERN_LIMIT => Ok(self.atoms()),
            _ => {
                let Self { length, vocabulary_size } = self;
                Err(LawError::TooLarge { vocabulary_size, length, patterns, limit: PATTERN_LIMIT })
            }
        }
    }

    /// The bytes of a law, about; a law that can be built has far fewer than 2^64.
    pub(crate) fn law_bytes(self) -> u64 {
        let of_tokens = (self.vocabulary_size as u64).saturating_mul(TOKEN_BYTES);
        (self.atoms() as u64).saturating_mul(COUNT_BYTES).saturating_add(of_tokens)
    }
}

/// A length as an exponent. Behind the largest exponent, powers of 2 and more have long been as large as numbers can
/// be.
fn exponent(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "V = {}, L = {}", self.vocabulary_size, self.length)
    }
}
