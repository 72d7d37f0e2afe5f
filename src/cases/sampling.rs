//! The quantities of the order or policy in scope, as combinations of symbols.

use std::sync::LazyLock;

use rug::Rational;

use crate::language::claim_file::Evaluation;
use crate::language::error::StatementError;
use crate::language::syntax::{Expression, Named};
use crate::law::PositionSet;
use crate::sampler::UnmaskingOrder;
use crate::sampler::permutations::PermutationTable;

use super::information::combination;
use super::linear::Linear;
use super::policy_quantity::{LawNumber, OfPolicies, PolicyQuantity, Unit};
use super::scalar::{Environment, domain_error, evaluate, index};
use super::symbol::{Defined, Symbol};

/// The longest sequences for which every unmasking order is listed; there are 4683 of length 6.
pub const ALL_ORDERS_LENGTH: usize = 6;

/// The most tokens whose permutations a claim may ask about.
const PERMUTATION_LIMIT: usize = 64;

static PERMUTATIONS: LazyLock<PermutationTable> =
    LazyLock::new(|| PermutationTable::new(PERMUTATION_LIMIT).expect("a small table"));

/// Adds `factor` times a quantity of the policy in scope, an order's included; whether the name is one.
pub fn add_of_policy(
    sum: &mut Linear,
    name: &str,
    factor: &Rational,
    environment: &Environment,
    evaluation: Evaluation,
) -> bool {
    let (ideal, learning, enumerated) = match name {
        "KL_order" | "KL_policy" => (true, true, PolicyQuantity::Kl),
        "ideal_KL_order" | "ideal_KL_policy" => (true, false, PolicyQuantity::IdealKl),
        "eps_order" | "eps_policy" => (false, true, PolicyQuantity::LearningGap),
        "conditional_TC" => (false, false, PolicyQuantity::ConditionalTc),
        _ => return false,
    };
    let policy = environment.policy.clone().expect("type checking requires a policy or an order");
    let mut add = |quantity| {
        let wanted = OfPolicies::Quantity(quantity, policy.clone());
        sum.add(Symbol::Defined(Defined::Policies(wanted)), factor);
    };
    if evaluation == Evaluation::Definitions || !(ideal || learning) {
        add(enumerated);
        return true;
    }
    if learning {
        add(PolicyQuantity::LearningGap);
    }
    match &environment.order {
        Some(order) if ideal => add_ideal_divergence(sum, order, factor),
        // Along the same states, which for a policy that reads the predictor are not those of the ideal one.
        None if ideal && learning => add(PolicyQuantity::ConditionalTc),
        None if ideal => add(PolicyQuantity::IdealKl),
        _ => {}
    }
    true
}

/// `sum_t ( sum_{i in S_t} H(X_i | X_{C_t}) - H(X_{S_t} | X_{C_t}) )`
fn add_ideal_divergence(sum: &mut Linear, order: &UnmaskingOrder, factor: &Rational) {
    let negative = Rational::from(-factor);
    let entropy = |set: PositionSet| Symbol::Entropy(set.positions().collect());
    for (before, block) in order.steps() {
        for position in block.positions() {
            sum.add(entropy(before.with(position)), factor);
            sum.add(entropy(before), &negative);
        }
        sum.add(entropy(before.union(block)), &negative);
        sum.add(entropy(before), factor);
    }
}

/// Adds `factor` times an information that is written as a call, if the name is one of these.
///
/// # Errors
/// A domain mistake, with its place.
pub fn add_called(
    sum: &mut Linear,
    name: &str,
    arguments: &[Expression],
    factor: &Rational,
    environment: &Environment,
) -> Option<Result<(), StatementError>> {
    let policy = || environment.policy.clone().expect("type checking requires a policy");
    let number = match name {
        "expected_rounds" => LawNumber::ExpectedRounds(policy()),
        "max_rounds" => LawNumber::MaxRounds(policy()),
        "serial_depth" => LawNumber::SerialDepth,
        "serial_depth_worst" => LawNumber::WorstSerialDepth,
        "best_order_KL" => {
            return Some(index(&arguments[0], environment, (1, environment.length), "best_order_KL(k)").map(|steps| {
                sum.add(Symbol::Defined(Defined::Policies(OfPolicies::BestOrderKl(steps))), factor);
            }));
        }
        "permutation_error" => return Some(add_permutation_error(sum, arguments, factor, environment)),
        _ => return None,
    };
    Some(add_number(sum, &number, &arguments[0], factor, environment))
}

fn add_number(
    sum: &mut Linear,
    number: &LawNumber,
    unit: &Expression,
    factor: &Rational,
    environment: &Environment,
) -> Result<(), StatementError> {
    for (symbol, coefficient) in combination(unit, environment, Evaluation::Formulas)?.terms() {
        let unit = match symbol {
            Symbol::Nat => Unit::Nat,
            Symbol::Ln(argument) => Unit::Ln(argument.clone()),
            Symbol::LnVocabulary => Unit::LnVocabulary,
            _ => unreachable!("type checking admits constant units alone"),
        };
        let wanted = OfPolicies::Number(number.clone(), unit);
        sum.add(Symbol::Defined(Defined::Policies(wanted)), &Rational::from(coefficient * factor));
    }
    Ok(())
}

fn add_permutation_error(
    sum: &mut Linear,
    arguments: &[Expression],
    factor: &Rational,
    environment: &Environment,
) -> Result<(), StatementError> {
    let size = |argument: &Expression, largest: usize, what: &str| {
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
    let tokens = size(&arguments[0], PERMUTATION_LIMIT, &format!("n = 1..{PERMUTATION_LIMIT}"))?;
    let rounds = size(&arguments[1], tokens, &format!("R = 1..{tokens}"))?;
    let error = PERMUTATIONS.error(tokens, rounds).expect("in the table");
    for (argument, coefficient) in error.terms() {
        sum.add(Symbol::Ln(argument.clone()), &Rational::from(coefficient * factor));
    }
    Ok(())
}

/// The name that the sampler reads of a policy that a quantifier names.
///
/// # Errors
/// A domain mistake, with its place.
pub fn policy_name(named: &Named, environment: &Environment) -> Result<String, StatementError> {
    let name = named.name.replace('_', "-");
    let Some(argument) = named.arguments.first() else { return Ok(name) };
    let value = evaluate(argument, environment)?;
    let (fits, expected) = match named.name.as_str() {
        "left_to_right" | "lowest_entropy" | "highest_confidence" => {
            (value.is_integer() && value >= 1, "a positive integer")
        }
        "entropy_bounded" => (value >= 0, "a number of nats that is not negative"),
        "confidence_threshold" => ((0..=1).contains(&value), "a number from 0 to 1"),
        _ => (value.is_integer() && value >= 0 && value.numer().to_u64().is_some(), "a seed from 0 to 2^64 - 1"),
    };
    if fits {
        return Ok(format!("{name}:{value}"));
    }
    let message = format!("`{}` takes {expected}, and this is {value}", named.name);
    Err(domain_error(&argument.span, message, "outside the domain"))
}
