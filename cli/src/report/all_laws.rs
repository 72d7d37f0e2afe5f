//! What is decided for all laws beside the cases of a claim.

use maskproof::analysis::AllLaws;
use maskproof::decide::{Decision, LengthDecision, RangeOutcome};
use serde::Serialize;

use crate::options;

use super::decisions::CounterexampleReport;
use super::outcome::{DecisionOutcome, UNFINISHED};
use super::serialise::{Named, by_name};
use super::wording::lengths;

/// What is decided for every law, vocabulary and predictor.
#[derive(Debug, Clone, Serialize)]
pub struct AllLawsReport {
    /// The first and the last length.
    pub lengths: [usize; 2],
    /// What the decisions come to.
    #[serde(serialize_with = "by_name")]
    pub outcome: RangeOutcome,
    /// The first length at which the claim is refuted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_at: Option<usize>,
    /// The law that refutes it there, or the first of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_by: Option<CounterexampleReport>,
    /// How many laws together refute it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuting_laws: Option<usize>,
    /// The decision at each length.
    pub decisions: Vec<LengthReport>,
}

/// What is decided for all laws of a length.
#[derive(Debug, Clone, Serialize)]
pub struct LengthReport {
    /// `L`
    pub length: usize,
    /// What was decided.
    #[serde(serialize_with = "by_name")]
    pub outcome: DecisionOutcome,
    /// Why nothing was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Named for RangeOutcome {
    fn name(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Refuted(_) => "refuted",
            Self::Undecided => "cases only",
            Self::Unfinished => UNFINISHED,
        }
    }
}

impl AllLawsReport {
    /// The report of what was decided.
    pub fn new(all_laws: &AllLaws) -> Self {
        let refuted_at = match all_laws.outcome {
            RangeOutcome::Refuted(length) => Some(length),
            RangeOutcome::Proved | RangeOutcome::Undecided | RangeOutcome::Unfinished => None,
        };
        let refuted = all_laws.decisions.iter().find(|decided| Some(decided.length) == refuted_at);
        let refuted_by = refuted.and_then(|decided| match &decided.decision {
            Decision::Refuted(refutation) => {
                all_laws.laws.first().map(|law| CounterexampleReport::new(decided.length, refutation, law))
            }
            Decision::Proved(_) | Decision::Undecided(_) | Decision::NoCase => None,
        });
        let first = all_laws.lengths.iter().min().copied().unwrap_or_default();
        let last = all_laws.lengths.iter().max().copied().unwrap_or_default();
        Self {
            lengths: [first, last],
            outcome: all_laws.outcome,
            refuted_at,
            refuting_laws: refuted.map(|_| all_laws.laws.len()),
            refuted_by,
            decisions: all_laws.decisions.iter().map(LengthReport::new).collect(),
        }
    }

    /// What is decided, length by length: `proved at L = 2..8, refuted at L = 9..16`.
    pub fn by_length(&self) -> String {
        let mut parts: Vec<(DecisionOutcome, Vec<usize>)> = Vec::new();
        for decided in self.decisions.iter().filter(|decided| decided.outcome != DecisionOutcome::NoCase) {
            match parts.iter_mut().find(|(outcome, _)| *outcome == decided.outcome) {
                Some((_, lengths)) => lengths.push(decided.length),
                None => parts.push((decided.outcome, vec![decided.length])),
            }
        }
        let text =
            |(outcome, all): &(DecisionOutcome, Vec<usize>)| format!("{} at L = {}", outcome.name(), lengths(all));
        parts.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    /// The lengths at which the claim has a meaning and a case; all where there is none, or where only the outcome is
    /// known.
    pub fn lengths_decided(&self) -> Vec<usize> {
        let all = || self.decisions.iter().map(|decided| decided.length).collect();
        let has_case =
            |decided: &&LengthReport| !matches!(decided.outcome, DecisionOutcome::NoCase | DecisionOutcome::NotDefined);
        let found: Vec<usize> = self.decisions.iter().filter(has_case).map(|decided| decided.length).collect();
        if found.is_empty() { all() } else { found }
    }

    /// The lengths with an outcome.
    pub fn with_outcome(&self, outcome: DecisionOutcome) -> Vec<usize> {
        self.decisions.iter().filter(|decided| decided.outcome == outcome).map(|decided| decided.length).collect()
    }
}

impl LengthReport {
    fn new(decided: &LengthDecision) -> Self {
        let reason = match &decided.decision {
            Decision::Undecided(reason) => Some(options::in_message(&reason.describe())),
            Decision::Proved(_) | Decision::Refuted(_) | Decision::NoCase => None,
        };
        Self { length: decided.length, outcome: DecisionOutcome::from(&decided.decision), reason }
    }
}
