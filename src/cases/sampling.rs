//! The quantities of the order or policy in scope, as combinations of quantities.

use std::sync::LazyLock;

use crate::exact::Number;
use crate::language::Evaluation;
use crate::language::error::StatementError;
use crate::language::typed::{NamedPolicy, Scalar};
use crate::language::words::{PolicyName, PolicyQuantity, Rounds};
use crate::law::PositionSet;
use crate::limits::PERMUTATION_LIMIT;
use crate::sampler::UnmaskingOrder;
use crate::sampler::permutations::PermutationTable;

use super::domain::domain_error;
use super::environment::Environment;
use super::linear::Linear;
use super::linear_sum::LinearSum;
use super::policy_measure::{PolicyMeasure, RoundCount, Unit};
use super::quantity::{ByDefinition, Quantity};
use super::scalar::evaluate;

static PERMUTATIONS: LazyLock<PermutationTable> =
    LazyLock::new(|| PermutationTable::new(PERMUTATION_LIMIT).expect("a small table"));

/// Adds `factor` times a quantity of the policy in scope, an order's included.
pub fn add_of_policy(
    sum: &mut LinearSum,
    quantity: PolicyQuantity,
    factor: &Number,
    environment: &Environment,
    evaluation: Evaluation,
) {
    let mut add = |quantity| {
        let wanted = PolicyMeasure::OfPolicy(quantity, environment.policy().to_owned());
        sum.add(Quantity::ByDefinition(ByDefinition::Policies(wanted)), factor);
    };
    if evaluation == Evaluation::Definitions {
        add(quantity);
        return;
    }
    match (quantity, &environment.order) {
        (PolicyQuantity::Kl, Some(order)) => {
            add(PolicyQuantity::LearningGap);
            add_ideal_divergence(sum, order, factor);
        }
        (PolicyQuantity::IdealKl, Some(order)) => add_ideal_divergence(sum, order, factor),
        // Along the same states, which for a policy that reads the predictor are not those of the ideal one.
        (PolicyQuantity::Kl, None) => {
            add(PolicyQuantity::LearningGap);
            add(PolicyQuantity::ConditionalTc);
        }
        (PolicyQuantity::IdealKl, None) | (PolicyQuantity::LearningGap | PolicyQuantity::ConditionalTc, _) => {
            add(quantity);
        }
    }
}

/// `sum_t ( sum_{i in S_t} H(X_i | X_{C_t}) - H(X_{S_t} | X_{C_t}) )`
fn add_ideal_divergence(sum: &mut LinearSum, order: &UnmaskingOrder, factor: &Number) {
    let negative = factor.negated();
    let entropy = |set: PositionSet| Quantity::Entropy(set.positions().collect());
    for (before, block) in order.steps() {
        for position in block.positions() {
            sum.add(entropy(before.with(position)), factor);
            sum.add(entropy(before), &negative);
        }
        sum.add(entropy(before.union(block)), &negative);
        sum.add(entropy(before), factor);
    }
}

/// Adds `factor` times the least KL divergence of the orders with so many blocks.
pub fn add_best_order(sum: &mut LinearSum, steps: usize, factor: &Number) {
    sum.add(Quantity::ByDefinition(ByDefinition::Policies(PolicyMeasure::BestOrderKl(steps))), factor);
}

/// Adds `factor` times a number of rounds, counted in a constant unit: one nat and logarithms of integers.
pub fn add_rounds(sum: &mut LinearSum, rounds: Rounds, unit: &Linear, factor: &Number, environment: &Environment) {
    let number = match rounds {
        Rounds::Expected => RoundCount::ExpectedRounds(environment.policy().to_owned()),
        Rounds::Max => RoundCount::MaxRounds(environment.policy().to_owned()),
        Rounds::SerialDepth => RoundCount::SerialDepth,
        Rounds::WorstSerialDepth => RoundCount::WorstSerialDepth,
    };
    for (quantity, coefficient) in unit.terms() {
        let unit = match quantity {
            Quantity::Nat => Unit::Nat,
            Quantity::Ln(argument) => Unit::Ln(argument.clone()),
            Quantity::LnVocabulary => Unit::LnVocabulary,
            _ => unreachable!("units are constant"),
        };
        let wanted = PolicyMeasure::Number(number.clone(), unit);
        sum.add(Quantity::ByDefinition(ByDefinition::Policies(wanted)), &coefficient.times(factor));
    }
}

/// Adds `factor` times the least error of permutations of so many tokens in so many rounds.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_permutation_error(
    sum: &mut LinearSum,
    [tokens, rounds]: &[Scalar; 2],
    factor: &Number,
    environment: &Environment,
) -> Result<(), StatementError> {
    let size = |argument: &Scalar, largest: usize, what: &str| {
        let value = evaluate(argument, environment)?;
        match value.is_integer().then(|| value.numer().to_usize()).flatten() {
            Some(size) if (1..=largest).contains(&size) => Ok(size),
            _ => Err(domain_error(
                &argument.span,
                format!("permutation_error(n, R) is defined for {what}, and this is {value}"),
                "outside the range",
            )),
        }
    };
    let tokens = size(tokens, PERMUTATION_LIMIT, &format!("n = 1..{PERMUTATION_LIMIT}"))?;
    let rounds = size(rounds, tokens, &format!("R = 1..{tokens}"))?;
    let error = PERMUTATIONS.error(tokens, rounds).expect("in the table");
    for (argument, coefficient) in error.terms() {
        sum.add(Quantity::Ln(argument.clone()), &factor.times(&coefficient.into()));
    }
    Ok(())
}

/// The name that the sampler reads of a policy that a quantifier names.
///
/// # Errors
/// A domain mistake, with its place.
pub fn policy_name(named: &NamedPolicy, environment: &Environment) -> Result<String, StatementError> {
    let name = named.spelling.replace('_', "-");
    let Some(argument) = &named.argument else { return Ok(name) };
    let value = evaluate(argument, environment)?;
    let (fits, expected) = match named.name {
        PolicyName::Bisection => return Ok(name),
        PolicyName::LeftToRight | PolicyName::LowestEntropy | PolicyName::HighestConfidence => {
            (value.is_integer() && value >= 1, "a positive integer")
        }
        PolicyName::EntropyBounded => (value >= 0, "a number of nats that is not negative"),
        PolicyName::ConfidenceThreshold => ((0..=1).contains(&value), "a number from 0 to 1"),
        PolicyName::RandomTable => {
            (value.is_integer() && value >= 0 && value.numer().to_u64().is_some(), "a seed from 0 to 2^64 - 1")
        }
    };
    if fits {
        return Ok(format!("{name}:{value}"));
    }
    let message = format!("`{}` takes {expected}, and this is {value}", named.spelling);
    Err(domain_error(&argument.span, message, "outside the domain"))
}
