//! Why a claim is not decided, or no sharp constant of it sought.

use std::sync::Arc;

use rug::Rational;

use crate::exact::TooLarge;

use super::difference::NotLinear;
use super::shannon::polymatroid::NoProof;

/// Why a claim is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// A quantity that is not linear in average entropies.
    NotLinear(NotLinear),
    /// The vocabulary size occurs outside `ln(V)`, and outside the condition on laws.
    VocabularySize,
    /// Without its condition on `V` the claim is false, and no law that fulfils the condition is known to break it.
    OutsideVocabularies,
    /// No number of tokens that was tried fulfils the condition on `V`.
    NoVocabulary,
    /// The schedules are too many to list, and the statement asks for more than their scalars.
    TooManySchedules,
    /// The claim states an identity, or an inequality, that the decision takes for granted.
    TakenForGranted,
    /// The claim names the laws that it is about.
    GivenLaws,
    /// An implication.
    Implication,
    /// No sum of Shannon's inequalities and of premises, for a polymatroid violates it. No law that does was found.
    NotShannon(Arc<NoProof>),
    /// A linear code breaks it, which is too long for a table of all patterns, so that the ordinary check has no law.
    LargeCode(String),
    /// Neither a proof by Shannon's inequalities was found, nor that there is none, nor a law that breaks it.
    NoShannonProof,
    /// Quantifiers in an order that the methods do not cover.
    Quantifiers,
    /// No sharp constant is sought.
    Constant(NoConstant),
    /// More work, or more instances, than are allowed: which, in a sentence.
    TooLarge(String),
    /// A stop came before the decision.
    Stopped,
    /// The statement has no meaning at this length, for the reason given.
    Undefined(String),
}

/// Why no sharp constant of a claim is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoConstant {
    /// A condition on `V`, within which a constant may be better than over all vocabularies.
    WithinVocabularies,
    /// It multiplies the ideal expected KL of the schedule.
    TimesCost,
    /// A larger constant helps some laws and harms others.
    BothSigns,
    /// It stands in an equation.
    Equation,
    /// It is sought for one relation, and there are several.
    SeveralRelations,
    /// What it multiplies differs from schedule to schedule, where a schedule is to exist.
    SlopeOfSchedule,
}

impl NoConstant {
    /// The reason in a phrase.
    fn describe(self) -> &'static str {
        match self {
            Self::WithinVocabularies => "the constant of all vocabularies may not be sharp within the condition on V",
            Self::TimesCost => "the constant multiplies the expected KL of the schedule",
            Self::BothSigns => "what the constant multiplies is positive for some laws and negative for others",
            Self::Equation => "the constant of an equation is not sought: state an inequality",
            Self::SeveralRelations => "the constant is sought for one relation, and the statement has several",
            Self::SlopeOfSchedule => {
                "what the constant multiplies depends on the schedule that is to exist: it must be the same for all"
            }
        }
    }
}

impl From<NoConstant> for Undecided {
    fn from(reason: NoConstant) -> Self {
        Self::Constant(reason)
    }
}

impl From<TooLarge> for Undecided {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error.to_string())
    }
}

impl Undecided {
    /// Whether more work, or more time, might decide the claim.
    pub fn is_of_work(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::Stopped)
    }

    /// The reason in a phrase.
    pub fn describe(&self) -> String {
        match self {
            Self::NotLinear(NotLinear::Quantity(quantity)) => format!("{quantity} is not linear in average entropies"),
            Self::NotLinear(NotLinear::Extremum) => "a minimum or maximum is not linear".to_owned(),
            Self::NotLinear(NotLinear::TrainingErrors) => "training errors of several schedules occur".to_owned(),
            Self::NotLinear(NotLinear::SubtractedTrainingError) => {
                "a side subtracts a training error, which may be infinite".to_owned()
            }
            Self::NotLinear(NotLinear::Constant) => {
                "a constant number of nats stands beside quantities of the law".to_owned()
            }
            Self::NotLinear(NotLinear::StrictInfinite) => {
                "a strict relation fails where both sides are infinite".to_owned()
            }
            Self::NotLinear(NotLinear::Strict) => "a strict relation fails where both sides vanish".to_owned(),
            Self::TakenForGranted => "the claim is one of those that decisions take for granted".to_owned(),
            Self::VocabularySize => "V occurs outside ln(V) and outside the condition on laws".to_owned(),
            Self::OutsideVocabularies => {
                "a law breaks it over a vocabulary that the condition on V leaves out, and none is \
                known that does so over one that it admits"
                    .to_owned()
            }
            Self::NoVocabulary => "no number of tokens that was tried fulfils the condition on V".to_owned(),
            Self::TooManySchedules => "too many schedules to list".to_owned(),
            Self::GivenLaws => "the claim is about the laws that it names".to_owned(),
            Self::Implication => "an implication is decided by cases only".to_owned(),
            Self::NotShannon(no_proof) => format!(
                "it does not follow from Shannon's inequalities, for a polymatroid violates it by {}; no law that does \
                 was found",
                Rational::from(-&no_proof.value)
            ),
            Self::LargeCode(code) => {
                format!("by its ranks {code} breaks it, but the law is too large to be checked case by case")
            }
            Self::NoShannonProof => {
                "neither a proof by Shannon's inequalities nor a polymatroid or a law that violates it was found"
                    .to_owned()
            }
            Self::Quantifiers => "this order of quantifiers is decided by cases only".to_owned(),
            Self::Constant(reason) => reason.describe().to_owned(),
            Self::TooLarge(message) => message.clone(),
            Self::Stopped => "stopped before it was decided".to_owned(),
            Self::Undefined(message) => format!("the statement has no meaning at this length: {message}"),
        }
    }
}
