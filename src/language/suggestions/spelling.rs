//! Words that are spelled almost as one of the language.

use super::rules::Rewriting;
use crate::diagnosis::nearest::misspelt;
use crate::language::error::Span;
use crate::language::parse::code;
use crate::language::words::{POLICIES, WORDS};
use crate::sampler::named_schedules::NAMED_SCHEDULES;

/// The words that the grammar places.
const KEYWORDS: [&str; 15] = [
    "for", "all", "exists", "with", "and", "in", "rest", "none", "law", "schedule", "order", "policy", "rule", "if",
    "then",
];

impl Rewriting {
    /// A word that is none of the language, and no variable, is the nearest one where few of its letters differ.
    pub(super) fn spelling(&mut self) {
        let places = 0..self.tokens.len();
        let bound: Vec<String> =
            places.clone().map(|place| self.text(place).to_owned()).filter(|name| self.is_bound(name)).collect();
        let words = WORDS.iter().map(|word| word.spelling);
        let policies = POLICIES.iter().map(|(name, ..)| *name);
        let schedules = NAMED_SCHEDULES.iter().map(|(name, _)| *name);
        let variables = bound.iter().map(String::as_str).chain(self.constant.as_deref());
        let all = KEYWORDS.into_iter().chain(words).chain(policies).chain(schedules).chain(variables);
        let known: Vec<String> = all.map(str::to_owned).collect();
        for place in places {
            let token = &self.tokens[place];
            if !token.is_word() || token.is_keyword() || known.contains(&token.text) {
                continue;
            }
            let Some(meant) = misspelt(&token.text, known.iter().map(String::as_str)) else { continue };
            let found = std::mem::replace(&mut self.tokens[place].text, meant.to_owned());
            self.because(format!("did you mean `{meant}`?"));
            self.misspelt.get_or_insert(found);
        }
    }
}

/// Where a word first stands in a statement, outside comments.
pub fn place_of(word: &str, statement: &str) -> Option<Span> {
    let is_letter = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let found = statement.match_indices(word).find(|(start, _)| {
        !statement[..*start].ends_with(is_letter)
            && !statement[start + word.len()..].starts_with(is_letter)
            && code(statement).any(|(offset, _)| offset == *start)
    });
    found.map(|(start, _)| start..start + word.len())
}
