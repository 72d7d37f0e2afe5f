//! `maskproof decide` and `maskproof constant`

use std::path::Path;

use rayon::prelude::*;

use crate::certificate::{self, Certificate};
use crate::claim::plan::Binding;
use crate::claim::{Catalogue, Claim, ClaimError, Verdict};
use crate::decide::binary::search_binary;
use crate::decide::{Counterexample, Decision, LengthDecision, counterexamples, decide_each, sharp_constants_each};
use crate::exact::Limits;
use crate::law::Law;
use crate::report::decisions::{constant_json, constants_text, decision_json, decisions_text};
use crate::sampler::Schedule;

use super::arguments::{Constant, Decide};
use super::failure::Failure;
use super::paths::{Contents, Paths};
use super::values::Lengths;
use super::{Success, input, interrupt, output};

/// Decides a claim for all laws.
pub fn decide(arguments: &Decide, limits: Limits) -> Result<Success, Failure> {
    let claim = claim(&arguments.claim, limits)?;
    let ids = [claim.id()];
    Paths::new()
        .input(&arguments.claim)
        .folder("--certificates", arguments.certificates.as_ref(), Contents::Certificates(&ids))
        .folder("--laws", arguments.laws.as_ref(), Contents::Laws(&ids))
        .check()?;
    let (lengths, schedules) = scope(arguments.length, &arguments.schedules)?;
    // Of several lengths, those that are decided are kept.
    if lengths.len() > 1 {
        interrupt::install();
    }
    let decided: Vec<Decided> = decide_each(&claim, &lengths, schedules.as_deref(), &interrupt::is_asked)?
        .into_par_iter()
        .map(|decided| {
            let length = decided.length;
            let laws = match &decided.decision {
                Decision::Refuted(refutation) => counterexamples(&claim, length, refutation)?,
                Decision::Proved(_) | Decision::Undecided(_) | Decision::NoCase => Vec::new(),
            };
            let binary = match (arguments.binary, &decided.decision) {
                (true, Decision::Refuted(_)) => two_letters(&claim, length, schedules.as_deref())?,
                _ => None,
            };
            Ok(Decided { decided, laws, binary })
        })
        .collect::<Result<_, ClaimError>>()?;
    if let Some(folder) = &arguments.certificates {
        for Decided { decided, binary, .. } in &decided {
            let name = format!("{}.L{}", claim.id(), decided.length);
            if let Some(certificate) = certificate::decision(&claim, decided)? {
                write_certificate(folder, &name, &certificate)?;
            }
            let case =
                binary.as_ref().and_then(|(law, bindings)| certificate::case(&claim, law, bindings, Verdict::Violated));
            if let Some(certificate) = case {
                write_certificate(folder, &format!("{name}.binary"), &certificate)?;
            }
        }
    }
    if let Some(folder) = &arguments.laws {
        for Decided { decided, laws, binary } in &decided {
            for (number, law) in laws.iter().filter_map(|law| law.law.as_ref()).enumerate() {
                let name = format!("{}.L{}.{}.json", claim.id(), decided.length, number + 1);
                output::to_new_file(folder, &name, &law.to_json())?;
            }
            if let Some((law, _)) = binary {
                output::to_new_file(
                    folder,
                    &format!("{}.L{}.binary.json", claim.id(), decided.length),
                    &law.to_json(),
                )?;
            }
        }
    }
    let reports: Vec<_> = decided
        .iter()
        .map(|Decided { decided, laws, binary }| {
            let listed = schedules.iter().flatten().map(|schedule| schedule.blocks().to_vec()).collect();
            decision_json(&claim, decided, laws).with_schedules(listed).with_two_letters(binary.as_ref())
        })
        .collect();
    let text = match (arguments.json, reports.as_slice()) {
        (true, [only]) => output::json(only),
        (true, several) => output::json(&several),
        (false, several) => decisions_text(&claim, several),
    };
    output::to_stdout(&text)?;
    let as_expected = decided.iter().all(|Decided { decided, .. }| match decided.decision {
        Decision::Proved(_) | Decision::NoCase => true,
        Decision::Refuted(_) => claim.expectation() == crate::claim::Expectation::Fails,
        Decision::Undecided(_) => false,
    });
    Ok(if as_expected { Success::AsExpected } else { Success::Unexpected })
}

/// A decision with what refutes the claim.
struct Decided {
    decided: LengthDecision,
    laws: Vec<Counterexample>,
    /// A law over two letters that breaks the claim, with the case that it breaks.
    binary: Option<(Law, Vec<Binding>)>,
}

/// Searches for a counterexample over two letters, for each schedule in turn where schedules are given.
fn two_letters(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
) -> Result<Option<(Law, Vec<Binding>)>, ClaimError> {
    match schedules {
        None => search_binary(claim, length, None),
        Some(schedules) => {
            for schedule in schedules {
                if let Some(found) = search_binary(claim, length, Some(schedule))? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        }
    }
}

/// Computes sharp constants.
pub fn constant(arguments: &Constant, limits: Limits) -> Result<Success, Failure> {
    let claim = claim(&arguments.claim, limits)?;
    if claim.constant().is_none() {
        return Err(Failure::Usage {
            message: format!("the claim {} names no constant", claim.id()),
            help: "write `constant = { name = \"C\", value = \"1/16\" }` into the claim file and C into its statement"
                .to_owned(),
        });
    }
    Paths::new()
        .input(&arguments.claim)
        .folder("--certificates", arguments.certificates.as_ref(), Contents::Certificates(&[claim.id()]))
        .check()?;
    let (lengths, schedules) = scope(arguments.length, &arguments.schedules)?;
    // Of several lengths, those that are decided are kept.
    if lengths.len() > 1 {
        interrupt::install();
    }
    let constants = sharp_constants_each(&claim, &lengths, schedules.as_deref(), &interrupt::is_asked)?.concat();
    if let Some(folder) = &arguments.certificates {
        for (number, sharp) in constants.iter().enumerate() {
            if let Some(certificate) = certificate::constant(&claim, sharp)? {
                let name = format!("{}.L{}.constant-{}", claim.id(), sharp.length, number + 1);
                write_certificate(folder, &name, &certificate)?;
            }
        }
    }
    let reports: Vec<_> = constants.iter().map(|sharp| constant_json(&claim, sharp)).collect();
    let text = match (arguments.json, reports.as_slice()) {
        (true, [only]) => output::json(only),
        (true, several) => output::json(&several),
        (false, several) => constants_text(&claim, several),
    };
    output::to_stdout(&text)?;
    Ok(Success::AsExpected)
}

/// Writes a certificate into a folder, which is made if it does not exist.
pub fn write_certificate(folder: &Path, name: &str, certificate: &Certificate) -> Result<(), Failure> {
    output::to_new_file(folder, &format!("{name}.{}.json", certificate.kind()), &certificate.to_json())
}

/// A claim of the catalogue, or a claim file, with limits of work.
pub fn claim(text: &str, limits: Limits) -> Result<Claim, Failure> {
    let path = Path::new(text);
    // A folder may have the name of a claim of the catalogue.
    if text.ends_with(".toml") || (path.exists() && !path.is_dir()) {
        return Ok(Claim::read(path)?.within(limits));
    }
    Ok(super::catalogue::find(&Catalogue::built_in()?, text)?.clone().within(limits))
}

fn scope(lengths: Lengths, schedules: &[String]) -> Result<(Vec<usize>, Option<Vec<Schedule>>), Failure> {
    if schedules.is_empty() {
        return Ok(((lengths.first..=lengths.last).collect(), None));
    }
    if lengths.first != lengths.last {
        return Err(Failure::Usage {
            message: format!("schedules are given for lengths {}..{}", lengths.first, lengths.last),
            help: "with --schedule give one --length, the sum of the block sizes".to_owned(),
        });
    }
    Ok((vec![lengths.first], Some(input::schedules(schedules, lengths.first)?)))
}
