//! The outcome of a decision for all laws of one length.

use maskproof::decide::{Decision, Undecided};

use super::serialise::Named;

/// The outcome of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// True for all laws.
    Proved,
    /// False.
    Refuted,
    /// Neither: the statement is not of those that are decided.
    Undecided,
    /// The limit of work, or a stop, left it open.
    Unfinished,
    /// There is nothing to decide.
    NoCase,
    /// The statement has no meaning at this length.
    NotDefined,
}

/// The name of what the limit of work, or a stop, left open.
pub const UNFINISHED: &str = "not finished";

/// The name of what has no meaning at a length.
pub const NOT_DEFINED: &str = "not defined";

impl Named for DecisionOutcome {
    fn name(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Refuted => "refuted",
            Self::Undecided => "undecided",
            Self::Unfinished => UNFINISHED,
            Self::NoCase => "no case",
            Self::NotDefined => NOT_DEFINED,
        }
    }
}

impl From<&Decision> for DecisionOutcome {
    fn from(decision: &Decision) -> Self {
        match decision {
            Decision::Proved(_) => Self::Proved,
            Decision::Refuted(_) => Self::Refuted,
            Decision::NoCase => Self::NoCase,
            Decision::Undecided(Undecided::Undefined(_)) => Self::NotDefined,
            Decision::Undecided(reason) if reason.is_of_work() => Self::Unfinished,
            Decision::Undecided(_) => Self::Undecided,
        }
    }
}
