//! Expected KL divergence and training error by direct enumeration of what the sampler does.
//!
//! For one unmasking order the output probability of a sequence is a product of conditional marginals, one for each
//! position, each in the context of the blocks revealed before; so `KL(p || p_M) = sum_x p(x) (ln p(x) - sum ln
//! factor)`. The mean over orders is taken by counting, over *every* order, how often each position is revealed in each
//! context. No entropy and no identity of information theory is used.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use crate::entropy::CountLogs;
use crate::exact::{Extended, LogForm};
use crate::law::PositionSet;

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

/// `E_M KL(p || p_{Y0|M})`, the mean over unmasking orders of the KL divergence of the law from the sampler's output
/// law, in nats; exact. `+infinity` when the predictor gives probability 0 to a possible token.
///
/// Each factor (context, position, token) occurs in every sequence that extends it, in as many orders as reveal the
/// position in that context: its weight is the number of these orders times the marginal count of context and token.
pub fn expected_kl(model: &Model, counts: &OrderCounts) -> Extended {
    let patterns = model.patterns();
    let orders = Integer::from(counts.orders);
    let mut logs = CountLogs::new(patterns);
    let total = patterns.count(patterns.all_masked());
    for sequence in patterns.patterns_on(PositionSet::all(counts.length)) {
        let weight = Integer::from(patterns.count(sequence) * &orders);
        logs.add(sequence, &weight);
        logs.subtract(patterns.all_masked(), &weight);
    }
    let mut of_table = TableLogs::default();
    for (&(revealed, position), &reveals) in &counts.reveals {
        let known = revealed.with(position);
        for [pattern, context] in patterns.projections(known, [known, revealed]) {
            let count = patterns.count(pattern);
            if count.is_zero() {
                continue;
            }
            let weight = Integer::from(count * reveals);
            match model.predictor() {
                Predictor::Exact => {
                    logs.add(context, &weight);
                    logs.subtract(pattern, &weight);
                }
                Predictor::Table(table) => {
                    let predicted = table.weight(context, position, patterns.digit(pattern, position));
                    if predicted.is_zero() {
                        return Extended::PositiveInfinity;
                    }
                    *of_table.entry(table.row_sum(context, position)).or_default() += &weight;
                    *of_table.entry(predicted).or_default() -= &weight;
                }
            }
        }
    }
    let divisor = orders * total;
    let mut form = logs.divided_by(&divisor);
    for (argument, weight) in of_table {
        form.add_ln(argument, &Rational::from((weight, &divisor)));
    }
    Extended::Finite(form)
}

/// Integer weights of the logarithms of a table's entries.
type TableLogs<'a> = BTreeMap<&'a Integer, Integer>;

/// The training error from its definition, in nats; exact: `eps_train = E[ (L/|M_tau|) sum_{i in M_tau} ln( p_i(X_i |
/// X_tau) / phat_i(X_i | X_tau) ) ]`, where step `t` is chosen with probability `s_t / L` and `M_tau` is the set of
/// positions that are masked before it.
///
/// With the exact predictor every term is `ln 1`.
pub fn training_error(model: &Model, counts: &OrderCounts) -> Extended {
    let Predictor::Table(table) = model.predictor() else { return Extended::Finite(LogForm::zero()) };
    let patterns = model.patterns();
    let full = PositionSet::all(counts.length);
    let total = patterns.count(patterns.all_masked());
    // `L / |M_tau|` times `s_t / L`, over the least common multiple of the numbers of masked positions.
    let common = (1..=counts.length).fold(Integer::from(1), |multiple, masked| multiple.lcm(&Integer::from(masked)));
    let mut logs = CountLogs::new(patterns);
    let mut of_table = TableLogs::default();
    for (&(revealed, block), &orders) in &counts.starts {
        let masked = full.minus(revealed);
        let share = &common / Integer::from(masked.size()) * block * orders;
        for position in masked.positions() {
            let known = revealed.with(position);
            for [sequence, context] in patterns.projections(known, [known, revealed]) {
                let count = patterns.count(sequence);
                if count.is_zero() {
                    continue;
                }
                let weight = Integer::from(count * &share);
                let predicted = table.weight(context, position, patterns.digit(sequence, position));
                if predicted.is_zero() {
                    return Extended::PositiveInfinity;
                }
                logs.add(sequence, &weight);
                logs.subtract(context, &weight);
                *of_table.entry(table.row_sum(context, position)).or_default() += &weight;
                *of_table.entry(predicted).or_default() -= &weight;
            }
        }
    }
    let divisor = common * counts.orders * total;
    let mut form = logs.divided_by(&divisor);
    for (argument, weight) in of_table {
        form.add_ln(argument, &Rational::from((weight, &divisor)));
    }
    Extended::Finite(form)
}
