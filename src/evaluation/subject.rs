//! The law under examination, with the values of the quantities that claims ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rug::{Integer, Rational};
use rustc_hash::FxHashMap;

use crate::cases::law_scalar::LawScalar;
use crate::cases::quantity::{ByDefinition, Positions, Quantity};
use crate::entropy::{AverageCurve, SparseEntropies, SubsetEntropies, definitions, word_statistic};
use crate::exact::lazy_form::Deferred;
use crate::exact::{Enclosure, Extended, LazyForm, LogForm};
use crate::law::{PositionSet, Shape, SparseLaw};
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

/// What is known of a law.
enum Basis<'a> {
    /// The marginal counts of all patterns, and the predictor.
    Table(Model<'a>),
    /// Its sequences; the predictor is the exact one.
    Sequences(SparseEntropies<'a>),
}

/// Why a quantity of a law that is given by its sequences is not computed.
const NEEDS_TABLE: &str = "it takes the table of all (V + 1)^L patterns, which this law is too large for";

/// A law with its predictor, ready for the evaluation of claims.
pub struct Subject<'a> {
    basis: Basis<'a>,
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
        Self::of(Basis::Table(model), curve, gaps, orders)
    }

    /// A law that is given by its sequences, with its curve and the exact predictor. Entropies of sets of positions, what
    /// is linear in them, and expected KL divergences are computed; other quantities are
    /// [unavailable](Value::Unavailable).
    pub fn of_sequences(law: &'a SparseLaw, curve: AverageCurve, orders: &'a OrderTables) -> Self {
        let gaps = PredictorGaps::exact(law.length());
        Self::of(Basis::Sequences(SparseEntropies::new(law)), curve, gaps, orders)
    }

    fn of(basis: Basis<'a>, curve: AverageCurve, gaps: PredictorGaps, orders: &'a OrderTables) -> Self {
        let (policies, rules) = (Policies::default(), Rules::default());
        Self { basis, curve, gaps, subsets: None, orders, policies, rules, values: FxHashMap::default() }
    }

    /// The law and its predictor, where there is a table of the law's patterns.
    pub fn model(&self) -> Option<&Model<'a>> {
        match &self.basis {
            Basis::Table(model) => Some(model),
            Basis::Sequences(_) => None,
        }
    }

    /// The length, and the vocabulary size.
    pub fn shape(&self) -> Shape {
        match &self.basis {
            Basis::Table(model) => model.law().shape(),
            Basis::Sequences(entropies) => entropies.law().shape(),
        }
    }

    /// The number of sequences of positive probability.
    pub fn support(&self) -> usize {
        match &self.basis {
            Basis::Table(model) => model.law().support().count(),
            Basis::Sequences(entropies) => entropies.law().support(),
        }
    }

    /// The common denominator of the probabilities.
    pub fn total(&self) -> &Integer {
        match &self.basis {
            Basis::Table(model) => model.law().total(),
            Basis::Sequences(entropies) => entropies.law().total(),
        }
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
        let new = quantities.into_iter().filter(|quantity| !self.values.contains_key(quantity)).collect::<Vec<_>>();
        match &self.basis {
            Basis::Table(model) => self.prepare_from_table(*model, new),
            Basis::Sequences(_) => {
                let values: Vec<Value<'a>> = new.par_iter().map(|quantity| self.compute_by_formula(quantity)).collect();
                self.values.extend(new.into_iter().cloned().zip(values));
            }
        }
    }

    fn prepare_from_table(&mut self, model: Model<'a>, quantities: Vec<&Quantity>) {
        let mut output_laws = Vec::new();
        let mut defined = BTreeSet::new();
        let mut aliases = Vec::new();
        let mut of_policies = Vec::new();
        let mut of_rules = Vec::new();
        for quantity in quantities {
            match quantity {
                Quantity::OutputKl(schedule) => output_laws.push(schedule),
                // Without a table the predictor is the exact one, and the two are the same quantity.
                Quantity::ByDefinition(ByDefinition::ExpectedKl(schedule)) if model.is_exact() => {
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
        self.policies.prepare(of_policies.iter().copied(), &model);
        for quantity in of_policies {
            let value = self.policies.value(quantity, &model);
            self.values.insert(Quantity::ByDefinition(ByDefinition::Policies(quantity.clone())), value);
        }
        self.rules.prepare(of_rules.iter().copied(), &model);
        for quantity in of_rules {
            let value = self.value_of_rule(quantity, &model);
            self.values.insert(Quantity::ByDefinition(quantity.clone()), value);
        }
    }

    /// The value of a quantity of a rule, or of a number that depends on the law. The rules have been followed.
    fn value_of_rule(&mut self, quantity: &ByDefinition, model: &Model<'a>) -> Value<'a> {
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

    /// Tabulates the entropies of all sets of positions where a quantity asks for one, and there is room.
    fn tabulate_subsets(&mut self, quantity: &Quantity, model: &Model) {
        if matches!(quantity, Quantity::Entropy(_)) && model.law().length() <= SUBSET_LENGTH_LIMIT {
            self.subsets.get_or_insert_with(|| SubsetEntropies::new(model.patterns()));
        }
    }

    /// The value of a quantity that is computed by its formula; others are unavailable.
    fn compute_by_formula(&self, quantity: &Quantity) -> Value<'a> {
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
                form.add_ln(&self.shape().vocabulary_size().into(), &1.into());
                form.into()
            }
            Quantity::IdealExpectedKl | Quantity::TrainingError => {
                Value::Unavailable("the schedule is not fixed".to_owned())
            }
            Quantity::Entropy(set) => match (&self.basis, &self.subsets) {
                (Basis::Sequences(entropies), _) => entropies.entropy(position_set(set)).into(),
                (Basis::Table(_), Some(subsets)) => subsets.entropy(position_set(set)).clone().into(),
                (Basis::Table(_), None) => {
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
