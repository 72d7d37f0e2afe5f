//! The rewriting of constructions: divergences, random variables, implications, conditions on laws.

use super::rules::Rewriting;
use super::tokens::{Token, at_top, closing, text_of};

/// Words for a divergence of two laws.
const DIVERGENCES: [&str; 9] = ["KL", "D", "DKL", "D_KL", "kl", "KLD", "D_kl", "KL_div", "Dkl"];

/// Names of the law, as the argument of a divergence.
const LAWS: [&str; 9] = ["p", "P", "law", "pi", "data", "p_data", "p_X", "X", "p_0"];

/// Names of what a sampler puts out.
const OUTPUTS: [&str; 12] =
    ["q", "Q", "q_S", "q_theta", "p_theta", "output", "sampler", "model", "phat", "p_hat", "qhat", "q_hat"];

/// Names of the product of the marginals.
const PRODUCTS: [&str; 5] = ["product", "prod", "marginals", "product_of_marginals", "p_product"];

/// A divergence that the language has.
enum Divergence {
    /// Of the law from what is put out.
    Output,
    /// Of the law from the product of its marginals.
    Product,
    /// Of the product from the law.
    ReversedProduct,
}

/// Signs of an implication.
const IMPLICATIONS: [&str; 6] = ["⇒", "==>", "->", "→", "implies", "\\implies"];

/// Signs of an equivalence.
const EQUIVALENCES: [&str; 6] = ["<=>", "⇔", "<->", "iff", "\\iff", "↔"];

/// Words for probabilities, which the language has not.
const PROBABILITIES: [&str; 5] = ["p", "P", "q", "Pr", "prob"];

impl Rewriting {
    /// `KL(p||q)` is the error of a schedule, `E_KL`, or of the order or policy in scope.
    pub(super) fn divergences(&mut self) {
        let has = |word: &str| self.tokens.iter().any(|token| token.text == word);
        let error = match (has("order"), has("policy")) {
            (true, _) => "KL_order",
            (_, true) if has("schedule") => "",
            (_, true) => "KL_policy",
            _ => "E_KL",
        };
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
            let with = match self.of_divergence(place + 1, end) {
                Some(Divergence::Output) if !error.is_empty() => error,
                Some(Divergence::Product) => "TC",
                Some(Divergence::ReversedProduct) => "TC_reverse",
                _ => {
                    self.is_lost = true;
                    self.because(format!(
                        "`{old}`: the divergences of the language are `E_KL`, `KL_order` and `KL_policy`, of the law from what a \
                         schedule, an order or a policy puts out, and `TC`, of the law from the product of its marginals \
                         (`TC_reverse`: the other way round)"
                    ));
                    self.replace(place, end, "nat");
                    continue;
                }
            };
            if with.starts_with("TC") {
                self.because(format!("`{old}` is `{with}`, by definition"));
                self.replace(place, end, with);
                self.is_lost |= self.compares_itself(place);
                continue;
            }
            self.because(if with == "E_KL" {
                format!(
                    "`{old}`: the divergence of the law from what the sampler puts out is `E_KL`, on average over the orders of a \
                     schedule (`KL_output`: of the averaged output)"
                )
            } else {
                format!("`{old}`: the divergence of the law from what is put out is `{with}`")
            });
            self.replace(place, end, with);
            self.with_schedule();
        }
    }

    /// What divergence the arguments from `open` to `end` are of; none are those of the output.
    fn of_divergence(&self, open: usize, end: usize) -> Option<Divergence> {
        if open >= end {
            return Some(Divergence::Output);
        }
        let inside = &self.tokens[open + 1..end - 1];
        let is_separator = |token: &Token| matches!(token.text.as_str(), "||" | "," | ";" | "|" | ":" | "∥" | "‖");
        let parts: Vec<String> = inside.split(is_separator).map(text_of).filter(|part| !part.is_empty()).collect();
        let [first, second] = parts.as_slice() else { return None };
        let (first, second) = (first.as_str(), second.as_str());
        match (LAWS.contains(&first), LAWS.contains(&second)) {
            (true, false) if OUTPUTS.contains(&second) => Some(Divergence::Output),
            (true, false) if PRODUCTS.contains(&second) => Some(Divergence::Product),
            (false, true) if PRODUCTS.contains(&first) => Some(Divergence::ReversedProduct),
            _ => None,
        }
    }

    /// Whether a relation compares the quantity at a place with itself.
    fn compares_itself(&self, place: usize) -> bool {
        let is_relation = |place: usize| matches!(self.text(place), "<=" | ">=" | "==" | "=");
        let ends = |place: usize| matches!(self.text(place), "" | ":" | "and" | "then");
        let quantity = self.text(place);
        let is_after = place > 2 && is_relation(place - 1) && self.text(place - 2) == quantity && ends(place - 3);
        let is_before = is_relation(place + 1) && self.text(place + 2) == quantity && ends(place + 3);
        is_after && ends(place + 1) || is_before && (place == 0 || ends(place - 1))
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
        let is_sign = |text: &str| text == "=>" || IMPLICATIONS.contains(&text) || EQUIVALENCES.contains(&text);
        let Some(place) = (start..self.tokens.len()).find(|place| is_sign(self.text(*place))) else { return };
        let opened = self.tokens[start..place].iter().filter(|token| token.text == "(").count();
        let closed = self.tokens[start..place].iter().filter(|token| token.text == ")").count();
        if opened != closed {
            self.is_lost = true;
            self.because("`if .. then` stands once, behind the quantifiers and outside parentheses".to_owned());
            return;
        }
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
            let is_exists = place > 0 && self.text(place - 1) == "exists";
            if is_exists && matches!(text.as_str(), "!" | "unique" | "exactly" | "precisely") {
                self.is_lost = true;
                self.because(format!(
                    "there is no `exists {text}`: `exists` asks for one or more, as in `for all law: exists schedule: E_KL <= TC + \
                     eps_train`"
                ));
                continue;
            }
            if matches!(text.as_str(), "or" | "||" | "∨" | "\\/" | "OR" | "\\lor") {
                self.is_lost = true;
                self.because(format!(
                    "there is no `{text}`: `a <= 0 or b <= 0` is `min(a, b) <= 0`, as in `for all law: min(TC - DTC, DTC - TC) <= 0`"
                ));
            }
            if matches!(text.as_str(), "not" | "¬" | "!" | "\\neg" | "NOT") {
                self.is_lost = true;
                self.because(format!(
                    "there is no `{text}`: the opposite of `a <= b` is `a > b`, as in `for all law: if TC > 0 then DTC > 0`"
                ));
            }
            if PROBABILITIES.contains(&text.as_str()) && matches!(self.text(place + 1), "(" | "[" | "{") {
                self.is_lost = true;
                self.because(format!(
                    "there are no probabilities such as `{text}(x)`: that of the word of number `w` is `mass(w; all)`, and entropies, \
                     `max_mass`, `min_top`, `D_inf` speak of them, as in `for all law: max_mass <= nat`"
                ));
            }
        }
    }
}
