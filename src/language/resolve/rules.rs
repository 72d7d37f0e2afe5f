//! The rules that a quantifier names.

use crate::diagnosis::Diagnosis;
use crate::language::error::{Mistake, StatementError};
use crate::language::tree::RuleName;
use crate::law::{Labels, Vocabulary};
use crate::limits::LAW_LENGTH_LIMIT;
use crate::sampler::policy::spec::POLICIES;
use crate::sampler::rule::{RuleError, parse_rule};

use super::scope::Scope;

impl Scope {
    /// The names of rules.
    ///
    /// # Errors
    /// When a name is none of a rule, is that of a policy or of a rule whose output law is not rational, or stands twice.
    pub fn rules(&self, names: &[RuleName]) -> Result<Vec<String>, StatementError> {
        let mut found: Vec<String> = Vec::new();
        for RuleName { name, span } in names {
            let mistake = |message: String, label: &str, help: String| {
                Err(StatementError::new(Mistake::Name, span, message, label, help))
            };
            if is_policy(name) {
                let message = format!("`{name}` is a policy, and stands where a rule is needed");
                return mistake(message, "a policy", "quantify policies with `policy = bisection`".to_owned());
            }
            if let Err(error) = check(name) {
                return mistake(error.to_string(), label(&error), error.advice().help);
            }
            if found.contains(name) {
                let message = format!("the rule `{name}` stands twice in one list");
                return mistake(message, "named before", "name it once".to_owned());
            }
            found.push(name.clone());
        }
        Ok(found)
    }
}

fn label(error: &RuleError) -> &'static str {
    if matches!(error, RuleError::NotRational { .. }) { "an enclosed law" } else { "no such rule" }
}

/// Whether a text begins with the name of a policy, which could read files.
fn is_policy(text: &str) -> bool {
    let name = text.split([':', '@']).next().unwrap_or_default().trim();
    POLICIES.iter().any(|(policy, ..)| *policy == name)
}

/// The most sequences of the law by which names are checked.
const CHECKED_SEQUENCES: usize = 4096;

/// Whether a text names a rule of some law, with a rational output law: `remask:3` needs three positions, and `@without=e` a token of that name and
/// another. On laws that it does not fit, the quantities of the rule have no value.
fn check(text: &str) -> Result<(), RuleError> {
    let mut tokens: Vec<String> = Vec::new();
    for token in text.split(['@', ',']).filter_map(|part| part.trim().strip_prefix("without=")) {
        if !token.is_empty() && !tokens.iter().any(|known| known == token) {
            tokens.push(token.to_owned());
        }
    }
    // And one name that is none of these.
    let other = (0..=tokens.len()).map(|number| number.to_string()).find(|name| !tokens.contains(name));
    tokens.extend(other);
    let size = tokens.len();
    let fits = |length: &usize| size.checked_pow(u32::try_from(*length).ok()?).filter(|n| *n <= CHECKED_SEQUENCES);
    let length = (1..=LAW_LENGTH_LIMIT).take_while(|length| fits(length).is_some()).last().unwrap_or(1);
    let vocabulary = Vocabulary::new(tokens).expect("different names");
    let labels = Labels::shared(length, vocabulary).expect("a position and a token");
    let rule = parse_rule(text, &labels)?;
    // Claims compare exact numbers.
    if rule.is_rational() { Ok(()) } else { Err(RuleError::NotRational { rule: rule.to_string() }) }
}
