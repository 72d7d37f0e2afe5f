//! The values of quantities of policies.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::cases::policy_quantity::{LawNumber, OfPolicies};
use crate::exact::Extended;
use crate::language::words::PolicyQuantity;
use crate::sampler::policy::{self, Evaluation, best_orders, evaluate, parse_policy};
use crate::sampler::{Model, Predictor};

use super::value::Value;

/// The values of quantities of policies; each policy is followed once, and the best orders are searched once.
pub fn values<'a>(wanted: &[OfPolicies], model: &Model<'a>) -> Vec<Value<'a>> {
    let followed: BTreeSet<(&str, bool)> = wanted.iter().filter_map(|quantity| policy_of(quantity, model)).collect();
    let followed: BTreeMap<(&str, bool), Result<Evaluation, String>> =
        followed.into_par_iter().map(|(name, ideal)| ((name, ideal), follow(name, ideal, model))).collect();
    let deep = wanted.iter().any(|quantity| {
        matches!(quantity, OfPolicies::Number(LawNumber::SerialDepth | LawNumber::WorstSerialDepth, _))
    });
    let depth = deep.then(|| policy::serial_depth(model.law()).map_err(|error| error.to_string()));
    let orders = wanted.iter().any(|quantity| matches!(quantity, OfPolicies::BestOrderKl(_)));
    let orders = if orders { best_orders(model.patterns()) } else { Vec::new() };
    let value = |quantity: &OfPolicies| -> Result<Extended, String> {
        let evaluation =
            || followed[&policy_of(quantity, model).expect("a policy's quantity")].as_ref().map_err(Clone::clone);
        let depth = || depth.as_ref().expect("computed when asked for").as_ref().map_err(Clone::clone);
        Ok(match quantity {
            OfPolicies::LazyForm(PolicyQuantity::Kl | PolicyQuantity::IdealKl, _) => evaluation()?.kl.clone(),
            OfPolicies::LazyForm(PolicyQuantity::LearningGap, _) => evaluation()?.learning_gap.clone(),
            OfPolicies::LazyForm(PolicyQuantity::ConditionalTc, _) => {
                Extended::Finite(evaluation()?.conditional_tc.clone())
            }
            OfPolicies::Number(number, unit) => {
                let number = match number {
                    LawNumber::ExpectedRounds(_) => evaluation()?.expected_rounds.clone(),
                    LawNumber::MaxRounds(_) => evaluation()?.max_rounds.into(),
                    LawNumber::SerialDepth => depth()?.expected.clone(),
                    LawNumber::WorstSerialDepth => depth()?.max.into(),
                };
                Extended::Finite(unit.times(&number, model.law().vocabulary_size()))
            }
            OfPolicies::BestOrderKl(steps) => Extended::Finite(orders[steps - 1].kl.clone()),
        })
    };
    wanted.iter().map(|quantity| value(quantity).map_or_else(Value::Unavailable, Value::from)).collect()
}

/// The policy that is asked about, and whether the model's predictor is to be replaced by the exact one.
fn policy_of<'q>(quantity: &'q OfPolicies, model: &Model) -> Option<(&'q str, bool)> {
    let is_exact = matches!(model.predictor(), Predictor::Exact);
    match quantity {
        OfPolicies::LazyForm(quantity, name) => Some((name, *quantity == PolicyQuantity::IdealKl && !is_exact)),
        OfPolicies::Number(LawNumber::ExpectedRounds(name) | LawNumber::MaxRounds(name), _) => Some((name, false)),
        OfPolicies::Number(LawNumber::SerialDepth | LawNumber::WorstSerialDepth, _) | OfPolicies::BestOrderKl(_) => {
            None
        }
    }
}

fn follow(name: &str, ideal: bool, model: &Model) -> Result<Evaluation, String> {
    let model = if ideal { model.ideal() } else { *model };
    let policy = parse_policy(name, model.law(), model.patterns()).map_err(|error| error.to_string())?;
    Ok(evaluate(&model, policy.as_ref()))
}
