//! The decision of a claim for one length.

use std::fmt;
use std::sync::Arc;

use rug::{Integer, Rational};

use crate::cases::bindings::Binding;
use crate::cases::plan::{Instantiation, Plan};
use crate::exact::{TooLarge, Work};
use crate::language::error::Mistake;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::law::Law;
use crate::limits::DECISION_STEPS;
use crate::sampler::Schedule;

use super::alternatives::{choice, count_schedules};
use super::difference::{NotLinear, RayCoefficients};
use super::existence::Mixture;
use super::quantifiers::Decider;
use super::realise::ConePoint;
use super::within::within;

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
            Self::NotLinear(NotLinear::Quantity(symbol)) => format!("{symbol} is not linear in average entropies"),
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
            Self::Quantifiers => "this order of quantifiers is decided by cases only".to_owned(),
            Self::Constant(reason) => reason.describe().to_owned(),
            Self::TooLarge(message) => message.clone(),
            Self::Stopped => "stopped before it was decided".to_owned(),
            Self::Undefined(message) => format!("the statement has no meaning at this length: {message}"),
        }
    }
}

/// Decides a claim for all laws of a length over all vocabularies, for all its schedules or for the given ones, within
/// the limits of the claim.
///
/// # Errors
/// When the claim cannot be instantiated (a domain mistake, with its place).
pub fn decide(claim: &Claim, length: usize, schedules: Option<&[Schedule]>) -> Result<LengthDecision, ClaimError> {
    decide_with(claim, length, schedules, None)
}

/// As [`decide`], with a value for the claim's constant.
///
/// # Errors
/// As [`decide`].
pub fn decide_with(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    constant: Option<&Rational>,
) -> Result<LengthDecision, ClaimError> {
    let work = Arc::new(claim.limits().work(DECISION_STEPS));
    decide_metered(claim, length, schedules, constant, &work)
}

/// As [`decide_with`], with a meter; beyond its limit the claim is [`Undecided::TooLarge`].
pub(super) fn decide_metered(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    constant: Option<&Rational>,
    work: &Arc<Work>,
) -> Result<LengthDecision, ClaimError> {
    let undecided =
        |reason| Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::Undecided(reason) });
    let choice = match choice(claim, length, schedules) {
        Ok(choice) => choice,
        Err(reason) => return undecided(reason),
    };
    let instantiation = Instantiation {
        length,
        vocabulary_size: None,
        schedules: choice,
        evaluation: Evaluation::Formulas,
        constant: constant.cloned(),
    };
    let (of_every_vocabulary, vocabularies) = claim.without_vocabulary_condition();
    let plan = match Plan::metered(&of_every_vocabulary, &instantiation, work) {
        Ok(Some(plan)) => plan,
        Ok(None) => return Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::NoCase }),
        Err(error) if error.mistake == Mistake::TooLarge => {
            return undecided(Undecided::TooLarge(error.message));
        }
        Err(error) => return Err(claim.locate(error)),
    };
    let decision = match Decider::new(&plan, length, work).outer(&plan.outer, &mut Vec::new()) {
        Ok(decision) if vocabularies.are_all() => decision,
        Ok(decision) => within(claim, length, schedules, decision, &vocabularies)?,
        Err(reason) => Decision::Undecided(reason),
    };
    Ok(LengthDecision { length, schedules: count_schedules(&plan), decision })
}
