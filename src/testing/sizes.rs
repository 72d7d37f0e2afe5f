//! Ranges of lengths and vocabulary sizes.

use std::ops::{Range, RangeInclusive};

use crate::hunt::seeded_rng::SeededRng;

/// The lengths, or the numbers of tokens, that are asked for: made from `3`, `2..=4` or `2..5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    least: usize,
    most: usize,
}

impl Sizes {
    /// The smallest size.
    pub fn least(&self) -> usize {
        self.least
    }

    /// The largest size.
    pub fn most(&self) -> usize {
        self.most
    }

    /// All sizes, in increasing order.
    pub fn all(&self) -> RangeInclusive<usize> {
        self.least..=self.most
    }

    /// One of the sizes, each with the same chance.
    pub(super) fn draw(&self, random: &mut SeededRng) -> usize {
        self.least + random.below(self.most - self.least + 1)
    }
}

impl From<usize> for Sizes {
    fn from(size: usize) -> Self {
        (size..=size).into()
    }
}

impl From<RangeInclusive<usize>> for Sizes {
    /// # Panics
    /// When the range is empty.
    fn from(range: RangeInclusive<usize>) -> Self {
        assert!(!range.is_empty(), "the range {range:?} is empty: expected at least one size, as in 2..=4");
        let (least, most) = range.into_inner();
        Self { least, most }
    }
}

impl From<Range<usize>> for Sizes {
    /// # Panics
    /// When the range is empty.
    fn from(range: Range<usize>) -> Self {
        assert!(!range.is_empty(), "the range {range:?} is empty: expected at least one size, as in 2..5");
        Self { least: range.start, most: range.end - 1 }
    }
}
