//! maskproof in tests: `cargo test` as an oracle for lemmas about samplers (the feature `testing`).
//!
//! [`assert_claim!`](crate::assert_claim), [`assert_proved!`](crate::assert_proved) and
//! [`assert_refuted!`](crate::assert_refuted) take the text of a claim. What is not decided, or holds vacuously, does
//! not pass. A claim that fails on random laws prints the smallest law that was found to break it, as a law file.
//!
//! [`laws`], [`schedules`], [`orders`] and [`predictors`] are strategies of proptest, and [`Law`](crate::Law),
//! [`Schedule`](crate::Schedule), [`UnmaskingOrder`](crate::UnmaskingOrder),
//! [`PredictorTable`](crate::PredictorTable), [`Setting`](crate::Setting) and [`Paired`] are arbitrary values of
//! quickcheck. Both draw from one source and shrink in one way. Both libraries are exported, so that a test can use the
//! version that the strategies are for.

mod arbitrary;
mod assertions;
mod checks;
mod companion;
mod examined;
mod failure;
mod kinds;
mod laws;
mod predictors;
mod random_run;
mod schedules;
mod shrink;
mod sizes;
mod smaller_law;
mod strategies;
mod violation;

pub use arbitrary::Paired;
pub use assertions::expect;
pub use checks::{Passed, check, check_random, prove, refute};
pub use companion::Companion;
pub use failure::Failure;
pub use kinds::LawKind;
pub use laws::{Laws, With, laws};
pub use predictors::{Predictors, predictors};
pub use random_run::RandomRun;
pub use schedules::{Orders, Schedules, orders, schedules};
pub use sizes::Sizes;
pub use violation::{Found, Violation};
pub use {proptest, quickcheck};

/// The page on tests, whose blocks are run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/testing.md")]
struct Page;
