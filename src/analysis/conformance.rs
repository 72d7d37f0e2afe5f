//! How far each claim of the catalogue is verified, and the statements of the sources that it does not state.
//!
//! What is decided for all laws is computed as `verify` does it. Of the cases, only as many are decided as it takes to
//! find a law at which each claim is tight, or that refutes it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Deserialize;

use crate::cases::Plan;
use crate::certificate;
use crate::decide::{LengthDecision, RangeOutcome, decide_range, sharp_constants};
use crate::evaluation::Setting;
use crate::evaluation::Verdict;
use crate::language::typed::Chain;
use crate::language::words::{Binder, Comparator};
use crate::language::{Claim, ClaimError, Expectation, Provenance};
use crate::law::{Law, Shape};
use crate::sweep::{ClaimReport, Conclusion, Family, Witness, run_within, with_own_laws};

use super::all_laws::DECIDED_LENGTHS;

/// The statements that the catalogue does not state, as data.
const NOT_STATED: &str = include_str!("../../docs/not-stated.toml");

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

/// The laws that are tried, one step after the other where those before do not show what a claim promises: the largest
/// number of sequences, `V^L`, and how many laws of each length and vocabulary.
const STEPS: [(usize, usize); 3] = [(32, 24), (256, 400), (usize::MAX, usize::MAX)];

/// The length whose certificates show which kinds a claim has.
const CERTIFIED_LENGTH: usize = 4;

/// Where a claim that holds is tight.
#[derive(Debug, Clone)]
pub enum Tight {
    /// In this case, with equality between positive values.
    At(Box<Witness>),
    /// In every case: the claim states an identity.
    Always,
    /// In every case whose premise is true: the claim states an identity.
    UnderPremise,
    /// Only where a side is 0.
    WithZero,
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
    /// What is decided for all laws, length by length.
    pub decisions: Vec<LengthDecision>,
    /// Whether that is a proof, a refutation or neither.
    pub outcome: RangeOutcome,
    /// The kinds of certificates that can be written.
    pub certificates: BTreeSet<&'static str>,
    /// Where the claim is tight; `None` for one that is false, or tight nowhere.
    pub tight: Option<Tight>,
    /// The first case that refutes it.
    pub refuted: Option<Witness>,
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
type Shapes = BTreeMap<Shape, usize>;

fn counted_shapes(shapes: impl Iterator<Item = Shape>) -> Shapes {
    let mut counts = Shapes::new();
    shapes.for_each(|shape| *counts.entry(shape).or_insert(0) += 1);
    counts
}

fn first_of_each_shape(items: &[Setting], largest: usize, each: usize) -> Vec<Setting> {
    let mut taken = Shapes::new();
    let mut is_taken = |item: &&Setting| {
        let number = taken.entry(item.shape()).or_insert(0);
        *number += 1;
        *number <= each && item.shape().atoms() <= largest
    };
    items.iter().filter(|item| is_taken(item)).cloned().collect()
}

/// Whether a report does not show yet where a claim is tight, or what refutes it.
fn is_open(claim: &Claim, report: &ClaimReport) -> bool {
    match claim.expectation() {
        Expectation::Holds => tight_at(claim, report).is_none() && claim.not_tight().is_none(),
        Expectation::Fails => report.conclusion != Conclusion::Violated,
    }
}

fn row(claim: &Claim, report: &ClaimReport, shapes: &Shapes) -> Result<Row, ClaimError> {
    let own = claim.laws().map(|laws| counted_shapes(laws.iter().map(Law::shape)));
    let shapes = own.as_ref().unwrap_or(shapes);
    let (mut laws, mut lengths) = (0, BTreeSet::new());
    for (&shape, &count) in shapes {
        let plan = Plan::new(claim, shape).map_err(|error| claim.locate(error))?;
        if plan.is_some_and(|plan| !plan.cases.is_empty()) {
            laws += count;
            lengths.insert(shape.length());
        }
    }
    let [first, last] = DECIDED_LENGTHS;
    let (outcome, decisions) = decide_range(claim, first..=last, &|| false)?;
    let holds = claim.expectation() == Expectation::Holds;
    Ok(Row {
        claim: claim.clone(),
        laws,
        lengths: lengths.into_iter().collect(),
        outcome,
        certificates: certificates(claim, &decisions)?,
        decisions,
        tight: if holds { tight_at(claim, report) } else { None },
        refuted: report.counterexamples.first().cloned(),
    })
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
fn tight_at(claim: &Claim, report: &ClaimReport) -> Option<Tight> {
    let tally = &report.tally;
    let equalities = tally.count(Verdict::Equality);
    let is_identity = states_an_identity(claim) || equalities + tally.count(Verdict::BothInfinite) == tally.cases;
    match &report.tightest {
        Some(witness) if tally.attained > 0 => Some(Tight::At(Box::new(witness.clone()))),
        None if equalities > 0 && is_identity && !claim.statement().premise.is_empty() => Some(Tight::UnderPremise),
        None if equalities > 0 && is_identity => Some(Tight::Always),
        None if equalities > 0 => Some(Tight::WithZero),
        _ => None,
    }
}

/// Whether a claim that holds has an identity in every case: it asks for one, of all that it quantifies, with whatever
/// else.
fn states_an_identity(claim: &Claim) -> bool {
    let statement = claim.statement();
    let mut relations = statement.chains.iter().flat_map(Chain::relations);
    statement.quantifiers.iter().all(|quantifier| quantifier.binder == Binder::ForAll)
        && relations.any(|(relation, _)| relation == Comparator::Equals)
}
