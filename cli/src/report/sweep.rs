//! What a sweep says of claims, as JSON and as text.

use maskproof::language::{Claim, Expectation};
use maskproof::sweep::Conclusion;
use maskproof::sweep::grid::{ClaimSummary, Example, Header, Summary, Sweep};
use serde::Serialize;

use super::case::{CaseReport, RATIO_MEANING};
use super::number::rounding;
use super::serialise::by_name;
use super::table::new_table;
use super::wording::counted;

/// The outcome of `maskproof sweep` and `maskproof merge`. It says nothing of time and threads: the same sweep gives
/// the same bytes.
#[derive(Debug, Clone, Serialize)]
pub struct GridReport {
    /// The version of this program.
    pub version: String,
    /// `V`
    pub vocabulary: usize,
    /// `L`
    pub length: usize,
    /// `N`
    pub denominator: u32,
    /// The number of atoms of positive probability, where it is restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<usize>,
    /// The schedules, where not all are quantified over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<String>>,
    /// Blocks that are done, and blocks in all.
    pub blocks: [usize; 2],
    /// Whether all laws were met: the sizes of the orbits add up to their number.
    pub complete: bool,
    /// The number of laws of the family, by the formula.
    pub expected_laws: u64,
    /// The number of laws met: the sum of the sizes of the orbits.
    pub laws: u64,
    /// The number of orbits met, of which one law each was decided.
    pub orbits: u64,
    /// The number of distinct linear forms whose sign was decided on each.
    pub forms: usize,
    /// The number of signs asked for: of all differences, of the basis, and of the larger sides of equalities.
    pub signs: u64,
    /// Of these, how many followed from the signs of a basis of all forms, which are among them.
    pub implied: u64,
    /// Of the others, how many the floating-point filter did not decide.
    pub fallbacks: u64,
    /// Of the fallbacks, how many are exactly zero.
    pub zeros: u64,
    /// Of the fallbacks, how many needed an exact linear form in logarithms.
    pub exact_signs: u64,
    /// How the numbers are rounded.
    pub rounding: String,
    /// The claims, in order of their identifiers.
    pub claims: Vec<SweptClaimReport>,
}

/// What a sweep says of a claim. Numbers are of cases on one law an orbit, and `.._of_laws` of cases on all laws. On the one
/// law, a claim that tells positions apart has a case for each distinct image under the orders of the positions.
#[derive(Debug, Clone, Serialize)]
pub struct SweptClaimReport {
    /// The identifier.
    pub id: String,
    /// The statement.
    pub statement: String,
    /// The constant that it names, with its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// What is expected of it.
    #[serde(serialize_with = "by_name")]
    pub expectation: Expectation,
    /// What the laws met say.
    #[serde(serialize_with = "by_name")]
    pub conclusion: Conclusion,
    /// How many cases there are.
    pub cases: u64,
    /// How many cases there are on all laws.
    pub cases_of_laws: u64,
    /// How many are violated.
    pub violations: u64,
    /// How many are violated on all laws.
    pub violations_of_laws: u64,
    /// How many hold with equality.
    pub equalities: u64,
    /// How many hold with equality on all laws.
    pub equalities_of_laws: u64,
    /// Of the equalities, how many are inequalities between positive values.
    pub attained: u64,
    /// The tightest case. A part of a sweep has none where a law of another part is known to be tighter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tightest: Option<LawReport>,
    /// The first violations.
    pub counterexamples: Vec<LawReport>,
}

/// A case with its law.
#[derive(Debug, Clone, Serialize)]
pub struct LawReport {
    /// The counts of the atoms in lexicographic order.
    pub counts: Vec<String>,
    /// The case.
    #[serde(flatten)]
    pub case: CaseReport,
}

impl LawReport {
    fn new(example: &Example, digits: u32) -> Self {
        Self {
            counts: example.law.counts().iter().map(ToString::to_string).collect(),
            case: CaseReport::new(&example.witness, digits),
        }
    }
}

impl GridReport {
    /// The report of a sweep from the summary of `blocks` of its blocks.
    pub fn new(
        sweep: &Sweep,
        claims: &[Claim],
        header: &Header,
        blocks: usize,
        summary: &Summary,
        digits: u32,
    ) -> Self {
        let tallies = &summary.tallies;
        Self {
            version: header.version.clone(),
            vocabulary: header.vocabulary_size,
            length: header.length,
            denominator: header.denominator,
            support: header.support,
            schedules: header.schedules.clone(),
            blocks: [blocks, header.blocks],
            complete: summary.complete,
            expected_laws: sweep.partition().laws(),
            laws: tallies.laws,
            orbits: tallies.orbits,
            forms: sweep.program().differences,
            signs: tallies.signs,
            implied: tallies.implied,
            fallbacks: tallies.fallbacks,
            zeros: tallies.zeros,
            exact_signs: tallies.exact_signs,
            rounding: rounding(digits),
            claims: claims
                .iter()
                .zip(&summary.claims)
                .map(|(claim, found)| SweptClaimReport::new(claim, found, digits))
                .collect(),
        }
    }
}

impl SweptClaimReport {
    fn new(claim: &Claim, found: &ClaimSummary, digits: u32) -> Self {
        let tally = &found.tally;
        let show = |example: &Example| LawReport::new(example, digits);
        Self {
            id: claim.id().to_owned(),
            statement: claim.text().trim().to_owned(),
            constant: claim.constant().map(|constant| format!("{} = {}", constant.name, constant.text)),
            expectation: claim.expectation(),
            conclusion: found.conclusion,
            cases: tally.cases,
            cases_of_laws: tally.cases_of_laws,
            violations: tally.violations,
            violations_of_laws: tally.violations_of_laws,
            equalities: tally.equalities,
            equalities_of_laws: tally.equalities_of_laws,
            attained: tally.attained,
            tightest: found.tightest.as_ref().map(show),
            counterexamples: found.violations.iter().map(show).collect(),
        }
    }
}

/// The table of a sweep, with the first violation of each false claim below it.
pub fn to_text(report: &GridReport) -> String {
    let mut table = new_table(&["claim", "cases", "violations", "equalities", "verdict", "tightest case (nats)"]);
    for claim in &report.claims {
        let verdict = match (claim.conclusion, claim.expectation) {
            (Conclusion::Violated, Expectation::Holds) => "violated, UNEXPECTED",
            (conclusion, _) => conclusion.name(),
        };
        let tightest = match &claim.tightest {
            None => String::new(),
            Some(law) => law.case.to_tightest_text(claim.attained),
        };
        table.add_row([
            claim.id.clone(),
            claim.cases.to_string(),
            claim.violations.to_string(),
            claim.equalities.to_string(),
            verdict.to_owned(),
            tightest,
        ]);
    }
    let mut text = format!("{table}\n");
    let has_ratio = |law: &LawReport| law.case.tightness.is_some();
    if report.claims.iter().any(|claim| claim.attained == 0 && claim.tightest.as_ref().is_some_and(has_ratio)) {
        text += &format!("\n{RATIO_MEANING}\n");
    }
    for claim in &report.claims {
        let Some(first) = claim.counterexamples.first() else { continue };
        text += &format!("\n{} is violated in {} of {}", claim.id, claim.violations, counted(claim.cases, "case"));
        text += &format!("\n  {}\n  counts {}\n", first.case.to_text(), first.counts.join(" "));
    }
    text += &format!(
        "\n{} decided exactly by floating point, {} following from these, {} by the exact path ({} of them zero).\n",
        counted(report.signs.saturating_sub(report.fallbacks).saturating_sub(report.implied), "sign"),
        report.implied,
        report.fallbacks,
        report.zeros
    );
    let number = if report.support.is_some() { "C(V^L, K) C(N - 1, K - 1)" } else { "C(N + V^L - 1, N)" };
    text += &if report.complete {
        let (orbits, laws) = (counted(report.orbits, "orbit"), counted(report.laws, "law"));
        format!("Complete: the sizes of {orbits} add up to {laws}, {number}.\n")
    } else {
        let [done, all] = report.blocks;
        format!("{done} of {all} blocks: {} of {} laws.\n", report.laws, report.expected_laws)
    };
    text
}
