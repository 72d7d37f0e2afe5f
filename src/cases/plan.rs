//! A claim instantiated for a length and a vocabulary size.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};

use crate::exact::work::{operation, words};
use crate::exact::{Number, Work};
use crate::language::error::StatementError;
use crate::language::typed::{Chain, Quantifier};
use crate::language::words::{Binder, Comparator};
use crate::language::{Claim, Evaluation};
use crate::law::Shape;
use crate::limits::{INSTANCE_LIMIT, INSTANTIATION_STEPS};

use super::bindings::{Binding, ScheduleChoice};
use super::domain::too_large;
use super::environment::{ConstantValue, Environment};
use super::instances::for_each_instance;
use super::linear::Linear;
use super::measure::sides;
use super::quantity::Quantity;
use super::scalar::{condition_holds, evaluate};
use super::tree::Tree;

/// The bytes of what a quantifier binds, beside those of a schedule.
const BINDING_BYTES: u64 = 192;

/// The bytes of a relation, beside those of its sides.
const RELATION_BYTES: u64 = 384;

/// The bytes of a position in a schedule or a set.
const LENGTH_BYTES: u64 = 8;

/// A relation between two combinations of quantities, all multiplied by `scale` so that the coefficients are integers.
///
/// Equal multiples of the predictor's gaps on both sides (the training error of `E_KL <= ... + eps_train`) are kept
/// apart: they say nothing about how tight a bound is. The sides as written are `left + shared` and `right + shared`.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The left side, without what is shared.
    pub left: Linear,
    /// The relation.
    pub relation: Comparator,
    /// The right side, without what is shared.
    pub right: Linear,
    /// The multiples of gaps that both sides contain.
    pub shared: Linear,
    /// The factor, positive, by which the sides are larger than written.
    pub scale: Integer,
}

/// What is decided on one law at a time.
pub type Goal = Tree<Vec<Relation>>;

/// A leaf of the quantifiers before the law, by its number among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LeafIndex(pub usize);

impl fmt::Display for LeafIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A case of a plan, by its number among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseIndex(pub usize);

impl fmt::Display for CaseIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// One case of a claim: the instances of the leading `for all` quantifiers behind the law, and what is left to decide.
#[derive(Debug, Clone)]
pub struct Case {
    /// What the quantifiers before and behind the law bind, outermost first.
    pub bindings: Vec<Binding>,
    /// Which leaf of the outer tree the case belongs to.
    pub leaf: LeafIndex,
    /// What is assumed: where one of these is false, the case holds vacuously.
    pub premise: Vec<Relation>,
    /// What has to hold.
    pub goal: Goal,
}

/// A claim instantiated for a length and a vocabulary size.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The quantifiers before the law; the cases refer to their leaves.
    pub outer: Tree<LeafIndex>,
    /// The cases to decide on each law.
    pub cases: Vec<Case>,
    quantities: OnceLock<BTreeSet<Quantity>>,
}

/// What a claim is instantiated for.
#[derive(Debug, Clone)]
pub struct Instantiation<'a> {
    /// `L`
    pub length: usize,
    /// `V`; `None` leaves `ln(V)` a quantity, for statements that need `V` for nothing else.
    pub vocabulary_size: Option<usize>,
    /// The schedules that are quantified over.
    pub schedules: ScheduleChoice<'a>,
    /// How the quantities are evaluated.
    pub evaluation: Evaluation,
    /// The value of the claim's free constant, instead of the claimed one.
    pub constant: Option<Rational>,
}

impl<'a> Instantiation<'a> {
    /// The instantiation for the laws of a shape; the constant has the claimed value.
    pub fn of_shape(shape: Shape, schedules: ScheduleChoice<'a>, evaluation: Evaluation) -> Self {
        let vocabulary_size = Some(shape.vocabulary_size());
        Self { length: shape.length(), vocabulary_size, schedules, evaluation, constant: None }
    }
}

impl Plan {
    /// Instantiates a claim for every schedule; `None` when its condition on laws leaves out this shape.
    ///
    /// # Errors
    /// A domain mistake, or that it takes more work than is allowed, with its place in the statement.
    pub fn new(claim: &Claim, shape: Shape) -> Result<Option<Self>, StatementError> {
        Self::with_schedules(claim, shape, ScheduleChoice::All)
    }

    /// As [`Plan::new`], with a choice of the schedules that are quantified over.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn with_schedules(
        claim: &Claim,
        shape: Shape,
        schedules: ScheduleChoice,
    ) -> Result<Option<Self>, StatementError> {
        Self::of(claim, &Instantiation::of_shape(shape, schedules, claim.evaluation()))
    }

    /// Instantiates a claim, within its limits.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn of(claim: &Claim, instantiation: &Instantiation) -> Result<Option<Self>, StatementError> {
        Self::metered(claim, instantiation, &Arc::new(claim.limits().work(INSTANTIATION_STEPS)))
    }

    /// As [`Plan::of`], with a meter.
    ///
    /// # Errors
    /// As [`Plan::new`], and when the work is beyond the limit of the meter.
    pub fn metered(
        claim: &Claim,
        instantiation: &Instantiation,
        work: &Arc<Work>,
    ) -> Result<Option<Self>, StatementError> {
        let quantifiers = &claim.statement().quantifiers;
        let (law, condition) = claim.statement().law();
        let mut environment = Environment::metered(instantiation.length, Arc::clone(work));
        environment.vocabulary_size = instantiation.vocabulary_size;
        environment.constant = claim.constant().map(|constant| match &instantiation.constant {
            Some(number) => ConstantValue::Number(number.clone()),
            None => ConstantValue::Claimed(Arc::new(constant.value.clone())),
        });
        if !condition_holds(condition, &environment)? {
            return Ok(None);
        }
        let mut builder = Builder {
            inner: &quantifiers[law + 1..],
            premise: &claim.statement().premise,
            chains: &claim.statement().chains,
            evaluation: instantiation.evaluation,
            schedules: instantiation.schedules,
            leaves: 0,
            instances: 0,
            cases: Vec::new(),
        };
        let outer = builder.outer(&quantifiers[..law], &mut environment, &mut Vec::new())?;
        Ok(Some(Self { outer, cases: builder.cases, quantities: OnceLock::new() }))
    }

    /// The quantities that the cases need, found when first asked for.
    pub fn quantities(&self) -> &BTreeSet<Quantity> {
        self.quantities.get_or_init(|| {
            let mut quantities = BTreeSet::new();
            self.cases.iter().for_each(|case| case.add_quantities(&mut quantities));
            quantities
        })
    }

    /// The first case whose quantifiers bind nothing but what is given.
    pub fn case_of(&self, bindings: &[Binding]) -> Option<&Case> {
        self.cases.iter().find(|case| case.bindings.iter().all(|binding| bindings.contains(binding)))
    }

    /// Whether a quantifier `exists` stands before the law.
    pub fn outer_has_existence(&self) -> bool {
        self.outer.fold(&|_| false, &|instances| instances.contains(&true), &|_| true)
    }

    /// Whether a minimum or maximum of information measures occurs.
    pub fn has_extrema(&self) -> bool {
        let mut sides = self.cases.iter().flat_map(Case::relations).flat_map(|one| [&one.left, &one.right]);
        sides.any(|side| !side.extrema().is_empty())
    }
}

impl Case {
    /// The quantities that the case needs.
    pub fn quantities(&self) -> BTreeSet<Quantity> {
        let mut quantities = BTreeSet::new();
        self.add_quantities(&mut quantities);
        quantities
    }

    fn add_quantities(&self, quantities: &mut BTreeSet<Quantity>) {
        add_quantities(self.relations(), quantities);
    }

    /// The relations of the premise and of the goal.
    fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.premise.iter().chain(self.goal.leaves().flatten())
    }
}

/// The quantities that the relations of a goal need.
pub fn quantities_of(goal: &Goal) -> BTreeSet<Quantity> {
    let mut quantities = BTreeSet::new();
    add_quantities(goal.leaves().flatten(), &mut quantities);
    quantities
}

fn add_quantities<'r>(relations: impl Iterator<Item = &'r Relation>, quantities: &mut BTreeSet<Quantity>) {
    for side in relations.flat_map(|relation| [&relation.left, &relation.right, &relation.shared]) {
        side.visit_quantities(&mut |quantity| {
            if !quantities.contains(quantity) {
                quantities.insert(quantity.clone());
            }
        });
    }
}

struct Builder<'a> {
    inner: &'a [Quantifier],
    premise: &'a [Chain],
    chains: &'a [Chain],
    evaluation: Evaluation,
    schedules: ScheduleChoice<'a>,
    leaves: usize,
    instances: usize,
    cases: Vec<Case>,
}

impl Builder<'_> {
    fn outer(
        &mut self,
        quantifiers: &[Quantifier],
        environment: &mut Environment,
        bindings: &mut Vec<Binding>,
    ) -> Result<Tree<LeafIndex>, StatementError> {
        let Some((quantifier, rest)) = quantifiers.split_first() else {
            let leaf = LeafIndex(self.leaves);
            self.leaves += 1;
            self.cases(self.inner, leaf, environment, bindings)?;
            return Ok(Tree::Leaf(leaf));
        };
        let mut instances = Vec::new();
        for_each_instance(quantifier, self.schedules, environment, |binding, environment| {
            bindings.push(binding.clone());
            let tree = self.outer(rest, environment, bindings);
            bindings.pop();
            instances.push((binding, tree?));
            Ok(())
        })?;
        Ok(join(quantifier.binder, instances))
    }

    /// Splits the leading `for all` quantifiers behind the law into cases.
    fn cases(
        &mut self,
        quantifiers: &[Quantifier],
        leaf: LeafIndex,
        environment: &mut Environment,
        bindings: &mut Vec<Binding>,
    ) -> Result<(), StatementError> {
        match quantifiers.split_first() {
            Some((quantifier, rest)) if quantifier.binder == Binder::ForAll => {
                for_each_instance(quantifier, self.schedules, environment, |binding, environment| {
                    bindings.push(binding);
                    let result = self.cases(rest, leaf, environment, bindings);
                    bindings.pop();
                    result
                })
            }
            _ => {
                let goal = self.goal(quantifiers, environment)?;
                let premise = self.relations(self.premise, environment)?;
                let bytes = BINDING_BYTES * (bindings.len() as u64 + 1) + LENGTH_BYTES * environment.length as u64;
                environment.keep(bytes, self.chains[0].first_span())?;
                self.cases.push(Case { bindings: bindings.clone(), leaf, premise, goal });
                Ok(())
            }
        }
    }

    fn goal(&mut self, quantifiers: &[Quantifier], environment: &mut Environment) -> Result<Goal, StatementError> {
        let Some((quantifier, rest)) = quantifiers.split_first() else {
            self.instances += 1;
            let span = self.chains[0].first_span();
            if self.instances > INSTANCE_LIMIT {
                let message = format!(
                    "too large: the quantifiers have more than the limit of at most {INSTANCE_LIMIT} instances at L = {}",
                    environment.length
                );
                return Err(too_large(span, message, "for each of these"));
            }
            environment.keep(BINDING_BYTES + LENGTH_BYTES * environment.length as u64, span)?;
            // The constant has a value in every instance, also where nothing uses it.
            if let Some(ConstantValue::Claimed(value)) = &environment.constant {
                evaluate(value, environment)?;
            }
            return Ok(Tree::Leaf(self.relations(self.chains, environment)?));
        };
        let mut instances = Vec::new();
        for_each_instance(quantifier, self.schedules, environment, |binding, environment| {
            instances.push((binding, self.goal(rest, environment)?));
            Ok(())
        })?;
        Ok(join(quantifier.binder, instances))
    }

    fn relations(&self, chains: &[Chain], environment: &Environment) -> Result<Vec<Relation>, StatementError> {
        let mut relations = Vec::new();
        for chain in chains {
            let mut sides = sides(chain, environment, self.evaluation)?.into_iter();
            let mut left = sides.next().expect("a chain has a first side");
            for ((relation, span), right) in chain.relations().into_iter().zip(sides) {
                let spend = |steps: u64| environment.spend(steps, span);
                let scale = left.common_denominator(Integer::from(1), &spend)?;
                let scale = right.common_denominator(scale, &spend)?;
                // Each side is multiplied by the common denominator and kept; then its quantities are collected.
                let coefficients = (left.coefficients() + right.coefficients()) as u64;
                let bytes = (left.bytes() + right.bytes()) as u64;
                spend(left.steps().saturating_add(right.steps()).saturating_mul(4))?;
                spend(coefficients.saturating_mul(operation(words(&scale)).saturating_mul(4)))?;
                let scaled = bytes.saturating_add(coefficients.saturating_mul(8 * words(&scale)));
                environment.keep(scaled.saturating_add(RELATION_BYTES), chain.first_span())?;
                let factor = Number::from(&scale);
                let (mut scaled_left, mut scaled_right) = (left.scaled(&factor), right.clone().scaled(&factor));
                let shared = scaled_left.split_off_shared_gaps(&mut scaled_right);
                relations.push(Relation { left: scaled_left, relation, right: scaled_right, shared, scale });
                left = right;
            }
        }
        Ok(relations)
    }
}

fn join<Leaf>(binder: Binder, instances: Vec<(Binding, Tree<Leaf>)>) -> Tree<Leaf> {
    match binder {
        Binder::ForAll => Tree::All(instances),
        Binder::Exists => Tree::Any(instances),
    }
}
