//! Quantities of policies, fixed orders among them, and numbers of a law that count rounds.

use rug::{Integer, Rational};

use crate::exact::LogForm;
use crate::language::words::PolicyQuantity;

/// A number that depends on the law. It stands in claims as a multiple of a [`Unit`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LawNumber {
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// 1 nat.
    Nat,
    /// `ln n` for an integer `n >= 2`.
    Ln(Integer),
    /// `ln V` while the vocabulary is not fixed.
    LnVocabulary,
}

impl Unit {
    /// So many of it.
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

/// What a claim may ask of policies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyMeasure {
    /// A quantity of the policy of this name.
    LazyForm(PolicyQuantity, String),
    /// A number in a unit.
    Number(LawNumber, Unit),
    /// The least KL divergence of the orders with so many blocks, with the exact predictor.
    BestOrderKl(usize),
}
