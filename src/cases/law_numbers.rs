//! What depends on the law by numbers of it, as combinations of quantities: numbers as so many nats, their products
//! with information measures, and their logarithms.

use std::sync::Arc;

use rug::Rational;

use crate::exact::Number;
use crate::exact::work::OPERATION_STEPS;
use crate::language::error::{Span, StatementError};
use crate::language::typed::{OfWord, Scalar, ScalarNode};
use crate::language::words::{Extremum, Fold, Function, LawNumber, Operator};

use super::domain::domain_error;
use super::environment::Environment;
use super::extrema::add_extremum;
use super::law_scalar::{LawScalar, TokensOfWord};
use super::linear::Linear;
use super::linear_sum::LinearSum;
use super::positions::resolve;
use super::quantity::{ByDefinition, Quantity};
use super::scalar::{evaluate, exponent, integer, number, values_of_fold};

/// Adds `factor` times a scalar, as so many nats. Its terms are added one by one: a multiple of a word is a multiple of
/// one quantity, however it is written.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_nats(
    sum: &mut LinearSum,
    scalar: &Scalar,
    factor: &Number,
    environment: &Environment,
) -> Result<(), StatementError> {
    let span = &scalar.span;
    if !scalar.depends_on_law() {
        sum.add(Quantity::Nat, &factor.times(&number(scalar, environment)?));
        return Ok(());
    }
    match &scalar.node {
        ScalarNode::OfLaw(number) => add_number(sum, word(*number, environment), factor),
        ScalarNode::OfWord(of) => add_number(sum, tokens_of_word(of, environment)?, factor),
        ScalarNode::Negate(operand) => add_nats(sum, operand, &factor.negated(), environment)?,
        ScalarNode::Binary(Operator::Add, left, right) => {
            add_nats(sum, left, factor, environment)?;
            add_nats(sum, right, factor, environment)?;
        }
        ScalarNode::Binary(Operator::Subtract, left, right) => {
            add_nats(sum, left, factor, environment)?;
            add_nats(sum, right, &factor.negated(), environment)?;
        }
        ScalarNode::Binary(Operator::Multiply, of, by) if !by.depends_on_law() => {
            add_nats(sum, of, &factor.times(&number(by, environment)?), environment)?;
        }
        ScalarNode::Binary(Operator::Multiply, by, of) if !by.depends_on_law() => {
            add_nats(sum, of, &factor.times(&number(by, environment)?), environment)?;
        }
        ScalarNode::Binary(Operator::Divide, of, by) if !by.depends_on_law() => {
            let divisor = number(by, environment)?;
            if divisor.is_zero() {
                return Err(domain_error(&by.span, "a division by zero", "this is 0"));
            }
            add_nats(sum, of, &factor.over(&divisor), environment)?;
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
            let share = if folded.fold == Fold::Mean { factor.over(&count.into()) } else { factor.clone() };
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
        _ => add_number(sum, law_scalar(scalar, environment)?, factor),
    }
    Ok(())
}

/// Adds `factor` times the product of a scalar and a combination of quantities.
///
/// # Errors
/// A domain mistake, with its place: also for a minimum or maximum, which the sign of the scalar may turn round.
pub fn add_multiple(
    sum: &mut LinearSum,
    (scalar, of): (&Scalar, &Linear),
    factor: &Number,
    environment: &Environment,
    span: &Span,
) -> Result<(), StatementError> {
    if !of.extrema().is_empty() {
        let message = "a number of the law times a minimum or maximum of information measures is not evaluated";
        return Err(domain_error(span, message, "multiply inside: max(x*a, x*b) for x >= 0"));
    }
    let number = law_scalar(scalar, environment)?;
    environment.keep(of.bytes() as u64, span)?;
    for (quantity, coefficient) in of.terms() {
        let coefficient = factor.times(coefficient);
        match quantity {
            Quantity::Nat => add_number(sum, number.clone(), &coefficient),
            _ => {
                let multiple = ByDefinition::Multiple(Box::new((number.clone(), quantity.clone())));
                sum.add(Quantity::ByDefinition(multiple), &coefficient);
            }
        }
    }
    Ok(())
}

/// Adds `factor` times the logarithm of a scalar.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_logarithm(
    sum: &mut LinearSum,
    scalar: &Scalar,
    factor: &Number,
    environment: &Environment,
) -> Result<(), StatementError> {
    sum.add(Quantity::ByDefinition(ByDefinition::LnOf(law_scalar(scalar, environment)?)), factor);
    Ok(())
}

fn nats(scalar: &Scalar, environment: &Environment) -> Result<Linear, StatementError> {
    let mut sum = LinearSum::default();
    add_nats(&mut sum, scalar, &Number::ONE, environment)?;
    Ok(sum.total())
}

fn add_number(sum: &mut LinearSum, number: LawScalar, factor: &Number) {
    sum.add(Quantity::ByDefinition(ByDefinition::Number(number)), factor);
}

/// A scalar of the statement, whose parts that do not depend on the law are evaluated.
///
/// # Errors
/// A domain mistake, with its place.
fn law_scalar(scalar: &Scalar, environment: &Environment) -> Result<LawScalar, StatementError> {
    if !scalar.depends_on_law() {
        return evaluate(scalar, environment).map(LawScalar::Known);
    }
    environment.spend(OPERATION_STEPS, &scalar.span)?;
    let of = |scalar: &Scalar| law_scalar(scalar, environment);
    Ok(match &scalar.node {
        ScalarNode::OfLaw(number) => word(*number, environment),
        ScalarNode::OfWord(of) => tokens_of_word(of, environment)?,
        ScalarNode::Negate(operand) => of(operand)?.times(LawScalar::Known(Rational::from(-1))),
        ScalarNode::Function(Function::Abs, operand) => LawScalar::Absolute(Box::new(of(operand)?)),
        ScalarNode::Binary(Operator::Add, left, right) => of(left)?.plus(of(right)?),
        ScalarNode::Binary(Operator::Subtract, left, right) => {
            of(left)?.plus(of(right)?.times(LawScalar::Known(Rational::from(-1))))
        }
        ScalarNode::Binary(Operator::Multiply, left, right) => of(left)?.times(of(right)?),
        ScalarNode::Binary(Operator::Divide, left, right) => of(left)?.times(LawScalar::Inverse(Box::new(of(right)?))),
        ScalarNode::Binary(Operator::Power, base, by) => {
            LawScalar::Power(Box::new(of(base)?), exponent(by, environment)?)
        }
        ScalarNode::Extremum(extremum, operands) => LawScalar::Extremum {
            is_maximum: *extremum == Extremum::Maximum,
            options: operands.iter().map(of).collect::<Result<_, _>>()?,
        },
        ScalarNode::Fold(folded) => {
            let values = values_of_fold(folded, environment, &scalar.span)?;
            let count = values.len();
            let mut inner = environment.clone();
            let terms = values
                .into_iter()
                .map(|value| inner.with(&folded.name, value, |inner| law_scalar(&folded.term, inner)))
                .collect::<Result<Vec<_>, _>>()?;
            match folded.fold {
                Fold::Sum => LawScalar::Sum(terms),
                Fold::Mean => LawScalar::Sum(terms).times(LawScalar::Known(Rational::from((1, count)))),
                Fold::Minimum | Fold::Maximum => {
                    LawScalar::Extremum { is_maximum: folded.fold == Fold::Maximum, options: terms }
                }
            }
        }
        ScalarNode::Number(_)
        | ScalarNode::Variable(_)
        | ScalarNode::Constant
        | ScalarNode::Name(_)
        | ScalarNode::Entry(..)
        | ScalarNode::Function(..)
        | ScalarNode::Binomial(_)
        | ScalarNode::Beta(_)
        | ScalarNode::Bernstein(_) => unreachable!("what these are made of is known before the law"),
    })
}

/// A word.
fn word(number: LawNumber, environment: &Environment) -> LawScalar {
    match number {
        LawNumber::OfWords(number) => LawScalar::OfWords(number),
        LawNumber::OfRule(number) => LawScalar::OfRule(number, Arc::clone(environment.rule())),
    }
}

/// The probability of a word's tokens, which are numbered from 1.
fn tokens_of_word(of: &OfWord, environment: &Environment) -> Result<LawScalar, StatementError> {
    let words =
        u32::try_from(environment.length).ok().and_then(|length| environment.vocabulary_size().checked_pow(length));
    let number = integer(&of.word, environment)?;
    let word = usize::try_from(number).ok().filter(|word| *word >= 1 && words.is_none_or(|words| *word <= words));
    let Some(word) = word else {
        let message = format!("there is no word {number}: they are numbered from 1 to V^L");
        return Err(domain_error(&of.word.span, message, "no such word"));
    };
    let [set, given] = resolve([&of.set, &of.given], environment)?;
    Ok(LawScalar::OfWord(Box::new(TokensOfWord { mass: of.mass, word: word - 1, set, given })))
}
