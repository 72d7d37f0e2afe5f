//! The instances of a statement.

use std::collections::BTreeMap;

use crate::answer::{Fault, Reason, outside};
use crate::document::{Class, Instance, Unique};
use crate::evaluate::Scope;
use crate::limits::{self, Meter, too_large};
use crate::number::Q;
use crate::statement::{Binder, Quantifier, ScheduleQuantifier, Statement};

/// What a document is about.
pub struct Problem {
    pub statement: Statement,
    pub length: usize,
    pub meter: Meter,
}

/// What the quantifiers may choose.
struct Choice<'a> {
    /// The values of the variables, where they are fixed.
    variables: Option<&'a Unique<String>>,
    /// The schedules to choose from.
    schedules: Vec<Vec<usize>>,
    /// Whether `exists schedule` chooses one, too. Otherwise it is passed over.
    exists: bool,
    /// The size of the law's vocabulary, where it is known.
    vocabulary: Option<u64>,
}

impl Problem {
    /// The instances of the quantifiers `for all` whose schedule, where one is bound, is in the class. Where `exists` binds
    /// it, an instance is left out when its condition is fulfilled by schedules, but by none in the class.
    pub fn instances(&self, class: Class) -> Result<BTreeMap<Instance, Scope<'_>>, Fault> {
        let schedules =
            if self.statement.schedule == ScheduleQuantifier::ForAll { self.schedules(class)? } else { Vec::new() };
        let mut found = self.chosen(&Choice { variables: None, schedules, exists: false, vocabulary: None })?;
        if self.statement.schedule.exists() && class != Class::ALL {
            let mut left_out = Vec::new();
            for instance in found.keys() {
                let candidates = |class| self.candidates(instance, class, None);
                if candidates(class)?.is_empty() && !candidates(Class::ALL)?.is_empty() {
                    left_out.push(instance.clone());
                }
            }
            left_out.iter().for_each(|instance| drop(found.remove(instance)));
        }
        Ok(found)
    }

    /// An instance with each of the schedules of the class that fulfil the condition of `exists schedule`.
    pub fn candidates(
        &self,
        instance: &Instance,
        class: Class,
        vocabulary: Option<u64>,
    ) -> Result<BTreeMap<Instance, Scope<'_>>, Fault> {
        let schedules = self.schedules(class)?;
        self.chosen(&Choice { variables: Some(&instance.variables), schedules, exists: true, vocabulary })
    }

    /// The scope of an instance, after making sure that it is one. Where `exists` binds the schedule, an instance
    /// without one is an instance of the other quantifiers.
    pub fn scope(&self, instance: &Instance, vocabulary: Option<u64>) -> Result<Scope<'_>, Fault> {
        let fits = |schedule: &&Vec<usize>| {
            let bounded = schedule.iter().all(|block| (1..=self.length).contains(block));
            bounded && schedule.len() <= self.length && schedule.iter().sum::<usize>() == self.length
        };
        let schedules: Vec<_> = instance.schedule.iter().filter(fits).cloned().collect();
        let exists = !schedules.is_empty();
        let mut found = self.chosen(&Choice { variables: Some(&instance.variables), schedules, exists, vocabulary })?;
        found.remove(instance).ok_or_else(|| Reason::WrongInstance(instance.to_string()).into())
    }

    /// The scope with the constant: a number, or else the claimed value, which may depend on everything bound.
    pub fn with_constant<'a>(&self, scope: &Scope<'a>, number: Option<&Q>) -> Result<Scope<'a>, Fault> {
        let mut scope = scope.clone();
        if let Some((name, claimed)) = &self.statement.constant {
            let value = number.map_or_else(|| scope.value(claimed)?.scalar(), |number| Ok(number.clone()))?;
            scope.variables.push((name.clone(), value));
        }
        Ok(scope)
    }

    fn chosen(&self, choice: &Choice<'_>) -> Result<BTreeMap<Instance, Scope<'_>>, Fault> {
        let (length, meter) = (self.length, &self.meter);
        let scope = Scope { length, vocabulary: None, schedule: None, variables: Vec::new(), meter };
        let mut found = BTreeMap::new();
        self.descend(&self.statement.quantifiers, scope, choice, &mut found)?;
        Ok(found)
    }

    /// All sequences of positive block sizes with sum `L`, in the class.
    fn schedules(&self, class: Class) -> Result<Vec<Vec<usize>>, Fault> {
        if self.length > limits::ENUMERATED_LENGTH {
            return Err(too_large("length for all schedules", limits::ENUMERATED_LENGTH));
        }
        self.meter.tick(1 << self.length)?;
        let mut of_length: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new()]];
        for total in 1..=self.length {
            let begun =
                |first: usize| of_length[total - first].iter().map(move |rest| [&[first], rest.as_slice()].concat());
            let longer = (1..=total).flat_map(begun).collect();
            of_length.push(longer);
        }
        let mut schedules = of_length.swap_remove(self.length);
        schedules.retain(|schedule| class.contains(schedule));
        Ok(schedules)
    }

    /// Collects the scopes in which each quantifier binds one of its values and its condition is fulfilled.
    fn descend<'a>(
        &'a self,
        quantifiers: &[Quantifier],
        scope: Scope<'a>,
        choice: &Choice<'_>,
        found: &mut BTreeMap<Instance, Scope<'a>>,
    ) -> Result<(), Fault> {
        let Some((first, rest)) = quantifiers.split_first() else {
            if found.len() >= limits::INSTANCES {
                return Err(too_large("instances", limits::INSTANCES));
            }
            let variables = scope.variables.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
            found.insert(Instance { variables: Unique(variables), schedule: scope.schedule.clone() }, scope);
            return Ok(());
        };
        let mut bound = Vec::new();
        match &first.binder {
            Binder::Law => bound.push(Scope { vocabulary: choice.vocabulary, ..scope }),
            Binder::Schedule if first.exists && !choice.exists => return self.descend(rest, scope, choice, found),
            Binder::Schedule => {
                for schedule in &choice.schedules {
                    bound.push(Scope { schedule: Some(schedule.clone()), ..scope.clone() });
                }
            }
            Binder::Range(name, range) => {
                for value in scope.range(range)? {
                    let fixed = choice.variables.is_none_or(|fixed| fixed.0.get(name) == Some(&value.to_string()));
                    if fixed {
                        let mut inner = scope.clone();
                        inner.variables.push((name.clone(), value));
                        bound.push(inner);
                    }
                }
            }
        }
        for scope in bound {
            if scope.fulfils(&first.condition)? {
                self.descend(rest, scope, choice, found)?;
            } else if first.binder == Binder::Law && self.statement.schedule == ScheduleQuantifier::ExistsBeforeLaw {
                // Of no law the rest would be true, but a schedule must exist all the same.
                return Err(outside("a condition on the law that is not fulfilled, behind `exists schedule`"));
            }
        }
        Ok(())
    }
}

impl Class {
    /// All schedules.
    pub const ALL: Self = Self { s_max: None };

    /// Whether the class has this schedule.
    pub fn contains(self, schedule: &[usize]) -> bool {
        self.s_max.is_none_or(|largest| schedule.iter().max() == Some(&largest))
    }
}
