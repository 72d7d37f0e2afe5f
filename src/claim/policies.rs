//! Quantities of policies, fixed orders among them, and numbers of a law that count rounds.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rug::{Integer, Rational};

use crate::exact::{Extended, LogForm};
use crate::sampler::policy::{self, Evaluation, best_orders, evaluate, parse_policy};
use crate::sampler::{Model, Predictor};

use super::subject::Value;

/// A quantity of a policy, in nats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyQuantity {
    /// The KL divergence of the law from the policy's output law, from its definition.
    Kl,
    /// The same with the exact predictor.
    IdealKl,
    /// What the predictor's rows add along the policy.
    LearningGap,
    /// The expected sum of the conditional total correlations of the revealed sets, summed over states.
    ConditionalTc,
}

/// A number that depends on the law. It stands in claims as a multiple of a [`Unit`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LawNumber {
    /// The mean number of rounds of a policy.
    ExpectedRounds(String),
    /// The largest number of rounds of a policy on a sequence of positive probability.
    MaxRounds(String),
    /// The least mean number of rounds of a policy without error.
    SerialDepth,
    /// The least largest number of rounds of a policy without error.
    WorstSerialDepth,
}

/// An information that numbers are counted in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// 1 nat.
    Nat,
    /// `ln n` for an integer `n >= 2`.
    Ln(Integer),
    /// `ln V` while the vocabulary is not fixed.
    LnVocabulary,
}

impl Unit {
    /// So many of it.
    pub fn times(&self, number: &Rational, vocabulary_size: usize) -> LogForm {
        let mut form = LogForm::zero();
        match self {
            Self::Nat => form.add_nats(number),
            Self::Ln(argument) => form.add_ln(argument, number),
            Self::LnVocabulary => form.add_ln(&vocabulary_size.into(), number),
        }
        form
    }
}

/// What a claim may ask of policies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfPolicies {
    /// A quantity of the policy of this name.
    Quantity(PolicyQuantity, String),
    /// A number in a unit.
    Number(LawNumber, Unit),
    /// The least KL divergence of the orders with so many blocks, with the exact predictor.
    BestOrderKl(usize),
}

impl OfPolicies {
    /// The policy that is asked about, and whether the model's predictor is to be replaced by the exact one.
    fn policy(&self, model: &Model) -> Option<(&str, bool)> {
        let is_exact = matches!(model.predictor(), Predictor::Exact);
        match self {
            Self::Quantity(quantity, name) => Some((name, *quantity == PolicyQuantity::IdealKl && !is_exact)),
            Self::Number(LawNumber::ExpectedRounds(name) | LawNumber::MaxRounds(name), _) => Some((name, false)),
            Self::Number(LawNumber::SerialDepth | LawNumber::WorstSerialDepth, _) | Self::BestOrderKl(_) => None,
        }
    }
}

/// The values of quantities of policies; each policy is followed once, and the best orders are searched once.
pub fn values<'a>(wanted: &[OfPolicies], model: &Model<'a>) -> Vec<Value<'a>> {
    let followed: BTreeSet<(&str, bool)> = wanted.iter().filter_map(|quantity| quantity.policy(model)).collect();
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
            || followed[&quantity.policy(model).expect("a policy's quantity")].as_ref().map_err(Clone::clone);
        let depth = || depth.as_ref().expect("computed when asked for").as_ref().map_err(Clone::clone);
        Ok(match quantity {
            OfPolicies::Quantity(PolicyQuantity::Kl | PolicyQuantity::IdealKl, _) => evaluation()?.kl.clone(),
            OfPolicies::Quantity(PolicyQuantity::LearningGap, _) => evaluation()?.learning_gap.clone(),
            OfPolicies::Quantity(PolicyQuantity::ConditionalTc, _) => {
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

fn follow(name: &str, ideal: bool, model: &Model) -> Result<Evaluation, String> {
    let model = if ideal { model.ideal() } else { *model };
    let policy = parse_policy(name, model.law(), model.patterns()).map_err(|error| error.to_string())?;
    Ok(evaluate(&model, policy.as_ref()))
}
