//! The documents say what the program says today.

#[path = "../common/mod.rs"]
mod common;

mod conformance;
mod readme;
