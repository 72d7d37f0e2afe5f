//! Parts of the language, and all its words.

/// What is quantified beside the law and the variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    Schedules,
    /// Orders and policies too.
    All,
}

/// Which statements are made.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    pub sampling: Sampling,
    /// Variables that are sets of positions.
    pub subsets: bool,
    /// Words that the checker does not evaluate.
    pub unread_words: bool,
    /// Minima and maxima of information measures.
    pub extrema: bool,
    pub exists_of_variables: bool,
    pub premises: bool,
    /// In how many statements of a hundred there is a constant.
    pub constants: u32,
    /// Relations between scalars.
    pub of_scalars: bool,
    /// Only what is linear in average entropies.
    pub linear: bool,
}

/// All of it.
pub const WHOLE: Language = Language {
    sampling: Sampling::All,
    subsets: true,
    unread_words: true,
    extrema: true,
    exists_of_variables: true,
    premises: true,
    constants: 25,
    of_scalars: true,
    linear: false,
};

/// What the checker evaluates on a law.
pub const EVALUATED: Language = Language {
    sampling: Sampling::Schedules,
    subsets: false,
    unread_words: false,
    extrema: false,
    exists_of_variables: false,
    constants: 15,
    ..WHOLE
};

/// What is decided for all laws at once.
pub const LINEAR: Language = Language { premises: false, of_scalars: false, linear: true, constants: 0, ..EVALUATED };

/// The same, with a constant that can be freed.
pub const WITH_CONSTANT: Language = Language { constants: 100, ..LINEAR };

/// Where the signs stand among the words; the words behind them are those of expressions.
pub const SIGNS: std::ops::Range<usize> = 16..38;

/// Every word and sign of the language.
pub const WORDS: [&str; 136] = [
    "for",
    "all",
    "exists",
    "law",
    "schedule",
    "order",
    "policy",
    "rule",
    "with",
    "and",
    "in",
    "subsets",
    "if",
    "then",
    "rest",
    "none",
    ":",
    ",",
    "..",
    "=",
    "<=",
    ">=",
    "==",
    "<",
    ">",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    ";",
    "L",
    "V",
    "T",
    "s_max",
    "s_min",
    "s",
    "N",
    "at",
    "block",
    "before",
    "E_KL",
    "ideal_KL",
    "eps_train",
    "KL_output",
    "halved_larger_first",
    "halved_smaller_first",
    "TC",
    "DTC",
    "h",
    "Z",
    "zeta",
    "delta",
    "H",
    "I",
    "H0",
    "ln",
    "nat",
    "D_inf",
    "TC_reverse",
    "TV_product",
    "chi_square_product",
    "min_top",
    "top_mass",
    "max_mass",
    "second_mass",
    "collision",
    "fano_top",
    "H_binomial",
    "KL_order",
    "ideal_KL_order",
    "eps_order",
    "KL_policy",
    "ideal_KL_policy",
    "eps_policy",
    "conditional_TC",
    "KL_rule",
    "ideal_KL_rule",
    "reverse_KL_rule",
    "mean_KL_rule",
    "TV_rule",
    "support_rule",
    "rounds_rule",
    "rounds_rule_under_law",
    "max_rounds_rule",
    "expected_rounds",
    "max_rounds",
    "serial_depth",
    "serial_depth_worst",
    "best_order_KL",
    "permutation_error",
    "sum",
    "mean",
    "min",
    "max",
    "floor",
    "ceil",
    "log2",
    "binomial",
    "abs",
    "factorial",
    "beta",
    "exp_lower",
    "exp_upper",
    "effective_weight_lower",
    "effective_weight_upper",
    "one_by_one",
    "all_at_once",
    "uniform",
    "singles_then_rest",
    "total_correlation_schedule",
    "dual_total_correlation_schedule",
    "bisection",
    "left_to_right",
    "lowest_entropy",
    "highest_confidence",
    "entropy_bounded",
    "confidence_threshold",
    "random_table",
    "\"random:1\"",
    "0",
    "1",
    "2",
    "0.5",
    "0.0",
    "007",
    "1.25",
    "10",
    "16",
];
