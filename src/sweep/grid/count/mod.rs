//! From the signs of a batch to the numbers of equalities and violations of every claim.
//!
//! Most batches in the interior have one of a few [`sign_patterns`], whose verdicts are found once and then only
//! counted. The [`counter`] looks at the rest law by law.

pub mod counter;
pub mod sign_patterns;

pub use counter::Counter;
pub use sign_patterns::SignPatterns;
