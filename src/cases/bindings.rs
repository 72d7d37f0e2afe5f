//! What quantifiers bind.

use std::fmt;

use rug::Integer;

use crate::sampler::{ClassKey, Schedule, ScheduleClass, UnmaskingOrder};

use super::quantity::Positions;

/// The value that a quantifier gives to what it binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// A schedule.
    Schedule(Schedule),
    /// All schedules of a class.
    Class(ScheduleClass),
    /// An unmasking order, as the sampler reads it.
    Order(UnmaskingOrder),
    /// A policy, as the sampler reads it.
    Policy(String),
    /// A rule, as the sampler reads it.
    Rule(String),
    /// An integer variable.
    Variable(String, Integer),
    /// A set of positions.
    Subset(String, Positions),
}

impl Binding {
    /// The schedule that is bound; `None` where it is anything else, or a class.
    pub fn schedule(&self) -> Option<&Schedule> {
        match self {
            Self::Schedule(schedule) => Some(schedule),
            Self::Class(_)
            | Self::Variable(..)
            | Self::Subset(..)
            | Self::Order(_)
            | Self::Policy(_)
            | Self::Rule(_) => None,
        }
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schedule(schedule) => write!(formatter, "schedule {schedule}"),
            Self::Order(order) => write!(formatter, "order:{order}"),
            Self::Policy(name) => write!(formatter, "policy {name}"),
            Self::Rule(name) => write!(formatter, "rule {name}"),
            Self::Class(class) => write!(formatter, "{class}"),
            Self::Variable(name, value) => write!(formatter, "{name} = {value}"),
            Self::Subset(name, set) => write!(formatter, "{name} = {set}"),
        }
    }
}

/// The schedule among what quantifiers bind; `None` where no schedule is bound, or only a class.
pub fn schedule_of(bindings: &[Binding]) -> Option<&Schedule> {
    bindings.iter().find_map(Binding::schedule)
}

/// The schedules that a quantifier ranges over.
#[derive(Debug, Clone, Copy)]
pub enum ScheduleChoice<'a> {
    /// All of the length.
    All,
    /// Some of them.
    Given(&'a [Schedule]),
    /// All of them, class by class.
    Classes(ClassKey),
}
