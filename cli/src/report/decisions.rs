//! Decisions for all laws, as JSON and as text.

use std::collections::BTreeMap;

use maskproof::cases::bindings::{Binding, schedule_of};
use maskproof::decide::outcome::{Proof, Reason};
use maskproof::decide::{Counterexample, Decision, LengthDecision, Refutation};
use maskproof::evaluation::Verdict;
use maskproof::exact::Integer;
use maskproof::language::Claim;
use maskproof::language::typed::Domain;
use maskproof::law::{Law, digits_of};
use maskproof::sampler::Schedule;
use serde::Serialize;

use crate::options;

use super::name::{Name, one_line};
use super::outcome::DecisionOutcome;
use super::serialise::{Named, as_blocks_if_any, as_lists_of_blocks, by_name, by_name_if_any};
use super::table::new_table;

/// The most schedules that are listed in JSON one by one.
const LISTED_SCHEDULES: usize = 64;

/// The outcome of `maskproof decide` at one length.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionReport {
    /// The claim.
    pub claim: String,
    /// Its statement, where that is all there is of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// `L`
    pub length: usize,
    /// The schedules that were decided, when they are given or few; empty when they are not listed.
    #[serde(serialize_with = "as_lists_of_blocks")]
    pub schedules: Vec<Schedule>,
    /// How many schedules were decided; `all` that the statement admits, where they are not counted.
    pub schedule_count: String,
    /// What was decided.
    #[serde(serialize_with = "by_name")]
    pub outcome: DecisionOutcome,
    /// How it was proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<&'static str>,
    /// The laws that the decision is about.
    pub scope: &'static str,
    /// Why nothing was decided, or why there is no law that breaks the claim; or that the proof is one for every length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The law that breaks the claim; where every schedule has a law of its own, the first of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<CounterexampleReport>,
    /// A law over two letters that breaks the claim, where one was searched for and found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_letters: Option<CounterexampleReport>,
    /// What the search over two letters came to, where it was asked for and found no law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_letters_search: Option<String>,
    /// The command that hunts for a law, where none is known over the vocabularies in question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hunt: Option<String>,
    /// All laws that together break the claim, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counterexamples: Vec<CounterexampleReport>,
}

/// A law that breaks a claim.
#[derive(Debug, Clone, Serialize)]
pub struct CounterexampleReport {
    /// What it is.
    pub description: Name,
    /// What the quantifiers bind.
    pub bindings: BTreeMap<String, String>,
    /// The schedule at which it breaks the claim; absent where it does so at every schedule.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_blocks_if_any")]
    pub schedule: Option<Schedule>,
    /// The number of tokens, when the law can be written out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocabulary_size: Option<usize>,
    /// The sequences with their counts, when the law can be written out and is not long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<(Vec<usize>, String)>>,
    /// What the ordinary check of the case says of the law; absent where the law is too large to be enumerated.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_name_if_any")]
    pub check: Option<Verdict>,
}

/// The kind of a proof by inequalities between entropies of sets.
const SHANNON: &str = "shannon";

/// The kind of the proofs of a decision.
fn kind_of_proof(proofs: &[Proof]) -> &'static str {
    let is_any = |wanted: fn(&Reason) -> bool| proofs.iter().any(|proof| wanted(&proof.reason));
    if is_any(|reason| matches!(reason, Reason::Shannon(_))) {
        SHANNON
    } else if is_any(|reason| matches!(reason, Reason::Mixture(_))) {
        "mixture"
    } else {
        "rays"
    }
}

/// The largest law, in sequences of positive probability, that is written into JSON.
const LISTED_SEQUENCES: usize = 256;

impl DecisionReport {
    /// The report of a decision, with the laws that refute the claim; `None` where a stop came before they were made.
    pub fn new(claim: &Claim, decided: &LengthDecision, laws: Option<&[Counterexample]>) -> Self {
        let mut report = Self::empty(claim, decided.length, DecisionOutcome::from(&decided.decision));
        report.schedule_count = decided.schedules.to_string();
        match &decided.decision {
            Decision::Undecided(reason) => report.reason = Some(options::in_message(&reason.describe())),
            Decision::Refuted(refutation) => {
                let Some(laws) = laws else {
                    report.reason = Some("stopped before its law was made".to_owned());
                    return report;
                };
                let law = |law| CounterexampleReport::new(decided.length, refutation, law);
                let laws: Vec<CounterexampleReport> = laws.iter().map(law).collect();
                report.counterexample = laws.first().cloned();
                if laws.len() > 1 {
                    report.counterexamples = laws;
                }
            }
            Decision::Proved(proofs) => report.proof = Some(kind_of_proof(proofs)),
            Decision::NoCase => {}
        }
        report
    }

    /// The report of a length at which the statement has no meaning, and why.
    pub fn undefined(claim: &Claim, length: usize, reason: String) -> Self {
        Self { reason: Some(reason), ..Self::empty(claim, length, DecisionOutcome::NotDefined) }
    }

    /// The report of a length that a proof for every length covers.
    pub fn of_every_length(claim: &Claim, length: usize) -> Self {
        let reason = Some("a proof for every length".to_owned());
        let schedules = claim.statement().quantifiers.iter().find_map(|quantifier| match &quantifier.domain {
            Domain::Schedule(conditions) => Some(conditions.is_empty()),
            _ => None,
        });
        let schedule_count = match schedules {
            None => "0".to_owned(),
            // All compositions of the length.
            Some(true) => {
                (Integer::from(1) << u32::try_from(length - 1).expect("a length of moderate size")).to_string()
            }
            Some(false) => "all".to_owned(),
        };
        Self {
            reason,
            schedule_count,
            proof: Some("every-length"),
            ..Self::empty(claim, length, DecisionOutcome::Proved)
        }
    }

    fn empty(claim: &Claim, length: usize, outcome: DecisionOutcome) -> Self {
        let is_everywhere = claim.without_vocabulary_condition().1.are_all();
        Self {
            claim: claim.id().to_owned(),
            statement: claim.statement_alone().map(str::to_owned),
            length,
            schedules: Vec::new(),
            schedule_count: "0".to_owned(),
            outcome,
            proof: None,
            scope: if is_everywhere {
                "every law, every vocabulary, every predictor"
            } else {
                "every law over the vocabularies that the statement admits, every predictor"
            },
            reason: None,
            counterexample: None,
            two_letters: None,
            two_letters_search: None,
            hunt: None,
            counterexamples: Vec::new(),
        }
    }

    /// The decision with what the search over two letters came to, where it found no law, and the command of a hunt.
    #[must_use]
    pub fn with_search(mut self, two_letters: Option<String>, hunt: Option<String>) -> Self {
        (self.two_letters_search, self.hunt) = (two_letters, hunt);
        self
    }

    /// The decision with the schedules that it was asked for.
    #[must_use]
    pub fn with_schedules(mut self, schedules: &[Schedule]) -> Self {
        if schedules.len() <= LISTED_SCHEDULES {
            self.schedules = schedules.to_vec();
        }
        self
    }

    /// The decision with a law over two letters that breaks the case with these bindings, decided exactly.
    #[must_use]
    pub fn with_two_letters(mut self, found: Option<&(Law, Vec<Binding>)>) -> Self {
        self.two_letters = found.map(|(law, bindings)| CounterexampleReport {
            description: law.name().into(),
            bindings: variables(bindings),
            schedule: schedule_of(bindings).cloned(),
            vocabulary_size: Some(law.vocabulary_size()),
            counts: counts(law),
            check: Some(Verdict::Violated),
        });
        self
    }
}

impl CounterexampleReport {
    /// The report of a law that refutes a claim at a length.
    pub fn new(length: usize, refutation: &Refutation, law: &Counterexample) -> Self {
        Self {
            description: describe(length, law).into(),
            bindings: variables(&refutation.bindings),
            schedule: law.schedule.as_ref().or(schedule_of(&refutation.bindings)).cloned(),
            vocabulary_size: law.law.as_ref().map(Law::vocabulary_size),
            counts: law.law.as_ref().and_then(counts),
            check: law.confirmed,
        }
    }

    /// The law in a phrase, as the first of several that together refute the claim.
    pub fn to_text(&self, laws: usize) -> String {
        let mut text = self.description.to_string();
        for (name, value) in &self.bindings {
            text += &format!(", {name} = {value}");
        }
        if let Some(schedule) = &self.schedule {
            text += &format!(", schedule {schedule}");
        }
        if let Some(vocabulary_size) = self.vocabulary_size {
            text += &format!("; V = {vocabulary_size}");
        }
        match self.check {
            Some(verdict) => text += &format!(", the case is checked: {}", verdict.name()),
            None => text += ", too large to enumerate",
        }
        if laws > 1 {
            text += &format!("; and {} more, one for each schedule", laws - 1);
        }
        text
    }
}

/// The integer variables that are bound.
fn variables(bindings: &[Binding]) -> BTreeMap<String, String> {
    bindings
        .iter()
        .filter_map(|binding| match binding {
            Binding::Variable(name, value) => Some((name.clone(), value.to_string())),
            Binding::Subset(name, set) => Some((name.clone(), set.to_string())),
            Binding::Order(order) => Some(("order".to_owned(), format!("order:{order}"))),
            Binding::Policy(name) => Some(("policy".to_owned(), name.clone())),
            Binding::Rule(name) => Some(("rule".to_owned(), name.clone())),
            Binding::Schedule(_) | Binding::Class(_) => None,
        })
        .collect()
}

/// The sequences of a law with their counts, unless they are many.
fn counts(law: &Law) -> Option<Vec<(Vec<usize>, String)>> {
    if law.support().count() > LISTED_SEQUENCES {
        return None;
    }
    let digits = |atom| digits_of(atom, law.vocabulary_size(), law.length());
    Some(law.support().map(|(atom, count)| (digits(atom), count.to_string())).collect())
}

/// What a counterexample is, in a phrase.
fn describe(length: usize, law: &Counterexample) -> String {
    match (&law.codes, &law.predictor) {
        (Some(codes), _) => format!("uniform on {codes}"),
        (None, Some(_)) => format!("one sequence of length {length}, with a predictor that is wrong about it"),
        (None, None) => match &law.law {
            Some(own) if own.support().count() > 1 => own.name().to_owned(),
            Some(own) if own.vocabulary_size() != 2 => {
                format!("one sequence of length {length} over {} tokens", own.vocabulary_size())
            }
            _ => format!("one sequence of length {length} over two tokens"),
        },
    }
}

/// Decisions of a claim as text.
pub fn to_text(claim: &Claim, decisions: &[DecisionReport]) -> String {
    let mut table = new_table(&["L", "schedules", "decision", "by"]);
    for decision in decisions {
        table.add_row([
            decision.length.to_string(),
            decision.schedule_count.clone(),
            decision.outcome.name().to_owned(),
            by(decision),
        ]);
    }
    format!(
        "{}: {}\n  provenance {} ({})\n\n{table}\n\n\
         proved: true for every law, every vocabulary and every predictor. refuted: the law named breaks it; over vocabularies\n\
         that have no such law, smaller ones for instance, nothing is said.\n",
        claim.id(),
        one_line(claim.title()),
        claim.provenance(),
        claim.provenance().meaning()
    )
}

/// What a decision rests on, or why there is none; then the laws over two letters and the command of a hunt.
fn by(decision: &DecisionReport) -> String {
    let hunt = decision.hunt.as_ref().map_or(String::new(), |command| format!("\ntry: {}", one_line(command)));
    match (&decision.counterexample, &decision.reason, decision.outcome) {
        (Some(law), ..) => {
            let mut text = law.to_text(decision.counterexamples.len());
            if let Some(law) = &decision.two_letters {
                text += &format!("\nover two letters: {}", law.to_text(1));
            }
            if let Some(search) = &decision.two_letters_search {
                text += &format!("\nover two letters: {search}");
            }
            text + &hunt
        }
        (None, Some(reason), _) => reason.clone() + &hunt,
        (None, None, DecisionOutcome::Refuted) => "a negative coefficient; no law was made".to_owned(),
        (None, None, DecisionOutcome::Proved) => match decision.proof {
            Some(SHANNON) => "a sum of Shannon's inequalities".to_owned(),
            _ => "nonnegative coefficients on every ray of the cone".to_owned(),
        },
        (
            None,
            None,
            DecisionOutcome::Undecided
            | DecisionOutcome::Unfinished
            | DecisionOutcome::NoCase
            | DecisionOutcome::NotDefined,
        ) => String::new(),
    }
}
