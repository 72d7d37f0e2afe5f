//! Work, counted in steps, and its limits.
//!
//! One step is about one operation on a 64-bit word: a nanosecond or a few. An operation on rationals is a step for each word
//! of its numbers, times the square of the number of doublings that these have (fast multiplication and greatest common
//! divisors), and [`OPERATION_STEPS`] for what any operation costs. A byte that is kept until the end is [`BYTE_STEPS`] steps.
//! So a limit of work bounds time and memory alike, and whether it is reached depends on neither the clock nor the threads:
//! each unit of work (a claim at one length, a law) has a meter of its own, or is charged in a fixed order.

use std::sync::atomic::{AtomicU64, Ordering};

use rug::{Integer, Rational};

/// The steps of an operation beside those for its words.
pub const OPERATION_STEPS: u64 = 32;

/// The steps of a byte that is kept.
pub const BYTE_STEPS: u64 = 8;

/// The steps for the instances of a claim at one length and vocabulary size: about a second.
pub const INSTANTIATION_STEPS: u64 = 1_000_000_000;

/// The steps for the decision of a claim for all laws, over all the lengths that are asked for: a few seconds.
pub const DECISION_STEPS: u64 = 4_000_000_000;

/// More work than is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too large: it takes more than {limit} steps of work, the limit; raise it with --limit")]
pub struct TooLarge {
    /// The limit, in steps.
    pub limit: u64,
}

/// The limits of work: how many times the default ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    times: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { times: 1 }
    }
}

impl Limits {
    /// So many times the default limits.
    pub fn times(times: u32) -> Self {
        Self { times }
    }

    /// A meter for a unit of work with a default limit in steps.
    pub fn work(self, steps: u64) -> Work {
        Work::new(steps.saturating_mul(u64::from(self.times)))
    }

    /// The limit in steps where the default is this one.
    pub fn steps(self, steps: u64) -> u64 {
        steps.saturating_mul(u64::from(self.times))
    }
}

/// A meter of work.
#[derive(Debug)]
pub struct Work {
    limit: u64,
    done: AtomicU64,
}

impl Work {
    /// A meter with a limit in steps.
    pub fn new(limit: u64) -> Self {
        Self { limit, done: AtomicU64::new(0) }
    }

    /// Adds steps.
    ///
    /// # Errors
    /// When the sum is above the limit; it stays so.
    pub fn spend(&self, steps: u64) -> Result<(), TooLarge> {
        let sum = |done: u64| done.saturating_add(steps).min(self.limit.saturating_add(1));
        let before = self.done.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |done| Some(sum(done)));
        let before = before.expect("there is always a sum");
        if before.saturating_add(steps) <= self.limit { Ok(()) } else { Err(TooLarge { limit: self.limit }) }
    }

    /// Adds the steps of bytes that are kept.
    ///
    /// # Errors
    /// As [`Work::spend`].
    pub fn keep(&self, bytes: usize) -> Result<(), TooLarge> {
        self.spend(u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(BYTE_STEPS))
    }

    /// The steps so far; above the limit once that was reached.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// The limit in steps.
    pub fn limit(&self) -> u64 {
        self.limit
    }
}

/// The words of an integer.
pub fn words(integer: &Integer) -> u64 {
    u64::from(integer.significant_bits()).div_ceil(64)
}

/// The words of a rational, numerator and denominator.
pub fn words_of(rational: &Rational) -> u64 {
    words(rational.numer()) + words(rational.denom())
}

/// The steps of an operation on numbers of so many words together.
pub fn operation(words: u64) -> u64 {
    let doublings = u64::from(u64::BITS - words.leading_zeros());
    words.saturating_mul(doublings * doublings).saturating_add(OPERATION_STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_stops_behind_its_limit() {
        let work = Work::new(10);
        assert_eq!(work.spend(10), Ok(()));
        assert_eq!(work.done(), 10);
        assert_eq!(work.spend(1), Err(TooLarge { limit: 10 }));
        assert_eq!(work.spend(0), Err(TooLarge { limit: 10 }));
        assert_eq!(work.done(), 11);
    }

    #[test]
    fn a_meter_does_not_wrap_around() {
        let work = Work::new(10);
        for _ in 0..3 {
            assert_eq!(work.spend(u64::MAX), Err(TooLarge { limit: 10 }));
            assert_eq!(work.keep(usize::MAX), Err(TooLarge { limit: 10 }));
        }
        assert_eq!(Limits::times(3).work(10).limit(), 30);
        assert_eq!(Limits::times(u32::MAX).work(u64::MAX).limit(), u64::MAX);
    }

    #[test]
    fn operations_weigh_their_words() {
        assert_eq!(operation(0), OPERATION_STEPS);
        assert_eq!(operation(1), OPERATION_STEPS + 1);
        assert_eq!(operation(1 << 14), OPERATION_STEPS + (1 << 14) * 15 * 15);
        assert_eq!(words_of(&Rational::from((Integer::from(1) << 64, 3))), 3);
    }
}
