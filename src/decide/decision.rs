//! The decision of a claim for one length.

use std::sync::Arc;

use rug::{Integer, Rational};

use crate::cases::plan::{Instantiation, Plan};
use crate::exact::Work;
use crate::language::error::Mistake;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::limits::DECISION_STEPS;
use crate::sampler::Schedule;

use super::alternatives::{choice, count_schedules};
use super::outcome::{Decision, LengthDecision};
use super::quantifiers::Decider;
use super::undecided::Undecided;
use super::within::within;

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
    decide_metered(claim, length, schedules, constant, &work)
}

/// As [`decide_with`], with a meter; beyond its limit the claim is [`Undecided::TooLarge`].
pub(super) fn decide_metered(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    constant: Option<&Rational>,
    work: &Arc<Work>,
) -> Result<LengthDecision, ClaimError> {
    let undecided =
        |reason| Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::Undecided(reason) });
    let choice = match choice(claim, length, schedules) {
        Ok(choice) => choice,
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
    let plan = match Plan::metered(&of_every_vocabulary, &instantiation, work) {
        Ok(Some(plan)) => plan,
        Ok(None) => return Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::NoCase }),
        Err(error) if error.mistake == Mistake::TooLarge => {
            return undecided(Undecided::TooLarge(error.message));
        }
        Err(error) => return Err(claim.locate(error)),
    };
    let decision = match Decider::new(&plan, length, work).outer(&plan.outer, &mut Vec::new()) {
        Ok(decision) if vocabularies.are_all() => decision,
        Ok(decision) => within(claim, length, schedules, decision, &vocabularies)?,
        Err(reason) => Decision::Undecided(reason),
    };
    Ok(LengthDecision { length, schedules: count_schedules(&plan), decision })
}
