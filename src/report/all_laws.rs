//! What is decided for all laws beside the cases, and the truth of a claim that follows from both.

use serde::Serialize;

use crate::decide::{
    Counterexample, Decision, LengthDecision, RangeOutcome, Undecided, counterexamples, decide_lengths,
};
use crate::language::{Claim, ClaimError, Expectation};
use crate::sweep::{ClaimReport, Conclusion};

use super::claims::DECIDED_LENGTHS;
use super::claims_text::lengths;
use super::decisions::{CounterexampleJson, decision_json, outcome_name};

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
    fn is_proved_at(&self, length: usize) -> bool {
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

/// What is known of a claim's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// A law breaks it: one that was tried, or one that a refutation names.
    False,
    /// Proved for all laws of the lengths that were decided, and no case speaks against it.
    Proved,
    /// It holds in every case that was tried, and nothing more is known.
    InCases,
    /// Not known.
    Open,
    /// Proved for all laws of a length, and violated by a law of that length: a defect of this program.
    Contradiction,
}

impl Truth {
    /// What the cases and the decisions say together: the stronger of the two.
    pub fn of(report: &ClaimReport, all_laws: &AllLaws) -> Self {
        let is_violated = report.conclusion == Conclusion::Violated;
        let is_proved_there = match report.refuted_length {
            Some(length) => all_laws.is_proved_at(length),
            None => all_laws.outcome == RangeOutcome::Proved,
        };
        match (report.conclusion, all_laws.outcome) {
            _ if is_violated && is_proved_there => Self::Contradiction,
            (Conclusion::Violated, _) | (_, RangeOutcome::Refuted(_)) => Self::False,
            (Conclusion::Holds | Conclusion::Stopped, RangeOutcome::Proved) => Self::Proved,
            (Conclusion::Holds, _) => Self::InCases,
            _ => Self::Open,
        }
    }

    /// Whether that is what is expected. What the limit of work, or a stop, left open meets no expectation.
    pub fn meets(self, expectation: Expectation, all_laws: &AllLaws) -> bool {
        match self {
            Self::False => expectation == Expectation::Fails,
            Self::Proved => expectation == Expectation::Holds,
            Self::InCases => expectation == Expectation::Holds && all_laws.outcome != RangeOutcome::Unfinished,
            Self::Open | Self::Contradiction => false,
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Proved => "proved",
            Self::InCases => "holds in the cases tried",
            Self::Open => "open",
            Self::Contradiction => "contradiction",
        }
    }
}

/// What is decided for every law, vocabulary and predictor.
#[derive(Debug, Clone, Serialize)]
pub struct AllLawsJson {
    /// The first and the last length.
    pub lengths: [usize; 2],
    /// `proved`, `refuted`, `cases only`, `not finished`.
    pub outcome: &'static str,
    /// The first length at which the claim is refuted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_at: Option<usize>,
    /// The law that refutes it there, or the first of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_by: Option<CounterexampleJson>,
    /// How many laws together refute it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuting_laws: Option<usize>,
    /// The decision at each length.
    pub decisions: Vec<LengthJson>,
}

/// What is decided for all laws of a length.
#[derive(Debug, Clone, Serialize)]
pub struct LengthJson {
    /// `L`
    pub length: usize,
    /// `proved`, `refuted`, `undecided`, `no case`, `no meaning` or `not finished`.
    pub outcome: &'static str,
    /// Why nothing was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The name of a length at which the statement has no meaning.
pub const NO_MEANING: &str = "no meaning";

/// The name of what the limit of work, or a stop, left open.
pub const UNFINISHED: &str = "not finished";

impl AllLawsJson {
    /// The summary of an outcome.
    pub fn new(claim: &Claim, all_laws: &AllLaws) -> Self {
        let (outcome, refuted_at) = match all_laws.outcome {
            RangeOutcome::Proved => ("proved", None),
            RangeOutcome::Refuted(length) => ("refuted", Some(length)),
            RangeOutcome::Undecided => ("cases only", None),
            RangeOutcome::Unfinished => (UNFINISHED, None),
        };
        let refuted = all_laws.decisions.iter().find(|decided| Some(decided.length) == refuted_at);
        let refuted_by = refuted.and_then(|decided| decision_json(claim, decided, &all_laws.laws).counterexample);
        let first = all_laws.lengths.iter().min().copied().unwrap_or_default();
        let last = all_laws.lengths.iter().max().copied().unwrap_or_default();
        Self {
            lengths: [first, last],
            outcome,
            refuted_at,
            refuting_laws: refuted.map(|_| all_laws.laws.len()),
            refuted_by,
            decisions: all_laws.decisions.iter().map(of_length).collect(),
        }
    }

    /// What is decided, length by length: `proved at L = 2..8, refuted at L = 9..16`.
    pub fn by_length(&self) -> String {
        let mut parts: Vec<(&str, Vec<usize>)> = Vec::new();
        for decided in self.decisions.iter().filter(|decided| decided.outcome != "no case") {
            match parts.iter_mut().find(|(outcome, _)| *outcome == decided.outcome) {
                Some((_, lengths)) => lengths.push(decided.length),
                None => parts.push((decided.outcome, vec![decided.length])),
            }
        }
        let text = |(outcome, all): &(&str, Vec<usize>)| format!("{outcome} at L = {}", lengths(all));
        parts.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    /// The lengths at which the claim has a meaning and a case; all where there is none, or where only the outcome is known.
    pub fn lengths_decided(&self) -> Vec<usize> {
        let all = || self.decisions.iter().map(|decided| decided.length).collect();
        let has_case = |decided: &&LengthJson| !matches!(decided.outcome, "no case" | NO_MEANING);
        let found: Vec<usize> = self.decisions.iter().filter(has_case).map(|decided| decided.length).collect();
        if found.is_empty() { all() } else { found }
    }

    /// The lengths with an outcome.
    pub fn with_outcome(&self, outcome: &str) -> Vec<usize> {
        self.decisions.iter().filter(|decided| decided.outcome == outcome).map(|decided| decided.length).collect()
    }
}

fn of_length(decided: &LengthDecision) -> LengthJson {
    let (outcome, reason) = match &decided.decision {
        Decision::Undecided(reason @ Undecided::Undefined(_)) => (NO_MEANING, Some(reason.describe())),
        Decision::Undecided(reason) if reason.is_of_work() => (UNFINISHED, Some(reason.describe())),
        Decision::Undecided(reason) => ("undecided", Some(reason.describe())),
        other => (outcome_name(other), None),
    };
    LengthJson { length: decided.length, outcome, reason }
}
