//! Columns: the sums of `c ln c` over pattern counts that forms are combinations of.

use crate::exact::Integer;

/// The columns of a program: the sums by size `S_1, .., S_L`, and where some form needs them, behind these the sums
/// `S_A` of single sets of positions, in the order of the bits of A. `S_k` is the sum of `S_A` over the sets of k
/// positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    length: usize,
    has_sets: bool,
}

impl Columns {
    /// The columns for sequences of a length, with those of single sets or without.
    pub fn new(length: usize, has_sets: bool) -> Self {
        Self { length, has_sets }
    }

    /// Whether there are columns of single sets.
    pub fn has_sets(self) -> bool {
        self.has_sets
    }

    /// The first column of a single set, counted from 0, where there is one.
    pub fn first_set(self) -> Option<usize> {
        self.has_sets.then_some(self.length)
    }

    /// The number of columns.
    pub fn number(self) -> usize {
        self.length + if self.has_sets { (1 << self.length) - 1 } else { 0 }
    }

    /// For each column in turn, the number of positions in each of its sets, and the number of these sets.
    pub fn sets(self) -> impl Iterator<Item = (u32, Integer)> {
        let length = u32::try_from(self.length).unwrap_or(u32::MAX);
        let by_size = (1..=length).map(move |size| (size, Integer::from(length).binomial(size)));
        let single = if self.has_sets { 1_usize << self.length } else { 1 };
        by_size.chain((1..single).map(|set| (set.count_ones(), Integer::from(1))))
    }
}
