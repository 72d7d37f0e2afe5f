//! Independent check of maskproof certificates.
//!
//! The engine (the `maskproof` crate) searches and decides; this crate makes trusting it unnecessary. It was written
//! from the documents on the certificate format and on the claim language alone: it has its own reader of statements,
//! recomputes every quantity naively, and encloses logarithms with its own series.
//!
//! ```
//! use maskproof_checker::{Answer, Reason, check};
//! assert!(matches!(check("{}"), Answer::Rejected(rejection) if rejection.reason == Reason::WrongForm));
//! ```
//!
//! # How to read it
//! With `docs/certificate-format.md` and `docs/claim-language.md` beside it, from this file on, in this order; each
//! file uses only those before it:
//! - `answer.rs`, `limits.rs`, `number.rs`, `document.rs`: what can be said of a document; the meter of all work, and
//!   when the checker gives up; rationals and linear forms; JSON.
//! - `words.rs`, `statement.rs`: the words of the language in one table; what a statement is. No mathematics.
//! - `syntax.rs`, `typing.rs`: from a text to its form; from the form to a statement whose scopes and types fit. The
//!   whole statement is read before anything is evaluated.
//! - `schedules.rs`, `evaluate.rs`, `instances.rs`: what the words mean. A value is a linear form in average entropies
//!   `h(k)`, entropies of sets of positions, `eps_train`, logarithms, the number 1, and what only a single law has a
//!   value of.
//! - `logs.rs`, `codes.rs`, `law.rs`, `sampler.rs`, `values.rs`, `verdicts.rs`: the kinds `case` and `counterexample`.
//!   At one law, an information measure is a linear form in logarithms of integers, whose sign is decided.
//! - `proofs.rs`: the kinds `rays`, `mixture` and `constant`. An inequality between information measures holds for all
//!   laws when its ray coefficients are at least 0.
//! - `shannon.rs`: the kinds `shannon`, `farkas` and `polymatroid`. An inequality holds for all laws when it is a sum of
//!   inequalities that hold for entropies.
//!
//! - `polynomial.rs`, `cases.rs`, `every_length.rs`: the kind `every-length`. On the rays every word is a polynomial in
//!   the length and other integers, in each of finitely many cases.
//!
//! # What has to be trusted
//! - This crate, and `num-bigint`, `num-rational`, `num-traits`, `serde` and `serde_json`; never `maskproof`, nor
//!   `rug`, whose faults in the engine cannot be repeated here. `tests/architecture.rs` of the workspace sees to it.
//! - What the certificate format takes for granted: two theorems on average entropies and on mixtures, and two
//!   identities for expected errors, the first of which is compared with the sampler where `L <= 6`, case by case.
//! - That MDS codes exist where the format says that they do.
//!
//! Whatever is unknown is rejected or declined; no default accepts. There is no floating-point number.
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
#![deny(clippy::wildcard_enum_match_arm)]

mod answer;
mod cases;
mod codes;
mod document;
mod evaluate;
mod every_length;
mod instances;
mod law;
mod limits;
mod logs;
mod number;
mod polynomial;
mod proofs;
mod sampler;
mod schedules;
mod shannon;
mod statement;
mod syntax;
#[cfg(test)]
mod tests;
mod typing;
mod values;
mod verdicts;
mod words;

pub use answer::{Answer, Decline, Reason, Refusal, Rejection, Summary, Why};

use answer::Result;
use document::Json;
use instances::Problem;
use limits::Meter;

/// The longest document that is read, in bytes.
pub const LONGEST_DOCUMENT: u64 = limits::DOCUMENT_BYTES;

/// Checks a certificate.
pub fn check(text: &str) -> Answer {
    check_within(text.as_bytes(), 1)
}

/// Checks a certificate, with so many times the work that is done by default.
pub fn check_within(bytes: &[u8], times: u64) -> Answer {
    certificate(bytes, times).unwrap_or_else(Answer::from)
}

/// Reads a statement, with the name and the value of its constant, and nothing more.
///
/// # Errors
/// A rejection of what is not a statement of the claim language; otherwise a decline where this checker does not know
/// the meaning of a word, or exceeds a limit.
pub fn read(statement: &str, constant: Option<(&str, &str)>) -> std::result::Result<(), Refusal> {
    typing::statement(statement, constant).map(|_| ())
}

/// What is read first, for the rest may be that of another format.
#[derive(serde::Deserialize)]
struct Head {
    format: String,
    version: u64,
}

fn certificate(bytes: &[u8], times: u64) -> Result<Answer> {
    limits::DOCUMENT.check(bytes.len())?;
    let text = std::str::from_utf8(bytes).map_err(|error| Reason::NotJson.of(error))?;
    let Head { format, version } = document::read(text)?;
    Reason::WrongForm.unless(format == "maskproof-certificate", format_args!("the format {format}"))?;
    Why::Version.unless(version == 1, version)?;
    let mut document: Json = document::read(text)?;
    document.take("format")?;
    document.take("version")?;
    let (kind, length) = (document.take("kind")?.text()?, document.take("length")?.size()?);
    Reason::WrongForm.unless(length > 0, "the length 0")?;
    limits::LENGTH.check(length)?;
    let [id, statement, constant] = document.take("claim")?.fields(["id", "statement", "constant"])?;
    let (id, statement) = (id.text()?, statement.text()?);
    let constant = constant.nullable(|constant| {
        let [name, value] = constant.fields(["name", "value"])?;
        Ok((name.text()?, value.text()?))
    })?;
    let named = constant.as_ref().map(|(name, value)| (&name[..], &value[..]));
    let mut problem = Problem::new(typing::statement(&statement, named)?, length, Meter::new(times));
    let (checked, what) = match kind.as_str() {
        "case" => verdicts::check_case(&problem, document)?,
        "counterexample" => verdicts::check_counterexample(&problem, document)?,
        "rays" | "mixture" => {
            let fits = problem.statement.exists() == (kind == "mixture");
            Why::Fragment.unless(fits, "the proof of another quantifier")?;
            let [instances] = document.fields(["instances"])?;
            (proofs::prove(&problem, instances)?, "proved for all laws".to_owned())
        }
        "every-length" => {
            let checked = every_length::check(&problem.statement, length, document, &problem.meter)?;
            (checked, format!("proved for all laws and for every length from {length} on"))
        }
        "constant" => proofs::check_constant(&mut problem, document)?,
        "shannon" | "farkas" => {
            let fits = problem.statement.premise.is_empty() == (kind == "shannon");
            Why::Fragment.unless(fits, "premises, or none, in a proof of the other kind")?;
            let [instances] = document.fields(["instances"])?;
            (shannon::prove(&problem, instances)?, "proved for all laws".to_owned())
        }
        "polymatroid" => shannon::check_polymatroid(&problem, document)?,
        _ => return Err(Why::Kind.of(kind)),
    };
    // The constant that is proved is not the claimed one.
    let constant =
        constant.map(|(name, claimed)| (name, problem.constant.map_or(claimed, |proved| proved.to_string())));
    let is_vacuous = matches!(kind.as_str(), "rays" | "mixture" | "shannon" | "farkas") && checked == 0;
    let statement = syntax::without_comments(&statement);
    let summary = Summary { kind, id, statement, constant, length, checked, what };
    let why = "no case of this length".to_owned();
    Ok(if is_vacuous { Answer::Vacuous(summary, why) } else { Answer::Accepted(summary) })
}
