//! Sets of positions.

use std::fmt;

use itertools::Itertools;

/// A set of positions, as bits: bit `i` for position `i` (counted from 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionSet(u64);

impl PositionSet {
    /// The longest sequence whose positions fit.
    pub const MAX_LENGTH: usize = 64;

    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// All positions below `length`.
    ///
    /// # Panics
    /// When `length` exceeds [`PositionSet::MAX_LENGTH`].
    pub fn all(length: usize) -> Self {
        assert!(length <= Self::MAX_LENGTH, "{length} positions do not fit");
        Self(if length == Self::MAX_LENGTH { u64::MAX } else { (1 << length) - 1 })
    }

    /// The set with these bits.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The set with this one position added.
    #[must_use]
    pub fn with(self, position: usize) -> Self {
        Self(self.0 | 1 << position)
    }

    /// The set without this position.
    #[must_use]
    pub fn without(self, position: usize) -> Self {
        Self(self.0 & !(1 << position))
    }

    /// Whether a position is in the set.
    pub fn contains(self, position: usize) -> bool {
        self.0 >> position & 1 == 1
    }

    /// The number of positions in the set.
    pub fn size(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether no position is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Union.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in `self` but not in `other`.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether no position is in both.
    pub fn is_disjoint(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// The positions, increasing.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let next = (rest != 0).then(|| rest.trailing_zeros() as usize);
            rest &= rest.wrapping_sub(1);
            next
        })
    }

    /// The subsets of this set with `size` positions.
    pub fn subsets_with(self, size: usize) -> impl Iterator<Item = Self> {
        self.positions().combinations(size).map(|positions| positions.into_iter().collect())
    }

    /// All subsets of the first `length` positions, in order of their bits.
    pub fn subsets(length: usize) -> impl Iterator<Item = Self> {
        (0..=Self::all(length).0).map(Self)
    }

    /// All subsets with `size` of the first `length` positions.
    pub fn subsets_of_size(length: usize, size: usize) -> impl Iterator<Item = Self> {
        Self::subsets(length).filter(move |set| set.size() == size)
    }
}

impl FromIterator<usize> for PositionSet {
    fn from_iter<I: IntoIterator<Item = usize>>(positions: I) -> Self {
        positions.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Display for PositionSet {
    /// Positions counted from 1, as in `{1,3}`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.positions().map(|position| (position + 1).to_string()).collect();
        write!(formatter, "{{{}}}", names.join(","))
    }
}
