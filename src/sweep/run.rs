//! Every claim on every law.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use crate::claim::evaluate::{self, Comparison};
use crate::claim::plan::{Binding, Case, Tree};
use crate::claim::subject::{OrderTables, Value};
use crate::claim::{Claim, ClaimError, Expectation, Plan, Subject, Verdict};
use crate::law::PatternCounts;
use crate::sampler::{Model, Predictor};

use super::families::Item;
use super::tally::{CaseIndex, Tally};

/// What the cases say of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// It holds in every case.
    Holds,
    /// It is false.
    Violated,
    /// No violation was found, but some cases were not decided.
    NotDecided,
    /// The premise is false in every case: nothing was tested.
    Vacuous,
    /// No law has a case of it.
    NoCase,
}

impl Conclusion {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Violated => "violated",
            Self::NotDecided => "not decided",
            Self::Vacuous => "holds only vacuously",
            Self::NoCase => "no case",
        }
    }
}

/// A case worth showing, with its exact values.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The law's name, and its predictor's.
    pub subject: String,
    /// Which item it is.
    pub item: usize,
    /// What the quantifiers bind.
    pub bindings: Vec<Binding>,
    /// The relation that the verdict rests on, unless the case has none.
    pub comparison: Option<Comparison>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why there is no value, or nothing to compare.
    pub reason: Option<String>,
}

/// What the cases say of one claim.
#[derive(Debug, Clone)]
pub struct ClaimReport {
    /// The decisions.
    pub tally: Tally,
    /// What follows from them.
    pub conclusion: Conclusion,
    /// The tightest case.
    pub tightest: Option<Witness>,
    /// The laws that refute the claim: one, or where a schedule is to exist for all laws, one for each schedule of the first
    /// length at which all are refuted. None when nothing satisfies the condition of an `exists` before the law.
    pub counterexamples: Vec<Witness>,
    /// The length at which these refute the claim.
    pub refuted_length: Option<usize>,
    /// The first case that was not decided.
    pub undecided: Option<Witness>,
}

impl ClaimReport {
    /// Whether the conclusion is the expected one.
    pub fn is_expected(&self, expectation: Expectation) -> bool {
        matches!(
            (self.conclusion, expectation),
            (Conclusion::Holds, Expectation::Holds) | (Conclusion::Violated, Expectation::Fails)
        )
    }
}

/// How many laws are worked on before their decisions are added up.
const BATCH: usize = 1024;

type Plans = BTreeMap<(usize, usize), Vec<Option<Plan>>>;

/// Decides every case of the claims on the items; the result does not depend on the number of threads.
///
/// `progress` is called with the number of laws done since its last call.
///
/// # Errors
/// When a claim cannot be instantiated for one of the shapes (a domain mistake, with its place).
pub fn run(claims: &[Claim], items: &[Item], progress: &(dyn Fn(u64) + Sync)) -> Result<Vec<ClaimReport>, ClaimError> {
    run_within(claims, items, &vec![0..items.len(); claims.len()], progress)
}

/// The laws that claims name for themselves, behind the given ones; and for each claim the range of those that it is checked on:
/// its own where it names them, and otherwise the given ones.
pub fn with_own_laws(claims: &[Claim], mut items: Vec<Item>) -> (Vec<Item>, Vec<Range<usize>>) {
    let given = 0..items.len();
    let ranges = claims.iter().map(|claim| match claim.laws() {
        None => given.clone(),
        Some(laws) => {
            let first = items.len();
            items.extend(laws.iter().cloned().map(Item::exact));
            first..items.len()
        }
    });
    let ranges = ranges.collect();
    (items, ranges)
}

/// As [`run`], each claim on its own range of the items.
///
/// # Errors
/// As [`run`].
pub fn run_within(
    claims: &[Claim],
    items: &[Item],
    ranges: &[Range<usize>],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<ClaimReport>, ClaimError> {
    let plans = plans(claims, items, ranges)?;
    let orders = OrderTables::default();
    let mut tallies = vec![Tally::default(); claims.len()];
    for (batch, first) in items.chunks(BATCH).zip((0..).step_by(BATCH)) {
        let of_laws: Vec<Vec<Tally>> = batch
            .par_iter()
            .enumerate()
            .with_max_len(1)
            .map(|(offset, item)| {
                let of_law = tallies_of_item(&plans, ranges, item, first + offset, &orders);
                progress(1);
                of_law
            })
            .collect();
        for of_law in of_laws {
            for (tally, later) in tallies.iter_mut().zip(of_law) {
                tally.merge(later);
            }
        }
    }
    Ok(tallies.into_par_iter().enumerate().map(|(claim, tally)| report(tally, claim, &plans, items, &orders)).collect())
}

fn plans(claims: &[Claim], items: &[Item], ranges: &[Range<usize>]) -> Result<Plans, ClaimError> {
    let mut shapes_of: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (claim, range) in ranges.iter().enumerate() {
        for item in &items[range.clone()] {
            shapes_of.entry(item.shape()).or_default().insert(claim);
        }
    }
    let mut plans = Plans::new();
    for ((length, vocabulary_size), asking) in shapes_of {
        let of_shape = claims
            .iter()
            .enumerate()
            .map(|(index, claim)| match asking.contains(&index) {
                true => Plan::new(claim, length, vocabulary_size).map_err(|error| claim.locate(error)),
                false => Ok(None),
            })
            .collect::<Result<_, _>>()?;
        plans.insert((length, vocabulary_size), of_shape);
    }
    Ok(plans)
}

fn tallies_of_item(
    plans: &Plans,
    ranges: &[Range<usize>],
    item: &Item,
    index: usize,
    orders: &OrderTables,
) -> Vec<Tally> {
    // A law that no claim is about: the given ones when every claim names its own.
    let Some(of_shape) = plans.get(&item.shape()) else { return vec![Tally::default(); ranges.len()] };
    with_subject(item, orders, |subject| {
        of_shape
            .iter()
            .zip(ranges)
            .map(|(plan, range)| match plan {
                Some(plan) if range.contains(&index) => {
                    subject.prepare(plan.symbols());
                    Tally::of_law(&plan.cases, subject, index)
                }
                _ => Tally::default(),
            })
            .collect()
    })
}

/// Runs `work` on an item's subject.
pub fn with_subject<R>(item: &Item, orders: &OrderTables, work: impl FnOnce(&mut Subject) -> R) -> R {
    let patterns = PatternCounts::new(&item.law);
    let predictor = item.predictor.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let model = Model::new(&item.law, &patterns, predictor);
    work(&mut Subject::new(model, orders))
}

fn report(tally: Tally, claim: usize, plans: &Plans, items: &[Item], orders: &OrderTables) -> ClaimReport {
    let show = |index: CaseIndex| witness(index, claim, plans, items, orders);
    let outer = outer_trees(claim, plans);
    let refutation = outer.iter().find_map(|(&length, tree)| {
        let refuted = |leaf| tally.refuted.get(&(length, leaf)).copied();
        refuting_leaves(tree, &refuted).map(|leaves| (length, leaves))
    });
    // What is not decided counts as false here: only a statement that is true all the same is decided.
    let open = outer.iter().any(|(&length, tree)| {
        let open = |leaf| tally.refuted.contains_key(&(length, leaf)) || tally.undecided.contains(&(length, leaf));
        refuting_leaves(tree, &|leaf| open(leaf).then_some(CaseIndex { item: 0, case: 0 })).is_some()
    });
    let undecided = [Verdict::Undefined, Verdict::Unavailable].iter().find_map(|verdict| tally.first.get(verdict));
    let conclusion = if refutation.is_some() {
        Conclusion::Violated
    } else if open {
        Conclusion::NotDecided
    } else if tally.cases == 0 {
        Conclusion::NoCase
    } else if tally.cases == tally.count(Verdict::Vacuous) {
        Conclusion::Vacuous
    } else {
        Conclusion::Holds
    };
    let (refuted_length, refuting) = refutation.unzip();
    ClaimReport {
        conclusion,
        tightest: tally.tightest().map(show),
        undecided: undecided.copied().map(show),
        counterexamples: refuting.unwrap_or_default().into_iter().map(show).collect(),
        refuted_length,
        tally,
    }
}

/// The quantifiers before the law, for each length in scope. They do not depend on the vocabulary, so the plan of any
/// vocabulary will do.
fn outer_trees(claim: usize, plans: &Plans) -> BTreeMap<usize, &Tree<usize>> {
    let in_scope = plans.iter().filter_map(|(shape, of_shape)| Some((shape.0, of_shape[claim].as_ref()?)));
    in_scope.map(|(length, plan)| (length, &plan.outer)).collect()
}

/// The refuted leaves that make a tree false, or `None` when it is not false.
pub(super) fn refuting_leaves<T: Clone>(tree: &Tree<usize>, refuted: &impl Fn(usize) -> Option<T>) -> Option<Vec<T>> {
    match tree {
        Tree::Leaf(leaf) => refuted(*leaf).map(|index| vec![index]),
        Tree::All(instances) => instances.iter().find_map(|(_, tree)| refuting_leaves(tree, refuted)),
        Tree::Any(instances) => {
            let each: Option<Vec<_>> = instances.iter().map(|(_, tree)| refuting_leaves(tree, refuted)).collect();
            each.map(|lists| lists.concat())
        }
    }
}

fn witness(index: CaseIndex, claim: usize, plans: &Plans, items: &[Item], orders: &OrderTables) -> Witness {
    let item = &items[index.item];
    let plan = plans[&item.shape()][claim].as_ref().expect("the case was decided with this plan");
    examine(&plan.cases[index.case], item, index.item, orders)
}

/// Decides a case on an item with everything that is worth showing.
pub fn examine(case: &Case, item: &Item, index: usize, orders: &OrderTables) -> Witness {
    with_subject(item, orders, |subject| {
        let symbols = case.symbols();
        subject.prepare(&symbols);
        let outcome = evaluate::decide_case(case, subject);
        let mut bindings = case.bindings.clone();
        let mut comparison = None;
        if let Some((relation, inner)) = outcome.decisive {
            bindings.extend(inner.into_iter().cloned());
            comparison = Some(Comparison::new(relation, subject));
        }
        let reason = symbols.iter().find_map(|symbol| match subject.value(symbol) {
            Value::Unavailable(reason) => Some(reason.clone()),
            Value::Finite(_) | Value::PositiveInfinity => None,
        });
        let reason = match outcome.verdict {
            Verdict::Unavailable => reason,
            Verdict::Undefined => Some("a difference of infinities has no value".to_owned()),
            Verdict::Violated if comparison.is_none() => Some("nothing satisfies what `exists` asks for".to_owned()),
            Verdict::Vacuous => Some("the premise is false".to_owned()),
            Verdict::Violated | Verdict::Holds | Verdict::Equality => None,
        };
        Witness { subject: item.name(), item: index, bindings, comparison, verdict: outcome.verdict, reason }
    })
}
