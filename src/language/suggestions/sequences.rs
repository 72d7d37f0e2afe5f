//! The names of tokens: `X_1` is the position `1`, `X_{1:L}` and `X^n` are `1..L`, and `X` is `all`.

use std::collections::BTreeSet;

use crate::language::words::Multivariate;

use super::rules::Rewriting;
use super::tokens::{Token, at_top, closing, text_of, tokens};

/// Letters for the length of a sequence, where nothing binds them.
const LENGTHS: [&str; 4] = ["n", "N", "d", "D"];

/// Letters for a position, where nothing binds them.
const POSITIONS: [&str; 4] = ["i", "j", "k", "m"];

/// Points that leave out what is between two positions.
const DOTS: [&str; 7] = ["..", "...", "…", "\\ldots", "\\dots", "\\cdots", ":"];

/// What a name of tokens stands for.
enum Tokens {
    /// One position.
    One(String),
    /// Several.
    Several(String),
    /// All but one.
    Others(String),
}

impl Rewriting {
    /// Whether a quantifier or a sum binds a name, or it is the claim's constant.
    pub(super) fn is_bound(&self, name: &str) -> bool {
        self.constant.as_deref() == Some(name)
            || (0..self.tokens.len())
                .any(|place| self.text(place) == name && matches!(self.text(place + 1), "in" | "∈" | "\\in"))
    }

    /// Where positions stand: the places of the bracket behind `H`, `I`, `H0`, `TC` or the like, and of its end.
    fn position_lists(&self) -> Vec<(usize, usize)> {
        let is_open = |place: usize| {
            let word = self.text(place);
            (matches!(word, "H" | "I" | "H0") || Multivariate::of_word(word).is_some())
                && matches!(self.text(place + 1), "(" | "[" | "{")
        };
        let opening = (0..self.tokens.len()).rev().filter(|place| is_open(*place)).map(|place| place + 1);
        opening.filter_map(|open| Some((open, closing(&self.tokens, open)?))).collect()
    }

    /// `H(X_1^L)` and `H(X_1, ..., X_L)` are `H(1..L)`, and `I(X_1; X_{-1})` is `I(1; rest)`.
    pub(super) fn sequences(&mut self) {
        for (open, _) in self.position_lists() {
            let Some(mut end) = closing(&self.tokens, open) else { continue };
            let mut others = Vec::new();
            let mut place = open + 1;
            while place < end {
                let Some((behind, found)) = self.named_tokens(place).filter(|(behind, _)| *behind <= end) else {
                    place += 1;
                    continue;
                };
                let positions = match found {
                    Tokens::One(positions) | Tokens::Several(positions) => positions,
                    Tokens::Others(position) => {
                        others.push((place, position));
                        "rest".to_owned()
                    }
                };
                self.because("tokens have no names, their positions stand for them, as in `H(1 | 2..L)`".to_owned());
                let length = tokens(&positions).len();
                self.replace(place, behind, &positions);
                end = end + length - (behind - place);
                place += length;
            }
            self.name_others(open, end, &others);
            self.join_dots(open);
        }
        let letters: BTreeSet<char> = self.letters().into_iter().chain(self.numbered_letters.iter().copied()).collect();
        if letters.len() > 1 && !self.numbered_letters.is_empty() {
            self.is_lost = true;
            self.because("a law is of one sequence of tokens, whose positions are `1..L`".to_owned());
        }
    }

    /// All positions but one are `rest` where that one is what else the term names; elsewhere they are ranges.
    fn name_others(&mut self, open: usize, end: usize, others: &[(usize, String)]) {
        let is_separator = |token: &Token| matches!(token.text.as_str(), "," | ";" | "|" | ":");
        let items: Vec<String> = self.tokens[open + 1..end].split(is_separator).map(text_of).collect();
        if let [(_, other)] = others
            && items.len() > 1
            && items.iter().all(|item| item == "rest" || item == other)
        {
            return;
        }
        for (place, position) in others.iter().rev() {
            let ranges = match (position.parse::<u32>(), position.as_str()) {
                (Ok(1), _) => "2..L".to_owned(),
                (Ok(number), _) => format!("1..{}, {}..L", number.saturating_sub(1), number.saturating_add(1)),
                (_, "L") => "1..L-1".to_owned(),
                _ => format!("1..{position}-1, {position}+1..L"),
            };
            self.replace(*place, place + 1, &ranges);
        }
    }

    /// `1, ..., L` is `1..L`.
    fn join_dots(&mut self, open: usize) {
        let Some(end) = closing(&self.tokens, open) else { return };
        for place in (open + 1..end).rev() {
            if !DOTS.contains(&self.text(place)) || self.text(place) == ":" {
                continue;
            }
            let from = if self.text(place - 1) == "," { place - 1 } else { place };
            let to = if self.text(place + 1) == "," { place + 2 } else { place + 1 };
            if to - from == 1 {
                continue;
            }
            self.replace(from, to, "..");
            for token in self.tokens.iter_mut().skip(from).take(2) {
                token.is_apart = false;
            }
        }
    }

    /// What the name at a place stands for, and the place behind it; `None` where it is no name of tokens with an
    /// index.
    fn named_tokens(&mut self, place: usize) -> Option<(usize, Tokens)> {
        let name = self.text(place).to_owned();
        let index = name.strip_prefix(['X', 'x', 'Y', 'Z'])?;
        if self.is_bound(&name) || (self.text(place + 1) == "(" && !name.ends_with('_')) {
            return None;
        }
        let (first, behind) = match index {
            "" => (None, place + 1),
            "_" => {
                let end = closing(&self.tokens, place + 1).filter(|_| self.text(place + 1) == "{")?;
                (Some(self.subscript(place + 2, end)), end + 1)
            }
            _ => {
                let index = index.strip_prefix('_').unwrap_or(index);
                let is_plain = index.bytes().all(|byte| byte.is_ascii_alphanumeric());
                (Some(Tokens::One(self.end_of_range(&tokens(index)))).filter(|_| is_plain), place + 1)
            }
        };
        let found = if self.text(behind) == "^" {
            let start = match first {
                None if index.is_empty() => "1".to_owned(),
                Some(Tokens::One(start)) => start,
                _ => return None,
            };
            let (from, to, behind) = match self.text(behind + 1) {
                "{" | "(" => {
                    let end = closing(&self.tokens, behind + 1)?;
                    (behind + 2, end, end + 1)
                }
                _ => (behind + 1, behind + 2, behind + 2),
            };
            let last = self.tokens.get(from..to)?;
            let others = last.split_first().filter(|(sign, _)| is_without(sign)).map(|(_, rest)| rest);
            let found = match others {
                Some(position) => Tokens::Others(self.end_of_range(position)),
                None => Tokens::Several(format!("{start}..{}", self.end_of_range(last))),
            };
            (behind, found)
        } else {
            (behind, first?)
        };
        self.numbered_letters.extend(name.chars().next().map(|letter| letter.to_ascii_uppercase()));
        Some(found)
    }

    /// What stands between the braces of `X_{..}`.
    fn subscript(&self, from: usize, to: usize) -> Tokens {
        let inside = &self.tokens[from..to];
        let text = |from: usize, to: usize| self.end_of_range(&self.tokens[from..to]);
        let sign = inside.first().map_or("", |token| &token.text);
        match sign {
            "<" => return Tokens::Several(format!("1..{}-1", text(from + 1, to))),
            "<=" | "≤" | "\\le" | "\\leq" => return Tokens::Several(format!("1..{}", text(from + 1, to))),
            ">" => return Tokens::Several(format!("{}+1..L", text(from + 1, to))),
            ">=" | "≥" | "\\ge" | "\\geq" => return Tokens::Several(format!("{}..L", text(from + 1, to))),
            "[" => return Tokens::Several(format!("1..{}", text(from + 1, to.saturating_sub(1)))),
            _ if inside.first().is_some_and(is_without) => return Tokens::Others(text(from + 1, to)),
            _ => {}
        }
        let Some(dots) = at_top(&self.tokens, from, to, &DOTS) else {
            let positions = text(from, to);
            let is_list = at_top(&self.tokens, from, to, &[","]).is_some();
            return if is_list { Tokens::Several(positions) } else { Tokens::One(positions) };
        };
        let end = if dots > from && self.text(dots - 1) == "," { dots - 1 } else { dots };
        let start = if self.text(dots + 1) == "," { dots + 2 } else { dots + 1 };
        Tokens::Several(format!("{}..{}", text(from, end), text(start.min(to), to)))
    }

    /// A position with the language's name of the length.
    fn end_of_range(&self, position: &[Token]) -> String {
        let named = position.iter().map(|token| {
            let is_length = LENGTHS.contains(&token.text.as_str()) && !self.is_bound(&token.text);
            Token { text: if is_length { "L".to_owned() } else { token.text.clone() }, is_apart: token.is_apart }
        });
        text_of(&named.collect::<Vec<Token>>())
    }

    /// The letters that stand alone as names of tokens, in order.
    fn letters(&self) -> BTreeSet<char> {
        let mut found = BTreeSet::new();
        for (open, end) in self.position_lists() {
            for place in open + 1..end {
                let name = self.text(place);
                let mut characters = name.chars();
                let letter = characters.next().map(|letter| letter.to_ascii_uppercase());
                let letter = letter.filter(|letter| matches!(letter, 'W'..='Z') && characters.next().is_none());
                found.extend(letter.filter(|_| self.text(place + 1) != "(" && !self.is_bound(name)));
            }
        }
        found
    }

    /// `H(X | Y)` is `H(1 | 2)`, and `H(X)` alone `H(all)`.
    pub(super) fn variables(&mut self) {
        let letters = self.letters();
        for (open, end) in self.position_lists() {
            for place in (open + 1..end).rev() {
                let name = self.text(place).to_owned();
                if self.text(place + 1) == "(" || self.is_bound(&name) {
                    continue;
                }
                let position = match name.as_str() {
                    "X" | "x" | "Y" | "y" | "Z" | "z" | "W" | "w" if letters.len() == 1 => "all",
                    "X" | "x" => "1",
                    "Y" | "y" => "2",
                    "Z" | "z" => "3",
                    "W" | "w" => "4",
                    _ => continue,
                };
                self.because("tokens have no names, their positions stand for them, as in `H(1 | 2)`".to_owned());
                self.replace(place, place + 1, position);
            }
        }
    }

    /// `H(i) <= ln(V)` is about every position `i`.
    pub(super) fn every_position(&mut self) {
        let lists = self.position_lists();
        let is_inside = |place: usize| lists.iter().any(|(open, end)| (*open..*end).contains(&place));
        let mut free: Vec<usize> = (0..self.tokens.len())
            .filter(|place| POSITIONS.contains(&self.text(*place)) && !self.is_bound(self.text(*place)))
            .collect();
        let is_alone = |place: &usize| {
            let ends = |text: &str| matches!(text, "(" | ")" | "," | ";" | "|");
            is_inside(*place) && ends(self.text(place - 1)) && ends(self.text(place + 1))
        };
        let has_existence = self.tokens.iter().any(|token| token.text == "exists");
        if !free.iter().all(is_alone) || has_existence || self.is_lost {
            return;
        }
        free.dedup_by_key(|place| self.text(*place).to_owned());
        let [place] = free[..] else { return };
        let Some(law) = self.tokens.iter().position(|token| token.text == "law") else { return };
        let Some(end) = at_top(&self.tokens, law, self.tokens.len(), &[",", ":"]) else { return };
        let quantifier = format!("for all {} in 1..L", self.text(place));
        self.because(format!("`{}` is every position, `{quantifier}`", self.text(place)));
        let mut new = tokens(&format!(", {quantifier}"));
        if let Some(comma) = new.first_mut() {
            comma.is_apart = false;
        }
        self.tokens.splice(end..end, new);
    }
}

/// Whether a sign leaves out what follows it.
fn is_without(sign: &Token) -> bool {
    matches!(sign.text.as_str(), "-" | "−" | "\\setminus" | "∖" | "\\neq" | "≠" | "!=")
}
