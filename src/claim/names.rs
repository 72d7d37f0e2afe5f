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
pub const INFORMATIONS: [&str; 7] = ["E_KL", "ideal_KL", "KL_output", "eps_train", "TC", "DTC", "nat"];

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
        || Pointwise::of_name(name).is_some()
        || DERIVED_SCHEDULES.contains(&name)
        || SCALAR_FUNCTIONS.iter().any(|(function, _)| *function == name)
}
