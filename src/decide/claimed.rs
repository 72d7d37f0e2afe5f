//! A claim's own value of its constant, compared with the sharp one.

use std::collections::BTreeSet;
use std::sync::Arc;

use rug::Rational;

use crate::cases::bindings::Binding;
use crate::cases::environment::{Bound as Value, Environment, ScheduleScope};
use crate::cases::scalar;
use crate::language::typed::{Scalar, ScalarNode, Values};
use crate::language::words::{Function, ScalarName};
use crate::language::{Claim, ClaimError, Part};
use crate::sampler::Schedule;

use super::constant::{Bound, Sense, SharpConstant};
use super::outcome::Decision;
use super::range::decide_each;

/// How the claimed value stands to the sharp one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The claim is true with it, and with no better one.
    Sharp,
    /// The claim is true with it, and it is not sharp, or not known to be.
    Holds,
    /// The claim is false with it.
    False,
    /// Neither is decided.
    Undecided,
}

impl Standing {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sharp => "sharp",
            Self::Holds => "holds",
            Self::False => "false",
            Self::Undecided => "undecided",
        }
    }
}

/// The claimed value in the case of each sharp constant, where the case determines it, and how it stands to that
/// constant.
///
/// Where the constant is not decided, or the value depends on a schedule that is to exist, the decision of the claim
/// itself for this length answers: within limits, and until `stop` answers yes, as in [`decide_each`].
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn standings(
    claim: &Claim,
    constants: &[SharpConstant],
    schedules: Option<&[Schedule]>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<(Option<Rational>, Standing)>, ClaimError> {
    let values: Vec<Option<Rational>> =
        constants.iter().map(|sharp| claim.constant().and_then(|constant| value(&constant.value, sharp))).collect();
    let known: Vec<Option<Standing>> =
        constants.iter().zip(&values).map(|(sharp, value)| compared(sharp, value.as_ref())).collect();
    let unknown = constants.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(sharp, _)| sharp.length);
    let lengths: Vec<usize> = unknown.collect::<BTreeSet<_>>().into_iter().collect();
    let decided = decide_each(claim, &lengths, schedules, stop)?;
    let of_length = |length: usize| {
        let decided = decided.iter().find(|decided| decided.length == length).map(|decided| &decided.decision);
        match decided {
            Some(Decision::Proved(_)) => Standing::Holds,
            Some(Decision::Refuted(_)) => Standing::False,
            Some(Decision::Undecided(_) | Decision::NoCase) | None => Standing::Undecided,
        }
    };
    let standings = constants.iter().zip(known).map(|(sharp, known)| known.unwrap_or_else(|| of_length(sharp.length)));
    Ok(values.into_iter().zip(standings).collect())
}

/// How a claimed value stands to a constant; `None` where the two do not tell.
fn compared(sharp: &SharpConstant, value: Option<&Rational>) -> Option<Standing> {
    match (&sharp.bound, value) {
        (Bound::Any, _) => Some(Standing::Holds),
        (Bound::None(_), _) => Some(Standing::False),
        (Bound::Sharp(extremal), Some(value)) => {
            let order = value.cmp(&extremal.constant);
            Some(match if sharp.sense == Sense::Smallest { order } else { order.reverse() } {
                std::cmp::Ordering::Less => Standing::False,
                std::cmp::Ordering::Equal => Standing::Sharp,
                std::cmp::Ordering::Greater => Standing::Holds,
            })
        }
        (Bound::Sharp(_), None) | (Bound::Undecided(_), _) => None,
    }
}

/// The value of the constant in a case; `None` where it depends on what the case leaves open, or has none.
fn value(claimed: &Scalar, sharp: &SharpConstant) -> Option<Rational> {
    let mut environment = Environment::of_length(sharp.length);
    for binding in &sharp.bindings {
        match binding {
            Binding::Schedule(schedule) => {
                environment.schedule = Some(Arc::new(ScheduleScope::Single(schedule.clone())))
            }
            Binding::Class(class) => environment.schedule = Some(Arc::new(ScheduleScope::Class(*class))),
            Binding::Variable(name, value) => {
                environment.bind(&name.as_str().into(), Value::Integer(value.clone()));
            }
            Binding::Subset(name, set) => environment.bind(&name.as_str().into(), Value::Subset(set.clone())),
            Binding::Order(_) | Binding::Policy(_) | Binding::Rule(_) => {}
        }
    }
    let mut is_open = false;
    let has_single = matches!(environment.schedule.as_deref(), Some(ScheduleScope::Single(_)));
    claimed.visit(&mut |part| {
        let Part::Scalar(scalar) = part else { return true };
        is_open |= match &scalar.node {
            ScalarNode::Name(ScalarName::VocabularySize) | ScalarNode::Function(Function::At, _) => true,
            ScalarNode::Name(ScalarName::Schedule(_)) => environment.schedule.is_none(),
            ScalarNode::Entry(..) => !has_single,
            ScalarNode::Fold(folded) if matches!(folded.values, Values::Orders) => !has_single,
            _ => false,
        };
        true
    });
    // A value that is undefined here is one that the decision has refused before.
    if is_open { None } else { scalar::evaluate(claimed, &environment).ok() }
}
