//! What the cases say of claims, and what is decided for all laws, as JSON. `claims_text` has the table.

use std::cmp::Ordering;

use serde::Serialize;

use crate::cases::shapes::{Extent, Skipped, condition_text, extent, repaired};
use crate::decide::{Decision, Undecided};
use crate::evaluation::Verdict;
use crate::evaluation::evaluate::Comparison;
use crate::language::Claim;
use crate::sweep::{ClaimReport, Family, Witness};

use super::all_laws::{AllLaws, AllLawsJson, Truth};
use super::analysis::side;
use super::name::Name;
use super::number::Number;

pub use super::claims_text::to_text;

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
    pub name: Name,
    /// How many laws are examined.
    pub laws: usize,
    /// How many laws these stand for, up to the order of positions and the names of tokens.
    pub represented: String,
}

impl FamilyJson {
    /// The summary of a family.
    pub fn new(family: &Family) -> Self {
        let represented = family.represented.to_string();
        Self { name: family.name.as_str().into(), laws: family.items.len(), represented }
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
    pub reading: Option<Name>,
    /// The statement.
    pub statement: String,
    /// The constant that it names, with its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// `holds` or `fails`.
    pub expectation: &'static str,
    /// What the cases say: `holds`, `violated`, `not decided`, `stopped`, `holds only vacuously`, `no case` or `no law tried`.
    pub conclusion: &'static str,
    /// What the cases and the decisions for all laws say together: `false`, `proved`, `holds in the cases tried`, `open`, or
    /// `contradiction`, which is a defect of the program.
    pub truth: &'static str,
    /// Whether that is what is expected.
    pub as_expected: bool,
    /// How many laws of the claim's scope were given.
    pub laws_given: u64,
    /// How many of these were worked on.
    pub laws_tried: u64,
    /// Whether a stop was asked for before all were.
    pub is_stopped: bool,
    /// The condition on laws, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What laws that leaves, where none was tried.
    #[serde(skip)]
    pub extent: Option<Extent>,
    /// Whether the claim is about laws that it names.
    pub names_laws: bool,
    /// The shapes of laws that were left out: the statement has no meaning there, or is too large.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<SkippedJson>,
    /// The statement with a condition that leaves these out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repaired: Option<String>,
    /// The lengths of the laws with a case.
    pub lengths: Vec<usize>,
    /// How many laws have a case.
    pub laws: u64,
    /// How many cases there are.
    pub cases: u64,
    /// How many cases hold with equality.
    pub equalities: u64,
    /// In how many cases both sides are infinite, so that the relation holds and nothing finite was compared.
    pub both_infinite: u64,
    /// Of the equalities, how many are inequalities between positive values.
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

/// A shape of laws that was left out.
#[derive(Debug, Clone, Serialize)]
pub struct SkippedJson {
    /// `L`
    pub length: usize,
    /// `V`
    pub vocabulary_size: usize,
    /// Why.
    pub reason: String,
}

/// A case with its values.
#[derive(Debug, Clone, Serialize)]
pub struct WitnessJson {
    /// The law and its predictor.
    pub law: Name,
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
    /// The side that should be the smaller over the other, of an inequality that holds between positive sides: 1 is equality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightness: Option<String>,
    /// Why there is no value, or nothing to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many sequences have positive probability.
    pub support: usize,
    /// These sequences with their probabilities, where they are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequences: Option<Vec<(Vec<Name>, String)>>,
}

/// The lengths for which claims are decided over all laws beside a run.
pub const DECIDED_LENGTHS: [usize; 2] = [2, 16];

/// Puts a run into the form that is written as JSON; `decided` is what is decided over all laws, claim by claim.
pub fn to_json(
    claims: &[Claim],
    reports: &[ClaimReport],
    decided: &[AllLaws],
    families: Vec<FamilyJson>,
    digits: u32,
) -> ClaimsJson {
    let claims: Vec<ClaimJson> = claims
        .iter()
        .zip(reports)
        .zip(decided)
        .map(|((claim, report), decided)| claim_to_json(claim, report, decided, digits))
        .collect();
    ClaimsJson {
        as_expected: claims.iter().all(|claim| claim.as_expected),
        rounding: format!("{digits} significant digits, exact values rounded to nearest"),
        families,
        claims,
    }
}

/// The statement with a condition that leaves out the shapes without a meaning: those of laws, and those of the decisions for all
/// laws, which meet more lengths.
fn repaired_for_all(claim: &Claim, report: &ClaimReport, decided: &AllLaws) -> Option<String> {
    let (mut skipped, mut defined) = (report.skipped.clone(), report.shapes.clone());
    for decision in &decided.decisions {
        // The decisions are for every vocabulary: one stands for all, and leaves the bound to the lengths.
        let shape = (decision.length, 2);
        match &decision.decision {
            Decision::Proved(_) | Decision::Refuted(_) | Decision::Undecided(Undecided::NotLinear(_)) => {
                defined.insert(shape);
            }
            Decision::Undecided(Undecided::Undefined(message)) => {
                skipped.push(Skipped { shape, message: message.clone(), is_too_large: false });
            }
            Decision::Undecided(_) | Decision::NoCase => {}
        }
    }
    repaired(claim, &skipped, &defined)
}

fn claim_to_json(claim: &Claim, report: &ClaimReport, decided: &AllLaws, digits: u32) -> ClaimJson {
    let truth = Truth::of(report, decided);
    let tally = &report.tally;
    let show = |witness: &Witness| witness_to_json(witness, digits);
    ClaimJson {
        id: claim.id().to_owned(),
        title: claim.title().to_owned(),
        source: claim.source().to_owned(),
        provenance: claim.provenance().to_string(),
        reading: claim.reading().map(Name::from),
        statement: claim.text().trim().to_owned(),
        constant: claim.constant().map(|constant| format!("{} = {}", constant.name, constant.text)),
        expectation: claim.expectation().name(),
        conclusion: report.conclusion.name(),
        truth: truth.name(),
        as_expected: truth.meets(claim.expectation(), decided),
        laws_given: report.done.of,
        laws_tried: report.done.laws,
        is_stopped: report.done.is_stopped,
        scope: condition_text(claim).map(str::to_owned),
        extent: (report.done.laws == 0).then(|| extent(claim)),
        names_laws: claim.names_laws(),
        skipped: report
            .skipped
            .iter()
            .map(|skipped| SkippedJson {
                length: skipped.shape.0,
                vocabulary_size: skipped.shape.1,
                reason: skipped.message.clone(),
            })
            .collect(),
        repaired: match report.skipped.iter().any(|skipped| skipped.is_too_large) {
            true => None,
            false => repaired_for_all(claim, report, decided),
        },
        lengths: tally.lengths.iter().copied().collect(),
        laws: tally.laws,
        cases: tally.cases,
        equalities: tally.count(Verdict::Equality),
        both_infinite: tally.count(Verdict::BothInfinite),
        attained: tally.attained,
        vacuous: tally.count(Verdict::Vacuous),
        violations: tally.count(Verdict::Violated),
        undefined: tally.count(Verdict::Undefined),
        not_computed: tally.count(Verdict::Unavailable),
        all_laws: Some(AllLawsJson::new(claim, decided)),
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
        law: witness.subject.as_str().into(),
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
        support: witness.support,
        sequences: witness.sequences.as_ref().map(|sequences| {
            let text = |(tokens, probability): &(Vec<String>, crate::exact::Rational)| {
                (tokens.iter().map(|token| token.as_str().into()).collect(), probability.to_string())
            };
            sequences.iter().map(text).collect()
        }),
    }
}

/// The smaller side over the larger one, when both are finite and positive.
fn tightness(comparison: &Comparison, digits: u32) -> Option<String> {
    let (smaller, larger) = comparison.ordered()?;
    if smaller.sign() != Ordering::Greater {
        return None;
    }
    smaller.ratio_to_decimal(larger, digits)
}
