//! The decision of a claim for a range of lengths.

use std::ops::RangeInclusive;
use std::sync::Arc;

use rayon::prelude::*;
use rug::Integer;

use crate::exact::Work;
use crate::language::{Claim, ClaimError, Expectation};
use crate::limits::DECISION_STEPS;

use super::decision::{Means, decide_metered};
use super::outcome::{Decision, LengthDecision, Proof, Reason};
use super::undecided::Undecided;

/// How many lengths are decided at a time: what one keeps in memory is bounded, and so must be what all of them keep.
const SIDE_BY_SIDE: usize = 2;

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
    /// Whether the outcome agrees with what is expected of a claim: what is decided must not contradict it, and what is
    /// not finished agrees with nothing.
    pub fn agrees_with(self, expectation: Expectation) -> bool {
        match self {
            Self::Proved => expectation == Expectation::Holds,
            Self::Refuted(_) => expectation == Expectation::Fails,
            Self::Undecided => true,
            Self::Unfinished => false,
        }
    }
}

/// Decides a claim for each length of a range, over all laws, as [`decide_each`] does, and what that comes to: a length
/// at which the statement has no meaning counts as one without a case.
///
/// # Errors
/// As [`decide_each`].
pub fn decide_range(
    claim: &Claim,
    lengths: RangeInclusive<usize>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(RangeOutcome, Vec<LengthDecision>), ClaimError> {
    decide_lengths(claim, &lengths.collect::<Vec<_>>(), stop)
}

/// As [`decide_range`], for lengths in a list.
///
/// # Errors
/// As [`decide_range`].
pub fn decide_lengths(
    claim: &Claim,
    lengths: &[usize],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(RangeOutcome, Vec<LengthDecision>), ClaimError> {
    let decisions = decide_each(claim, lengths, None, stop)?;
    let has_no_case =
        |decision: &Decision| matches!(decision, Decision::NoCase | Decision::Undecided(Undecided::Undefined(_)));
    let any = |wanted: &dyn Fn(&Decision) -> bool| decisions.iter().any(|decided| wanted(&decided.decision));
    let refuted = decisions.iter().find(|decided| matches!(decided.decision, Decision::Refuted(_)));
    let outcome = match refuted {
        Some(decided) => RangeOutcome::Refuted(decided.length),
        None if decisions.iter().all(|decided| has_no_case(&decided.decision)) => RangeOutcome::Undecided,
        None if any(&|decision| {
            matches!(decision, Decision::Undecided(reason) if !reason.is_of_work()) && !has_no_case(decision)
        }) =>
        {
            RangeOutcome::Undecided
        }
        None if any(&|decision| matches!(decision, Decision::Undecided(reason) if reason.is_of_work())) => {
            RangeOutcome::Unfinished
        }
        None => RangeOutcome::Proved,
    };
    Ok((outcome, decisions))
}

/// Decides a claim for each of several lengths, for all its schedules or for the given ones, with the means that are
/// given.
///
/// The lengths share a meter of [`DECISION_STEPS`], times the claim's limits, and are charged in their order: the first
/// length that exceeds it, and all behind it, are [`Undecided::TooLarge`]. Where `stop` answers yes, the lengths that
/// are left are [`Undecided::Stopped`]. A length at which the statement has no meaning is [`Undecided::Undefined`].
///
/// # Errors
/// When the claim cannot be instantiated; never where it has no meaning at some lengths.
pub fn decide_each<'a>(
    claim: &Claim,
    lengths: &[usize],
    means: impl Into<Means<'a>>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<LengthDecision>, ClaimError> {
    decide_each_with_progress(claim, lengths, means, stop, &|_| {})
}

/// As [`decide_each`]; `progress` is told from time to time how many lengths are done.
///
/// # Errors
/// As [`decide_each`].
pub fn decide_each_with_progress<'a>(
    claim: &Claim,
    lengths: &[usize],
    means: impl Into<Means<'a>>,
    stop: &(dyn Fn() -> bool + Sync),
    progress: &dyn Fn(usize),
) -> Result<Vec<LengthDecision>, ClaimError> {
    let means = means.into();
    let decide = |length: usize, work: &Arc<Work>| decide_metered(claim, length, means, None, work);
    each_within(claim, lengths, (stop, progress), decide, (reason, proof_bytes), not_decided)
}

/// The bytes of the proofs of a decision, about.
fn proof_bytes(decided: &LengthDecision) -> u64 {
    /// The bytes of a coefficient, a binding, or the frame of a proof.
    const PART: u64 = 128;
    let Decision::Proved(proofs) = &decided.decision else { return 0 };
    let of_proof = |proof: &Proof| {
        let relations = match &proof.reason {
            Reason::Coefficients(relations) => relations.len() as u64,
            Reason::Mixture(mixture) => 1 + mixture.weights.len() as u64,
            Reason::Shannon(proofs) => proofs.iter().map(|proof| 1 + proof.terms.len() as u64).sum(),
        };
        PART * (1 + proof.bindings.len() as u64 + relations * (decided.length as u64 + 2))
    };
    proofs.iter().map(of_proof).sum()
}

/// Why a decision is none.
fn reason(decided: &LengthDecision) -> Option<Undecided> {
    match &decided.decision {
        Decision::Undecided(reason) => Some(reason.clone()),
        Decision::Proved(_) | Decision::Refuted(_) | Decision::NoCase => None,
    }
}

fn not_decided(length: usize, reason: Undecided) -> LengthDecision {
    LengthDecision { length, schedules: Integer::new(), decision: Decision::Undecided(reason) }
}

/// What `run` finds for each length, or what `not_run` makes of a length at which the claim has no meaning, that is
/// beyond the limit of work, or that came after a stop.
///
/// Lengths run two at a time, each with all that is left for them when they start. Which of them are within the limit
/// depends on their order alone: those whose work, added to that of all before them, is within it, and so for the bytes
/// of what is found, the second of what is asked of it. Behind a length that is too large, as the first tells, none is
/// run.
pub(super) fn each_within<Found: Send>(
    claim: &Claim,
    lengths: &[usize],
    (stop, progress): (&(dyn Fn() -> bool + Sync), &dyn Fn(usize)),
    run: impl Fn(usize, &Arc<Work>) -> Result<Found, ClaimError> + Sync,
    (reason_of, bytes_of): (impl Fn(&Found) -> Option<Undecided>, impl Fn(&Found) -> u64),
    not_run: impl Fn(usize, Undecided) -> Found,
) -> Result<Vec<Found>, ClaimError> {
    let all = claim.limits().work(DECISION_STEPS);
    let mut end: Option<Undecided> = None;
    let mut found = Vec::new();
    for batch in lengths.chunks(SIDE_BY_SIDE) {
        progress(found.len());
        if end.is_none() && stop() {
            end = Some(Undecided::Stopped);
        }
        if let Some(reason) = &end {
            found.extend(batch.iter().map(|&length| not_run(length, reason.clone())));
            continue;
        }
        let left = all.limit() - all.done();
        let results: Vec<_> = batch
            .par_iter()
            .map(|&length| {
                let work = Arc::new(claim.limits().work(DECISION_STEPS).with_limit(left));
                (run(length, &work), work.done())
            })
            .collect();
        for (&length, (result, steps)) in batch.iter().zip(results) {
            if let Some(reason) = &end {
                found.push(not_run(length, reason.clone()));
                continue;
            }
            let kept = result.as_ref().map_or(0, &bytes_of);
            found.push(match all.spend(steps).and_then(|()| all.keep(kept)) {
                Ok(()) => result.or_else(|error| match error.undefined() {
                    Some(message) => Ok(not_run(length, Undecided::Undefined(message.to_owned()))),
                    None => Err(error),
                })?,
                Err(error) => not_run(length, error.into()),
            });
            let reason = found.last().and_then(&reason_of);
            end = reason.filter(|reason| matches!(reason, Undecided::TooLarge(_)));
        }
    }
    progress(found.len());
    Ok(found)
}
