//! Sums over unmasking orders of the probability that the sampler draws a sequence.
//!
//! A sum over the orders of a schedule is computed set by set: for each set of revealed positions there is one sum over
//! all the ways to reveal it, and the next block is added to that sum. Schedules share their common beginnings. Far
//! fewer sets are visited than there are orders.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use crate::law::PositionSet;

use super::by_set::BySet;
use super::path_probability::Probability;
use super::predictor::Model;
use super::schedule::Schedule;
use super::sequence::Sequence;

/// The ways to reveal one sequence.
struct Paths<'a, P> {
    sequence: &'a Sequence<'a>,
    /// The common denominator of the probabilities after each number of revealed positions, where there is one.
    common: &'a BTreeMap<usize, Integer>,
    /// The probabilities of what is revealed next, for each revealed set that was met.
    rows: BySet<Row<P>>,
    /// Where the sum of each set of the next step stands, while they are added up.
    sums: BySet<P>,
}

/// The predictor's probabilities of a sequence's tokens in one context; zeros are left out.
struct Row<P> {
    /// The probability of each masked token.
    tokens: Vec<(usize, P)>,
    /// The blocks of each size with their probabilities, computed when first asked for.
    blocks: Vec<Option<Vec<(PositionSet, P)>>>,
}

/// The sums for sets of revealed positions, in the order in which they are met; zeros are left out.
type Reached<P> = Vec<(PositionSet, P)>;

/// For each schedule, bounds on the sum over its orders of the probability that the sampler draws a sequence; `None`
/// where it is 0.
pub(super) fn bounds_over_orders<P: Probability>(
    model: &Model,
    sequence: usize,
    schedules: &[&Schedule],
) -> Vec<Option<P>> {
    sums_over_orders(&Sequence::new(model, sequence), schedules, &BTreeMap::new())
}

/// The sum over the orders of a schedule of the probability that the sampler draws a sequence; exact.
///
/// It is added up in integers: all probabilities after the same number of revealed positions have one denominator.
pub(super) fn exact_sum_over_orders(model: &Model, sequence: usize, schedule: &Schedule) -> Rational {
    let sequence = Sequence::new(model, sequence);
    let common: BTreeMap<usize, Integer> =
        schedule.boundaries().into_iter().map(|size| (size, common_denominator(&sequence, size))).collect();
    let mut denominator = Integer::from(1);
    for (&block, size) in schedule.blocks().iter().zip(schedule.boundaries()) {
        for _ in 0..block {
            denominator *= &common[&size];
        }
    }
    // No sum on the way exceeds the number of orders, and no numerator this one times the denominator.
    let largest = &denominator * schedule.number_of_orders();
    let numerator = if largest.significant_bits() <= u128::BITS {
        sums_over_orders(&sequence, &[schedule], &common).pop().flatten().map(|sum: u128| Integer::from(sum))
    } else {
        sums_over_orders(&sequence, &[schedule], &common).pop().flatten()
    };
    Rational::from((numerator.unwrap_or_default(), denominator))
}

/// The least common denominator of the probabilities of a sequence's tokens, after each set of revealed positions of a
/// size.
fn common_denominator(sequence: &Sequence, size: usize) -> Integer {
    let all = sequence.masked(PositionSet::EMPTY);
    let mut common = Integer::from(1);
    for revealed in all.subsets_with(size) {
        let context = sequence.context(revealed);
        let masked = all.minus(revealed);
        // The exact predictor has one denominator for all positions.
        let positions = if sequence.model.is_exact() { usize::from(!masked.is_empty()) } else { masked.size() };
        for position in masked.positions().take(positions) {
            let sum = sequence.conditional(context, position).sum;
            if !common.is_divisible(&sum) {
                common.lcm_mut(&sum);
            }
        }
    }
    common
}

fn sums_over_orders<P: Probability>(
    sequence: &Sequence,
    schedules: &[&Schedule],
    common: &BTreeMap<usize, Integer>,
) -> Vec<Option<P>> {
    let length = sequence.tokens.len();
    let mut paths = Paths { sequence, common, rows: BySet::new(length), sums: BySet::new(length) };
    let all: Vec<(usize, &[usize])> =
        schedules.iter().enumerate().map(|(index, schedule)| (index, schedule.blocks())).collect();
    let mut sums = vec![None; schedules.len()];
    paths.follow(&all, &vec![(PositionSet::EMPTY, P::one())], &mut sums);
    sums
}

impl<P: Probability> Paths<'_, P> {
    /// Writes the sum of each schedule into `sums`. `schedules` holds the blocks still to come, with the index of the
    /// schedule, and `reached` the sum for each set revealed so far.
    fn follow(&mut self, schedules: &[(usize, &[usize])], reached: &Reached<P>, sums: &mut [Option<P>]) {
        let mut by_size: BTreeMap<usize, Vec<(usize, &[usize])>> = BTreeMap::new();
        for &(index, blocks) in schedules {
            match blocks.split_first() {
                Some((&size, rest)) => by_size.entry(size).or_default().push((index, rest)),
                // All positions are revealed, in the one set there is.
                None => sums[index] = reached.first().map(|(_, sum)| sum.clone()),
            }
        }
        for (size, followers) in by_size {
            for (revealed, sum) in reached {
                let Self { sequence, common, rows, sums } = self;
                let row = rows.enter(*revealed, || Row::new(sequence, *revealed, common), |_| {});
                for (block, probability) in row.blocks(size) {
                    let first = || P::product(sum, probability);
                    sums.enter(revealed.union(*block), first, |entry| entry.add_product(sum, probability));
                }
            }
            let next = self.sums.take();
            self.follow(&followers, &next, sums);
        }
    }
}

/// Appends the blocks of a size among the tokens, in lexicographic order, each joined to a block that comes before
/// them.
fn add_blocks<P: Probability>(
    tokens: &[(usize, P)],
    size: usize,
    before: Option<&(PositionSet, P)>,
    blocks: &mut Vec<(PositionSet, P)>,
) {
    for (index, (position, probability)) in tokens.iter().enumerate() {
        let block = match before {
            None => (PositionSet::EMPTY.with(*position), probability.clone()),
            Some((set, product)) => (set.with(*position), P::product(product, probability)),
        };
        match size {
            1 => blocks.push(block),
            _ => add_blocks(&tokens[index + 1..], size - 1, Some(&block), blocks),
        }
    }
}

impl<P: Probability> Row<P> {
    fn new(sequence: &Sequence, revealed: PositionSet, common: &BTreeMap<usize, Integer>) -> Self {
        let common = common.get(&revealed.size());
        let context = sequence.context(revealed);
        let token = |position| {
            let ratio = sequence.conditional(context, position);
            (!ratio.weight.is_zero()).then(|| (position, P::of_ratio(&ratio, common)))
        };
        let masked = sequence.masked(revealed);
        Self { tokens: masked.positions().filter_map(token).collect(), blocks: vec![None; masked.size() + 1] }
    }

    /// The blocks of a size with their probabilities.
    fn blocks(&mut self, size: usize) -> &[(PositionSet, P)] {
        let Self { tokens, blocks } = self;
        blocks[size].get_or_insert_with(|| {
            let mut found = Vec::new();
            add_blocks(tokens, size, None, &mut found);
            found
        })
    }
}
