//! What this checker is willing to do. Beyond a limit it declines; it never guesses.

use std::cell::Cell;

use num_bigint::{BigInt, BigUint};

use crate::answer::{Result, Why};

/// What is limited, and how much of it there may be.
#[derive(Clone, Copy)]
pub struct Limit(&'static str, u64);

// Sizes, whatever the program is told.
pub const DOCUMENT: Limit = Limit("bytes of a document", DOCUMENT_BYTES);
pub const STATEMENT: Limit = Limit("bytes of a statement or an expression", 1 << 14);
pub const NESTING: Limit = Limit("levels of an expression", 80);
pub const LITERAL: Limit = Limit("bytes of a number in a statement", 1 << 10);
pub const NUMBER: Limit = Limit("bytes of a number in a document", 1 << 12);
pub const BITS: Limit = Limit("bits of a numerator or denominator met in evaluating", 1 << 13);
pub const LENGTH: Limit = Limit("positions", 32);
pub const ENUMERATED: Limit = Limit("positions, where all schedules or subsets are enumerated", 12);
pub const SIMULATED: Limit = Limit("positions, where the sampler is run over all orders", 6);
pub const TERMS: Limit = Limit("terms of a linear form", 1 << 16);
pub const FIELD: Limit = Limit("elements of a field", 1 << 40);

/// How long a document may be, in bytes.
pub const DOCUMENT_BYTES: u64 = 3 << 20;

// Work for one document; the program can be told to do more.
const STEPS: Limit = Limit("steps, each an operation on a word of 64 bits", 1 << 31);
const BYTES: Limit = Limit("bytes of numbers and tables that are kept", 1 << 29);

impl Limit {
    /// Declines what is more than the limit.
    pub fn check(self, amount: impl TryInto<u64>) -> Result<()> {
        let Self(what, limit) = self;
        let allowed = amount.try_into().is_ok_and(|amount| amount <= limit);
        if allowed { Ok(()) } else { Err(Why::TooLarge.of(format!("too large: {what}: at most {limit}"))) }
    }

    /// So many times as much.
    fn times(self, times: u64) -> Self {
        Self(self.0, self.1.saturating_mul(times))
    }
}

/// Counts the work for one document: steps, and bytes that are kept. What a step or a byte is spent on makes no
/// difference.
pub struct Meter {
    steps: Cell<u64>,
    bytes: Cell<u64>,
    limits: [Limit; 2],
}

impl Meter {
    /// A meter with so many times the default limits.
    pub fn new(times: u64) -> Self {
        Self { steps: Cell::new(0), bytes: Cell::new(0), limits: [STEPS.times(times), BYTES.times(times)] }
    }

    /// Counts so many steps, before they are done.
    pub fn work(&self, steps: u64) -> Result<()> {
        self.steps.set(self.steps.get().saturating_add(steps));
        self.limits[0].check(self.steps.get())
    }

    /// Counts so many bytes, and a step for each word of them.
    pub fn keep(&self, bytes: u64) -> Result<()> {
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.limits[1].check(self.bytes.get())?;
        self.work(bytes / 8 + 1)
    }
}

/// How many words of 64 bits a number has.
pub fn words(number: &BigInt) -> u64 {
    number.bits() / 64 + 1
}

/// How many bytes a number takes where it is kept.
pub fn bytes(number: &BigUint) -> u64 {
    number.bits() / 8 + 32
}
