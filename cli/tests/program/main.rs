//! The program `maskproof`, command by command, and the reports that it prints.

#[path = "../common/mod.rs"]
mod common;

mod analyses;
mod bad_input;
mod certificates;
mod curves;
mod expectations;
mod explanations;
mod hunts;
mod laws;
mod permutations;
mod policies;
mod predictors;
mod reports;
mod rule_claims;
mod rule_families;
mod statements;
mod sweep_files;
mod sweeps;
mod values;
mod vectors;
