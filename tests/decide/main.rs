//! Decisions for all laws.

#[path = "../common/mod.rs"]
mod common;

mod binary;
mod classes;
mod constants;
mod decisions;
mod every_length;
mod shannon;
mod simplex;
