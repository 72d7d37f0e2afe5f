//! The engine and the checker agree: on which texts are statements, on their types, scopes and values, and on
//! certificates of random claims. All is made from seeds; docs/trust.md says how to run more of it, and how to repeat
//! one.

mod decisions;
mod disagreement;
mod extent;
mod found;
mod generator;
mod language;
mod measures;
mod mistakes;
mod oracle;
mod readers;
#[path = "../certificates/reading.rs"]
mod reading;
mod scalars;
mod shrink;
#[path = "../certificates/sums.rs"]
mod sums;
mod text;
mod values;
