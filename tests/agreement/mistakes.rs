//! Ways to spoil a statement: in its signs, names, types and scopes. Some leave it well formed; the engine says which.

use std::ops::Range;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::generator::{Role, Sample, Sort, Token};
use super::language::{SIGNS, WORDS};
use super::text::{Style, Text};

/// A way to spoil a statement; nothing where it does not apply.
pub struct Mistake {
    pub name: &'static str,
    /// At least so many of a hundred of its texts are not well formed.
    pub refused: u64,
    /// At most so many of a hundred are not well formed.
    pub refused_at_most: u64,
    pub make: fn(&Sample, &mut ChaCha8Rng) -> Option<Text>,
}

const fn mistake(
    name: &'static str,
    (refused, refused_at_most): (u64, u64),
    make: fn(&Sample, &mut ChaCha8Rng) -> Option<Text>,
) -> Mistake {
    Mistake { name, refused, refused_at_most, make }
}

/// All ways.
pub const MISTAKES: [Mistake; 33] = [
    mistake("a token is missing", (80, 99), |sample, random| {
        let at = random.random_range(0..sample.tokens.len());
        Some(edited(sample, at..at + 1, &[], random))
    }),
    mistake("a token stands twice", (80, 99), |sample, random| {
        let at = random.random_range(0..sample.tokens.len());
        let token = sample.tokens[at].text.clone();
        Some(edited(sample, at..at, &[&token], random))
    }),
    mistake("two tokens are exchanged", (80, 99), |sample, random| {
        let at = random.random_range(0..sample.tokens.len() - 1);
        let [first, second] = [at, at + 1].map(|at| sample.tokens[at].text.clone());
        Some(edited(sample, at..at + 2, &[&second, &first], random))
    }),
    mistake("another word", (80, 99), |sample, random| {
        let (at, word) = (random.random_range(0..sample.tokens.len()), one_of(&WORDS, random));
        Some(edited(sample, at..at + 1, &[word], random))
    }),
    mistake("a word too many", (80, 100), |sample, random| {
        let (at, word) = (random.random_range(0..=sample.tokens.len()), one_of(&WORDS, random));
        Some(edited(sample, at..at, &[word], random))
    }),
    mistake("words for words", (60, 98), |sample, random| {
        let words: Vec<usize> = (0..sample.tokens.len()).filter(|&at| is_word(&sample.tokens[at])).collect();
        let (at, word) = (words[random.random_range(0..words.len())], one_of(&WORDS[SIGNS.end..], random));
        Some(edited(sample, at..at + 1, &[word], random))
    }),
    mistake("a sign for a sign", (50, 97), |sample, random| {
        let signs: Vec<usize> = (0..sample.tokens.len())
            .filter(|&at| sample.tokens[at].role == Role::Plain && !is_word(&sample.tokens[at]))
            .collect();
        let (at, sign) = (signs[random.random_range(0..signs.len())], one_of(&WORDS[SIGNS], random));
        Some(edited(sample, at..at + 1, &[sign], random))
    }),
    mistake("an unbound name", (95, 100), |sample, random| {
        let name = one_of(&["q", "unknown", "Law", "e_kl", "tc", "X_1", "R"], random);
        replace(sample, Sort::Scalar, &[name], random)
    }),
    mistake("a name bound again", (50, 100), |sample, random| {
        let bound: Vec<usize> = (0..sample.tokens.len()).filter(|&at| sample.tokens[at].role == Role::Bound).collect();
        let names: Vec<&str> = bound.iter().map(|&at| sample.tokens[at].text.as_str()).collect();
        if let ([_, ..], Some((name, _))) = (&bound[..], &sample.constant)
            && random.random_range(0..3) == 0
        {
            return Some(renamed(sample, one_of(&names, random), name, random));
        }
        names.first()?;
        let (first, second) = (one_of(&names, random), one_of(&names, random));
        (first != second).then(|| renamed(sample, first, second, random))
    }),
    mistake("a word as the name of a variable", (60, 100), |sample, random| {
        let bound: Vec<&Token> = sample.tokens.iter().filter(|token| token.role == Role::Bound).collect();
        let name = bound.get(random.random_range(0..bound.len().max(1)))?;
        Some(renamed(sample, &name.text, one_of(&NAMES_OF_WORDS, random), random))
    }),
    mistake("a word as the name of the constant", (60, 100), |sample, random| {
        let (name, _) = sample.constant.as_ref()?;
        Some(renamed(sample, name, one_of(&NAMES_OF_WORDS, random), random))
    }),
    mistake("an odd name", (20, 95), |sample, random| {
        let bound: Vec<&Token> = sample.tokens.iter().filter(|token| token.role == Role::Bound).collect();
        let name = match (&sample.constant, bound.first()) {
            (Some((name, _)), _) => name,
            (None, Some(token)) => &token.text,
            (None, None) => return None,
        };
        let odd =
            ["1x", "", "x y", "é", "x'", "X-1", "_", "__", "x_", "all_", "in1", "λ", "if", "1", "k.k", "rest", "C#"];
        Some(renamed(sample, name, one_of(&odd, random), random))
    }),
    mistake("the constant out of place", (60, 99), |sample, random| {
        let (name, value) = sample.constant.as_ref()?;
        if random.random_range(0..5) == 0 {
            let value = [value.clone(), [token("+"), token(name)].to_vec()].concat();
            let sample = Sample { constant: Some((name.clone(), value)), ..sample.clone() };
            return Some(sample.text(Style::Spaced, random));
        }
        let sort = if random.random_range(0..4) == 0 { Sort::Measure } else { Sort::Scalar };
        replace(sample, sort, &[&name.clone()], random)
    }),
    mistake("V before the law", (95, 100), |sample, random| {
        let law = sample.tokens.iter().position(|token| token.text == "law")?;
        replace_in(sample, |part| part.1 == Sort::Scalar && part.0.end <= law, &["V"], random)
    }),
    mistake("V anywhere", (1, 80), |sample, random| replace(sample, Sort::Scalar, &["V"], random)),
    mistake("words of a schedule", (20, 95), |sample, random| {
        let words: [&[&str]; 5] = [&["T"], &["s_max"], &["s", "[", "1", "]"], &["N", "[", "0", "]"], &["s_min"]];
        replace(sample, Sort::Scalar, one_of(&words, random), random)
    }),
    mistake("information measures of a schedule or an order", (30, 98), |sample, random| {
        let words =
            ["E_KL", "KL_output", "KL_order", "eps_policy", "conditional_TC", "eps_train", "KL_rule", "TV_rule"];
        replace(sample, Sort::Measure, &[one_of(&words, random)], random)
    }),
    mistake("numbers of the law where scalars are needed", (20, 95), |sample, random| {
        let words: [&[&str]; 4] = [&["max_mass"], &["(", "1", "-", "collision", ")"], &["TV_product"], &["TV_rule"]];
        replace(sample, Sort::Scalar, one_of(&words, random), random)
    }),
    mistake("parts of an order", (50, 100), |sample, random| {
        let words: [&[&str]; 3] = [&["at", "(", "1", ")"], &["block", "(", "1", ")"], &["before", "(", "2", ")"]];
        let sort = if random.random_range(0..2) == 0 { Sort::Scalar } else { Sort::Item };
        replace(sample, sort, one_of(&words, random), random)
    }),
    mistake("a variable in its own range", (80, 100), |sample, random| {
        let bound: Vec<usize> = (0..sample.tokens.len()).filter(|&at| sample.tokens[at].role == Role::Bound).collect();
        let at = *bound.get(random.random_range(0..bound.len().max(1)))?;
        let name = sample.tokens[at].text.clone();
        replace_in(sample, |part| part.0.start > at && part.0.start <= at + 4, &[&name], random)
    }),
    mistake("a schedule or policy of itself", (60, 100), |sample, random| {
        let at = sample.tokens.iter().position(|token| token.text == "=")?;
        let words: [&[&str]; 4] = [&["T"], &["s_max"], &["s", "[", "1", "]"], &["T", "+", "1", "-", "L"]];
        replace_in(sample, |part| part.0.start > at && part.0.start <= at + 3, one_of(&words, random), random)
    }),
    mistake("a number of arguments", (60, 100), |sample, random| {
        let opened = |at: &usize| sample.tokens[*at].text == "(" && *at > 0 && is_word(&sample.tokens[at - 1]);
        let places: Vec<usize> = (0..sample.tokens.len()).filter(opened).collect();
        let at = *places.get(random.random_range(0..places.len().max(1)))? + 1;
        match random.random_range(0..3) {
            0 => Some(edited(sample, at..at, &["1", ","], random)),
            1 => Some(edited(sample, at..closing(sample, at), &[], random)),
            _ => Some(edited(sample, at - 1..closing(sample, at) + 1, &[], random)),
        }
    }),
    mistake("an information measure for a scalar", (70, 99), |sample, random| {
        let words: [&[&str]; 4] = [&["TC"], &["nat"], &["H", "(", "1", ")"], &["ln", "(", "2", ")"]];
        replace(sample, Sort::Scalar, one_of(&words, random), random)
    }),
    mistake("a scalar for an information measure", (50, 98), |sample, random| {
        replace(sample, Sort::Measure, &[one_of(&["1", "L", "2.5"], random)], random)
    }),
    mistake("a set for a value", (40, 100), |sample, random| {
        let sets: [&[&str]; 6] = [&["all"], &["rest"], &["none"], &["1", "..", "2"], &["1", ",", "2"], &["A"]];
        let sort = if random.random_range(0..2) == 0 { Sort::Scalar } else { Sort::Item };
        replace(sample, sort, one_of(&sets, random), random)
    }),
    mistake("zeros", (10, 70), |sample, random| {
        let zeros: [&[&str]; 10] = [
            &["0"],
            &["-", "0"],
            &["(", "0", ")"],
            &["0", "+", "0"],
            &["0", "*", "0"],
            &["0.0"],
            &["0", "^", "1"],
            &["min", "(", "0", ",", "0", ")"],
            &["0", "-", "1"],
            &["sum", "(", "q", "in", "1", "..", "2", ",", "0", ")"],
        ];
        let sort = if random.random_range(0..3) == 0 { Sort::Scalar } else { Sort::Measure };
        replace(sample, sort, one_of(&zeros, random), random)
    }),
    mistake("a number of odd shape", (30, 90), |sample, random| {
        let odd = [
            "1.",
            ".5",
            "1e3",
            "0x1",
            "1_000",
            "00",
            "1.2.3",
            "1..2",
            "１",
            "1,5",
            "1 5",
            "1. 5",
            "1 .5",
            "+1",
            "--1",
            "1L",
            "1/2",
            "٣",
            "½",
            "1.0.",
            "000.000",
            "99999999999999999999",
            "1.00000000000000000000001",
        ];
        let places: Vec<usize> =
            (0..sample.tokens.len()).filter(|&at| sample.tokens[at].role == Role::Number).collect();
        let at = *places.get(random.random_range(0..places.len().max(1)))?;
        Some(edited(sample, at..at + 1, &[one_of(&odd, random)], random))
    }),
    mistake("rest once more", (5, 60), |sample, random| replace(sample, Sort::Item, &["rest"], random)),
    mistake("binders", (60, 98), |sample, random| {
        let colon = sample.tokens.iter().rposition(|token| token.text == "for" || token.text == "exists")?;
        let more: [&[&str]; 14] = [
            &["exists", "law", ","],
            &["for", "all", "law", ","],
            &["for", "all", "schedule", ":"],
            &["exists", "schedule", ":"],
            &["for", "all", "order", ":"],
            &["for", "all", "policy", ","],
            &["exists", "order", ","],
            &["law", ","],
            &["for"],
            &["exists", "policy", "=", "bisection", ":"],
            &["exists", "for", "all"],
            &["exists", "q", "in", "1", "..", "2", ","],
            &["for", "all", "policy", "with", "L", "==", "2", ","],
            &["for", "all", "law", "with", "TC", ">=", "0", ":"],
        ];
        Some(edited(sample, colon..colon, one_of(&more, random), random))
    }),
    mistake("no law", (95, 100), |sample, random| {
        let law = sample.tokens.iter().position(|token| token.text == "law")?;
        Some(edited(sample, law..law + 1, &["q", "in", "1", "..", "2"], random))
    }),
    mistake("signs, spaces and letters", (60, 98), |sample, random| {
        let odd = [
            "\u{b}", "\u{c}", "\u{a0}", "\u{200b}", "\u{2028}", "\u{feff}", "\0", "≤", "≥", "−", "·", "×", "α", "_",
            "1", "é", ";", "!", "&&", "%", "$", "\"", "'", "\\", "//", "{", "}", "=", "===", "=<", "<>", "...", "**",
            "#", "# x\n", "\n", "a", "Z", "\u{301}",
        ];
        let style = [Style::Tight, Style::Spaced][random.random_range(0..2)];
        let mut text = sample.text(style, random);
        let (sign, longer) = (one_of(&odd, random), text.constant.as_mut().map(|(_, value)| value));
        let target = match longer {
            Some(value) if random.random_range(0..4) == 0 => value,
            _ => &mut text.statement,
        };
        let places: Vec<usize> = target.char_indices().map(|(at, _)| at).chain([target.len()]).collect();
        let at = places[random.random_range(0..places.len())];
        if random.random_range(0..3) == 0 && at < target.len() {
            target.remove(at);
        } else {
            target.insert_str(at, sign);
        }
        Some(text)
    }),
    mistake("deep nesting", (0, 60), |sample, random| {
        let [openings, middles, closings] = [
            ["(", "1", ")"],
            ["floor(", "1", ")"],
            ["-", "1", ""],
            ["2^", "1", ""],
            ["1+", "1", ""],
            ["s[", "1", "]"],
            ["min(0, ", "1", ")"],
            ["(1*", "TC", ")"],
        ][random.random_range(0..8)];
        let depth = random.random_range(2..72);
        let missing = usize::from(random.random_range(0..5) == 0);
        let nested = [openings.repeat(depth), middles.to_owned(), closings.repeat(depth - missing)].concat();
        let sort = if middles == "TC" { Sort::Measure } else { Sort::Scalar };
        replace(sample, sort, &[&nested], random)
    }),
    mistake("a text that ends early", (80, 100), |sample, random| {
        let mut text = sample.text(Style::Tight, random);
        let end = random.random_range(0..text.statement.len());
        text.statement.truncate(end);
        Some(text)
    }),
];

/// Words of the language where a name is bound. Those of schedules and policies with a name may be.
const NAMES_OF_WORDS: [&str; 68] = [
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
    "TC",
    "DTC",
    "h",
    "Z",
    "zeta",
    "rho",
    "delta",
    "H",
    "I",
    "H0",
    "mass",
    "predicted",
    "ln",
    "nat",
    "O_information",
    "TSE",
    "co_information",
    "NMI_mean",
    "D_inf",
    "TC_reverse",
    "TV_product",
    "min_top",
    "fano_top",
    "H_binomial",
    "KL_order",
    "ideal_KL_order",
    "eps_order",
    "KL_policy",
    "conditional_TC",
    "expected_rounds",
    "serial_depth",
    "best_order_KL",
    "permutation_error",
    "sum",
    "mean",
    "min",
    "max",
    "floor",
    "log2",
    "beta",
    "bernstein",
    "exp_lower",
    "effective_weight_upper",
    "subsets",
    "for",
    "rest",
    "if",
    "law",
    "uniform",
    "bisection",
    "one_by_one",
    "random_table",
    "policy",
];

fn one_of<'a, T: ?Sized>(options: &[&'a T], random: &mut ChaCha8Rng) -> &'a T {
    options[random.random_range(0..options.len())]
}

fn token(text: &str) -> Token {
    Token { text: text.to_owned(), role: Role::Plain }
}

fn is_word(token: &Token) -> bool {
    token.text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// The statement with other tokens in place of some.
fn edited(sample: &Sample, range: Range<usize>, by: &[&str], random: &mut ChaCha8Rng) -> Text {
    let mut sample = sample.clone();
    sample.tokens.splice(range, by.iter().map(|text| token(text)));
    let style = [Style::Tight, Style::Spaced, Style::Spaced][random.random_range(0..3)];
    sample.text(style, random)
}

/// The statement with other tokens in place of an expression of this sort.
fn replace(sample: &Sample, sort: Sort, by: &[&str], random: &mut ChaCha8Rng) -> Option<Text> {
    replace_in(sample, |part| part.1 == sort, by, random)
}

fn replace_in(
    sample: &Sample,
    wanted: impl Fn(&(Range<usize>, Sort)) -> bool,
    by: &[&str],
    random: &mut ChaCha8Rng,
) -> Option<Text> {
    let parts: Vec<&(Range<usize>, Sort)> = sample.parts.iter().filter(|part| wanted(part)).collect();
    let (range, _) = parts.get(random.random_range(0..parts.len().max(1)))?;
    Some(edited(sample, range.clone(), by, random))
}

/// The statement with a name instead of another, wherever that is bound or used.
fn renamed(sample: &Sample, from: &str, to: &str, random: &mut ChaCha8Rng) -> Text {
    let mut sample = sample.clone();
    let values = sample.constant.iter_mut().flat_map(|(name, value)| {
        if name == from {
            to.clone_into(name);
        }
        value.iter_mut()
    });
    for token in sample.tokens.iter_mut().chain(values) {
        if token.text == from && matches!(token.role, Role::Bound | Role::Used) {
            to.clone_into(&mut token.text);
        }
    }
    sample.text(Style::Spaced, random)
}

/// The place of the parenthesis that closes the one before `at`.
fn closing(sample: &Sample, at: usize) -> usize {
    let mut depth = 1;
    let rest = sample.tokens[at..].iter().position(|token| {
        depth += match token.text.as_str() {
            "(" => 1,
            ")" => -1,
            _ => 0,
        };
        depth == 0
    });
    at + rest.expect("parentheses that are closed")
}
