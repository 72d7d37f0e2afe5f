//! The verdict of a case on a law.
//!
//! A [`subject::Subject`] is a law with its predictor, and has the values of the quantities that cases ask for;
//! [`evaluate`] compares them.

pub mod evaluate;
pub mod policies;
pub mod side;
pub mod subject;
pub mod value;

pub use evaluate::{Comparison, Outcome, Verdict};
pub use subject::Subject;
