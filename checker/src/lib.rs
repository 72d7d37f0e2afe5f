//! Independent check of maskproof certificates.
//!
//! The engine (the `maskproof` crate) searches and decides; this crate makes trusting it unnecessary. It was written
//! from the documents on the certificate format and on the claim language, and from nothing else: it has its own reader
//! of statements, recomputes every quantity naively, and encloses logarithms with its own rational series.
//!
//! ```
//! use maskproof_checker::{Outcome, Reason, check};
//! assert!(matches!(check("{}"), Outcome::Rejected(Reason::MissingKey("format"))));
//! ```
//!
//! # What has to be trusted
//! - This crate, less than four thousand lines, and the crates below it: `num-bigint`, `num-rational`, `num-traits`, `serde`
//!   and `serde_json`. Never `maskproof` and never `rug`: the engine computes with GMP and MPFR, so that a fault there
//!   cannot be repeated here. A test of the workspace, `tests/architecture.rs`, fails on any other dependency.
//! - Two theorems and two identities of the certificate format, which are taken for granted: the cone of average
//!   entropies and its extreme rays; mixtures of schedules; the ideal error as a sum over the average entropy curve; and
//!   the training error as an additive term. For a `case` with `L <= 6` the sampler is also run from its definition over
//!   all orders of unmasking, and must agree with the third.
//! - That MDS codes exist where the format says that they do.
//!
//! # Where to look
//! | question | file |
//! | --- | --- |
//! | What are the answers? | `outcome.rs` |
//! | What is in a document? | `json.rs`, `document.rs` |
//! | What does a statement mean? | `lexer.rs`, `parse.rs`, `syntax.rs`, `typing.rs`, `evaluate.rs`, `scalar.rs` |
//! | Which instances does it have? | `instances.rs` |
//! | When is it true for all laws? | `affine.rs`, `kind_rays.rs`, `kind_mixture.rs`, `kind_constant.rs` |
//! | When is it true for one law? | `law.rs`, `codes.rs`, `sampler.rs`, `logs.rs`, `truth.rs`, `kind_case.rs`, `kind_counterexample.rs` |
//! | When does the checker give up? | `limits.rs` |
//!
//! Whatever is unknown is rejected or declined; no default accepts. There is no floating-point number.
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
#![deny(clippy::wildcard_enum_match_arm)]

mod affine;
mod codes;
mod document;
mod evaluate;
mod instances;
mod json;
mod kind_case;
mod kind_constant;
mod kind_counterexample;
mod kind_mixture;
mod kind_rays;
mod law;
mod lexer;
mod limits;
mod logs;
mod outcome;
mod parse;
mod sampler;
mod scalar;
mod syntax;
#[cfg(test)]
mod tests;
mod truth;
mod typing;

pub use outcome::{EvaluationError, LawError, Outcome, Reason, SharpnessError, Summary, Verdict, Why};

use document::Evidence;
use instances::{Class, ConstantValue};
use limits::Meter;
use outcome::Fault;
use typing::Statement;

/// Checks a certificate.
pub fn check(text: &str) -> Outcome {
    match accept(text) {
        Ok(summary) => Outcome::Accepted(summary),
        Err(Fault::Reject(reason)) => Outcome::Rejected(reason),
        Err(Fault::Decline(why)) => Outcome::Declined(why),
    }
}

fn accept(text: &str) -> Result<Summary, Fault> {
    let document = document::read(json::read(text)?)?;
    let constant = document.constant.as_ref().map(|(name, value)| (name.as_str(), value.as_str()));
    let statement = Statement::read(&document.statement, constant)?;
    let (length, meter) = (document.length, Meter::default());
    let claimed = ConstantValue::Claimed;
    let (kind, checked) = match document.evidence {
        Evidence::Case { instance, law, verdict } => {
            ("case", kind_case::check(&statement, &instance, &law, verdict, &meter)?)
        }
        Evidence::Rays(entries) => {
            ("rays", kind_rays::check(&statement, &entries, length, Class::ALL, claimed, &meter)?)
        }
        Evidence::Mixture(entries) => {
            ("mixture", kind_mixture::check(&statement, &entries, length, Class::ALL, claimed, &meter)?)
        }
        Evidence::Counterexample { instance, refutations } => {
            ("counterexample", kind_counterexample::check(&statement, &instance, &refutations, length, &meter)?)
        }
        Evidence::Constant(evidence) => ("constant", kind_constant::check(&statement, evidence, length, &meter)?),
    };
    Ok(Summary { kind, id: document.id, length, checked })
}
