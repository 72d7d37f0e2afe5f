//! The sampler's output law, as rationals.

use std::collections::BTreeMap;

use rug::Rational;

use crate::exact::{Extended, LogForm};
use crate::law::{Law, PositionSet};

use super::order::{UnmaskingOrder, unmasking_orders};
use super::predictor::Model;
use super::schedule::Schedule;

/// The output law for one unmasking order, `p_{Y0|M}`: the probabilities of all `V^L` sequences, in the order of the
/// law's atoms. Each is the product over the steps of the predictor's conditional marginals in the context revealed so far.
pub fn output_law(model: &Model, order: &UnmaskingOrder) -> Vec<Rational> {
    let patterns = model.patterns();
    patterns
        .patterns_on(PositionSet::all(patterns.length()))
        .into_iter()
        .map(|sequence| {
            order.steps().fold(Rational::from(1), |probability, (revealed, block)| {
                probability * block_probability(model, sequence, revealed, block)
            })
        })
        .collect()
}

/// The output law `p_{Y0}` averaged over all unmasking orders of a schedule, by visiting every order.
pub fn averaged_output_law(model: &Model, schedule: &Schedule) -> Vec<Rational> {
    let orders = unmasking_orders(schedule);
    let mut sums = vec![Rational::new(); model.law().counts().len()];
    for order in &orders {
        for (sum, probability) in sums.iter_mut().zip(output_law(model, order)) {
            *sum += probability;
        }
    }
    let share = Rational::from((1, orders.len()));
    sums.into_iter().map(|sum| sum * &share).collect()
}

/// `KL(p || q) = sum_x p(x) ln( p(x) / q(x) )` in nats; exact, and `+infinity` when `q` misses a possible sequence.
pub fn kl_divergence(law: &Law, output: &[Rational]) -> Extended {
    kl_from(law, |atom| output[atom].clone())
}

/// `KL(p || p_{Y0})`, the divergence of the law from the averaged output law, in nats; exact.
///
/// The averaged probability of each possible sequence is summed over the sets that can be revealed after each step (a
/// sum over orders with their common beginnings shared), which visits far fewer nodes than there are orders.
pub fn averaged_output_kl(model: &Model, schedule: &Schedule) -> Extended {
    let patterns = model.patterns();
    let sequences = patterns.patterns_on(PositionSet::all(patterns.length()));
    kl_from(model.law(), |atom| averaged_probability(model, schedule, sequences[atom]))
}

fn averaged_probability(model: &Model, schedule: &Schedule, sequence: usize) -> Rational {
    let all = PositionSet::all(schedule.length());
    let mut reached = BTreeMap::from([(PositionSet::EMPTY, Rational::from(1))]);
    let (last, earlier) = schedule.blocks().split_last().expect("a schedule has a block");
    for &size in earlier {
        let mut next: BTreeMap<PositionSet, Rational> = BTreeMap::new();
        for (revealed, probability) in reached {
            for block in all.minus(revealed).subsets_with(size) {
                *next.entry(revealed.union(block)).or_default() +=
                    block_probability(model, sequence, revealed, block) * &probability;
            }
        }
        reached = next;
    }
    debug_assert!(reached.keys().all(|revealed| all.minus(*revealed).size() == *last));
    let sum: Rational = reached
        .into_iter()
        .map(|(revealed, probability)| block_probability(model, sequence, revealed, all.minus(revealed)) * probability)
        .sum();
    sum / Rational::from(schedule.number_of_orders())
}

/// The probability that a step which reveals `block` draws the tokens of `sequence` there.
fn block_probability(model: &Model, sequence: usize, revealed: PositionSet, block: PositionSet) -> Rational {
    let patterns = model.patterns();
    let context = patterns.restrict(sequence, revealed);
    block
        .positions()
        .map(|position| model.conditional(context, position, patterns.digit(sequence, position)).to_rational())
        .fold(Rational::from(1), |product, factor| product * factor)
}

fn kl_from(law: &Law, output: impl Fn(usize) -> Rational) -> Extended {
    let mut form = LogForm::zero();
    for (atom, _) in law.support() {
        let probability = law.probability(atom);
        let Some(mut log_ratio) = LogForm::ln(&output(atom)) else {
            return Extended::PositiveInfinity;
        };
        log_ratio -= &LogForm::ln(&probability).expect("an atom of the support has a positive probability");
        form.add_scaled(&log_ratio, &-probability);
    }
    Extended::Finite(form)
}
