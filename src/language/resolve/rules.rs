//! The rules that a quantifier names.

use crate::diagnosis::Diagnosis;
use crate::language::error::{Mistake, StatementError};
use crate::language::tree::RuleName;
use crate::law::{Law, PatternCounts, Vocabulary};
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

/// Whether a text names a rule whose output law is rational. What it may be does not depend on the law.
fn check(text: &str) -> Result<(), RuleError> {
    let law = Law::from_counts("one token", Vocabulary::numbered(1), 1, vec![1.into()]).expect("a law");
    let rule = parse_rule(text, &law, &PatternCounts::new(&law))?;
    // Claims compare exact numbers.
    if rule.is_rational() { Ok(()) } else { Err(RuleError::NotRational { rule: rule.to_string() }) }
}
