//! Decisions for all laws.

mod binary;
mod classes;
mod constants;
mod decisions;
mod every_length;
mod simplex;
