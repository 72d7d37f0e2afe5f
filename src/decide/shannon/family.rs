//! The ring family of sets that the sets of a problem generate.
//!
//! A family of sets that contains the union and the intersection of any two of its members consists of the down-sets of
//! a preorder. A monotone submodular function on it extends to all sets: `f(A)` is the value at the smallest member
//! that contains `A`. So an inequality between entropies of sets of the family follows from Shannon's inequalities
//! exactly when it follows from those among members (`proofs-notes/shannon-inequalities.md`), and a problem with many
//! positions and few sets is small.

use crate::law::PositionSet;

/// A family of sets of positions, closed under union and intersection, with the empty set. Positions that belong to the
/// same members form a block, and a member is a set of blocks, in bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingFamily {
    /// The positions of each block. The blocks below one have smaller numbers.
    blocks: Vec<PositionSet>,
    /// For each block, the blocks that every member with it contains, itself among them.
    down: Vec<u64>,
}

impl RingFamily {
    /// The smallest family that contains these sets and the empty one. What belongs to none of them plays no part.
    pub fn generated(sets: &[PositionSet]) -> Self {
        let top = sets.iter().fold(0, |top, set| top | set.bits());
        // The smallest member with a position is the intersection of the sets that contain it.
        let smallest = |position: usize| {
            let with = sets.iter().map(|set| set.bits()).filter(|bits| bits >> position & 1 == 1);
            with.fold(top, |smallest, bits| smallest & bits)
        };
        let mut blocks: Vec<(u64, u64)> = Vec::new();
        for position in PositionSet::from_bits(top).positions() {
            let member = smallest(position);
            match blocks.iter_mut().find(|(other, _)| *other == member) {
                Some((_, positions)) => *positions |= 1 << position,
                None => blocks.push((member, 1 << position)),
            }
        }
        // A member inside another has fewer positions.
        blocks.sort_by_key(|(member, positions)| (member.count_ones(), positions.trailing_zeros()));
        let inside = |member: u64| {
            let inside = blocks.iter().enumerate().filter(move |(_, (_, positions))| positions & !member == 0);
            inside.fold(0, |bits, (index, _)| bits | 1 << index)
        };
        let down = blocks.iter().map(|(member, _)| inside(*member)).collect();
        let blocks = blocks.iter().map(|(_, positions)| PositionSet::from_bits(*positions)).collect();
        Self { blocks, down }
    }

    /// The family of all sets of a number of positions.
    pub fn all_sets(length: usize) -> Self {
        let blocks = (0..length).map(|position| PositionSet::EMPTY.with(position)).collect();
        Self { blocks, down: (0..length).map(|position| 1 << position).collect() }
    }

    /// The number of blocks.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// The positions of a block.
    pub fn positions_of(&self, block: usize) -> PositionSet {
        self.blocks[block]
    }

    /// The largest member.
    pub fn top(&self) -> u64 {
        PositionSet::all(self.blocks.len()).bits()
    }

    /// The positions of a set of blocks.
    pub fn positions(&self, blocks: u64) -> PositionSet {
        let blocks = PositionSet::from_bits(blocks);
        blocks.positions().fold(PositionSet::EMPTY, |positions, block| positions.union(self.blocks[block]))
    }

    /// The blocks of a member.
    pub fn blocks_of(&self, member: PositionSet) -> u64 {
        let inside = self.blocks.iter().enumerate().filter(|(_, block)| !block.is_disjoint(member));
        inside.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// The smallest member that contains a set of positions, where the family covers them.
    pub fn smallest(&self, positions: PositionSet) -> u64 {
        let touched = self.blocks.iter().zip(&self.down).filter(|(block, _)| !block.is_disjoint(positions));
        touched.fold(0, |bits, (_, down)| bits | down)
    }

    /// The blocks that every member with this one contains, itself among them.
    pub fn down(&self, block: usize) -> u64 {
        self.down[block]
    }

    /// Whether a set of blocks is a member.
    pub fn is_member(&self, blocks: u64) -> bool {
        PositionSet::from_bits(blocks).positions().all(|block| self.down[block] & !blocks == 0)
    }

    /// Whether the union of a member with a block that it lacks is a member.
    pub fn is_addable(&self, block: usize, member: u64) -> bool {
        member >> block & 1 == 0 && self.down[block] & !(member | 1 << block) == 0
    }

    /// The largest member without a block.
    pub fn largest_without(&self, block: usize) -> u64 {
        let outside = self.down.iter().enumerate().filter(|(_, down)| *down >> block & 1 == 0);
        outside.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// The permutation of positions that takes each block to its image, a block of the same size, in order; what plays
    /// no part stays. Each entry says where a position goes.
    pub fn permutation(&self, image: &[usize], length: usize) -> Vec<usize> {
        let mut permutation: Vec<usize> = (0..length).collect();
        for (block, image) in self.blocks.iter().zip(image) {
            for (from, to) in block.positions().zip(self.blocks[*image].positions()) {
                permutation[from] = to;
            }
        }
        permutation
    }

    /// All members, of at most 2^32 sets of blocks, in the order of their bits.
    pub fn members(&self) -> impl Iterator<Item = u64> {
        (0..1_u64 << self.blocks.len()).filter(|blocks| self.is_member(*blocks))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn closure(sets: &[u64]) -> BTreeSet<u64> {
        let mut closed: BTreeSet<u64> = sets.iter().copied().chain([0]).collect();
        loop {
            let pairs: Vec<u64> = closed.iter().flat_map(|a| closed.iter().flat_map(move |b| [a | b, a & b])).collect();
            let before = closed.len();
            closed.extend(pairs);
            if closed.len() == before {
                return closed;
            }
        }
    }

    #[test]
    fn the_members_are_the_closure_of_the_generators() {
        // All families of up to three sets of four positions.
        for code in 0..16_u64.pow(3) {
            let sets: Vec<u64> = [code & 15, code >> 4 & 15, code >> 8].into_iter().filter(|set| *set != 0).collect();
            let generators: Vec<PositionSet> = sets.iter().map(|bits| PositionSet::from_bits(*bits)).collect();
            let family = RingFamily::generated(&generators);
            let members: BTreeSet<u64> = family.members().map(|member| family.positions(member).bits()).collect();
            assert_eq!(members, closure(&sets), "{sets:?}");
            for member in family.members() {
                assert_eq!(family.blocks_of(family.positions(member)), member);
                assert_eq!(family.smallest(family.positions(member)), member);
            }
            for block in 0..family.blocks() {
                let largest = family.members().filter(|member| member >> block & 1 == 0).max_by_key(|m| m.count_ones());
                assert_eq!(Some(family.largest_without(block)), largest);
            }
        }
    }

    #[test]
    fn all_sets_are_the_family_of_the_single_positions() {
        let all = RingFamily::all_sets(5);
        assert_eq!(all.members().count(), 32);
        let singles: Vec<PositionSet> = (0..5).map(|position| PositionSet::EMPTY.with(position)).collect();
        assert_eq!(RingFamily::generated(&singles).members().count(), 32);
    }
}
