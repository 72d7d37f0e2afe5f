//! Laws, predictors and schedules named on the command line.

use std::io::{Error, ErrorKind};
use std::path::Path;

use maskproof::evaluation::{NamedPredictor, NamedRows};
use maskproof::exact::Limits;
use maskproof::language::position_names::with_numbers;
use maskproof::language::{Claim, ClaimError};
use maskproof::law::families::{FAMILIES, parse_spec_within, random_predictor_table};
use maskproof::law::large_numbers::check_numbers;
use maskproof::law::readers::{SampledLaw, read_any_law};
use maskproof::law::{Law, LawError, Rows, SparseLaw, read_predictor, read_sparse_predictor};
use maskproof::sampler::Schedule;

use super::arguments::Stated;
use super::failure::Failure;
use super::pipes::{OtherEnd, patiently};

/// A law that is given.
pub enum GivenLaw {
    /// With a count for each of its `V^L` sequences.
    Table(Law),
    /// By its sequences, where there could be too many.
    Sparse(SparseLaw),
}

/// Reads a law file, or makes the law of a family such as `parity(L=3,V=2)`; its numbers must be within limits.
pub fn law(text: &str, limits: Limits) -> Result<Law, Failure> {
    let law = table(text, limits)?;
    check_numbers(&law, limits)?;
    Ok(law)
}

/// As [`law`], for laws that are too long for a table too.
pub fn any_law(text: &str, limits: Limits) -> Result<GivenLaw, Failure> {
    let path = Path::new(text);
    if is_family(text) || text.is_empty() {
        return law(text, limits).map(GivenLaw::Table);
    }
    let law = sparse_law_file(path)?;
    if law.shape().check_size().is_err() {
        return Ok(GivenLaw::Sparse(law));
    }
    let law = law.to_table().map_err(|error| error.in_file(path))?;
    check_numbers(&law, limits)?;
    Ok(GivenLaw::Table(law))
}

/// Whether a text is the name of a family, and of no file.
fn is_family(text: &str) -> bool {
    !Path::new(text).exists() && (text.contains('(') || FAMILIES.iter().any(|family| family.name == text))
}

fn table(text: &str, limits: Limits) -> Result<Law, Failure> {
    let path = Path::new(text);
    if text.is_empty() {
        return Err(Failure::Usage {
            message: "the name of the law is empty".to_owned(),
            help: "give a .json or .csv file, or a family such as `parity(L=3,V=2)`".to_owned(),
        });
    }
    if is_family(text) {
        return Ok(parse_spec_within(text, limits)?);
    }
    law_file(path)
}

/// Reads a law file.
pub fn law_file(path: &Path) -> Result<Law, Failure> {
    Ok(sparse_law_file(path)?.to_table().map_err(|error| error.in_file(path))?)
}

/// As [`law_file`], for laws that are too long for a table too.
fn sparse_law_file(path: &Path) -> Result<SparseLaw, Failure> {
    Ok(any_law_file(path, &[], false)?.law)
}

/// A law file of any format: the law of some positions, or of all, whose probabilities may be normalised.
pub fn any_law_file(path: &Path, positions: &[String], normalise: bool) -> Result<SampledLaw, Failure> {
    // Before anything is said about the extension.
    let unreadable = match std::fs::metadata(path) {
        Err(error) => Some(error),
        Ok(metadata) => {
            metadata.is_dir().then(|| Error::new(ErrorKind::IsADirectory, "it is a folder (a directory), not a file"))
        }
    };
    match unreadable {
        Some(error) => Err(LawError::Unreadable { error }.in_file(path).into()),
        None => Ok(patiently(path, OtherEnd::Writer, || read_any_law(path, positions, normalise))?),
    }
}

/// The predictor of a law that an option names, where one is given.
pub fn named_predictor(text: Option<&str>, rows: Rows, law: &Law) -> Result<Option<NamedPredictor>, Failure> {
    text.map(|text| predictor(text, rows, law)).transpose()
}

/// The predictor of a law that is given by its sequences, where an option names one: a file of states with their rows.
pub fn named_rows(text: Option<&str>, rows: Rows, law: &SparseLaw) -> Result<Option<NamedRows>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let path = Path::new(text);
    if !is_sparse(path) {
        return Err(Failure::Usage {
            message: format!("the law `{}` is too large for the table of a predictor: {}", law.name(), law.shape()),
            help: "give a .jsonl file of the states that matter with their rows, take fewer positions or tokens, or \
                   leave `--predictor` out"
                .to_owned(),
        });
    }
    let rows = patiently(path, OtherEnd::Writer, || read_sparse_predictor(path, law.shape(), rows))?;
    Ok(Some(NamedRows { name: stem(path), rows }))
}

/// Whether a predictor is a file of states.
fn is_sparse(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"))
}

/// What a file is called in reports.
fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}

/// Reads a predictor table for a law, or makes a random one such as `random(seed=1)`.
fn predictor(text: &str, rows: Rows, law: &Law) -> Result<NamedPredictor, Failure> {
    let path = Path::new(text);
    if !path.exists() && text.starts_with("random(") {
        return random_predictor(text, law);
    }
    let table = if is_sparse(path) {
        let sparse = patiently(path, OtherEnd::Writer, || read_sparse_predictor(path, law.shape(), rows))?;
        sparse.table(law).map_err(|error| error.in_file(path))?
    } else {
        patiently(path, OtherEnd::Writer, || read_predictor(path, law.shape(), rows))?
    };
    Ok(NamedPredictor { name: stem(path), table })
}

/// The predictor that a name such as `random(seed=1)` or `random(seed=1,zeros)` tells, as reports print it.
fn random_predictor(text: &str, law: &Law) -> Result<NamedPredictor, Failure> {
    let parts = text.strip_prefix("random(").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    let mut parts = parts.split(',').map(str::trim);
    let seed =
        parts.next().and_then(|part| part.strip_prefix("seed")?.trim_start().strip_prefix('=')?.trim().parse().ok());
    let zeros = match (parts.next(), parts.next()) {
        (None, _) => Some(false),
        (Some("zeros"), None) => Some(true),
        _ => None,
    };
    let (Some(seed), Some(zeros)) = (seed, zeros) else {
        return Err(Failure::Usage {
            message: format!("`{text}` is no predictor"),
            help: "give a .npy file, or write `random(seed=1)`, or `random(seed=1,zeros)` for one that may be \
                   infinitely wrong"
                .to_owned(),
        });
    };
    let table = random_predictor_table(seed, law.shape(), zeros)?;
    let end = if zeros { ",zeros" } else { "" };
    Ok(NamedPredictor { name: format!("random(seed={seed}{end})"), table })
}

/// Reads a claim file, in which names of positions may stand; the claim, and the laws that it names, are within limits.
pub fn claim_file(path: &Path, positions: &[String], limits: Limits) -> Result<Claim, Failure> {
    Ok(patiently(path, OtherEnd::Writer, || Claim::read_on(path, positions, limits))?)
}

/// The claim of a statement on the command line, with the constant that it names; or what `named` makes of the name of
/// a claim, where one is given instead.
pub fn stated_claim(
    stated: &Stated,
    name: Option<&str>,
    positions: &[String],
    limits: Limits,
    named: impl FnOnce(&str) -> Result<Claim, Failure>,
) -> Result<Claim, Failure> {
    let Some(text) = &stated.statement else {
        return named(name.expect("a claim is named where there is no statement"));
    };
    let text = &with_numbers(text, positions).map_err(|error| ClaimError::in_statement(text, error))?;
    let claim = match stated.constant.as_deref().map(|constant| (constant, constant.split_once('='))) {
        None => Claim::of_statement(text),
        Some((_, Some((name, value)))) => Claim::of_statement_with(text, name.trim(), value.trim()),
        Some((constant, None)) => {
            return Err(Failure::Usage {
                message: format!("--constant `{constant}` has no value"),
                help: format!(
                    "write --constant '{}=1/2', with the value that is claimed; `maskproof constant` finds the sharp \
                     one whatever it is",
                    constant.trim()
                ),
            });
        }
    };
    Ok(claim?.within(limits))
}

/// The claim about the rules that are given; as it is where none are.
pub fn with_rules(claim: Claim, rules: &[String]) -> Result<Claim, Failure> {
    Ok(if rules.is_empty() { claim } else { claim.with_rules(rules)? })
}

/// Reads schedules of a law's length.
pub fn schedules(texts: &[String], length: usize) -> Result<Vec<Schedule>, Failure> {
    texts.iter().map(|text| Ok(text.parse::<Schedule>()?.for_length(length)?)).collect()
}
