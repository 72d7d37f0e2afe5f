//! The rewriting of relations and of what they compare: signs in two pieces, parentheses, absolute values.

use super::rules::Rewriting;
use super::tokens::{Token, at_top, closing, text_of};

/// Signs of relations.
const RELATIONS: [&str; 6] = ["<=", ">=", "==", "<", ">", "="];

/// Signs of the relation that the language has not.
const DIFFERENT: [&str; 7] = ["≠", "!=", "<>", "~=", "/=", "\\ne", "\\neq"];

impl Rewriting {
    /// `< =` is `<=`.
    pub(super) fn joined_signs(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let (first, second) = (self.text(place), self.text(place + 1));
            if matches!((first, second), ("<" | ">" | "=" | "!", "=") | ("=", "<")) {
                let (apart, sign) = (format!("{first} {second}"), format!("{first}{second}"));
                let sign = if sign == "=<" { "<=".to_owned() } else { sign };
                self.because(format!("`{apart}` is written `{sign}`"));
                self.replace(place, place + 2, &sign);
            }
        }
    }

    /// `=` is `==`, and there is no `!=`.
    pub(super) fn relations(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let before = if place > 0 { self.text(place - 1) } else { "" };
            match self.text(place) {
                "=" if !matches!(before, "schedule" | "policy" | "rule") => {
                    self.because("`=` is written `==`".to_owned());
                    self.replace(place, place + 1, "==");
                }
                "≈" | "\\approx" => {
                    self.because("nothing is approximate: state an equality, or two inequalities".to_owned());
                    self.replace(place, place + 1, "==");
                }
                sign if DIFFERENT.contains(&sign) => self.different(place),
                _ => {}
            }
        }
    }

    /// `TC != DTC` is an equality that fails; a condition with `!=` has no counterpart.
    fn different(&mut self, place: usize) {
        let sign = self.text(place).to_owned();
        let is_variable = |name: &str| {
            let is_letter = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_lowercase());
            is_letter || self.is_bound(name)
        };
        let are_variables = place > 0 && is_variable(self.text(place - 1)) && is_variable(self.text(place + 1));
        let body = self.body().unwrap_or(0);
        let then = (body..self.tokens.len()).find(|place| self.text(*place) == "then").unwrap_or(body);
        if are_variables {
            self.is_lost = true;
            self.because(format!(
                "there is no `{sign}`, and variables have ranges alone: two positions that differ are `i` and a larger `j`, as in \
                 `for all law, for all i in 1..L-1, j in i+1..L: I(i; j) >= 0`"
            ));
        } else if place < then {
            self.is_lost = true;
            self.because(format!(
                "a condition has no `{sign}`: make a claim for `<` and another for `>`, as in `for all law with L > 3: TC >= 0`"
            ));
        } else {
            self.because(format!(
                "there is no `{sign}`: state `==` with `expect = \"fails\"`, which asks for a law where the sides differ"
            ));
            self.replace(place, place + 1, "==");
        }
    }

    /// `(TC >= 0) and (DTC >= 0)` is `TC >= 0 and DTC >= 0`.
    pub(super) fn grouped_relations(&mut self) {
        const INNER: [&str; 5] = ["<=", ">=", "==", "<", ">"];
        const OUTER: [&str; 11] = ["and", "then", "=>", "⇒", "==>", "->", "→", "implies", "\\implies", "<=>", "iff"];
        let mut place = 0;
        while place < self.tokens.len() {
            let before = if place > 0 { self.text(place - 1) } else { ":" };
            let begins = matches!(before, ":" | "if" | "with") || OUTER.contains(&before);
            let end = closing(&self.tokens, place).filter(|_| begins && self.text(place) == "(");
            let end = end.filter(|end| {
                let behind = self.text(*end + 1);
                let ends = matches!(behind, "" | ":" | ",") || OUTER.contains(&behind);
                let is_and = |token: &Token| token.text == "and" || !OUTER.contains(&token.text.as_str());
                let has_relation = at_top(&self.tokens, place + 1, *end, &INNER).is_some();
                ends && has_relation && self.tokens[place + 1..*end].iter().all(is_and)
            });
            let Some(end) = end else {
                place += 1;
                continue;
            };
            self.because("relations stand without parentheses around them".to_owned());
            self.tokens.remove(end);
            self.tokens.remove(place);
            if let Some(first) = self.tokens.get_mut(place) {
                first.is_apart = true;
            }
        }
    }

    /// `|a - b|` is `max(a - b, b - a)`.
    pub(super) fn absolute_values(&mut self) {
        let mut are_separators = Vec::new();
        let mut bars = Vec::new();
        for place in 0..self.tokens.len() {
            match self.text(place) {
                "(" | "[" | "{" => {
                    let is_value = place == 0
                        || !self.tokens[place - 1].is_word()
                        || self.tokens[place - 1].is_keyword()
                        || matches!(self.text(place - 1), "sum" | "mean" | "min" | "max");
                    are_separators.push(!is_value);
                }
                ")" | "]" | "}" => {
                    are_separators.pop();
                }
                "|" if !are_separators.last().is_some_and(|is_separator| *is_separator) => bars.push(place),
                _ => {}
            }
        }
        if bars.len() % 2 != 0 {
            return;
        }
        for pair in bars.chunks(2).rev() {
            self.extremum(pair[0], pair[0] + 1, pair[1]);
        }
    }

    /// `abs(a - b)` of information measures is `max(a - b, b - a)`.
    pub(super) fn absolute_functions(&mut self) {
        for place in (0..self.tokens.len()).rev() {
            let end = closing(&self.tokens, place + 1).filter(|_| self.text(place + 1) == "(");
            if let Some(end) = end.filter(|_| self.text(place) == "abs") {
                self.extremum(place, place + 2, end);
            }
        }
    }

    /// Puts the larger of a value and its negative in the place of what begins at `from` and whose value ends before
    /// `end`.
    fn extremum(&mut self, from: usize, start: usize, end: usize) {
        let inside = &self.tokens[start..end];
        let is_relation = |token: &Token| RELATIONS.contains(&token.text.as_str());
        if inside.is_empty() || inside.iter().any(is_relation) {
            return;
        }
        let value = text_of(inside);
        let minus = at_top(&self.tokens, start, end, &["-", "+"]).filter(|place| *place > start);
        let minus = minus.filter(|place| self.text(*place) == "-");
        let minus = minus.filter(|place| at_top(&self.tokens, place + 1, end, &["-", "+"]).is_none());
        let negative = match minus {
            Some(minus) => {
                let side = |from: usize, to: usize| text_of(&self.tokens[from..to]);
                format!("{} - {}", side(minus + 1, end), side(start, minus))
            }
            None => format!("-({value})"),
        };
        self.because(format!(
            "the absolute value of an information measure is the larger of it and its negative, `max({value}, {negative})`"
        ));
        self.replace(from, end + 1, &format!("max({value}, {negative})"));
    }
}
