//! Independent check of maskproof certificates.
//!
//! The engine (the `maskproof` crate) searches and decides; this crate makes trusting it unnecessary. It was written
//! from the documents on the certificate format and on the claim language, and from nothing else: it has its own reader
//! of statements, recomputes every quantity naively, and encloses logarithms with its own series.
//!
//! ```
//! use maskproof_checker::{Outcome, Reason, check};
//! assert!(matches!(check("{}"), Outcome::Rejected(Reason::WrongForm(_))));
//! ```
//!
//! # How to read it
//! In this order, with `docs/certificate-format.md` and `docs/claim-language.md` beside it:
//!
//! 1. This file: [`check`] reads a document, reads its statement, and hands both to the check of its kind.
//! 2. `document.rs`: the keys of a document. `answer.rs`: what can be said of one. `limits.rs`: when the checker gives up.
//! 3. `statement.rs`: what a statement is, with the table of the language's words. `parse.rs` reads one, and refuses
//!    unbound names and types that do not fit; there is little mathematics in it.
//! 4. `evaluate.rs`: what the words mean. The value of an expression is a rational, or an *information*: a linear form
//!    (`linear.rs`) in average entropies `h(k)`, entropies of sets of positions, `eps_train`, logarithms and what only a single law
//!    has a value of. `number.rs` has
//!    the functions of rationals.
//! 5. `instances.rs`: what the quantifiers range over, the law excepted.
//! 6. `proofs.rs`: the kinds `rays`, `mixture` and `constant`. Here the two theorems are applied: an inequality between
//!    informations holds for all laws when its ray coefficients are at least 0.
//! 7. `verdicts.rs`: the kinds `case` and `counterexample`. Here the value of an information at one law (`law.rs`) is a
//!    linear form in logarithms of integers, whose sign `logs.rs` decides. `sampler.rs` runs the sampler itself.
//!
//! # What has to be trusted
//! - This crate, and the crates below it: `num-bigint`, `num-rational`, `num-traits`, `serde` and `serde_json`. Never
//!   `maskproof` and never `rug`: the engine computes with GMP and MPFR, so that a fault there cannot be repeated here. A
//!   test of the workspace, `tests/architecture.rs`, fails on any other dependency.
//! - Two theorems and two identities of the certificate format, which are taken for granted: the cone of average
//!   entropies and its extreme rays; mixtures of schedules; the ideal error as a sum over the average entropy curve; and
//!   the training error as an additive term. For a `case` with `L <= 6` the sampler is also run from its definition over
//!   all orders of unmasking, and must agree with the third.
//! - That MDS codes exist where the format says that they do.
//!
//! Whatever is unknown is rejected or declined; no default accepts. There is no floating-point number.
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
#![deny(clippy::wildcard_enum_match_arm)]

mod answer;
mod document;
mod evaluate;
mod instances;
mod law;
mod limits;
mod linear;
mod logs;
mod number;
mod parse;
mod proofs;
mod sampler;
mod statement;
#[cfg(test)]
mod tests;
mod verdicts;

pub use answer::{Outcome, Reason, Summary, Verdict, Why};

use answer::{Fault, outside};
use document::{Claim, Class, Document, Entry};
use instances::Problem;
use limits::{Meter, too_large};

/// Checks a certificate.
pub fn check(text: &str) -> Outcome {
    match accept(text) {
        Ok(summary) => Outcome::Accepted(summary),
        Err(Fault::Reject(reason)) => Outcome::Rejected(reason),
        Err(Fault::Decline(why)) => Outcome::Declined(why),
    }
}

fn accept(text: &str) -> Result<Summary, Fault> {
    let mut document = Document::read(text)?;
    let format: String = document.take("format")?;
    if format != "maskproof-certificate" {
        return Err(Reason::WrongFormat(format).into());
    }
    let version: u64 = document.take("version")?;
    if version != 1 {
        return Err(Fault::Decline(Why::Version(version)));
    }
    let kind: String = document.take("kind")?;
    let length: usize = document.take("length")?;
    match length {
        0 => return Err(Reason::BadLength.into()),
        1..=limits::LENGTH => {}
        _ => return Err(too_large("length", limits::LENGTH)),
    }
    let Claim { id, statement, constant } = document.take("claim")?;
    let constant = constant.as_ref().map(|constant| (constant.name.as_str(), constant.value.as_str()));
    let statement = parse::statement(&statement, constant)?;
    let exists = statement.schedule.exists();
    let problem = Problem { statement, length, meter: Meter::default() };
    let checked = match kind.as_str() {
        "case" => {
            let (instance, law) = (document.take("instance")?, document.take("law")?);
            verdicts::check_case(&problem, &instance, &law, document.take("verdict")?)?
        }
        "counterexample" => {
            let (instance, refutations): (_, Vec<_>) = (document.take("instance")?, document.take("refutations")?);
            verdicts::check_counterexample(&problem, &instance, &refutations)?
        }
        "rays" | "mixture" if exists != (kind == "mixture") => return Err(outside("the proof of another quantifier")),
        "rays" => {
            let entries: Vec<_> = document.take("instances")?;
            proofs::prove(&problem, &entries.into_iter().map(Entry::Rays).collect::<Vec<_>>(), Class::ALL, None)?
        }
        "mixture" => {
            let entries: Vec<_> = document.take("instances")?;
            proofs::prove(&problem, &entries.into_iter().map(Entry::Mixture).collect::<Vec<_>>(), Class::ALL, None)?
        }
        "constant" => proofs::check_constant(&problem, &mut document)?,
        _ => return Err(Fault::Decline(Why::Kind(kind))),
    };
    document.finish()?;
    Ok(Summary { kind, id, length, checked })
}
