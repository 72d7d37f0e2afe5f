//! Sums over unmasking orders of the probability that the sampler draws a sequence.
//!
//! A sum over the orders of a schedule is computed set by set: for each set of revealed positions there is one sum over
//! all the ways to reveal it, and the next block is added to that sum. Schedules share their common beginnings. Far
//! fewer sets are visited than there are orders.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rug::Rational;
use rustc_hash::FxHashMap;

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, Interval};
use crate::law::PositionSet;

use super::enumeration::bits;
use super::predictor::{Model, Ratio};
use super::schedule::Schedule;

/// The numbers that probabilities are computed in: exact numbers, or bounds on them.
pub(super) trait Probability: Clone {
    /// The number 1.
    fn one() -> Self;

    /// A probability as a quotient.
    fn of_ratio(ratio: &Ratio) -> Self;

    /// The sum of a known number, 0 if `None`, and the product of two others; none of them is negative.
    fn sum_with_product(known: Option<Self>, first: &Self, second: &Self) -> Self;
}

impl Probability for Rational {
    fn one() -> Self {
        Self::from(1)
    }

    fn of_ratio(ratio: &Ratio) -> Self {
        ratio.to_rational()
    }

    fn sum_with_product(known: Option<Self>, first: &Self, second: &Self) -> Self {
        let product = Self::from(first * second);
        match known {
            Some(known) => known + product,
            None => product,
        }
    }
}

impl Probability for Enclosure {
    fn one() -> Self {
        Self::of_rational(&Rational::from(1), FIRST_PRECISION)
    }

    fn of_ratio(ratio: &Ratio) -> Self {
        Self::of_rational(&ratio.to_rational(), FIRST_PRECISION)
    }

    fn sum_with_product(known: Option<Self>, first: &Self, second: &Self) -> Self {
        let mut sum = known.unwrap_or_else(|| Self::zero(FIRST_PRECISION));
        sum.add_product(first, second);
        sum
    }
}

impl Probability for Interval {
    fn one() -> Self {
        Self::ONE
    }

    fn of_ratio(ratio: &Ratio) -> Self {
        Self::of_quotient(&ratio.weight, &ratio.sum)
    }

    fn sum_with_product(known: Option<Self>, first: &Self, second: &Self) -> Self {
        known.unwrap_or(Self::ZERO).plus_product(*first, *second)
    }
}

/// The blocks of each size within each set of positions, listed when first asked for.
pub(super) struct Blocks {
    length: usize,
    blocks: Vec<OnceLock<Vec<PositionSet>>>,
}

impl Blocks {
    /// The blocks of sequences of a length, none of them listed yet.
    pub(super) fn new(length: usize) -> Self {
        Self { length, blocks: vec![OnceLock::new(); (length + 1) << length] }
    }

    /// The blocks of a size within a set.
    fn within(&self, set: PositionSet, size: usize) -> &[PositionSet] {
        self.blocks[bits(set) * (self.length + 1) + size].get_or_init(|| set.subsets_with(size).collect())
    }
}

/// The ways to reveal one sequence.
struct Paths<'a, P> {
    model: &'a Model<'a>,
    blocks: &'a Blocks,
    sequence: usize,
    /// The predictor's probabilities of the sequence's tokens, for each revealed set that was met.
    rows: FxHashMap<PositionSet, Row<P>>,
}

/// The predictor's probabilities of a sequence's tokens in one context, computed when first asked for.
struct Row<P> {
    context: usize,
    conditionals: Vec<Option<P>>,
}

/// For each schedule, the sum over its orders of the probability that the sampler draws a sequence; `None` where it is
/// 0.
pub(super) fn sums_over_orders<P: Probability>(
    model: &Model,
    blocks: &Blocks,
    sequence: usize,
    schedules: &[&Schedule],
) -> Vec<Option<P>> {
    let mut paths = Paths { model, blocks, sequence, rows: FxHashMap::default() };
    let all: Vec<(usize, &[usize])> =
        schedules.iter().enumerate().map(|(index, schedule)| (index, schedule.blocks())).collect();
    let mut sums = vec![None; schedules.len()];
    paths.follow(&all, &BTreeMap::from([(PositionSet::EMPTY, P::one())]), &mut sums);
    sums
}

impl<P: Probability> Paths<'_, P> {
    /// Writes the sum of each schedule into `sums`. `schedules` holds the blocks still to come, with the index of the
    /// schedule, and `reached` the sum for each set revealed so far, zeros left out.
    fn follow(&mut self, schedules: &[(usize, &[usize])], reached: &BTreeMap<PositionSet, P>, sums: &mut [Option<P>]) {
        let all = PositionSet::all(self.model.patterns().length());
        let mut by_size: BTreeMap<usize, Vec<(usize, &[usize])>> = BTreeMap::new();
        for &(index, blocks) in schedules {
            match blocks.split_first() {
                Some((&size, rest)) => by_size.entry(size).or_default().push((index, rest)),
                None => sums[index] = reached.get(&all).cloned(),
            }
        }
        for (size, followers) in by_size {
            let mut next: Vec<Option<P>> = vec![None; 1 << all.size()];
            for (&revealed, sum) in reached {
                let context = || self.model.patterns().restrict(self.sequence, revealed);
                let new = || Row { context: context(), conditionals: vec![None; all.size()] };
                let row = self.rows.entry(revealed).or_insert_with(new);
                for &block in self.blocks.within(all.minus(revealed), size) {
                    let Some(probability) = row.block(self.model, self.sequence, block) else { continue };
                    let entry = &mut next[bits(revealed.union(block))];
                    *entry = Some(P::sum_with_product(entry.take(), sum, &probability));
                }
            }
            let next = PositionSet::subsets(all.size()).zip(next).filter_map(|(set, sum)| Some((set, sum?))).collect();
            self.follow(&followers, &next, sums);
        }
    }
}

impl<P: Probability> Row<P> {
    /// The probability of the sequence's tokens in a block; `None` where it is 0.
    fn block(&mut self, model: &Model, sequence: usize, block: PositionSet) -> Option<P> {
        let mut product: Option<P> = None;
        for position in block.positions() {
            let conditional = self.conditional(model, sequence, position)?;
            product = Some(match product {
                None => conditional.clone(),
                Some(product) => P::sum_with_product(None, &product, conditional),
            });
        }
        product
    }

    /// The probability of the sequence's token at a position; `None` where it is 0.
    fn conditional(&mut self, model: &Model, sequence: usize, position: usize) -> Option<&P> {
        let entry = &mut self.conditionals[position];
        if entry.is_none() {
            let token = model.patterns().digit(sequence, position);
            let ratio = model.conditional(self.context, position, token);
            if ratio.weight.is_zero() {
                return None;
            }
            *entry = Some(P::of_ratio(&ratio));
        }
        entry.as_ref()
    }
}
