//! Why an assertion fails.

use std::fmt;

use thiserror::Error;

use crate::decide::LengthDecision;
use crate::diagnosis::Diagnosis;
use crate::language::{Claim, ClaimError};
use crate::law::Shape;
use crate::sweep::Conclusion;

use super::violation::Violation;

/// Why a claim does not pass. Its text is what the assertions print.
#[derive(Error)]
pub enum Failure {
    /// The text is no claim, or its statement has no meaning for a law or a length.
    #[error("{}", explained(error, *shape))]
    Claim {
        /// What is wrong with it.
        error: ClaimError,
        /// The shape of the laws for which it has no meaning; none where it has none at all.
        shape: Option<Shape>,
    },
    /// A law breaks the claim; several laws where they break it together.
    #[error(
        "the claim is violated{}:\n{}\n\n{}",
        if laws.len() > 1 { ", by several laws together" } else { "" },
        indented(statement),
        joined(laws)
    )]
    Violated {
        /// The statement.
        statement: String,
        /// The laws, each with a case that is violated.
        laws: Vec<Violation>,
    },
    /// No law breaks the claim, and yet it is not known to hold: it was not decided, or nothing was tested.
    #[error(
        "{}, which is no pass:\n{}{}",
        verdict(*conclusion),
        indented(statement),
        reason.as_ref().map_or(String::new(), |reason| format!("\n{reason}"))
    )]
    NotPassed {
        /// The statement.
        statement: String,
        /// What the cases come to.
        conclusion: Conclusion,
        /// Why a case was not decided.
        reason: Option<String>,
    },
    /// What was decided for all laws is not what was asserted.
    #[error(
        "the claim is not {expected} at every length:\n{}\n{}{}",
        indented(statement),
        decisions.iter().map(|decided| format!("\nL = {}: {}", decided.length, decided.decision)).collect::<String>(),
        laws.iter().map(|law| format!("\n\n{law}")).collect::<String>()
    )]
    NotDecidedSo {
        /// The statement.
        statement: String,
        /// `proved` or `refuted`.
        expected: &'static str,
        /// The decision for each length.
        decisions: Vec<LengthDecision>,
        /// The laws that break the claim at the first length at which it is refuted.
        laws: Vec<Violation>,
    },
    /// The claim names the laws that it is about, so that others say nothing of it.
    #[error(
        "the claim `{id}` names the laws that it is about, and random ones say nothing of it: leave out its `laws`"
    )]
    NamesLaws {
        /// The claim.
        id: String,
    },
    /// A variable of the environment that is no number.
    #[error("the variable {name} is `{found}`: expected a whole number, from 0 to {}", u64::MAX)]
    Variable {
        /// Its name.
        name: &'static str,
        /// What it is.
        found: String,
    },
}

impl fmt::Debug for Failure {
    /// As `Display`, so that `unwrap` shows it so.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Failure {
    /// The failure of laws that break a claim.
    pub(super) fn violated(claim: &Claim, laws: Vec<Violation>) -> Self {
        Self::Violated { statement: claim.text().to_owned(), laws }
    }
}

impl From<ClaimError> for Failure {
    fn from(error: ClaimError) -> Self {
        Self::Claim { error, shape: None }
    }
}

/// The diagnosis, with its place marked.
fn explained(error: &ClaimError, shape: Option<Shape>) -> String {
    let of_shape = shape
        .map_or(String::new(), |shape| format!("for laws with {shape}, the claim has no meaning, which is no pass\n"));
    of_shape + error.explained().trim_end()
}

/// The statement, moved to the right.
fn indented(statement: &str) -> String {
    statement.trim().lines().map(|line| format!("  {}", line.trim_end())).collect::<Vec<_>>().join("\n")
}

fn joined(laws: &[Violation]) -> String {
    if laws.is_empty() {
        return "nothing satisfies the condition of an `exists` before the law".to_owned();
    }
    laws.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

/// What a conclusion other than a violation says.
fn verdict(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Holds => "the claim holds",
        Conclusion::Violated => "the claim is violated",
        Conclusion::NotDecided => "the claim is not decided: a case has no value",
        Conclusion::Stopped => "the claim is not decided: laws were left out",
        Conclusion::Vacuous => "the claim holds only vacuously: its premise is false in every case",
        Conclusion::NoCase => "the claim has no case: a quantifier has nothing to run over",
        Conclusion::NoLaw => "the claim is about none of the laws: its condition on L and V is false for each",
    }
}
