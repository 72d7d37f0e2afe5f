//! What a law and its schedules cost, and what the theorems promise.

use std::collections::HashMap;

use itertools::Itertools;

use crate::cases::Plan;
use crate::cases::bindings::{ScheduleChoice, schedule_of};
use crate::diagnosis::{Advice, Diagnosis};
use crate::entropy::curve::{
    dual_total_correlation_coefficients, mutual_information_coefficients, total_correlation_coefficients,
    zeta_coefficients,
};
use crate::evaluation::{Subject, Sums, Verdict, evaluate};
use crate::exact::lazy_form::Terms;
use crate::exact::{Integer, Rational};
use crate::language::typed::{Chain, MeasureNode};
use crate::language::words::{Binder, Comparator, Divergence};
use crate::language::{Catalogue, Claim, ClaimError, Evaluation, Expectation};
use crate::law::LawError;
use crate::sampler::cost::ideal_coefficients;
use crate::sampler::{Schedule, cheapest_schedules};

/// A value in nats as a sum that is not worked out; `None` is `+infinity`. The bounds of its terms are enough for most
/// comparisons and for most of its digits.
pub type Sum<'a> = Option<Terms<'a>>;

/// A law of length `L` with its predictor. Values are in nats.
#[derive(Debug, Clone)]
pub struct LawAnalysis<'a> {
    /// The number of sequences with a positive probability.
    pub support: usize,
    /// The common denominator of the probabilities.
    pub total: Integer,
    /// `H(X)`
    pub entropy: Terms<'a>,
    /// `TC`
    pub total_correlation: Terms<'a>,
    /// `DTC`
    pub dual_total_correlation: Terms<'a>,
    /// `sum_i I(X_i; X_{-i})`
    pub mutual_information: Terms<'a>,
    /// `h_0, ..., h_L`
    pub average_entropies: Vec<Terms<'a>>,
    /// `Z_1, ..., Z_L`
    pub information_curve: Vec<Terms<'a>>,
    /// `gap_0, ..., gap_{L-1}`: 0 for the exact predictor.
    pub predictor_gaps: Vec<Sum<'a>>,
    /// The schedules asked for, in that order.
    pub schedules: Vec<ScheduleAnalysis<'a>>,
    /// The schedule with the least expected KL for each number of steps `1..L`.
    pub best_schedules: Vec<ScheduleCost<'a>>,
}

/// The cost of one schedule, in nats.
#[derive(Debug, Clone)]
pub struct ScheduleCost<'a> {
    /// The schedule.
    pub schedule: Schedule,
    /// Ideal part plus training error.
    pub expected_kl: Sum<'a>,
    /// The expected KL of the exact predictor.
    pub ideal_expected_kl: Terms<'a>,
    /// `eps_train`
    pub training_error: Sum<'a>,
}

/// One schedule with what the claims of the catalogue say of it.
#[derive(Debug, Clone)]
pub struct ScheduleAnalysis<'a> {
    /// What it costs.
    pub cost: ScheduleCost<'a>,
    /// The claims that bound its expected KL, in order of their identifiers.
    pub bounds: Vec<Bound<'a>>,
}

/// What one claim says of one schedule.
#[derive(Debug, Clone)]
pub struct Bound<'a> {
    /// The identifier of the claim.
    pub claim: String,
    /// Whether the claim is true in general, as far as the catalogue knows.
    pub expectation: Expectation,
    /// The relation of the expected KL, on the left, to the bound.
    pub relation: Comparator,
    /// The bound, or why it has no value.
    pub bound: Result<Sum<'a>, Verdict>,
    /// How far the expected KL is from the bound, positive where the claim holds; where both are finite.
    pub slack: Sum<'a>,
    /// Whether the claim holds for this law and schedule.
    pub verdict: Verdict,
}

/// A law could not be analysed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// A claim of the catalogue cannot be instantiated for the shape of the law.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The average entropies of a law that is given by its sequences are too much work.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The predictor's gaps are not known.
    #[error("the expected KL of a schedule is unavailable: {reason}")]
    Gaps {
        /// Why.
        reason: String,
    },
}

impl Diagnosis for AnalysisError {
    fn advice(&self) -> Advice {
        match self {
            Self::Claim(error) => error.advice(),
            Self::Law(error) => error.advice(),
            Self::Gaps { .. } => Advice::new(
                "analysis::gaps",
                "give the rows of all partly masked sequences of the law; or ask for one order, policy or rule in place of \
                 schedules: it reads the states that it comes to",
            ),
        }
    }
}

/// Analyses a law with its predictor, for some schedules. Where none is given these are the best ones, one for each
/// number of steps.
///
/// # Errors
/// [`AnalysisError`]
pub fn analyse<'a>(
    subject: &'a mut Subject<'_>,
    schedules: &[Schedule],
    catalogue: &Catalogue,
) -> Result<LawAnalysis<'a>, AnalysisError> {
    let unknown = |reason: &str| AnalysisError::Gaps { reason: reason.to_owned() };
    let best = cheapest_schedules(subject.curve()?, subject.gaps().map_err(unknown)?);
    let asked = if schedules.is_empty() { best.as_slice() } else { schedules };
    // A schedule that is asked for twice is one case, or it would find each of its bounds twice.
    let distinct: Vec<Schedule> = asked.iter().unique().cloned().collect();
    let plans = plans(subject, &distinct, catalogue)?;
    let subject: &'a Subject = subject;
    let bounds_of: HashMap<&Schedule, Vec<Bound>> = distinct.iter().zip(bounds(subject, &distinct, &plans)).collect();
    let (curve, gaps) = (subject.curve()?, subject.gaps().map_err(unknown)?);
    let length = curve.length();
    let cost = |schedule: &Schedule| {
        let ideal = curve.terms(ideal_coefficients(schedule));
        let training_error = gaps.training_terms(schedule);
        ScheduleCost {
            schedule: schedule.clone(),
            expected_kl: training_error.clone().map(|training| [ideal.clone(), training].concat()),
            ideal_expected_kl: ideal,
            training_error,
        }
    };
    let with_bounds =
        |schedule: &Schedule| ScheduleAnalysis { cost: cost(schedule), bounds: bounds_of[schedule].clone() };
    let single = |size: usize| curve.terms([(size, Rational::from(1))]);
    let gap = |revealed: usize| Some(vec![(Rational::from(1), gaps.gap(revealed)?)]);
    Ok(LawAnalysis {
        support: subject.support(),
        total: subject.total().clone(),
        entropy: single(length),
        total_correlation: curve.terms(total_correlation_coefficients(length)),
        dual_total_correlation: curve.terms(dual_total_correlation_coefficients(length)),
        mutual_information: curve.terms(mutual_information_coefficients(length)),
        average_entropies: (0..=length).map(single).collect(),
        information_curve: (0..length).map(|size| curve.terms(zeta_coefficients(size))).collect(),
        predictor_gaps: (0..length).map(gap).collect(),
        schedules: asked.iter().map(with_bounds).collect(),
        best_schedules: best.iter().map(cost).collect(),
    })
}

/// The claims `E_KL <= ...` and `E_KL >= ...` of the catalogue with their cases for some distinct schedules, whose
/// quantities the subject then has.
fn plans<'c>(
    subject: &mut Subject,
    schedules: &[Schedule],
    catalogue: &'c Catalogue,
) -> Result<Vec<(&'c Claim, Plan)>, ClaimError> {
    let shape = subject.shape();
    let mut plans = Vec::new();
    for claim in catalogue.claims().iter().filter(|claim| is_bound(claim)) {
        let plan = match Plan::with_schedules(claim, shape, ScheduleChoice::Given(schedules)) {
            // The statement has no meaning for this law, as outside its scope.
            Err(error) if error.is_undefined() => None,
            plan => plan.map_err(|error| claim.locate(error))?,
        };
        if let Some(plan) = plan {
            subject.prepare(plan.quantities());
            plans.push((claim, plan));
        }
    }
    Ok(plans)
}

/// For each of some distinct schedules, what the claims say of it.
fn bounds<'a>(subject: &'a Subject, schedules: &[Schedule], plans: &[(&Claim, Plan)]) -> Vec<Vec<Bound<'a>>> {
    let mut bounds = vec![Vec::new(); schedules.len()];
    for (claim, plan) in plans {
        for case in &plan.cases {
            let own = schedule_of(&case.bindings);
            let Some(index) = own.and_then(|own| schedules.iter().position(|known| known == own)) else { continue };
            let outcome = evaluate::decide_case(case, subject);
            let Some((relation, _)) = outcome.decisive else { continue };
            let sums = Sums::new(relation, subject);
            bounds[index].push(Bound {
                claim: claim.id().to_owned(),
                expectation: claim.expectation(),
                relation: relation.relation,
                bound: sums.right(),
                slack: sums.slack(),
                verdict: outcome.verdict,
            });
        }
    }
    bounds
}

/// Whether a claim bounds the expected KL of each schedule: one inequality with `E_KL` alone on its left.
pub(super) fn is_bound(claim: &Claim) -> bool {
    let statement = claim.statement();
    let [Chain::Measures(comparisons)] = statement.chains.as_slice() else { return false };
    let [(relation, _)] = comparisons.rest.as_slice() else { return false };
    let is_for_all = statement.quantifiers.iter().all(|quantifier| quantifier.binder == Binder::ForAll);
    is_for_all
        && claim.evaluation() == Evaluation::Formulas
        && *relation != Comparator::Equals
        && matches!(comparisons.first.node, MeasureNode::Divergence(Divergence::Expected, None))
}
