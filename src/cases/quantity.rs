//! The quantities of a law that claims are linear in.

use std::fmt;
use std::sync::Arc;

use rug::Integer;

use crate::entropy::word_statistic::WordStatistic;
use crate::language::words::{Meaning, MeasureName, RuleDivergence};
use crate::sampler::Schedule;

use super::law_scalar::LawScalar;
use super::policy_measure::PolicyMeasure;
pub use super::position_set::Positions;

/// A quantity of a law (with its predictor), in nats. Claims are relations between rational combinations of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// `h_k`, an average entropy, `k >= 1`.
    Average(usize),
    /// `H(X_A)`, the entropy of a nonempty subset.
    Entropy(Positions),
    /// `gap_k`, the predictor's gap with `k` tokens revealed.
    Gap(usize),
    /// `ln V` while the vocabulary is not fixed.
    LnVocabulary,
    /// The ideal expected KL of the quantified schedule, while only its class is fixed.
    IdealExpectedKl,
    /// The training error of the quantified schedule, while only its class is fixed.
    TrainingError,
    /// `ln n` for an integer `n >= 2`.
    Ln(Integer),
    /// One nat.
    Nat,
    /// The KL divergence of the law from the output law averaged over the orders of a schedule.
    OutputKl(Schedule),
    /// A quantity that is evaluated from its definition.
    ByDefinition(ByDefinition),
}

/// A quantity that is to be evaluated from its definition, by enumeration, and not by an identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ByDefinition {
    /// `h_k` as a mean over subsets.
    AverageEntropy(usize),
    /// `zeta(m)` as a mean of mutual informations.
    Zeta(usize),
    /// `delta(m)` as a mean of conditional mutual informations.
    Delta(usize),
    /// `TC` as the KL divergence from the product of the marginals.
    TotalCorrelation,
    /// `DTC` from conditional entropies.
    DualTotalCorrelation,
    /// `ln` of the number of words that occur at the positions.
    Hartley(Positions),
    /// A statistic of words.
    WordStatistic(WordStatistic),
    /// A number that depends on the law, as so many nats.
    Number(LawScalar),
    /// Such a number times a quantity.
    Multiple(Box<(LawScalar, Quantity)>),
    /// The logarithm of such a number.
    LnOf(LawScalar),
    /// A divergence of the rule of this name.
    OfRule(RuleDivergence, Arc<str>),
    /// `H(X_A | X_B)`.
    Entropy(Positions, Positions),
    /// `I(X_A; X_B | X_C)`.
    MutualInformation(Positions, Positions, Positions),
    /// The expected KL divergence over all orders of a schedule, the sampler followed order by order.
    ExpectedKl(Schedule),
    /// The same with the exact predictor.
    IdealExpectedKl(Schedule),
    /// The training error as the mean over steps and masks.
    TrainingError(Schedule),
    /// A quantity of a policy, or a number of rounds.
    Policies(PolicyMeasure),
}

impl Quantity {
    /// Whether it is a part of a training error, which may be infinite.
    pub fn is_training_error(&self) -> bool {
        matches!(self, Self::Gap(_) | Self::TrainingError)
    }

    /// Whether it may be infinite, at some law with some predictor. Of quantities that are evaluated from their
    /// definition, yes is said of all.
    pub fn may_be_infinite(&self) -> bool {
        match self {
            Self::Average(_)
            | Self::Entropy(_)
            | Self::LnVocabulary
            | Self::IdealExpectedKl
            | Self::Ln(_)
            | Self::Nat => false,
            Self::Gap(_) | Self::TrainingError | Self::OutputKl(_) | Self::ByDefinition(_) => true,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Average(size) => write!(formatter, "h({size})"),
            Self::Entropy(set) => write!(formatter, "H{set}"),
            Self::Gap(revealed) => write!(formatter, "gap({revealed})"),
            Self::LnVocabulary => write!(formatter, "ln(V)"),
            Self::IdealExpectedKl => write!(formatter, "ideal_KL"),
            Self::TrainingError => write!(formatter, "eps_train"),
            Self::Nat => write!(formatter, "nat"),
            Self::Ln(argument) => write!(formatter, "ln({argument})"),
            Self::OutputKl(schedule) => write!(formatter, "KL_output{schedule}"),
            Self::ByDefinition(defined) => defined.fmt(formatter),
        }
    }
}

impl fmt::Display for ByDefinition {
    /// The word of the claim language, with its argument.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AverageEntropy(size) => write!(formatter, "h({size})"),
            Self::Zeta(size) => write!(formatter, "zeta({size})"),
            Self::Delta(size) => write!(formatter, "delta({size})"),
            Self::TotalCorrelation => write!(formatter, "TC"),
            Self::DualTotalCorrelation => write!(formatter, "DTC"),
            Self::Hartley(set) => write!(formatter, "H0{set}"),
            Self::WordStatistic(statistic) => {
                formatter.write_str(Meaning::Measure(MeasureName::Statistic(*statistic)).word().spelling)
            }
            Self::Entropy(set, given) => write!(formatter, "H({set} | {given})"),
            Self::MutualInformation(first, second, given) => write!(formatter, "I({first}; {second} | {given})"),
            Self::ExpectedKl(schedule) => write!(formatter, "E_KL{schedule}"),
            Self::IdealExpectedKl(schedule) => write!(formatter, "ideal_KL{schedule}"),
            Self::TrainingError(schedule) => write!(formatter, "eps_train{schedule}"),
            Self::Policies(measure) => measure.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Multiple(multiple) => write!(formatter, "{}*{}", multiple.0, multiple.1),
            Self::LnOf(number) => write!(formatter, "ln({number})"),
            Self::OfRule(divergence, rule) => {
                let word = Meaning::Measure(MeasureName::OfRule(*divergence)).word();
                write!(formatter, "{} of {rule}", word.spelling)
            }
        }
    }
}
