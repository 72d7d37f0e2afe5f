//! What the quantifiers of a statement range over, the law excepted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use num_traits::ToPrimitive;

use crate::answer::{Reason, Result, Why};
use crate::document::Json;
use crate::evaluate::Scope;
use crate::limits::{self, Meter};
use crate::number::{Q, count, whole};
use crate::schedules::named;
use crate::statement::{Binder, Statement};

/// What a document is about.
pub struct Problem {
    pub statement: Statement,
    pub length: usize,
    pub largest_block: Option<usize>, // The class of schedules that count: those with this largest block, or all.
    pub constant: Option<Q>,          // The value of the constant, where it is not the claimed one.
    pub meter: Meter,
}

/// A value for everything that is quantified but the law: for the integer variables in their order, and for the
/// schedule, where one is bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    pub variables: Vec<Q>,
    pub schedule: Option<Vec<usize>>,
}

/// The schedules that a quantifier can take: all, or some; or the quantifier is left alone.
#[derive(Clone, Copy)]
enum Schedules<'a> {
    All,
    These(&'a [Vec<usize>]),
    PassedOver,
}

impl Problem {
    pub fn new(statement: Statement, length: usize, meter: Meter) -> Self {
        Self { statement, length, largest_block: None, constant: None, meter }
    }

    /// Reads an instance, which has exactly the variables of the statement.
    pub fn read(&self, instance: Json) -> Result<Instance> {
        let [variables, schedule] = instance.fields(["variables", "schedule"])?;
        let mut values = variables.entries()?.into_iter().map(|(name, value)| Ok((name, value.number()?)));
        let mut values = values.by_ref().collect::<Result<BTreeMap<String, Q>>>()?;
        let schedule = schedule.nullable(|blocks| blocks.list(Json::size))?;
        let variables = self.statement.variables().map(|name| {
            values.remove(name).ok_or_else(|| Reason::WrongInstance.of(format!("no value of the variable {name}")))
        });
        let variables = variables.collect::<Result<_>>()?;
        Reason::WrongInstance.unless(values.is_empty(), format_args!("not variables: {:?}", values.keys()))?;
        Ok(Instance { variables, schedule })
    }

    /// An instance in words.
    pub fn shown(&self, instance: &Instance) -> String {
        let mut words = String::new();
        for (name, value) in self.statement.variables().zip(&instance.variables) {
            let _ = write!(words, "{name} = {value}, ");
        }
        match &instance.schedule {
            Some(blocks) => words + &format!("schedule {blocks:?}"),
            None if words.is_empty() => "no variable, no schedule".to_owned(),
            None => words + "no schedule",
        }
    }

    /// The instances of the quantifiers `for all` whose schedule, where one is bound, is in the class. Where `exists`
    /// binds it, an instance is left out when its condition is fulfilled by schedules, but by none in the class.
    pub fn instances(&self) -> Result<BTreeSet<Instance>> {
        let for_all = self.statement.schedule() == Some(false);
        let mut found = self.chosen(None, if for_all { Schedules::All } else { Schedules::PassedOver }, None)?;
        if self.largest_block.is_some() && self.statement.exists() {
            for instance in found.clone() {
                let candidates = self.candidates(&instance, None)?;
                if !candidates.is_empty() && !candidates.iter().any(|candidate| self.in_class(candidate)) {
                    found.remove(&instance);
                }
            }
        }
        found.retain(|instance| instance.schedule.is_none() || self.in_class(instance));
        Ok(found)
    }

    pub fn in_class(&self, instance: &Instance) -> bool {
        self.largest_block.is_none_or(|largest| instance.schedule.iter().flatten().max() == Some(&largest))
    }

    /// An instance with each of the schedules that fulfil the condition of `exists schedule`.
    pub fn candidates(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<BTreeSet<Instance>> {
        self.chosen(Some(&instance.variables), Schedules::All, vocabulary)
    }

    /// The instance itself; or where `exists` binds the schedule, which it must not have, its candidates.
    pub fn cases(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<BTreeSet<Instance>> {
        self.confirm(instance, vocabulary)?;
        if !self.statement.exists() {
            return Ok([instance.clone()].into());
        }
        let bound = || format!("{}, which `exists` binds", self.shown(instance));
        Reason::WrongInstance.unless(instance.schedule.is_none(), bound())?;
        self.candidates(instance, vocabulary)
    }

    /// Makes sure that an instance is one. Where `exists` binds the schedule, an instance without one is an instance
    /// of the other quantifiers.
    pub fn confirm(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<()> {
        let sum = |blocks: &[usize]| blocks.iter().try_fold(0_usize, |sum, block| sum.checked_add(*block));
        let fits = |blocks: &&Vec<usize>| !blocks.contains(&0) && sum(blocks) == Some(self.length);
        let schedules = match instance.schedule.as_ref().filter(fits) {
            Some(blocks) => Schedules::These(std::slice::from_ref(blocks)),
            None if self.statement.exists() => Schedules::PassedOver,
            // Without a schedule, `for all` has none to choose from.
            None => Schedules::These(&[]),
        };
        let chosen = self.chosen(Some(&instance.variables), schedules, vocabulary)?;
        Reason::WrongInstance.unless(chosen.contains(instance), self.shown(instance))
    }

    /// The scope of an instance, with the constant. Its claimed value may depend on everything that is bound.
    pub fn scope(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<Scope<'_>> {
        let mut scope = self.outside(instance, vocabulary);
        if let Some((_, claimed)) = &self.statement.constant {
            scope.constant = Some(self.constant.clone().map_or_else(|| scope.scalar(claimed), Ok)?);
        }
        Ok(scope)
    }

    /// The scope of an instance, without the constant.
    fn outside(&self, instance: &Instance, vocabulary: Option<u64>) -> Scope<'_> {
        let Instance { variables, schedule } = instance.clone();
        Scope { meter: &self.meter, length: self.length, vocabulary, schedule, variables, constant: None }
    }

    /// All sequences of positive block sizes with sum `L`.
    fn schedules(&self) -> Result<Vec<Vec<usize>>> {
        limits::ENUMERATED.check(self.length)?;
        self.meter.work((16 * count(self.length)) << self.length)?;
        // A block ends at each set of the first L - 1 positions, and at the last.
        let schedule = |ends: usize| {
            let mut blocks = vec![1];
            for at in 0..self.length - 1 {
                let current = blocks.len() - 1;
                if ends >> at & 1 == 1 { blocks.push(1) } else { blocks[current] += 1 }
            }
            blocks
        };
        Ok((0..1 << (self.length - 1)).map(schedule).collect())
    }

    /// The instances in which each quantifier binds one of its values and its condition is fulfilled. The variables
    /// have these values, or all of their ranges. Where the schedule is passed over, so is its condition.
    fn chosen(
        &self,
        variables: Option<&[Q]>,
        schedules: Schedules<'_>,
        vocabulary: Option<u64>,
    ) -> Result<BTreeSet<Instance>> {
        let mut known = None;
        let mut found = vec![Instance::default()];
        for quantifier in &self.statement.quantifiers {
            let is_law = matches!(quantifier.binder, Binder::Law);
            let passed_over = quantifier.binder.is_schedule() && matches!(schedules, Schedules::PassedOver);
            known = if is_law { vocabulary } else { known };
            let mut fulfilling = Vec::new();
            for instance in found {
                for bound in self.bound(&quantifier.binder, instance, variables, schedules, known)? {
                    if passed_over || self.outside(&bound, known).fulfils(&quantifier.condition)? {
                        fulfilling.push(bound);
                    } else {
                        // Of no law the rest would be true, but `exists schedule` before it asks for a schedule still.
                        let needed = is_law && self.statement.exists_before_law();
                        Why::Fragment.unless(!needed, "a condition on the law that is not fulfilled")?;
                    }
                }
            }
            found = fulfilling;
        }
        Ok(found.into_iter().collect())
    }

    /// An instance with each of the values that a quantifier can bind.
    fn bound(
        &self,
        binder: &Binder,
        instance: Instance,
        variables: Option<&[Q]>,
        schedules: Schedules<'_>,
        vocabulary: Option<u64>,
    ) -> Result<Vec<Instance>> {
        let own = |value: &Q| (value.numer().bits() + value.denom().bits()) / 8 + 160;
        let mut found = Vec::new();
        let add = |found: &mut Vec<Instance>, instance: Instance| {
            let variables: u64 = instance.variables.iter().map(own).sum();
            self.meter.keep(512 + variables + 8 * count(self.length))?;
            found.push(instance);
            Ok(())
        };
        let with = |blocks: &Vec<usize>| Instance { schedule: Some(blocks.clone()), ..instance.clone() };
        match binder {
            Binder::Law => found.push(instance),
            Binder::Schedule => match schedules {
                Schedules::All => self.schedules()?.iter().try_for_each(|blocks| add(&mut found, with(blocks)))?,
                Schedules::These(these) => these.iter().try_for_each(|blocks| add(&mut found, with(blocks)))?,
                Schedules::PassedOver => found.push(instance),
            },
            Binder::NamedSchedule(name, parameter) => {
                if let Schedules::PassedOver = schedules {
                    return Ok(vec![instance]);
                }
                let scope = self.outside(&instance, vocabulary);
                let parameter = parameter.as_ref().map(|parameter| scope.scalar(parameter)).transpose()?;
                let blocks = named(*name, parameter.as_ref(), self.length, &self.meter)?;
                let is_wanted = match schedules {
                    Schedules::These(these) => these.contains(&blocks),
                    Schedules::All | Schedules::PassedOver => true,
                };
                if is_wanted {
                    add(&mut found, with(&blocks))?;
                }
            }
            Binder::Range(_, ends) => {
                let (from, count) = self.outside(&instance, vocabulary).range(ends)?;
                let with = |value: Q| {
                    let mut instance = instance.clone();
                    instance.variables.push(value);
                    instance
                };
                match variables {
                    Some(fixed) => {
                        // The instance has one value of each variable.
                        let value = fixed.get(instance.variables.len()).filter(|value| value.is_integer());
                        let offset = value.and_then(|value| (value.to_integer() - &from).to_u64());
                        if let (Some(value), Some(_)) = (value, offset.filter(|offset| *offset < count)) {
                            add(&mut found, with(value.clone()))?;
                        }
                    }
                    None => {
                        (0..count).try_for_each(|offset| add(&mut found, with(whole(&from + offset))))?;
                    }
                }
            }
        }
        Ok(found)
    }
}
