//! The law under examination, with the values of the quantities that claims ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rug::Rational;
use rustc_hash::FxHashMap;

use crate::cases::law_scalar::LawScalar;
use crate::cases::quantity::{ByDefinition, Positions, Quantity};
use crate::entropy::{AverageCurve, SubsetEntropies, definitions, word_statistic};
use crate::exact::lazy_form::Deferred;
use crate::exact::{Enclosure, Extended, LazyForm, LogForm};
use crate::law::PositionSet;
use crate::limits::{ORDER_LIMIT, SUBSET_LENGTH_LIMIT};
use crate::sampler::enumeration::{self, OrderCounts};
use crate::sampler::output_law::BoundedKl;
use crate::sampler::{Model, PredictorGaps, Schedule, output_law};

use super::policies::Policies;
use super::rules::Rules;
use super::value::Value;

/// The order counts of schedules, shared between laws and threads.
#[derive(Debug, Default)]
pub struct OrderTables(Mutex<BTreeMap<Schedule, Arc<OrderCounts>>>);

impl OrderTables {
    fn get(&self, schedule: &Schedule) -> Arc<OrderCounts> {
        let lock = || self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(counts) = lock().get(schedule) {
            return Arc::clone(counts);
        }
        let counts = Arc::new(OrderCounts::new(schedule));
        lock().insert(schedule.clone(), Arc::clone(&counts));
        counts
    }
}

/// A law with its predictor, ready for the evaluation of claims.
pub struct Subject<'a> {
    model: Model<'a>,
    curve: AverageCurve,
    gaps: PredictorGaps,
    subsets: Option<SubsetEntropies>,
    orders: &'a OrderTables,
    policies: Policies,
    rules: Rules,
    values: FxHashMap<Quantity, Value<'a>>,
}

impl<'a> Subject<'a> {
    /// Computes the curve and the gaps of a law.
    pub fn new(model: Model<'a>, orders: &'a OrderTables) -> Self {
        let curve = AverageCurve::new(model.patterns());
        let gaps = PredictorGaps::new(&model);
        let (policies, rules) = (Policies::default(), Rules::default());
        Self { model, curve, gaps, subsets: None, orders, policies, rules, values: FxHashMap::default() }
    }

    /// The law and its predictor.
    pub fn model(&self) -> &Model<'a> {
        &self.model
    }

    /// The average entropy curve.
    pub fn curve(&self) -> &AverageCurve {
        &self.curve
    }

    /// The predictor's gaps.
    pub fn gaps(&self) -> &PredictorGaps {
        &self.gaps
    }

    /// Computes the values of quantities that are not known yet.
    pub fn prepare<'s>(&mut self, quantities: impl IntoIterator<Item = &'s Quantity>) {
        let mut output_laws = Vec::new();
        let mut defined = BTreeSet::new();
        let mut aliases = Vec::new();
        let mut of_policies = Vec::new();
        let mut of_rules = Vec::new();
        for quantity in
            quantities.into_iter().filter(|quantity| !self.values.contains_key(quantity)).collect::<Vec<_>>()
        {
            match quantity {
                Quantity::OutputKl(schedule) => output_laws.push(schedule),
                // Without a table the predictor is the exact one, and the two are the same quantity.
                Quantity::ByDefinition(ByDefinition::ExpectedKl(schedule)) if self.model.is_exact() => {
                    defined.insert(ByDefinition::IdealExpectedKl(schedule.clone()));
                    aliases.push((quantity, Quantity::ByDefinition(ByDefinition::IdealExpectedKl(schedule.clone()))));
                }
                Quantity::ByDefinition(ByDefinition::Policies(measure)) => of_policies.push(measure),
                Quantity::ByDefinition(
                    of_rule @ (ByDefinition::Number(_)
                    | ByDefinition::Multiple(_)
                    | ByDefinition::LnOf(_)
                    | ByDefinition::OfRule(..)),
                ) => of_rules.push(of_rule),
                Quantity::ByDefinition(by_definition) => {
                    defined.insert(by_definition.clone());
                }
                Quantity::Average(_)
                | Quantity::Gap(_)
                | Quantity::Entropy(_)
                | Quantity::Ln(_)
                | Quantity::LnVocabulary
                | Quantity::Nat
                | Quantity::IdealExpectedKl
                | Quantity::TrainingError => {
                    let value = self.compute(quantity);
                    self.values.insert(quantity.clone(), value);
                }
            }
        }
        let missing: Vec<Quantity> = defined
            .into_iter()
            .map(Quantity::ByDefinition)
            .filter(|quantity| !self.values.contains_key(quantity))
            .collect();
        let values: Vec<Value<'a>> = missing.par_iter().map(|quantity| self.compute_defined(quantity)).collect();
        self.values.extend(missing.into_iter().zip(values));
        for (quantity, same) in aliases {
            let value = self.value(&same).clone();
            self.values.insert(quantity.clone(), value);
        }
        self.prepare_output_laws(&output_laws);
        self.policies.prepare(of_policies.iter().copied(), &self.model);
        for quantity in of_policies {
            let value = self.policies.value(quantity, &self.model);
            self.values.insert(Quantity::ByDefinition(ByDefinition::Policies(quantity.clone())), value);
        }
        self.rules.prepare(of_rules.iter().copied(), &self.model);
        for quantity in of_rules {
            let value = self.value_of_rule(quantity);
            self.values.insert(Quantity::ByDefinition(quantity.clone()), value);
        }
    }

    /// The value of a quantity of a rule, or of a number that depends on the law. The rules have been followed.
    fn value_of_rule(&mut self, quantity: &ByDefinition) -> Value<'a> {
        let number = |number: &LawScalar| self.rules.number(number, &self.model);
        match quantity {
            ByDefinition::OfRule(divergence, rule) => {
                self.rules.divergence(*divergence, rule, &self.model).map_or_else(Value::Unavailable, Value::from)
            }
            ByDefinition::Number(scalar) => match number(scalar) {
                Ok(nats) => LogForm::nats(nats).into(),
                Err(reason) => reason.into(),
            },
            ByDefinition::LnOf(scalar) => match number(scalar) {
                Ok(argument) => match LogForm::ln(&argument) {
                    Some(logarithm) => logarithm.into(),
                    None => Value::Undefined(format!("ln({argument}) is not a real number")),
                },
                Err(reason) => reason.into(),
            },
            ByDefinition::Multiple(multiple) => match number(&multiple.0) {
                // As in every sum, a term with the factor 0 is 0.
                Ok(factor) if factor.is_zero() => LogForm::zero().into(),
                Ok(factor) => self.multiple(&factor, &multiple.1),
                Err(reason) => reason.into(),
            },
            _ => unreachable!("these are of a rule, or of a number"),
        }
    }

    /// The value of a quantity times a number other than 0.
    fn multiple(&mut self, factor: &Rational, of: &Quantity) -> Value<'a> {
        self.prepare([of]);
        match self.value(of) {
            Value::Finite(form) => form.form().scaled(factor).into(),
            Value::PositiveInfinity if *factor < 0 => {
                Value::Undefined("a negative multiple of an infinite term has no value".to_owned())
            }
            same => same.clone(),
        }
    }

    /// The divergences from the averaged output laws of several schedules: intervals at once, the rest on demand.
    fn prepare_output_laws(&mut self, schedules: &[&Schedule]) {
        if schedules.is_empty() {
            return;
        }
        let bounds = output_law::bound_averaged_output_kl(&self.model, schedules);
        for (&schedule, bounds) in schedules.iter().zip(bounds) {
            let value = match bounds {
                BoundedKl::Finite(interval) => {
                    LazyForm::deferred(interval, OutputKl { model: self.model, schedule: schedule.clone() }).into()
                }
                BoundedKl::PositiveInfinity => Value::PositiveInfinity,
            };
            self.values.insert(Quantity::OutputKl(schedule.clone()), value);
        }
    }

    /// The value of a prepared quantity, where it is finite. Average entropies and gaps are found without a look-up by
    /// hash.
    pub(super) fn finite(&self, quantity: &Quantity) -> Option<&LazyForm<'a>> {
        match quantity {
            Quantity::Average(size) => Some(self.curve.quantity(*size)),
            Quantity::Gap(revealed) => self.gaps.gap(*revealed),
            _ => match self.value(quantity) {
                Value::Finite(form) => Some(form),
                Value::PositiveInfinity | Value::Undefined(_) | Value::Unavailable(_) => None,
            },
        }
    }

    /// The value of a prepared quantity.
    ///
    /// # Panics
    /// When the quantity was not prepared.
    pub fn value(&self, quantity: &Quantity) -> &Value<'a> {
        self.values.get(quantity).expect("the quantities of a plan are prepared before it is evaluated")
    }

    /// The value of a quantity that is computed by itself and by its formula.
    fn compute(&mut self, quantity: &Quantity) -> Value<'a> {
        let length = self.model.law().length();
        match quantity {
            Quantity::Average(size) => self.curve.quantity(*size).clone().into(),
            Quantity::Gap(revealed) => match self.gaps.gap(*revealed) {
                Some(gap) => gap.clone().into(),
                None => Value::PositiveInfinity,
            },
            Quantity::Ln(argument) => {
                let mut form = LogForm::zero();
                form.add_ln(argument, &1.into());
                form.into()
            }
            Quantity::Nat => LogForm::nats(1.into()).into(),
            Quantity::LnVocabulary => {
                let mut form = LogForm::zero();
                form.add_ln(&self.model.law().vocabulary_size().into(), &1.into());
                form.into()
            }
            Quantity::IdealExpectedKl | Quantity::TrainingError => {
                Value::Unavailable("the schedule is not fixed".to_owned())
            }
            Quantity::Entropy(set) => {
                if length > SUBSET_LENGTH_LIMIT {
                    return Value::Unavailable(format!(
                        "subset entropies are tabulated up to L = {SUBSET_LENGTH_LIMIT}"
                    ));
                }
                let patterns = self.model.patterns();
                let subsets = self.subsets.get_or_insert_with(|| SubsetEntropies::new(patterns));
                subsets.entropy(position_set(set)).clone().into()
            }
            Quantity::OutputKl(_) | Quantity::ByDefinition(_) => unreachable!("prepared together"),
        }
    }

    /// The value of a quantity from its definition.
    fn compute_defined(&self, quantity: &Quantity) -> Value<'a> {
        let Quantity::ByDefinition(defined) = quantity else {
            unreachable!("only these are evaluated from definitions")
        };
        let patterns = self.model.patterns();
        match defined {
            ByDefinition::AverageEntropy(size) => definitions::average_entropy(patterns, *size).into(),
            ByDefinition::Zeta(size) => definitions::zeta(patterns, *size).into(),
            ByDefinition::Delta(size) => definitions::delta(patterns, *size).into(),
            ByDefinition::TotalCorrelation => definitions::total_correlation(patterns).into(),
            ByDefinition::DualTotalCorrelation => definitions::dual_total_correlation(patterns).into(),
            ByDefinition::Hartley(set) => {
                let positions: Vec<usize> = set.iter().collect();
                word_statistic::hartley(self.model.law(), &positions).into()
            }
            ByDefinition::WordStatistic(quantity) => quantity.value(self.model.law()).into(),
            ByDefinition::Entropy(set, given) => {
                definitions::conditional_entropy(patterns, position_set(set), position_set(given)).into()
            }
            ByDefinition::MutualInformation(first, second, given) => {
                let [first, second, given] = [first, second, given].map(position_set);
                definitions::mutual_information(patterns, first, second, given).into()
            }
            ByDefinition::Policies(_)
            | ByDefinition::Number(_)
            | ByDefinition::Multiple(_)
            | ByDefinition::LnOf(_)
            | ByDefinition::OfRule(..) => unreachable!("prepared together"),
            ByDefinition::ExpectedKl(schedule) => {
                self.enumerate(schedule, |counts| enumeration::expected_kl(&self.model, counts))
            }
            ByDefinition::IdealExpectedKl(schedule) => {
                self.enumerate(schedule, |counts| enumeration::expected_kl(&self.model.ideal(), counts))
            }
            ByDefinition::TrainingError(schedule) => {
                self.enumerate(schedule, |counts| enumeration::training_error(&self.model, counts))
            }
        }
    }

    fn enumerate(&self, schedule: &Schedule, value: impl FnOnce(&OrderCounts) -> Extended) -> Value<'a> {
        let orders = schedule.number_of_orders();
        if orders > ORDER_LIMIT {
            return Value::Unavailable(format!(
                "schedule {schedule} has {orders} unmasking orders; at most {ORDER_LIMIT} are enumerated"
            ));
        }
        value(&self.orders.get(schedule)).into()
    }
}

/// The finite divergence of a law from an averaged output law.
struct OutputKl<'a> {
    model: Model<'a>,
    schedule: Schedule,
}

impl Deferred for OutputKl<'_> {
    fn enclosure(&self) -> Enclosure {
        output_law::enclose_averaged_output_kl(&self.model, &self.schedule).expect("a finite divergence")
    }

    fn form(&self) -> LogForm {
        match output_law::averaged_output_kl(&self.model, &self.schedule) {
            Extended::Finite(form) => form,
            Extended::PositiveInfinity => unreachable!("a finite divergence"),
        }
    }
}

fn position_set(set: &Positions) -> PositionSet {
    PositionSet::from_bits(set.bits().expect("enumerable laws are shorter than 64 positions"))
}
