//! Counterexamples over two letters to claims whose refuting ray needs more.
//!
//! Over two letters the cone of average entropies is smaller, and has no simple description. This is a search, not a
//! decision: exchangeable laws in which each word with `k` ones has probability `e^(a_k)`, `e` a power of 1/2, and the
//! word of zeros has the rest. Small `e` reaches laws far from every MDS code: with `P(1111) = e^2` and `P(1000) = e`,
//! up to order, pairs of positions are nearly independent and triples are not. Each candidate is decided exactly.

use rayon::prelude::*;
use rug::{Integer, Rational};

use crate::cases::bindings::{Binding, ScheduleChoice};
use crate::cases::plan::{Case, Goal, Plan, Relation};
use crate::cases::quantity::Quantity;
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Subject, Verdict, evaluate};
use crate::exact::{LogForm, Number};
use crate::language::{Claim, ClaimError};
use crate::law::families::exchangeable;
use crate::law::{Law, PatternCounts, Shape};
use crate::limits::BINARY_LENGTH_LIMIT;
use crate::sampler::{Model, Predictor, Schedule};

/// `e = 2^-j` for `j` up to this.
const HALVINGS: u32 = 10;

/// The largest exponent `a_k`.
const LARGEST_EXPONENT: u32 = 3;

/// How many of the words' weights `1..L` have positive probability, at most.
const WEIGHTS_PRESENT: usize = 3;

/// A candidate: words with `weight` ones have probability `2^-shift`, for each of these pairs, and the word of zeros
/// the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// The largest shift: the common denominator is 2 to its power.
    denominator: u32,
    parts: Vec<(usize, u32)>,
}

/// The simplest of the laws searched that violates a case of the claim with the exact predictor: the one of smallest
/// denominator. With it, what the quantifiers of the violated case bind. With a schedule, only that one is considered.
///
/// A claim with `exists` before the law is not refuted by one law; such claims are searched only for a given schedule.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn search_binary(
    claim: &Claim,
    length: usize,
    schedule: Option<&Schedule>,
) -> Result<Option<(Law, Vec<Binding>)>, ClaimError> {
    let shape = Shape::new(length, 2).ok().filter(|_| length <= BINARY_LENGTH_LIMIT);
    let Some(shape) = shape else { return Ok(None) };
    let schedules =
        schedule.map_or(ScheduleChoice::All, |schedule| ScheduleChoice::Given(std::slice::from_ref(schedule)));
    let plan = Plan::with_schedules(claim, shape, schedules).map_err(|error| claim.locate(error))?;
    let Some(plan) = plan.filter(|plan| schedule.is_some() || !plan.outer_has_existence()) else { return Ok(None) };
    let found = candidates(length).into_par_iter().find_map_first(|candidate| {
        let weights = candidate.weights(length)?;
        let curve = exchangeable_curve(&weights);
        let suspect: Vec<&Case> =
            plan.cases.iter().filter(|case| is_violated(&case.goal, &curve) != Some(false)).collect();
        if suspect.is_empty() {
            return None;
        }
        // The ordinary check has the last word.
        let law = exchangeable(length, &weights).expect("L + 1 nonnegative weights");
        let violated = suspect.into_iter().find(|case| check(case, &law) == Verdict::Violated)?;
        Some((law, violated.bindings.clone()))
    });
    Ok(found)
}

/// All candidates, those of smaller denominator first.
fn candidates(length: usize) -> Vec<Candidate> {
    let mut exponents: Vec<Vec<(usize, u32)>> = vec![Vec::new()];
    for weight in 1..=length {
        for known in exponents.clone().into_iter().filter(|known| known.len() < WEIGHTS_PRESENT) {
            exponents.extend((1..=LARGEST_EXPONENT).map(|exponent| [known.clone(), vec![(weight, exponent)]].concat()));
        }
    }
    let mut candidates: Vec<Candidate> = (1..=HALVINGS)
        .flat_map(|halvings| {
            exponents.iter().filter(|parts| !parts.is_empty()).map(move |parts| {
                let parts: Vec<(usize, u32)> = parts.iter().map(|&(weight, a)| (weight, a * halvings)).collect();
                let denominator = parts.iter().map(|(_, shift)| *shift).max().unwrap_or_default();
                Candidate { denominator, parts }
            })
        })
        .collect();
    candidates.sort();
    candidates.dedup();
    candidates
}

impl Candidate {
    /// The probability of each word with `0..=L` ones; `None` when those of positive weight are too many.
    fn weights(&self, length: usize) -> Option<Vec<Rational>> {
        let mut weights = vec![Rational::new(); length + 1];
        let mut rest = Rational::from(1);
        for &(weight, shift) in &self.parts {
            weights[weight] = Rational::from((Integer::from(1), Integer::from(1) << shift));
            rest -= &weights[weight] * binomial(length, weight);
        }
        weights[0] = rest;
        (weights[0] >= 0).then_some(weights)
    }
}

fn binomial(n: usize, k: usize) -> Rational {
    Rational::from(Integer::from(n).binomial(u32::try_from(k).expect("a short sequence")))
}

/// `h_0, ..., h_L` of an exchangeable law: a word of `k` positions has the sum of the probabilities of its two
/// extensions.
fn exchangeable_curve(weights: &[Rational]) -> Vec<LogForm> {
    let mut words = weights.to_vec();
    let mut curve = vec![LogForm::zero(); weights.len()];
    for size in (1..weights.len()).rev() {
        for (ones, probability) in words.iter().enumerate().filter(|(_, probability)| **probability > 0) {
            let mass = binomial(size, ones) * probability;
            curve[size].add_ln(probability.numer(), &Rational::from(-&mass));
            curve[size].add_ln(probability.denom(), &mass);
        }
        words = words.windows(2).map(|pair| Rational::from(&pair[0] + &pair[1])).collect();
    }
    curve
}

/// Whether a goal is violated on a law with this curve and the exact predictor; `None` when that takes more than the
/// curve.
fn is_violated(goal: &Goal, curve: &[LogForm]) -> Option<bool> {
    match goal {
        Tree::Leaf(relations) => any(relations.iter().map(|relation| is_violated_relation(relation, curve))),
        Tree::All(instances) => any(instances.iter().map(|(_, goal)| is_violated(goal, curve))),
        Tree::Any(instances) => {
            any(instances.iter().map(|(_, goal)| is_violated(goal, curve).map(|violated| !violated)))
                .map(|holds| !holds)
        }
    }
}

/// Whether one of the answers is yes, unless an answer is missing.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    answers.collect::<Option<Vec<bool>>>().map(|answers| answers.contains(&true))
}

fn is_violated_relation(relation: &Relation, curve: &[LogForm]) -> Option<bool> {
    let mut difference = LogForm::zero();
    for (side, sign) in [(&relation.left, 1), (&relation.right, -1)] {
        if !side.extrema().is_empty() {
            return None;
        }
        for (quantity, coefficient) in side.terms() {
            let coefficient = coefficient.times(&Number::from(sign)).into_rational();
            match quantity {
                Quantity::Average(size) => difference.add_scaled(&curve[*size], &coefficient),
                Quantity::Ln(argument) => difference.add_ln(argument, &coefficient),
                Quantity::Nat => difference.add_nats(&coefficient),
                // The exact predictor has none.
                Quantity::Gap(_) => {}
                _ => return None,
            }
        }
    }
    Some(!relation.relation.admits(difference.sign()))
}

/// The ordinary check of a case on a law with its exact predictor.
fn check(case: &Case, law: &Law) -> Verdict {
    let patterns = PatternCounts::new(law);
    let orders = OrderTables::default();
    let mut subject = Subject::new(Model::new(law, &patterns, Predictor::Exact), &orders);
    subject.prepare(&case.quantities());
    evaluate::decide_case(case, &subject).verdict
}
