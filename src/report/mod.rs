//! Exact results turned into text and JSON: the only place where numbers become decimals.
//!
//! Every printed digit is correct: decimals are the exact values rounded to the nearest.

pub mod all_laws;
pub mod analysis;
pub mod analysis_text;
pub mod claims;
mod claims_text;
pub mod conformance;
pub mod constants;
pub mod decisions;
pub mod hunt;
pub mod name;
pub mod number;
pub mod permutations;
pub mod policy;
pub mod sweep;

pub use analysis::Analysis;
pub use name::Name;
pub use number::Number;
