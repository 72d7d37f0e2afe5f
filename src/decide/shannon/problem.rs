//! A question to the prover, on the blocks of a ring family.

use std::collections::BTreeSet;

use itertools::Itertools;
use rug::Rational;

use crate::exact::{TooLarge, Work};
use crate::law::PositionSet;

use super::combination::{Combination, Coordinate};
use super::family::RingFamily;
use super::inequality::{Inequality, Premise};
use super::symmetry::Symmetry;

/// The inequalities beyond Shannon's that a proof may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NonShannon {
    /// None.
    #[default]
    None,
    /// That of Zhang and Yeung, for all choices of four single positions.
    ZhangYeung,
}

/// The steps for a term of a combination under a permutation.
const TERM_STEPS: usize = 400;

/// Whether a combination is at least 0 where premises hold. Sets are sets of blocks.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The sets between which inequalities are used.
    pub family: RingFamily,
    /// What should be at least 0.
    pub target: Combination,
    /// What is assumed.
    pub premises: Vec<Premise>,
    /// Permutations of blocks that change nothing.
    pub symmetry: Symmetry,
    non_shannon: NonShannon,
}

impl Problem {
    /// The problem for combinations of sets of positions, or of average entropies, each as the entropy of the first
    /// positions.
    ///
    /// # Errors
    /// When the work is beyond the limit of the meter.
    pub fn new(
        target: &Combination,
        premises: &[Premise],
        (length, is_averaged): (usize, bool),
        non_shannon: NonShannon,
        work: &Work,
    ) -> Result<Self, TooLarge> {
        let all = || premises.iter().map(|premise| &premise.combination).chain([target]);
        if is_averaged {
            let family = RingFamily::all_sets(length);
            let symmetry = Symmetry::all(length);
            return Ok(Self { target: target.clone(), premises: premises.to_vec(), symmetry, non_shannon, family });
        }
        let mut sets: BTreeSet<PositionSet> = all().flat_map(Combination::sets).collect();
        if all().any(|one| one.get(&Coordinate::LnVocabulary).is_some()) {
            sets.extend((0..length).map(|position| PositionSet::EMPTY.with(position)));
        }
        let family = match non_shannon {
            NonShannon::None => RingFamily::generated(&sets.into_iter().collect::<Vec<_>>()),
            NonShannon::ZhangYeung => RingFamily::all_sets(length),
        };
        let to_blocks = |one: &Combination| one.map_sets(|set| PositionSet::from_bits(family.blocks_of(set)));
        let target = to_blocks(target);
        let premises: Vec<Premise> = premises
            .iter()
            .map(|premise| Premise { combination: to_blocks(&premise.combination), ..premise.clone() })
            .collect();
        let fixed: Vec<&Combination> = premises.iter().map(|premise| &premise.combination).chain([&target]).collect();
        let terms: usize = fixed.iter().map(|combination| combination.terms().len()).sum();
        work.spend((TERM_STEPS * terms * (1 + family.blocks() * family.blocks())) as u64)?;
        let symmetry = Symmetry::of(&family, &fixed);
        Ok(Self { target, symmetry, premises, non_shannon, family })
    }

    /// The sets that occur, in order.
    pub fn sets(&self) -> Vec<u64> {
        let all = self.premises.iter().map(|premise| &premise.combination).chain([&self.target]);
        let sets: BTreeSet<u64> = all.flat_map(Combination::sets).map(PositionSet::bits).collect();
        sets.into_iter().collect()
    }

    /// `H(p | X)` for the largest member without a block: it is at least 0, and with the elemental inequalities all
    /// entropies increase.
    pub fn last_entropy(&self, block: usize) -> Inequality {
        let given = self.family.largest_without(block);
        // What contains the block lies above; it is added with what is above it, if there is anything.
        Inequality::Entropy { of: PositionSet::EMPTY.with(block), given: PositionSet::from_bits(given) }
    }

    /// The elemental inequalities `I(p; q | X) >= 0`: members `X` to which either block may be added. Where permutations
    /// change nothing, one `X` of each orbit is enough.
    pub fn for_each_elemental(&self, mut visit: impl FnMut(usize, usize, u64)) {
        let family = &self.family;
        for given in self.symmetry.representatives(family) {
            let addable: Vec<usize> = (0..family.blocks()).filter(|block| family.is_addable(*block, given)).collect();
            for (index, first) in addable.iter().enumerate() {
                for second in &addable[index + 1..] {
                    visit(*first, *second, given);
                }
            }
        }
    }

    /// The inequalities beyond Shannon's.
    pub fn non_shannon(&self) -> impl Iterator<Item = Inequality> {
        let blocks = match self.non_shannon {
            NonShannon::None => 0,
            NonShannon::ZhangYeung => self.family.blocks(),
        };
        let single = |block: usize| PositionSet::EMPTY.with(block);
        (0..blocks)
            .permutations(4)
            .filter(|four| four[2] < four[3])
            .map(move |four| Inequality::ZhangYeung([four[0], four[1], four[2], four[3]].map(single)))
    }

    /// Orders of the blocks, each behind those below it: as they stand, the last first, and by the weight of the sets
    /// that contain them.
    pub fn orders(&self) -> Vec<Vec<usize>> {
        let blocks = self.family.blocks();
        let mut weights = vec![Rational::new(); blocks];
        for (coordinate, coefficient) in self.target.terms() {
            if let Coordinate::Entropy(set) = coordinate {
                set.positions().for_each(|block| weights[block] += coefficient);
            }
        }
        let natural: Vec<usize> = (0..blocks).collect();
        let by_weight: Vec<usize> = natural.iter().copied().sorted_by(|a, b| weights[*a].cmp(&weights[*b])).collect();
        let reversed = |order: &[usize]| order.iter().rev().copied().collect::<Vec<usize>>();
        let preferences = [reversed(&natural), by_weight.clone(), reversed(&by_weight), natural];
        let mut orders: Vec<Vec<usize>> = preferences.iter().map(|preference| self.extension(preference)).collect();
        orders.sort();
        orders.dedup();
        orders
    }

    /// The order that takes the first block of a preference of which all below have been taken.
    fn extension(&self, preference: &[usize]) -> Vec<usize> {
        let (mut order, mut taken) = (Vec::new(), 0_u64);
        while let Some(next) = preference.iter().find(|block| self.family.is_addable(**block, taken)) {
            order.push(*next);
            taken |= 1 << next;
        }
        order
    }
}
