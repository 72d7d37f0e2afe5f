//! What the cases say of claims, and what is decided for all laws, as JSON. `claims_text` has the text.

use maskproof::analysis::{CheckedClaim, Evidence, Truth};
use maskproof::cases::shapes::{Extent, Skipped, condition_text};
use maskproof::evaluation::Verdict;
use maskproof::exact::Integer;
use maskproof::language::Expectation;
use maskproof::sweep::{Conclusion, Family};
use serde::Serialize;

use crate::options;

use super::all_laws::AllLawsReport;
use super::case::CaseReport;
use super::name::Name;
use super::number::rounding;
use super::serialise::{as_text, by_name};

/// The outcome of `maskproof verify` and `maskproof check`.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// Whether every claim behaves as expected.
    pub as_expected: bool,
    /// How the numbers are rounded.
    pub rounding: String,
    /// The families of laws, with how many laws each has.
    pub families: Vec<FamilyReport>,
    /// The claims, in order of their identifiers.
    pub claims: Vec<ClaimReport>,
}

/// A family of laws.
#[derive(Debug, Clone, Serialize)]
pub struct FamilyReport {
    /// What it holds.
    pub name: Name,
    /// How many laws are examined.
    pub laws: usize,
    /// How many laws these stand for, up to the order of positions and the names of tokens.
    #[serde(serialize_with = "as_text")]
    pub represented: Integer,
}

impl FamilyReport {
    /// The summary of a family.
    pub fn new(family: &Family) -> Self {
        Self { name: family.name.as_str().into(), laws: family.items.len(), represented: family.represented.clone() }
    }

    /// The summary of so many laws that are given.
    pub fn of_given(laws: usize) -> Self {
        Self { name: "given".into(), laws, represented: Integer::from(laws) }
    }
}

/// What the cases say of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimReport {
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
    /// What is expected of it.
    #[serde(serialize_with = "by_name")]
    pub expectation: Expectation,
    /// What the cases say.
    #[serde(serialize_with = "by_name")]
    pub conclusion: Conclusion,
    /// What the cases and the decisions for all laws say together.
    #[serde(serialize_with = "by_name")]
    pub truth: Truth,
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
    /// Which of the two verdicts says more against the claim.
    #[serde(skip)]
    pub stronger: Evidence,
    /// Whether all that is known is that the claim holds on few laws.
    #[serde(skip)]
    pub rests_on_few_laws: bool,
    /// The shapes of laws that were left out: the statement has no meaning there, or is too large.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<SkippedReport>,
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
    pub all_laws: AllLawsReport,
    /// The tightest case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightest: Option<CaseReport>,
    /// The length at which the claim is refuted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted_length: Option<usize>,
    /// The cases that refute the claim; empty when nothing satisfies an `exists` before the law.
    pub counterexamples: Vec<CaseReport>,
    /// The first case that was not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undecided: Option<CaseReport>,
}

/// A shape of laws that was left out.
#[derive(Debug, Clone, Serialize)]
pub struct SkippedReport {
    /// `L`
    pub length: usize,
    /// `V`
    pub vocabulary_size: usize,
    /// Why.
    pub reason: String,
}

impl CheckReport {
    /// The report of claims that were checked on laws of these families.
    pub fn new(checked: &[CheckedClaim], families: Vec<FamilyReport>, digits: u32) -> Self {
        Self {
            as_expected: checked.iter().all(CheckedClaim::is_as_expected),
            rounding: rounding(digits),
            families,
            claims: checked.iter().map(|checked| ClaimReport::new(checked, digits)).collect(),
        }
    }
}

impl ClaimReport {
    fn new(checked: &CheckedClaim, digits: u32) -> Self {
        let CheckedClaim { claim, report, all_laws, truth, extent, .. } = *checked;
        let tally = &report.tally;
        let show = |witness| CaseReport::new(witness, digits);
        Self {
            id: claim.id().to_owned(),
            title: claim.title().to_owned(),
            source: claim.source().to_owned(),
            provenance: claim.provenance().to_string(),
            reading: claim.reading().map(Name::from),
            statement: claim.text().trim().to_owned(),
            constant: claim.constant().map(|constant| format!("{} = {}", constant.name, constant.text)),
            expectation: claim.expectation(),
            conclusion: report.conclusion,
            truth,
            as_expected: checked.is_as_expected(),
            laws_given: report.done.of,
            laws_tried: report.done.laws,
            is_stopped: report.done.is_stopped,
            scope: condition_text(claim).map(str::to_owned),
            extent,
            names_laws: claim.names_laws(),
            stronger: checked.stronger(),
            rests_on_few_laws: checked.rests_on_few_laws(),
            skipped: report.skipped.iter().map(SkippedReport::new).collect(),
            repaired: checked.repaired.clone(),
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
            all_laws: AllLawsReport::new(all_laws),
            tightest: report.tightest.as_ref().map(show),
            refuted_length: report.refuted_length,
            counterexamples: report.counterexamples.iter().map(show).collect(),
            undecided: report.undecided.as_ref().map(show),
        }
    }
}

impl SkippedReport {
    fn new(skipped: &Skipped) -> Self {
        let (length, vocabulary_size) = (skipped.shape.length(), skipped.shape.vocabulary_size());
        Self { length, vocabulary_size, reason: options::in_message(&skipped.message) }
    }
}
