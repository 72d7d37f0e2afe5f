//! The values of scalars: exact rationals.

use std::ops::RangeInclusive;

use rug::Rational;
use rug::ops::Pow;

use crate::exact::Number;
use crate::exact::sum::Sum;
use crate::exact::work::{OPERATION_STEPS, operation, words_of};
use crate::language::error::{Span, StatementError};
use crate::language::typed::{Condition, Folded, Scalar, ScalarNode, Values};
use crate::language::words::{Fold, Function, Operator, ScalarName, Sequence};
use crate::limits::{FOLDED_ORDERS_LIMIT, POWER_EXPONENT_LIMIT};
use crate::sampler::unmasking_orders;

use super::domain::{self, check_digits, check_sizes, domain_error, too_large};
use super::environment::{Bound, ConstantValue, Environment};
use super::functions::{self, Argument, rounded_log2};
use super::subsets::subsets;

/// The value of a scalar.
///
/// # Errors
/// [`Mistake::Domain`](crate::language::error::Mistake::Domain) for a division by zero, an index outside its sequence,
/// the logarithm of what is no power of two outside `floor` and `ceil`, a number of too many digits, and the like;
/// [`Mistake::TooLarge`](crate::language::error::Mistake::TooLarge) beyond the limit of work.
pub fn evaluate(scalar: &Scalar, environment: &Environment) -> Result<Rational, StatementError> {
    Ok(number(scalar, environment)?.into_rational())
}

/// As [`evaluate`], small numbers without memory of their own.
///
/// # Errors
/// As [`evaluate`].
pub fn number(scalar: &Scalar, environment: &Environment) -> Result<Number, StatementError> {
    let span = &scalar.span;
    let value = match &scalar.node {
        ScalarNode::Number(number) => Number::from(number),
        ScalarNode::Variable(name) => Number::from(environment.integer(name)),
        ScalarNode::Constant => match environment.constant() {
            ConstantValue::Claimed(value) => number(value, environment)?,
            ConstantValue::Number(number) => Number::from(number),
        },
        ScalarNode::Name(ScalarName::Length) => Number::from(environment.length),
        ScalarNode::Name(ScalarName::VocabularySize) => Number::from(environment.vocabulary_size()),
        ScalarNode::Name(ScalarName::Schedule(number)) => Number::from(environment.schedule().scalar(*number)),
        ScalarNode::OfLaw(_) | ScalarNode::OfWord(_) => {
            unreachable!("what depends on the law is no scalar that is evaluated before it")
        }
        ScalarNode::Entry(sequence, index) => Number::from(entry(*sequence, index, environment)?),
        ScalarNode::Function(function, operand) => match (function, &operand.node) {
            (Function::Floor | Function::Ceil, ScalarNode::Function(Function::Log2, inner)) => {
                rounded_log2(&argument(inner, environment)?, *function == Function::Floor)?.into()
            }
            _ => functions::function(*function, argument(operand, environment)?, environment, span)?.into(),
        },
        ScalarNode::Binomial(operands) => {
            functions::binomial(&arguments(operands, environment)?, environment, span)?.into()
        }
        ScalarNode::Bernstein(operands) => {
            functions::bernstein(&arguments(operands, environment)?, environment, span)?.into()
        }
        ScalarNode::Beta(operands) => functions::beta(&arguments(operands, environment)?, environment, span)?.into(),
        ScalarNode::Extremum(extremum, operands) => {
            let values = operands.iter().map(|operand| number(operand, environment)).collect::<Result<Vec<_>, _>>()?;
            functions::extremum(*extremum, values.into_iter())
        }
        ScalarNode::Negate(operand) => number(operand, environment)?.negated(),
        ScalarNode::Binary(operator, left, right) => {
            let (left, right) = (number(left, environment)?, number(right, environment)?);
            environment.spend(operation(left.words() + right.words()), span)?;
            binary(*operator, &left, &right, span)?
        }
        ScalarNode::Fold(folded) => fold(folded, environment, span)?,
    };
    // The value is made, and is passed on.
    environment.spend(operation(value.words()).saturating_mul(2), span)?;
    if let Number::Large(rational) = &value {
        check_sizes([rational.numer(), rational.denom()], span)?;
    }
    Ok(value)
}

/// Whether a condition holds.
///
/// # Errors
/// As [`evaluate`].
pub fn condition_holds(condition: &[Condition], environment: &Environment) -> Result<bool, StatementError> {
    for comparisons in condition {
        let mut left = number(&comparisons.first, environment)?;
        for (relation, side) in &comparisons.rest {
            let right = number(side, environment)?;
            if !relation.admits(left.cmp(&right)) {
                return Ok(false);
            }
            left = right;
        }
    }
    Ok(true)
}

/// The value of a scalar that must be an integer of moderate size.
///
/// # Errors
/// A domain mistake when it is not, and as [`evaluate`].
pub fn integer(scalar: &Scalar, environment: &Environment) -> Result<i64, StatementError> {
    let number = number(scalar, environment)?;
    match number.as_word() {
        Some(word) => Ok(word),
        None => domain::integer(&number.into_rational(), &scalar.span),
    }
}

/// The value of a scalar that must be an index within `from..=to`.
///
/// # Errors
/// A domain mistake when it is not, and as [`evaluate`].
pub fn index(
    scalar: &Scalar,
    environment: &Environment,
    range: (usize, usize),
    what: &str,
) -> Result<usize, StatementError> {
    domain::index(integer(scalar, environment)?, &scalar.span, range, environment.length, what)
}

/// The integers of a range.
///
/// # Errors
/// A mistake where an end is no integer or the range is too long, and as [`evaluate`].
pub fn range(from: &Scalar, to: &Scalar, environment: &Environment) -> Result<RangeInclusive<i64>, StatementError> {
    let first = domain::whole(evaluate(from, environment)?, &from.span)?;
    let last = domain::whole(evaluate(to, environment)?, &to.span)?;
    domain::range(&first, &last, &to.span)
}

/// The values of a variable at a place, in order: integers as they grow, subsets as words of positions.
///
/// # Errors
/// As [`range`], and where there are too many subsets.
pub fn values(values: &Values, environment: &Environment, span: &Span) -> Result<Vec<Bound>, StatementError> {
    match values {
        Values::Range { from, to } => {
            let range = range(from, to, environment)?;
            let count = range.end().saturating_sub(*range.start()).saturating_add(1);
            environment.spend(u64::try_from(count).unwrap_or(0) * OPERATION_STEPS, &to.span)?;
            Ok(range.map(|value| Bound::Integer(value.into())).collect())
        }
        Values::Subsets { size } => {
            let chosen = index(size, environment, (0, environment.length), "subsets(k)")?;
            Ok(subsets(chosen, environment, &size.span)?.into_iter().map(Bound::Subset).collect())
        }
        Values::Orders => {
            let schedule = environment.single_schedule();
            let orders = schedule.number_of_orders();
            if orders > FOLDED_ORDERS_LIMIT {
                let message = format!(
                    "too large: schedule {schedule} has {orders} unmasking orders, and at most {FOLDED_ORDERS_LIMIT} are \
                     gone through"
                );
                return Err(too_large(span, message, "too many orders"));
            }
            let orders = unmasking_orders(schedule);
            environment.spend(orders.len() as u64 * environment.length as u64 * OPERATION_STEPS, span)?;
            Ok(orders.into_iter().map(Bound::Order).collect())
        }
    }
}

/// The values that a fold runs over; only a sum may have none.
///
/// # Errors
/// A domain mistake where another fold has none, and as [`values`].
pub fn values_of_fold<Term>(
    folded: &Folded<Term>,
    environment: &Environment,
    span: &Span,
) -> Result<Vec<Bound>, StatementError> {
    let found = values(&folded.values, environment, span)?;
    if found.is_empty() && folded.fold != Fold::Sum {
        let message = format!("`{}` over nothing has no value", folded.fold.name());
        return Err(domain_error(span, message, "there is nothing to run over"));
    }
    Ok(found)
}

fn argument<'a>(scalar: &'a Scalar, environment: &Environment) -> Result<Argument<'a>, StatementError> {
    Ok(Argument { value: evaluate(scalar, environment)?, span: &scalar.span })
}

fn arguments<'a, const COUNT: usize>(
    scalars: &'a [Scalar; COUNT],
    environment: &Environment,
) -> Result<[Argument<'a>; COUNT], StatementError> {
    let mut arguments = scalars.each_ref().map(|scalar| Argument { value: Rational::new(), span: &scalar.span });
    for (argument, scalar) in arguments.iter_mut().zip(scalars) {
        argument.value = evaluate(scalar, environment)?;
    }
    Ok(arguments)
}

fn entry(sequence: Sequence, at: &Scalar, environment: &Environment) -> Result<usize, StatementError> {
    let schedule = environment.single_schedule();
    let steps = schedule.steps();
    Ok(match sequence {
        Sequence::Boundaries => schedule.blocks()[..index(at, environment, (0, steps), "N[t]")?].iter().sum(),
        Sequence::Blocks => schedule.blocks()[index(at, environment, (1, steps), "s[t]")? - 1],
    })
}

fn fold(folded: &Folded<Scalar>, environment: &Environment, span: &Span) -> Result<Number, StatementError> {
    let mut inner = environment.clone();
    let mut terms = values_of_fold(folded, environment, span)?
        .into_iter()
        .map(|value| inner.with(&folded.name, value, |inner| number(&folded.term, inner)));
    let spend = |left: &Rational, right: &Rational| {
        check_sizes([left.denom(), right.denom()], span)?;
        environment.spend(operation(words_of(left) + words_of(right)), span)
    };
    match folded.fold {
        Fold::Sum | Fold::Mean => {
            let (mut small, mut large, mut count) = (Number::ZERO, Sum::default(), 0_usize);
            for term in terms {
                environment.spend(OPERATION_STEPS, span)?;
                count += 1;
                // Small numbers are added as they come, and a sum that is no longer small joins the large ones.
                small = small.plus(&term?);
                if let Number::Large(_) = small {
                    large.add(std::mem::replace(&mut small, Number::ZERO).into_rational(), &spend)?;
                }
            }
            let sum = Number::from(large.total(&spend)?).plus(&small);
            Ok(if folded.fold == Fold::Mean { sum.over(&count.into()) } else { sum })
        }
        Fold::Minimum | Fold::Maximum => {
            let mut best = terms.next().expect("a fold that must not be empty is not")?;
            for term in terms {
                let term = term?;
                environment.spend(operation(best.words() + term.words()), span)?;
                if if folded.fold == Fold::Minimum { term < best } else { term > best } {
                    best = term;
                }
            }
            Ok(best)
        }
    }
}

fn binary(operator: Operator, left: &Number, right: &Number, span: &Span) -> Result<Number, StatementError> {
    match operator {
        Operator::Add => Ok(left.plus(right)),
        Operator::Subtract => Ok(left.minus(right)),
        Operator::Multiply => Ok(left.times(right)),
        Operator::Divide if right.is_zero() => Err(domain_error(span, "a division by zero", "the divisor is 0")),
        Operator::Divide => Ok(left.over(right)),
        Operator::Power => power(left.to_rational(), &right.to_rational(), span).map(Number::from),
    }
}

/// The value of an exponent, of a base that is not known yet.
///
/// # Errors
/// A domain mistake where it is no integer, or too large, and as [`evaluate`].
pub fn exponent(scalar: &Scalar, environment: &Environment) -> Result<i32, StatementError> {
    let value = evaluate(scalar, environment)?;
    if *value.denom() != 1 {
        return Err(not_an_exponent(&value, &scalar.span));
    }
    within_limit(&value).ok_or_else(|| beyond_limit(&scalar.span))
}

fn not_an_exponent(exponent: &Rational, span: &Span) -> StatementError {
    domain_error(span, format!("the exponent {exponent} is not an integer"), "not a usable exponent")
}

fn within_limit(exponent: &Rational) -> Option<i32> {
    exponent.numer().to_i32().filter(|exponent| exponent.unsigned_abs() <= POWER_EXPONENT_LIMIT)
}

fn beyond_limit(span: &Span) -> StatementError {
    let message = format!("too large: exponents of at most {POWER_EXPONENT_LIMIT} in absolute value are allowed");
    too_large(span, message, "a power beyond the limit")
}

/// The power with an integer exponent; `x^0 = 1`, also for `x = 0`.
fn power(base: Rational, exponent: &Rational, span: &Span) -> Result<Rational, StatementError> {
    if *exponent.denom() != 1 {
        return Err(not_an_exponent(exponent, span));
    }
    if base.is_zero() && *exponent < 0 {
        return Err(domain_error(span, "a division by zero", "0 to a negative power"));
    }
    // The powers of these are small, whatever the exponent.
    if base.is_zero() || base == 1 || base == -1 {
        let is_base = if base == -1 { exponent.numer().is_odd() } else { !exponent.is_zero() };
        return Ok(if is_base { base } else { Rational::from(1) });
    }
    match within_limit(exponent) {
        Some(exponent) => {
            let digits = base.numer().significant_bits().max(base.denom().significant_bits());
            check_digits(u64::from(digits) * u64::from(exponent.unsigned_abs()), span)?;
            Ok(base.pow(exponent))
        }
        None => Err(beyond_limit(span)),
    }
}
