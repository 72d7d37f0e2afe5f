//! What the cases say of claims, as a table and as JSON.

use serde::Serialize;

use crate::claim::evaluate::Comparison;
use crate::claim::{Claim, Verdict};
use crate::decide::RangeOutcome;
use crate::sweep::{ClaimReport, Family, Witness};

use super::analysis::side;
use super::analysis_text::new_table;
use super::number::Number;

/// The report of a run, as it is written in JSON.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimsJson {
    /// Whether every claim behaves as expected.
    pub as_expected: bool,
    /// How the numbers are rounded.
    pub rounding: String,
    /// The families of laws, with how many laws each has.
    pub families: Vec<FamilyJson>,
    /// The claims, in order of their identifiers.
    pub claims: Vec<ClaimJson>,
}

/// A family of laws.
#[derive(Debug, Clone, Serialize)]
pub struct FamilyJson {
    /// What it holds.
    pub name: String,
    /// How many laws are examined.
    pub laws: usize,
    /// How many laws these stand for, up to the order of positions and the names of tokens.
    pub represented: String,
}

impl FamilyJson {
    /// The summary of a family.
    pub fn new(family: &Family) -> Self {
        let represented = family.represented.to_string();
        Self { name: family.name.clone(), laws: family.items.len(), represented }
    }
}

/// What the cases say of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimJson {
    /// The identifier.
    pub id: String,
    /// One line.
    pub title: String,
    /// Paper and theorem.
    pub source: String,
    /// `P`, `S`, `M` or `D`.
    pub provenance: String,
    /// Which reading of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// The statement.
    pub statement: String,
    /// The constant that it names, with its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// `holds` or `fails`.
    pub expectation: &'static str,
    /// `holds`, `violated`, `not decided`, `holds only vacuously` or `no case`.
    pub conclusion: &'static str,
    /// Whether the conclusion is the expected one.
    pub as_expected: bool,
    /// The lengths of the laws with a case.
    pub lengths: Vec<usize>,
    /// How many laws have a case.
    pub laws: u64,
    /// How many cases there are.
    pub cases: u64,
    /// How many cases hold with equality.
    pub equalities: u64,
    /// Of these, how many are inequalities between positive values.
    pub attained: u64,
    /// How many cases hold vacuously: an implication whose premise is false.
    pub vacuous: u64,
    /// How many cases are violated.
    pub violations: u64,
    /// How many cases have no meaning (a difference of infinities).
    pub undefined: u64,
    /// How many cases were not computed.
    pub not_computed: u64,
    /// What is decided for every law over every vocabulary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all_laws: Option<AllLawsJson>,
    /// The tightest case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightest: Option<WitnessJson>,
    /// The length at which the claim is refuted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_length: Option<usize>,
    /// The cases that refute the claim; empty when nothing satisfies an `exists` before the law.
    pub counterexamples: Vec<WitnessJson>,
    /// The first case that was not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undecided: Option<WitnessJson>,
}

/// What is decided for every law, vocabulary and predictor.
#[derive(Debug, Clone, Serialize)]
pub struct AllLawsJson {
    /// The first and the last length.
    pub lengths: [usize; 2],
    /// `proved`, `refuted`, `cases only`.
    pub outcome: &'static str,
    /// The first length at which the claim is refuted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_at: Option<usize>,
}

impl AllLawsJson {
    /// The summary of an outcome.
    pub fn new(lengths: [usize; 2], outcome: RangeOutcome) -> Self {
        let (outcome, refuted_at) = match outcome {
            RangeOutcome::Proved => ("proved", None),
            RangeOutcome::Refuted(length) => ("refuted", Some(length)),
            RangeOutcome::Undecided => ("cases only", None),
            RangeOutcome::Unfinished => ("not finished", None),
        };
        Self { lengths, outcome, refuted_at }
    }
}

/// A case with its values.
#[derive(Debug, Clone, Serialize)]
pub struct WitnessJson {
    /// The law and its predictor.
    pub law: String,
    /// What the quantifiers bind.
    pub bindings: Vec<String>,
    /// The verdict.
    pub verdict: &'static str,
    /// The left side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Number>,
    /// The relation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<&'static str>,
    /// The right side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<Number>,
    /// Positive where the relation holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack: Option<Number>,
    /// The smaller side over the larger one, of an inequality that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightness: Option<String>,
    /// Why there is no value, or nothing to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The lengths for which claims are decided over all laws beside a run.
pub const DECIDED_LENGTHS: [usize; 2] = [2, 16];

/// Puts a run into the form that is written as JSON; `decided` is what is decided over all laws for
/// [`DECIDED_LENGTHS`], claim by claim.
pub fn to_json(
    claims: &[Claim],
    reports: &[ClaimReport],
    decided: &[RangeOutcome],
    families: Vec<FamilyJson>,
    digits: u32,
) -> ClaimsJson {
    let claims: Vec<ClaimJson> = claims
        .iter()
        .zip(reports)
        .zip(decided)
        .map(|((claim, report), decided)| claim_to_json(claim, report, *decided, digits))
        .collect();
    ClaimsJson {
        as_expected: claims.iter().all(|claim| claim.as_expected),
        rounding: format!("{digits} significant digits, exact values rounded to nearest"),
        families,
        claims,
    }
}

fn claim_to_json(claim: &Claim, report: &ClaimReport, decided: RangeOutcome, digits: u32) -> ClaimJson {
    let tally = &report.tally;
    let show = |witness: &Witness| witness_to_json(witness, digits);
    ClaimJson {
        id: claim.id().to_owned(),
        title: claim.title().to_owned(),
        source: claim.source().to_owned(),
        provenance: claim.provenance().to_string(),
        reading: claim.reading().map(str::to_owned),
        statement: claim.text().trim().to_owned(),
        constant: claim.constant().map(|constant| format!("{} = {}", constant.name, constant.text)),
        expectation: claim.expectation().name(),
        conclusion: report.conclusion.name(),
        as_expected: report.is_expected(claim.expectation()) && decided.agrees_with(claim.expectation()),
        lengths: tally.lengths.iter().copied().collect(),
        laws: tally.laws,
        cases: tally.cases,
        equalities: tally.count(Verdict::Equality),
        attained: tally.attained,
        vacuous: tally.count(Verdict::Vacuous),
        violations: tally.count(Verdict::Violated),
        undefined: tally.count(Verdict::Undefined),
        not_computed: tally.count(Verdict::Unavailable),
        all_laws: Some(AllLawsJson::new(DECIDED_LENGTHS, decided)),
        tightest: report.tightest.as_ref().map(show),
        refuted_length: report.refuted_length,
        counterexamples: report.counterexamples.iter().map(show).collect(),
        undecided: report.undecided.as_ref().map(show),
    }
}

/// A case as it is written in JSON.
pub fn witness_to_json(witness: &Witness, digits: u32) -> WitnessJson {
    let comparison = witness.comparison.as_ref();
    WitnessJson {
        law: witness.subject.clone(),
        bindings: witness.bindings.iter().map(ToString::to_string).collect(),
        verdict: witness.verdict.name(),
        left: comparison.map(|comparison| side(&comparison.left(), digits)),
        relation: comparison.map(|comparison| comparison.relation.symbol()),
        right: comparison.map(|comparison| side(&comparison.right(), digits)),
        slack: comparison.and_then(Comparison::slack).map(|slack| Number::finite(&slack, digits)),
        tightness: comparison
            .filter(|_| witness.verdict.is_true())
            .and_then(|comparison| tightness(comparison, digits)),
        reason: witness.reason.clone(),
    }
}

/// The smaller side over the larger one, when both are finite and the larger one is positive.
fn tightness(comparison: &Comparison, digits: u32) -> Option<String> {
    let (smaller, larger) = comparison.ordered()?;
    smaller.ratio_to_decimal(larger, digits)
}

/// The table of a run, with the counterexamples of false claims below it.
pub fn to_text(report: &ClaimsJson) -> String {
    let mut table = new_table(&["claim", "tag", "scope", "cases", "verdict", "tightest case"]);
    for claim in &report.claims {
        let verdict = match (claim.conclusion, claim.as_expected) {
            (conclusion, true) if claim.expectation == "fails" => format!("{conclusion}, as expected"),
            (conclusion, true) => conclusion.to_owned(),
            (conclusion, false) => format!("{conclusion}, UNEXPECTED"),
        };
        table.add_row([
            claim.id.clone(),
            claim.provenance.clone(),
            format!("{}, L = {}{}", counted(claim.laws, "law"), lengths(&claim.lengths), all_laws_scope(claim)),
            if claim.vacuous == 0 {
                claim.cases.to_string()
            } else {
                format!("{}\n{} vacuous", claim.cases, claim.vacuous)
            },
            verdict + &all_laws_verdict(claim),
            tightest_text(claim),
        ]);
    }
    let mut text = String::new();
    for family in &report.families {
        text += &format!("{:>6} {}: {}", family.laws, if family.laws == 1 { "law" } else { "laws" }, family.name);
        if family.represented != family.laws.to_string() {
            text += &format!(" ({} laws in all)", family.represented);
        }
        text += "\n";
    }
    text += &format!("{table}\n");
    for claim in &report.claims {
        let Some(length) = claim.refuted_length else { continue };
        if claim.counterexamples.is_empty() {
            text += &format!("\n{} is false at L = {length}: nothing satisfies what `exists` asks for\n", claim.id);
            continue;
        }
        text += &format!("\n{} is violated in {} of {}", claim.id, claim.violations, counted(claim.cases, "case"));
        if let Some(reading) = &claim.reading {
            text += &format!("\n  reading: {reading}");
        }
        for witness in &claim.counterexamples {
            text += &format!("\n  {}", witness_text(witness));
        }
        text += "\n";
    }
    for claim in &report.claims {
        if let Some(witness) = &claim.undecided {
            text += &format!(
                "\n{} was not decided in {} of {}; the first:\n  {}\n",
                claim.id,
                claim.undefined + claim.not_computed,
                counted(claim.cases, "case"),
                witness_text(witness)
            );
        }
    }
    let expected = report.claims.iter().filter(|claim| claim.as_expected).count();
    let cases: u64 = report.claims.iter().map(|claim| claim.cases).sum();
    text += &format!(
        "\n{expected} of {} as expected, in {}, each decided exactly.\n",
        counted(report.claims.len() as u64, "claim"),
        counted(cases, "case")
    );
    text
}

/// The second line of a claim's scope.
fn all_laws_scope(claim: &ClaimJson) -> String {
    let lengths = claim.all_laws.as_ref().map(|decided| decided.lengths);
    lengths.map_or(String::new(), |[first, last]| format!("\nevery law and vocabulary, L = {first}..{last}"))
}

/// The second line of a claim's verdict.
fn all_laws_verdict(claim: &ClaimJson) -> String {
    match &claim.all_laws {
        None => String::new(),
        Some(AllLawsJson { refuted_at: Some(length), .. }) => format!("\nrefuted at L = {length}"),
        Some(AllLawsJson { outcome, .. }) => format!("\n{outcome}"),
    }
}

/// A number with its noun.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

pub(super) fn lengths(lengths: &[usize]) -> String {
    match lengths {
        [] => "-".to_owned(),
        [only] => only.to_string(),
        [first, .., last] if last - first + 1 == lengths.len() => format!("{first}..{last}"),
        _ => lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    }
}

fn tightest_text(claim: &ClaimJson) -> String {
    if claim.attained > 0 {
        let witness = claim.tightest.as_ref().map(place).unwrap_or_default();
        return format!("equality in {}: {witness}", counted(claim.attained, "case"));
    }
    match &claim.tightest {
        Some(witness) => format!("{} at {}", witness.tightness.as_deref().unwrap_or_default(), place(witness)),
        None if claim.equalities == claim.cases && claim.cases > 0 => "equality in every case".to_owned(),
        None if claim.equalities > 0 => format!("equality with 0 in {}", counted(claim.equalities, "case")),
        None => String::new(),
    }
}

pub(super) fn place(witness: &WitnessJson) -> String {
    std::iter::once(&witness.law).chain(&witness.bindings).cloned().collect::<Vec<_>>().join(", ")
}

pub(super) fn witness_text(witness: &WitnessJson) -> String {
    let mut text = place(witness);
    let values = if witness.verdict == Verdict::Undefined.name() { None } else { witness.left.as_ref() };
    if let (Some(left), Some(relation), Some(right)) = (values, witness.relation, &witness.right) {
        let relation =
            if witness.verdict == Verdict::Violated.name() { format!("{relation} fails") } else { relation.to_owned() };
        text += &format!(": left {} nats, right {} nats; {relation}", left.nats, right.nats);
    }
    if let Some(reason) = &witness.reason {
        text += &format!(": {reason}");
    }
    text
}
