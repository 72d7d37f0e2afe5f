//! What is quantified where an expression stands, and the variables.

use crate::language::error::{Mistake, Span, StatementError};
use crate::language::words::{Needs, find};

/// What is quantified, and the variables.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Whether a law is.
    pub law: bool,
    /// Whether a schedule is.
    pub schedule: bool,
    /// Whether an unmasking order is.
    pub order: bool,
    /// Whether a policy is.
    pub policy: bool,
    /// Whether a rule is.
    pub rule: bool,
    /// The variables that are integers.
    integers: Vec<String>,
    /// The variables that are sets of positions.
    sets: Vec<String>,
    /// The claim's constant.
    constant: Option<String>,
}

impl Scope {
    /// The scope in which a law is quantified, and nothing else.
    pub fn of_law() -> Self {
        Self { law: true, ..Self::default() }
    }

    /// Whether a name is an integer variable.
    pub fn is_integer(&self, name: &str) -> bool {
        self.integers.iter().any(|variable| variable == name)
    }

    /// Whether a name is a variable for sets of positions.
    pub fn is_set(&self, name: &str) -> bool {
        self.sets.iter().any(|variable| variable == name)
    }

    /// Whether a name is the claim's constant.
    pub fn is_constant(&self, name: &str) -> bool {
        self.constant.as_deref() == Some(name)
    }

    /// Declares an integer variable.
    ///
    /// # Errors
    /// When the name has a meaning already.
    pub fn declare_integer(&mut self, name: &str, span: &Span) -> Result<(), StatementError> {
        self.check_free(name, span)?;
        self.integers.push(name.to_owned());
        Ok(())
    }

    /// Declares a variable for sets of positions.
    ///
    /// # Errors
    /// When the name has a meaning already.
    pub fn declare_set(&mut self, name: &str, span: &Span) -> Result<(), StatementError> {
        self.check_free(name, span)?;
        self.sets.push(name.to_owned());
        Ok(())
    }

    /// Declares the claim's constant, which the statement names without declaring it.
    ///
    /// # Errors
    /// When the name has a meaning already.
    pub fn declare_constant(&mut self, name: &str) -> Result<(), StatementError> {
        self.check_free(name, &(0..1))?;
        self.constant = Some(name.to_owned());
        Ok(())
    }

    fn check_free(&self, name: &str, span: &Span) -> Result<(), StatementError> {
        if find(name).is_none() && !self.is_integer(name) && !self.is_set(name) && !self.is_constant(name) {
            return Ok(());
        }
        Err(StatementError::new(
            Mistake::Name,
            span,
            format!("the name `{name}` already has a meaning here"),
            "defined twice",
            "choose another variable name",
        ))
    }

    /// Checks that what a word needs is quantified, the law apart.
    ///
    /// # Errors
    /// When it is not.
    pub fn require_sampler(&self, needs: Needs, name: &str, span: &Span) -> Result<(), StatementError> {
        match needs {
            Needs::Schedule | Needs::ScheduleAndLaw if !self.schedule => Err(StatementError::new(
                Mistake::Scope,
                span,
                format!("`{name}` needs a schedule, and none is quantified"),
                "no schedule in scope",
                "write `for all law, schedule:` or `exists schedule with ...:`",
            )),
            Needs::Order | Needs::OrderAndLaw if !self.order => Err(StatementError::new(
                Mistake::Scope,
                span,
                format!("`{name}` needs an unmasking order, and none is quantified"),
                "no order in scope",
                "write `for all law, order:`",
            )),
            Needs::PolicyAndLaw if !self.policy => Err(no_policy(name, span)),
            Needs::SamplerAndLaw if !self.policy && !self.order => Err(no_policy(name, span)),
            Needs::RuleAndLaw if !self.rule => Err(StatementError::new(
                Mistake::Scope,
                span,
                format!("`{name}` needs a rule, and none is quantified"),
                "no rule in scope",
                "write `for all law, rule = \"low-confidence:1\":` or `rule in {\"random:1\", \"random:2\"}`",
            )),
            _ => Ok(()),
        }
    }

    /// Checks that the law is quantified, where a word needs it.
    ///
    /// # Errors
    /// When it is not.
    pub fn require_law(&self, needs: Needs, name: &str, span: &Span) -> Result<(), StatementError> {
        if self.law || matches!(needs, Needs::Nothing | Needs::Schedule | Needs::Order) {
            return Ok(());
        }
        Err(StatementError::new(
            Mistake::Scope,
            span,
            format!("`{name}` is used before the law is quantified"),
            "no law yet",
            if name == "V" {
                "the vocabulary belongs to the law: put `for all law` first"
            } else {
                "put `for all law` before it"
            },
        ))
    }
}

fn no_policy(name: &str, span: &Span) -> StatementError {
    StatementError::new(
        Mistake::Scope,
        span,
        format!("`{name}` needs a policy, and none is quantified"),
        "no policy in scope",
        "write `for all law, policy:` or `for all law, policy = bisection:`",
    )
}
