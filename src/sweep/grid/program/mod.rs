//! Claims as programs over integer forms, made once for a vocabulary size and a length.
//!
//! A [`form`] is an integer combination of the sums of `c ln c` over the pattern counts of a law. A [`program`] turns
//! each claim into trees of sign tests over distinct forms. The [`basis`] tells which signs follow from others.
//! [`classes`] puts equal cases of all claims together.

pub mod basis;
pub mod classes;
pub mod form;
#[allow(clippy::module_inception, reason = "the file of the type that the folder is about")]
pub mod program;

pub use program::{CaseProgram, ClaimProgram, CompileError, Program, SignTest, SignTree};
