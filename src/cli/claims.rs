//! `maskproof verify` and `maskproof check`

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::certificate;
use crate::claim::{Catalogue, Claim, Verdict};
use crate::decide::{LengthDecision, RangeOutcome, decide_range};
use crate::exact::Limits;
use crate::report::claims::{DECIDED_LENGTHS, FamilyJson, to_json, to_text};
use crate::sweep::{ClaimReport, Family, Item, default_families, run_within, with_own_laws};

use super::arguments::{Check, Report, Verify};
use super::catalogue::find;
use super::decide::write_certificate;
use super::failure::Failure;
use super::paths::{Contents, Paths};
use super::{Success, input, output};

/// The longest sequences for which certificates are written beside a run: they list every schedule.
const CERTIFIED_LENGTH: usize = 6;

/// Checks the catalogue on the default families.
pub fn verify(arguments: &Verify, limits: Limits) -> Result<Success, Failure> {
    let catalogue = Catalogue::built_in()?;
    let claims = if arguments.claims.is_empty() {
        catalogue.claims().to_vec()
    } else {
        let mut claims: Vec<Claim> =
            arguments.claims.iter().map(|id| find(&catalogue, id).cloned()).collect::<Result<_, _>>()?;
        claims.sort_by(|first, second| first.id().cmp(second.id()));
        claims.dedup_by(|first, second| first.id() == second.id());
        claims
    };
    let claims: Vec<Claim> = claims.into_iter().map(|claim| claim.within(limits)).collect();
    let inputs = Paths::new();
    check_on(&claims, inputs, default_families()?, true, &arguments.report)
}

/// Checks a claim file on the default families or on given laws.
pub fn check(arguments: &Check, limits: Limits) -> Result<Success, Failure> {
    let claim = Claim::read(&arguments.claim)?.within(limits);
    let families = if arguments.laws.is_empty() {
        default_families()?
    } else {
        let mut items = Vec::new();
        for text in &arguments.laws {
            let law = input::law(text, limits)?;
            let predictor = arguments
                .predictor
                .as_deref()
                .map(|text| input::predictor(text, arguments.weights, &law))
                .transpose()?;
            items.push(Item { law, predictor });
        }
        vec![Family::new("given", items)]
    };
    let inputs = Paths::new().input(&arguments.claim).inputs(&arguments.laws).inputs(&arguments.predictor);
    check_on(&[claim], inputs, families, arguments.laws.is_empty(), &arguments.report)
}

/// Checks claims on families; those that name their laws on these, when `own_laws` are asked for.
fn check_on(
    claims: &[Claim],
    inputs: Paths,
    families: Vec<Family>,
    own_laws: bool,
    report: &Report,
) -> Result<Success, Failure> {
    let ids: Vec<&str> = claims.iter().map(Claim::id).collect();
    inputs
        .file("--json", report.json.as_ref())
        .folder("--certificates", report.certificates.as_ref(), Contents::Certificates(&ids))
        .check()?;
    let summary = families.iter().map(FamilyJson::new).collect();
    let items: Vec<Item> = families.into_iter().flat_map(|family| family.items).collect();
    let (items, ranges) = if own_laws {
        with_own_laws(claims, items)
    } else {
        let given = 0..items.len();
        (items, vec![given; claims.len()])
    };
    let bar = progress_bar(items.len(), report.quiet);
    let reports = run_within(claims, &items, &ranges, &|laws| bar.inc(laws));
    bar.finish_and_clear();
    let reports = reports?;
    let [first, last] = DECIDED_LENGTHS;
    let decided = claims
        .par_iter()
        .map(|claim| decide_range(claim, first..=last, &|| false))
        .collect::<Result<Vec<(RangeOutcome, Vec<LengthDecision>)>, _>>()?;
    let outcomes: Vec<RangeOutcome> = decided.iter().map(|(outcome, _)| *outcome).collect();
    let json = to_json(claims, &reports, &outcomes, summary, report.digits);
    if let Some(folder) = &report.certificates {
        for ((claim, report), (_, decisions)) in claims.iter().zip(&reports).zip(&decided) {
            write_certificates(folder, claim, report, decisions, &items)?;
        }
    }
    if let Some(path) = &report.json {
        output::to_file(path, &output::json(&json))?;
    }
    output::to_stdout(&to_text(&json))?;
    Ok(if json.as_expected { Success::AsExpected } else { Success::Unexpected })
}

/// The certificates of a claim: of its decisions up to the length for which schedules are listed, and of the cases that
/// the report shows, where the exact predictor is used.
fn write_certificates(
    folder: &Path,
    claim: &Claim,
    report: &ClaimReport,
    decisions: &[LengthDecision],
    items: &[Item],
) -> Result<(), Failure> {
    for decided in decisions.iter().filter(|decided| decided.length <= CERTIFIED_LENGTH) {
        if let Some(certificate) = certificate::decision(claim, decided)? {
            write_certificate(folder, &format!("{}.L{}", claim.id(), decided.length), &certificate)?;
        }
    }
    for (number, witness) in report.tightest.iter().chain(&report.counterexamples).enumerate() {
        let item = &items[witness.item];
        let is_long = item.law.length() > CERTIFIED_LENGTH && witness.verdict != Verdict::Violated;
        if item.predictor.is_some() || is_long {
            continue;
        }
        if let Some(certificate) = certificate::case(claim, &item.law, &witness.bindings, witness.verdict) {
            write_certificate(folder, &format!("{}.case-{}", claim.id(), number + 1), &certificate)?;
        }
    }
    Ok(())
}

/// A progress bar on the standard error, where that is a terminal.
fn progress_bar(laws: usize, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} laws, {elapsed} gone, about {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(laws as u64).with_style(style)
}
