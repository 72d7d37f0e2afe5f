//! Exact results turned into JSON and text: the only place where numbers become decimals.
//!
//! Each report is one value: JSON is its serialisation, and the text is made from the same value. Nothing is decided
//! here. Every printed digit is correct: decimals are the exact values rounded to the nearest.

pub mod all_laws;
pub mod analysis;
pub mod analysis_text;
pub mod case;
pub mod claims;
pub mod claims_text;
pub mod comparison;
pub mod conformance;
pub mod constants;
pub mod curve_table;
pub mod decisions;
pub mod every_length;
pub mod explanation;
pub mod fit;
pub mod grid;
pub mod hunt;
pub mod hunt_text;
pub mod measured;
pub mod measured_text;
pub mod name;
pub mod number;
pub mod outcome;
pub mod permutations;
pub mod policy;
pub mod real;
pub mod rules;
pub mod serialise;
pub mod sweep;
pub mod table;
pub mod value;
pub mod vectors;
pub mod wording;
