//! Claims as programs over integer forms, made once for a vocabulary size and a length.
//!
//! A [`form`] is an integer combination of the sums of `c ln c` over the pattern counts of a law; the [`columns`] are
//! these sums. A [`program`] turns each claim into trees of sign tests over distinct forms, with the [`images`] of its
//! cases where it tells positions apart. The [`basis`] tells which signs follow from others.
//! [`classes`] puts equal cases of all claims together.

pub mod basis;
mod claim_program;
pub mod classes;
pub mod columns;
pub mod form;
pub mod images;
#[allow(clippy::module_inception, reason = "the file of the type that the folder is about")]
pub mod program;

pub use claim_program::{CaseProgram, ClaimProgram, SignTest, SignTree};
pub use columns::Columns;
pub use program::{CompileError, Program};
