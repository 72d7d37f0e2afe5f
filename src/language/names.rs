//! The names that have a meaning of their own.

use crate::entropy::pointwise::Pointwise;

/// The functions of scalars, with how many arguments they take (`None`: at least one).
pub const SCALAR_FUNCTIONS: [(&str, Option<usize>); 13] = [
    ("floor", Some(1)),
    ("ceil", Some(1)),
    ("log2", Some(1)),
    ("abs", Some(1)),
    ("binomial", Some(2)),
    ("factorial", Some(1)),
    ("beta", Some(4)),
    ("exp_lower", Some(1)),
    ("exp_upper", Some(1)),
    ("effective_weight_lower", Some(1)),
    ("effective_weight_upper", Some(1)),
    ("min", None),
    ("max", None),
];

/// The informations with one scalar argument.
pub const CURVES: [&str; 6] = ["h", "Z", "zeta", "delta", "ln", "H_binomial"];

/// The informations without arguments.
pub const INFORMATIONS: [&str; 14] = [
    "E_KL",
    "ideal_KL",
    "KL_output",
    "eps_train",
    "TC",
    "DTC",
    "nat",
    "KL_order",
    "ideal_KL_order",
    "eps_order",
    "KL_policy",
    "ideal_KL_policy",
    "eps_policy",
    "conditional_TC",
];

/// The numbers of rounds, counted in a unit, and whether they are of the policy in scope.
pub const ROUNDS: [(&str, bool); 4] =
    [("expected_rounds", true), ("max_rounds", true), ("serial_depth", false), ("serial_depth_worst", false)];

/// The policies that a quantifier may name, with the number of their arguments.
pub const POLICIES: [(&str, usize); 7] = [
    ("bisection", 0),
    ("left_to_right", 1),
    ("lowest_entropy", 1),
    ("highest_confidence", 1),
    ("entropy_bounded", 1),
    ("confidence_threshold", 1),
    ("random_table", 1),
];

/// What an order defines by an index: blocks, what was revealed before a block, and positions.
pub const ORDER_PARTS: [&str; 3] = ["block", "before", "at"];

/// The informations with scalar arguments that are no curves, with how many.
pub const CALLED: [(&str, usize); 2] = [("best_order_KL", 1), ("permutation_error", 2)];

/// The schedules derived from the one in scope, as arguments of `E_KL` and `ideal_KL`.
pub const DERIVED_SCHEDULES: [&str; 2] = ["halved_larger_first", "halved_smaller_first"];

/// The scalars that a quantified schedule defines.
pub const SCHEDULE_SCALARS: [&str; 3] = ["T", "s_max", "s_min"];

/// Whether a name means something, and cannot be a variable.
pub fn is_reserved(name: &str) -> bool {
    matches!(name, "L" | "V" | "N" | "s" | "H" | "H0" | "I" | "sum" | "mean" | "subsets")
        || SCHEDULE_SCALARS.contains(&name)
        || CURVES.contains(&name)
        || INFORMATIONS.contains(&name)
        || ORDER_PARTS.contains(&name)
        || ROUNDS.iter().any(|(number, _)| *number == name)
        || CALLED.iter().any(|(called, _)| *called == name)
        || Pointwise::of_name(name).is_some()
        || DERIVED_SCHEDULES.contains(&name)
        || SCALAR_FUNCTIONS.iter().any(|(function, _)| *function == name)
}
