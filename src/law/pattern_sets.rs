//! The patterns on given sets of positions.

use super::{PatternCounts, PositionSet};

impl PatternCounts {
    /// The positions at which a pattern holds a token.
    pub fn kept(&self, pattern: usize) -> PositionSet {
        (0..self.length()).filter(|&position| self.digit(pattern, position) < self.vocabulary_size()).collect()
    }

    /// The `V^|A|` patterns that hold tokens exactly on a set `A` of positions, in increasing order.
    pub fn patterns_on(&self, set: PositionSet) -> Vec<usize> {
        let mut patterns = vec![self.all_masked()];
        for position in set.positions() {
            patterns = patterns
                .iter()
                .flat_map(|&pattern| {
                    (0..self.vocabulary_size()).map(move |token| self.with_token(pattern, position, token))
                })
                .collect();
        }
        patterns
    }

    /// The pattern with every position outside a set summed out.
    pub fn restrict(&self, pattern: usize, set: PositionSet) -> usize {
        (0..self.length())
            .filter(|&position| !set.contains(position))
            .fold(pattern, |pattern, position| self.with_token(pattern, position, self.vocabulary_size()))
    }
}
