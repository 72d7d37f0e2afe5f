//! What the quantifiers of a statement range over, the law excepted.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{Reason, Result};
use crate::document::Instance;
use crate::evaluate::Scope;
use crate::limits::{self, Meter};
use crate::number::Q;
use crate::statement::{Binder, ScheduleQuantifier, Statement};

/// What a document is about.
pub struct Problem {
    pub statement: Statement,
    pub length: usize,
    /// The class of schedules that count: those with this largest block, or all.
    pub largest_block: Option<usize>,
    /// The value of the constant, where it is not the claimed one.
    pub constant: Option<Q>,
    pub meter: Meter,
}

impl Problem {
    /// The instances of the quantifiers `for all` whose schedule, where one is bound, is in the class. Where `exists` binds
    /// it, an instance is left out when its condition is fulfilled by schedules, but by none in the class.
    pub fn instances(&self) -> Result<BTreeSet<Instance>> {
        match self.statement.schedule {
            ScheduleQuantifier::ForAll => {
                let mut found = self.chosen(None, Some(&self.schedules()?), None)?;
                found.retain(|instance| self.in_class(instance));
                return Ok(found);
            }
            _ if self.largest_block.is_none() => return self.chosen(None, None, None),
            ScheduleQuantifier::Absent | ScheduleQuantifier::ExistsAfterLaw | ScheduleQuantifier::ExistsBeforeLaw => {}
        }
        let mut found = BTreeSet::new();
        for instance in self.chosen(None, None, None)? {
            let candidates = self.candidates(&instance, None)?;
            if candidates.is_empty() || candidates.iter().any(|candidate| self.in_class(candidate)) {
                found.insert(instance);
            }
        }
        Ok(found)
    }

    pub fn in_class(&self, instance: &Instance) -> bool {
        self.largest_block.is_none_or(|largest| instance.schedule.iter().flatten().max() == Some(&largest))
    }

    /// An instance with each of the schedules that fulfil the condition of `exists schedule`.
    pub fn candidates(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<BTreeSet<Instance>> {
        self.chosen(Some(&instance.variables), Some(&self.schedules()?), vocabulary)
    }

    /// The scope of an instance, after making sure that it is one. Where `exists` binds the schedule, an instance without
    /// one is an instance of the other quantifiers.
    pub fn confirm(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<Scope<'_>> {
        let fits = |blocks: &&Vec<usize>| {
            let bounded = blocks.len() <= self.length && blocks.iter().all(|block| (1..=self.length).contains(block));
            bounded && blocks.iter().sum::<usize>() == self.length
        };
        let schedule = instance.schedule.as_ref().filter(fits).map(std::slice::from_ref);
        // Without a schedule, `for all` has none to choose from.
        let schedule = schedule.or((!self.statement.schedule.exists()).then_some(&[]));
        let is_one = self.chosen(Some(&instance.variables), schedule, vocabulary)?.contains(instance);
        Reason::WrongInstance.unless(is_one, instance)?;
        self.scope(instance, vocabulary)
    }

    /// The scope of an instance, with the constant. Its claimed value may depend on everything that is bound.
    pub fn scope(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<Scope<'_>> {
        let mut scope = Scope { length: self.length, vocabulary, instance: instance.clone(), meter: &self.meter };
        if let Some((name, claimed)) = &self.statement.constant {
            let value = self.constant.clone().map_or_else(|| scope.scalar(claimed), Ok)?;
            scope.instance.variables.insert(name.clone(), value);
        }
        Ok(scope)
    }

    /// All sequences of positive block sizes with sum `L`.
    fn schedules(&self) -> Result<Vec<Vec<usize>>> {
        limits::ENUMERATED.check(self.length)?;
        self.meter.tick(1 << self.length)?;
        let mut of_length: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new()]];
        for total in 1..=self.length {
            let begun =
                |first: usize| of_length[total - first].iter().map(move |rest| [&[first], rest.as_slice()].concat());
            let longer = (1..=total).flat_map(begun).collect();
            of_length.push(longer);
        }
        Ok(of_length.swap_remove(self.length))
    }

    /// The instances in which each quantifier binds one of its values and its condition is fulfilled. The variables have
    /// these values, or all of their ranges. The schedule is one of these; without them, `exists schedule` is passed over.
    fn chosen(
        &self,
        variables: Option<&BTreeMap<String, Q>>,
        schedules: Option<&[Vec<usize>]>,
        vocabulary: Option<u64>,
    ) -> Result<BTreeSet<Instance>> {
        let instance = Instance::default();
        let mut scopes = vec![Scope { length: self.length, vocabulary: None, instance, meter: &self.meter }];
        for quantifier in &self.statement.quantifiers {
            let mut bound = Vec::new();
            for scope in scopes {
                match (&quantifier.binder, schedules) {
                    (Binder::Law, _) => bound.push(Scope { vocabulary, ..scope }),
                    (Binder::Schedule, None) => bound.push(scope),
                    (Binder::Schedule, Some(schedules)) => {
                        for schedule in schedules {
                            let mut inner = scope.clone();
                            inner.instance.schedule = Some(schedule.clone());
                            bound.push(inner);
                        }
                    }
                    (Binder::Range(name, [from, to]), _) => {
                        for value in scope.range(from, to)? {
                            if variables.is_none_or(|fixed| fixed.get(name) == Some(&value)) {
                                let mut inner = scope.clone();
                                inner.instance.variables.insert(name.clone(), value);
                                bound.push(inner);
                            }
                        }
                    }
                }
            }
            scopes = Vec::new();
            for scope in bound {
                let passed_over = quantifier.binder == Binder::Schedule && schedules.is_none();
                if passed_over || scope.fulfils(&quantifier.condition)? {
                    scopes.push(scope);
                } else {
                    // Of no law the rest would be true, but `exists schedule` before it asks for one all the same.
                    let law_needed = self.statement.schedule == ScheduleQuantifier::ExistsBeforeLaw;
                    let is_law = quantifier.binder == Binder::Law;
                    Reason::Fragment.unless(!(law_needed && is_law), "a condition on the law that is not fulfilled")?;
                }
            }
            limits::INSTANCES.check(scopes.len())?;
        }
        Ok(scopes.into_iter().map(|scope| scope.instance).collect())
    }
}
