//! Sets of positions of any length.

use std::fmt;

use rug::Integer;

/// A set of positions of any length, as the bits of an integer (bit `i` for position `i`, counted from 0).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Positions(Integer);

impl Positions {
    /// All positions below `length`.
    pub fn all(length: usize) -> Self {
        let bits = u32::try_from(length).expect("sequences of moderate length");
        Self((Integer::from(1) << bits) - 1)
    }

    /// Adds a position.
    pub fn insert(&mut self, position: usize) {
        self.0.set_bit(u32::try_from(position).expect("sequences of moderate length"), true);
    }

    /// Union.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(Integer::from(&self.0 | &other.0))
    }

    /// The positions below `length` that are not in the set.
    #[must_use]
    pub fn complement(&self, length: usize) -> Self {
        Self(Self::all(length).0 ^ &self.0)
    }

    /// The positions, counted from 0.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let found = self.0.find_one(next)?;
            next = found + 1;
            usize::try_from(found).ok()
        })
    }

    /// The number of positions.
    pub fn size(&self) -> usize {
        self.0.count_ones().map_or(0, |ones| usize::try_from(ones).expect("few positions"))
    }

    /// The bits, when the positions are below 64.
    pub fn bits(&self) -> Option<u64> {
        self.0.to_u64()
    }
}

impl FromIterator<usize> for Positions {
    fn from_iter<I: IntoIterator<Item = usize>>(positions: I) -> Self {
        let mut set = Self::default();
        positions.into_iter().for_each(|position| set.insert(position));
        set
    }
}

impl fmt::Display for Positions {
    /// Counted from 1.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let positions: Vec<String> = self.iter().map(|position| (position + 1).to_string()).collect();
        write!(formatter, "{{{}}}", positions.join(","))
    }
}
