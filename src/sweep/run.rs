//! Every claim on every law.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::cases::Plan;
use crate::cases::bindings::{Binding, ScheduleChoice};
use crate::cases::plan::{Case, Instantiation, LeafIndex};
use crate::cases::shapes::Skipped;
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::value::Value;
use crate::evaluation::{Comparison, Item, Setting, Verdict, evaluate};
use crate::exact::{LogForm, Rational, Work};
use crate::language::error::StatementError;
use crate::language::{Claim, ClaimError, Expectation};
use crate::law::Shape;
use crate::limits::{INSTANTIATION_STEPS, KEPT_BYTES, PLANS_BYTES, PLANS_STEPS};

use super::case_location::CaseLocation;
use super::conclusion::{Conclusion, Findings};
use super::cost::{PlanCost, cost};
use super::tally::Tally;

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
    /// The law's sequences of positive probability, where they are few.
    pub sequences: Option<Vec<(Vec<String>, Rational)>>,
    /// How many sequences of positive probability the law has.
    pub support: usize,
}

impl Witness {
    /// The sides whose ratio says how tight the case is, the smaller one first: of a relation that holds between positive
    /// sides, see [`Comparison::positive_sides`].
    pub fn tight_sides(&self) -> Option<(&LogForm, &LogForm)> {
        self.comparison.as_ref().filter(|_| self.verdict.is_true())?.positive_sides()
    }
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
    /// The laws that refute the claim: one, or where a schedule is to exist for all laws, one for each schedule of the
    /// first length at which all are refuted. None when nothing satisfies the condition of an `exists` before the law.
    pub counterexamples: Vec<Witness>,
    /// The length at which these refute the claim.
    pub refuted_length: Option<usize>,
    /// The first case that was not decided.
    pub undecided: Option<Witness>,
    /// The shapes of laws that were left out, because the statement has no meaning there or is too large.
    pub skipped: Vec<Skipped>,
    /// The shapes for which the statement was checked.
    pub shapes: BTreeSet<Shape>,
    /// How many laws of the scope were worked on.
    pub done: Done,
}

/// How many laws of a claim's scope were worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Those that were.
    pub laws: u64,
    /// All that were given.
    pub of: u64,
    /// Whether a stop was asked for, where otherwise the limit of work left some out.
    pub is_stopped: bool,
}

impl Done {
    /// Whether all laws were worked on.
    pub fn is_complete(self) -> bool {
        self.laws == self.of
    }
}

/// How a run is conducted.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The most work, in steps; the laws that take least come first, and those beyond it are left out.
    pub most_steps: Option<u64>,
    /// Asked between laws whether to leave out the others.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { most_steps: None, stop: &|| false }
    }
}

/// The most sequences of a law that a witness lists.
const LISTED_SEQUENCES: usize = 16;

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

type Plans = BTreeMap<Shape, Vec<Option<Plan>>>;

/// Decides every case of the claims on the items; the result does not depend on the number of threads.
///
/// `progress` is called with the number of laws done since its last call.
///
/// # Errors
/// When a claim cannot be instantiated for one of the shapes (a domain mistake, with its place).
pub fn run<I: Item>(
    claims: &[Claim],
    items: &[I],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<ClaimReport>, ClaimError> {
    run_within(claims, items, &vec![0..items.len(); claims.len()], progress)
}

/// The laws that claims name for themselves, behind the given ones; and for each claim the range of those that it is
/// checked on: its own where it names them, and otherwise the given ones.
pub fn with_own_laws(claims: &[Claim], mut items: Vec<Setting>) -> (Vec<Setting>, Vec<Range<usize>>) {
    let given = 0..items.len();
    let ranges = claims.iter().map(|claim| match claim.laws() {
        None => given.clone(),
        Some(laws) => {
            let first = items.len();
            items.extend(laws.iter().cloned().map(Setting::exact));
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
pub fn run_within<I: Item>(
    claims: &[Claim],
    items: &[I],
    ranges: &[Range<usize>],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<ClaimReport>, ClaimError> {
    let selections: Vec<Selection> = ranges.iter().map(|range| vec![range.clone()]).collect();
    run_on(claims, items, &selections, &Options::default(), progress)
}

/// The items that a claim is checked on.
pub type Selection = Vec<Range<usize>>;

/// As [`run_within`], each claim on several ranges of the items, with a limit of work and a stop.
///
/// A shape of laws at which a statement has no meaning, or is too large, is left out and reported, as long as another
/// is not.
///
/// # Errors
/// When a claim cannot be instantiated for any of the shapes that it asks for.
pub fn run_on<I: Item>(
    claims: &[Claim],
    items: &[I],
    selections: &[Selection],
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<ClaimReport>, ClaimError> {
    let (plans, skipped) = plans(claims, items, selections, options)?;
    let is_affordable = affordable(&plans, items, selections, options.most_steps);
    let is_stopped = AtomicBool::new((options.stop)());
    let orders = OrderTables::default();
    let mut tallies = vec![Tally::default(); claims.len()];
    let mut done = vec![Done::default(); claims.len()];
    for (batch, first) in items.chunks(BATCH).zip((0..).step_by(BATCH)) {
        let of_laws: Vec<Option<Vec<Tally>>> = batch
            .par_iter()
            .enumerate()
            .with_max_len(1)
            .map(|(offset, item)| {
                let is_asked = is_stopped.load(Ordering::Relaxed) || (options.stop)();
                is_stopped.fetch_or(is_asked, Ordering::Relaxed);
                let is_done = is_affordable[first + offset] && !is_asked;
                let of_law = is_done.then(|| tallies_of_item(&plans, selections, item, first + offset, &orders));
                progress(1);
                of_law
            })
            .collect();
        for (index, of_law) in (first..).zip(of_laws) {
            for (claim, done) in done.iter_mut().enumerate() {
                let is_in_scope =
                    plan_of(&plans, &items[index], claim).is_some() && is_asked(&selections[claim], index);
                done.of += u64::from(is_in_scope);
                done.laws += u64::from(is_in_scope && of_law.is_some());
            }
            for (tally, later) in tallies.iter_mut().zip(of_law.into_iter().flatten()) {
                tally.merge(later);
            }
        }
    }
    let is_stopped = is_stopped.load(Ordering::Relaxed);
    for (done, skipped) in done.iter_mut().zip(&skipped) {
        let is_whole = done.is_complete() && skipped.iter().all(|skipped| !skipped.is_too_large);
        done.is_stopped = is_stopped && !is_whole;
    }
    let parts = tallies.into_par_iter().zip(skipped).zip(done).enumerate();
    Ok(parts
        .map(|(claim, ((tally, skipped), done))| report(tally, claim, skipped, done, &plans, items, &orders))
        .collect())
}

fn is_asked(selection: &Selection, index: usize) -> bool {
    selection.iter().any(|range| range.contains(&index))
}

fn plan_of<'p>(plans: &'p Plans, item: &impl Item, claim: usize) -> Option<&'p Plan> {
    plans.get(&item.shape())?.get(claim)?.as_ref()
}

/// Which items are within the limit of work: those that take least come first, and of equal ones the first.
fn affordable(plans: &Plans, items: &[impl Item], selections: &[Selection], most_steps: Option<u64>) -> Vec<bool> {
    let Some(most_steps) = most_steps else { return vec![true; items.len()] };
    let of_shape = |(shape, of_shape): (&Shape, &Vec<Option<Plan>>)| {
        let costs = of_shape.iter().map(|plan| plan.as_ref().map(|plan| PlanCost::of(plan, shape.length())));
        (*shape, costs.collect::<Vec<_>>())
    };
    let plan_costs: BTreeMap<Shape, Vec<Option<PlanCost>>> = plans.iter().map(of_shape).collect();
    let of_item = |index: usize| {
        let of_shape = plan_costs.get(&items[index].shape()).into_iter().flatten();
        let asking = of_shape.zip(selections).filter(|(_, selection)| is_asked(selection, index));
        cost(&items[index], asking.filter_map(|(cost, _)| *cost))
    };
    let mut costs: Vec<(u64, usize)> = (0..items.len()).map(|index| (of_item(index), index)).collect();
    costs.sort_unstable();
    let mut is_affordable = vec![false; items.len()];
    let mut spent = 0_u64;
    for (steps, index) in costs {
        spent = spent.saturating_add(steps);
        if spent > most_steps {
            break;
        }
        is_affordable[index] = true;
    }
    is_affordable
}

/// The plans of the claims for each shape that they ask for, and the shapes that each leaves out.
fn plans<I: Item>(
    claims: &[Claim],
    items: &[I],
    selections: &[Selection],
    options: &Options,
) -> Result<(Plans, Vec<Vec<Skipped>>), ClaimError> {
    let mut shapes_of: BTreeMap<Shape, BTreeSet<usize>> = BTreeMap::new();
    for (claim, selection) in selections.iter().enumerate() {
        for item in selection.iter().flat_map(|range| &items[range.clone()]) {
            shapes_of.entry(item.shape()).or_default().insert(claim);
        }
    }
    let shapes =
        |claim: usize| shapes_of.iter().filter(move |(_, asking)| asking.contains(&claim)).map(|(shape, _)| *shape);
    let of_claims: Vec<Result<PlansOfClaim, ClaimError>> = claims
        .par_iter()
        .enumerate()
        .map(|(index, claim)| plans_of(claim, shapes(index), options).map_err(|error| claim.locate(error)))
        .collect();
    let mut plans: Plans = shapes_of.keys().map(|shape| (*shape, vec![None; claims.len()])).collect();
    let mut skipped = Vec::new();
    for (index, of_claim) in of_claims.into_iter().enumerate() {
        // The first mistake in the order of the claims, whichever was found first.
        let of_claim = of_claim?;
        for (shape, plan) in of_claim.plans {
            plans.get_mut(&shape).expect("made above")[index] = Some(plan);
        }
        skipped.push(of_claim.skipped);
    }
    Ok((plans, skipped))
}

/// The plans of a claim, and the shapes that it leaves out.
struct PlansOfClaim {
    plans: Vec<(Shape, Plan)>,
    skipped: Vec<Skipped>,
}

fn plans_of(
    claim: &Claim,
    shapes: impl Iterator<Item = Shape>,
    options: &Options,
) -> Result<PlansOfClaim, StatementError> {
    let mut found = PlansOfClaim { plans: Vec::new(), skipped: Vec::new() };
    let mut mistake = None;
    // Where the work is limited, the shapes share it, the shorter ones first.
    let mut left = options.most_steps.map(|_| [PLANS_STEPS, PLANS_BYTES].map(|limit| claim.limits().of(limit)));
    for shape in shapes {
        if (options.stop)() {
            found.skipped.push(Skipped { shape, message: "stopped".to_owned(), is_too_large: true });
            continue;
        }
        let each = [INSTANTIATION_STEPS, KEPT_BYTES].map(|limit| claim.limits().of(limit));
        let [steps, bytes] = left.unwrap_or(each);
        let work = Arc::new(Work::new(steps.min(each[0]), bytes));
        let instantiation = Instantiation::of_shape(shape, ScheduleChoice::All, claim.evaluation());
        let plan = Plan::metered(claim, &instantiation, &work);
        left = left.map(|[steps, bytes]| [steps.saturating_sub(work.done()), bytes.saturating_sub(work.kept())]);
        match plan {
            Ok(plan) => found.plans.extend(plan.map(|plan| (shape, plan))),
            Err(error) if error.is_undefined() || error.is_too_large() => {
                let (message, is_too_large) = (error.message.clone(), error.is_too_large());
                found.skipped.push(Skipped { shape, message, is_too_large });
                mistake.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    match mistake {
        Some(mistake) if found.plans.is_empty() => Err(mistake),
        _ => Ok(found),
    }
}

fn tallies_of_item(
    plans: &Plans,
    selections: &[Selection],
    item: &impl Item,
    index: usize,
    orders: &OrderTables,
) -> Vec<Tally> {
    // A law that no claim is about: the given ones when every claim names its own.
    let Some(of_shape) = plans.get(&item.shape()) else { return vec![Tally::default(); selections.len()] };
    item.evaluate(orders, |subject| {
        of_shape
            .iter()
            .zip(selections)
            .map(|(plan, selection)| match plan {
                Some(plan) if is_asked(selection, index) => {
                    subject.prepare(plan.quantities());
                    Tally::of_law(&plan.cases, subject, index)
                }
                _ => Tally::default(),
            })
            .collect()
    })
}

fn report(
    tally: Tally,
    claim: usize,
    skipped: Vec<Skipped>,
    done: Done,
    plans: &Plans,
    items: &[impl Item],
    orders: &OrderTables,
) -> ClaimReport {
    let show = |location: CaseLocation| witness(location, claim, plans, items, orders);
    let outer = outer_trees(claim, plans);
    let undecided = [Verdict::Undefined, Verdict::Unavailable].iter().find_map(|verdict| tally.first.get(verdict));
    let conclusion = Conclusion::of(&Findings {
        is_incomplete: !done.is_complete() || skipped.iter().any(|skipped| skipped.is_too_large),
        is_without_law: done.of == 0,
        ..tally.findings(&outer)
    });
    let (refuted_length, refuting) = tally.refutation(&outer).unzip();
    ClaimReport {
        conclusion,
        tightest: tally.tightest().map(show),
        undecided: undecided.copied().map(show),
        counterexamples: refuting.unwrap_or_default().into_iter().map(show).collect(),
        refuted_length,
        skipped,
        shapes: plans.iter().filter(|(_, of_shape)| of_shape[claim].is_some()).map(|(shape, _)| *shape).collect(),
        done,
        tally,
    }
}

/// The quantifiers before the law, for each length in scope. They do not depend on the vocabulary, so the plan of any
/// vocabulary will do.
fn outer_trees(claim: usize, plans: &Plans) -> BTreeMap<usize, &Tree<LeafIndex>> {
    let in_scope = plans.iter().filter_map(|(shape, of_shape)| Some((shape.length(), of_shape[claim].as_ref()?)));
    in_scope.map(|(length, plan)| (length, &plan.outer)).collect()
}

fn witness(
    CaseLocation { law, case }: CaseLocation,
    claim: usize,
    plans: &Plans,
    items: &[impl Item],
    orders: &OrderTables,
) -> Witness {
    let item = &items[law];
    let plan = plans[&item.shape()][claim].as_ref().expect("the case was decided with this plan");
    examine(&plan.cases[case.0], item, law, orders)
}

/// Decides a case on an item with everything that is worth showing.
pub fn examine(case: &Case, item: &impl Item, index: usize, orders: &OrderTables) -> Witness {
    item.evaluate(orders, |subject| {
        let quantities = case.quantities();
        subject.prepare(&quantities);
        let outcome = evaluate::decide_case(case, subject);
        let mut bindings = case.bindings.clone();
        let mut comparison = None;
        if let Some((relation, inner)) = outcome.decisive {
            bindings.extend(inner.into_iter().cloned());
            comparison = Some(Comparison::new(relation, subject));
        }
        let [mut not_computed, mut without_value] = [None, None];
        for quantity in &quantities {
            match subject.value(quantity) {
                Value::Unavailable(reason) => _ = not_computed.get_or_insert_with(|| reason.clone()),
                Value::Undefined(reason) => _ = without_value.get_or_insert_with(|| reason.clone()),
                Value::Finite(_) | Value::PositiveInfinity => {}
            }
        }
        let reason = match outcome.verdict {
            Verdict::Unavailable => not_computed,
            Verdict::Undefined => {
                Some(without_value.unwrap_or_else(|| "a difference of infinities has no value".to_owned()))
            }
            Verdict::Violated if comparison.is_none() => Some("nothing satisfies what `exists` asks for".to_owned()),
            Verdict::Vacuous => Some("the premise is false".to_owned()),
            Verdict::Violated | Verdict::Holds | Verdict::Equality | Verdict::BothInfinite => None,
        };
        let support = item.support();
        let sequences = (support <= LISTED_SEQUENCES).then(|| item.sequences());
        Witness {
            subject: item.name(),
            item: index,
            bindings,
            comparison,
            verdict: outcome.verdict,
            reason,
            sequences,
            support,
        }
    })
}
