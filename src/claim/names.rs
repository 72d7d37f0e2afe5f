//! The names that have a meaning of their own.

use crate::entropy::pointwise::Pointwise;
use crate::sampler::named_schedules::NAMED_SCHEDULES;

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

/// What a word stands with, as `takes one scalar`, and a piece of a statement that uses it so; `None` for other names.
pub fn usage(name: &str) -> Option<(String, String)> {
    let scalars = |count: usize| {
        let example = ["2", "4, 2", "4, 3, 2", "1, 2, 0, 1"].get(count.wrapping_sub(1)).copied().unwrap_or("2");
        let words = if count == 1 { "one scalar".to_owned() } else { format!("{count} scalars") };
        (format!("takes {words} in parentheses"), format!("{name}({example})"))
    };
    let said = |takes: &str, example: &str| Some((takes.to_owned(), example.to_owned()));
    let of_table = |table: &[(&str, usize)]| table.iter().find(|(word, _)| *word == name).map(|(_, count)| *count);
    match name {
        "sum" => return said("takes a variable with its range, and a term", "sum(i in 1..L, I(i; rest))"),
        "mean" => return said("takes a variable with its range, and a term", "mean(i in 1..L, H(i))"),
        "subsets" => return said("stands behind `in`", "sum(A in subsets(2), H(A))"),
        "H" => return said("takes positions, and perhaps others behind `|`", "H(1 | 2)"),
        "H0" => return said("takes positions", "H0(1, 2)"),
        "I" => return said("takes two sets of positions with `;` between them", "I(1; 2)"),
        "s" | "N" => return Some(("takes one index in square brackets".to_owned(), format!("{name}[1]"))),
        "E_KL" | "ideal_KL" => {
            let schedules = DERIVED_SCHEDULES.map(|derived| format!("`{name}({derived})`")).join(" and ");
            return Some((format!("takes no argument, but for {schedules}"), name.to_owned()));
        }
        "min" | "max" => return Some(("takes values, or a range and a term".to_owned(), format!("{name}(L, 2)"))),
        "L" | "V" => return Some(("takes no argument".to_owned(), name.to_owned())),
        _ => {}
    }
    if INFORMATIONS.contains(&name) || SCHEDULE_SCALARS.contains(&name) || Pointwise::of_name(name).is_some() {
        return Some(("takes no argument".to_owned(), name.to_owned()));
    }
    if CURVES.contains(&name) {
        return Some(scalars(1));
    }
    if ROUNDS.iter().any(|(number, _)| *number == name) {
        return Some(("takes the unit that rounds are counted in".to_owned(), format!("{name}(nat)")));
    }
    if ORDER_PARTS.contains(&name) {
        let example = if name == "at" { "at(1)".to_owned() } else { format!("H({name}(1))") };
        return Some((scalars(1).0, example));
    }
    if DERIVED_SCHEDULES.contains(&name) {
        return Some(("is an argument of `E_KL` and `ideal_KL`".to_owned(), format!("E_KL({name})")));
    }
    let named = |kind: &str, count: usize| {
        let called = if count == 0 { name.to_owned() } else { scalars(count).1 };
        (format!("stands behind `{kind} =`"), format!("for all law, {kind} = {called}: TC >= 0"))
    };
    let function = SCALAR_FUNCTIONS.iter().find(|(function, _)| *function == name).and_then(|(_, count)| *count);
    let called = function.or_else(|| of_table(&CALLED)).map(scalars);
    let of_policy = || of_table(&POLICIES).map(|count| named("policy", count));
    let of_schedule = || of_table(&NAMED_SCHEDULES).map(|count| named("schedule", count));
    called.or_else(of_policy).or_else(of_schedule)
}
