//! The rewriting of constructions: divergences, random variables, implications, conditions on laws.

use super::rules::Rewriting;
use super::tokens::{Token, at_top, closing, text_of};

/// Words for a divergence of two laws.
const DIVERGENCES: [&str; 9] = ["KL", "D", "DKL", "D_KL", "kl", "KLD", "D_kl", "KL_div", "Dkl"];

/// Signs of an implication.
const IMPLICATIONS: [&str; 6] = ["⇒", "==>", "->", "→", "implies", "\\implies"];

/// Signs of an equivalence.
const EQUIVALENCES: [&str; 6] = ["<=>", "⇔", "<->", "iff", "\\iff", "↔"];

/// Words for probabilities, which the language has not.
const PROBABILITIES: [&str; 5] = ["p", "P", "q", "Pr", "prob"];

impl Rewriting {
    /// `KL(p||q)` is the error of a schedule, `E_KL`.
    pub(super) fn divergences(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            if !DIVERGENCES.contains(&self.text(place)) {
                continue;
            }
            let end = match self.text(place + 1) {
                "(" => closing(&self.tokens, place + 1).map(|end| end + 1),
                _ if self.text(place) == "D" => None,
                _ => Some(place + 1),
            };
            let Some(end) = end else { continue };
            let old = text_of(&self.tokens[place..end]);
            self.because(format!(
                "`{old}`: the divergence of the law from what the sampler puts out is `E_KL`, on average over the orders of a \
                 schedule (`KL_output`: of the averaged output)"
            ));
            self.replace(place, end, "E_KL");
            self.with_schedule();
        }
    }

    /// Quantifies over schedules, where nothing does that samples.
    fn with_schedule(&mut self) {
        if self.tokens.iter().any(|token| matches!(token.text.as_str(), "schedule" | "order" | "policy")) {
            return;
        }
        let Some(law) = self.tokens.iter().position(|token| token.text == "law") else { return };
        let end = at_top(&self.tokens, law, self.tokens.len(), &[",", ":"]);
        if let Some(end) = end {
            self.tokens.splice(end..end, [Token::joined(","), Token::apart("schedule")]);
        }
    }

    /// `E[..]`: the expectations that the language has are its quantities.
    pub(super) fn expectations(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let is_expectation = matches!(self.text(place), "E" | "𝔼" | "Expectation");
            if !is_expectation || !matches!(self.text(place + 1), "[" | "(" | "{") {
                continue;
            }
            let Some(end) = closing(&self.tokens, place + 1) else { continue };
            let inside = text_of(&self.tokens[place + 2..end]);
            if inside == "E_KL" {
                self.because(format!("`{}[..]` of a divergence is `E_KL`", self.text(place)));
                self.replace(place, end + 1, "E_KL");
            } else {
                self.is_lost = true;
                self.because(
                    "there is no expectation `E[..]` of one's own: `E_KL` is the mean divergence over the orders of a schedule, \
                     `h(k)` the mean entropy of k positions, `mean(i in 1..L, H(i))` a mean over positions, as in `for all law: \
                     mean(i in 1..L, H(i)) == h(1)`"
                        .to_owned(),
                );
            }
        }
    }

    /// `H(X1 | X_2)` is `H(1 | 2)`, and `I(X; Y)` is `I(1; 2)`.
    pub(super) fn variables(&mut self) {
        // Alone, `X` is the whole sequence; beside `Y`, the first token.
        let is_single = !self.tokens.iter().any(|token| matches!(token.text.as_str(), "Y" | "y"));
        for place in (0..self.tokens.len()).rev() {
            if !matches!(self.text(place), "H" | "I" | "H0" | "h") || self.text(place + 1) != "(" {
                continue;
            }
            let Some(end) = closing(&self.tokens, place + 1) else { continue };
            for inner in (place + 2..end).rev() {
                let name = self.text(inner).to_owned();
                // A name before a bracket is a function.
                if self.text(inner + 1) == "(" && !name.ends_with('_') {
                    continue;
                }
                let numbered = name
                    .strip_prefix(['X', 'x', 'Y', 'Z'])
                    .map(|rest| rest.strip_prefix('_').unwrap_or(rest))
                    .filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                let position = match (numbered, name.as_str()) {
                    (Some(number), _) => number.to_owned(),
                    (None, "X" | "x") if is_single => "all".to_owned(),
                    (None, "X" | "x") => "1".to_owned(),
                    (None, "Y" | "y") => "2".to_owned(),
                    (None, "Z" | "z") => "3".to_owned(),
                    (None, "W") => "4".to_owned(),
                    _ => continue,
                };
                self.because("tokens have no names, their positions stand for them, as in `H(1 | 2)`".to_owned());
                self.replace(inner, inner + 1, &position);
            }
        }
    }

    /// `I(1, 2)` and `I(1 : 2)` are `I(1; 2)`.
    pub(super) fn semicolons(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            if self.text(place) != "I" || self.text(place + 1) != "(" {
                continue;
            }
            let Some(end) = closing(&self.tokens, place + 1) else { continue };
            if at_top(&self.tokens, place + 2, end, &[";"]).is_some() {
                continue;
            }
            let until = at_top(&self.tokens, place + 2, end, &["|"]).unwrap_or(end);
            let found = at_top(&self.tokens, place + 2, until, &[":", ","]);
            let Some(found) = found else { continue };
            if at_top(&self.tokens, found + 1, until, &[":", ","]).is_some() {
                continue;
            }
            self.because("the two sides of `I(..; ..)` stand apart by `;`".to_owned());
            self.replace(found, found + 1, ";");
        }
    }

    /// `A => B` and `A <=> B` are `if A then B`; between terms, `=>` is `>=`.
    pub(super) fn implications(&mut self) {
        let Some(start) = self.body() else { return };
        let is_relation = |token: &Token| matches!(token.text.as_str(), "<=" | ">=" | "==" | "<" | ">");
        let Some(place) = (start..self.tokens.len()).find(|place| {
            let text = self.text(*place);
            text == "=>" || IMPLICATIONS.contains(&text) || EQUIVALENCES.contains(&text)
        }) else {
            return;
        };
        let sign = self.text(place).to_owned();
        let are_both =
            self.tokens[start..place].iter().any(is_relation) && self.tokens[place..].iter().any(is_relation);
        if sign == "=>" && !are_both {
            self.because("`=>` is written `>=`".to_owned());
            self.replace(place, place + 1, ">=");
            return;
        }
        if EQUIVALENCES.contains(&sign.as_str()) {
            self.because(format!("`A {sign} B` is two claims, `if A then B` and `if B then A`"));
        } else {
            self.because(format!("`A {sign} B` is written `if A then B`"));
        }
        self.tokens[place] = Token::apart("then");
        self.tokens.insert(start, Token::apart("if"));
    }

    /// Where the relations begin: behind the last colon outside brackets.
    pub(super) fn body(&self) -> Option<usize> {
        let mut last = None;
        let mut start = 0;
        while let Some(place) = at_top(&self.tokens, start, self.tokens.len(), &[":"]) {
            last = Some(place + 1);
            start = place + 1;
        }
        last
    }

    /// `law with TC <= nat` is `if TC <= nat then`: a condition on laws speaks of L and V alone.
    pub(super) fn conditions_on_laws(&mut self) {
        let Some(law) =
            (0..self.tokens.len()).find(|place| self.text(*place) == "law" && self.text(place + 1) == "with")
        else {
            return;
        };
        let Some(end) = at_top(&self.tokens, law, self.tokens.len(), &[",", ":"]) else { return };
        let mut conditions: Vec<Vec<Token>> = Vec::new();
        for part in self.tokens[law + 2..end].split(|token| token.text == "and") {
            conditions.push(part.to_vec());
        }
        let is_of_shape = |part: &Vec<Token>| {
            let mut words = part.iter().filter(|token| token.is_word());
            words.all(|word| {
                matches!(word.text.as_str(), "L" | "V" | "floor" | "ceil" | "log2" | "min" | "max" | "binomial" | "abs")
            })
        };
        let (kept, moved): (Vec<_>, Vec<_>) = conditions.into_iter().partition(is_of_shape);
        let Some(body) = self.body().filter(|_| !moved.is_empty()) else { return };
        let joined = |parts: &[Vec<Token>]| parts.join(&Token::apart("and"));
        self.because(
            "a condition on laws compares expressions in L and V; what else a law has is a premise, `if .. then`"
                .to_owned(),
        );
        let mut premise = vec![Token::apart("if")];
        premise.extend(joined(&moved));
        if self.text(body) == "if" {
            premise.push(Token::apart("and"));
            self.tokens.splice(body..=body, premise);
        } else {
            premise.push(Token::apart("then"));
            self.tokens.splice(body..body, premise);
        }
        let mut condition = Vec::new();
        if !kept.is_empty() {
            condition.push(Token::apart("with"));
            condition.extend(joined(&kept));
        }
        self.tokens.splice(law + 1..end, condition);
    }

    /// What has no counterpart: `or`, probabilities.
    pub(super) fn what_is_missing(&mut self) {
        for place in 0..self.tokens.len() {
            let text = self.text(place).to_owned();
            if matches!(text.as_str(), "or" | "||" | "∨" | "\\/" | "OR" | "\\lor" | "not" | "¬" | "!") {
                self.is_lost = true;
                self.because(format!(
                    "there is no `{text}`: `a <= 0 or b <= 0` is `min(a, b) <= 0`, as in `for all law: min(TC, DTC) >= 0`"
                ));
            }
            if PROBABILITIES.contains(&text.as_str()) && matches!(self.text(place + 1), "(" | "[" | "{") {
                self.is_lost = true;
                self.because(format!(
                    "there are no probabilities such as `{text}(x)`: entropies speak of them, and `max_mass`, `min_top`, `D_inf`, as \
                     in `for all law: max_mass <= nat`"
                ));
            }
        }
    }
}
