//! The predictor's rows at masked positions, and how they rank: what policies and decoding rules both read.
//!
//! Every comparison is an exact sign; entropies of powers of rows alone may stay undecided. Of positions that tie, the
//! lower comes first.

pub mod confidence;
pub mod distribution;
pub mod entropies;
pub mod entropy_bound;
pub mod ranking;
pub mod rounding;

pub use confidence::{Confidence, difference};
pub use distribution::{Distribution, weights_at};
pub use entropies::{Entropy, Undecided};
pub use entropy_bound::{EntropyBound, EntropySum, within_bound};
pub use ranking::{Compared, Measure, Threshold, best, compared_at, passing};
pub use rounding::Rounding;
