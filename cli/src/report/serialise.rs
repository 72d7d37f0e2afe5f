//! The values of reports as JSON: enums by their names, numbers and bindings as texts, schedules as block sizes.

use std::fmt::Display;

use maskproof::analysis::{FitVerdict, Truth};
use maskproof::decide::Standing;
use maskproof::decide::constant::Sense;
use maskproof::evaluation::Verdict;
use maskproof::hunt::{CaseOutcome, HuntOutcome};
use maskproof::language::Expectation;
use maskproof::language::words::Comparator;
use maskproof::sampler::Schedule;
use maskproof::sweep::Conclusion;
use serde::{Serialize, Serializer};

/// A value that texts and JSON know by a name.
pub trait Named {
    /// The name, the same in all versions.
    fn name(&self) -> &'static str;
}

macro_rules! named {
    ($($type:ty: $name:ident),*) => {
        $(impl Named for $type {
            fn name(&self) -> &'static str {
                <$type>::$name(*self)
            }
        })*
    };
}

named!(CaseOutcome: name, Comparator: symbol, Conclusion: name, Expectation: name, HuntOutcome: name, Sense: name);
named!(FitVerdict: name, Standing: name, Truth: name, Verdict: name);

/// Writes the name of a value.
pub fn by_name<T: Named, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.name())
}

/// Writes the name of a value, or nothing.
pub fn by_name_if_any<T: Named, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(Named::name).serialize(serializer)
}

/// Writes the text of a value.
pub fn as_text<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Writes the text of a value, or nothing.
pub fn as_text_if_any<T: Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(ToString::to_string).serialize(serializer)
}

/// Writes a list of texts.
pub fn as_texts<T: Display, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(ToString::to_string))
}

/// Writes the block sizes of a schedule.
pub fn as_blocks<S: Serializer>(schedule: &Schedule, serializer: S) -> Result<S::Ok, S::Error> {
    schedule.blocks().serialize(serializer)
}

/// Writes the block sizes of a schedule, or nothing.
pub fn as_blocks_if_any<S: Serializer>(schedule: &Option<Schedule>, serializer: S) -> Result<S::Ok, S::Error> {
    schedule.as_ref().map(Schedule::blocks).serialize(serializer)
}

/// Writes a list of lists of block sizes.
pub fn as_lists_of_blocks<S: Serializer>(schedules: &[Schedule], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(schedules.iter().map(Schedule::blocks))
}
