//! The sampler's output law, as rationals, and the divergence of the law from it: exact, enclosed, or as an interval.

use rayon::prelude::*;
use rug::{Integer, Rational};

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, Extended, Interval, LogForm, LogSum, LogValue, Real};
use crate::law::{Law, PositionSet};

use super::alike::Alike;
use super::order::{UnmaskingOrder, unmasking_orders};
use super::path_sums::{bounds_over_orders, exact_sum_over_orders};
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
    exact_kl(law.support().map(|(atom, _)| (law.probability(atom), output[atom].clone())))
}

/// `KL(q || p) = sum_x q(x) ln( q(x) / p(x) )` in nats; exact, and `+infinity` when `q` puts out what the law excludes.
pub fn reverse_kl_divergence(law: &Law, output: &[Rational]) -> Extended {
    let possible = output.iter().enumerate().filter(|(_, sampled)| !sampled.is_zero());
    exact_kl(possible.map(|(atom, sampled)| (sampled.clone(), law.probability(atom))))
}

/// `KL(p || q) = sum_x p(x) ln( p(x) / q(x) )` in nats of two laws by the probabilities of the same sequences, which may be
/// enclosed: exact where they are rational, and exactly `+infinity` where `q` misses what is possible under `p`.
pub fn kl_between(law: &[Real], other: &[Real]) -> LogValue {
    sum_of_logs(law.iter().zip(other).filter(|(own, _)| !own.is_zero()))
}

/// `KL(p || p_{Y0})`, the divergence of the law from the averaged output law, in nats; exact.
pub fn averaged_output_kl(model: &Model, schedule: &Schedule) -> Extended {
    let alike = Alike::new(model);
    let share = Rational::from((Integer::from(1), schedule.number_of_orders()));
    let sum = |&(_, sequence): &(usize, usize)| exact_sum_over_orders(model, sequence, schedule) * &share;
    let averaged: Vec<Rational> = alike.representatives.iter().map(sum).collect();
    let own = model.law().support().map(|(atom, _)| model.law().probability(atom));
    exact_kl(own.zip(alike.classes.iter().map(|&class| averaged[class].clone())))
}

/// Encloses [`averaged_output_kl`]; `None` stands for `+infinity`.
pub fn enclose_averaged_output_kl(model: &Model, schedule: &Schedule) -> Option<Enclosure> {
    let alike = Alike::new(model);
    let share = Rational::from((Integer::from(1), schedule.number_of_orders()));
    let terms = |&(atom, sequence): &(usize, usize)| {
        let sum: Enclosure = bounds_over_orders(model, sequence, &[schedule]).pop().flatten()?;
        let mut averaged = Enclosure::zero(FIRST_PRECISION);
        averaged.add_scaled(&sum, &share);
        let probability = model.law().probability(atom);
        let own = log_probability(&probability);
        let other = averaged.logarithm().expect("positive factors have positive lower ends");
        Some((probability, own, other))
    };
    let of_classes: Vec<(Rational, Enclosure, Enclosure)> =
        alike.representatives.iter().map(terms).collect::<Option<_>>()?;
    let mut divergence = Enclosure::zero(FIRST_PRECISION);
    for &class in &alike.classes {
        let (probability, own, other) = &of_classes[class];
        divergence.add_scaled(own, probability);
        divergence.add_scaled(other, &Rational::from(-probability));
    }
    Some(divergence)
}

/// A divergence with bounds in doubles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BoundedKl {
    /// It is finite, and within the interval.
    Finite(Interval),
    /// It is `+infinity`.
    PositiveInfinity,
}

/// Bounds [`averaged_output_kl`] for several schedules at once, sharing their common beginnings.
pub fn bound_averaged_output_kl(model: &Model, schedules: &[&Schedule]) -> Vec<BoundedKl> {
    let alike = Alike::new(model);
    let shares: Vec<Interval> = schedules
        .iter()
        .map(|schedule| Interval::of_quotient(&Integer::from(1), &schedule.number_of_orders()))
        .collect();
    let of_class = |&(atom, sequence): &(usize, usize)| -> Vec<Option<Interval>> {
        let probability = model.law().probability(atom);
        let own = Interval::of_quotient(probability.numer(), probability.denom());
        let log_probability = own.logarithm();
        let sums: Vec<Option<Interval>> = bounds_over_orders(model, sequence, schedules);
        let term = |(sum, share): (Option<Interval>, &Interval)| {
            Some(own.times(log_probability.minus(sum?.times(*share).logarithm())))
        };
        sums.into_iter().zip(&shares).map(term).collect()
    };
    let terms: Vec<Vec<Option<Interval>>> = alike.representatives.par_iter().map(of_class).collect();
    // Summed in the order of the atoms, whatever the order of computation.
    let mut sums = vec![BoundedKl::Finite(Interval::ZERO); schedules.len()];
    for &class in &alike.classes {
        for (sum, term) in sums.iter_mut().zip(&terms[class]) {
            *sum = match (*sum, term) {
                (BoundedKl::Finite(sum), Some(term)) => BoundedKl::Finite(sum.plus(*term)),
                _ => BoundedKl::PositiveInfinity,
            };
        }
    }
    sums
}

/// The logarithm of a positive probability.
fn log_probability(probability: &Rational) -> Enclosure {
    Enclosure::of(
        &LogForm::ln(probability).expect("an atom of the support has a positive probability"),
        FIRST_PRECISION,
    )
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

/// `sum p ln( p / q )` over pairs `(p, q)` of rationals with positive `p`.
fn exact_kl(pairs: impl Iterator<Item = (Rational, Rational)>) -> Extended {
    let pairs: Vec<[Real; 2]> = pairs.map(|(own, other)| [own, other].map(Real::Exact)).collect();
    let divergence = sum_of_logs(pairs.iter().map(|[own, other]| (own, other)));
    divergence.into_exact().expect("rational probabilities")
}

/// `sum p ln( p / q )` over pairs `(p, q)` with positive `p`, the probabilities of two laws, so that it is not negative.
fn sum_of_logs<'a>(pairs: impl Iterator<Item = (&'a Real, &'a Real)>) -> LogValue {
    let mut sum = LogSum::default();
    for (own, other) in pairs {
        if other.is_zero() {
            return LogValue::Exact(Extended::PositiveInfinity);
        }
        sum.add_ln(own, own);
        sum.subtract_ln(other, own);
    }
    sum.value().not_negative()
}
