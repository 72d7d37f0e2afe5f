//! The law under examination, with the values of the quantities that claims ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;
use rug::{Integer, Rational};
use rustc_hash::FxHashMap;

use crate::cases::law_scalar::LawScalar;
use crate::cases::quantity::{ByDefinition, Positions, Quantity};
use crate::entropy::{AverageCurve, LazyEntropies, SubsetEntropies, definitions, word_statistic};
use crate::exact::lazy_form::Deferred;
use crate::exact::{Enclosure, Extended, LazyForm, LogForm};
use crate::law::{LawError, PositionSet, Shape, SparsePredictor};
use crate::limits::{ORDER_LIMIT, SUBSET_LENGTH_LIMIT};
use crate::sampler::enumeration::{self, OrderCounts};
use crate::sampler::output_law::BoundedKl;
use crate::sampler::{Model, PredictorGaps, Schedule, output_law};

use super::policies::Policies;
use super::rules::Rules;
use super::sampled::{NEEDS_TABLE, Sampled};
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

/// What is known of a law.
enum Basis<'a> {
    /// The marginal counts of all patterns, the predictor, and the average entropy curve.
    Table(Model<'a>, AverageCurve),
    /// Its sequences, and the predictor where it is not the exact one.
    Sequences(&'a LazyEntropies, Option<&'a SparsePredictor>),
}

/// A law with its predictor, ready for the evaluation of claims.
pub struct Subject<'a> {
    basis: Basis<'a>,
    /// Or why they are not known; of a law by its sequences made when they are first asked for.
    gaps: OnceLock<Result<PredictorGaps, String>>,
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
        Self::of(Basis::Table(model, curve), OnceLock::from(Ok(gaps)), orders)
    }

    /// A law that is given by its sequences, with the exact predictor or another. Entropies of sets of positions, what is linear in them, expected KL divergences, and what rules and policies cost are computed; other
    /// quantities are [unavailable](Value::Unavailable), as are the gaps of a predictor that lacks a row of theirs, and
    /// average entropies that are too much work.
    pub fn of_sequences(
        entropies: &'a LazyEntropies,
        predictor: Option<&'a SparsePredictor>,
        orders: &'a OrderTables,
    ) -> Self {
        Self::of(Basis::Sequences(entropies, predictor), OnceLock::new(), orders)
    }

    fn of(basis: Basis<'a>, gaps: OnceLock<Result<PredictorGaps, String>>, orders: &'a OrderTables) -> Self {
        let (policies, rules) = (Policies::default(), Rules::default());
        Self { basis, gaps, subsets: None, orders, policies, rules, values: FxHashMap::default() }
    }

    /// The law and its predictor, where there is a table of the law's patterns.
    pub fn model(&self) -> Option<&Model<'a>> {
        match &self.basis {
            Basis::Table(model, _) => Some(model),
            Basis::Sequences(..) => None,
        }
    }

    /// The length, and the vocabulary size.
    pub fn shape(&self) -> Shape {
        match &self.basis {
            Basis::Table(model, _) => model.law().shape(),
            Basis::Sequences(entropies, _) => entropies.law().shape(),
        }
    }

    /// The number of sequences of positive probability.
    pub fn support(&self) -> usize {
        match &self.basis {
            Basis::Table(model, _) => model.law().support().count(),
            Basis::Sequences(entropies, _) => entropies.law().support(),
        }
    }

    /// The common denominator of the probabilities.
    pub fn total(&self) -> &Integer {
        match &self.basis {
            Basis::Table(model, _) => model.law().total(),
            Basis::Sequences(entropies, _) => entropies.law().total(),
        }
    }

    /// The average entropy curve.
    ///
    /// # Errors
    /// Where it is too much work for a law that is given by its sequences.
    pub fn curve(&self) -> Result<&AverageCurve, LawError> {
        match &self.basis {
            Basis::Table(_, curve) => Ok(curve),
            Basis::Sequences(entropies, _) => entropies.curve(),
        }
    }

    /// The predictor's gaps.
    ///
    /// # Errors
    /// Why they are not known: a predictor that is given at some states lacks a row, or there are too many states.
    pub fn gaps(&self) -> Result<&PredictorGaps, &str> {
        self.gaps.get_or_init(|| self.gaps_of_sequences()).as_ref().map_err(String::as_str)
    }

    fn gaps_of_sequences(&self) -> Result<PredictorGaps, String> {
        let sampled = self.sampled();
        let gaps = match &self.basis {
            Basis::Sequences(_, Some(_)) => sampled.follow(|states| PredictorGaps::of(states)).flatten(),
            _ => Ok(PredictorGaps::exact(self.shape().length())),
        };
        gaps.map_err(|error| {
            format!("the predictor's gaps take its rows at all partly masked sequences of the law: {error}")
        })
    }

    fn sampled(&self) -> Sampled<'a> {
        match &self.basis {
            Basis::Table(model, _) => Sampled::Table(*model),
            Basis::Sequences(entropies, predictor) => Sampled::Sequences(entropies.law(), *predictor),
        }
    }

    /// Computes the values of quantities that are not known yet.
    pub fn prepare<'s>(&mut self, quantities: impl IntoIterator<Item = &'s Quantity>) {
        let new = quantities.into_iter().filter(|quantity| !self.values.contains_key(quantity)).collect::<Vec<_>>();
        match &self.basis {
            Basis::Table(model, _) => self.prepare_from_table(*model, new),
            Basis::Sequences(..) => {
                let is_followed =
                    |quantity: &&Quantity| matches!(quantity, Quantity::ByDefinition(defined) if is_followed(defined));
                let (followed, others): (Vec<&Quantity>, Vec<&Quantity>) = new.into_iter().partition(is_followed);
                let values: Vec<Value<'a>> =
                    others.par_iter().map(|quantity| self.compute_by_formula(quantity)).collect();
                self.values.extend(others.into_iter().cloned().zip(values));
                self.follow(&followed);
            }
        }
    }

    fn prepare_from_table(&mut self, model: Model<'a>, quantities: Vec<&Quantity>) {
        let mut output_laws = Vec::new();
        let mut defined = BTreeSet::new();
        let mut aliases = Vec::new();
        let mut followed = Vec::new();
        for quantity in quantities {
            match quantity {
                Quantity::OutputKl(schedule) => output_laws.push(schedule),
                // Without a table the predictor is the exact one, and the two are the same quantity.
                Quantity::ByDefinition(ByDefinition::ExpectedKl(schedule)) if model.is_exact() => {
                    defined.insert(ByDefinition::IdealExpectedKl(schedule.clone()));
                    aliases.push((quantity, Quantity::ByDefinition(ByDefinition::IdealExpectedKl(schedule.clone()))));
                }
                Quantity::ByDefinition(defined) if is_followed(defined) => followed.push(quantity),
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
                    self.tabulate_subsets(quantity, &model);
                    let value = self.compute_by_formula(quantity);
                    self.values.insert(quantity.clone(), value);
                }
            }
        }
        let missing: Vec<Quantity> = defined
            .into_iter()
            .map(Quantity::ByDefinition)
            .filter(|quantity| !self.values.contains_key(quantity))
            .collect();
        let values: Vec<Value<'a>> =
            missing.par_iter().map(|quantity| self.compute_defined(quantity, &model)).collect();
        self.values.extend(missing.into_iter().zip(values));
        for (quantity, same) in aliases {
            let value = self.value(&same).clone();
            self.values.insert(quantity.clone(), value);
        }
        self.prepare_output_laws(&output_laws, model);
        self.follow(&followed);
    }

    /// The values of quantities of policies and rules, and of numbers that depend on the law.
    fn follow(&mut self, quantities: &[&Quantity]) {
        let sampled = self.sampled();
        let (mut of_policies, mut of_rules) = (Vec::new(), Vec::new());
        for quantity in quantities {
            match quantity {
                Quantity::ByDefinition(ByDefinition::Policies(measure)) => of_policies.push(measure),
                Quantity::ByDefinition(of_rule) => of_rules.push(of_rule),
                _ => unreachable!("these are of a policy, of a rule, or of a number"),
            }
        }
        self.policies.prepare(of_policies.iter().copied(), &sampled);
        for quantity in of_policies {
            let value = self.policies.value(quantity, &sampled);
            self.values.insert(Quantity::ByDefinition(ByDefinition::Policies(quantity.clone())), value);
        }
        self.rules.prepare(of_rules.iter().copied(), &sampled);
        for quantity in of_rules {
            let value = self.value_of_rule(quantity, &sampled);
            self.values.insert(Quantity::ByDefinition(quantity.clone()), value);
        }
    }

    /// The value of a quantity of a rule, or of a number that depends on the law. The rules have been followed.
    fn value_of_rule(&mut self, quantity: &ByDefinition, model: &Sampled<'a>) -> Value<'a> {
        let number = |number: &LawScalar| self.rules.number(number, model);
        match quantity {
            ByDefinition::OfRule(divergence, rule) => {
                self.rules.divergence(*divergence, rule, model).map_or_else(Value::Unavailable, Value::from)
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
    fn prepare_output_laws(&mut self, schedules: &[&Schedule], model: Model<'a>) {
        if schedules.is_empty() {
            return;
        }
        let bounds = output_law::bound_averaged_output_kl(&model, schedules);
        for (&schedule, bounds) in schedules.iter().zip(bounds) {
            let value = match bounds {
                BoundedKl::Finite(interval) => {
                    LazyForm::deferred(interval, OutputKl { model, schedule: schedule.clone() }).into()
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
            Quantity::Average(size) => Some(self.curve().ok()?.quantity(*size)),
            Quantity::Gap(revealed) => self.gaps().ok()?.gap(*revealed),
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

    /// Tabulates the entropies of all sets of positions where a quantity asks for one, and there is room.
    fn tabulate_subsets(&mut self, quantity: &Quantity, model: &Model) {
        if matches!(quantity, Quantity::Entropy(_)) && model.law().length() <= SUBSET_LENGTH_LIMIT {
            self.subsets.get_or_insert_with(|| SubsetEntropies::new(model.patterns()));
        }
    }

    /// The value of a quantity that is computed by its formula; others are unavailable.
    fn compute_by_formula(&self, quantity: &Quantity) -> Value<'a> {
        match quantity {
            Quantity::Average(size) => match self.curve() {
                Ok(curve) => curve.quantity(*size).clone().into(),
                Err(error) => Value::Unavailable(error.to_string()),
            },
            Quantity::Gap(revealed) => match self.gaps().map(|gaps| gaps.gap(*revealed)) {
                Ok(Some(gap)) => gap.clone().into(),
                Ok(None) => Value::PositiveInfinity,
                Err(reason) => Value::Unavailable(reason.to_owned()),
            },
            Quantity::Ln(argument) => {
                let mut form = LogForm::zero();
                form.add_ln(argument, &1.into());
                form.into()
            }
            Quantity::Nat => LogForm::nats(1.into()).into(),
            Quantity::LnVocabulary => {
                let mut form = LogForm::zero();
                form.add_ln(&self.shape().vocabulary_size().into(), &1.into());
                form.into()
            }
            Quantity::IdealExpectedKl | Quantity::TrainingError => {
                Value::Unavailable("the schedule is not fixed".to_owned())
            }
            Quantity::Entropy(set) => match (&self.basis, &self.subsets) {
                (Basis::Sequences(entropies, _), _) => entropies.entropies().entropy_at(set.iter()).into(),
                (Basis::Table(..), Some(subsets)) => subsets.entropy(position_set(set)).clone().into(),
                (Basis::Table(..), None) => {
                    Value::Unavailable(format!("subset entropies are tabulated up to L = {SUBSET_LENGTH_LIMIT}"))
                }
            },
            Quantity::OutputKl(_) | Quantity::ByDefinition(_) => Value::Unavailable(NEEDS_TABLE.to_owned()),
        }
    }

    /// The value of a quantity from its definition.
    fn compute_defined(&self, quantity: &Quantity, model: &Model<'a>) -> Value<'a> {
        let Quantity::ByDefinition(defined) = quantity else {
            unreachable!("only these are evaluated from definitions")
        };
        let patterns = model.patterns();
        match defined {
            ByDefinition::AverageEntropy(size) => definitions::average_entropy(patterns, *size).into(),
            ByDefinition::Zeta(size) => definitions::zeta(patterns, *size).into(),
            ByDefinition::Delta(size) => definitions::delta(patterns, *size).into(),
            ByDefinition::TotalCorrelation => definitions::total_correlation(patterns).into(),
            ByDefinition::DualTotalCorrelation => definitions::dual_total_correlation(patterns).into(),
            ByDefinition::Hartley(set) => {
                let positions: Vec<usize> = set.iter().collect();
                word_statistic::hartley(model.law(), &positions).into()
            }
            ByDefinition::WordStatistic(quantity) => quantity.value(model.law()).into(),
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
                self.enumerate(schedule, |counts| enumeration::expected_kl(model, counts))
            }
            ByDefinition::IdealExpectedKl(schedule) => {
                self.enumerate(schedule, |counts| enumeration::expected_kl(&model.ideal(), counts))
            }
            ByDefinition::TrainingError(schedule) => {
                self.enumerate(schedule, |counts| enumeration::training_error(model, counts))
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

/// Whether a quantity is of a policy or a rule, or a number that depends on the law.
fn is_followed(defined: &ByDefinition) -> bool {
    matches!(
        defined,
        ByDefinition::Policies(_)
            | ByDefinition::Number(_)
            | ByDefinition::Multiple(_)
            | ByDefinition::LnOf(_)
            | ByDefinition::OfRule(..)
    )
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
