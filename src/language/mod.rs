//! The claim language: from the text of a claim file to a checked statement. It computes nothing of any law.
//!
//! A claim is a TOML file with a statement in a small typed language (`docs/claim-language.md`). [`parse`] reads its text,
//! and [`typing`] checks it; [`claim_file`] has both with what the file says beside the statement.

pub mod affine;
pub mod catalogue;
pub mod claim_file;
pub mod error;
pub mod names;
pub mod parse;
pub mod scope;
mod suggestions;
pub mod syntax;
pub mod typing;

pub use catalogue::Catalogue;
pub use claim_file::{Claim, Evaluation, Expectation, Provenance};
pub use error::{ClaimError, StatementError};
