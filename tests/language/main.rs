//! The claim language: mistakes, and statements that are read.

#[path = "../common/bad_claims.rs"]
mod bad_claims;
mod errors;
mod statements;
