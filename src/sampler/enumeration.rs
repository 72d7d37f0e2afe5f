//! Expected KL divergence and training error by direct enumeration of what the sampler does.
//!
//! For one unmasking order the output probability of a sequence is a product of conditional marginals, one for each
//! position, each in the context of the blocks revealed before; so `KL(p || p_M) = sum_x p(x) (ln p(x) - sum ln factor)`.
//! The mean over orders is taken by counting, over *every* order, how often each position is revealed in each context.
//! No entropy and no identity of information theory is used.

use std::collections::{BTreeMap, HashMap};

use rug::{Integer, Rational};

use crate::exact::{Extended, LogForm};
use crate::law::{PatternCounts, PositionSet};

use super::order::visit_orders;
use super::predictor::{Model, Predictor};
use super::schedule::Schedule;

/// How often, among all unmasking orders of a schedule, each block is revealed when each set is known.
///
/// It depends on the schedule alone, so that many laws can share it.
#[derive(Debug, Clone)]
pub struct OrderCounts {
    length: usize,
    orders: u64,
    /// (revealed before, position): in how many orders the position is revealed with that context.
    reveals: BTreeMap<(PositionSet, usize), u64>,
    /// (revealed before, block size): in how many orders a step of that size starts there.
    starts: BTreeMap<(PositionSet, usize), u64>,
}

impl OrderCounts {
    /// Visits every unmasking order of a schedule.
    pub fn new(schedule: &Schedule) -> Self {
        let length = schedule.length();
        let mut counts = Self { length, orders: 0, reveals: BTreeMap::new(), starts: BTreeMap::new() };
        visit_orders(schedule, |blocks| {
            counts.orders += 1;
            let mut revealed = PositionSet::EMPTY;
            for &block in blocks {
                *counts.starts.entry((revealed, block.size())).or_insert(0) += 1;
                for position in block.positions() {
                    *counts.reveals.entry((revealed, position)).or_insert(0) += 1;
                }
                revealed = revealed.union(block);
            }
        });
        counts
    }

    /// `L! / prod_t s_t!`, as counted.
    pub fn orders(&self) -> u64 {
        self.orders
    }
}

/// `E_M KL(p || p_{Y0|M})`, the mean over unmasking orders of the KL divergence of the law from the sampler's output law,
/// in nats; exact. `+infinity` when the predictor gives probability 0 to a possible token.
pub fn expected_kl(model: &Model, counts: &OrderCounts) -> Extended {
    let patterns = model.patterns();
    let total = patterns.count(patterns.all_masked());
    let mut form = LogForm::zero();
    // How often each factor (context, position, token) occurs, over all orders and weighted by the counts of sequences.
    // The key of a factor is the pattern with the token in place, and the position.
    let mut weights: HashMap<(usize, usize), Integer> = HashMap::new();
    for sequence in patterns.patterns_on(PositionSet::all(counts.length)) {
        let count = patterns.count(sequence);
        if count.is_zero() {
            continue;
        }
        let probability = Rational::from((count, total));
        form.add_ln(count, &probability);
        form.add_ln(total, &-probability);
        let restricted = restrictions(patterns, sequence);
        for (&(revealed, position), &orders) in &counts.reveals {
            let joint = restricted[bits(revealed.with(position))];
            *weights.entry((joint, position)).or_default() += count * Integer::from(orders);
        }
    }
    let all_orders = Integer::from(total * counts.orders);
    for ((joint, position), weight) in weights {
        let token = patterns.digit(joint, position);
        let context = patterns.with_token(joint, position, patterns.vocabulary_size());
        let factor = model.conditional(context, position, token);
        if factor.weight.is_zero() {
            return Extended::PositiveInfinity;
        }
        let mean = Rational::from((weight, &all_orders));
        form.add_ln(&factor.sum, &mean);
        form.add_ln(&factor.weight, &-mean);
    }
    Extended::Finite(form)
}

/// The restrictions of a full sequence to every subset of the positions, indexed by the bits of the subset.
pub(super) fn restrictions(patterns: &PatternCounts, sequence: usize) -> Vec<usize> {
    let mut restricted = vec![patterns.all_masked()];
    for position in 0..patterns.length() {
        let token = patterns.digit(sequence, position);
        for subset in 0..restricted.len() {
            restricted.push(patterns.with_token(restricted[subset], position, token));
        }
    }
    restricted
}

pub(super) fn bits(set: PositionSet) -> usize {
    usize::try_from(set.bits()).expect("a subset of a short sequence")
}

/// The training error from its definition, in nats; exact:
/// `eps_train = E[ (L/|M_tau|) sum_{i in M_tau} ln( p_i(X_i | X_tau) / phat_i(X_i | X_tau) ) ]`, where step `t` is chosen
/// with probability `s_t / L` and `M_tau` is the set of positions that are masked before it.
///
/// With the exact predictor every term is `ln 1`.
pub fn training_error(model: &Model, counts: &OrderCounts) -> Extended {
    if matches!(model.predictor(), Predictor::Exact) {
        return Extended::Finite(LogForm::zero());
    }
    let patterns = model.patterns();
    let ideal = model.ideal();
    let full = PositionSet::all(counts.length);
    let total = patterns.count(patterns.all_masked());
    let mut form = LogForm::zero();
    for (&(revealed, block), &orders) in &counts.starts {
        let masked = full.minus(revealed);
        let step = Rational::from((Integer::from(block) * orders, Integer::from(counts.length) * counts.orders));
        let weight = step * Rational::from((counts.length, masked.size()));
        for position in masked.positions() {
            for sequence in patterns.patterns_on(revealed.with(position)) {
                let count = patterns.count(sequence);
                if count.is_zero() {
                    continue;
                }
                let token = patterns.digit(sequence, position);
                let context = patterns.restrict(sequence, revealed);
                let exact = ideal.conditional(context, position, token);
                let predicted = model.conditional(context, position, token);
                if predicted.weight.is_zero() {
                    return Extended::PositiveInfinity;
                }
                let mean = Rational::from((count, total)) * &weight;
                form.add_ln(&exact.weight, &mean);
                form.add_ln(&predicted.sum, &mean);
                let negative = -mean;
                form.add_ln(&exact.sum, &negative);
                form.add_ln(&predicted.weight, &negative);
            }
        }
    }
    Extended::Finite(form)
}
