//! The search for laws that break a claim, or come as close to it as possible.
//!
//! [`pool`] lists laws to start from, [`ascent`] and [`local_search`] improve them (in floating point on the simplex,
//! and on integer counts), [`family`] follows laws with a small parameter to where it vanishes. All of that only
//! *proposes* laws. What is reported of a law is decided by the ordinary evaluation of the case in [`exact_ratio`],
//! without floats. [`mod@run`] conducts the hunt, and [`outcome`] is what it comes to;
//! [`short`] is what decisions hand over to.

pub mod affine;
pub mod ascent;
pub mod constant_bound;
pub mod entropies;
pub mod exact_ratio;
mod examination;
pub mod family;
pub mod local_search;
pub mod objective;
pub mod outcome;
pub mod plans;
pub mod pool;
mod proposals;
pub mod ratio;
pub mod run;
pub mod seeded_rng;
pub mod short;

pub use constant_bound::{Implied, ImpliedConstant};
pub use family::LimitFamily;
pub use outcome::{CaseHunt, CaseOutcome, Finding, Hunt, HuntOutcome};
pub use plans::Options;
pub use ratio::Ratio;
pub use run::{HuntError, hunt, hunt_with_progress};
pub use short::{ShortHunt, hunt_within_vocabularies, short_hunt};
