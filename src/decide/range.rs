//! The decision of a claim for a range of lengths.

use std::ops::RangeInclusive;
use std::sync::Arc;

use rayon::prelude::*;
use rug::Integer;

use crate::claim::{Claim, ClaimError, Expectation};
use crate::exact::work::DECISION_STEPS;
use crate::exact::{TooLarge, Work};
use crate::sampler::Schedule;

use super::decision::{Decision, LengthDecision, Undecided, decide_metered};

/// What was decided over a range of lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeOutcome {
    /// Proved for every length of the range that has a case.
    Proved,
    /// Refuted at this length, the first one.
    Refuted(usize),
    /// Neither proved for every length nor refuted at one.
    Undecided,
    /// Proved at the lengths that were decided; the others take more work than is allowed, or a stop came first.
    Unfinished,
}

impl RangeOutcome {
    /// Whether the outcome agrees with what is expected of a claim: what is decided must not contradict it, and what is not
    /// finished agrees with nothing.
    pub fn agrees_with(self, expectation: Expectation) -> bool {
        match self {
            Self::Proved => expectation == Expectation::Holds,
            Self::Refuted(_) => expectation == Expectation::Fails,
            Self::Undecided => true,
            Self::Unfinished => false,
        }
    }
}

/// Decides a claim for each length of a range, over all laws, and what that comes to. As [`decide_each`].
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn decide_range(
    claim: &Claim,
    lengths: RangeInclusive<usize>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(RangeOutcome, Vec<LengthDecision>), ClaimError> {
    let decisions = decide_each(claim, &lengths.collect::<Vec<_>>(), None, stop)?;
    let any = |wanted: &dyn Fn(&Decision) -> bool| decisions.iter().any(|decided| wanted(&decided.decision));
    let refuted = decisions.iter().find(|decided| matches!(decided.decision, Decision::Refuted(_)));
    let outcome = match refuted {
        Some(decided) => RangeOutcome::Refuted(decided.length),
        None if any(&|decision| matches!(decision, Decision::Undecided(reason) if !reason.is_of_work())) => {
            RangeOutcome::Undecided
        }
        None if any(&|decision| matches!(decision, Decision::Undecided(_))) => RangeOutcome::Unfinished,
        None if decisions.iter().all(|decided| matches!(decided.decision, Decision::NoCase)) => RangeOutcome::Undecided,
        None => RangeOutcome::Proved,
    };
    Ok((outcome, decisions))
}

/// Decides a claim for each of several lengths, for all its schedules or for the given ones.
///
/// The lengths share a meter of [`DECISION_STEPS`], times the claim's limits, and are charged in their order: the first length
/// that exceeds it, and all behind it, are [`Undecided::TooLarge`]. Where `stop` answers yes, the lengths that are left are
/// [`Undecided::Stopped`].
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn decide_each(
    claim: &Claim,
    lengths: &[usize],
    schedules: Option<&[Schedule]>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<LengthDecision>, ClaimError> {
    let decide = |length: usize, work: &Arc<Work>| decide_metered(claim, length, schedules, None, work);
    let not_decided = |length: usize, reason: Undecided| LengthDecision {
        length,
        schedules: Integer::new(),
        decision: Decision::Undecided(reason),
    };
    each_within(claim, lengths, stop, decide, not_decided)
}

/// What `run` finds for each length, or what `not_run` makes of a length that is beyond the limit of work or came after a stop.
///
/// Lengths run side by side, each with all that is left for them when they start. Which of them are within the limit depends
/// on their order alone: those whose work, added to that of all before them, is within it.
pub(super) fn each_within<Found: Send>(
    claim: &Claim,
    lengths: &[usize],
    stop: &(dyn Fn() -> bool + Sync),
    run: impl Fn(usize, &Arc<Work>) -> Result<Found, ClaimError> + Sync,
    not_run: impl Fn(usize, Undecided) -> Found,
) -> Result<Vec<Found>, ClaimError> {
    let limit = claim.limits().steps(DECISION_STEPS);
    let mut left = Some(limit);
    let mut found = Vec::new();
    for batch in lengths.chunks(rayon::current_num_threads().max(1)) {
        let (Some(here), false) = (left, stop()) else {
            let reason = if left.is_none() { Undecided::TooLarge(TooLarge { limit }) } else { Undecided::Stopped };
            found.extend(lengths[found.len()..].iter().map(|&length| not_run(length, reason.clone())));
            break;
        };
        let results: Vec<_> = batch
            .par_iter()
            .map(|&length| {
                let work = Arc::new(Work::new(here));
                (run(length, &work), work.done())
            })
            .collect();
        for (&length, (result, steps)) in batch.iter().zip(results) {
            left = left.and_then(|left| left.checked_sub(steps));
            found.push(match left {
                Some(_) => result?,
                None => not_run(length, Undecided::TooLarge(TooLarge { limit })),
            });
        }
    }
    Ok(found)
}
