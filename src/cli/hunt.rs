//! `maskproof hunt`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::certificate;
use crate::claim::Expectation;
use crate::exact::Limits;
use crate::hunt::{Finding, HuntError, Options, hunt as run_hunt};
use crate::report::hunt::{hunt_json, hunt_text};

use super::arguments::Hunt;
use super::decide::claim;
use super::failure::Failure;
use super::paths::Paths;
use super::{Success, input, output};

/// Hunts for laws that break a claim.
pub fn hunt(arguments: &Hunt, limits: Limits) -> Result<Success, Failure> {
    Paths::new()
        .input(&arguments.claim)
        .numbered_file("--output", arguments.output.as_ref())
        .numbered_file("--certificate", arguments.certificate.as_ref())
        .check()?;
    let claim = claim(&arguments.claim, limits)?;
    let schedules = match arguments.schedules.as_slice() {
        [] => None,
        texts => Some(input::schedules(texts, arguments.length)?),
    };
    let options = Options {
        vocabulary_size: arguments.vocabulary,
        length: arguments.length,
        schedules: schedules.as_deref(),
        seed: arguments.seed,
        effort: arguments.effort,
    };
    let start = Instant::now();
    let limit = arguments.seconds.map(Duration::from_secs);
    let found = run_hunt(&claim, &options, &|| limit.is_some_and(|limit| start.elapsed() >= limit))?;
    let best: Vec<_> = found
        .best
        .iter()
        .filter_map(|&place| Some((&found.cases[place], found.cases[place].finding.as_ref()?)))
        .collect();
    if let Some(path) = &arguments.output {
        for (number, (_, finding)) in best.iter().enumerate() {
            output::to_file(&numbered(path, number), &finding.law.to_json())?;
        }
    }
    if let Some(path) = &arguments.certificate {
        let certificates = best.iter().flat_map(|(case, finding): &(_, &Finding)| {
            finding.instances.iter().filter_map(|(inner, verdict)| {
                let bindings = [&case.bindings[..], inner].concat();
                certificate::case(&claim, &finding.law, &bindings, *verdict)
            })
        });
        for (number, certificate) in certificates.enumerate() {
            output::to_file(&numbered(path, number), &certificate.to_json())?;
        }
    }
    let json = hunt_json(&claim, &options, &found);
    output::to_stdout(&if arguments.json { output::json(&json) } else { hunt_text(&claim, &json) })?;
    let is_unexpected = found.is_violated && claim.expectation() == Expectation::Holds;
    Ok(if is_unexpected { Success::Unexpected } else { Success::AsExpected })
}

/// The file itself for the first of several, and `name.2.json` and so on beside it for the others.
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number == 0 {
        return path.to_owned();
    }
    let number = number + 1;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(match path.extension() {
        Some(extension) => format!("{stem}.{number}.{}", extension.to_string_lossy()),
        None => format!("{stem}.{number}"),
    })
}

impl From<HuntError> for Failure {
    fn from(error: HuntError) -> Self {
        match error {
            HuntError::Claim(error) => error.into(),
            HuntError::Law(error) => Self::Shape(error),
            HuntError::NamesLaws(_) => Self::Usage {
                message: error.to_string(),
                help: "`maskproof check` decides it on these laws, and with --law on others".to_owned(),
            },
            HuntError::TooLong { needed, .. } => Self::Usage {
                message: error.to_string(),
                help: format!("give --schedule, or --effort {needed} (with --seconds to end it in time)"),
            },
        }
    }
}
