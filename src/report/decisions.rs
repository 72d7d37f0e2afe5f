//! Decisions for all laws, as text and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cases::bindings::{Binding, schedule_of};
use crate::decide::{Counterexample, Decision, LengthDecision, Refutation};
use crate::evaluation::Verdict;
use crate::language::Claim;
use crate::law::Law;

use super::analysis_text::new_table;
use super::name::{Name, one_line};

/// The most schedules that are listed in JSON one by one.
const LISTED_SCHEDULES: usize = 64;

/// A decision, as it is written in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionJson {
    /// The claim.
    pub claim: String,
    /// `L`
    pub length: usize,
    /// The schedules that were decided, when they are given or few; empty when they are not listed.
    pub schedules: Vec<Vec<usize>>,
    /// How many schedules were decided.
    pub schedule_count: String,
    /// `proved`, `refuted`, `undecided`, `no case`, or `not defined` where the statement has no meaning at this length.
    pub outcome: &'static str,
    /// Over what.
    pub scope: String,
    /// Why nothing was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The law that breaks the claim; where every schedule has a law of its own, the first of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<CounterexampleJson>,
    /// A law over two letters that breaks the claim, where one was searched for and found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_letters: Option<CounterexampleJson>,
    /// What the search over two letters came to, where it was asked for and found no law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_letters_search: Option<String>,
    /// The command that hunts for a law, where none is known over the vocabularies in question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hunt: Option<String>,
    /// All laws that together break the claim, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counterexamples: Vec<CounterexampleJson>,
}

/// A law that breaks a claim.
#[derive(Debug, Clone, Serialize)]
pub struct CounterexampleJson {
    /// What it is.
    pub description: Name,
    /// What the quantifiers bind.
    pub bindings: BTreeMap<String, String>,
    /// The schedule at which it breaks the claim; absent where it does so at every schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<usize>>,
    /// The number of tokens, when the law can be written out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocabulary_size: Option<usize>,
    /// The sequences with their counts, when the law can be written out and is not long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<(Vec<usize>, String)>>,
    /// What the ordinary check of the case says of the law; absent where the law is too large to be enumerated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<&'static str>,
}

/// The largest law, in sequences of positive probability, that is written into JSON.
const LISTED_SEQUENCES: usize = 256;

/// A decision with its counterexample laws in the form that is written.
pub fn decision_json(claim: &Claim, decided: &LengthDecision, laws: &[Counterexample]) -> DecisionJson {
    let mut json = empty_json(claim, decided.length, outcome_name(&decided.decision));
    json.schedule_count = decided.schedules.to_string();
    match &decided.decision {
        Decision::Undecided(reason) => json.reason = Some(reason.describe()),
        Decision::Refuted(refutation) => {
            let mut laws: Vec<CounterexampleJson> =
                laws.iter().map(|law| counterexample_json(decided.length, refutation, law)).collect();
            json.counterexample = laws.first().cloned();
            if laws.len() > 1 {
                json.counterexamples = std::mem::take(&mut laws);
            }
        }
        Decision::Proved(_) | Decision::NoCase => {}
    }
    json
}

/// A length at which the statement has no meaning, and why.
pub fn undefined_json(claim: &Claim, length: usize, reason: String) -> DecisionJson {
    DecisionJson { reason: Some(reason), ..empty_json(claim, length, "not defined") }
}

fn empty_json(claim: &Claim, length: usize, outcome: &'static str) -> DecisionJson {
    let is_everywhere = claim.without_vocabulary_condition().1.are_all();
    let scope = if is_everywhere {
        "every law, every vocabulary, every predictor"
    } else {
        "every law over the vocabularies that the statement admits, every predictor"
    };
    DecisionJson {
        claim: claim.id().to_owned(),
        length,
        schedules: Vec::new(),
        schedule_count: "0".to_owned(),
        outcome,
        scope: scope.to_owned(),
        reason: None,
        counterexample: None,
        two_letters: None,
        two_letters_search: None,
        hunt: None,
        counterexamples: Vec::new(),
    }
}

impl DecisionJson {
    /// The decision with what the search over two letters came to, where it found no law, and the command of a hunt.
    #[must_use]
    pub fn with_search(mut self, two_letters: Option<String>, hunt: Option<String>) -> Self {
        (self.two_letters_search, self.hunt) = (two_letters, hunt);
        self
    }

    /// The decision with the schedules that it was asked for.
    #[must_use]
    pub fn with_schedules(mut self, schedules: Vec<Vec<usize>>) -> Self {
        if schedules.len() <= LISTED_SCHEDULES {
            self.schedules = schedules;
        }
        self
    }

    /// The decision with a law over two letters that breaks the case with these bindings, decided exactly.
    #[must_use]
    pub fn with_two_letters(mut self, found: Option<&(Law, Vec<Binding>)>) -> Self {
        self.two_letters = found.map(|(law, bindings)| CounterexampleJson {
            description: law.name().into(),
            bindings: variables(bindings),
            schedule: schedule_of(bindings).map(|schedule| schedule.blocks().to_vec()),
            vocabulary_size: Some(law.vocabulary_size()),
            counts: counts(law),
            check: Some(Verdict::Violated.name()),
        });
        self
    }
}

/// The name of a decision.
pub fn outcome_name(decision: &Decision) -> &'static str {
    match decision {
        Decision::Proved(_) => "proved",
        Decision::Refuted(_) => "refuted",
        Decision::Undecided(_) => "undecided",
        Decision::NoCase => "no case",
    }
}

fn counterexample_json(length: usize, refutation: &Refutation, law: &Counterexample) -> CounterexampleJson {
    CounterexampleJson {
        description: describe(length, law).into(),
        bindings: variables(&refutation.bindings),
        schedule: law
            .schedule
            .as_ref()
            .or(schedule_of(&refutation.bindings))
            .map(|schedule| schedule.blocks().to_vec()),
        vocabulary_size: law.law.as_ref().map(Law::vocabulary_size),
        counts: law.law.as_ref().and_then(counts),
        check: law.confirmed.map(Verdict::name),
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
            Binding::Schedule(_) | Binding::Class(_) => None,
        })
        .collect()
}

/// The sequences of a law with their counts, unless they are many.
fn counts(law: &Law) -> Option<Vec<(Vec<usize>, String)>> {
    if law.support().count() > LISTED_SEQUENCES {
        return None;
    }
    let digits = |atom| crate::law::digits_of(atom, law.vocabulary_size(), law.length());
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

/// Decisions as text.
pub fn decisions_text(claim: &Claim, decisions: &[DecisionJson]) -> String {
    let mut table = new_table(&["L", "schedules", "decision", "by"]);
    for decision in decisions {
        let by = match (&decision.counterexample, &decision.reason) {
            (Some(law), _) => {
                let mut text = counterexample_text(law, decision.counterexamples.len());
                if let Some(law) = &decision.two_letters {
                    text += &format!("\nover two letters: {}", counterexample_text(law, 1));
                }
                if let Some(search) = &decision.two_letters_search {
                    text += &format!("\nover two letters: {search}");
                }
                if let Some(command) = &decision.hunt {
                    text += &format!("\ntry: {}", one_line(command));
                }
                text
            }
            (None, Some(reason)) => {
                let hunt =
                    decision.hunt.as_ref().map_or(String::new(), |command| format!("\ntry: {}", one_line(command)));
                reason.clone() + &hunt
            }
            (None, None) if decision.outcome == "refuted" => "a negative coefficient; no law was made".to_owned(),
            (None, None) if decision.outcome == "proved" => {
                "nonnegative coefficients on every ray of the cone".to_owned()
            }
            (None, None) => String::new(),
        };
        table.add_row([decision.length.to_string(), decision.schedule_count.clone(), decision.outcome.to_owned(), by]);
    }
    format!(
        "{}: {}\n  provenance {} ({})\n\n{table}\n\nproved: true for every law, every vocabulary and every predictor. refuted: the law \
         named breaks it; over vocabularies\nthat have no such law, smaller ones for instance, nothing is said.\n",
        claim.id(),
        one_line(claim.title()),
        claim.provenance(),
        claim.provenance().meaning()
    )
}

pub(super) fn counterexample_text(law: &CounterexampleJson, laws: usize) -> String {
    let mut text = law.description.to_string();
    for (name, value) in &law.bindings {
        text += &format!(", {name} = {value}");
    }
    if let Some(schedule) = &law.schedule {
        let sizes: Vec<String> = schedule.iter().map(ToString::to_string).collect();
        text += &format!(", schedule ({})", sizes.join(","));
    }
    if let Some(vocabulary_size) = law.vocabulary_size {
        text += &format!("; V = {vocabulary_size}");
    }
    match law.check {
        Some(verdict) => text += &format!(", the case is checked: {verdict}"),
        None => text += ", too large to enumerate",
    }
    if laws > 1 {
        text += &format!("; and {} more, one for each schedule", laws - 1);
    }
    text
}
