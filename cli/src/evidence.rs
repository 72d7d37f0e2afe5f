//! The files that `check` and `verify` write beside their report: certificates, and laws that break claims.

use std::path::Path;

use maskproof::analysis::{AllLaws, CheckedClaim};
use maskproof::certificate::{self, unread};
use maskproof::decide::{Decision, LengthDecision, RangeOutcome};
use maskproof::evaluation::{AnySetting, Item, Setting, Verdict};
use maskproof::language::Claim;
use maskproof::law::Law;
use maskproof::limits::CERTIFIED_LENGTH;
use maskproof::sweep::Witness;

use super::certificates::{remove_beyond, remove_others, write_certificate};
use super::failure::Failure;
use super::law_files::{LawFiles, is_numbered, is_refutation};
use super::options;
use super::report::name::one_line;

/// Writes the certificates of a claim: of its decisions up to the length for which schedules are listed, and of the
/// cases that the report shows, where the exact predictor is used. Returns a line that says what was written, and what
/// not and why.
pub fn write_certificates(folder: &Path, checked: &CheckedClaim, items: &[AnySetting]) -> Result<String, Failure> {
    let CheckedClaim { claim, all_laws: AllLaws { decisions, .. }, .. } = *checked;
    if let Some(piece) = unread(claim) {
        decisions.iter().try_for_each(|decided| remove_decision(folder, claim, decided.length))?;
        remove_beyond(folder, &case_name(claim), 0)?;
        return Ok(format!("  {}: none; the checker does not read `{piece}`\n", claim.id()));
    }
    let mut files = Files::default();
    files.write_decisions(folder, claim, decisions)?;
    files.write_cases(folder, checked, items)?;
    let Files { written, missing } = files;
    let written = if written.is_empty() { "none".to_owned() } else { written.join(", ") };
    let missing = if missing.is_empty() { String::new() } else { format!("; not written: {}", missing.join("; ")) };
    Ok(format!("  {}: {written}{missing}\n", claim.id()))
}

/// The name of the certificates of cases, without their number and kind.
fn case_name(claim: &Claim) -> String {
    format!("{}.case", claim.id())
}

/// The certificates of a claim: what was written, and what not and why.
#[derive(Default)]
struct Files {
    written: Vec<String>,
    missing: Vec<String>,
}

impl Files {
    /// Writes the certificates of the decisions up to the length for which schedules are listed.
    fn write_decisions(&mut self, folder: &Path, claim: &Claim, decisions: &[LengthDecision]) -> Result<(), Failure> {
        let mut undecided = Vec::new();
        for decided in decisions {
            let length = decided.length;
            let reason = match &decided.decision {
                Decision::NoCase => {
                    remove_decision(folder, claim, length)?;
                    continue;
                }
                Decision::Undecided(reason) => Some(options::in_message(&reason.describe())),
                Decision::Proved(_) | Decision::Refuted(_) if length > CERTIFIED_LENGTH => {
                    Some(format!("`maskproof decide --certificates` writes them behind L = {CERTIFIED_LENGTH}"))
                }
                Decision::Proved(_) | Decision::Refuted(_) => None,
            };
            if length > CERTIFIED_LENGTH {
                undecided.push((length, reason.unwrap_or_default()));
                continue;
            }
            let name = format!("{}.L{length}", claim.id());
            match certificate::try_decision(claim, decided)? {
                Ok(certificate) => {
                    write_certificate(folder, &name, &certificate)?;
                    self.written.push(format!("L{length}.{}", certificate.kind()));
                }
                Err(declined) => {
                    remove_others(folder, &name, None)?;
                    undecided.push((length, reason.unwrap_or_else(|| declined.to_string())));
                }
            }
        }
        // Lengths with the same reason together.
        while let Some((first, reason)) = undecided.first().cloned() {
            let last =
                undecided.iter().take_while(|(_, other)| *other == reason).last().map_or(first, |(length, _)| *length);
            undecided.retain(|(length, other)| *length > last || *other != reason);
            let lengths = if first == last { first.to_string() } else { format!("{first}..{last}") };
            self.missing.push(format!("L = {lengths}: {reason}"));
        }
        Ok(())
    }

    /// Writes the certificates of the cases that the report shows.
    fn write_cases(&mut self, folder: &Path, checked: &CheckedClaim, items: &[AnySetting]) -> Result<(), Failure> {
        let CheckedClaim { claim, report, .. } = *checked;
        for (number, witness) in report.tightest.iter().chain(&report.counterexamples).enumerate() {
            let item = &items[witness.item];
            let number = number + 1;
            let name = format!("{}-{number}", case_name(claim));
            let certificate = law_with_certificate(item, witness).and_then(|law| {
                certificate::try_case(claim, law, &witness.bindings, witness.verdict)
                    .map_err(|declined| declined.to_string())
            });
            match certificate {
                Ok(certificate) => {
                    write_certificate(folder, &name, &certificate)?;
                    self.written.push(format!("case-{number}.{}", certificate.kind()));
                }
                Err(reason) => {
                    remove_others(folder, &name, None)?;
                    self.missing.push(format!("case-{number}: {reason}"));
                }
            }
        }
        let cases = report.tightest.iter().chain(&report.counterexamples).count();
        remove_beyond(folder, &case_name(claim), cases)
    }
}

/// Removes the certificate of a decision that an earlier run has written.
fn remove_decision(folder: &Path, claim: &Claim, length: usize) -> Result<(), Failure> {
    if length > CERTIFIED_LENGTH {
        return Ok(());
    }
    remove_others(folder, &format!("{}.L{length}", claim.id()), None)
}

/// The law of a case that has a certificate, or why there is none.
fn law_with_certificate<'a>(item: &'a AnySetting, witness: &Witness) -> Result<&'a Law, String> {
    let Some(Setting { law, predictor }) = item.table() else {
        return Err("a certificate has no place for a law without a table of its patterns".to_owned());
    };
    if predictor.is_some() {
        return Err("a certificate has no place for a trained predictor".to_owned());
    }
    if law.length() > CERTIFIED_LENGTH && witness.verdict != Verdict::Violated {
        return Err(format!("a case that holds has one up to L = {CERTIFIED_LENGTH}"));
    }
    Ok(law)
}

/// Writes the laws that break a claim, those of cases and those of a refutation, and returns lines that name the files.
pub fn write_laws(folder: &Path, checked: &CheckedClaim, items: &[AnySetting]) -> Result<String, Failure> {
    let CheckedClaim { claim, report, all_laws: decided, .. } = *checked;
    let mut lines = String::new();
    let mut files = LawFiles::new(folder, claim.id());
    for (number, witness) in report.counterexamples.iter().enumerate() {
        let item = &items[witness.item];
        let json = match item {
            AnySetting::Table(setting) => setting.law.to_json(),
            AnySetting::Sparse(setting) => setting.law().to_json(),
        };
        let name = files.write(&format!("case-{}", number + 1), &json)?;
        let predictor = item.table().and_then(|setting| setting.predictor.as_ref());
        let predictor = predictor
            .map_or(String::new(), |named| format!("; its predictor {} is not written", one_line(&named.name)));
        lines += &format!("  {name}: {}{predictor}\n", one_line(item.law_name()));
    }
    if let RangeOutcome::Refuted(length) = decided.outcome {
        for (number, found) in decided.laws.iter().enumerate() {
            let schedule = found.schedule.as_ref().map_or(String::new(), |schedule| format!(", against {schedule}"));
            match &found.law {
                Some(law) => {
                    let name = files.write(&format!("L{length}.{}", number + 1), &law.to_json())?;
                    lines += &format!("  {name}: refutes {} at L = {length}{schedule}\n", claim.id());
                }
                None => {
                    lines += &format!(
                        "  {}: the law that refutes it at L = {length}{schedule} is too large to write out\n",
                        claim.id()
                    );
                }
            }
        }
    }
    files.remove_others(|part| is_numbered(part, "case") || is_refutation(part, &decided.lengths))?;
    if lines.is_empty() {
        lines = format!("  {}: no law breaks it\n", claim.id());
    }
    Ok(lines)
}
