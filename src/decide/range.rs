//! The decision of a claim for a range of lengths.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use crate::claim::{Claim, ClaimError, Expectation};

use super::decision::{Decision, LengthDecision, decide};

/// What was decided over a range of lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeOutcome {
    /// Proved for every length of the range that has a case.
    Proved,
    /// Refuted at this length, the first one.
    Refuted(usize),
    /// Neither proved for every length nor refuted at one.
    Undecided,
}

impl RangeOutcome {
    /// Whether the outcome agrees with what is expected of a claim: what is decided must not contradict it.
    pub fn agrees_with(self, expectation: Expectation) -> bool {
        match self {
            Self::Proved => expectation == Expectation::Holds,
            Self::Refuted(_) => expectation == Expectation::Fails,
            Self::Undecided => true,
        }
    }
}

/// Decides a claim for each length of a range, over all laws.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn decide_range(
    claim: &Claim,
    lengths: RangeInclusive<usize>,
) -> Result<(RangeOutcome, Vec<LengthDecision>), ClaimError> {
    let decisions: Vec<LengthDecision> =
        lengths.into_par_iter().map(|length| decide(claim, length, None)).collect::<Result<_, _>>()?;
    let refuted = decisions.iter().find(|decided| matches!(decided.decision, Decision::Refuted(_)));
    let outcome = match refuted {
        Some(decided) => RangeOutcome::Refuted(decided.length),
        None if decisions.iter().any(|decided| matches!(decided.decision, Decision::Undecided(_))) => {
            RangeOutcome::Undecided
        }
        None if decisions.iter().all(|decided| matches!(decided.decision, Decision::NoCase)) => RangeOutcome::Undecided,
        None => RangeOutcome::Proved,
    };
    Ok((outcome, decisions))
}
