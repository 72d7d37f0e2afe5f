//! The words of the claim language: how each is spelled, what it is, what it is applied to, and what must be bound
//! where it stands. `evaluate.rs` says what the words mean; of some this checker knows no meaning.

/// The type of an expression. The literal 0 is of all types, and so is what sums, signs, `min` and `max` make of it
/// alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number that is known before the law.
    Scalar,
    /// A number that depends on the law; beside information measures it is so many nats.
    Number,
    Measure,
    Zero,
}

impl Type {
    /// Whether it can stand where a number is needed before the law is known.
    pub fn is_known(self) -> bool {
        matches!(self, Self::Scalar | Self::Zero)
    }
}

/// The words that are scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    Length,
    Vocabulary,
    BlockCount,
    LargestBlock,
    SmallestBlock,
    Block,
    Revealed,
    Log2,
    Floor,
    Ceil,
    Abs,
    Factorial,
    Binomial,
    Beta,
    Bernstein,
    Least,
    Greatest,
}

/// The words that are information measures, without those for sets of positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    ExpectedError(Halving),
    IdealError(Halving),
    TrainingError,
    Nat,
    TotalCorrelation,
    DualTotalCorrelation,
    AverageEntropy,
    Z,
    Zeta,
    Delta,
    Rho,
    Log,
    OfLaw(OfLaw),
}

/// The quantities that are no linear forms in entropies: only a law that is listed has a value of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfLaw {
    OutputError,
    ReverseDivergence,
    LeastTop,
    TopMass,
    LargestMass,
    SecondMass,
    Collision,
}

impl Measure {
    /// The type of the word: some quantities of a law are numbers.
    pub fn kind(self) -> Type {
        let Self::OfLaw(quantity) = self else { return Type::Measure };
        match quantity {
            OfLaw::OutputError | OfLaw::ReverseDivergence => Type::Measure,
            OfLaw::LeastTop | OfLaw::TopMass | OfLaw::LargestMass | OfLaw::SecondMass | OfLaw::Collision => {
                Type::Number
            }
        }
    }
}

/// The schedule that an error is of: the one that is bound, or that with each block halved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Halving {
    Whole,
    LargerFirst,
    SmallerFirst,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Scalar(Scalar),
    Measure(Measure),
    /// What this checker does not evaluate.
    Unread(Type),
    /// The same, of an argument that is a constant information measure: `nat`, `ln(2)`, `3/2*nat`.
    UnreadOfUnit,
    /// A set of positions, which stands in lists of positions only; this checker does not evaluate it.
    UnreadSet,
    /// A word that the grammar places; it cannot be bound, and is nothing by itself.
    Grammar,
}

/// What follows a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// So many expressions in parentheses; without them, none.
    Count(usize),
    /// At least one.
    Some,
    /// One in brackets.
    Index,
    /// Nothing, or a way to halve the blocks.
    Halving,
}

/// What must be bound before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    Law,
    Schedule,
    LawAndSchedule,
    Order,
    LawAndOrder,
    LawAndPolicy,
    LawAndOrderOrPolicy,
    LawAndRule,
}

use Arguments::{Count, Halving as Halves, Index, Some as AtLeastOne};
use Meaning::{Grammar, Measure as M, Scalar as S, Unread, UnreadOfUnit, UnreadSet};

const MEASURE: Meaning = Unread(Type::Measure);
const NUMBER: Meaning = Unread(Type::Number);

/// All words that cannot be bound.
const WORDS: [(&str, Meaning, Arguments, Needs); 87] = [
    ("L", S(Scalar::Length), Count(0), Needs::Nothing),
    ("V", S(Scalar::Vocabulary), Count(0), Needs::Law),
    ("T", S(Scalar::BlockCount), Count(0), Needs::Schedule),
    ("s_max", S(Scalar::LargestBlock), Count(0), Needs::Schedule),
    ("s_min", S(Scalar::SmallestBlock), Count(0), Needs::Schedule),
    ("s", S(Scalar::Block), Index, Needs::Schedule),
    ("N", S(Scalar::Revealed), Index, Needs::Schedule),
    ("log2", S(Scalar::Log2), Count(1), Needs::Nothing),
    ("floor", S(Scalar::Floor), Count(1), Needs::Nothing),
    ("ceil", S(Scalar::Ceil), Count(1), Needs::Nothing),
    ("abs", S(Scalar::Abs), Count(1), Needs::Nothing),
    ("factorial", S(Scalar::Factorial), Count(1), Needs::Nothing),
    ("binomial", S(Scalar::Binomial), Count(2), Needs::Nothing),
    ("beta", S(Scalar::Beta), Count(4), Needs::Nothing),
    ("bernstein", S(Scalar::Bernstein), Count(3), Needs::Nothing),
    ("min", S(Scalar::Least), AtLeastOne, Needs::Nothing),
    ("max", S(Scalar::Greatest), AtLeastOne, Needs::Nothing),
    ("E_KL", M(Measure::ExpectedError(Halving::Whole)), Halves, Needs::LawAndSchedule),
    ("ideal_KL", M(Measure::IdealError(Halving::Whole)), Halves, Needs::LawAndSchedule),
    ("eps_train", M(Measure::TrainingError), Count(0), Needs::LawAndSchedule),
    ("KL_output", M(Measure::OfLaw(OfLaw::OutputError)), Count(0), Needs::LawAndSchedule),
    ("nat", M(Measure::Nat), Count(0), Needs::Nothing),
    ("TC", M(Measure::TotalCorrelation), Count(0), Needs::Law),
    ("DTC", M(Measure::DualTotalCorrelation), Count(0), Needs::Law),
    ("h", M(Measure::AverageEntropy), Count(1), Needs::Law),
    ("Z", M(Measure::Z), Count(1), Needs::Law),
    ("zeta", M(Measure::Zeta), Count(1), Needs::Law),
    ("delta", M(Measure::Delta), Count(1), Needs::Law),
    ("rho", M(Measure::Rho), Count(1), Needs::Law),
    ("ln", M(Measure::Log), Count(1), Needs::Nothing),
    ("TC_reverse", M(Measure::OfLaw(OfLaw::ReverseDivergence)), Count(0), Needs::Law),
    ("min_top", M(Measure::OfLaw(OfLaw::LeastTop)), Count(0), Needs::Law),
    ("top_mass", M(Measure::OfLaw(OfLaw::TopMass)), Count(0), Needs::Law),
    ("max_mass", M(Measure::OfLaw(OfLaw::LargestMass)), Count(0), Needs::Law),
    ("second_mass", M(Measure::OfLaw(OfLaw::SecondMass)), Count(0), Needs::Law),
    ("collision", M(Measure::OfLaw(OfLaw::Collision)), Count(0), Needs::Law),
    ("O_information", MEASURE, Count(0), Needs::Law),
    ("TSE", MEASURE, Count(0), Needs::Law),
    ("co_information", MEASURE, Count(0), Needs::Law),
    ("D_inf", MEASURE, Count(0), Needs::Law),
    ("TV_product", NUMBER, Count(0), Needs::Law),
    ("chi_square_product", NUMBER, Count(0), Needs::Law),
    ("fano_top", MEASURE, Count(0), Needs::Law),
    ("H_binomial", MEASURE, Count(1), Needs::Nothing),
    ("exp_lower", Unread(Type::Scalar), Count(1), Needs::Nothing),
    ("exp_upper", Unread(Type::Scalar), Count(1), Needs::Nothing),
    ("effective_weight_lower", Unread(Type::Scalar), Count(1), Needs::Nothing),
    ("effective_weight_upper", Unread(Type::Scalar), Count(1), Needs::Nothing),
    ("KL_order", MEASURE, Count(0), Needs::LawAndOrder),
    ("ideal_KL_order", MEASURE, Count(0), Needs::LawAndOrder),
    ("eps_order", MEASURE, Count(0), Needs::LawAndOrder),
    ("KL_policy", MEASURE, Count(0), Needs::LawAndPolicy),
    ("ideal_KL_policy", MEASURE, Count(0), Needs::LawAndPolicy),
    ("eps_policy", MEASURE, Count(0), Needs::LawAndPolicy),
    ("conditional_TC", MEASURE, Count(0), Needs::LawAndOrderOrPolicy),
    ("KL_rule", MEASURE, Count(0), Needs::LawAndRule),
    ("ideal_KL_rule", MEASURE, Count(0), Needs::LawAndRule),
    ("reverse_KL_rule", MEASURE, Count(0), Needs::LawAndRule),
    ("mean_KL_rule", MEASURE, Count(0), Needs::LawAndRule),
    ("TV_rule", NUMBER, Count(0), Needs::LawAndRule),
    ("support_rule", NUMBER, Count(0), Needs::LawAndRule),
    ("rounds_rule", NUMBER, Count(0), Needs::LawAndRule),
    ("rounds_rule_under_law", NUMBER, Count(0), Needs::LawAndRule),
    ("max_rounds_rule", NUMBER, Count(0), Needs::LawAndRule),
    ("expected_rounds", UnreadOfUnit, Count(1), Needs::LawAndPolicy),
    ("max_rounds", UnreadOfUnit, Count(1), Needs::LawAndPolicy),
    ("serial_depth", UnreadOfUnit, Count(1), Needs::Law),
    ("serial_depth_worst", UnreadOfUnit, Count(1), Needs::Law),
    ("best_order_KL", MEASURE, Count(1), Needs::Law),
    ("permutation_error", MEASURE, Count(2), Needs::Nothing),
    ("at", Unread(Type::Scalar), Count(1), Needs::Order),
    ("block", UnreadSet, Count(1), Needs::Order),
    ("before", UnreadSet, Count(1), Needs::Order),
    ("H", Grammar, Count(0), Needs::Nothing),
    ("H0", Grammar, Count(0), Needs::Nothing),
    ("I", Grammar, Count(0), Needs::Nothing),
    ("NMI_min", Grammar, Count(0), Needs::Nothing),
    ("NMI_max", Grammar, Count(0), Needs::Nothing),
    ("NMI_mean", Grammar, Count(0), Needs::Nothing),
    ("NMI_joint", Grammar, Count(0), Needs::Nothing),
    ("mass", Grammar, Count(0), Needs::Nothing),
    ("predicted", Grammar, Count(0), Needs::Nothing),
    ("sum", Grammar, Count(0), Needs::Nothing),
    ("mean", Grammar, Count(0), Needs::Nothing),
    ("subsets", Grammar, Count(0), Needs::Nothing),
    ("halved_larger_first", Grammar, Count(0), Needs::Nothing),
    ("halved_smaller_first", Grammar, Count(0), Needs::Nothing),
];

/// What a word is, what follows it, and what it needs; nothing where a name has no meaning, so that it can be bound.
pub fn find(name: &str) -> Option<(Meaning, Arguments, Needs)> {
    WORDS.iter().find(|(word, ..)| *word == name).map(|(_, meaning, arguments, needs)| (*meaning, *arguments, *needs))
}

/// The words that may be applied to positions, `TC(A | B)`, beside `H` and `I`; this checker does not evaluate these.
pub const OF_POSITIONS: [&str; 6] = ["H0", "TC", "DTC", "O_information", "TSE", "co_information"];

/// The words that are no names.
pub const KEYWORDS: [&str; 15] = [
    "for", "all", "exists", "with", "and", "in", "rest", "none", "law", "schedule", "order", "policy", "rule", "if",
    "then",
];

/// The schedules with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    OneByOne,
    AllAtOnce,
    Uniform,
    SinglesThenRest,
    TotalCorrelation,
    DualTotalCorrelation,
}

/// How they are spelled, with the number of their parameters. These words have a meaning behind `schedule =` only, and
/// can be bound.
pub const NAMED: [(&str, Named, usize); 6] = [
    ("one_by_one", Named::OneByOne, 0),
    ("all_at_once", Named::AllAtOnce, 0),
    ("uniform", Named::Uniform, 1),
    ("singles_then_rest", Named::SinglesThenRest, 1),
    ("total_correlation_schedule", Named::TotalCorrelation, 1),
    ("dual_total_correlation_schedule", Named::DualTotalCorrelation, 1),
];

/// The policies, with the number of their parameters; they can be bound as well.
pub const POLICIES: [(&str, usize); 7] = [
    ("bisection", 0),
    ("left_to_right", 1),
    ("lowest_entropy", 1),
    ("highest_confidence", 1),
    ("entropy_bounded", 1),
    ("confidence_threshold", 1),
    ("random_table", 1),
];
