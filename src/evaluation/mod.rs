//! The verdict of a case on a law.
//!
//! A [`subject::Subject`] is a law with its predictor, and has the values of the quantities that cases ask for;
//! [`evaluate`] compares them. [`verdict`] says how the verdicts of several instances become one.

pub mod evaluate;
pub mod outcome;
pub mod policies;
mod relation;
pub mod setting;
pub mod side;
pub mod subject;
pub mod value;
pub mod verdict;

pub use evaluate::Comparison;
pub use outcome::Outcome;
pub use setting::{NamedPredictor, Setting};
pub use subject::Subject;
pub use verdict::Verdict;
