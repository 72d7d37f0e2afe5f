//! The cases of a claim: what a checked statement says of the laws of one length and vocabulary size.
//!
//! [`plan`] instantiates the quantifiers of a claim, which leaves comparisons of linear combinations of a law's
//! [`quantity::Quantity`] values; [`fragment`] says how far beyond cases a claim can be decided.

mod arrange;
pub mod bindings;
pub mod domain;
pub mod effective_weight;
pub mod environment;
mod extrema;
pub mod fragment;
pub mod functions;
mod instances;
mod law_numbers;
pub mod law_scalar;
pub mod linear;
pub mod linear_sum;
pub mod measure;
mod multivariate;
pub mod plan;
pub mod policy_measure;
pub mod position_set;
mod positions;
pub mod quantity;
pub mod restrict;
pub mod sampling;
pub mod scalar;
pub mod shapes;
mod subsets;
pub mod tree;
pub mod vocabularies;

pub use fragment::Fragment;
pub use plan::Plan;
pub use restrict::RuleChoiceError;
