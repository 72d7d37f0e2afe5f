//! The rewriting of words and signs.

use std::collections::BTreeSet;

use rug::Integer;
use rug::ops::Pow;

use super::tokens::{Token, at_top, closing, text_of, tokens};
use crate::language::words::{Word, find};

/// Signs and words that stand for one of the language.
const WORDS: [(&[&str], &str); 32] = [
    (&["≤", "⩽", "≦", "=<", "\\le", "\\leq", "\\leqslant"], "<="),
    (&["≥", "⩾", "≧", "\\ge", "\\geq", "\\geqslant"], ">="),
    (&["===", "≡", ":=", "\\equiv"], "=="),
    (&["∀", "forall", "ForAll", "Forall", "FORALL", "foreach", "\\forall"], "for all"),
    (&["∃", "\\exists"], "exists"),
    (&["∈", "\\in"], "in"),
    (&["&&", "&", "∧", "/\\", "AND", "And", "\\land", "\\wedge"], "and"),
    (&["·", "×", "∙", "⋅", "\\cdot", "\\times"], "*"),
    (&["**"], "^"),
    (&["−", "–", "—"], "-"),
    (&["÷"], "/"),
    (&["∑", "Σ", "\\sum", "Sum", "SUM"], "sum"),
    (&["...", "…", "\\ldots", "\\dots"], ".."),
    (&["²"], "^2"),
    (&["³"], "^3"),
    (&["½"], "1/2"),
    (&["¼"], "1/4"),
    (&["nats"], "nat"),
    (&["bit", "bits"], "ln(2)"),
    (&["laws"], "law"),
    (&["schedules"], "schedule"),
    (&["orders"], "order"),
    (&["policies"], "policy"),
    (&["where", "such_that", "when"], "with"),
    (&["smax", "S_max", "s_Max", "Smax"], "s_max"),
    (&["smin", "S_min", "Smin"], "s_min"),
    (&["tc", "Tc"], "TC"),
    (&["dtc", "Dtc", "DualTC"], "DTC"),
    (&["EKL", "E_kl", "Ekl", "ekl", "e_kl", "E_DKL"], "E_KL"),
    (&["epsilon_train", "eps_Train", "ε_train", "eps"], "eps_train"),
    (&["[", "{"], "("),
    (&["]", "}"], ")"),
];

/// The rewriting of one statement.
pub(super) struct Rewriting {
    pub(super) tokens: Vec<Token>,
    reasons: Vec<String>,
    /// Whether something was found that has no counterpart in the language.
    pub(super) is_lost: bool,
    /// The name of the claim's constant.
    pub(super) constant: Option<String>,
    /// The letters of tokens with an index: `X` of `X_1`.
    pub(super) numbered_letters: BTreeSet<char>,
    /// The first word that is taken for a misspelt one.
    pub(super) misspelt: Option<String>,
}

/// What a statement that is refused has that the language has not.
pub struct Rewritten {
    /// Why it is not in the language.
    pub reasons: Vec<String>,
    /// The statement as the language has it, unless something is lost.
    pub mended: Option<String>,
    /// The first word that is taken for a misspelt one.
    pub misspelt: Option<String>,
}

/// What the scalars of a statement are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalars {
    /// What they are.
    AsWritten,
    /// Information measures, where a function of scalars has a counterpart: `log2(V)` a number of bits, `abs` of an
    /// information measure.
    AsInformations,
}

/// Why the statement is not in the language, and how the language has it; `None` where no rule applies.
pub fn rewritten(statement: &str, constant: Option<&str>, scalars: Scalars) -> Option<Rewritten> {
    let mut rewriting = Rewriting {
        tokens: tokens(statement),
        reasons: Vec::new(),
        is_lost: false,
        constant: constant.map(str::to_owned),
        numbered_letters: BTreeSet::new(),
        misspelt: None,
    };
    rewriting.joined_signs();
    rewriting.sequences();
    rewriting.ranges();
    rewriting.sums();
    rewriting.subscripts();
    rewriting.exponents();
    rewriting.words();
    rewriting.quantified_words();
    rewriting.absolute_values();
    rewriting.divergences();
    rewriting.expectations();
    rewriting.variables();
    rewriting.semicolons();
    rewriting.logarithms();
    if scalars == Scalars::AsInformations {
        rewriting.bits();
        rewriting.absolute_functions();
    }
    rewriting.spelling();
    rewriting.roots();
    rewriting.products();
    rewriting.relations();
    rewriting.grouped_relations();
    rewriting.implications();
    rewriting.commas();
    rewriting.conditions_on_laws();
    rewriting.quantifier();
    rewriting.every_position();
    rewriting.what_is_missing();
    if rewriting.reasons.is_empty() {
        return None;
    }
    let mended = (!rewriting.is_lost).then(|| text_of(&rewriting.tokens));
    Some(Rewritten { reasons: rewriting.reasons, mended, misspelt: rewriting.misspelt })
}

impl Rewriting {
    pub(super) fn because(&mut self, reason: String) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    pub(super) fn text(&self, place: usize) -> &str {
        self.tokens.get(place).map_or("", |token| &token.text)
    }

    /// Puts other tokens in the place of some; the first keeps the space before it.
    pub(super) fn replace(&mut self, from: usize, to: usize, with: &str) {
        let mut new = tokens(with);
        if let (Some(first), Some(old)) = (new.first_mut(), self.tokens.get(from)) {
            first.is_apart = old.is_apart;
        }
        self.tokens.splice(from..to, new);
    }

    /// `1e-3` is `1*10^-3`.
    fn exponents(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let Some(next) = self.tokens.get(place + 1) else { continue };
            let digits = next.text.strip_prefix(['e', 'E']);
            let is_plain = digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            if !self.tokens[place].is_number() || next.is_apart || !is_plain {
                continue;
            }
            let exponent = digits.unwrap_or_default().to_owned();
            let number = self.text(place).to_owned();
            let (end, exponent) = match (exponent.is_empty(), self.text(place + 2)) {
                (false, _) => (place + 2, exponent),
                (true, "-") => (place + 4, format!("-{}", self.text(place + 3))),
                (true, "+") => (place + 4, self.text(place + 3).to_owned()),
                (true, _) => continue,
            };
            let end = end.min(self.tokens.len());
            self.because("numbers have no exponents, powers have".to_owned());
            self.replace(place, end, &format!("{number}*10^{exponent}"));
        }
    }

    /// `for every law`, `for each law`, `for law`, `For all`, `there exists`.
    fn quantified_words(&mut self) {
        let mut place = 0;
        while place < self.tokens.len() {
            let (word, next) = (self.text(place).to_lowercase(), self.text(place + 1).to_lowercase());
            let found = match (word.as_str(), next.as_str()) {
                ("for", "every" | "each" | "any") => Some((2, "for all")),
                ("for", "all") if self.text(place) != "for" || self.text(place + 1) != "all" => Some((2, "for all")),
                ("for", "law" | "laws") => Some((1, "for all")),
                ("all", "p" | "x" | "distributions" | "distribution") if matches!(self.text(place + 2), ":" | ",") => {
                    Some((2, "all law"))
                }
                ("there", "exists" | "is") => Some((2, "exists")),
                ("exist", _) => Some((1, "exists")),
                ("exists", _) if self.text(place) != "exists" => Some((1, "exists")),
                ("such", "that") => Some((2, "with")),
                _ => None,
            };
            if let Some((length, with)) = found {
                let old = text_of(&self.tokens[place..place + length]);
                self.because(format!("`{old}` is written `{with}`"));
                self.replace(place, place + length, with);
            }
            place += 1;
        }
    }

    /// `X_{1}` is `X_1`.
    fn subscripts(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            if self.text(place).ends_with('_') && self.text(place + 1) == "{" && self.text(place + 3) == "}" {
                let joined = format!("{}{}", self.text(place), self.text(place + 2));
                self.because(format!("`{}{{..}}` is written without brackets", self.text(place)));
                self.replace(place, place + 4, &joined);
            }
        }
    }

    /// `k in {1..L}`, `k in [1, L]` and `k in 1...L` are `k in 1..L`.
    fn ranges(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let is_open = matches!(self.text(place + 1), "{" | "[");
            if !matches!(self.text(place), "in" | "∈" | "\\in") || !is_open {
                continue;
            }
            let Some(end) = closing(&self.tokens, place + 1) else { continue };
            self.because("a range is written `k in 1..L`".to_owned());
            let signs = [",", ":", "..", "...", "…"];
            let found = at_top(&self.tokens, place + 2, end, &signs);
            self.tokens.remove(end);
            if let Some(found) = found {
                let after = (found..end).find(|place| !signs.contains(&self.text(*place))).unwrap_or(found + 1);
                self.replace(found, after, "..");
                for token in self.tokens.iter_mut().skip(found).take(2) {
                    token.is_apart = false;
                }
            }
            self.tokens.remove(place + 1);
            if let Some(first) = self.tokens.get_mut(place + 1) {
                first.is_apart = true;
            }
        }
    }

    /// `sum_i H(i)` is `sum(i in 1..L, H(i))`.
    fn sums(&mut self) {
        let is_sum =
            |text: &str| text.starts_with("sum_") || matches!(text, "sum" | "∑" | "Σ" | "\\sum" | "Sum" | "SUM");
        let is_found = (0..self.tokens.len()).any(|place| is_sum(self.text(place)) && self.text(place + 1) != "(");
        if is_found {
            self.is_lost = true;
            self.because("sums name their range, as in `for all law: sum(i in 1..L, H(i)) >= TC`".to_owned());
        }
    }

    /// A relation alone is about all laws.
    fn quantifier(&mut self) {
        if matches!(self.text(0), "law" | "schedule" | "order" | "policy" | "rule") {
            self.because("a statement says first what it is about, `for all` or `exists`".to_owned());
            self.tokens[0].is_apart = true;
            self.tokens.splice(0..0, tokens("for all"));
        }
        let begins = matches!(self.text(0), "for" | "exists" | "if");
        let has_relation = |sign: &str| self.tokens.iter().any(|token| token.text == sign);
        let is_alone = !begins && !has_relation(":") && ["<=", ">=", "==", "<", ">"].into_iter().any(has_relation);
        if is_alone {
            self.because("a statement says first what it is about".to_owned());
            let samples = |token: &Token| {
                matches!(token.text.as_str(), "E_KL" | "ideal_KL" | "KL_output" | "eps_train" | "s_max")
            };
            let with = if self.tokens.iter().any(samples) { "for all law, schedule:" } else { "for all law:" };
            if let Some(first) = self.tokens.first_mut() {
                first.is_apart = true;
            }
            self.tokens.splice(0..0, tokens(with));
        }
    }

    /// What quantifiers speak of stands apart by commas: `for all law, schedule:`.
    fn commas(&mut self) {
        let is_domain = |text: &str| matches!(text, "law" | "schedule" | "order" | "policy" | "rule");
        for place in (1..self.body().unwrap_or_default()).rev() {
            let is_begin = is_domain(self.text(place)) || matches!(self.text(place), "for" | "exists");
            let is_behind = (0..place).any(|earlier| is_domain(self.text(earlier)) || self.text(earlier) == "in");
            if !is_begin || !is_behind || matches!(self.text(place - 1), "," | ":" | "all" | "exists") {
                continue;
            }
            self.because("what a statement is about stands apart by commas".to_owned());
            let start = if self.text(place - 1) == ";" { place - 1 } else { place };
            self.tokens.splice(start..place, [Token::joined(",")]);
        }
    }

    /// The closing brackets of `s[t]` and `N[t]`, which are of the language, and of `E[..]`, which has a rule of its
    /// own.
    fn ends_of_indices(&self) -> BTreeSet<usize> {
        (0..self.tokens.len())
            .filter(|open| self.is_index(*open))
            .filter_map(|open| closing(&self.tokens, open))
            .collect()
    }

    fn is_index(&self, open: usize) -> bool {
        self.text(open) == "[" && open > 0 && matches!(self.text(open - 1), "s" | "N" | "E" | "𝔼")
    }

    /// Signs and words with a counterpart.
    fn words(&mut self) {
        let ends = self.ends_of_indices();
        for place in (0..self.tokens.len()).rev() {
            let text = self.text(place).to_owned();
            let Some((_, with)) = WORDS.iter().find(|(words, _)| words.contains(&text.as_str())) else { continue };
            if self.is_index(place) || ends.contains(&place) {
                continue;
            }
            if matches!(text.as_str(), "{" | "}" | "]") {
                self.because("brackets are `(` and `)`".to_owned());
            } else if text == "[" {
                self.because("brackets are `(` and `)`, but in `s[t]` and `N[t]`".to_owned());
            } else {
                self.because(format!("`{text}` is written `{with}`"));
            }
            self.replace(place, place + 1, with);
            if matches!(*with, "for all" | "exists" | "in" | "and") {
                self.tokens[place].is_apart |= place > 0;
                let behind = place + with.split(' ').count();
                if let Some(next) = self.tokens.get_mut(behind) {
                    next.is_apart = true;
                }
            }
        }
    }

    /// `log(V)` and `ln V` are `ln(V)`.
    fn logarithms(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let word = self.text(place).to_owned();
            if !matches!(word.as_str(), "log" | "Log" | "ln" | "Ln" | "LN" | "log_e" | "\\log" | "\\ln") {
                continue;
            }
            let has_bracket = self.text(place + 1) == "(";
            if word == "ln" && has_bracket {
                continue;
            }
            self.because(match word.as_str() {
                "ln" => "`ln` takes its argument in brackets".to_owned(),
                _ => format!("`{word}` is written `ln(..)`, the natural logarithm, with brackets"),
            });
            self.replace(place, place + 1, "ln");
            if !has_bracket && self.tokens.get(place + 1).is_some_and(|next| next.is_word() || next.is_number()) {
                if self.is_joined(place + 2) {
                    self.is_lost = true;
                    self.because(format!("`{word}` of what is not clear without brackets"));
                    continue;
                }
                self.tokens[place + 1].is_apart = false;
                self.tokens.insert(place + 2, Token::joined(")"));
                self.tokens.insert(place + 1, Token::joined("("));
            }
        }
    }

    /// Whether a word or number stands at a place without a space before it.
    fn is_joined(&self, place: usize) -> bool {
        self.tokens.get(place).is_some_and(|token| !token.is_apart && (token.is_word() || token.is_number()))
    }

    /// `H(X) <= L*log2(V)` is `H(all) <= L*ln(V)`: a statement whose every term is counted in bits is true in nats too.
    fn bits(&mut self) {
        let has_nats = self.tokens.iter().any(|token| matches!(token.text.as_str(), "nat" | "ln"));
        for place in (0..self.tokens.len()).rev() {
            let is_rounded = place >= 2 && matches!(self.text(place - 2), "floor" | "ceil");
            if self.text(place) != "log2" || is_rounded || has_nats {
                continue;
            }
            self.because(
                "`log2(..)` is a number, and information measures are in nats, `ln(..)`: what holds in bits holds in nats"
                    .to_owned(),
            );
            self.replace(place, place + 1, "ln");
        }
    }

    /// `sqrt(2)` has no exact value; a bound has.
    fn roots(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            if !matches!(self.text(place), "sqrt" | "Sqrt" | "√" | "\\sqrt" | "root") {
                continue;
            }
            let number = match (self.text(place + 1), self.text(place + 3)) {
                ("(", ")") => self.text(place + 2).parse::<u32>().ok(),
                _ => None,
            };
            match number {
                Some(number) => {
                    // The least fraction with this denominator that is at least the root.
                    let scale = Integer::from(10).pow(6);
                    let (root, rest) = (Integer::from(number) * &scale * &scale).sqrt_rem(Integer::new());
                    let bound =
                        if rest.is_zero() { (root / &scale).to_string() } else { format!("{}/{scale}", root + 1u32) };
                    self.because(format!(
                        "scalars are rational: take a bound in place of a root, such as {bound}, which is at least sqrt({number})"
                    ));
                    self.replace(place, place + 4, &format!("({bound})"));
                }
                None => {
                    self.is_lost = true;
                    let end = closing(&self.tokens, place + 1).unwrap_or(place + 2).min(self.tokens.len());
                    let is_information = |token: &Token| find(&token.text).is_some_and(Word::is_measure);
                    let of_information = self.tokens[place..end].iter().any(is_information);
                    self.because(if of_information {
                        "there is no root of an information measure: a claim is linear in information measures".to_owned()
                    } else {
                        "scalars are rational, and there is no root: take a rational bound, 1415/1000 for the root of 2, as in `for \
                         all law: TC <= 1415/1000 * DTC`"
                            .to_owned()
                    });
                }
            }
        }
    }

    /// `2 TC` is `2*TC`, and `L ln(V)` is `L*ln(V)`.
    fn products(&mut self) {
        let start = self.body().unwrap_or(self.tokens.len());
        for place in (start + 1..self.tokens.len()).rev() {
            let (left, right) = (&self.tokens[place - 1], &self.tokens[place]);
            let ends =
                left.is_number() || matches!(left.text.as_str(), ")" | "]") || (left.is_word() && !left.is_keyword());
            let begins = (right.is_word() && !right.is_keyword())
                || (right.text == "(" && !left.is_word())
                || (right.is_number() && left.text == ")");
            if ends && begins {
                if place >= 2 && self.is_joined(place) && matches!(self.text(place - 2), "/" | "^") {
                    self.is_lost = true;
                    let (sign, left, right) = (self.text(place - 2), self.text(place - 1), self.text(place));
                    self.because(format!(
                        "`{sign}{left}{right}` is `{sign}({left}*{right})` or `{sign}{left}*{right}`: write which of the two"
                    ));
                    continue;
                }
                self.because("products are written with `*`".to_owned());
                self.tokens[place].is_apart = false;
                self.tokens.insert(place, Token::joined("*"));
            }
        }
    }
}
