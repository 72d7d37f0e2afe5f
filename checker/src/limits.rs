//! What this checker is willing to do. Beyond a limit it declines; it never guesses.

use std::cell::Cell;

use crate::answer::{Result, Why};

/// Of what there may be how much.
#[derive(Clone, Copy)]
pub struct Limit(&'static str, u64);

pub const DOCUMENT: Limit = Limit("bytes of a document", 3 << 20);
pub const STATEMENT: Limit = Limit("bytes of a statement or an expression", 1 << 14);
pub const NESTING: Limit = Limit("levels of an expression", 48);
pub const LITERAL: Limit = Limit("bytes of a number in a statement", 1 << 10);
pub const NUMBER: Limit = Limit("bytes of a number in a document", 1 << 12);
pub const BITS: Limit = Limit("bits of a numerator or denominator met in evaluating", 1 << 13);
pub const LENGTH: Limit = Limit("positions", 32);
pub const ENUMERATED: Limit = Limit("positions, where all schedules or subsets are enumerated", 12);
pub const SIMULATED: Limit = Limit("positions, where the sampler is run over all orders", 6);
pub const INSTANCES: Limit = Limit("instances of a statement", 50_000);
pub const RANGE: Limit = Limit("elements of a range, or steps of a function", 10_000);
pub const WORK: Limit = Limit("steps of evaluation for one document", 4_000_000);
pub const LAW: Limit = Limit("products of a subset of positions and a sequence of a law", 1 << 20);
pub const OUTPUT: Limit = Limit("rational multiplications for an averaged output law", 1 << 19);
pub const LOGARITHMS: Limit = Limit("logarithms in a form whose sign is decided", 1 << 16);
pub const ENCLOSURE: Limit = Limit("terms times squared bits, for an enclosure of a form", 1 << 34);
pub const FACTORS: Limit = Limit("square of terms times bits, for a factorisation of a form's integers", 1 << 36);
pub const FIELD: Limit = Limit("elements of a field", 1 << 40);

impl Limit {
    /// Declines what is more than the limit.
    pub fn check(self, amount: impl TryInto<u64>) -> Result<()> {
        let Self(what, limit) = self;
        let allowed = amount.try_into().is_ok_and(|amount| amount <= limit);
        if allowed { Ok(()) } else { Err(Why::TooLarge.of(format!("more than {limit} {what}"))) }
    }
}

/// Counts the steps of evaluation of one document.
#[derive(Debug, Default)]
pub struct Meter(Cell<u64>);

impl Meter {
    /// Counts one step and `more`.
    pub fn tick(&self, more: usize) -> Result<()> {
        let steps = u64::try_from(more).unwrap_or(u64::MAX).saturating_add(1);
        self.0.set(self.0.get().saturating_add(steps));
        WORK.check(self.0.get())
    }
}
