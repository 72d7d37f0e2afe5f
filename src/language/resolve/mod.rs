//! From the tree that was read to the checked statement: the meaning of every name, the sort of every expression, and
//! what is in scope. Nothing behind this fails on a name, a sort or a scope.

mod call;
mod expression;
mod positions;
mod rules;
mod scope;
mod sorts;
mod value;

use super::affine;
use super::error::{Mistake, StatementError};
use super::parse::{is_name, parse, parse_expression};
use super::tree;
use super::typed::{Domain, Quantifier, Scalar, Statement};
use super::words::Binder;
pub use scope::Given;
use scope::Scope;
pub(super) use value::read_value;

/// Reads a statement, where `constant` is the name of the claim's constant.
///
/// # Errors
/// The first mistake, with its place.
pub fn read(text: &str, constant: Option<&str>) -> Result<Statement, StatementError> {
    resolve(&parse(text)?, constant)
}

/// Reads a statement with the name and the value of its constant, as a claim file has them.
///
/// # Errors
/// The first mistake, with its place in the text that has it.
pub fn read_with_constant(text: &str, constant: Option<(&str, &str)>) -> Result<Statement, StatementError> {
    let statement = parse(text)?;
    if let Some((name, value)) = constant {
        if !is_name(name) {
            return Err(StatementError::new(Mistake::Syntax, &(0..0), "the constant's name is none", "", ""));
        }
        resolve_constant(&statement, name, &parse_expression(value)?)?;
    }
    resolve(&statement, constant.map(|(name, _)| name))
}

/// Resolves the names, sorts and scopes of a statement.
///
/// # Errors
/// The first mistake, with its place.
pub(super) fn resolve(statement: &tree::Statement, constant: Option<&str>) -> Result<Statement, StatementError> {
    let (scope, quantifiers) = quantifiers(statement)?;
    let premise = statement.premise.iter().map(|chain| scope.chain(chain)).collect::<Result<_, _>>()?;
    check_premise(statement)?;
    let mut inner = scope;
    if let Some(name) = constant {
        inner.declare_constant(name)?;
    }
    let mut chains = Vec::new();
    for chain in &statement.chains {
        chains.push(inner.chain(chain)?);
        if let Some(name) = constant {
            affine::check(chain, name)?;
        }
    }
    Ok(Statement { quantifiers, premise, chains })
}

/// Resolves the value of a statement's constant: a scalar that may use what the statement quantifies.
///
/// # Errors
/// The first mistake; its place is in the text of the value, unless the quantifiers have it.
pub(super) fn resolve_constant(
    statement: &tree::Statement,
    name: &str,
    value: &tree::Expression,
) -> Result<Scalar, StatementError> {
    let (mut scope, _) = quantifiers(statement)?;
    let value = scope.scalar(value)?;
    scope.declare_constant(name)?;
    Ok(value)
}

/// An `exists` behind the law would choose what makes the premise false.
fn check_premise(statement: &tree::Statement) -> Result<(), StatementError> {
    let mut behind_law = statement
        .quantifiers
        .iter()
        .skip_while(|quantifier| !matches!(quantifier.domain, tree::Domain::Law(_)))
        .filter(|quantifier| quantifier.binder == Binder::Exists);
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

/// The quantifiers of a statement, and the scope behind them.
fn quantifiers(statement: &tree::Statement) -> Result<(Scope, Vec<Quantifier>), StatementError> {
    let mut scope = Scope::default();
    let mut quantifiers = Vec::new();
    for quantifier in &statement.quantifiers {
        let domain = domain(&mut scope, quantifier)?;
        quantifiers.push(Quantifier { binder: quantifier.binder, domain, span: quantifier.span.clone() });
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
    Ok((scope, quantifiers))
}

/// What a quantifier ranges over; the scope then has what it binds.
fn domain(scope: &mut Scope, quantifier: &tree::Quantifier) -> Result<Domain, StatementError> {
    let refused = |message: &str, label: &str, help: &str| {
        Err(StatementError::new(Mistake::Scope, &quantifier.span, message, label, help))
    };
    Ok(match &quantifier.domain {
        tree::Domain::Law(_) if scope.law => {
            return refused("a second quantifier over laws", "a law is already quantified", "keep one `for all law`");
        }
        tree::Domain::Law(_) if quantifier.binder == Binder::Exists => {
            return refused(
                "`exists law` is not in the language",
                "a statement is about all laws",
                "state the opposite inequality `for all law`: a violation is the law that exists",
            );
        }
        tree::Domain::Law(condition) => {
            // A condition on laws may speak of L and V alone.
            let condition = Scope::of_law().condition(condition)?;
            scope.law = true;
            Domain::Law(condition)
        }
        tree::Domain::Schedule(_) | tree::Domain::NamedSchedule(_) if scope.schedule => {
            return refused(
                "a second quantifier over schedules",
                "a schedule is already quantified",
                "keep one schedule; derived ones are written E_KL(halved_larger_first)",
            );
        }
        tree::Domain::Schedule(condition) => {
            scope.schedule = true;
            Domain::Schedule(scope.condition(condition)?)
        }
        tree::Domain::NamedSchedule(named) => {
            let named = scope.named_schedule(named)?;
            scope.schedule = true;
            Domain::NamedSchedule(named)
        }
        tree::Domain::Order(_) if scope.schedule || scope.policy => {
            return refused(
                "an order beside a schedule or a policy",
                "a second way of sampling",
                "an order has its own block sizes: T, s[t] and s_max are those of the order",
            );
        }
        tree::Domain::Order(condition) => {
            (scope.order, scope.schedule) = (true, true);
            Domain::Order(scope.condition(condition)?)
        }
        tree::Domain::Policy(_) if scope.policy || scope.order => {
            return refused(
                "a second policy, or a policy beside an order",
                "a second way of sampling",
                "keep one quantifier over orders or policies",
            );
        }
        tree::Domain::Policy(named) => {
            let named = named.as_ref().map(|named| scope.named_policy(named)).transpose()?;
            scope.policy = true;
            Domain::Policy(named)
        }
        tree::Domain::Rule(_) if scope.rule => {
            return refused(
                "a second quantifier over rules",
                "a rule is already quantified",
                "keep one; a list of rules is written `rule in {\"random:1\", \"low-confidence:1\"}`",
            );
        }
        tree::Domain::Rule(names) => {
            let rules = scope.rules(names)?;
            scope.rule = true;
            Domain::Rule(rules)
        }
        tree::Domain::Variable { name, values } => {
            let values = scope.variable(name, values, &quantifier.span)?;
            Domain::Variable { name: name.as_str().into(), values }
        }
    })
}
