//! How much is run: a fixed number of seeds, or as many as fit in the minutes that are given.
//!
//! - `MASKPROOF_AGREEMENT_MINUTES`: how long each part runs;
//! - `MASKPROOF_AGREEMENT_COUNT`: how many seeds each part takes instead of its own number;
//! - `MASKPROOF_AGREEMENT_FIRST`: the first seed;
//! - `MASKPROOF_AGREEMENT_SEED`: this seed alone, with all its texts printed.

use std::time::{Duration, Instant};

use rayon::prelude::*;

/// What runs add up to.
pub trait Tally: Default + Send {
    /// Adds what a later seed found.
    fn merge(&mut self, later: Self);
}

fn number(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is `{value}`: a whole number is expected")))
}

/// The one seed that is to be repeated.
pub fn only() -> Option<u64> {
    number("MASKPROOF_AGREEMENT_SEED")
}

/// How many seeds are run together before the clock is looked at.
const BATCH: u64 = 256;

/// Runs a part of the tests over its seeds, and prints which.
pub fn over_seeds<T: Tally>(part: &str, short: u64, one: impl Fn(u64) -> T + Sync) -> T {
    if let Some(seed) = only() {
        println!("{part}: seed {seed} alone");
        return one(seed);
    }
    let first = number("MASKPROOF_AGREEMENT_FIRST").unwrap_or(0);
    let count = number("MASKPROOF_AGREEMENT_COUNT").unwrap_or(short);
    let minutes = number("MASKPROOF_AGREEMENT_MINUTES");
    let start = Instant::now();
    let mut total = T::default();
    let mut next = first;
    let goes_on = |next: u64| match minutes {
        Some(minutes) => start.elapsed() < Duration::from_secs(60 * minutes),
        None => next < first + count,
    };
    while goes_on(next) {
        let end = if minutes.is_some() { next + BATCH } else { (next + BATCH).min(first + count) };
        let found: Vec<T> = (next..end).into_par_iter().map(&one).collect();
        found.into_iter().for_each(|found| total.merge(found));
        next = end;
    }
    println!("{part}: seeds {first} to {}", next - 1);
    total
}
