//! Claims checked on many laws.
//!
//! [`families`] names the laws, [`mod@run`] decides every case of every claim on every law, in parallel and in an order that
//! does not depend on the number of threads, and [`tally`] adds the decisions up.
//! [`exhaustive`] does the same for every law of a grid at floating-point speed, for the claims that are linear in average
//! entropies.

pub mod cost;
mod diagnoses;
pub mod exhaustive;
pub mod families;
pub mod generated;
pub mod remade;
pub mod run;
pub mod tally;

pub use families::{DefaultsError, Family, Item, NamedPredictor, default_families};
pub use run::{ClaimReport, Conclusion, Done, Options, Witness, run, run_on, run_within, with_own_laws};
pub use tally::Tally;
