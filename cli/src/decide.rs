//! `maskproof decide` and `maskproof constant`

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use maskproof::analysis::DECIDED_LENGTHS;
use maskproof::cases::bindings::{Binding, schedule_of};
use maskproof::certificate::{self, Certificate, Declined};
use maskproof::decide::constant::Bound;
use maskproof::decide::every_length::{admits, prove_from};
use maskproof::decide::{
    Counterexample, Decision, EveryLength, EveryLengthProof, LengthDecision, Means, NonShannon, SharpConstant,
    Standing, Undecided, counterexamples, decide as decide_length, decide_each, decide_every_length, sharp_constants,
    sharp_constants_each, standings, two_letters,
};
use maskproof::evaluation::Verdict;
use maskproof::exact::Limits;
use maskproof::hunt::{ShortHunt, hunt_within_vocabularies, short_hunt};
use maskproof::language::{Catalogue, Claim, ClaimError, Expectation};
use maskproof::law::{Law, Shape};
use maskproof::limits::BINARY_LENGTH_LIMIT;
use maskproof::sampler::Schedule;

use super::arguments::{Constant, Decide, NonShannonName, Stated};
use super::failure::Failure;
use super::handover::{command, typed};
use super::law_files::{LawFiles, is_binary, is_refutation};
use super::paths::{Contents, Paths};
use super::report::constants::{self, ConstantReport};
use super::report::decisions::{self, DecisionReport};
use super::report::every_length::EveryLengthReport;
use super::values::Lengths;
use super::{Success, certificates, input, interrupt, output};

/// Decides a claim for all laws.
pub fn decide(arguments: &Decide, limits: Limits) -> Result<Success, Failure> {
    let claim = claim(&arguments.stated, arguments.claim.as_deref(), limits)?;
    let ids = [claim.id()];
    Paths::new()
        .inputs(&arguments.claim)
        .folder("--certificates", arguments.certificates.as_ref(), Contents::Certificates(&ids))
        .folder("--laws", arguments.laws.as_ref(), Contents::Laws(&ids))
        .check()?;
    if arguments.every_length {
        return every_length(&claim, arguments);
    }
    let (lengths, schedules) = scope(arguments.length, &arguments.schedules)?;
    let schedules = schedules.as_deref();
    let (proof, covered) = of_every_length(&claim, &lengths, schedules);
    let lengths = &lengths[..lengths.len() - covered.len()];
    let (decisions, undefined) = where_defined(
        decide_each(&claim, lengths, means(arguments.non_shannon, schedules), &interrupt::is_asked)?,
        |decided| match &decided.decision {
            Decision::Undecided(Undecided::Undefined(message)) => Some((decided.length, message.clone())),
            _ => None,
        },
        || decide_length(&claim, lengths[0], schedules).map(|_| ()),
    )?;
    let decided: Vec<Result<Decided, ClaimError>> =
        decisions.into_par_iter().map(|decided| with_laws(&claim, decided, schedules, arguments)).collect();
    // The first mistake in order, whichever was found first.
    let decided = decided.into_iter().collect::<Result<Vec<_>, _>>()?;
    if let Some(folder) = &arguments.certificates {
        write_certificates(folder, &claim, schedules, &decided)?;
        if let Some(proof) = &proof {
            write_every_length(folder, &claim, &certificate::try_every_length(&claim, proof))?;
        }
        for (length, _) in &undefined {
            let name = certificate_name(&claim, *length, schedules);
            certificates::remove_others(folder, &name, None)?;
            certificates::remove_others(folder, &format!("{name}.binary"), None)?;
        }
    }
    if let Some(folder) = &arguments.laws {
        write_laws(folder, &claim, lengths, &decided)?;
    }
    let of_covered = covered.iter().map(|&length| DecisionReport::of_every_length(&claim, length));
    let of_decided = decided.iter().map(|Decided { decided, laws, binary, search, hunt }| {
        DecisionReport::new(&claim, decided, laws.as_deref())
            .with_schedules(schedules.unwrap_or_default())
            .with_two_letters(binary.as_ref())
            .with_search(search.clone(), hunt.clone())
    });
    let of_undefined =
        undefined.iter().map(|(length, reason)| DecisionReport::undefined(&claim, *length, reason.clone()));
    let mut reports: Vec<DecisionReport> = of_decided.chain(of_undefined).chain(of_covered).collect();
    reports.sort_by_key(|report| report.length);
    output::reports(arguments.json, &reports, |reports| decisions::to_text(&claim, reports))?;
    // Where no length has a case nothing is decided.
    let has_case =
        proof.is_some() || decided.iter().any(|Decided { decided, .. }| !matches!(decided.decision, Decision::NoCase));
    let as_expected = decided.iter().all(|Decided { decided, .. }| match decided.decision {
        Decision::Proved(_) | Decision::NoCase => true,
        Decision::Refuted(_) => claim.expectation() == Expectation::Fails,
        Decision::Undecided(_) => false,
    });
    Ok(outcome(has_case && as_expected))
}

/// Decides a claim for every length at once.
fn every_length(claim: &Claim, arguments: &Decide) -> Result<Success, Failure> {
    let decided = decide_every_length(claim)?;
    let certificate = match &decided {
        EveryLength::Proved(proof) => certificate::try_every_length(claim, proof),
        EveryLength::Refuted(_) => {
            Err(Declined::Format("a refutation for every length: ask for its length, which has one"))
        }
        EveryLength::Undecided(_) => Err(Declined::Undecided),
    };
    if let Some(folder) = &arguments.certificates {
        write_every_length(folder, claim, &certificate)?;
    }
    let report = EveryLengthReport::new(claim, &decided, certificate.ok());
    output::report(arguments.json, &report, |report| report.to_text(claim))?;
    Ok(outcome(match decided {
        EveryLength::Proved(_) => true,
        EveryLength::Refuted(_) => claim.expectation() == Expectation::Fails,
        EveryLength::Undecided(_) => false,
    }))
}

fn write_every_length(
    folder: &Path,
    claim: &Claim,
    certificate: &Result<Certificate, Declined>,
) -> Result<(), Failure> {
    let of = format!("the decision of {} for every length", claim.id());
    certificates::replace(folder, &format!("{}.every", claim.id()), &of, certificate)
}

/// A proof for every length, where it covers lengths that may take long by themselves, and the lengths that it covers:
/// the last of those asked for.
fn of_every_length(
    claim: &Claim,
    lengths: &[usize],
    schedules: Option<&[Schedule]>,
) -> (Option<EveryLengthProof>, Vec<usize>) {
    let long: Vec<usize> = lengths.iter().copied().filter(|&length| length > DECIDED_LENGTHS[1]).collect();
    if long.is_empty() || schedules.is_some() || !long.iter().all(|&length| admits(claim, length)) {
        return (None, Vec::new());
    }
    match prove_from(claim, DECIDED_LENGTHS[0]) {
        Ok(proof) => (Some(proof), long),
        Err(_) => (None, Vec::new()),
    }
}

/// What the decision is for, and what it may use.
pub fn means(non_shannon: Option<NonShannonName>, schedules: Option<&[Schedule]>) -> Means<'_> {
    let non_shannon = match non_shannon {
        None => NonShannon::None,
        Some(NonShannonName::ZhangYeung) => NonShannon::ZhangYeung,
    };
    Means { schedules, non_shannon }
}

/// A decision with what refutes the claim.
struct Decided {
    decided: LengthDecision,
    /// The laws that refute the claim; `None` where a stop came before they were made.
    laws: Option<Vec<Counterexample>>,
    /// A law over two letters that breaks the claim, with the case that it breaks.
    binary: Option<(Law, Vec<Binding>)>,
    /// What the search for it came to, where it found none.
    search: Option<String>,
    /// The command of a hunt that might find a law.
    hunt: Option<String>,
}

/// The lengths at which a statement has no meaning, with the reasons.
type Undefined = Vec<(usize, String)>;

/// What was found at the lengths at which the statement has a meaning, and the others, with the reasons.
///
/// # Errors
/// That of `error`, where the statement has a meaning at none of them.
fn where_defined<R>(
    found: Vec<R>,
    reason: impl Fn(&R) -> Option<(usize, String)>,
    error: impl FnOnce() -> Result<(), ClaimError>,
) -> Result<(Vec<R>, Undefined), Failure> {
    let undefined: Vec<_> = found.iter().filter_map(&reason).collect();
    if !undefined.is_empty() && undefined.len() == found.len() {
        error()?;
    }
    Ok((found.into_iter().filter(|found| reason(found).is_none()).collect(), undefined))
}

/// A decision with the laws that refute the claim, those of a search and of a short hunt included.
fn with_laws(
    claim: &Claim,
    mut decided: LengthDecision,
    schedules: Option<&[Schedule]>,
    arguments: &Decide,
) -> Result<Decided, ClaimError> {
    let length = decided.length;
    let typed = typed(arguments.claim.as_deref(), &arguments.stated);
    let without_law = hunt_within_vocabularies(claim, &mut decided, schedules, &interrupt::is_asked);
    let mut hunt = without_law.map(|shape| command(&typed, shape, schedules));
    let laws = match &decided.decision {
        // A law that a hunt has found is there.
        Decision::Refuted(refutation) if refutation.law.is_none() && interrupt::is_asked() => None,
        Decision::Refuted(refutation) => Some(counterexamples(claim, length, refutation)?),
        Decision::Proved(_) | Decision::Undecided(_) | Decision::NoCase => Some(Vec::new()),
    };
    let (mut binary, mut search) = (None, None);
    if arguments.binary && matches!(decided.decision, Decision::Refuted(_)) {
        if !interrupt::is_asked() {
            binary = two_letters(claim, length, schedules)?;
        }
        if binary.is_none() {
            let two = Shape::new(length, 2).expect("lengths are at least 1");
            (binary, search) = match short_hunt(claim, two, schedules, &interrupt::is_asked) {
                ShortHunt::Found(law, bindings) => (Some((law, bindings)), None),
                ShortHunt::Stopped => (None, Some("stopped before one was found".to_owned())),
                ShortHunt::NoneFound => (None, Some("none found, by the search and by a short hunt".to_owned())),
                ShortHunt::NoHunt if length > BINARY_LENGTH_LIMIT => {
                    (None, Some(format!("not searched, beyond L = {BINARY_LENGTH_LIMIT}")))
                }
                ShortHunt::NoHunt => (None, Some("none found; the shape is too large for a short hunt".to_owned())),
            };
            if binary.is_none() {
                hunt = Some(command(&typed, two, schedules));
            }
        }
    }
    Ok(Decided { decided, laws, binary, search, hunt })
}

/// The name of the certificate of a decision, without its kind.
fn certificate_name(claim: &Claim, length: usize, schedules: Option<&[Schedule]>) -> String {
    format!("{}.L{length}{}", claim.id(), certificates::schedules_in_name(schedules))
}

fn write_certificates(
    folder: &Path,
    claim: &Claim,
    schedules: Option<&[Schedule]>,
    decided: &[Decided],
) -> Result<(), Failure> {
    let restricted = certificate::restricted(claim, schedules, &[]);
    for Decided { decided, laws, binary, .. } in decided {
        let name = certificate_name(claim, decided.length, schedules);
        let of = format!("the decision of {} at L = {}", claim.id(), decided.length);
        let certificate = match &restricted {
            Ok(_) if laws.is_none() => Err(Declined::Stopped),
            Ok(restricted) => certificate::try_decision(restricted, decided)?,
            Err(reason) => Err(reason.clone()),
        };
        certificates::replace(folder, &name, &of, &certificate)?;
        let name = format!("{name}.binary");
        match binary {
            Some((law, bindings)) => {
                let certificate = certificate::restricted(claim, schedules, bindings)
                    .and_then(|claim| certificate::try_case(&claim, law, bindings, Verdict::Violated));
                let of = format!("the law over two letters at L = {}", decided.length);
                certificates::replace(folder, &name, &of, &certificate)?;
            }
            None => certificates::remove_others(folder, &name, None)?,
        }
    }
    Ok(())
}

fn write_laws(folder: &Path, claim: &Claim, lengths: &[usize], decided: &[Decided]) -> Result<(), Failure> {
    let mut files = LawFiles::new(folder, claim.id());
    for Decided { decided, laws, binary, .. } in decided {
        for (number, law) in laws.iter().flatten().filter_map(|law| law.law.as_ref()).enumerate() {
            files.write(&format!("L{}.{}", decided.length, number + 1), &law.to_json())?;
        }
        if let Some((law, _)) = binary {
            files.write(&format!("L{}.binary", decided.length), &law.to_json())?;
        }
    }
    files.remove_others(|part| is_refutation(part, lengths) || is_binary(part, lengths))
}

/// Computes sharp constants, and compares the claimed value with them.
pub fn constant(arguments: &Constant, limits: Limits) -> Result<Success, Failure> {
    let claim = claim(&arguments.stated, arguments.claim.as_deref(), limits)?;
    if claim.constant().is_none() {
        return Err(Failure::Usage {
            message: format!("the claim {} names no constant", claim.id()),
            help: if arguments.stated.statement.is_some() {
                "write C into the statement, as a factor, and give --constant C=1/16".to_owned()
            } else {
                "write `constant = { name = \"C\", value = \"1/16\" }` into the claim file and C into its statement"
                    .to_owned()
            },
        });
    }
    Paths::new()
        .inputs(&arguments.claim)
        .folder("--certificates", arguments.certificates.as_ref(), Contents::Certificates(&[claim.id()]))
        .check()?;
    let (lengths, schedules) = scope(arguments.length, &arguments.schedules)?;
    let schedules = schedules.as_deref();
    let (constants, undefined) = where_defined(
        sharp_constants_each(&claim, &lengths, schedules, &interrupt::is_asked)?.concat(),
        |sharp| match &sharp.bound {
            Bound::Undecided(Undecided::Undefined(message)) => Some((sharp.length, message.clone())),
            _ => None,
        },
        || sharp_constants(&claim, lengths[0], schedules).map(|_| ()),
    )?;
    let standings = standings(&claim, &constants, schedules, &interrupt::is_asked)?;
    let found: Vec<_> = constants.into_iter().zip(standings).collect();
    if let Some(folder) = &arguments.certificates {
        write_constants(folder, &claim, schedules, &lengths, found.iter().map(|(sharp, _)| sharp))?;
    }
    let of_found = found.iter().map(|(sharp, standing)| ConstantReport::new(&claim, sharp, standing));
    let of_undefined = undefined.iter().map(|(length, reason)| ConstantReport::undefined(&claim, *length, reason));
    let mut reports: Vec<ConstantReport> = of_found.chain(of_undefined).collect();
    reports.sort_by_key(|report| report.length);
    output::reports(arguments.json, &reports, |reports| constants::to_text(&claim, reports))?;
    let has = |wanted| found.iter().any(|(_, (_, standing))| *standing == wanted);
    let as_expected = match claim.expectation() {
        Expectation::Holds => !has(Standing::False) && !has(Standing::Undecided),
        Expectation::Fails => has(Standing::False) || !has(Standing::Undecided),
    };
    Ok(outcome(!found.is_empty() && as_expected))
}

/// How a command ends that keeps what is done when Ctrl-C is pressed.
pub fn outcome(as_expected: bool) -> Success {
    match as_expected {
        _ if interrupt::is_asked() => Success::Interrupted,
        true => Success::AsExpected,
        false => Success::NotAsExpected,
    }
}

fn write_constants<'a>(
    folder: &Path,
    claim: &Claim,
    schedules: Option<&[Schedule]>,
    lengths: &[usize],
    constants: impl Iterator<Item = &'a SharpConstant>,
) -> Result<(), Failure> {
    let mut numbers: BTreeMap<usize, usize> = lengths.iter().map(|length| (*length, 0)).collect();
    let name = |length: usize| format!("{}.constant", certificate_name(claim, length, schedules));
    for (index, sharp) in constants.enumerate() {
        numbers.insert(sharp.length, index + 1);
        // Each schedule that is given, and quantified by `for all`, has a constant of its own.
        let own = schedule_of(&sharp.bindings).map(std::slice::from_ref).filter(|_| schedules.is_some());
        let certificate = match certificate::restricted(claim, own.or(schedules), &[]) {
            Ok(claim) => certificate::try_constant(&claim, sharp)?,
            Err(reason) => Err(reason),
        };
        let case = sharp.bindings.iter().fold(String::new(), |text, binding| format!("{text}, {binding}"));
        let of = format!("the constant of {} at L = {}{case}", claim.id(), sharp.length);
        certificates::replace(folder, &format!("{}-{}", name(sharp.length), index + 1), &of, &certificate)?;
    }
    numbers.into_iter().try_for_each(|(length, last)| certificates::remove_beyond(folder, &name(length), last))
}

/// A claim of the catalogue, of a claim file or of a statement on the command line, with limits of work.
pub fn claim(stated: &Stated, name: Option<&str>, limits: Limits) -> Result<Claim, Failure> {
    input::stated_claim(stated, name, &[], limits, |name| named_claim(name, limits))
}

/// A claim of the catalogue, or a claim file.
fn named_claim(text: &str, limits: Limits) -> Result<Claim, Failure> {
    let path = Path::new(text);
    // A folder may have the name of a claim of the catalogue.
    if text.ends_with(".toml") || (path.exists() && !path.is_dir()) {
        return input::claim_file(path, &[], limits);
    }
    Ok(super::catalogue::find(&Catalogue::built_in()?, text)?.clone().within(limits))
}

/// The lengths and schedules that are asked for. Of several lengths, Ctrl-C keeps those that are done.
fn scope(lengths: Lengths, schedules: &[String]) -> Result<(Vec<usize>, Option<Vec<Schedule>>), Failure> {
    if schedules.is_empty() {
        if lengths.first < lengths.last {
            interrupt::install();
        }
        return Ok(((lengths.first..=lengths.last).collect(), None));
    }
    if lengths.first != lengths.last {
        return Err(Failure::Usage {
            message: format!("schedules are given for lengths {}..{}", lengths.first, lengths.last),
            help: "with --schedule give one --length, the sum of the block sizes".to_owned(),
        });
    }
    let mut distinct: Vec<Schedule> = Vec::new();
    for schedule in input::schedules(schedules, lengths.first)? {
        if !distinct.contains(&schedule) {
            distinct.push(schedule);
        }
    }
    Ok((vec![lengths.first], Some(distinct)))
}
