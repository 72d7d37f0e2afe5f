//! The sampler's output law, as rationals.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use rug::{Integer, Rational};

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, Extended, LogForm};
use crate::law::{Law, PositionSet};

use super::enumeration::{bits, restrictions};
use super::order::{UnmaskingOrder, unmasking_orders};
use super::predictor::Model;
use super::schedule::Schedule;

/// The output law for one unmasking order, `p_{Y0|M}`: the probabilities of all `V^L` sequences, in the order of the
/// law's atoms. Each is the product over the steps of the predictor's conditional marginals in the context revealed so
/// far.
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

/// Encloses [`averaged_output_kl`] for several schedules at once, sharing their common beginnings; `None` stands for
/// `+infinity`.
pub fn enclose_averaged_output_kl(model: &Model, schedules: &[&Schedule]) -> Vec<Option<Enclosure>> {
    let patterns = model.patterns();
    let sequences = patterns.patterns_on(PositionSet::all(patterns.length()));
    let atoms: Vec<usize> = model.law().support().map(|(atom, _)| atom).collect();
    let terms: Vec<Vec<Option<Enclosure>>> =
        atoms.par_iter().map(|&atom| enclose_terms(model, schedules, atom, sequences[atom])).collect();
    // Summed in the order of the atoms, whatever the order of computation.
    let mut sums = vec![Some(Enclosure::zero(FIRST_PRECISION)); schedules.len()];
    for of_atom in terms {
        for (sum, term) in sums.iter_mut().zip(of_atom) {
            match (sum.as_mut(), term) {
                (Some(sum), Some(term)) => sum.add_scaled(&term, &Rational::from(1)),
                _ => *sum = None,
            }
        }
    }
    sums
}

/// Encloses `p(x) ln( p(x) / q(x) )` for one sequence and the averaged output law of each schedule.
fn enclose_terms(model: &Model, schedules: &[&Schedule], atom: usize, sequence: usize) -> Vec<Option<Enclosure>> {
    let probability = model.law().probability(atom);
    let log_probability = Enclosure::of(
        &LogForm::ln(&probability).expect("an atom of the support has a positive probability"),
        FIRST_PRECISION,
    );
    let negative = Rational::from(-&probability);
    let prefixes: Vec<(usize, &[usize])> =
        schedules.iter().enumerate().map(|(index, schedule)| (index, schedule.blocks())).collect();
    let start = BTreeMap::from([(PositionSet::EMPTY, Enclosure::of_rational(&Rational::from(1), FIRST_PRECISION))]);
    let mut terms = vec![None; schedules.len()];
    Paths::new(model, sequence).follow(&prefixes, &start, &mut |index, over_orders: &Enclosure| {
        let share = Rational::from((Integer::from(1), schedules[index].number_of_orders()));
        let mut averaged = Enclosure::zero(FIRST_PRECISION);
        averaged.add_scaled(over_orders, &share);
        // Positive factors have positive lower ends, so a probability without a logarithm is exactly 0.
        terms[index] = averaged.logarithm().map(|logarithm| {
            let mut term = Enclosure::zero(FIRST_PRECISION);
            term.add_scaled(&log_probability, &probability);
            term.add_scaled(&logarithm, &negative);
            term
        });
    });
    terms
}

/// The ways to reveal one sequence, with the enclosures of what the predictor gives them.
struct Paths<'a> {
    model: &'a Model<'a>,
    sequence: usize,
    restricted: Vec<usize>,
    blocks: HashMap<(PositionSet, PositionSet), Enclosure>,
}

impl<'a> Paths<'a> {
    fn new(model: &'a Model<'a>, sequence: usize) -> Self {
        let restricted = restrictions(model.patterns(), sequence);
        Self { model, sequence, restricted, blocks: HashMap::new() }
    }

    /// Reports for each schedule the sum over its orders of the probability of the sequence. `schedules` holds the
    /// blocks still to come; `reached` the sums for each set revealed so far.
    fn follow(
        &mut self,
        schedules: &[(usize, &[usize])],
        reached: &BTreeMap<PositionSet, Enclosure>,
        report: &mut impl FnMut(usize, &Enclosure),
    ) {
        let all = PositionSet::all(self.model.patterns().length());
        let mut by_size: BTreeMap<usize, Vec<(usize, &[usize])>> = BTreeMap::new();
        for &(index, blocks) in schedules {
            match blocks.split_first() {
                Some((&size, rest)) => by_size.entry(size).or_default().push((index, rest)),
                None => report(index, &reached[&all]),
            }
        }
        for (size, followers) in by_size {
            let mut next: BTreeMap<PositionSet, Enclosure> = BTreeMap::new();
            for (&revealed, sum) in reached {
                for block in all.minus(revealed).subsets_with(size) {
                    let entry = next.entry(revealed.union(block)).or_insert_with(|| Enclosure::zero(FIRST_PRECISION));
                    entry.add_product(sum, self.block(revealed, block));
                }
            }
            self.follow(&followers, &next, report);
        }
    }

    fn block(&mut self, revealed: PositionSet, block: PositionSet) -> &Enclosure {
        let Self { model, sequence, restricted, blocks } = self;
        blocks.entry((revealed, block)).or_insert_with(|| {
            let context = restricted[bits(revealed)];
            let probability = context_probability(model, *sequence, context, block);
            Enclosure::of_rational(&probability, FIRST_PRECISION)
        })
    }
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
    context_probability(model, sequence, model.patterns().restrict(sequence, revealed), block)
}

fn context_probability(model: &Model, sequence: usize, context: usize, block: PositionSet) -> Rational {
    let patterns = model.patterns();
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
