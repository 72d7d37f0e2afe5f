//! The values of quantities of policies.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::cases::policy_measure::{PolicyMeasure, RoundCount};
use crate::entropy::SparseEntropies;
use crate::exact::Extended;
use crate::language::words::PolicyQuantity;
use crate::limits::BEST_ORDER_LENGTH_LIMIT;
use crate::sampler::policy::serial_depth::{Support, serial_depth_of};
use crate::sampler::policy::{BestOrder, Evaluation, SerialDepth, best_orders, best_orders_of, evaluate, parse_policy};

use super::sampled::Sampled;
use super::value::Value;

/// A policy by its name, and whether the exact predictor replaces the model's.
type Followed = (String, bool);

/// What has been computed of the policies on a law: each is followed once, and the depths and the best orders are
/// searched once.
#[derive(Debug, Default)]
pub struct Policies {
    followed: BTreeMap<Followed, Result<Evaluation, String>>,
    depth: Option<Result<SerialDepth, String>>,
    orders: Option<Result<Vec<BestOrder>, String>>,
}

impl Policies {
    /// Follows the policies that quantities are of, and searches what they ask for.
    pub fn prepare<'q>(&mut self, wanted: impl Iterator<Item = &'q PolicyMeasure>, model: &Sampled) {
        let mut missing: BTreeSet<Followed> = BTreeSet::new();
        for quantity in wanted {
            match quantity {
                PolicyMeasure::OfPolicy(of, name) => _ = missing.insert(followed(*of, name, model)),
                PolicyMeasure::Number(RoundCount::ExpectedRounds(name) | RoundCount::MaxRounds(name), _) => {
                    missing.insert((name.clone(), false));
                }
                PolicyMeasure::Number(RoundCount::SerialDepth | RoundCount::WorstSerialDepth, _) => {
                    let search = || serial_depth_of(&support(model)).map_err(|error| error.to_string());
                    self.depth.get_or_insert_with(search);
                }
                PolicyMeasure::BestOrderKl(_) => {
                    self.orders.get_or_insert_with(|| orders(model));
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
    pub fn value<'a>(&self, quantity: &PolicyMeasure, model: &Sampled) -> Value<'a> {
        self.found(quantity, model).map_or_else(Value::Unavailable, Value::from)
    }

    fn found(&self, quantity: &PolicyMeasure, model: &Sampled) -> Result<Extended, String> {
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
                Extended::Finite(unit.times(&number, model.labels().largest()))
            }
            PolicyMeasure::BestOrderKl(steps) => {
                let orders = self.orders.as_ref().expect("searched when prepared").as_ref().map_err(Clone::clone)?;
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

fn support(model: &Sampled) -> Support {
    match model {
        Sampled::Table(model) => Support::of(model.law()),
        Sampled::Sequences(law, _) => Support::of_sequences(law),
    }
}

fn orders(model: &Sampled) -> Result<Vec<BestOrder>, String> {
    match model {
        Sampled::Table(model) => Ok(best_orders(model.patterns())),
        Sampled::Sequences(law, _) if law.length() <= BEST_ORDER_LENGTH_LIMIT => {
            let entropies = SparseEntropies::new(law);
            Ok(best_orders_of(law.length(), |set| entropies.entropy(set)))
        }
        Sampled::Sequences(..) => Err(format!("the best orders are searched up to L = {BEST_ORDER_LENGTH_LIMIT}")),
    }
}

/// The policy that a quantity is of. Without a table the predictor is the exact one, and nothing replaces it.
fn followed(quantity: PolicyQuantity, name: &str, model: &Sampled) -> Followed {
    (name.to_owned(), quantity == PolicyQuantity::IdealKl && !model.is_exact())
}

fn follow(name: &str, ideal: bool, model: &Sampled) -> Result<Evaluation, String> {
    let model = if ideal { model.ideal() } else { *model };
    let policy = parse_policy(name, model.labels()).map_err(|error| error.to_string())?;
    let evaluation = model.follow(|states| evaluate(states, policy.as_ref())).map_err(|error| error.to_string())?;
    evaluation.map_err(|error| error.to_string())
}
