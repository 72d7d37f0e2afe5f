//! The values of quantities of policies.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::cases::policy_measure::{PolicyMeasure, RoundCount};
use crate::exact::Extended;
use crate::language::words::PolicyQuantity;
use crate::sampler::Model;
use crate::sampler::policy::{self, BestOrder, Evaluation, SerialDepth, best_orders, evaluate, parse_policy};

use super::value::Value;

/// A policy by its name, and whether the exact predictor replaces the model's.
type Followed = (String, bool);

/// What has been computed of the policies on a law: each is followed once, and the depths and the best orders are
/// searched once.
#[derive(Debug, Default)]
pub struct Policies {
    followed: BTreeMap<Followed, Result<Evaluation, String>>,
    depth: Option<Result<SerialDepth, String>>,
    orders: Option<Vec<BestOrder>>,
}

impl Policies {
    /// Follows the policies that quantities are of, and searches what they ask for.
    pub fn prepare<'q>(&mut self, wanted: impl Iterator<Item = &'q PolicyMeasure>, model: &Model) {
        let mut missing: BTreeSet<Followed> = BTreeSet::new();
        for quantity in wanted {
            match quantity {
                PolicyMeasure::OfPolicy(of, name) => _ = missing.insert(followed(*of, name, model)),
                PolicyMeasure::Number(RoundCount::ExpectedRounds(name) | RoundCount::MaxRounds(name), _) => {
                    missing.insert((name.clone(), false));
                }
                PolicyMeasure::Number(RoundCount::SerialDepth | RoundCount::WorstSerialDepth, _) => {
                    let search = || policy::serial_depth(model.law()).map_err(|error| error.to_string());
                    self.depth.get_or_insert_with(search);
                }
                PolicyMeasure::BestOrderKl(_) => {
                    self.orders.get_or_insert_with(|| best_orders(model.patterns()));
                }
            }
        }
        missing.retain(|policy| !self.followed.contains_key(policy));
        self.followed.par_extend(missing.into_par_iter().map(|(name, ideal)| {
            let evaluation = follow(&name, ideal, model);
            ((name, ideal), evaluation)
        }));
    }

    /// The value of a quantity that was prepared.
    pub fn value<'a>(&self, quantity: &PolicyMeasure, model: &Model) -> Value<'a> {
        self.found(quantity, model).map_or_else(Value::Unavailable, Value::from)
    }

    fn found(&self, quantity: &PolicyMeasure, model: &Model) -> Result<Extended, String> {
        Ok(match quantity {
            PolicyMeasure::OfPolicy(of, name) => {
                let evaluation = self.evaluation(&followed(*of, name, model))?;
                match of {
                    PolicyQuantity::Kl | PolicyQuantity::IdealKl => evaluation.kl.clone(),
                    PolicyQuantity::LearningGap => evaluation.learning_gap.clone(),
                    PolicyQuantity::ConditionalTc => Extended::Finite(evaluation.conditional_tc.clone()),
                }
            }
            PolicyMeasure::Number(number, unit) => {
                let number = match number {
                    RoundCount::ExpectedRounds(name) => {
                        self.evaluation(&(name.clone(), false))?.expected_rounds.clone()
                    }
                    RoundCount::MaxRounds(name) => self.evaluation(&(name.clone(), false))?.max_rounds.into(),
                    RoundCount::SerialDepth => self.depth()?.expected.clone(),
                    RoundCount::WorstSerialDepth => self.depth()?.max.into(),
                };
                Extended::Finite(unit.times(&number, model.law().vocabulary_size()))
            }
            PolicyMeasure::BestOrderKl(steps) => {
                let orders = self.orders.as_ref().expect("searched when prepared");
                Extended::Finite(orders[steps - 1].kl.clone())
            }
        })
    }

    fn evaluation(&self, policy: &Followed) -> Result<&Evaluation, String> {
        self.followed[policy].as_ref().map_err(Clone::clone)
    }

    fn depth(&self) -> Result<&SerialDepth, String> {
        self.depth.as_ref().expect("searched when prepared").as_ref().map_err(Clone::clone)
    }
}

/// The policy that a quantity is of. Without a table the predictor is the exact one, and nothing replaces it.
fn followed(quantity: PolicyQuantity, name: &str, model: &Model) -> Followed {
    (name.to_owned(), quantity == PolicyQuantity::IdealKl && !model.is_exact())
}

fn follow(name: &str, ideal: bool, model: &Model) -> Result<Evaluation, String> {
    let model = if ideal { model.ideal() } else { *model };
    let policy = parse_policy(name, model.law(), model.patterns()).map_err(|error| error.to_string())?;
    Ok(evaluate(&model, policy.as_ref()))
}
