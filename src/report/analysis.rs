//! What a law and its schedules cost, and what the theorems promise.

use std::collections::HashMap;

use itertools::Itertools;
use serde::Serialize;

use crate::cases::Plan;
use crate::cases::bindings::{Binding, ScheduleChoice};
use crate::evaluation::evaluate::{self, Comparison};
use crate::evaluation::{Subject, Verdict};
use crate::exact::{Extended, LogForm};
use crate::language::typed::{Chain, MeasureNode};
use crate::language::words::{Binder, Comparator, Divergence};
use crate::language::{Catalogue, Claim, ClaimError, Evaluation, Expectation};
use crate::sampler::{Schedule, best_schedules, ideal_expected_kl};

use super::name::Name;
use super::number::Number;

/// The analysis of a law, as it is written in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Analysis {
    /// The law's name.
    pub law: Name,
    /// The predictor's name, when it is not the exact one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor: Option<Name>,
    /// `L`
    pub length: usize,
    /// `V`
    pub vocabulary_size: usize,
    /// The number of sequences with a positive probability.
    pub support: usize,
    /// The common denominator of the probabilities.
    pub total: String,
    /// How the numbers are rounded.
    pub rounding: String,
    /// `H(X)`
    pub entropy: Number,
    /// `TC`
    pub total_correlation: Number,
    /// `DTC`
    pub dual_total_correlation: Number,
    /// `sum_i I(X_i; X_{-i})`
    pub mutual_information: Number,
    /// `h_0, ..., h_L`
    pub average_entropies: Vec<Number>,
    /// `Z_1, ..., Z_L`
    pub information_curve: Vec<Number>,
    /// `gap_0, ..., gap_{L-1}`, with a predictor table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor_gaps: Option<Vec<Number>>,
    /// The schedules asked for.
    pub schedules: Vec<ScheduleAnalysis>,
    /// The schedule with the least expected KL for each number of steps.
    pub best_schedules: Vec<BestScheduleAnalysis>,
}

/// What one schedule costs.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleAnalysis {
    /// The block sizes, in unmasking order.
    pub schedule: Vec<usize>,
    /// The number of unmasking orders.
    pub orders: String,
    /// Ideal part plus training error.
    pub expected_kl: Number,
    /// The expected KL of the exact predictor.
    pub ideal_expected_kl: Number,
    /// The training error.
    pub eps_train: Number,
    /// The catalogue's bounds on the expected KL.
    pub bounds: Vec<BoundAnalysis>,
}

/// What one claim says of one schedule.
#[derive(Debug, Clone, Serialize)]
pub struct BoundAnalysis {
    /// The claim.
    pub claim: String,
    /// The relation of the expected KL to the bound.
    pub relation: &'static str,
    /// The bound; `undefined` where it has no value.
    pub bound: Number,
    /// How far the expected KL is from the bound, positive where the claim holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack: Option<Number>,
    /// `holds`, `holds with equality`, `violated`.
    pub verdict: &'static str,
    /// Whether the claim is true in general, as far as the catalogue knows: `holds` or `fails`.
    pub expectation: &'static str,
}

/// The best schedule with a number of steps.
#[derive(Debug, Clone, Serialize)]
pub struct BestScheduleAnalysis {
    /// The number of steps.
    pub steps: usize,
    /// The block sizes, in unmasking order; among equally good schedules the lexicographically first.
    pub schedule: Vec<usize>,
    /// Ideal part plus training error.
    pub expected_kl: Number,
    /// The expected KL of the exact predictor.
    pub ideal_expected_kl: Number,
    /// The training error.
    pub eps_train: Number,
}

impl Analysis {
    /// Analyses a law with its predictor.
    ///
    /// # Errors
    /// When a claim of the catalogue cannot be instantiated for this shape.
    pub fn new(
        subject: &mut Subject,
        predictor: Option<String>,
        schedules: &[Schedule],
        catalogue: &Catalogue,
        digits: u32,
    ) -> Result<Self, ClaimError> {
        let number = |form: &LogForm| Number::finite(form, digits);
        // A schedule that is asked for twice is one case, or it would find each of its bounds twice.
        let distinct: Vec<Schedule> = schedules.iter().unique().cloned().collect();
        let bounds_of: HashMap<&Schedule, Vec<BoundAnalysis>> =
            distinct.iter().zip(bounds(subject, &distinct, catalogue, digits)?).collect();
        let (curve, gaps, law) = (subject.curve(), subject.gaps(), subject.model().law());
        let length = law.length();
        let cost = |schedule: &Schedule| {
            let ideal = ideal_expected_kl(curve, schedule);
            let training = gaps.training_error(schedule);
            let expected = Extended::Finite(ideal.clone()).plus(&training);
            (Number::new(&expected, digits), number(&ideal), Number::new(&training, digits))
        };
        let schedules = schedules.iter().map(|schedule| {
            let (expected_kl, ideal_expected_kl, eps_train) = cost(schedule);
            ScheduleAnalysis {
                schedule: schedule.blocks().to_vec(),
                orders: schedule.number_of_orders().to_string(),
                expected_kl,
                ideal_expected_kl,
                eps_train,
                bounds: bounds_of[schedule].clone(),
            }
        });
        let best = best_schedules(curve, gaps).into_iter().map(|best| {
            let (expected_kl, ideal_expected_kl, eps_train) = cost(&best.schedule);
            BestScheduleAnalysis {
                steps: best.schedule.steps(),
                schedule: best.schedule.blocks().to_vec(),
                expected_kl,
                ideal_expected_kl,
                eps_train,
            }
        });
        Ok(Self {
            law: law.name().into(),
            length,
            vocabulary_size: law.vocabulary_size(),
            support: law.support().count(),
            total: law.total().to_string(),
            rounding: format!("{digits} significant digits, exact values rounded to nearest"),
            entropy: number(curve.entropy()),
            total_correlation: number(&curve.total_correlation()),
            dual_total_correlation: number(&curve.dual_total_correlation()),
            mutual_information: number(&curve.mutual_information_sum()),
            average_entropies: (0..=length).map(|size| number(curve.h(size))).collect(),
            information_curve: curve.information_curve().iter().map(number).collect(),
            predictor_gaps: predictor.is_some().then(|| {
                (0..length)
                    .map(|revealed| match gaps.gap(revealed) {
                        Some(gap) => number(gap.form()),
                        None => Number::new(&Extended::PositiveInfinity, digits),
                    })
                    .collect()
            }),
            schedules: schedules.collect(),
            best_schedules: best.collect(),
            predictor: predictor.map(Name::from),
        })
    }
}

/// For each of some distinct schedules, what the claims `E_KL <= ...` and `E_KL >= ...` of the catalogue say of it.
fn bounds(
    subject: &mut Subject,
    schedules: &[Schedule],
    catalogue: &Catalogue,
    digits: u32,
) -> Result<Vec<Vec<BoundAnalysis>>, ClaimError> {
    let (length, vocabulary_size) = (subject.model().law().length(), subject.model().law().vocabulary_size());
    let mut bounds = vec![Vec::new(); schedules.len()];
    for claim in catalogue.claims().iter().filter(|claim| is_bound(claim)) {
        let plan = match Plan::with_schedules(claim, length, vocabulary_size, ScheduleChoice::Given(schedules)) {
            // The statement has no meaning for this law, as outside its scope.
            Err(error) if error.is_undefined() => None,
            plan => plan.map_err(|error| claim.locate(error))?,
        };
        let Some(plan) = plan else { continue };
        subject.prepare(plan.symbols());
        for case in &plan.cases {
            let Some(place) = case.bindings.iter().find_map(|binding| match binding {
                Binding::Schedule(schedule) => schedules.iter().position(|known| known == schedule),
                Binding::Class(_)
                | Binding::Variable(..)
                | Binding::Subset(..)
                | Binding::Order(_)
                | Binding::Policy(_) => None,
            }) else {
                continue;
            };
            let outcome = evaluate::decide_case(case, subject);
            let Some((relation, _)) = outcome.decisive else { continue };
            let comparison = Comparison::new(relation, subject);
            bounds[place].push(BoundAnalysis {
                claim: claim.id().to_owned(),
                relation: comparison.relation.symbol(),
                bound: side(&comparison.right(), digits),
                slack: comparison.slack().map(|slack| Number::finite(&slack, digits)),
                verdict: outcome.verdict.name(),
                expectation: claim.expectation().name(),
            });
        }
    }
    Ok(bounds)
}

/// A side of a comparison in print.
pub fn side(side: &Result<Extended, Verdict>, digits: u32) -> Number {
    match side {
        Ok(value) => Number::new(value, digits),
        Err(verdict) => Number { nats: verdict.name().to_owned(), bits: verdict.name().to_owned() },
    }
}

/// Whether a claim bounds the expected KL of each schedule: one inequality with `E_KL` alone on its left.
fn is_bound(claim: &Claim) -> bool {
    let statement = claim.statement();
    let [Chain::Measures(comparisons)] = statement.chains.as_slice() else { return false };
    let [(relation, _)] = comparisons.rest.as_slice() else { return false };
    let is_for_all = statement.quantifiers.iter().all(|quantifier| quantifier.binder == Binder::ForAll);
    is_for_all
        && claim.evaluation() == Evaluation::Formulas
        && *relation != Comparator::Equals
        && matches!(comparisons.first.node, MeasureNode::Divergence(Divergence::Expected, None))
}

/// The mark of a claim that is false in general.
pub fn mark(expectation: &str) -> &'static str {
    if expectation == Expectation::Fails.name() { " (false in general)" } else { "" }
}
