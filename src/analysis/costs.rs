//! What a law and its schedules cost, and what the theorems promise.

use std::collections::HashMap;

use itertools::Itertools;

use crate::cases::Plan;
use crate::cases::bindings::{ScheduleChoice, schedule_of};
use crate::evaluation::evaluate::{self, Comparison};
use crate::evaluation::{Subject, Verdict};
use crate::exact::{Extended, Integer, LogForm};
use crate::language::typed::{Chain, MeasureNode};
use crate::language::words::{Binder, Comparator, Divergence};
use crate::language::{Catalogue, Claim, ClaimError, Evaluation, Expectation};
use crate::sampler::{Schedule, best_schedules, ideal_expected_kl};

/// A law of length `L` with its predictor. Values are in nats.
#[derive(Debug, Clone)]
pub struct LawAnalysis {
    /// The number of sequences with a positive probability.
    pub support: usize,
    /// The common denominator of the probabilities.
    pub total: Integer,
    /// `H(X)`
    pub entropy: LogForm,
    /// `TC`
    pub total_correlation: LogForm,
    /// `DTC`
    pub dual_total_correlation: LogForm,
    /// `sum_i I(X_i; X_{-i})`
    pub mutual_information: LogForm,
    /// `h_0, ..., h_L`
    pub average_entropies: Vec<LogForm>,
    /// `Z_1, ..., Z_L`
    pub information_curve: Vec<LogForm>,
    /// `gap_0, ..., gap_{L-1}`: 0 for the exact predictor.
    pub predictor_gaps: Vec<Extended>,
    /// The schedules asked for, in that order.
    pub schedules: Vec<ScheduleAnalysis>,
    /// The schedule with the least expected KL for each number of steps `1..L`.
    pub best_schedules: Vec<ScheduleCost>,
}

/// The cost of one schedule, in nats.
#[derive(Debug, Clone)]
pub struct ScheduleCost {
    /// The schedule.
    pub schedule: Schedule,
    /// Ideal part plus training error.
    pub expected_kl: Extended,
    /// The expected KL of the exact predictor.
    pub ideal_expected_kl: LogForm,
    /// `eps_train`
    pub training_error: Extended,
}

/// One schedule with what the claims of the catalogue say of it.
#[derive(Debug, Clone)]
pub struct ScheduleAnalysis {
    /// What it costs.
    pub cost: ScheduleCost,
    /// The claims that bound its expected KL, in order of their identifiers.
    pub bounds: Vec<Bound>,
}

/// What one claim says of one schedule.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The identifier of the claim.
    pub claim: String,
    /// Whether the claim is true in general, as far as the catalogue knows.
    pub expectation: Expectation,
    /// The expected KL, on the left, and its bound.
    pub comparison: Comparison,
    /// Whether the claim holds for this law and schedule.
    pub verdict: Verdict,
}

/// Analyses a law with its predictor, for some schedules. Where none is given these are the best ones, one for each
/// number of steps.
///
/// # Errors
/// When a claim of the catalogue cannot be instantiated for the shape of the law.
pub fn analyse(
    subject: &mut Subject,
    schedules: &[Schedule],
    catalogue: &Catalogue,
) -> Result<LawAnalysis, ClaimError> {
    let best: Vec<Schedule> =
        best_schedules(subject.curve(), subject.gaps()).into_iter().map(|best| best.schedule).collect();
    let asked = if schedules.is_empty() { best.as_slice() } else { schedules };
    // A schedule that is asked for twice is one case, or it would find each of its bounds twice.
    let distinct: Vec<Schedule> = asked.iter().unique().cloned().collect();
    let bounds_of: HashMap<&Schedule, Vec<Bound>> =
        distinct.iter().zip(bounds(subject, &distinct, catalogue)?).collect();
    let (curve, gaps, law) = (subject.curve(), subject.gaps(), subject.model().law());
    let cost = |schedule: &Schedule| {
        let ideal = ideal_expected_kl(curve, schedule);
        let training_error = gaps.training_error(schedule);
        ScheduleCost {
            schedule: schedule.clone(),
            expected_kl: Extended::Finite(ideal.clone()).plus(&training_error),
            ideal_expected_kl: ideal,
            training_error,
        }
    };
    let with_bounds =
        |schedule: &Schedule| ScheduleAnalysis { cost: cost(schedule), bounds: bounds_of[schedule].clone() };
    let gap = |revealed: usize| match gaps.gap(revealed) {
        Some(gap) => Extended::Finite(gap.form().clone()),
        None => Extended::PositiveInfinity,
    };
    Ok(LawAnalysis {
        support: law.support().count(),
        total: law.total().clone(),
        entropy: curve.entropy().clone(),
        total_correlation: curve.total_correlation(),
        dual_total_correlation: curve.dual_total_correlation(),
        mutual_information: curve.mutual_information_sum(),
        average_entropies: (0..=law.length()).map(|size| curve.h(size).clone()).collect(),
        information_curve: curve.information_curve(),
        predictor_gaps: (0..law.length()).map(gap).collect(),
        schedules: asked.iter().map(with_bounds).collect(),
        best_schedules: best.iter().map(cost).collect(),
    })
}

/// For each of some distinct schedules, what the claims `E_KL <= ...` and `E_KL >= ...` of the catalogue say of it.
fn bounds(subject: &mut Subject, schedules: &[Schedule], catalogue: &Catalogue) -> Result<Vec<Vec<Bound>>, ClaimError> {
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
            let own = schedule_of(&case.bindings);
            let Some(index) = own.and_then(|own| schedules.iter().position(|known| known == own)) else { continue };
            let outcome = evaluate::decide_case(case, subject);
            let Some((relation, _)) = outcome.decisive else { continue };
            bounds[index].push(Bound {
                claim: claim.id().to_owned(),
                expectation: claim.expectation(),
                comparison: Comparison::new(relation, subject),
                verdict: outcome.verdict,
            });
        }
    }
    Ok(bounds)
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
