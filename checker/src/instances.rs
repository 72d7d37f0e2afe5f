//! What the quantifiers of a statement range over, the law excepted.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{Reason, Result, Why};
use crate::document::Instance;
use crate::evaluate::{Memo, Scope};
use crate::limits::{self, Meter};
use crate::number::Q;
use crate::statement::{Binder, Statement};

/// What a document is about.
pub struct Problem {
    pub statement: Statement,
    pub length: usize,
    pub largest_block: Option<usize>, // The class of schedules that count: those with this largest block, or all.
    pub constant: Option<Q>,          // The value of the constant, where it is not the claimed one.
    pub meter: Meter,
    pub memo: Memo,
}

impl Problem {
    pub fn new(statement: Statement, length: usize) -> Self {
        let (meter, memo) = (Meter::default(), Memo::default());
        Self { statement, length, largest_block: None, constant: None, meter, memo }
    }

    /// The instances of the quantifiers `for all` whose schedule, where one is bound, is in the class. Where `exists`
    /// binds it, an instance is left out when its condition is fulfilled by schedules, but by none in the class.
    pub fn instances(&self) -> Result<BTreeSet<Instance>> {
        let for_all = self.statement.schedule() == Some(false);
        let schedules = if for_all { Some(self.schedules()?) } else { None };
        let mut found = self.chosen(None, schedules.as_deref(), None)?;
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
        self.chosen(Some(&instance.variables), Some(&self.schedules()?), vocabulary)
    }

    /// The instance itself; or where `exists` binds the schedule, which it must not have, its candidates.
    pub fn cases(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<BTreeSet<Instance>> {
        self.confirm(instance, vocabulary)?;
        if !self.statement.exists() {
            return Ok([instance.clone()].into());
        }
        Reason::WrongInstance.unless(instance.schedule.is_none(), format_args!("{instance}, which `exists` binds"))?;
        self.candidates(instance, vocabulary)
    }

    /// Makes sure that an instance is one. Where `exists` binds the schedule, an instance without one is an instance
    /// of the other quantifiers.
    pub fn confirm(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<()> {
        let sum = |blocks: &[usize]| blocks.iter().try_fold(0_usize, |sum, block| sum.checked_add(*block));
        let fits = |blocks: &&Vec<usize>| !blocks.contains(&0) && sum(blocks) == Some(self.length);
        let schedule = instance.schedule.as_ref().filter(fits).map(std::slice::from_ref);
        // Without a schedule, `for all` has none to choose from.
        let schedule = schedule.or((!self.statement.exists()).then_some(&[]));
        let chosen = self.chosen(Some(&instance.variables), schedule, vocabulary)?;
        Reason::WrongInstance.unless(chosen.contains(instance), instance)
    }

    /// The scope of an instance, with the constant. Its claimed value may depend on everything that is bound.
    pub fn scope(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<Scope<'_>> {
        let mut scope = Scope { problem: self, vocabulary, instance: instance.clone() };
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
    /// have these values, or all of their ranges. The schedule is one of these; without them, `exists schedule` is
    /// passed over.
    fn chosen(
        &self,
        variables: Option<&BTreeMap<String, Q>>,
        schedules: Option<&[Vec<usize>]>,
        vocabulary: Option<u64>,
    ) -> Result<BTreeSet<Instance>> {
        let mut scope = Scope { problem: self, vocabulary: None, instance: Instance::default() };
        let mut found = vec![Instance::default()];
        for quantifier in &self.statement.quantifiers {
            let is_law = quantifier.binder == Binder::Law;
            scope.vocabulary = if is_law { vocabulary } else { scope.vocabulary };
            let passed_over = quantifier.binder == Binder::Schedule && schedules.is_none();
            let mut fulfilling = Vec::new();
            for instance in found {
                let mut bound = Vec::new();
                match (&quantifier.binder, schedules) {
                    (Binder::Law, _) | (Binder::Schedule, None) => bound.push(instance),
                    (Binder::Schedule, Some(schedules)) => bound.extend(
                        schedules.iter().map(|blocks| Instance { schedule: Some(blocks.clone()), ..instance.clone() }),
                    ),
                    (Binder::Range(name, [from, to]), _) => {
                        scope.instance = instance;
                        let mut values = scope.range(from, to)?;
                        values.retain(|value| variables.is_none_or(|fixed| fixed.get(name) == Some(value)));
                        for value in values {
                            scope.instance.variables.insert(name.clone(), value);
                            bound.push(scope.instance.clone());
                        }
                    }
                }
                for instance in bound {
                    scope.instance = instance;
                    if passed_over || scope.fulfils(&quantifier.condition)? {
                        fulfilling.push(scope.instance.clone());
                    } else {
                        // Of no law the rest would be true, but `exists schedule` before it asks for a schedule still.
                        let needed = is_law && self.statement.exists_before_law();
                        Why::Fragment.unless(!needed, "a condition on the law that is not fulfilled")?;
                    }
                }
                limits::INSTANCES.check(fulfilling.len())?;
            }
            found = fulfilling;
        }
        Ok(found.into_iter().collect())
    }
}
