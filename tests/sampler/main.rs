//! Average entropies, the sampler, and policies.

mod circulations;
#[path = "../common/mod.rs"]
mod common;
mod curves;
mod enumeration;
mod estimators;
mod named_schedules;
mod output_laws;
mod permutations;
mod policies;
mod predictors;
mod rules;
mod schedules;
mod serial_depth;
mod sparse_models;
