//! The patterns on given sets of positions.

use super::{PatternCounts, PositionSet};

impl PatternCounts {
    /// The positions at which a pattern holds a token.
    pub fn kept(&self, pattern: usize) -> PositionSet {
        (0..self.length()).filter(|&position| self.digit(pattern, position) < self.vocabulary_size()).collect()
    }

    /// The `V^|A|` patterns that hold tokens exactly on a set `A` of positions, in increasing order.
    pub fn patterns_on(&self, set: PositionSet) -> Vec<usize> {
        self.projections(set, [set]).into_iter().map(|[pattern]| pattern).collect()
    }

    /// For each of the `V^|A|` assignments of tokens to a set `A` of positions, in the order of
    /// [`PatternCounts::patterns_on`], the patterns that hold its tokens on parts of the set.
    pub fn projections<const PARTS: usize>(
        &self,
        set: PositionSet,
        parts: [PositionSet; PARTS],
    ) -> Vec<[usize; PARTS]> {
        let mut projections = vec![[self.all_masked(); PARTS]];
        for position in set.positions() {
            // A token in the place of the mask lowers the index by as much in every pattern.
            let lower = |token| self.all_masked() - self.with_token(self.all_masked(), position, token);
            let lower: Vec<usize> = (0..self.vocabulary_size()).map(lower).collect();
            let holds = parts.map(|part| usize::from(part.contains(position)));
            let extend = |projection: [usize; PARTS]| {
                let by = |lower: &usize| {
                    let mut longer = projection;
                    longer.iter_mut().zip(holds).for_each(|(index, holds)| *index -= holds * lower);
                    longer
                };
                lower.iter().map(by).collect::<Vec<_>>()
            };
            projections = projections.into_iter().flat_map(extend).collect();
        }
        projections
    }

    /// The pattern with every position outside a set summed out.
    pub fn restrict(&self, pattern: usize, set: PositionSet) -> usize {
        (0..self.length())
            .filter(|&position| !set.contains(position))
            .fold(pattern, |pattern, position| self.with_token(pattern, position, self.vocabulary_size()))
    }
}
