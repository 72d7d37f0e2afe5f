//! The words and signs of the notation.

use crate::notation::Form;

/// Names of letters.
pub const GREEK: [(&str, &str); 31] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("eps", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("infinity", "∞"),
];

/// Names of several letters that formulas use.
pub const NAMES: [&str; 44] = [
    "ln", "log", "exp", "min", "max", "sup", "inf", "arg", "argmin", "argmax", "mod", "gcd", "lcm", "deg", "dim",
    "rank", "det", "conv", "supp", "sign", "Stab", "Fix", "GF", "MDS", "KL", "JS", "TV", "TC", "DTC", "TER", "PMI",
    "ELBO", "NLL", "Pr", "Var", "Cov", "Bin", "err", "cost", "gap", "ideal", "train", "card", "loss",
];

/// Words that may stand between formulas.
const WORDS: [&str; 33] = [
    "but",
    "outside",
    "times",
    "for",
    "all",
    "some",
    "every",
    "each",
    "and",
    "or",
    "if",
    "iff",
    "not",
    "with",
    "over",
    "of",
    "on",
    "the",
    "where",
    "when",
    "else",
    "is",
    "are",
    "at",
    "by",
    "as",
    "to",
    "exists",
    "such",
    "that",
    "otherwise",
    "concave",
    "nondecreasing",
];

/// Signs that a range stands below and above.
pub const BIG: [(&str, &str); 7] =
    [("sum", "∑"), ("prod", "∏"), ("Int", "∫"), ("max", "max"), ("min", "min"), ("sup", "sup"), ("inf", "inf")];

/// The sign of a name in a table.
pub fn lookup(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)
}

/// Whether a word of several letters is one that formulas use.
pub fn is_known(word: &str) -> bool {
    NAMES.contains(&word)
        || lookup(&GREEK, word).is_some()
        || lookup(&BIG, word).is_some()
        || ["ceil", "floor", "sqrt", "binomial", "in", "u", "bar", "hat", "tilde", "union"].contains(&word)
}

/// Whether a word may stand between formulas.
pub fn is_word(word: &str) -> bool {
    WORDS.contains(&word)
}

/// The relations between operands.
pub fn relation(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "<=" | "≤" => "≤",
        ">=" | "≥" => "≥",
        "=" | "==" => "=",
        "!=" | "≠" => "≠",
        ":=" => "≔",
        "<" => "<",
        ">" => ">",
        "->" | "→" => "→",
        "=>" => "⇒",
        "<=>" => "⇔",
        "~" => "∼",
        "≈" => "≈",
        "∈" => "∈",
        _ => return None,
    })
}

/// The other signs between operands.
pub fn infix(sign: &str) -> Option<(&'static str, Form)> {
    Some(match sign {
        "+" => ("+", Form::Infix),
        "-" | "−" => ("−", Form::Infix),
        "*" | "·" => ("⋅", Form::Infix),
        "×" => ("×", Form::Infix),
        "\\" => ("\\", Form::Infix),
        "||" => ("∥", Form::Infix),
        "|" => ("∣", Form::Infix),
        ":" => (":", Form::Infix),
        ".." => ("…", Form::Infix),
        "/" => ("/", Form::Tight),
        "," => (",", Form::Separator),
        ";" => (";", Form::Separator),
        _ => return None,
    })
}
