//! The claim language: from the text of a claim file to a checked statement. It computes nothing of any law.
//!
//! A claim is a TOML file with a statement in a small typed language (`docs/claim-language.md`). A parser makes a tree
//! of its text; [`resolve`] turns the tree into a checked statement ([`typed`]), whose names are the words of one table
//! ([`words`]); [`claim_file`] has it with what the file says beside it.

mod affine;
pub mod catalogue;
pub mod claim_file;
mod claim_text;
pub mod error;
mod parse;
pub mod position_names;
pub mod resolve;
mod suggestions;
mod tree;
pub mod typed;
mod usage;
pub mod value_expression;
mod visit;
pub mod words;

pub use catalogue::Catalogue;
pub use claim_file::{Claim, Evaluation, Expectation, Provenance};
pub use error::{ClaimError, StatementError};
pub(crate) use parse::code;
pub use resolve::Given;
pub use typed::ValueNode;
pub use value_expression::ValueExpression;
pub use visit::Part;
