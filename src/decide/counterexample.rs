//! Refutations as laws, confirmed by the ordinary check of cases.

use rug::Rational;

use crate::cases::bindings::ScheduleChoice;
use crate::cases::plan::{Instantiation, Plan};
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Subject, Verdict};
use crate::language::{Claim, ClaimError, Evaluation};
use crate::law::families::FamilyError;
use crate::law::{Law, PatternCounts, PredictorTable, Shape};
use crate::limits::SCHEDULE_LENGTH_LIMIT;
use crate::sampler::{Model, Predictor};

use super::admitted::admitted;
use super::alternatives::{choice, choices};
use super::breaking_law::{Counterexample, breaks, confirm};
use super::outcome::Refutation;
use super::realise::{ConePoint, near, ray_law, refutes, schedules_of, single_sequence, wrong_predictor};

/// The laws of a refutation, each run through the ordinary check where it can be written out. A point for which no law
/// is found to refute (it may need unused tokens, or a predictor too large to tabulate) has none in the list.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn counterexamples(
    claim: &Claim,
    length: usize,
    refutation: &Refutation,
) -> Result<Vec<Counterexample>, ClaimError> {
    if let Some(law) = &refutation.law {
        return Ok(vec![Counterexample {
            law: Some(law.as_ref().clone()),
            confirmed: Some(Verdict::Violated),
            ..Counterexample::default()
        }]);
    }
    let mut found: Vec<Counterexample> = Vec::new();
    let vocabularies = claim.without_vocabulary_condition().1;
    let mut first_with: Vec<(&ConePoint, Counterexample)> = Vec::new();
    let orders = OrderTables::default();
    // Each law is made, and examined, once, however many schedules it is against.
    let mut distinct: Vec<&ConePoint> = refutation.points.iter().map(|(_, point)| point).collect();
    distinct.dedup();
    for point in distinct {
        if first_with.iter().all(|(known, _)| *known != point)
            && let Some(made) = realise(claim, length, refutation, point)?
            && let Some(made) = admitted(claim, length, refutation, point, made, &vocabularies)?
        {
            first_with.push((point, made));
        }
    }
    for (schedule, point) in &refutation.points {
        let Some((_, made)) = first_with.iter().find(|(known, _)| *known == point) else { continue };
        found.push(Counterexample { schedule: schedule.clone(), ..made.clone() });
    }
    for (_, made) in &first_with {
        let Some(law) = &made.law else { continue };
        let patterns = PatternCounts::new(law);
        let predictor = made.predictor.as_ref().map_or(Predictor::Exact, Predictor::Table);
        let mut subject = Subject::new(Model::new(law, &patterns, predictor), &orders);
        for counterexample in found.iter_mut().filter(|one| one.law.as_ref() == Some(law)) {
            counterexample.confirmed = confirm(claim, refutation, counterexample.schedule.as_ref(), &mut subject)?;
        }
    }
    Ok(found)
}

fn realise(
    claim: &Claim,
    length: usize,
    refutation: &Refutation,
    point: &ConePoint,
) -> Result<Option<Counterexample>, ClaimError> {
    if let Some(dimension) = point.single_ray() {
        let codes = ray_law(dimension, length);
        return Ok(Some(Counterexample {
            law: explicit(codes.law()),
            codes: Some(codes),
            ..Counterexample::default()
        }));
    }
    if point.rays.iter().all(Rational::is_zero) {
        // The vocabulary alone, or the predictor: one sequence has no entropy.
        let over = |vocabulary_size| Shape::new(length, vocabulary_size).and_then(single_sequence).ok();
        let law = over(2);
        if point.eps_train.is_zero() {
            // What holds over two tokens may fail over one, where ln V vanishes as well.
            let over_one = over(1);
            let breaking = [&law, &over_one].into_iter().flatten();
            for law in breaking {
                if breaks(claim, refutation, point, law)? {
                    return Ok(Some(Counterexample { law: Some(law.clone()), ..Counterexample::default() }));
                }
            }
            return Ok(Some(Counterexample { law, ..Counterexample::default() }));
        }
        let Some(law) = law.filter(|_| length <= PREDICTOR_LENGTH) else { return Ok(None) };
        let predictor = wrong_enough(claim, length, refutation, point, &law)?;
        return Ok(predictor.map(|predictor| Counterexample {
            law: Some(law),
            predictor: Some(predictor),
            ..Counterexample::default()
        }));
    }
    let choices = choices_of(claim, length, refutation)?;
    let schedules = if length <= SCHEDULE_LENGTH_LIMIT { schedules_of(&choices, length) } else { Vec::new() };
    let codes = near(point, &choices, &schedules);
    if choices.is_empty() || !refutes(&codes, &choices, &schedules) {
        return Ok(None);
    }
    Ok(Some(Counterexample { law: explicit(codes.law()), codes: Some(codes), ..Counterexample::default() }))
}

/// The longest sequences for which a wrong predictor is tabulated.
const PREDICTOR_LENGTH: usize = 8;

/// A predictor so wrong about a law of one sequence that the ordinary check finds the claim violated: how wrong depends
/// on what else the claim grants.
fn wrong_enough(
    claim: &Claim,
    length: usize,
    refutation: &Refutation,
    point: &ConePoint,
    law: &Law,
) -> Result<Option<PredictorTable>, ClaimError> {
    let orders = OrderTables::default();
    let patterns = PatternCounts::new(law);
    let schedule =
        refutation.points.iter().find(|(_, other)| other == point).and_then(|(schedule, _)| schedule.as_ref());
    for bits in [64, 1 << 12, 1 << 16] {
        let Some(predictor) = wrong_predictor(length, bits) else { return Ok(None) };
        let verdict = {
            let mut subject = Subject::new(Model::new(law, &patterns, Predictor::Table(&predictor)), &orders);
            confirm(claim, refutation, schedule, &mut subject)?
        };
        if verdict == Some(Verdict::Violated) {
            return Ok(Some(predictor));
        }
    }
    Ok(None)
}

/// The law, where it can be written out.
fn explicit(law: Result<Option<Law>, FamilyError>) -> Option<Law> {
    law.ok().flatten()
}

/// The schedules among which one should have existed.
fn choices_of(
    claim: &Claim,
    length: usize,
    refutation: &Refutation,
) -> Result<Vec<super::existence::Alternative>, ClaimError> {
    let schedules = match &refutation.candidates {
        Some(candidates) => ScheduleChoice::Given(candidates),
        None => match choice(claim, length, None) {
            Ok(schedules) => schedules,
            Err(_) => return Ok(Vec::new()),
        },
    };
    let instantiation =
        Instantiation { length, vocabulary_size: None, schedules, evaluation: Evaluation::Formulas, constant: None };
    let Some(plan) =
        Plan::of(&claim.without_vocabulary_condition().0, &instantiation).map_err(|error| claim.locate(error))?
    else {
        return Ok(Vec::new());
    };
    let case = plan.cases.iter().find(|case| case.bindings == refutation.bindings);
    match case.map(|case| &case.goal) {
        Some(Tree::Any(instances)) => Ok(choices(instances, length).unwrap_or_default()),
        _ => Ok(Vec::new()),
    }
}
