//! What is decided for all laws of some lengths, with the laws that refute the claim.

use crate::decide::{Counterexample, Decision, LengthDecision, RangeOutcome, counterexamples, decide, decide_lengths};
use crate::language::{Claim, ClaimError};
use crate::sampler::Schedule;

/// The first and the last length for which claims are decided beside a check on laws.
pub const DECIDED_LENGTHS: [usize; 2] = [2, 16];

/// What is decided for all laws of some lengths.
#[derive(Debug, Clone)]
pub struct AllLaws {
    /// The lengths that were asked for.
    pub lengths: Vec<usize>,
    /// What the decisions come to.
    pub outcome: RangeOutcome,
    /// The decision for each length.
    pub decisions: Vec<LengthDecision>,
    /// The laws that refute the claim at the first length at which it is refuted.
    pub laws: Vec<Counterexample>,
}

impl AllLaws {
    /// Decides a claim for some lengths, and makes the laws that refute it.
    ///
    /// # Errors
    /// When the claim cannot be instantiated.
    pub fn decide(claim: &Claim, lengths: &[usize], stop: &(dyn Fn() -> bool + Sync)) -> Result<Self, ClaimError> {
        let (outcome, decisions) = decide_lengths(claim, lengths, stop)?;
        let refuted = decisions.iter().find_map(|decided| match &decided.decision {
            Decision::Refuted(refutation) => Some((decided.length, refutation)),
            Decision::Proved(_) | Decision::Undecided(_) | Decision::NoCase => None,
        });
        let laws = match refuted {
            Some((length, refutation)) if !stop() => counterexamples(claim, length, refutation)?,
            _ => Vec::new(),
        };
        Ok(Self { lengths: lengths.to_vec(), outcome, decisions, laws })
    }

    /// Whether the claim is proved for all laws of a length.
    pub(super) fn is_proved_at(&self, length: usize) -> bool {
        match self.decisions.iter().find(|decided| decided.length == length) {
            Some(decided) => matches!(decided.decision, Decision::Proved(_)),
            None => self.decisions.is_empty() && self.outcome == RangeOutcome::Proved && self.lengths.contains(&length),
        }
    }
}

impl From<RangeOutcome> for AllLaws {
    /// An outcome for the usual lengths, without the decisions that it comes from.
    fn from(outcome: RangeOutcome) -> Self {
        let [first, last] = DECIDED_LENGTHS;
        Self { lengths: (first..=last).collect(), outcome, decisions: Vec::new(), laws: Vec::new() }
    }
}

/// Whether a claim is proved or refuted for all laws of a length, for these schedules or for all.
pub fn is_decidable(claim: &Claim, length: usize, schedules: Option<&[Schedule]>) -> bool {
    decide(claim, length, schedules)
        .is_ok_and(|decided| matches!(decided.decision, Decision::Proved(_) | Decision::Refuted(_)))
}
