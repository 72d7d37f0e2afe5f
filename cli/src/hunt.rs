//! `maskproof hunt`

use std::path::Path;
use std::time::{Duration, Instant};

use maskproof::analysis::is_decidable;
use maskproof::certificate::{self, Declined};
use maskproof::exact::Limits;
use maskproof::hunt::{CaseHunt, Finding, HuntError, HuntOutcome, Options, hunt as run_hunt};
use maskproof::language::{Claim, Expectation};
use maskproof::law::Shape;
use maskproof::sampler::Schedule;

use super::arguments::Hunt;
use super::decide::{claim, outcome};
use super::earlier::Evidence;
use super::failure::Failure;
use super::paths::Paths;
use super::report::hunt::HuntReport;
use super::report::hunt_text::to_text;
use super::{Success, certificates, input, interrupt, output};

/// Hunts for laws that break a claim.
pub fn hunt(arguments: &Hunt, limits: Limits) -> Result<Success, Failure> {
    Paths::new()
        .inputs(&arguments.claim)
        .numbered_file("--output", arguments.output.as_ref())
        .numbered_file("--certificate", arguments.certificate.as_ref())
        .check()?;
    let claim = input::with_rules(claim(&arguments.stated, arguments.claim.as_deref(), limits)?, &arguments.rules)?;
    let schedules = match arguments.schedules.as_slice() {
        [] => None,
        texts => Some(input::schedules(texts, arguments.length)?),
    };
    let options = Options {
        shape: Shape::new(arguments.length, arguments.vocabulary).map_err(Failure::Shape)?,
        schedules: schedules.as_deref(),
        seed: arguments.seed,
        effort: arguments.effort,
    };
    interrupt::install();
    let start = Instant::now();
    let limit = arguments.seconds.map(Duration::from_secs);
    let is_over = || limit.is_some_and(|limit| start.elapsed() >= limit);
    let found = run_hunt(&claim, &options, &|| interrupt::is_asked() || is_over())?;
    let best: Vec<_> = found
        .best
        .iter()
        .filter_map(|&index| Some((&found.cases[index], found.cases[index].finding.as_ref()?)))
        .collect();
    if let Some(path) = &arguments.output {
        let texts: Vec<String> = best.iter().map(|(_, finding)| finding.law.to_json()).collect();
        certificates::to_numbered_files(path, &texts, Evidence::Law)?;
    }
    if let Some(path) = &arguments.certificate {
        write_certificates(path, &claim, schedules.as_deref(), &best)?;
    }
    let is_decidable = found.is_open().then(|| is_decidable(&claim, options.shape.length(), options.schedules));
    let report = HuntReport::new(&claim, &options, &found, is_decidable);
    output::report(arguments.json, &report, |report| to_text(&claim, report))?;
    // Where there is no case nothing was hunted for.
    let is_as_expected = match found.outcome() {
        HuntOutcome::Violated => claim.expectation() == Expectation::Fails,
        HuntOutcome::NoViolation => true,
        HuntOutcome::NoCase => false,
    };
    Ok(outcome(is_as_expected))
}

/// Writes the certificates of the verdicts on the best laws, each once; says why where there is none.
fn write_certificates(
    path: &Path,
    claim: &Claim,
    schedules: Option<&[Schedule]>,
    best: &[(&CaseHunt, &Finding)],
) -> Result<(), Failure> {
    let mut texts: Vec<String> = Vec::new();
    let mut reasons: Vec<Declined> = Vec::new();
    for (case, finding) in best {
        // Where nothing exists that would serve the law, the law is against the case itself.
        let nothing = (Vec::new(), finding.verdict);
        let instances = if finding.instances.is_empty() { std::slice::from_ref(&nothing) } else { &finding.instances };
        for (inner, verdict) in instances {
            let bindings = [&case.bindings[..], inner].concat();
            let certificate = certificate::restricted(claim, schedules, &bindings)
                .and_then(|claim| certificate::try_case(&claim, &finding.law, &bindings, *verdict));
            match certificate {
                Ok(certificate) if texts.contains(&certificate.to_json()) => {}
                Ok(certificate) => texts.push(certificate.to_json()),
                Err(reason) if reasons.contains(&reason) => {}
                Err(reason) => reasons.push(reason),
            }
        }
    }
    for reason in &reasons {
        certificates::say_none("the hunt", reason);
    }
    if texts.is_empty() && reasons.is_empty() {
        output::note("no certificate of the hunt: no law is reported");
    }
    certificates::to_numbered_files(path, &texts, Evidence::Certificate)
}

impl From<HuntError> for Failure {
    fn from(error: HuntError) -> Self {
        match error {
            HuntError::Claim(error) => error.into(),
            HuntError::Law(error) => Self::Shape(error),
            HuntError::TooLarge(error) => Self::TooLarge(error),
            HuntError::Undefined { defined, .. } => {
                Self::Usage { message: error.to_string(), help: format!("give --length {defined}, or more") }
            }
            HuntError::NamesLaws { .. } => Self::Usage {
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
