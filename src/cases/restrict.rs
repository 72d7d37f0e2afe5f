//! The restriction of a claim to some schedules, and to other rules, written into its statement.

use itertools::Itertools;

use crate::diagnosis::{Advice, Diagnosis};
use crate::language::error::{Span, StatementError};
use crate::language::typed::Domain;
use crate::language::{Claim, code};
use crate::sampler::Schedule;

/// The names that the variable of a sum may have, which must not occur in the statement.
const VARIABLES: [&str; 6] = ["t", "u", "w", "step", "round", "restricted"];

impl Claim {
    /// The claim about these schedules only: every quantifier over schedules has a condition that they alone fulfil. A
    /// claim whose schedule is constructed, or that has none, is returned as it is.
    ///
    /// The number `sum_t 2^N[t]` determines the boundaries of a schedule. The condition says that the product of its
    /// differences from the numbers of the given schedules is 0. That has a value for every schedule, whereas
    /// `s[2] == 1` has none for a schedule of one block.
    ///
    /// `None` where the statement would be longer than the language admits.
    pub fn restricted_to(&self, schedules: &[Schedule]) -> Option<Self> {
        let quantifiers = self.statement().quantifiers.iter();
        let spans: Vec<&Span> = quantifiers
            .filter(|quantifier| matches!(quantifier.domain, Domain::Schedule(_)))
            .map(|quantifier| &quantifier.span)
            .collect();
        if spans.is_empty() {
            return Some(self.clone());
        }
        let condition = condition(schedules, self.text())?;
        let mut text = self.text().to_owned();
        for span in spans.into_iter().rev() {
            let words = words(self.text(), span);
            let schedule = words.iter().position(|word| self.text()[word.clone()] == *"schedule")?;
            match words.get(schedule + 1).filter(|word| self.text()[(*word).clone()] == *"with") {
                Some(with) => text.insert_str(with.end, &format!(" {condition} and")),
                None => text.insert_str(words[schedule].end, &format!(" with {condition}")),
            }
        }
        self.with_text(text).ok()
    }
}

/// A claim cannot be made one about other rules.
#[derive(Debug, thiserror::Error)]
pub enum RuleChoiceError {
    /// It is about no rule.
    #[error("the claim {claim} quantifies over no rule, so that none can take its place")]
    NoRule {
        /// The claim.
        claim: String,
    },
    /// A name that no statement can hold.
    #[error("the rule `{}` has a quotation mark, a # or a line break in it, as no rule has", rule.escape_debug())]
    NoName {
        /// The rule.
        rule: String,
    },
    /// The rules are none, or stand twice.
    #[error("{}", .0.message)]
    Statement(StatementError),
}

impl Diagnosis for RuleChoiceError {
    fn advice(&self) -> Advice {
        match self {
            Self::NoRule { .. } => {
                Advice::new("claim::no_rule", "write `rule = \"low-confidence:1\"` behind `for all law` in the claim")
            }
            Self::NoName { .. } => Advice::new("claim::rule_name", "write the rule as docs/rules.md has it"),
            Self::Statement(error) => Advice::new("claim::rule", error.help.clone()),
        }
    }
}

impl Claim {
    /// The claim about these rules, in place of those that its statement names.
    ///
    /// # Errors
    /// [`RuleChoiceError`]
    pub fn with_rules(&self, rules: &[String]) -> Result<Self, RuleChoiceError> {
        let mut quantifiers = self.statement().quantifiers.iter();
        let Some(span) =
            quantifiers.find_map(|quantifier| matches!(quantifier.domain, Domain::Rule(_)).then_some(&quantifier.span))
        else {
            return Err(RuleChoiceError::NoRule { claim: self.id().to_owned() });
        };
        if let Some(rule) = rules.iter().find(|rule| rule.contains(['"', '#', '\n'])) {
            return Err(RuleChoiceError::NoName { rule: rule.clone() });
        }
        let word = words(self.text(), span).into_iter().find(|word| self.text()[word.clone()] == *"rule");
        let word = word.expect("the quantifier has the word");
        let names = rules.iter().map(|rule| format!("\"{rule}\"")).format(", ");
        let mut text = self.text().to_owned();
        text.replace_range(word.end..span.end, &format!(" in {{{names}}}"));
        self.with_text(text).map_err(RuleChoiceError::Statement)
    }
}

/// The condition that these schedules alone fulfil, for a place in this text.
fn condition(schedules: &[Schedule], text: &str) -> Option<String> {
    let occurs = |name: &str| words(text, &(0..text.len())).into_iter().any(|word| text[word] == *name);
    let name = VARIABLES.into_iter().find(|name| !occurs(name))?;
    let number = |schedule: &Schedule| {
        let boundaries = schedule.blocks().iter().scan(0_usize, |sum, block| {
            *sum += block;
            Some(*sum)
        });
        boundaries.fold(rug::Integer::new(), |number, boundary| number + (rug::Integer::from(1) << boundary))
    };
    let sum = format!("sum({name} in 1..T, 2^N[{name}])");
    Some(match schedules {
        // The product would be 1.
        [] => "T == 0".to_owned(),
        [only] => format!("{sum} == {}", number(only)),
        several => {
            let factors = several.iter().map(|schedule| format!("({sum} - {})", number(schedule)));
            format!("{} == 0", factors.format(" * "))
        }
    })
}

/// The words of a part of a statement, without those of comments.
fn words(text: &str, span: &Span) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (offset, character) in code(text) {
        if !(character.is_ascii_alphanumeric() || character == '_') {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == offset => last.end += 1,
            _ => found.push(offset..offset + 1),
        }
    }
    found.retain(|word| span.start <= word.start && word.end <= span.end);
    found
}
