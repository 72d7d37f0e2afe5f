//! The verdict of a case on a law.
//!
//! A [`Setting`] is a law with its predictor, and a [`Subject`] has the values of the quantities that cases ask for.
//! [`evaluate`] decides a case on it. `relation` decides each relation of the case: by intervals of doubles, then by
//! enclosures, then by the exact sign of the difference. [`comparison`] has the sides of a relation for whoever shows
//! them. [`verdict`] says how the verdicts of several instances become
//! one.

pub mod comparison;
pub mod evaluate;
pub mod expression;
pub mod outcome;
pub mod policies;
mod relation;
pub mod rules;
pub mod sampled;
pub mod setting;
pub mod side;
pub mod sparse_setting;
pub mod subject;
mod tokens_of_word;
pub mod value;
pub mod verdict;

pub use comparison::{Comparison, Sums};
pub use expression::{ExpressionValue, Sampling};
pub use outcome::Outcome;
pub use sampled::Sampled;
pub use setting::{Item, NamedPredictor, Setting};
pub use sparse_setting::{AnySetting, NamedRows, SparseSetting};
pub use subject::Subject;
pub use verdict::Verdict;
