//! Claims checked on many laws.
//!
//! [`families`] has the default laws, [`generated`] makes more for the scope of a claim, [`mod@run`] decides every case
//! of every claim on every law, in parallel and in an order that does not depend on the number of threads, and
//! [`tally`] adds the decisions up. [`grid`] does the same for every law with a common denominator at floating-point
//! speed, for the claims that are linear in average entropies. Both share [`case_location`], the tightest of several
//! cases, and [`conclusion`], what the cases say of a claim.

pub mod case_location;
pub mod conclusion;
pub mod cost;
mod diagnoses;
pub mod families;
pub mod generated;
pub mod grid;
pub mod remade;
pub mod run;
pub mod tally;

pub use case_location::{CaseLocation, Tightest};
pub use conclusion::Conclusion;
pub use families::{DefaultsError, Family, default_families};
pub use run::{ClaimReport, Done, Options, Witness, run, run_on, run_within, with_own_laws};
pub use tally::Tally;
