//! The values of scalar expressions: exact rationals.

use std::sync::Arc;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::sum::Sum;
use crate::exact::work::{INSTANTIATION_STEPS, operation, words_of};
use crate::exact::{Limits, TooLarge, Work};
use crate::sampler::{Schedule, ScheduleClass, UnmaskingOrder};

use super::error::{Mistake, StatementError};
use super::functions::{call, check_digits};
use super::syntax::{Chain, Expression, Fold, Node, Operator, Span};
use super::values::{Bound, values_of_fold};

/// The largest exponent of a power, in absolute value.
const EXPONENT_LIMIT: u32 = 10_000;

/// What a quantifier over schedules binds.
#[derive(Debug, Clone)]
pub enum ScheduleScope {
    /// One schedule.
    Single(Schedule),
    /// All schedules of a class, which gives every scalar that the statement asks for.
    Class(ScheduleClass),
}

impl ScheduleScope {
    fn scalar(&self, name: &str) -> usize {
        match self {
            Self::Single(schedule) => match name {
                "T" => schedule.steps(),
                "s_max" => schedule.largest(),
                _ => schedule.smallest(),
            },
            Self::Class(class) => match name {
                "T" => class.steps,
                "s_max" => class.largest,
                _ => class.smallest,
            }
            .expect("the class gives every scalar that the statement asks for"),
        }
    }
}

/// A claim's free constant and what it stands for.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The name in the statement.
    pub name: String,
    /// The value.
    pub value: ConstantValue,
}

/// What a free constant stands for.
#[derive(Debug, Clone)]
pub enum ConstantValue {
    /// The claim's own value, which may depend on `L` and the schedule.
    Claimed(Box<Expression>),
    /// A number.
    Number(Rational),
}

/// What the names in an expression stand for.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `L`
    pub length: usize,
    /// `V`, once the law is quantified.
    pub vocabulary_size: Option<usize>,
    /// The schedule, once quantified.
    pub schedule: Option<ScheduleScope>,
    /// The order, once quantified; its block sizes are the schedule.
    pub order: Option<UnmaskingOrder>,
    /// The name of the policy, once quantified; also an order's.
    pub policy: Option<String>,
    /// The claim's free constant.
    pub constant: Option<Constant>,
    /// The variables, innermost last.
    pub variables: Vec<(String, Bound)>,
    /// The meter of what is evaluated.
    pub work: Arc<Work>,
}

impl Environment {
    /// The environment in which only `L` is known, with a meter of its own.
    pub fn of_length(length: usize) -> Self {
        Self::metered(length, Arc::new(Limits::default().work(INSTANTIATION_STEPS)))
    }

    /// The environment in which only `L` is known.
    pub fn metered(length: usize, work: Arc<Work>) -> Self {
        Self {
            length,
            vocabulary_size: None,
            schedule: None,
            order: None,
            policy: None,
            constant: None,
            variables: Vec::new(),
            work,
        }
    }

    /// Spends steps of work on what stands at a place.
    ///
    /// # Errors
    /// [`Mistake::TooLarge`] beyond the limit.
    pub fn spend(&self, steps: u64, span: &Span) -> Result<(), StatementError> {
        self.work.spend(steps).map_err(|error| self.beyond(error, span))
    }

    /// Spends bytes that are kept for what stands at a place.
    ///
    /// # Errors
    /// As [`Environment::spend`].
    pub fn keep(&self, bytes: u64, span: &Span) -> Result<(), StatementError> {
        self.work.keep(bytes).map_err(|error| self.beyond(error, span))
    }

    fn beyond(&self, error: TooLarge, span: &Span) -> StatementError {
        too_large(span, format!("{error} (at L = {})", self.length), "takes too much")
    }

    /// The schedule in scope; type checking has made sure of it.
    pub fn schedule(&self) -> &ScheduleScope {
        self.schedule.as_ref().expect("type checking requires a quantified schedule")
    }

    /// The single schedule in scope; statements that need one are not instantiated for classes.
    pub fn single_schedule(&self) -> &Schedule {
        match self.schedule() {
            ScheduleScope::Single(schedule) => schedule,
            ScheduleScope::Class(class) => unreachable!("a schedule of its own is needed, not {class}"),
        }
    }

    /// The order in scope; type checking has made sure of it.
    pub fn order(&self) -> &UnmaskingOrder {
        self.order.as_ref().expect("type checking requires a quantified order")
    }

    /// Runs `visit` with a variable bound.
    pub fn with<R>(&mut self, name: &str, value: Bound, visit: impl FnOnce(&mut Self) -> R) -> R {
        self.variables.push((name.to_owned(), value));
        let result = visit(self);
        self.variables.pop();
        result
    }

    /// The value of a variable, if one has this name.
    pub fn variable(&self, name: &str) -> Option<&Bound> {
        self.variables.iter().rev().find(|(variable, _)| variable == name).map(|(_, value)| value)
    }
}

/// The value of a scalar expression.
///
/// # Errors
/// [`Mistake::Domain`] for a division by zero, an index outside its sequence, the logarithm of what is no power of two
/// outside `floor` and `ceil`, a number of too many digits, and the like; [`Mistake::TooLarge`] beyond the limit of work.
pub fn evaluate(expression: &Expression, environment: &Environment) -> Result<Rational, StatementError> {
    let span = &expression.span;
    let value = match &expression.node {
        Node::Number(number) => Ok(number.clone()),
        Node::Name(name) => named(name, environment),
        Node::Call(name, arguments) => call(name, arguments, environment, span),
        Node::Index(name, index) => indexed(name, index, environment),
        Node::Negate(operand) => Ok(-evaluate(operand, environment)?),
        Node::Binary(operator, left, right) => {
            let (left, right) = (evaluate(left, environment)?, evaluate(right, environment)?);
            environment.spend(operation(words_of(&left) + words_of(&right)), span)?;
            binary(*operator, left, right, span)
        }
        Node::Fold { fold, name, values, term } => {
            let mut inner = environment.clone();
            let mut terms = values_of_fold(*fold, values, environment, span)?
                .into_iter()
                .map(|value| inner.with(name, value, |inner| evaluate(term, inner)));
            let spend = |left: &Rational, right: &Rational| {
                let digits = [left, right].map(|number| number.denom().significant_bits());
                check_digits(u64::from(digits[0].max(digits[1])), span)?;
                environment.spend(operation(words_of(left) + words_of(right)), span)
            };
            let some = "a fold that must not be empty is not";
            match fold {
                Fold::Sum | Fold::Mean => {
                    let mut sum = Sum::default();
                    terms.try_for_each(|term| sum.add(term?, &spend))?;
                    let count = if *fold == Fold::Mean { sum.terms() } else { 1 };
                    Ok(sum.total(&spend)? / Rational::from(count))
                }
                Fold::Minimum | Fold::Maximum => {
                    let mut best: Option<Rational> = None;
                    for term in terms {
                        let term = term?;
                        let Some(known) = &best else {
                            best = Some(term);
                            continue;
                        };
                        spend(known, &term)?;
                        if if *fold == Fold::Minimum { term < *known } else { term > *known } {
                            best = Some(term);
                        }
                    }
                    Ok(best.expect(some))
                }
            }
        }
        Node::Hartley(_) | Node::Entropy(..) | Node::MutualInformation(..) => {
            unreachable!("type checking keeps informations out of scalars")
        }
    }?;
    // The value is made, and is passed on.
    environment.spend(operation(words_of(&value)).saturating_mul(2), span)?;
    check_digits(u64::from(value.numer().significant_bits().max(value.denom().significant_bits())), span)?;
    Ok(value)
}

/// Whether a condition holds.
///
/// # Errors
/// As [`evaluate`].
pub fn condition_holds(condition: &[Chain], environment: &Environment) -> Result<bool, StatementError> {
    for chain in condition {
        let mut left = evaluate(&chain.first, environment)?;
        for (relation, expression) in &chain.rest {
            let right = evaluate(expression, environment)?;
            if !relation.admits(left.cmp(&right)) {
                return Ok(false);
            }
            left = right;
        }
    }
    Ok(true)
}

/// The value of a scalar expression that must be an integer.
///
/// # Errors
/// [`Mistake::Domain`] when it is not, and as [`evaluate`].
fn whole(expression: &Expression, environment: &Environment) -> Result<Integer, StatementError> {
    let value = evaluate(expression, environment)?;
    if *value.denom() == 1 {
        return Ok(value.into_numer_denom().0);
    }
    Err(not_an_integer(expression, &value))
}

/// The value of a scalar expression that must be an integer of moderate size.
///
/// # Errors
/// [`Mistake::Domain`] when it is not, and as [`evaluate`].
pub fn integer(expression: &Expression, environment: &Environment) -> Result<i64, StatementError> {
    let value = whole(expression, environment)?;
    value.to_i64().ok_or_else(|| not_an_integer(expression, &Rational::from(value)))
}

fn not_an_integer(expression: &Expression, value: &Rational) -> StatementError {
    domain_error(&expression.span, format!("an integer is needed here, and this is {value}"), "not an integer")
}

/// The integers of a range; none where its first end exceeds its last, however large they are.
///
/// # Errors
/// As [`integer`], and [`Mistake::TooLarge`] for a range that is too long.
pub fn range(
    from: &Expression,
    to: &Expression,
    environment: &Environment,
) -> Result<std::ops::RangeInclusive<i64>, StatementError> {
    const LONGEST: i64 = 1_000_000;
    let (first, last) = (whole(from, environment)?, whole(to, environment)?);
    if first > last {
        return Ok(std::ops::RangeInclusive::new(1, 0));
    }
    match (first.to_i64(), last.to_i64()) {
        (Some(first), Some(last)) if last.saturating_sub(first) <= LONGEST => Ok(first..=last),
        _ => Err(too_large(
            &to.span,
            format!("too large: a range of at most {LONGEST} integers of 64 bits is allowed"),
            "too long",
        )),
    }
}

/// An index within `from..=to`.
///
/// # Errors
/// [`Mistake::Domain`] when it lies outside, and as [`integer`].
pub fn index(
    expression: &Expression,
    environment: &Environment,
    (from, to): (usize, usize),
    what: &str,
) -> Result<usize, StatementError> {
    let value = integer(expression, environment)?;
    match usize::try_from(value) {
        Ok(index) if (from..=to).contains(&index) => Ok(index),
        _ => Err(domain_error(
            &expression.span,
            format!("{what} is defined for {from}..{to} at L = {}, and the index is {value}", environment.length),
            "outside the range",
        )),
    }
}

/// An error of something that is too large to be evaluated.
pub fn too_large(span: &Span, message: impl Into<String>, label: &str) -> StatementError {
    StatementError::new(
        Mistake::TooLarge,
        span,
        message,
        label,
        "shorten the ranges of sums and quantifiers, or ask about shorter sequences",
    )
}

/// An error of a value outside its domain.
pub fn domain_error(span: &Span, message: impl Into<String>, label: &str) -> StatementError {
    StatementError::new(
        Mistake::Domain,
        span,
        message,
        label,
        "restrict the quantifiers (`with` conditions, ranges) so that the statement is defined for every case",
    )
}

fn named(name: &str, environment: &Environment) -> Result<Rational, StatementError> {
    match environment.variable(name) {
        Some(Bound::Integer(value)) => return Ok(Rational::from(value)),
        Some(Bound::Subset(_)) => unreachable!("type checking keeps sets of positions out of scalars"),
        None => {}
    }
    if let Some(constant) = environment.constant.as_ref().filter(|constant| constant.name == name) {
        return match &constant.value {
            ConstantValue::Claimed(value) => evaluate(value, environment),
            ConstantValue::Number(number) => Ok(number.clone()),
        };
    }
    Ok(match name {
        "L" => Rational::from(environment.length),
        "V" => Rational::from(environment.vocabulary_size.expect("type checking requires a quantified law")),
        "T" | "s_max" | "s_min" => Rational::from(environment.schedule().scalar(name)),
        _ => unreachable!("type checking knows every name"),
    })
}

fn indexed(name: &str, index_expression: &Expression, environment: &Environment) -> Result<Rational, StatementError> {
    let schedule = environment.single_schedule();
    let steps = schedule.steps();
    if name == "N" {
        let step = index(index_expression, environment, (0, steps), "N[t]")?;
        return Ok(Rational::from(schedule.boundaries()[step]));
    }
    let step = index(index_expression, environment, (1, steps), "s[t]")?;
    Ok(Rational::from(schedule.blocks()[step - 1]))
}

fn binary(operator: Operator, left: Rational, right: Rational, span: &Span) -> Result<Rational, StatementError> {
    match operator {
        Operator::Add => Ok(left + right),
        Operator::Subtract => Ok(left - right),
        Operator::Multiply => Ok(left * right),
        Operator::Divide if right.is_zero() => Err(domain_error(span, "a division by zero", "the divisor is 0")),
        Operator::Divide => Ok(left / right),
        Operator::Power => power(left, &right, span),
    }
}

/// The power with an integer exponent; `x^0 = 1`, also for `x = 0`.
fn power(base: Rational, exponent: &Rational, span: &Span) -> Result<Rational, StatementError> {
    if *exponent.denom() != 1 {
        let message = format!("the exponent {exponent} is not an integer");
        return Err(domain_error(span, message, "not a usable exponent"));
    }
    if base.is_zero() && *exponent < 0 {
        return Err(domain_error(span, "a division by zero", "0 to a negative power"));
    }
    // The powers of these are small, whatever the exponent.
    if base.is_zero() || base == 1 || base == -1 {
        let is_base = if base == -1 { exponent.numer().is_odd() } else { !exponent.is_zero() };
        return Ok(if is_base { base } else { Rational::from(1) });
    }
    match exponent.numer().to_i32().filter(|exponent| exponent.unsigned_abs() <= EXPONENT_LIMIT) {
        Some(exponent) => {
            let digits = base.numer().significant_bits().max(base.denom().significant_bits());
            check_digits(u64::from(digits) * u64::from(exponent.unsigned_abs()), span)?;
            Ok(base.pow(exponent))
        }
        None => {
            let message = format!("too large: exponents of at most {EXPONENT_LIMIT} in absolute value are allowed");
            Err(too_large(span, message, "a power beyond the limit"))
        }
    }
}
