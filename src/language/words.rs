//! The words of the claim language: one table, [`WORDS`], of how each is spelled, what it means and what it needs.
//!
//! A new word is a row of the table and a variant of the enum that its row names; the compiler then asks for its value:
//! in `src/cases/`, or for a [`WordStatistic`] or a [`WordNumber`] in the file of its name in `src/entropy/`. The
//! checker has a table of its own, `checker/src/words.rs`, where a word without a meaning makes it decline;
//! docs/claim-language.md lists all words.

use crate::entropy::word_number::WordNumber;
use crate::entropy::word_statistic::WordStatistic;

/// How a quantifier binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binder {
    /// `for all`
    ForAll,
    /// `exists`
    Exists,
}

/// A relation between two expressions of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `==`
    Equals,
    /// `<`
    Below,
    /// `>`
    Above,
}

impl Comparator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Equals => "==",
            Self::Below => "<",
            Self::Above => ">",
        }
    }

    /// Whether two values in this order stand in the relation.
    pub fn admits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::AtMost => order.is_le(),
            Self::AtLeast => order.is_ge(),
            Self::Equals => order.is_eq(),
            Self::Below => order.is_lt(),
            Self::Above => order.is_gt(),
        }
    }

    /// The sides of a relation, first the one that it wants to be the smaller: the left one for `==`.
    pub fn smaller_first<Side>(self, left: Side, right: Side) -> [Side; 2] {
        match self {
            Self::AtMost | Self::Below | Self::Equals => [left, right],
            Self::AtLeast | Self::Above => [right, left],
        }
    }
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

/// What is made of a term's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
}

impl Fold {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Minimum => "min",
            Self::Maximum => "max",
        }
    }
}

/// The scalars without arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarName {
    /// `L`
    Length,
    /// `V`
    VocabularySize,
    /// A number of the schedule in scope.
    Schedule(ScheduleScalar),
}

/// The numbers that a schedule has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleScalar {
    /// `T`, the number of blocks.
    Steps,
    /// `s_max`, the size of the largest block.
    Largest,
    /// `s_min`, the size of the smallest block.
    Smallest,
}

/// The sequences that a schedule has, by an index in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// `N[t]`, the number of positions revealed after `t` steps.
    Boundaries,
    /// `s[t]`, the size of block `t`.
    Blocks,
}

/// The functions of one scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The greatest integer below or at it.
    Floor,
    /// The least integer above or at it.
    Ceil,
    /// The logarithm of a power of two.
    Log2,
    /// The absolute value.
    Abs,
    /// The factorial.
    Factorial,
    /// A rational below `e^x`.
    ExpLower,
    /// A rational above `e^x`.
    ExpUpper,
    /// A rational below the effective weight of a size.
    EffectiveWeightLower,
    /// A rational above the effective weight of a size.
    EffectiveWeightUpper,
    /// The position at a place of the order in scope.
    At,
}

/// A minimum or a maximum of several expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extremum {
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
}

/// The information measures without arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureName {
    /// One nat.
    Nat,
    /// The total correlation.
    TotalCorrelation,
    /// The dual total correlation.
    DualTotalCorrelation,
    /// The training error of the schedule in scope.
    TrainingError,
    /// The KL divergence of the law from the output law averaged over the orders of the schedule in scope.
    OutputKl,
    /// A quantity of the order or policy in scope.
    OfPolicy(PolicyQuantity),
    /// A divergence of the rule in scope.
    OfRule(RuleDivergence),
    /// A statistic of words.
    Statistic(WordStatistic),
    /// A measure of all positions as several variables.
    OfAll(Multivariate),
}

/// The measures of several variables, from the entropies of sets of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multivariate {
    /// The total correlation `sum_i H(i) - H(A)`.
    TotalCorrelation,
    /// The dual total correlation `H(A) - sum_i H(i | A - i)`.
    DualTotalCorrelation,
    /// The O-information `TC - DTC`.
    OInformation,
    /// The complexity of Tononi, Sporns and Edelman.
    TseComplexity,
    /// The co-information, minus the alternating sum of the entropies of all sets.
    CoInformation,
}

impl Multivariate {
    /// The measure of a word that is applied to positions.
    pub fn of_word(spelling: &str) -> Option<Self> {
        match find(spelling)?.meaning {
            Meaning::Measure(MeasureName::TotalCorrelation) => Some(Self::TotalCorrelation),
            Meaning::Measure(MeasureName::DualTotalCorrelation) => Some(Self::DualTotalCorrelation),
            Meaning::Measure(MeasureName::OfAll(measure)) => Some(measure),
            _ => None,
        }
    }
}

/// What a mutual information of `A` and `B` is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// `min(H(A), H(B))`
    Least,
    /// `max(H(A), H(B))`
    Greatest,
    /// `(H(A) + H(B))/2`
    Mean,
    /// `H(A, B)`
    Joint,
}

/// The normalised mutual informations.
pub const NORMALISATIONS: [(&str, Normalisation); 4] = [
    ("NMI_min", Normalisation::Least),
    ("NMI_max", Normalisation::Greatest),
    ("NMI_mean", Normalisation::Mean),
    ("NMI_joint", Normalisation::Joint),
];

/// A divergence between the law `p` and the output law `q` of a rule, in nats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleDivergence {
    /// `KL(p || q)`.
    Kl,
    /// The same with the exact predictor.
    IdealKl,
    /// `KL(q || p)`.
    ReverseKl,
    /// The mean of `KL(p || q_choices)` over the rule's random choices of positions.
    MeanKl,
}

/// A rational number of a rule, with `p` and `q` as for [`RuleDivergence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleNumber {
    /// The total variation distance between `p` and `q`.
    TotalVariation,
    /// The probability under `q` of what is possible under `p`.
    SupportProbability,
    /// The mean number of rounds along the rule's own runs.
    ExpectedRounds,
    /// The mean number of rounds of the runs whose output is drawn from `p`.
    ExpectedRoundsUnderLaw,
    /// The largest number of rounds.
    MaxRounds,
}

/// A rational number that depends on the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LawNumber {
    /// A mass or a distance of words.
    OfWords(WordNumber),
    /// A number of the rule in scope.
    OfRule(RuleNumber),
}

/// The probability of a word's tokens at some positions, given those at others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordMass {
    /// Under the law.
    OfLaw,
    /// The product of the predictor's probabilities.
    Predicted,
}

impl WordMass {
    /// As it is written.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::OfLaw => "mass",
            Self::Predicted => "predicted",
        }
    }
}

/// A quantity of a policy, in nats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyQuantity {
    /// The KL divergence of the law from the policy's output law, from its definition.
    Kl,
    /// The same with the exact predictor.
    IdealKl,
    /// What the predictor's rows add along the policy.
    LearningGap,
    /// The expected sum of the conditional total correlations of the revealed sets, summed over states.
    ConditionalTc,
}

/// The expected KL divergences of a schedule: of the one in scope, or of one that is derived from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divergence {
    /// With the model's predictor.
    Expected,
    /// With the exact predictor.
    Ideal,
}

/// The schedules derived from the one in scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halving {
    /// Each block halved, the larger half first.
    LargerFirst,
    /// Each block halved, the smaller half first.
    SmallerFirst,
}

/// The information measures of one scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureFunction {
    /// A value of a curve of average entropies.
    Curve(Curve),
    /// `rho(u)`, the profile of the law at a time.
    Profile,
    /// The natural logarithm.
    Ln,
    /// The entropy of the number of heads in so many fair tosses.
    BinomialEntropy,
    /// The least KL divergence of the orders with so many blocks.
    BestOrderKl,
}

/// The curves of average entropies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// `h(k)`, the average entropy of `k` positions.
    AverageEntropy,
    /// `Z(j)`, the information curve.
    Information,
    /// `zeta(m)`
    Zeta,
    /// `delta(m)`
    Delta,
}

/// The numbers of rounds, counted in a constant information measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    /// The mean number of rounds of the policy in scope.
    Expected,
    /// The largest number of rounds of the policy in scope.
    Max,
    /// The least mean number of rounds of a policy without error.
    SerialDepth,
    /// The least largest number of rounds of a policy without error.
    WorstSerialDepth,
}

/// What an order defines by an index: sets of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderPart {
    /// The block of a step.
    Block,
    /// What was revealed before a step.
    Before,
}

/// What a word means. Its variant tells the sort, and what follows the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A scalar, without arguments.
    Scalar(ScalarName),
    /// A scalar, an entry of a sequence: an index in brackets follows.
    Entry(Sequence),
    /// A scalar, of one scalar.
    Function(Function),
    /// A scalar, of two scalars.
    Binomial,
    /// A scalar, of four scalars.
    Beta,
    /// A scalar, of three scalars.
    Bernstein,
    /// A scalar or an information measure, as its arguments are: at least one.
    Extremum(Extremum),
    /// A rational number that depends on the law, without arguments.
    LawNumber(LawNumber),
    /// An information measure, without arguments.
    Measure(MeasureName),
    /// An information measure, without arguments or of a derived schedule.
    Divergence(Divergence),
    /// An information measure, of one scalar.
    MeasureFunction(MeasureFunction),
    /// An information measure, of two scalars.
    PermutationError,
    /// An information measure, of a constant one.
    Rounds(Rounds),
    /// A set of positions, of one scalar.
    OrderPart(OrderPart),
    /// The argument of a divergence.
    Halving(Halving),
    /// What the grammar places; it is nothing by itself.
    Grammar,
}

/// What must be bound where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A law.
    Law,
    /// A schedule, or an order with its block sizes.
    Schedule,
    /// A schedule and a law.
    ScheduleAndLaw,
    /// An unmasking order.
    Order,
    /// An unmasking order and a law.
    OrderAndLaw,
    /// A policy and a law.
    PolicyAndLaw,
    /// A policy or an order, and a law.
    SamplerAndLaw,
    /// A rule and a law.
    RuleAndLaw,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// How it is spelled.
    pub spelling: &'static str,
    /// What it means.
    pub meaning: Meaning,
    /// What must be bound where it stands.
    pub needs: Needs,
    /// Whether it is a combination of average entropies, the training error and nats, whatever the schedule.
    pub is_linear: bool,
    /// Whether the checker of certificates reads it.
    pub is_read_by_checker: bool,
}

const fn word(spelling: &'static str, meaning: Meaning, needs: Needs, properties: (bool, bool)) -> Word {
    Word { spelling, meaning, needs, is_linear: properties.0, is_read_by_checker: properties.1 }
}

/// Linear in average entropies, and read by the checker.
const LINEAR: (bool, bool) = (true, true);
/// Linear in average entropies, and unknown to the checker.
const LINEAR_UNREAD: (bool, bool) = (true, false);
/// Read by the checker.
const READ: (bool, bool) = (false, true);
/// Unknown to the checker.
const UNREAD: (bool, bool) = (false, false);

use LawNumber::{OfRule as NumberOfRule, OfWords};
use Meaning::{
    Divergence as Kl, Entry, Function as Of, Grammar, LawNumber as Number, Measure, MeasureFunction as MeasureOf,
    Scalar,
};
use MeasureName::{OfAll, OfPolicy, OfRule, Statistic};
use Needs::{Law, Nothing, Order, OrderAndLaw, PolicyAndLaw, RuleAndLaw, SamplerAndLaw, Schedule, ScheduleAndLaw};

/// All words that cannot be variables.
pub static WORDS: [Word; 87] = [
    word("L", Scalar(ScalarName::Length), Nothing, READ),
    word("V", Scalar(ScalarName::VocabularySize), Law, READ),
    word("T", Scalar(ScalarName::Schedule(ScheduleScalar::Steps)), Schedule, READ),
    word("s_max", Scalar(ScalarName::Schedule(ScheduleScalar::Largest)), Schedule, READ),
    word("s_min", Scalar(ScalarName::Schedule(ScheduleScalar::Smallest)), Schedule, READ),
    word("N", Entry(Sequence::Boundaries), Schedule, READ),
    word("s", Entry(Sequence::Blocks), Schedule, READ),
    word("floor", Of(Function::Floor), Nothing, READ),
    word("ceil", Of(Function::Ceil), Nothing, READ),
    word("log2", Of(Function::Log2), Nothing, READ),
    word("abs", Of(Function::Abs), Nothing, READ),
    word("factorial", Of(Function::Factorial), Nothing, READ),
    word("exp_lower", Of(Function::ExpLower), Nothing, UNREAD),
    word("exp_upper", Of(Function::ExpUpper), Nothing, UNREAD),
    word("effective_weight_lower", Of(Function::EffectiveWeightLower), Nothing, UNREAD),
    word("effective_weight_upper", Of(Function::EffectiveWeightUpper), Nothing, UNREAD),
    word("at", Of(Function::At), Order, UNREAD),
    word("binomial", Meaning::Binomial, Nothing, READ),
    word("beta", Meaning::Beta, Nothing, READ),
    word("bernstein", Meaning::Bernstein, Nothing, READ),
    word("min", Meaning::Extremum(Extremum::Minimum), Nothing, READ),
    word("max", Meaning::Extremum(Extremum::Maximum), Nothing, READ),
    word("nat", Measure(MeasureName::Nat), Nothing, LINEAR),
    word("TC", Measure(MeasureName::TotalCorrelation), Law, LINEAR),
    word("DTC", Measure(MeasureName::DualTotalCorrelation), Law, LINEAR),
    word("O_information", Measure(OfAll(Multivariate::OInformation)), Law, LINEAR_UNREAD),
    word("TSE", Measure(OfAll(Multivariate::TseComplexity)), Law, LINEAR_UNREAD),
    word("co_information", Measure(OfAll(Multivariate::CoInformation)), Law, LINEAR_UNREAD),
    word("E_KL", Kl(Divergence::Expected), ScheduleAndLaw, LINEAR),
    word("ideal_KL", Kl(Divergence::Ideal), ScheduleAndLaw, LINEAR),
    word("eps_train", Measure(MeasureName::TrainingError), ScheduleAndLaw, LINEAR),
    word("KL_output", Measure(MeasureName::OutputKl), ScheduleAndLaw, READ),
    word("h", MeasureOf(MeasureFunction::Curve(Curve::AverageEntropy)), Law, LINEAR),
    word("Z", MeasureOf(MeasureFunction::Curve(Curve::Information)), Law, LINEAR),
    word("zeta", MeasureOf(MeasureFunction::Curve(Curve::Zeta)), Law, LINEAR),
    word("delta", MeasureOf(MeasureFunction::Curve(Curve::Delta)), Law, LINEAR),
    word("rho", MeasureOf(MeasureFunction::Profile), Law, LINEAR),
    word("ln", MeasureOf(MeasureFunction::Ln), Nothing, LINEAR),
    word("H_binomial", MeasureOf(MeasureFunction::BinomialEntropy), Nothing, LINEAR_UNREAD),
    word("D_inf", Measure(Statistic(WordStatistic::MaximalDivergence)), Law, UNREAD),
    word("TC_reverse", Measure(Statistic(WordStatistic::ReverseTotalCorrelation)), Law, READ),
    word("TV_product", Number(OfWords(WordNumber::ProductDistance)), Law, UNREAD),
    word("chi_square_product", Number(OfWords(WordNumber::ProductChiSquare)), Law, UNREAD),
    word("min_top", Number(OfWords(WordNumber::LeastTop)), Law, READ),
    word("top_mass", Number(OfWords(WordNumber::TopMass)), Law, READ),
    word("max_mass", Number(OfWords(WordNumber::LargestMass)), Law, READ),
    word("second_mass", Number(OfWords(WordNumber::SecondMass)), Law, READ),
    word("collision", Number(OfWords(WordNumber::Collision)), Law, READ),
    word("fano_top", Measure(Statistic(WordStatistic::FanoOfTop)), Law, UNREAD),
    word("KL_order", Measure(OfPolicy(PolicyQuantity::Kl)), OrderAndLaw, UNREAD),
    word("ideal_KL_order", Measure(OfPolicy(PolicyQuantity::IdealKl)), OrderAndLaw, UNREAD),
    word("eps_order", Measure(OfPolicy(PolicyQuantity::LearningGap)), OrderAndLaw, UNREAD),
    word("KL_policy", Measure(OfPolicy(PolicyQuantity::Kl)), PolicyAndLaw, UNREAD),
    word("ideal_KL_policy", Measure(OfPolicy(PolicyQuantity::IdealKl)), PolicyAndLaw, UNREAD),
    word("eps_policy", Measure(OfPolicy(PolicyQuantity::LearningGap)), PolicyAndLaw, UNREAD),
    word("conditional_TC", Measure(OfPolicy(PolicyQuantity::ConditionalTc)), SamplerAndLaw, UNREAD),
    word("KL_rule", Measure(OfRule(RuleDivergence::Kl)), RuleAndLaw, UNREAD),
    word("ideal_KL_rule", Measure(OfRule(RuleDivergence::IdealKl)), RuleAndLaw, UNREAD),
    word("reverse_KL_rule", Measure(OfRule(RuleDivergence::ReverseKl)), RuleAndLaw, UNREAD),
    word("mean_KL_rule", Measure(OfRule(RuleDivergence::MeanKl)), RuleAndLaw, UNREAD),
    word("TV_rule", Number(NumberOfRule(RuleNumber::TotalVariation)), RuleAndLaw, UNREAD),
    word("support_rule", Number(NumberOfRule(RuleNumber::SupportProbability)), RuleAndLaw, UNREAD),
    word("rounds_rule", Number(NumberOfRule(RuleNumber::ExpectedRounds)), RuleAndLaw, UNREAD),
    word("rounds_rule_under_law", Number(NumberOfRule(RuleNumber::ExpectedRoundsUnderLaw)), RuleAndLaw, UNREAD),
    word("max_rounds_rule", Number(NumberOfRule(RuleNumber::MaxRounds)), RuleAndLaw, UNREAD),
    word("expected_rounds", Meaning::Rounds(Rounds::Expected), PolicyAndLaw, UNREAD),
    word("max_rounds", Meaning::Rounds(Rounds::Max), PolicyAndLaw, UNREAD),
    word("serial_depth", Meaning::Rounds(Rounds::SerialDepth), Law, UNREAD),
    word("serial_depth_worst", Meaning::Rounds(Rounds::WorstSerialDepth), Law, UNREAD),
    word("best_order_KL", MeasureOf(MeasureFunction::BestOrderKl), Law, UNREAD),
    word("permutation_error", Meaning::PermutationError, Nothing, UNREAD),
    word("block", Meaning::OrderPart(OrderPart::Block), Order, UNREAD),
    word("before", Meaning::OrderPart(OrderPart::Before), Order, UNREAD),
    word("halved_larger_first", Meaning::Halving(Halving::LargerFirst), Nothing, READ),
    word("halved_smaller_first", Meaning::Halving(Halving::SmallerFirst), Nothing, READ),
    word("H", Grammar, Law, READ),
    word("H0", Grammar, Law, UNREAD),
    word("I", Grammar, Law, READ),
    word("NMI_min", Grammar, Law, UNREAD),
    word("NMI_max", Grammar, Law, UNREAD),
    word("NMI_mean", Grammar, Law, UNREAD),
    word("NMI_joint", Grammar, Law, UNREAD),
    word("mass", Grammar, Law, UNREAD),
    word("predicted", Grammar, Law, UNREAD),
    word("sum", Grammar, Nothing, READ),
    word("mean", Grammar, Nothing, READ),
    word("subsets", Grammar, Nothing, UNREAD),
];

/// The word of a spelling; `None` where a name means nothing, so that it can be a variable.
pub fn find(spelling: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.spelling == spelling)
}

impl Word {
    /// Whether it stands for an information measure, with what follows it.
    pub fn is_measure(&self) -> bool {
        match self.meaning {
            Meaning::Measure(_)
            | Meaning::Divergence(_)
            | Meaning::MeasureFunction(_)
            | Meaning::PermutationError
            | Meaning::Rounds(_) => true,
            Meaning::Grammar => matches!(self.spelling, "H" | "H0" | "I"),
            Meaning::Scalar(_)
            | Meaning::LawNumber(_)
            | Meaning::Entry(_)
            | Meaning::Function(_)
            | Meaning::Binomial
            | Meaning::Beta
            | Meaning::Bernstein
            | Meaning::Extremum(_)
            | Meaning::OrderPart(_)
            | Meaning::Halving(_) => false,
        }
    }
}

impl Meaning {
    /// The first row with this meaning: some words mean the same of an order and of a policy.
    pub fn word(self) -> &'static Word {
        WORDS.iter().find(|word| word.meaning == self).expect("each meaning has a row")
    }

    /// Whether it is a constant information measure, in which rounds can be counted.
    pub fn is_unit(self) -> bool {
        matches!(self, Self::Measure(MeasureName::Nat) | Self::MeasureFunction(MeasureFunction::Ln))
    }
}

/// The policies that a quantifier may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyName {
    /// Halves of halves.
    Bisection,
    /// So many positions at a time, from the left.
    LeftToRight,
    /// So many positions of the lowest entropy at a time.
    LowestEntropy,
    /// So many positions of the highest confidence at a time.
    HighestConfidence,
    /// Positions as long as the sum of their entropies is within a bound.
    EntropyBounded,
    /// The positions whose confidence reaches a threshold.
    ConfidenceThreshold,
    /// Blocks drawn at random for each state, from a seed.
    RandomTable,
}

/// The policies with their spellings and the numbers of their arguments. These words can be variables as well.
pub const POLICIES: [(&str, PolicyName, usize); 7] = [
    ("bisection", PolicyName::Bisection, 0),
    ("left_to_right", PolicyName::LeftToRight, 1),
    ("lowest_entropy", PolicyName::LowestEntropy, 1),
    ("highest_confidence", PolicyName::HighestConfidence, 1),
    ("entropy_bounded", PolicyName::EntropyBounded, 1),
    ("confidence_threshold", PolicyName::ConfidenceThreshold, 1),
    ("random_table", PolicyName::RandomTable, 1),
];
