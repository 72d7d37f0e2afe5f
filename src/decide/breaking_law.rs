//! Laws that break a claim, as the ordinary check of cases finds.

use crate::cases::bindings::{Binding, ScheduleChoice, schedule_of};
use crate::cases::plan::{Case, Plan};
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Subject, Verdict, evaluate};
use crate::language::{Claim, ClaimError};
use crate::law::{Law, PatternCounts, PredictorTable};
use crate::sampler::{Model, Predictor, Schedule};

use super::outcome::Refutation;
use super::realise::{CodeProduct, ConePoint};

/// A law that breaks a claim.
#[derive(Debug, Clone, Default)]
pub struct Counterexample {
    /// The schedule that it is against, where each schedule has a law of its own.
    pub schedule: Option<Schedule>,
    /// The product of codes, unless entropies play no part.
    pub codes: Option<CodeProduct>,
    /// The law written out, when it is small enough.
    pub law: Option<Law>,
    /// The predictor, where the training error breaks the claim.
    pub predictor: Option<PredictorTable>,
    /// What the ordinary check of the case on the written-out law says; it must be a violation.
    pub confirmed: Option<Verdict>,
}

/// The verdict of the refuted relation of the refuted case on the written-out law.
pub(super) fn confirm(
    claim: &Claim,
    refutation: &Refutation,
    schedule: Option<&Schedule>,
    subject: &mut Subject,
) -> Result<Option<Verdict>, ClaimError> {
    let fixed: Vec<Schedule> =
        schedule_of(&refutation.bindings).cloned().into_iter().chain(schedule.cloned()).collect();
    let schedules = if fixed.is_empty() { ScheduleChoice::All } else { ScheduleChoice::Given(&fixed) };
    let plan = Plan::with_schedules(claim, subject.shape(), schedules);
    let Some(plan) = plan.map_err(|error| claim.locate(error))? else { return Ok(None) };
    let wanted: Vec<&Binding> = refutation.bindings.iter().collect();
    let case = plan.cases.iter().find(|case| wanted.iter().all(|binding| case.bindings.contains(binding)));
    let Some(case) = case else { return Ok(None) };
    Ok(relation_verdict(case, refutation.relation, subject))
}

/// The verdict of one relation of a case on a law, or of a goal that asks for something to exist; `None` where there is
/// no such relation.
pub(super) fn relation_verdict(case: &Case, relation: usize, subject: &mut Subject) -> Option<Verdict> {
    // Of several relations the law must break the one that it is said to break.
    let goal = match &case.goal {
        Tree::Leaf(relations) => Tree::Leaf(vec![relations.get(relation)?.clone()]),
        goal => goal.clone(),
    };
    let case = Case { goal, ..case.clone() };
    subject.prepare(&case.quantities());
    Some(evaluate::decide_case(&case, subject).verdict)
}

/// Whether the ordinary check finds the case violated, at every schedule that the point is against.
pub(super) fn breaks(claim: &Claim, refutation: &Refutation, point: &ConePoint, law: &Law) -> Result<bool, ClaimError> {
    let (orders, patterns) = (OrderTables::default(), PatternCounts::new(law));
    let mut subject = Subject::new(Model::new(law, &patterns, Predictor::Exact), &orders);
    for (schedule, other) in &refutation.points {
        if other == point && confirm(claim, refutation, schedule.as_ref(), &mut subject)? != Some(Verdict::Violated) {
            return Ok(false);
        }
    }
    Ok(true)
}
