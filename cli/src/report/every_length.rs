//! The decision for every length, as JSON and as text.

use maskproof::certificate::Certificate;
use maskproof::decide::{Decision, EveryLength, EveryLengthProof, LengthDecision};
use maskproof::language::Claim;
use serde::Serialize;

use crate::options;

use super::name::one_line;
use super::outcome::DecisionOutcome;
use super::serialise::{Named, by_name};

/// The outcome of `maskproof decide --every-length`.
#[derive(Debug, Clone, Serialize)]
pub struct EveryLengthReport {
    /// The claim.
    pub claim: String,
    /// Its statement, where that is all there is of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// `every`
    pub length: &'static str,
    /// What was decided.
    #[serde(serialize_with = "by_name")]
    pub outcome: DecisionOutcome,
    /// The length at which the claim is refuted, the least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_at: Option<usize>,
    /// Why nothing was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The lengths that the certificate is not about, each decided by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decided_singly: Vec<usize>,
    /// How many cases the proof has, and how many identities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<usize>,
    /// How many identities the proof has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identities: Option<usize>,
    /// The certificate of the proof, if the format has a place for it.
    pub certificate: Option<Certificate>,
}

impl EveryLengthReport {
    /// The report of a decision, with the certificate of a proof.
    pub fn new(claim: &Claim, decided: &EveryLength, certificate: Option<Certificate>) -> Self {
        let outcome = match decided {
            EveryLength::Proved(_) => DecisionOutcome::Proved,
            EveryLength::Refuted(_) => DecisionOutcome::Refuted,
            EveryLength::Undecided(_) => DecisionOutcome::Undecided,
        };
        let mut report = Self {
            claim: claim.id().to_owned(),
            statement: claim.statement_alone().map(str::to_owned),
            length: "every",
            outcome,
            refuted_at: None,
            reason: None,
            decided_singly: Vec::new(),
            cases: None,
            identities: None,
            certificate,
        };
        match decided {
            EveryLength::Proved(proof) => {
                let (cases, identities) = proof.count();
                (report.cases, report.identities) = (Some(cases), Some(identities));
                report.decided_singly = singly(proof);
            }
            EveryLength::Refuted(decided) => report.refuted_at = Some(decided.length),
            EveryLength::Undecided(reason) => report.reason = Some(options::in_message(reason)),
        }
        report
    }

    /// The report as text.
    pub fn to_text(&self, claim: &Claim) -> String {
        let head = format!("{}: {}\n  ", claim.id(), one_line(claim.title()));
        let decision = match (self.outcome, self.refuted_at, &self.reason) {
            (_, Some(length), _) => format!("refuted, at L = {length}: `decide --length {length}` prints the law"),
            (DecisionOutcome::Proved, ..) => format!(
                "proved for every length, schedule, law, vocabulary and predictor: {} identities between polynomials,\n  \
                 in {} cases{}",
                self.identities.unwrap_or_default(),
                self.cases.unwrap_or_default(),
                match &self.decided_singly[..] {
                    [] => String::new(),
                    lengths => format!("; L = {} by itself", list(lengths)),
                }
            ),
            (outcome, _, reason) => format!("{}: {}", outcome.name(), reason.as_deref().unwrap_or_default()),
        };
        format!("{head}{decision}\n")
    }
}

/// The lengths below those of the proof that are decided by themselves.
fn singly(proof: &EveryLengthProof) -> Vec<usize> {
    let is_proved = |decided: &&LengthDecision| matches!(decided.decision, Decision::Proved(_));
    proof.below.iter().filter(is_proved).map(|decided| decided.length).collect()
}

fn list(lengths: &[usize]) -> String {
    lengths.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
