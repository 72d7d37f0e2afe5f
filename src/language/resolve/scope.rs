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
    /// Whether a value is asked for: there is a law, and what is not given cannot be quantified.
    is_of_value: bool,
    /// The variables that are integers.
    integers: Vec<String>,
    /// The variables that are sets of positions.
    sets: Vec<String>,
    /// The claim's constant.
    constant: Option<String>,
}

/// What is given beside a law, for the value of an expression.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// A schedule; an order gives its block sizes.
    pub schedule: bool,
    /// An unmasking order.
    pub order: bool,
    /// A policy.
    pub policy: bool,
    /// A decoding rule.
    pub rule: bool,
}

impl Scope {
    /// The scope of a value: a law, and what is given beside it.
    pub fn of_value(given: Given) -> Self {
        let Given { schedule, order, policy, rule } = given;
        let schedule = schedule || order;
        Self { law: true, schedule, order, policy, rule, is_of_value: true, ..Self::default() }
    }

    /// The mistake of a word that needs what is neither quantified nor given.
    fn missing(&self, name: &str, span: &Span, what: &str, quantifier: &str) -> StatementError {
        let noun = what.rsplit(' ').next().unwrap_or(what);
        let (state, help) = if self.is_of_value {
            ("given", format!("give {what}"))
        } else {
            ("quantified", format!("write {quantifier}"))
        };
        let message = format!("`{name}` needs {what}, and none is {state}");
        StatementError::new(Mistake::Scope, span, message, format!("no {noun} in scope"), help)
    }

    /// The scope in which a law is quantified, and nothing else.
    pub fn of_law() -> Self {
        Self { law: true, ..Self::default() }
    }

    /// What to do about a name that nothing defines.
    pub fn how_to_define(&self) -> &'static str {
        if self.is_of_value {
            "write its number, or let it run over a range as in `sum(k in 1..L, h(k))`; docs/claim-language.md lists all words"
        } else {
            "quantify it with `for all NAME in a..b`, or see docs/claim-language.md"
        }
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

    /// Puts an order of the schedule in scope.
    ///
    /// # Errors
    /// When there is no schedule, or another way of sampling.
    pub fn orders(&mut self, span: &Span) -> Result<(), StatementError> {
        if self.order || self.policy {
            return Err(StatementError::new(
                Mistake::Scope,
                span,
                "the orders of a schedule beside an order or a policy",
                "a second way of sampling",
                "the quantity of the one order that is in scope stands by itself: KL_order",
            ));
        }
        if !self.schedule {
            let quantifier = "`for all law, schedule:` or `exists schedule with ...:`";
            return Err(self.missing("order", span, "a schedule", quantifier));
        }
        self.order = true;
        Ok(())
    }

    /// Checks that what a word needs is quantified, the law apart.
    ///
    /// # Errors
    /// When it is not.
    pub fn require_sampler(&self, needs: Needs, name: &str, span: &Span) -> Result<(), StatementError> {
        match needs {
            Needs::Schedule | Needs::ScheduleAndLaw if !self.schedule => {
                let quantifier = "`for all law, schedule:` or `exists schedule with ...:`";
                Err(self.missing(name, span, "a schedule", quantifier))
            }
            Needs::Order | Needs::OrderAndLaw if !self.order => {
                Err(self.missing(name, span, "an unmasking order", "`for all law, order:`"))
            }
            Needs::PolicyAndLaw if !self.policy => Err(self.missing(name, span, "a policy", POLICY)),
            Needs::SamplerAndLaw if !self.policy && !self.order => Err(self.missing(name, span, "a policy", POLICY)),
            Needs::RuleAndLaw if !self.rule => {
                let quantifier =
                    "`for all law, rule = \"low-confidence:1\":` or `rule in {\"random:1\", \"random:2\"}`";
                Err(self.missing(name, span, "a rule", quantifier))
            }
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

/// How a policy is quantified.
const POLICY: &str = "`for all law, policy:` or `for all law, policy = bisection:`";
