//! The search for the tightest case of every claim. It reads the signs of each batch; the counts do not depend on it,
//! and a sweep can be made without it.
//!
//! This is branch and bound. The [`incumbent`] of a claim is the tightest case that is known of its grid; a
//! [`warm_start`] looks at a few laws to find it before the sweep. A [cutoff](cutoffs) is a combination of two sides
//! that is positive where a case is tighter than the incumbent. A [prune](prune) tells from the ranges of a batch that
//! no law of it has such a case. The rest is looked at law by law ([`search`]), by enclosures of the [`ratio`] of the
//! two sides.

mod claim_cutoffs;
pub mod cutoffs;
pub mod incumbent;
mod pairs;
pub mod prune;
pub mod ratio;
pub mod search;
mod tables;
pub mod warm_start;

pub use pairs::RatedVerdict;
pub use search::TightestSearch;
pub use tables::{SearchTables, Witness};
pub use warm_start::WarmStart;
