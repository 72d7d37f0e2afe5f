//! Types and scopes of a statement.
//!
//! An expression is a *scalar* (an exact rational) or an *information* (a linear form in logarithms, nats). Informations
//! add up and are multiplied or divided by scalars; a product of two informations is a type error. The literal 0 is both.

use super::affine;
use super::error::{Mistake, StatementError};
use super::scope::Scope;
use super::syntax::{Domain, Expression, Named, Statement};

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// An exact rational.
    Scalar,
    /// A linear form in logarithms.
    Information,
    /// The literal 0, which is of both types.
    Zero,
}

/// Checks the types, names and scopes of a statement.
///
/// # Errors
/// The first mistake, with its place.
pub fn check(statement: &Statement, constant: Option<&str>) -> Result<(), StatementError> {
    let scope = scope_of(statement)?;
    for chain in &statement.premise {
        scope.check_chain(chain)?;
    }
    check_premise(statement)?;
    let inner = match constant {
        Some(name) => {
            let mut inner = scope.clone();
            inner.declare(name, &(0..1))?;
            inner
        }
        None => scope,
    };
    for chain in &statement.chains {
        inner.check_chain(chain)?;
        if let Some(name) = constant {
            affine::check(chain, name)?;
        }
    }
    Ok(())
}

/// Checks the value of a statement's constant: a scalar that may use what the statement quantifies.
///
/// # Errors
/// The first mistake; its place is in the text of the value.
pub fn check_constant(statement: &Statement, name: &str, value: &Expression) -> Result<(), StatementError> {
    let mut scope = scope_of(statement)?;
    scope.expect_scalar(value)?;
    scope.declare(name, &(0..1))
}

/// An `exists` behind the law would choose what makes the premise false.
fn check_premise(statement: &Statement) -> Result<(), StatementError> {
    let mut behind_law = statement
        .quantifiers
        .iter()
        .skip_while(|quantifier| !matches!(quantifier.domain, Domain::Law(_)))
        .filter(|quantifier| quantifier.binder == super::syntax::Binder::Exists);
    match behind_law.next() {
        Some(quantifier) if !statement.premise.is_empty() => Err(StatementError::new(
            Mistake::Scope,
            &quantifier.span,
            "`exists` behind the law stands before an `if`",
            "it would choose what makes the premise false",
            "quantify with `for all` behind the law of an implication",
        )),
        _ => Ok(()),
    }
}

/// The scope behind the quantifiers of a statement.
fn scope_of(statement: &Statement) -> Result<Scope, StatementError> {
    let mut scope = Scope::default();
    for quantifier in &statement.quantifiers {
        match &quantifier.domain {
            Domain::Law(condition) => {
                if scope.law {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "a second quantifier over laws",
                        "a law is already quantified",
                        "keep one `for all law`",
                    ));
                }
                if quantifier.binder == super::syntax::Binder::Exists {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "`exists law` is not in the language",
                        "a statement is about all laws",
                        "state the opposite inequality `for all law`: a violation is the law that exists",
                    ));
                }
                // A condition on laws may speak of L and V alone.
                let mut shape = Scope::default();
                shape.law = true;
                shape.check_condition(condition)?;
                scope.law = true;
            }
            Domain::Schedule(_) | Domain::NamedSchedule { .. } if scope.schedule => {
                return Err(StatementError::new(
                    Mistake::Scope,
                    &quantifier.span,
                    "a second quantifier over schedules",
                    "a schedule is already quantified",
                    "keep one schedule; derived ones are written E_KL(halved_larger_first)",
                ));
            }
            Domain::Schedule(condition) => {
                scope.schedule = true;
                scope.check_condition(condition)?;
            }
            Domain::Order(condition) => {
                if scope.schedule || scope.policy {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "an order beside a schedule or a policy",
                        "a second way of sampling",
                        "an order has its own block sizes: T, s[t] and s_max are those of the order",
                    ));
                }
                (scope.order, scope.schedule) = (true, true);
                scope.check_condition(condition)?;
            }
            Domain::Policy(named) => {
                if scope.policy || scope.order {
                    return Err(StatementError::new(
                        Mistake::Scope,
                        &quantifier.span,
                        "a second policy, or a policy beside an order",
                        "a second way of sampling",
                        "keep one quantifier over orders or policies",
                    ));
                }
                if let Some(named) = named {
                    scope.check_policy(named)?;
                }
                scope.policy = true;
            }
            Domain::NamedSchedule(Named { name, arguments, span }) => {
                scope.check_named_schedule(name, arguments, span)?;
                scope.schedule = true;
            }
            Domain::Variable { name, values } => scope.declare_variable(name, values, &quantifier.span)?,
        }
    }
    if !scope.law {
        return Err(StatementError::new(
            Mistake::Scope,
            &statement.quantifiers[0].span,
            "the statement quantifies over no law",
            "missing `for all law`",
            "start the statement with `for all law:` or `for all law, schedule:`",
        ));
    }
    Ok(scope)
}

/// The one type that both are, if there is one.
pub fn unify(first: Type, second: Type) -> Option<Type> {
    match (first, second) {
        (Type::Zero, known) | (known, Type::Zero) => Some(known),
        _ => (first == second).then_some(first),
    }
}

/// The type in words.
pub fn describe(kind: Type) -> &'static str {
    match kind {
        Type::Scalar => "a scalar",
        Type::Information => "an information",
        Type::Zero => "zero",
    }
}
