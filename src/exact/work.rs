//! Work, counted in steps, and its limits.
//!
//! One step is about one operation on a 64-bit word: a nanosecond or a few. An operation on rationals is a step for
//! each word of its numbers, times the square of the number of doublings that these have (fast multiplication and
//! greatest common divisors), and [`OPERATION_STEPS`] for what any operation costs. Bytes that are kept until the unit
//! of work ends are counted beside the steps. So limits bound time and memory, and whether one is reached depends on
//! neither the clock nor the threads: each unit of work (a claim at one length, a law) has a meter of its own, or is
//! charged in a fixed order.

use std::sync::atomic::{AtomicU64, Ordering};

use rug::{Integer, Rational};

use crate::limits::KEPT_BYTES;

/// The steps of an operation beside those for its words.
pub const OPERATION_STEPS: u64 = 32;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Steps of work.
    Steps,
    /// Bytes that are kept.
    Bytes,
}

/// More work, or more memory, than is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too large: it needs more than the limit of at most {limit} {}; raise the limit", self.unit())]
pub struct TooLarge {
    /// The limit, in steps or bytes.
    pub limit: u64,
    /// What there would be too much of.
    pub resource: Resource,
}

impl TooLarge {
    fn unit(&self) -> &'static str {
        match self.resource {
            Resource::Steps => "steps of work",
            Resource::Bytes => "bytes of memory",
        }
    }
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

    /// A meter for a unit of work with a default limit in steps; it may keep [`KEPT_BYTES`].
    pub fn work(self, steps: u64) -> Work {
        Work::new(self.of(steps), self.of(KEPT_BYTES))
    }

    /// The limit where the default is this one.
    pub fn of(self, default: u64) -> u64 {
        default.saturating_mul(u64::from(self.times))
    }
}

/// A meter of work and of memory.
#[derive(Debug)]
pub struct Work {
    steps: Meter,
    bytes: Meter,
}

#[derive(Debug)]
struct Meter {
    limit: u64,
    done: AtomicU64,
}

impl Meter {
    fn new(limit: u64) -> Self {
        Self { limit, done: AtomicU64::new(0) }
    }

    fn check(&self, resource: Resource) -> Result<(), TooLarge> {
        let is_within = self.done.load(Ordering::Relaxed) <= self.limit;
        if is_within { Ok(()) } else { Err(TooLarge { limit: self.limit, resource }) }
    }

    fn spend(&self, amount: u64, resource: Resource) -> Result<(), TooLarge> {
        let sum = |done: u64| done.saturating_add(amount).min(self.limit.saturating_add(1));
        let before = self.done.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |done| Some(sum(done)));
        let before = before.expect("there is always a sum");
        if before.saturating_add(amount) <= self.limit { Ok(()) } else { Err(TooLarge { limit: self.limit, resource }) }
    }
}

impl Work {
    /// A meter with a limit in steps, and one in bytes.
    pub fn new(steps: u64, bytes: u64) -> Self {
        Self { steps: Meter::new(steps), bytes: Meter::new(bytes) }
    }

    /// A meter without a limit.
    pub fn unlimited() -> Self {
        Self::new(u64::MAX, u64::MAX)
    }

    /// The meter, still unused, with another limit in steps.
    #[must_use]
    pub fn with_limit(self, steps: u64) -> Self {
        Self { steps: Meter::new(steps), ..self }
    }

    /// Adds steps.
    ///
    /// # Errors
    /// When the sum is above the limit; it stays so. Also when the bytes are above theirs.
    pub fn spend(&self, steps: u64) -> Result<(), TooLarge> {
        self.steps.spend(steps, Resource::Steps)?;
        self.bytes.check(Resource::Bytes)
    }

    /// Adds bytes that are kept.
    ///
    /// # Errors
    /// As [`Work::spend`].
    pub fn keep(&self, bytes: u64) -> Result<(), TooLarge> {
        self.bytes.spend(bytes, Resource::Bytes)
    }

    /// The steps so far; above the limit once that was reached.
    pub fn done(&self) -> u64 {
        self.steps.done.load(Ordering::Relaxed)
    }

    /// The bytes that are kept so far; above the limit once that was reached.
    pub fn kept(&self) -> u64 {
        self.bytes.done.load(Ordering::Relaxed)
    }

    /// The limit in steps.
    pub fn limit(&self) -> u64 {
        self.steps.limit
    }
}

/// The words of an integer.
pub fn words(integer: &Integer) -> u64 {
    (size_of_val(integer.as_limbs()) as u64).div_ceil(size_of::<u64>() as u64)
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
    use crate::limits::PLANS_BYTES;

    fn too_large<T>(limit: u64, resource: Resource) -> Result<T, TooLarge> {
        Err(TooLarge { limit, resource })
    }

    #[test]
    fn a_meter_stops_behind_its_limit() {
        let work = Work::new(10, 5);
        assert_eq!(work.spend(10), Ok(()));
        assert_eq!(work.done(), 10);
        assert_eq!(work.spend(1), too_large(10, Resource::Steps));
        assert_eq!(work.spend(0), too_large(10, Resource::Steps));
        assert_eq!(work.done(), 11);
        let work = Work::new(10, 5);
        assert_eq!(work.keep(5), Ok(()));
        assert_eq!(work.spend(1), Ok(()));
        assert_eq!(work.keep(1), too_large(5, Resource::Bytes));
        assert_eq!(work.spend(0), too_large(5, Resource::Bytes));
    }

    #[test]
    fn a_meter_does_not_wrap_around() {
        let work = Work::new(10, 10);
        for _ in 0..3 {
            assert_eq!(work.spend(u64::MAX), too_large(10, Resource::Steps));
            assert_eq!(work.keep(u64::MAX), too_large(10, Resource::Bytes));
        }
        let work = Work::unlimited();
        assert_eq!((work.spend(u64::MAX), work.spend(u64::MAX)), (Ok(()), Ok(())));
        assert_eq!(Limits::times(3).work(10).limit(), 30);
        assert_eq!(Limits::times(u32::MAX).work(u64::MAX).limit(), u64::MAX);
    }

    #[test]
    fn a_limit_says_what_it_is_of() {
        let work = Work::unlimited().with_limit(7);
        assert_eq!((work.limit(), work.keep(3)), (7, Ok(())));
        assert_eq!((work.done(), work.kept()), (0, 3));
        let [steps, bytes] =
            [Resource::Steps, Resource::Bytes].map(|resource| TooLarge { limit: 7, resource }.to_string());
        assert_eq!(steps, "too large: it needs more than the limit of at most 7 steps of work; raise the limit");
        assert_eq!(bytes, "too large: it needs more than the limit of at most 7 bytes of memory; raise the limit");
    }

    /// The figures of docs/claim-language.md.
    #[test]
    fn limits_of_memory_are_those_of_the_documents() {
        assert_eq!((KEPT_BYTES, PLANS_BYTES), (536_870_912, 268_435_456));
    }

    #[test]
    fn operations_weigh_their_words() {
        assert_eq!(operation(0), OPERATION_STEPS);
        assert_eq!(operation(1), OPERATION_STEPS + 1);
        assert_eq!(operation(1 << 14), OPERATION_STEPS + (1 << 14) * 15 * 15);
        assert_eq!(words_of(&Rational::from((Integer::from(1) << 64, 3))), 3);
    }
}
