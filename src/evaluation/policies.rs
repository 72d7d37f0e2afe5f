//! The values of quantities of policies.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::cases::policy_measure::{PolicyMeasure, RoundCount};
use crate::exact::Extended;
use crate::language::words::PolicyQuantity;
use crate::sampler::Model;
use crate::sampler::policy::{self, Evaluation, best_orders, evaluate, parse_policy};

use super::value::Value;

/// The values of quantities of policies; each policy is followed once, and the best orders are searched once.
pub fn values<'a>(wanted: &[PolicyMeasure], model: &Model<'a>) -> Vec<Value<'a>> {
    let followed: BTreeSet<(&str, bool)> = wanted.iter().filter_map(|quantity| policy_of(quantity, model)).collect();
    let followed: BTreeMap<(&str, bool), Result<Evaluation, String>> =
        followed.into_par_iter().map(|(name, ideal)| ((name, ideal), follow(name, ideal, model))).collect();
    let deep = wanted.iter().any(|quantity| {
        matches!(quantity, PolicyMeasure::Number(RoundCount::SerialDepth | RoundCount::WorstSerialDepth, _))
    });
    let depth = deep.then(|| policy::serial_depth(model.law()).map_err(|error| error.to_string()));
    let orders = wanted.iter().any(|quantity| matches!(quantity, PolicyMeasure::BestOrderKl(_)));
    let orders = if orders { best_orders(model.patterns()) } else { Vec::new() };
    let value = |quantity: &PolicyMeasure| -> Result<Extended, String> {
        let evaluation =
            || followed[&policy_of(quantity, model).expect("a policy's quantity")].as_ref().map_err(Clone::clone);
        let depth = || depth.as_ref().expect("computed when asked for").as_ref().map_err(Clone::clone);
        Ok(match quantity {
            PolicyMeasure::OfPolicy(PolicyQuantity::Kl | PolicyQuantity::IdealKl, _) => evaluation()?.kl.clone(),
            PolicyMeasure::OfPolicy(PolicyQuantity::LearningGap, _) => evaluation()?.learning_gap.clone(),
            PolicyMeasure::OfPolicy(PolicyQuantity::ConditionalTc, _) => {
                Extended::Finite(evaluation()?.conditional_tc.clone())
            }
            PolicyMeasure::Number(number, unit) => {
                let number = match number {
                    RoundCount::ExpectedRounds(_) => evaluation()?.expected_rounds.clone(),
                    RoundCount::MaxRounds(_) => evaluation()?.max_rounds.into(),
                    RoundCount::SerialDepth => depth()?.expected.clone(),
                    RoundCount::WorstSerialDepth => depth()?.max.into(),
                };
                Extended::Finite(unit.times(&number, model.law().vocabulary_size()))
            }
            PolicyMeasure::BestOrderKl(steps) => Extended::Finite(orders[steps - 1].kl.clone()),
        })
    };
    wanted.iter().map(|quantity| value(quantity).map_or_else(Value::Unavailable, Value::from)).collect()
}

/// The policy that a quantity is of, and whether the exact predictor replaces the model's; `None` where the quantity is
/// of no single policy.
fn policy_of<'q>(quantity: &'q PolicyMeasure, model: &Model) -> Option<(&'q str, bool)> {
    let is_exact = model.is_exact();
    match quantity {
        PolicyMeasure::OfPolicy(quantity, name) => Some((name, *quantity == PolicyQuantity::IdealKl && !is_exact)),
        PolicyMeasure::Number(RoundCount::ExpectedRounds(name) | RoundCount::MaxRounds(name), _) => Some((name, false)),
        PolicyMeasure::Number(RoundCount::SerialDepth | RoundCount::WorstSerialDepth, _)
        | PolicyMeasure::BestOrderKl(_) => None,
    }
}

fn follow(name: &str, ideal: bool, model: &Model) -> Result<Evaluation, String> {
    let model = if ideal { model.ideal() } else { *model };
    let policy = parse_policy(name, model.law(), model.patterns()).map_err(|error| error.to_string())?;
    Ok(evaluate(&model, policy.as_ref()))
}
