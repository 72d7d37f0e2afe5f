//! The decision of a claim for one length.

use std::sync::Arc;

use rug::{Integer, Rational};

use crate::cases::bindings::ScheduleChoice;
use crate::cases::plan::{Instantiation, Plan};
use crate::exact::Work;
use crate::language::error::Mistake;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::limits::{DECISION_STEPS, SCHEDULE_LENGTH_LIMIT};
use crate::sampler::Schedule;

use super::alternatives::{choice, count_schedules};
use super::difference::NotLinear;
use super::outcome::{Decision, LengthDecision};
use super::quantifiers::Decider;
use super::shannon::{self, NonShannon};
use super::undecided::Undecided;
use super::usage::Usage;
use super::within::within;

/// What a decision is for, and what it may use.
#[derive(Debug, Clone, Copy, Default)]
pub struct Means<'a> {
    /// The schedules that it is for; all of the length where none are given.
    pub schedules: Option<&'a [Schedule]>,
    /// The inequalities beyond Shannon's that a proof may use, where sets of positions occur.
    pub non_shannon: NonShannon,
}

impl<'a> From<Option<&'a [Schedule]>> for Means<'a> {
    fn from(schedules: Option<&'a [Schedule]>) -> Self {
        Self { schedules, ..Self::default() }
    }
}

/// The length at which the quantities that a statement names are looked at.
const LENGTH_OF_WORDS: usize = 4;

/// Decides a claim for all laws of a length over all vocabularies, for all its schedules or for the given ones, within
/// the limits of the claim.
///
/// # Errors
/// When the claim cannot be instantiated (a domain mistake, with its place).
pub fn decide(claim: &Claim, length: usize, schedules: Option<&[Schedule]>) -> Result<LengthDecision, ClaimError> {
    decide_with(claim, length, schedules, None)
}

/// As [`decide`], with a value for the claim's constant.
///
/// # Errors
/// As [`decide`].
pub fn decide_with(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    constant: Option<&Rational>,
) -> Result<LengthDecision, ClaimError> {
    let work = Arc::new(claim.limits().work(DECISION_STEPS));
    decide_metered(claim, length, schedules.into(), constant, &work)
}

/// As [`decide_with`], with a meter; beyond its limit the claim is [`Undecided::TooLarge`].
pub(super) fn decide_metered(
    claim: &Claim,
    length: usize,
    means: Means,
    constant: Option<&Rational>,
    work: &Arc<Work>,
) -> Result<LengthDecision, ClaimError> {
    let schedules = means.schedules;
    let undecided =
        |reason| Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::Undecided(reason) });
    let choice = match choice(claim, length, schedules) {
        Ok(choice) => choice,
        Err(Undecided::Implication) => return by_shannon(claim, length, means, constant, work, Undecided::Implication),
        Err(reason) => return undecided(reason),
    };
    let instantiation = Instantiation {
        length,
        vocabulary_size: None,
        schedules: choice,
        evaluation: Evaluation::Formulas,
        constant: constant.cloned(),
    };
    let (of_every_vocabulary, vocabularies) = claim.without_vocabulary_condition();
    let plan = match plan(&of_every_vocabulary, &instantiation, work)? {
        Ok(plan) => plan,
        Err(decision) => return Ok(LengthDecision { length, schedules: Integer::new(), decision }),
    };
    let decision = match Decider::new(&plan, length, work).outer(&plan.outer, &mut Vec::new()) {
        Ok(decision) if vocabularies.are_all() => decision,
        Ok(decision) => within(claim, length, schedules, decision, &vocabularies)?,
        Err(reason @ Undecided::NotLinear(NotLinear::Quantity(_) | NotLinear::Extremum)) => {
            return by_shannon(claim, length, means, constant, work, reason);
        }
        Err(reason) => Decision::Undecided(reason),
    };
    Ok(LengthDecision { length, schedules: count_schedules(&plan), decision })
}

/// The plan of a claim, or the decision where there is none: no case, or too many.
fn plan(claim: &Claim, instantiation: &Instantiation, work: &Arc<Work>) -> Result<Result<Plan, Decision>, ClaimError> {
    match Plan::metered(claim, instantiation, work) {
        Ok(Some(plan)) => Ok(Ok(plan)),
        Ok(None) => Ok(Err(Decision::NoCase)),
        Err(error) if error.mistake == Mistake::TooLarge => {
            Ok(Err(Decision::Undecided(Undecided::TooLarge(error.message))))
        }
        Err(error) => Err(claim.locate(error)),
    }
}

/// The decision of a claim about entropies of sets of positions, or with premises; for another claim it is undecided for
/// the given reason.
fn by_shannon(
    claim: &Claim,
    length: usize,
    means: Means,
    constant: Option<&Rational>,
    work: &Arc<Work>,
    reason: Undecided,
) -> Result<LengthDecision, ClaimError> {
    let decided = |schedules, decision| Ok(LengthDecision { length, schedules, decision });
    let undecided = |reason| decided(Integer::new(), Decision::Undecided(reason));
    let instantiation = Instantiation {
        length,
        vocabulary_size: None,
        schedules: means.schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given),
        evaluation: Evaluation::Formulas,
        constant: constant.cloned(),
    };
    let (of_every_vocabulary, vocabularies) = claim.without_vocabulary_condition();
    // What the words mean at a short length says whether long ones are worth a plan.
    let is_about_entropies = |plan: &Plan| plan.quantities().iter().all(shannon::is_linear);
    let short =
        Instantiation { length: length.min(LENGTH_OF_WORDS), schedules: ScheduleChoice::All, ..instantiation.clone() };
    if let Ok(Ok(short)) = plan(&of_every_vocabulary, &short, work)
        && !is_about_entropies(&short)
    {
        return undecided(reason);
    }
    if length > SCHEDULE_LENGTH_LIMIT && means.schedules.is_none() && Usage::of(claim).quantifies_schedules {
        return undecided(Undecided::TooManySchedules);
    }
    let plan = match plan(&of_every_vocabulary, &instantiation, work)? {
        Ok(plan) => plan,
        Err(decision) => return decided(Integer::new(), decision),
    };
    if !is_about_entropies(&plan) {
        return undecided(reason);
    }
    if vocabularies.admitted(length).next().is_none() {
        return undecided(Undecided::NoVocabulary);
    }
    let decision = shannon::decide(claim, &plan, &instantiation, means.non_shannon, work)?;
    decided(count_schedules(&plan), decision)
}
