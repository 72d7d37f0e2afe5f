//! What this checker is willing to do. Beyond a limit it declines; it never guesses.

use std::cell::Cell;

use crate::answer::{Fault, Why};

/// Longest document, in bytes.
pub const DOCUMENT_BYTES: usize = 1 << 26;
/// Longest statement or expression, in bytes.
pub const STATEMENT_BYTES: usize = 1 << 14;
/// Deepest nesting of an expression.
pub const NESTING: usize = 48;
/// Longest number in a document, in bytes.
pub const NUMBER_BYTES: usize = 1 << 12;
/// Largest numerator or denominator met in evaluating a statement, in bits.
pub const SCALAR_BITS: u64 = 1 << 13;
/// Largest `L`.
pub const LENGTH: usize = 32;
/// Largest `L` for which all schedules, or all subsets of positions, are enumerated.
pub const ENUMERATED_LENGTH: usize = 12;
/// Largest `L` for which the sampler is simulated over all orders.
pub const SIMULATED_LENGTH: usize = 6;
/// Most instances of a statement.
pub const INSTANCES: usize = 50_000;
/// Longest range of a quantifier or a sum.
pub const RANGE: usize = 10_000;
/// Most steps of evaluation for one document.
pub const WORK: u64 = 4_000_000;
/// Most products of a subset of positions and a sequence in an explicit law.
pub const LAW_CELLS: usize = 1 << 20;
/// Most rational multiplications for an averaged output law.
pub const OUTPUT_STEPS: usize = 1 << 19;
/// Most logarithms in a linear form whose sign is decided.
pub const LOGARITHMS: usize = 1 << 16;
/// Most of `terms * bits^2` for an enclosure of a form with that many terms.
pub const ENCLOSURE_WORK: u64 = 1 << 34;
/// Most of `(terms * bits)^2` for the factorisation of a form's integers, where `bits` is the length of the longest.
pub const FACTOR_WORK: u64 = 1 << 36;
/// Largest order of a field.
pub const FIELD_ORDER: u64 = 1 << 40;

/// Counts the steps of evaluation of one document.
#[derive(Debug, Default)]
pub struct Meter(Cell<u64>);

impl Meter {
    /// Counts one step and `more`.
    pub fn tick(&self, more: usize) -> Result<(), Fault> {
        let steps = u64::try_from(more).unwrap_or(u64::MAX).saturating_add(1);
        self.0.set(self.0.get().saturating_add(steps));
        if self.0.get() > WORK { Err(too_large("work", WORK)) } else { Ok(()) }
    }
}

/// The fault of a document beyond a limit.
pub fn too_large(what: &'static str, limit: impl TryInto<u64>) -> Fault {
    Fault::Decline(Why::TooLarge { what, limit: limit.try_into().unwrap_or(u64::MAX) })
}
