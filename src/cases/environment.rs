//! What the names in an expression stand for, and the meter of what is evaluated.

use std::sync::Arc;

use rug::{Integer, Rational};

use crate::exact::{Limits, TooLarge, Work};
use crate::language::error::{Span, StatementError};
use crate::language::typed::Scalar;
use crate::language::words::ScheduleScalar;
use crate::limits::INSTANTIATION_STEPS;
use crate::sampler::{Schedule, ScheduleClass, UnmaskingOrder};

use super::domain::too_large;
use super::quantity::Positions;

/// What a quantifier over schedules binds.
#[derive(Debug, Clone)]
pub enum ScheduleScope {
    /// One schedule.
    Single(Schedule),
    /// All schedules of a class, which gives every scalar that the statement asks for.
    Class(ScheduleClass),
}

impl ScheduleScope {
    /// A number of the schedule.
    pub fn scalar(&self, scalar: ScheduleScalar) -> usize {
        match self {
            Self::Single(schedule) => match scalar {
                ScheduleScalar::Steps => schedule.steps(),
                ScheduleScalar::Largest => schedule.largest(),
                ScheduleScalar::Smallest => schedule.smallest(),
            },
            Self::Class(class) => match scalar {
                ScheduleScalar::Steps => class.steps,
                ScheduleScalar::Largest => class.largest,
                ScheduleScalar::Smallest => class.smallest,
            }
            .expect("the class gives every scalar that the statement asks for"),
        }
    }
}

/// What the claim's constant stands for.
#[derive(Debug, Clone)]
pub enum ConstantValue {
    /// The claim's own value, which may depend on `L` and the schedule.
    Claimed(Arc<Scalar>),
    /// A number.
    Number(Rational),
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// An integer.
    Integer(Integer),
    /// A set of positions.
    Subset(Positions),
    /// An order of the schedule in scope.
    Order(UnmaskingOrder),
}

/// What the names in an expression stand for. The statement binds what its expressions need before it uses them. A copy
/// is cheap: each fold evaluates its terms in one.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `L`
    pub length: usize,
    /// `V`, once the law is quantified.
    pub vocabulary_size: Option<usize>,
    /// The schedule, once quantified.
    pub schedule: Option<Arc<ScheduleScope>>,
    /// The order, once quantified; its block sizes are the schedule.
    pub order: Option<Arc<UnmaskingOrder>>,
    /// The name of the policy, once quantified; also an order's.
    pub policy: Option<Arc<str>>,
    /// The name of the rule, once quantified.
    pub rule: Option<Arc<str>>,
    /// The claim's constant.
    pub constant: Option<ConstantValue>,
    /// The integer variables, innermost last.
    integers: Vec<(Arc<str>, Integer)>,
    /// The variables that are sets, innermost last.
    subsets: Vec<(Arc<str>, Positions)>,
    /// The meter of what is evaluated.
    work: Arc<Work>,
}

impl Environment {
    /// The environment in which only `L` is known, with a meter of its own.
    pub fn of_length(length: usize) -> Self {
        Self::metered(length, Arc::new(Limits::default().work(INSTANTIATION_STEPS)))
    }

    /// The environment in which only `L` is known.
    pub fn metered(length: usize, work: Arc<Work>) -> Self {
        Self {
            length,
            vocabulary_size: None,
            schedule: None,
            order: None,
            policy: None,
            rule: None,
            constant: None,
            integers: Vec::new(),
            subsets: Vec::new(),
            work,
        }
    }

    /// Spends steps of work on what stands at a place.
    ///
    /// # Errors
    /// [`Mistake::TooLarge`](crate::language::error::Mistake::TooLarge) beyond the limit.
    pub fn spend(&self, steps: u64, span: &Span) -> Result<(), StatementError> {
        self.work.spend(steps).map_err(|error| self.beyond(error, span))
    }

    /// Spends bytes that are kept for what stands at a place.
    ///
    /// # Errors
    /// As [`Environment::spend`].
    pub fn keep(&self, bytes: u64, span: &Span) -> Result<(), StatementError> {
        self.work.keep(bytes).map_err(|error| self.beyond(error, span))
    }

    fn beyond(&self, error: TooLarge, span: &Span) -> StatementError {
        too_large(span, format!("{error} (at L = {})", self.length), "takes too much")
    }

    /// The schedule in scope.
    pub fn schedule(&self) -> &ScheduleScope {
        in_scope(self.schedule.as_deref())
    }

    /// The single schedule in scope; statements that need one are not instantiated for classes.
    pub fn single_schedule(&self) -> &Schedule {
        match self.schedule() {
            ScheduleScope::Single(schedule) => schedule,
            ScheduleScope::Class(class) => unreachable!("a schedule of its own is needed, not {class}"),
        }
    }

    /// The order in scope.
    pub fn order(&self) -> &UnmaskingOrder {
        in_scope(self.order.as_deref())
    }

    /// The name of the policy in scope, an order's included.
    pub fn policy(&self) -> &str {
        in_scope(self.policy.as_deref())
    }

    /// The name of the rule in scope.
    pub fn rule(&self) -> &Arc<str> {
        in_scope(self.rule.as_ref())
    }

    /// `V`
    pub fn vocabulary_size(&self) -> usize {
        in_scope(self.vocabulary_size)
    }

    /// The claim's constant.
    pub fn constant(&self) -> &ConstantValue {
        in_scope(self.constant.as_ref())
    }

    /// The value of an integer variable.
    pub fn integer(&self, name: &str) -> &Integer {
        in_scope(innermost(&self.integers, name))
    }

    /// The value of a variable for sets of positions.
    pub fn subset(&self, name: &str) -> &Positions {
        in_scope(innermost(&self.subsets, name))
    }

    /// Binds a variable, for good.
    pub fn bind(&mut self, name: &Arc<str>, value: Bound) {
        match value {
            Bound::Integer(value) => self.integers.push((Arc::clone(name), value)),
            Bound::Subset(value) => self.subsets.push((Arc::clone(name), value)),
            Bound::Order(order) => {
                self.policy = Some(format!("order:{order}").into());
                self.order = Some(Arc::new(order));
            }
        }
    }

    /// Runs `visit` with a variable bound.
    pub fn with<R>(&mut self, name: &Arc<str>, value: Bound, visit: impl FnOnce(&mut Self) -> R) -> R {
        let (integers, subsets) = (self.integers.len(), self.subsets.len());
        let sampler = matches!(value, Bound::Order(_)).then(|| (self.order.clone(), self.policy.clone()));
        self.bind(name, value);
        let result = visit(self);
        self.integers.truncate(integers);
        self.subsets.truncate(subsets);
        if let Some(sampler) = sampler {
            (self.order, self.policy) = sampler;
        }
        result
    }
}

fn innermost<'a, Value>(variables: &'a [(Arc<str>, Value)], name: &str) -> Option<&'a Value> {
    variables.iter().rev().find(|(variable, _)| **variable == *name).map(|(_, value)| value)
}

/// What a resolved statement needs where it stands, and has.
fn in_scope<Value>(bound: Option<Value>) -> Value {
    bound.expect("a statement binds what its expressions need before it uses them")
}
