//! The table of `docs/conformance.md`: each statement with its claim, its proof, and how far it is verified.
//!
//! What is decided for all laws is computed as `verify` does it. Of the cases, only as many are decided as it takes to find a
//! law at which each claim is tight, or that refutes it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Deserialize;

use crate::cases::Plan;
use crate::certificate;
use crate::decide::{Decision, LengthDecision, RangeOutcome, decide_range, sharp_constants};
use crate::evaluation::Setting;
use crate::evaluation::Verdict;
use crate::language::typed::Chain;
use crate::language::words::{Binder, Comparator};
use crate::language::{Claim, ClaimError, Expectation, Provenance};
use crate::sweep::{ClaimReport, Conclusion, Family, Witness, run_within, with_own_laws};

use super::claims::{DECIDED_LENGTHS, witness_to_json};
use super::claims_text::{counted, lengths, place};

/// The statements that the catalogue does not state, as data.
const NOT_STATED: &str = include_str!("../../docs/not-stated.toml");

/// The laws that are tried, one step after the other where those before do not show what a claim promises: the largest number
/// of sequences, `V^L`, and how many laws of each length and vocabulary.
const STEPS: [(usize, usize); 3] = [(32, 24), (256, 400), (usize::MAX, usize::MAX)];

/// The length whose certificates show which kinds a claim has.
const CERTIFIED_LENGTH: usize = 4;

/// A statement that the catalogue does not state.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotStated {
    /// Paper and place.
    pub source: String,
    /// How sure the wording is.
    pub provenance: Provenance,
    /// What it says.
    pub says: String,
    /// Why it is not stated.
    pub reason: String,
    /// Claims that state something exact in its place.
    #[serde(default)]
    pub nearest: Vec<String>,
    /// The note that proves it.
    pub proof: Option<String>,
}

/// The statements that the catalogue does not state.
///
/// # Panics
/// When the embedded file is not valid; a test makes sure that it is.
pub fn not_stated() -> Vec<NotStated> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Statements {
        statement: Vec<NotStated>,
    }
    toml::from_str::<Statements>(NOT_STATED).unwrap_or_else(|error| panic!("docs/not-stated.toml: {error}")).statement
}

/// A claim with how far it is verified.
#[derive(Debug, Clone)]
pub struct Row {
    /// The claim.
    pub claim: Claim,
    /// How many of the default laws have a case.
    pub laws: usize,
    /// Their lengths.
    pub lengths: Vec<usize>,
    /// What is decided for all laws, in a line.
    pub all_laws: String,
    /// Whether that is a proof, a refutation or neither.
    pub outcome: RangeOutcome,
    /// The kinds of certificates that can be written.
    pub certificates: BTreeSet<&'static str>,
    /// Where the claim is tight.
    pub tight: Option<String>,
    /// The laws that refute it.
    pub refuted: Option<String>,
}

/// Finds out how far each claim is verified on families of laws and for all laws.
///
/// # Errors
/// When a claim cannot be instantiated.
pub fn rows(claims: &[Claim], families: Vec<Family>) -> Result<Vec<Row>, ClaimError> {
    let items: Vec<Setting> = families.into_iter().flat_map(|family| family.items).collect();
    let mut reports: Vec<Option<ClaimReport>> = vec![None; claims.len()];
    for (largest, each) in STEPS {
        let open = |(claim, report): &(usize, &Option<ClaimReport>)| {
            report.as_ref().is_none_or(|report| is_open(&claims[*claim], report))
        };
        let open: Vec<usize> = reports.iter().enumerate().filter(open).map(|(claim, _)| claim).collect();
        let asked: Vec<Claim> = open.iter().map(|&claim| claims[claim].clone()).collect();
        if !asked.is_empty() {
            let (items, ranges) = with_own_laws(&asked, first_of_each_shape(&items, largest, each));
            for (claim, report) in open.into_iter().zip(run_within(&asked, &items, &ranges, &|_| ())?) {
                reports[claim] = Some(report);
            }
        }
    }
    let shapes = counted_shapes(items.iter().map(Setting::shape));
    let reports: Vec<ClaimReport> = reports.into_iter().flatten().collect();
    claims.par_iter().zip(&reports).map(|(claim, report)| row(claim, report, &shapes)).collect()
}

/// How many laws there are of each length and vocabulary size.
type Shapes = BTreeMap<(usize, usize), usize>;

fn counted_shapes(shapes: impl Iterator<Item = (usize, usize)>) -> Shapes {
    let mut counts = Shapes::new();
    shapes.for_each(|shape| *counts.entry(shape).or_insert(0) += 1);
    counts
}

fn first_of_each_shape(items: &[Setting], largest: usize, each: usize) -> Vec<Setting> {
    let mut taken: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut is_taken = |item: &&Setting| {
        let number = taken.entry(item.shape()).or_insert(0);
        *number += 1;
        *number <= each && size(item).unwrap_or(usize::MAX) <= largest
    };
    items.iter().filter(|item| is_taken(item)).cloned().collect()
}

fn size(item: &Setting) -> Option<usize> {
    let (length, vocabulary_size) = item.shape();
    vocabulary_size.checked_pow(u32::try_from(length).ok()?)
}

/// Whether a report does not show yet where a claim is tight, or what refutes it.
fn is_open(claim: &Claim, report: &ClaimReport) -> bool {
    match claim.expectation() {
        Expectation::Holds => tight_at(claim, report).is_none() && claim.not_tight().is_none(),
        Expectation::Fails => report.conclusion != Conclusion::Violated,
    }
}

fn row(claim: &Claim, report: &ClaimReport, shapes: &Shapes) -> Result<Row, ClaimError> {
    let own = claim.laws().map(|laws| counted_shapes(laws.iter().map(|law| (law.length(), law.vocabulary_size()))));
    let shapes = own.as_ref().unwrap_or(shapes);
    let (mut laws, mut lengths) = (0, BTreeSet::new());
    for (&(length, vocabulary_size), &count) in shapes {
        let plan = Plan::new(claim, length, vocabulary_size).map_err(|error| claim.locate(error))?;
        if plan.is_some_and(|plan| !plan.cases.is_empty()) {
            laws += count;
            lengths.insert(length);
        }
    }
    let [first, last] = DECIDED_LENGTHS;
    let (outcome, decisions) = decide_range(claim, first..=last, &|| false)?;
    let holds = claim.expectation() == Expectation::Holds;
    Ok(Row {
        claim: claim.clone(),
        laws,
        lengths: lengths.into_iter().collect(),
        all_laws: all_laws(&decisions),
        outcome,
        certificates: certificates(claim, &decisions)?,
        tight: if holds { tight_at(claim, report) } else { None },
        refuted: report.counterexamples.first().map(at),
    })
}

/// What is decided for all laws, length by length.
fn all_laws(decisions: &[LengthDecision]) -> String {
    let of = |wanted: fn(&Decision) -> bool| -> Vec<usize> {
        decisions.iter().filter(|decided| wanted(&decided.decision)).map(|decided| decided.length).collect()
    };
    let proved = of(|decision| matches!(decision, Decision::Proved(_)));
    let refuted = of(|decision| matches!(decision, Decision::Refuted(_)));
    let undecided = decisions.iter().find_map(|decided| match &decided.decision {
        Decision::Undecided(reason) => Some(reason.describe()),
        _ => None,
    });
    let mut parts = Vec::new();
    if !proved.is_empty() {
        parts.push(format!("proved for L = {}", lengths(&proved)));
    }
    if !refuted.is_empty() {
        parts.push(format!("refuted for L = {}", lengths(&refuted)));
    }
    if let Some(reason) = undecided {
        let open = of(|decision| matches!(decision, Decision::Undecided(_)));
        let scope =
            if parts.is_empty() { "not decided".to_owned() } else { format!("not decided for L = {}", lengths(&open)) };
        parts.push(format!("{scope}: {reason}"));
    }
    if parts.is_empty() { "no case".to_owned() } else { parts.join("; ") }
}

fn certificates(claim: &Claim, decisions: &[LengthDecision]) -> Result<BTreeSet<&'static str>, ClaimError> {
    let mut kinds = BTreeSet::new();
    if certificate::checker_reads(claim) {
        kinds.insert("case");
    }
    for decided in decisions.iter().filter(|decided| decided.length <= CERTIFIED_LENGTH) {
        kinds.extend(certificate::decision(claim, decided)?.map(|certificate| certificate.kind()));
    }
    if claim.constant().is_some() {
        for sharp in sharp_constants(claim, CERTIFIED_LENGTH, None)? {
            kinds.extend(certificate::constant(claim, &sharp)?.map(|certificate| certificate.kind()));
        }
    }
    Ok(kinds)
}

/// Where a claim is tight: equality between positive values, or in every case, or where a side is always 0.
fn tight_at(claim: &Claim, report: &ClaimReport) -> Option<String> {
    let tally = &report.tally;
    let equalities = tally.count(Verdict::Equality);
    let is_identity = states_an_identity(claim) || equalities + tally.count(Verdict::BothInfinite) == tally.cases;
    match &report.tightest {
        Some(witness) if tally.attained > 0 => Some(at(witness)),
        None if equalities > 0 && is_identity && !claim.statement().premise.is_empty() => {
            Some("every case whose premise is true: it states an identity".to_owned())
        }
        None if equalities > 0 && is_identity => Some("every case: it states an identity".to_owned()),
        None if equalities > 0 => Some("equality with 0".to_owned()),
        _ => None,
    }
}

/// Whether a claim that holds has an identity in every case: it asks for one, of all that it quantifies, with whatever else.
fn states_an_identity(claim: &Claim) -> bool {
    let statement = claim.statement();
    let mut relations = statement.chains.iter().flat_map(Chain::relations);
    statement.quantifiers.iter().all(|quantifier| quantifier.binder == Binder::ForAll)
        && relations.any(|(relation, _)| relation == Comparator::Equals)
}

fn at(witness: &Witness) -> String {
    format!("`{}`", place(&witness_to_json(witness, 6)))
}

/// The paper that a source names, as its arXiv number.
fn paper(source: &str) -> Option<&str> {
    let number = source.split_once("arXiv:")?.1;
    Some(number.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.trim_end_matches('.'))
}

/// What a source says beyond the title of its paper; the whole source where it does not begin with the title.
fn place_in<'a>(source: &'a str, title: &str) -> &'a str {
    source
        .strip_prefix(title)
        .map_or(source, |place| place.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '('))
}

/// The table as Markdown, as the file in `docs/` holds it.
pub fn to_markdown(rows: &[Row]) -> String {
    let not_stated = not_stated();
    // Papers by what their sources have in common: the shortest text before the number names the authors.
    let mut authors: BTreeMap<&str, &str> = BTreeMap::new();
    for source in rows.iter().map(|row| row.claim.source()).chain(not_stated.iter().map(|known| known.source.as_str()))
    {
        if let (Some(paper), Some((before, _))) = (paper(source), source.split_once(", arXiv:")) {
            let known = authors.entry(paper).or_insert(before);
            *known = if before.len() < known.len() { before } else { *known };
        }
    }
    let mut text = introduction(rows, &not_stated);
    let groups = authors.iter().map(|(paper, authors)| (Some(*paper), format!("{authors}, arXiv:{paper}")));
    for (number, title) in groups.chain([(None, "Other sources".to_owned())]) {
        let stated: Vec<&Row> = rows.iter().filter(|row| paper(row.claim.source()) == number).collect();
        let others: Vec<&NotStated> = not_stated.iter().filter(|known| paper(&known.source) == number).collect();
        if stated.is_empty() && others.is_empty() {
            continue;
        }
        text += &format!("\n## {title}\n");
        let item = |source: &str| match cell(place_in(source, &title)) {
            place if place.is_empty() => place,
            place => place + ": ",
        };
        if !stated.is_empty() {
            text += "\n| statement | claim and proof | tag | verdict | verified | tight at |\n";
            text += "| --- | --- | --- | --- | --- | --- |\n";
            stated.iter().for_each(|row| text += &row_text(row, &item(row.claim.source())));
        }
        if !others.is_empty() {
            text += "\nNot stated:\n\n| statement | tag | why not | instead |\n| --- | --- | --- | --- |\n";
            others.iter().for_each(|known| text += &not_stated_text(known, &item(&known.source), rows));
        }
    }
    text
}

fn introduction(rows: &[Row], not_stated: &[NotStated]) -> String {
    let count = |wanted: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
    let fails = count(&|row| row.claim.expectation() == Expectation::Fails);
    let proved = count(&|row| row.outcome == RangeOutcome::Proved);
    let refuted = count(&|row| matches!(row.outcome, RangeOutcome::Refuted(_)));
    let [first, last] = DECIDED_LENGTHS;
    format!(
        "# Conformance\n\n\
         <!-- Generated by `maskproof catalogue conformance`; a test fails when this file is stale. Do not edit. -->\n\n\
         Each statement of the sources with its claim, the note that proves or refutes it, how sure the wording is, and how far \
         the machine has verified it. `maskproof catalogue conformance` computes this page from the claim files and from \
         `docs/not-stated.toml`.\n\n\
         The catalogue has {}: {} hold, {fails} are false and known to be. {proved} are proved for every law over every \
         vocabulary, for each length L = {first}..{last} that has a case, and {refuted} are refuted at one of these lengths; the others \
         are decided case by case. {} of the sources cannot be stated exactly and stand here with the reason.\n\n\
         - **Tag**: P primary text read, S secondary source, M from memory, D derived here.\n\
         - **Verified**: *cases*, the laws of `maskproof verify` that have a case, each decided exactly; *all laws*, what is decided for \
         every law, vocabulary and predictor; *certificates*, the kinds that `maskproof-check` can re-check, if any \
         ([format](certificate-format.md)).\n\
         - **Tight at**: a case with equality, the first one that attains the bound with positive values; or why there is none.\n",
        counted(rows.len() as u64, "claim"),
        rows.len() - fails,
        counted(not_stated.len() as u64, "statement"),
    )
}

fn row_text(row: &Row, item: &str) -> String {
    let claim = &row.claim;
    let proof = claim.proof().map_or("no note".to_owned(), note_link);
    let (verdict, tight) = match claim.expectation() {
        Expectation::Holds => {
            let nowhere = || format!("nowhere: {}", claim.not_tight().unwrap_or("no reason known"));
            ("holds", row.tight.clone().unwrap_or_else(nowhere))
        }
        Expectation::Fails => ("false", "-".to_owned()),
    };
    let refuted = row.refuted.as_ref().filter(|_| claim.expectation() == Expectation::Fails);
    let refuted = refuted.map_or(String::new(), |law| format!("<br>by {}", cell(law)));
    let kinds: Vec<&str> = row.certificates.iter().copied().collect();
    let certificates = if kinds.is_empty() { String::new() } else { format!("<br>certificates: {}", kinds.join(", ")) };
    format!(
        "| {item}{} | {}<br>{proof} | {} | {verdict}{refuted} | cases: {}, L = {}<br>all laws: {}{certificates} | {} |\n",
        cell(claim.title()),
        claim_link(claim),
        claim.provenance(),
        counted(row.laws as u64, "law"),
        lengths(&row.lengths),
        cell(&row.all_laws),
        cell(&tight)
    )
}

fn not_stated_text(known: &NotStated, item: &str, rows: &[Row]) -> String {
    let claims = known.nearest.iter().filter_map(|id| rows.iter().find(|row| row.claim.id() == id));
    let claims = claims.map(|row| claim_link(&row.claim));
    let instead: Vec<String> = claims.chain(known.proof.as_deref().map(note_link)).collect();
    let instead = if instead.is_empty() { "-".to_owned() } else { instead.join("<br>") };
    format!("| {item}{} | {} | {} | {instead} |\n", cell(&known.says), known.provenance, cell(&known.reason))
}

fn claim_link(claim: &Claim) -> String {
    format!("[`{}`](../{})", claim.id(), claim.file())
}

fn note_link(name: &str) -> String {
    format!("[{name}](../proofs-notes/{name}.md)")
}

/// Text as it stands in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
