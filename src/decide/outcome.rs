//! What a decision comes to: a proof, a refutation, or neither.

use std::fmt;

use rug::Integer;

use crate::cases::bindings::Binding;
use crate::law::Law;
use crate::sampler::Schedule;

use super::difference::RayCoefficients;
use super::existence::Mixture;
use super::realise::ConePoint;
use super::shannon::proof::ShannonProof;
use super::undecided::Undecided;

/// What was decided for all laws of one length over all vocabularies, and all predictors.
#[derive(Debug, Clone)]
pub struct LengthDecision {
    /// `L`
    pub length: usize,
    /// How many schedules the statement was decided for: all that its quantifiers admit.
    pub schedules: Integer,
    /// The decision.
    pub decision: Decision,
}

/// A decision.
#[derive(Debug, Clone)]
pub enum Decision {
    /// True for all laws, over all vocabularies, with all predictors.
    Proved(Vec<Proof>),
    /// False: the laws at the given points break it.
    Refuted(Refutation),
    /// Beyond these means.
    Undecided(Undecided),
    /// The statement has no case of this length.
    NoCase,
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proved(proofs) if proofs.len() == 1 => write!(formatter, "proved for all laws, in one case"),
            Self::Proved(proofs) => write!(formatter, "proved for all laws, in {} cases", proofs.len()),
            Self::Refuted(refutation) => {
                write!(formatter, "refuted")?;
                if let Some(law) = &refutation.law {
                    write!(formatter, " by {}", law.name())?;
                }
                let bindings: Vec<String> = refutation.bindings.iter().map(ToString::to_string).collect();
                if bindings.is_empty() { Ok(()) } else { write!(formatter, " with {}", bindings.join(", ")) }
            }
            Self::Undecided(reason) => write!(formatter, "undecided: {}", reason.describe()),
            Self::NoCase => write!(formatter, "no case of this length"),
        }
    }
}

/// The proof of one case.
#[derive(Debug, Clone)]
pub struct Proof {
    /// What the quantifiers bind: an integer, a schedule, a class of schedules.
    pub bindings: Vec<Binding>,
    /// Why it holds.
    pub reason: Reason,
}

/// Why a case holds for all laws.
#[derive(Debug, Clone)]
pub enum Reason {
    /// The least coefficients over the schedules of the case are nonnegative; one list for each relation.
    Coefficients(Vec<RayCoefficients>),
    /// A mixture of schedules has nonnegative coefficients.
    Mixture(Mixture),
    /// Sums of Shannon's inequalities and of premises; one for each inequality of the relations.
    Shannon(Vec<ShannonProof>),
}

/// A refutation.
#[derive(Debug, Clone)]
pub struct Refutation {
    /// What the `for all` quantifiers bind, a schedule among them where one is quantified so.
    pub bindings: Vec<Binding>,
    /// The relation that is broken, as an index of the statement's.
    pub relation: usize,
    /// Points of the cone: one, or one for each schedule where one is to serve all laws.
    pub points: Vec<(Option<Schedule>, ConePoint)>,
    /// Where a schedule should have existed for every law: the schedules that the one law refutes, if they can be
    /// listed.
    pub candidates: Option<Vec<Schedule>>,
    /// The law, where it was found by a search and not at the points.
    pub law: Option<Box<Law>>,
}

impl Refutation {
    /// The refutation of a case by a law that a search has found, with what the quantifiers of the case bind.
    pub fn by_law(law: Law, bindings: Vec<Binding>) -> Self {
        let points = vec![(None, ConePoint::origin(law.length()))];
        Self { bindings, relation: 0, points, candidates: None, law: Some(Box::new(law)) }
    }
}
