//! Claims: statements about the sampling error as data, and their evaluation on a case.
//!
//! A claim is a TOML file with a statement in a small typed language (`docs/claim-language.md`). [`parse`] and
//! [`typing`] turn its text into a checked [`syntax::Statement`]; [`plan`] instantiates it for a length and a vocabulary
//! size, which leaves comparisons of linear combinations of a law's [`symbol::Symbol`]s; [`evaluate`] decides these on a
//! [`subject::Subject`], a law with its predictor.

pub mod affine;
mod arrange;
pub mod catalogue;
pub mod effective_weight;
pub mod error;
pub mod evaluate;
pub mod file;
pub mod fragment;
pub mod functions;
pub mod information;
mod instances;
pub mod linear;
pub mod names;
pub mod parse;
pub mod plan;
pub mod policies;
mod restrict;
pub mod sampling;
pub mod scalar;
pub mod scope;
pub mod shapes;
pub mod subject;
mod suggestions;
pub mod symbol;
pub mod syntax;
pub mod typing;
pub mod values;
pub mod vocabularies;

pub use catalogue::Catalogue;
pub use error::{ClaimError, StatementError};
pub use evaluate::{Comparison, Outcome, Verdict};
pub use file::{Claim, Evaluation, Expectation, Provenance};
pub use fragment::Fragment;
pub use plan::Plan;
pub use subject::Subject;
