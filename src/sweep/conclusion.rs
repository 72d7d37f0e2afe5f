//! The conclusion on a claim from the verdicts on its cases.

use std::fmt;

use crate::cases::plan::LeafIndex;
use crate::cases::tree::Tree;

/// The conclusion on a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// It holds in every case.
    Holds,
    /// It is false.
    Violated,
    /// No violation was found, but some cases were not decided.
    NotDecided,
    /// No violation was found, but some laws were left out, by the limit of work or by a stop.
    Stopped,
    /// The premise is false in every case: nothing was tested.
    Vacuous,
    /// No law has a case of it: a quantifier has nothing to run over.
    NoCase,
    /// No law of its scope was tried.
    NoLaw,
}

/// The findings that a conclusion rests on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Findings {
    /// Whether the refuted leaves make the claim false.
    pub is_refuted: bool,
    /// Whether the claim could still be false by a case that was not decided.
    pub is_open: bool,
    /// Whether laws or shapes were left out.
    pub is_incomplete: bool,
    /// Whether the scope has no law.
    pub is_without_law: bool,
    /// The number of cases.
    pub cases: u64,
    /// The number of these with a false premise.
    pub vacuous: u64,
}

impl Conclusion {
    /// The conclusion from findings.
    pub fn of(findings: &Findings) -> Self {
        if findings.is_refuted {
            Self::Violated
        } else if findings.is_open {
            Self::NotDecided
        } else if findings.is_incomplete {
            Self::Stopped
        } else if findings.is_without_law {
            Self::NoLaw
        } else if findings.cases == 0 {
            Self::NoCase
        } else if findings.cases == findings.vacuous {
            Self::Vacuous
        } else {
            Self::Holds
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Violated => "violated",
            Self::NotDecided => "not decided",
            Self::Stopped => "stopped",
            Self::Vacuous => "holds only vacuously",
            Self::NoCase => "no case",
            Self::NoLaw => "no law tried",
        }
    }
}

impl fmt::Display for Conclusion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The refuted leaves that make a tree false, or `None` when it is not false. `refuted` gives what refutes a leaf.
pub fn refuting_leaves<T: Clone>(tree: &Tree<LeafIndex>, refuted: &impl Fn(LeafIndex) -> Option<T>) -> Option<Vec<T>> {
    match tree {
        Tree::Leaf(leaf) => refuted(*leaf).map(|found| vec![found]),
        Tree::All(instances) => instances.iter().find_map(|(_, tree)| refuting_leaves(tree, refuted)),
        Tree::Any(instances) => {
            let each: Option<Vec<_>> = instances.iter().map(|(_, tree)| refuting_leaves(tree, refuted)).collect();
            each.map(|lists| lists.concat())
        }
    }
}
