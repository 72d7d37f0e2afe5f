//! What depends on the law by numbers of it, as combinations of quantities: numbers as so many nats, their products with
//! information measures, and their logarithms.

use rug::Rational;

use crate::language::Evaluation;
use crate::language::error::StatementError;
use crate::language::typed::{Measure, Scalar, ScalarNode};
use crate::language::words::{Extremum, Fold, Operator};

use super::domain::domain_error;
use super::environment::Environment;
use super::law_scalar::LawScalar;
use super::linear::Linear;
use super::measure::{add_extremum, combination};
use super::quantity::{ByDefinition, Quantity};
use super::scalar::{evaluate, values_of_fold};

/// Adds `factor` times a scalar, as so many nats. Its terms are added one by one: a multiple of a word is a multiple of
/// one quantity, however it is written.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_nats(
    sum: &mut Linear,
    scalar: &Scalar,
    factor: &Rational,
    environment: &Environment,
) -> Result<(), StatementError> {
    let span = &scalar.span;
    if !scalar.depends_on_law() {
        sum.add(Quantity::Nat, &Rational::from(factor * &evaluate(scalar, environment)?));
        return Ok(());
    }
    match &scalar.node {
        ScalarNode::OfLaw(number) => add_number(sum, LawScalar::word(*number, environment), factor),
        ScalarNode::Negate(operand) => add_nats(sum, operand, &Rational::from(-factor), environment)?,
        ScalarNode::Binary(Operator::Add, left, right) => {
            add_nats(sum, left, factor, environment)?;
            add_nats(sum, right, factor, environment)?;
        }
        ScalarNode::Binary(Operator::Subtract, left, right) => {
            add_nats(sum, left, factor, environment)?;
            add_nats(sum, right, &Rational::from(-factor), environment)?;
        }
        ScalarNode::Binary(Operator::Multiply, of, by) if !by.depends_on_law() => {
            add_nats(sum, of, &Rational::from(factor * &evaluate(by, environment)?), environment)?;
        }
        ScalarNode::Binary(Operator::Multiply, by, of) if !by.depends_on_law() => {
            add_nats(sum, of, &Rational::from(factor * &evaluate(by, environment)?), environment)?;
        }
        ScalarNode::Binary(Operator::Divide, of, by) if !by.depends_on_law() => {
            let divisor = evaluate(by, environment)?;
            if divisor.is_zero() {
                return Err(domain_error(&by.span, "a division by zero", "this is 0"));
            }
            add_nats(sum, of, &Rational::from(factor / &divisor), environment)?;
        }
        ScalarNode::Extremum(extremum, operands) => {
            let options = operands.iter().map(|operand| nats(operand, environment)).collect::<Result<_, _>>()?;
            add_extremum(sum, *extremum == Extremum::Maximum, options, factor, environment, span)?;
        }
        ScalarNode::Fold(folded) => {
            let values = values_of_fold(folded, environment, span)?;
            let mut inner = environment.clone();
            let count = values.len();
            let mut each = values.into_iter();
            let share = if folded.fold == Fold::Mean {
                Rational::from(factor / &Rational::from(count))
            } else {
                factor.clone()
            };
            match folded.fold {
                Fold::Sum | Fold::Mean => each.try_for_each(|value| {
                    inner.with(&folded.name, value, |inner| add_nats(sum, &folded.term, &share, inner))
                })?,
                Fold::Minimum | Fold::Maximum => {
                    let options = each.map(|value| inner.with(&folded.name, value, |inner| nats(&folded.term, inner)));
                    let options = options.collect::<Result<_, _>>()?;
                    add_extremum(sum, folded.fold == Fold::Maximum, options, factor, environment, span)?;
                }
            }
        }
        _ => add_number(sum, LawScalar::of(scalar, environment)?, factor),
    }
    Ok(())
}

/// Adds `factor` times the product of a scalar and a measure.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_multiple(
    sum: &mut Linear,
    (scalar, measure): (&Scalar, &Measure),
    factor: &Rational,
    environment: &Environment,
    evaluation: Evaluation,
) -> Result<(), StatementError> {
    let of = combination(measure, environment, evaluation)?;
    let number = LawScalar::of(scalar, environment)?;
    environment.keep(of.bytes() as u64, &measure.span)?;
    match of.nats() {
        _ if of.is_zero() => {}
        Some(nats) => add_number(sum, number, &Rational::from(factor * nats)),
        None => sum.add(Quantity::ByDefinition(ByDefinition::Multiple(Box::new((number, of)))), factor),
    }
    Ok(())
}

/// Adds `factor` times the logarithm of a scalar.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_logarithm(
    sum: &mut Linear,
    scalar: &Scalar,
    factor: &Rational,
    environment: &Environment,
) -> Result<(), StatementError> {
    sum.add(Quantity::ByDefinition(ByDefinition::LnOf(LawScalar::of(scalar, environment)?)), factor);
    Ok(())
}

fn nats(scalar: &Scalar, environment: &Environment) -> Result<Linear, StatementError> {
    let mut linear = Linear::zero();
    add_nats(&mut linear, scalar, &Rational::from(1), environment)?;
    Ok(linear)
}

fn add_number(sum: &mut Linear, number: LawScalar, factor: &Rational) {
    sum.add(Quantity::ByDefinition(ByDefinition::Number(number)), factor);
}
