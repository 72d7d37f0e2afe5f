//! The instances of a statement: all of them, and whether something is one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use num_bigint::BigInt;

use crate::affine::Coefficients;
use crate::evaluate::Scope;
use crate::limits::{self, Meter, too_large};
use crate::outcome::{Fault, Reason, outside};
use crate::scalar::Q;
use crate::syntax::{Binder, Comparison, Quantifier, Relation};
use crate::typing::Statement;

/// A value for everything that is quantified but the law.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    /// The integer variables.
    pub variables: BTreeMap<String, BigInt>,
    /// The schedule, where one is fixed.
    pub schedule: Option<Vec<usize>>,
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables {
            write!(f, "{name} = {value}, ")?;
        }
        match &self.schedule {
            Some(schedule) => write!(f, "schedule {schedule:?}"),
            None => write!(f, "no schedule"),
        }
    }
}

/// The schedules that count: all, or those with this largest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class(pub Option<u64>);

impl Class {
    /// All schedules.
    pub const ALL: Self = Self(None);

    /// Whether the class has this schedule.
    pub fn contains(self, schedule: &[usize]) -> bool {
        self.0.is_none_or(|largest| schedule.iter().max().is_some_and(|block| u64::try_from(*block) == Ok(largest)))
    }
}

/// Where the value of the constant comes from.
#[derive(Clone, Copy, Debug)]
pub enum ConstantValue<'a> {
    /// The claim.
    Claimed,
    /// The certificate.
    Fixed(&'a Q),
}

fn empty_scope(length: usize, meter: &Meter) -> Scope<'_> {
    Scope { length, vocabulary: None, schedule: None, variables: Vec::new(), constant: None, meter }
}

fn admits(scope: &Scope<'_>, quantifier: &Quantifier) -> Result<bool, Fault> {
    for relation in &quantifier.condition {
        if !scope.holds(relation)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// All sequences of positive block sizes with sum `length`.
fn compositions(length: usize, meter: &Meter) -> Result<Vec<Vec<usize>>, Fault> {
    if length > limits::ENUMERATED_LENGTH {
        return Err(too_large("length for all schedules", limits::ENUMERATED_LENGTH));
    }
    meter.tick(1 << length)?;
    let mut of_length: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new()]];
    for total in 1..=length {
        let longer = (1..=total)
            .flat_map(|first| of_length[total - first].iter().map(move |rest| [&[first], rest.as_slice()].concat()));
        let longer = longer.collect();
        of_length.push(longer);
    }
    Ok(of_length.swap_remove(length))
}

/// All instances whose schedule, where `for all` binds one, is in the class. `exists schedule` is passed over; an
/// instance is left out when its condition is fulfilled by schedules, but by none in the class.
pub fn all(statement: &Statement, length: usize, class: Class, meter: &Meter) -> Result<BTreeSet<Instance>, Fault> {
    let mut found = BTreeSet::new();
    descend(&statement.quantifiers, &mut empty_scope(length, meter), class, &mut found)?;
    if statement.schedule.exists() && class != Class::ALL {
        let mut kept = BTreeSet::new();
        for instance in found {
            let in_class = !candidates(statement, &instance, length, class, meter)?.is_empty();
            if in_class || candidates(statement, &instance, length, Class::ALL, meter)?.is_empty() {
                kept.insert(instance);
            }
        }
        return Ok(kept);
    }
    Ok(found)
}

fn descend(
    quantifiers: &[Quantifier],
    scope: &mut Scope<'_>,
    class: Class,
    found: &mut BTreeSet<Instance>,
) -> Result<(), Fault> {
    let Some((first, rest)) = quantifiers.split_first() else {
        if found.len() >= limits::INSTANCES {
            return Err(too_large("instances", limits::INSTANCES));
        }
        let variables = scope.variables.iter().cloned().collect();
        found.insert(Instance { variables, schedule: scope.schedule.clone() });
        return Ok(());
    };
    match &first.binder {
        Binder::Schedule if first.exists => descend(rest, scope, class, found)?,
        Binder::Law => {
            if admits(scope, first)? {
                descend(rest, scope, class, found)?;
            }
        }
        Binder::Schedule => {
            for schedule in compositions(scope.length, scope.meter)? {
                let in_class = class.contains(&schedule);
                scope.schedule = Some(schedule);
                if in_class && admits(scope, first)? {
                    descend(rest, scope, class, found)?;
                }
            }
            scope.schedule = None;
        }
        Binder::Range { name, from, to } => {
            for number in scope.range(from, to)? {
                scope.variables.push((name.clone(), number));
                if admits(scope, first)? {
                    descend(rest, scope, class, found)?;
                }
                scope.variables.pop();
            }
        }
    }
    Ok(())
}

/// The schedules of the class that fulfil the condition of `exists schedule` in an instance.
pub fn candidates(
    statement: &Statement,
    instance: &Instance,
    length: usize,
    class: Class,
    meter: &Meter,
) -> Result<Vec<Vec<usize>>, Fault> {
    let mut scope = empty_scope(length, meter);
    scope.variables = instance.variables.clone().into_iter().collect();
    let Some(quantifier) = statement.quantifiers.iter().find(|quantifier| quantifier.exists) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for schedule in compositions(length, meter)? {
        scope.schedule = Some(schedule.clone());
        if class.contains(&schedule) && admits(&scope, quantifier)? {
            found.push(schedule);
        }
    }
    Ok(found)
}

/// The scope of an instance, after making sure that it is one. Where `exists` binds the schedule, an instance without
/// one is an instance of the other quantifiers. `vocabulary` is that of the law, where it is known.
pub fn bind<'a>(
    statement: &Statement,
    instance: &Instance,
    length: usize,
    vocabulary: Option<BigInt>,
    meter: &'a Meter,
) -> Result<Scope<'a>, Fault> {
    let wrong = |what: &str| Fault::from(Reason::WrongInstance(format!("{instance}: {what}")));
    let mut scope = empty_scope(length, meter);
    for quantifier in &statement.quantifiers {
        match &quantifier.binder {
            Binder::Law => scope.vocabulary.clone_from(&vocabulary),
            Binder::Schedule => match &instance.schedule {
                None if quantifier.exists => continue,
                None => return Err(wrong("the schedule is missing")),
                Some(schedule) => scope.schedule = Some(schedule.clone()),
            },
            Binder::Range { name, from, to } => {
                let Some(number) = instance.variables.get(name) else { return Err(wrong("a variable is missing")) };
                if !scope.range(from, to)?.contains(number) {
                    return Err(wrong("outside a range"));
                }
                scope.variables.push((name.clone(), number.clone()));
            }
        }
        if !admits(&scope, quantifier)? {
            return Err(wrong("a condition is false"));
        }
    }
    if scope.variables.len() != instance.variables.len() {
        return Err(wrong("a variable too many"));
    }
    if scope.schedule != instance.schedule {
        return Err(wrong("a schedule where none is bound"));
    }
    Ok(scope)
}

/// Gives the constant its value, which may depend on everything bound.
pub fn set_constant(scope: &mut Scope<'_>, statement: &Statement, value: ConstantValue<'_>) -> Result<(), Fault> {
    if let Some((_, claimed)) = &statement.constant {
        scope.constant = Some(match value {
            ConstantValue::Claimed => scope.scalar(claimed)?,
            ConstantValue::Fixed(number) => number.clone(),
        });
    }
    Ok(())
}

/// The sides of a relation, the one that should be the greater first.
pub fn ordered(relation: &Relation) -> (&crate::syntax::Expr, &crate::syntax::Expr) {
    match relation.comparison {
        Comparison::AtMost | Comparison::Below | Comparison::Equal => (&relation.right, &relation.left),
        Comparison::AtLeast | Comparison::Above => (&relation.left, &relation.right),
    }
}

/// The ray coefficients of a relation's difference, and whether the relation is an equation.
pub fn coefficients(scope: &Scope<'_>, relation: &(Relation, bool)) -> Result<(Coefficients, bool), Fault> {
    let (relation, informational) = relation;
    if !informational {
        return Err(outside("a relation between scalars"));
    }
    let equation = match relation.comparison {
        Comparison::AtMost | Comparison::AtLeast => false,
        Comparison::Equal => true,
        Comparison::Below | Comparison::Above => return Err(outside("a strict relation")),
    };
    let (greater, lesser) = ordered(relation);
    let greater = scope.value(greater)?.information()?.curve(scope.length)?;
    let lesser = scope.value(lesser)?.information()?.curve(scope.length)?;
    Ok((greater.rays_of_difference(&lesser), equation))
}
