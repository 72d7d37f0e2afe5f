//! Quantities of policies, fixed orders among them, and numbers of a law that count rounds.

use std::fmt;

use rug::{Integer, Rational};

use crate::exact::LogForm;
use crate::language::words::{Meaning, MeasureName, PolicyQuantity, Rounds};

/// A number of rounds, which depends on the law. It stands in claims as a multiple of a [`Unit`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoundCount {
    /// The mean number of rounds of a policy.
    ExpectedRounds(String),
    /// The largest number of rounds of a policy on a sequence of positive probability.
    MaxRounds(String),
    /// The least mean number of rounds of a policy without error.
    SerialDepth,
    /// The least largest number of rounds of a policy without error.
    WorstSerialDepth,
}

/// An information measure that numbers are counted in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// 1 nat.
    Nat,
    /// `ln n` for an integer `n >= 2`.
    Ln(Integer),
    /// `ln V` while the vocabulary is not fixed.
    LnVocabulary,
}

impl Unit {
    /// The number of units as a form.
    pub fn times(&self, number: &Rational, vocabulary_size: usize) -> LogForm {
        let mut form = LogForm::zero();
        match self {
            Self::Nat => form.add_nats(number),
            Self::Ln(argument) => form.add_ln(argument, number),
            Self::LnVocabulary => form.add_ln(&vocabulary_size.into(), number),
        }
        form
    }
}

/// A quantity that a claim may ask of policies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyMeasure {
    /// A quantity of the policy of this name.
    OfPolicy(PolicyQuantity, String),
    /// A number in a unit.
    Number(RoundCount, Unit),
    /// The least KL divergence of the orders with so many blocks, with the exact predictor.
    BestOrderKl(usize),
}

impl fmt::Display for PolicyMeasure {
    /// The word of the claim language, with the policy that it is of.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds = |rounds: Rounds| Meaning::Rounds(rounds).word().spelling;
        match self {
            Self::OfPolicy(quantity, policy) => {
                write!(formatter, "{} of {policy}", Meaning::Measure(MeasureName::OfPolicy(*quantity)).word().spelling)
            }
            Self::Number(RoundCount::ExpectedRounds(policy), _) => {
                write!(formatter, "{} of {policy}", rounds(Rounds::Expected))
            }
            Self::Number(RoundCount::MaxRounds(policy), _) => write!(formatter, "{} of {policy}", rounds(Rounds::Max)),
            Self::Number(RoundCount::SerialDepth, _) => formatter.write_str(rounds(Rounds::SerialDepth)),
            Self::Number(RoundCount::WorstSerialDepth, _) => formatter.write_str(rounds(Rounds::WorstSerialDepth)),
            Self::BestOrderKl(blocks) => write!(formatter, "best_order_KL({blocks})"),
        }
    }
}
