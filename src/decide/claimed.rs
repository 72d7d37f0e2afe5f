//! A claim's own value of its constant, compared with the sharp one.

use rug::Rational;

use crate::cases::bindings::Binding;
use crate::cases::environment::{Bound as Value, Environment, ScheduleScope};
use crate::cases::scalar;
use crate::language::typed::{Scalar, ScalarNode};
use crate::language::words::{Function, ScalarName};
use crate::language::{Claim, ClaimError, Part};
use crate::sampler::Schedule;

use super::constant::{Bound, Sense, SharpConstant};
use super::decision::{Decision, decide};

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

/// The claimed value in the case of a sharp constant, where the case determines it, and how it stands to that constant.
///
/// Where the constant is not decided, or the value depends on a schedule that is to exist, the decision of the claim itself
/// for this length answers.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn standing(
    claim: &Claim,
    sharp: &SharpConstant,
    schedules: Option<&[Schedule]>,
) -> Result<(Option<Rational>, Standing), ClaimError> {
    let value = claim.constant().and_then(|constant| value(&constant.value, sharp));
    let standing = match (&sharp.bound, &value) {
        (Bound::Any, _) => Standing::Holds,
        (Bound::None(_), _) => Standing::False,
        (Bound::Sharp(extremal), Some(value)) => {
            let order = value.cmp(&extremal.constant);
            match if sharp.sense == Sense::Smallest { order } else { order.reverse() } {
                std::cmp::Ordering::Less => Standing::False,
                std::cmp::Ordering::Equal => Standing::Sharp,
                std::cmp::Ordering::Greater => Standing::Holds,
            }
        }
        (Bound::Sharp(_), None) | (Bound::Undecided(_), _) => match decide(claim, sharp.length, schedules)?.decision {
            Decision::Proved(_) => Standing::Holds,
            Decision::Refuted(_) => Standing::False,
            Decision::Undecided(_) | Decision::NoCase => Standing::Undecided,
        },
    };
    Ok((value, standing))
}

/// The value of the constant in a case; `None` where it depends on what the case leaves open, or has none.
fn value(claimed: &Scalar, sharp: &SharpConstant) -> Option<Rational> {
    let mut environment = Environment::of_length(sharp.length);
    for binding in &sharp.bindings {
        match binding {
            Binding::Schedule(schedule) => environment.schedule = Some(ScheduleScope::Single(schedule.clone())),
            Binding::Class(class) => environment.schedule = Some(ScheduleScope::Class(*class)),
            Binding::Variable(name, value) => {
                environment.bind(name, Value::Integer(value.clone()));
            }
            Binding::Subset(name, set) => environment.bind(name, Value::Subset(set.clone())),
            Binding::Order(_) | Binding::Policy(_) => {}
        }
    }
    let mut is_open = false;
    let has_single = matches!(environment.schedule, Some(ScheduleScope::Single(_)));
    claimed.visit(&mut |part| {
        let Part::Scalar(scalar) = part else { return true };
        is_open |= match &scalar.node {
            ScalarNode::Name(ScalarName::VocabularySize) | ScalarNode::Function(Function::At, _) => true,
            ScalarNode::Name(ScalarName::Schedule(_)) => environment.schedule.is_none(),
            ScalarNode::Entry(..) => !has_single,
            _ => false,
        };
        true
    });
    // A value that is undefined here is one that the decision has refused before.
    if is_open { None } else { scalar::evaluate(claimed, &environment).ok() }
}
