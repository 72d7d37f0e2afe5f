//! Sums over unmasking orders of the probability that the sampler draws a sequence.
//!
//! A sum over the orders of a schedule is computed set by set: for each set of revealed positions there is one sum over
//! all the ways to reveal it, and the next block is added to that sum. Schedules share their common beginnings. Far
//! fewer sets are visited than there are orders.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, Interval};
use crate::law::PositionSet;

use super::predictor::{Model, Ratio};
use super::schedule::Schedule;

/// The numbers that probabilities are computed in: bounds on them, or numerators over a common denominator. None of
/// them is negative.
pub(super) trait Probability: Clone {
    /// The number 1.
    fn one() -> Self;

    /// A probability, times a multiple of its denominator where there is a common one.
    fn of_ratio(ratio: &Ratio, common: Option<&Integer>) -> Self;

    /// The product of two numbers.
    fn product(first: &Self, second: &Self) -> Self;

    /// Adds the product of two numbers.
    fn add_product(&mut self, first: &Self, second: &Self);
}

/// A numerator over the product of the common denominators that is known to fit.
impl Probability for u128 {
    fn one() -> Self {
        1
    }

    fn of_ratio(ratio: &Ratio, common: Option<&Integer>) -> Self {
        Integer::of_ratio(ratio, common).to_u128().expect("numerators of 128 bits")
    }

    fn product(first: &Self, second: &Self) -> Self {
        first * second
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self += first * second;
    }
}

/// A numerator over the product of the common denominators.
impl Probability for Integer {
    fn one() -> Self {
        Self::from(1)
    }

    fn of_ratio(ratio: &Ratio, common: Option<&Integer>) -> Self {
        let common = common.expect("numerators have a common denominator");
        common.clone().div_exact(&ratio.sum) * &*ratio.weight
    }

    fn product(first: &Self, second: &Self) -> Self {
        Self::from(first * second)
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self += first * second;
    }
}

impl Probability for Enclosure {
    fn one() -> Self {
        Self::of_rational(&Rational::from(1), FIRST_PRECISION)
    }

    fn of_ratio(ratio: &Ratio, _: Option<&Integer>) -> Self {
        Self::of_rational(&ratio.to_rational(), FIRST_PRECISION)
    }

    fn product(first: &Self, second: &Self) -> Self {
        let mut product = Self::zero(FIRST_PRECISION);
        product.add_product(first, second);
        product
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        Enclosure::add_product(self, first, second);
    }
}

impl Probability for Interval {
    fn one() -> Self {
        Self::ONE
    }

    fn of_ratio(ratio: &Ratio, _: Option<&Integer>) -> Self {
        Self::of_quotient(&ratio.weight, &ratio.sum)
    }

    fn product(first: &Self, second: &Self) -> Self {
        Self::ZERO.plus_product(*first, *second)
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self = self.plus_product(*first, *second);
    }
}

/// The ways to reveal one sequence.
struct Paths<'a, P> {
    model: &'a Model<'a>,
    sequence: usize,
    /// The common denominator of the probabilities after each number of revealed positions, where there is one.
    common: &'a BTreeMap<usize, Integer>,
    /// The probabilities of what is revealed next, for each revealed set that was met.
    rows: Places<Row<P>>,
    /// Where the sum of each set of the next step stands, while they are added up.
    sums: Places<P>,
}

/// Values of sets of positions, found by a table of all sets.
struct Places<Value> {
    /// The place of each set among the values, one more; 0 where it has none.
    places: Vec<u32>,
    /// The sets with their values, in the order in which they came.
    values: Vec<(PositionSet, Value)>,
}

impl<Value> Places<Value> {
    fn new(length: usize) -> Self {
        Self { places: vec![0; 1 << length], values: Vec::new() }
    }

    /// The value of a set; a new set gets one from `first`, and an old one is told to `again`.
    fn enter(&mut self, set: PositionSet, first: impl FnOnce() -> Value, again: impl FnOnce(&mut Value)) -> &mut Value {
        let bits = usize::try_from(set.bits()).expect("sets of a table");
        let place = &mut self.places[bits];
        if *place == 0 {
            self.values.push((set, first()));
            *place = u32::try_from(self.values.len()).expect("no more sets than patterns");
        } else {
            again(&mut self.values[*place as usize - 1].1);
        }
        &mut self.values[*place as usize - 1].1
    }

    /// The sets with their values; the table is empty afterwards.
    fn take(&mut self) -> Vec<(PositionSet, Value)> {
        for (set, _) in &self.values {
            self.places[usize::try_from(set.bits()).expect("sets of a table")] = 0;
        }
        std::mem::take(&mut self.values)
    }
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
    sums_over_orders(model, sequence, schedules, &BTreeMap::new())
}

/// The sum over the orders of a schedule of the probability that the sampler draws a sequence; exact.
///
/// It is added up in integers: all probabilities after the same number of revealed positions have one denominator.
pub(super) fn exact_sum_over_orders(model: &Model, sequence: usize, schedule: &Schedule) -> Rational {
    let common: BTreeMap<usize, Integer> =
        schedule.boundaries().into_iter().map(|size| (size, common_denominator(model, sequence, size))).collect();
    let mut denominator = Integer::from(1);
    for (&block, size) in schedule.blocks().iter().zip(schedule.boundaries()) {
        for _ in 0..block {
            denominator *= &common[&size];
        }
    }
    // No sum on the way exceeds the number of orders, and no numerator this one times the denominator.
    let largest = &denominator * schedule.number_of_orders();
    let numerator = if largest.significant_bits() <= u128::BITS {
        sums_over_orders(model, sequence, &[schedule], &common).pop().flatten().map(|sum: u128| Integer::from(sum))
    } else {
        sums_over_orders(model, sequence, &[schedule], &common).pop().flatten()
    };
    Rational::from((numerator.unwrap_or_default(), denominator))
}

/// The least common denominator of the probabilities of a sequence's tokens, after each set of revealed positions of a
/// size.
fn common_denominator(model: &Model, sequence: usize, size: usize) -> Integer {
    let patterns = model.patterns();
    let all = PositionSet::all(patterns.length());
    let mut common = Integer::from(1);
    for revealed in all.subsets_with(size) {
        let context = patterns.restrict(sequence, revealed);
        for position in all.minus(revealed).positions() {
            let sum = model.conditional(context, position, patterns.digit(sequence, position)).sum;
            // The exact predictor has one sum for all positions.
            if !common.is_divisible(&sum) {
                common.lcm_mut(&sum);
            }
        }
    }
    common
}

fn sums_over_orders<P: Probability>(
    model: &Model,
    sequence: usize,
    schedules: &[&Schedule],
    common: &BTreeMap<usize, Integer>,
) -> Vec<Option<P>> {
    let length = model.law().length();
    let mut paths = Paths { model, sequence, common, rows: Places::new(length), sums: Places::new(length) };
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
                let Self { model, sequence, common, rows, sums } = self;
                let row = rows.enter(*revealed, || Row::new(model, *sequence, *revealed, common), |_| {});
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

/// Appends the blocks of a size among the tokens, in lexicographic order, each joined to a block that comes before them.
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
    fn new(model: &Model, sequence: usize, revealed: PositionSet, common: &BTreeMap<usize, Integer>) -> Self {
        let common = common.get(&revealed.size());
        let patterns = model.patterns();
        let context = patterns.restrict(sequence, revealed);
        let token = |position| {
            let ratio = model.conditional(context, position, patterns.digit(sequence, position));
            (!ratio.weight.is_zero()).then(|| (position, P::of_ratio(&ratio, common)))
        };
        let masked = PositionSet::all(patterns.length()).minus(revealed);
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
