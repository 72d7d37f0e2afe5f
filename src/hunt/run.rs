//! A hunt: every case of a claim on a shape, and what its best laws add up to.

use std::sync::atomic::{self, AtomicBool, AtomicUsize};

use crate::cases::plan::Goal;
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::exact::TooLarge;
use crate::language::{Claim, ClaimError};
use crate::law::{Law, LawError, Shape};

use super::exact_ratio::arranged_goal;
use super::examination::{EXACT_VISITS, LEAST_EXACT, SearchContext, random_of_effort};
use super::objective::grouping;
use super::outcome::{Hunt, conclude};
use super::plans::{Options, Plans};
use super::pool::{Start, most_starts, of_law};
use super::proposals::{LEAST, VISITS, budget_of_case, pool_size};

/// Why there was no hunt.
#[derive(Debug, thiserror::Error)]
pub enum HuntError {
    /// The claim cannot be instantiated.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// No laws of this shape.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The laws to start from take too much memory.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The claim is about laws that it lists, none of this shape: no other law breaks it.
    #[error(
        "the claim {claim} is about the laws that it lists, none of them with V = {} and L = {}, and no other law would \
         break it",
        shape.vocabulary_size(),
        shape.length()
    )]
    NamesLaws {
        /// The claim.
        claim: String,
        /// The shape.
        shape: Shape,
    },
    /// The statement has no meaning at this length, and has one at a longer one.
    #[error("the claim {claim} is not defined at L = {length} ({reason}); it is at L = {defined}")]
    Undefined {
        /// The claim.
        claim: String,
        /// `L`
        length: usize,
        /// Why.
        reason: String,
        /// The least length at which it is defined.
        defined: usize,
    },
    /// Even the least for every case is more than the effort allows.
    #[error(
        "the claim has {cases} cases of {patterns} patterns each: even the least for every case is more than an effort of {effort} \
         allows"
    )]
    TooLong {
        /// The cases: schedules, and values of variables.
        cases: usize,
        /// `(V + 1)^L`
        patterns: usize,
        /// The effort.
        effort: u32,
        /// The effort that would do.
        needed: usize,
    },
}

/// How many times its budget a hunt may take, where the least for every case adds up to more.
const MOST_BUDGETS: usize = 10;

/// Refuses a hunt in which the least for every case, so many visits of all patterns, is many times the budget.
fn check_effort(cases: usize, least: usize, budget: usize, options: &Options) -> Result<(), HuntError> {
    let patterns = options.shape.patterns();
    let all = cases.saturating_mul(patterns).saturating_mul(least);
    let needed = all.div_ceil(budget * MOST_BUDGETS);
    let effort = options.effort;
    if needed > usize::try_from(effort).unwrap_or(usize::MAX) {
        return Err(HuntError::TooLong { cases, patterns, effort, needed });
    }
    Ok(())
}

/// Refuses a hunt whose laws to start from take more memory than is allowed.
fn check_memory(claim: &Claim, cases: usize, has_proposals: bool, options: &Options) -> Result<(), TooLarge> {
    let (patterns, atoms) = (options.shape.patterns(), options.shape.atoms());
    let effort = usize::try_from(options.effort).unwrap_or(usize::MAX);
    let (random, most) = if has_proposals {
        pool_size(budget_of_case(cases, patterns, effort), patterns, effort)
    } else {
        (random_of_effort(effort), usize::MAX)
    };
    let starts = most_starts(options.shape, random).min(most);
    let bytes = (starts as u64).saturating_mul(atoms as u64).saturating_mul(size_of::<u64>() as u64);
    claim.limits().work(u64::MAX).keep(bytes)
}

/// Hunts for laws that break a claim. `stop` is asked from time to time whether to end early; the outcome depends on
/// nothing else but the claim and the options.
///
/// # Errors
/// When the claim is about laws that it lists, the shape is out of bounds or takes too much memory, the claim cannot be
/// instantiated for it, or it has too many cases for the effort.
pub fn hunt(claim: &Claim, options: &Options, stop: &(dyn Fn() -> bool + Sync)) -> Result<Hunt, HuntError> {
    hunt_with_progress(claim, options, stop, &|_, _| {})
}

/// As [`hunt`]. After each case `progress` is told how many are done, and how many there are; it may be called from
/// several threads at a time.
///
/// # Errors
/// As [`hunt`].
pub fn hunt_with_progress(
    claim: &Claim,
    options: &Options,
    stop: &(dyn Fn() -> bool + Sync),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Hunt, HuntError> {
    options.shape.check_size()?;
    let listed = listed_laws(claim, options)?;
    let plans = Plans::new(claim, options).map_err(|error| undefined(claim, options, error))?;
    let Some(plans) = plans else {
        return Ok(Hunt {
            is_violated: false,
            best: vec![],
            cases: vec![],
            is_stopped: false,
            has_proposals: true,
            listed: None,
        });
    };
    // What cannot be arranged by its words is arranged by its quantities, unless the constant would be lost in them.
    let arrange = |goal: &Goal| if claim.constant().is_some() { goal.clone() } else { arranged_goal(goal) };
    let arranged: Vec<Goal> = plans.arranged.cases.iter().map(|case| arrange(&case.goal)).collect();
    let affine = plans.affine(claim);
    let ground = SearchContext {
        claim,
        options,
        plans: &plans,
        arranged: &arranged,
        affine: &affine,
        orders: OrderTables::default(),
        listed: listed.as_deref(),
        progress: &|done| progress(done, arranged.len()),
        done: AtomicUsize::new(0),
    };
    let is_stopped = AtomicBool::new(false);
    let stop = || {
        let stopped = is_stopped.load(atomic::Ordering::Relaxed) || stop();
        is_stopped.fetch_or(stopped, atomic::Ordering::Relaxed);
        stopped
    };
    // Laws that are listed are examined, and the budget does not count.
    let premises: Vec<Goal> = plans.plan.cases.iter().map(|case| Tree::Leaf(case.premise.clone())).collect();
    let grouping = grouping(arranged.iter().chain(&premises)).filter(|_| listed.is_none());
    let [least, budget] = if grouping.is_some() { [LEAST, VISITS] } else { [LEAST_EXACT, EXACT_VISITS] };
    if listed.is_none() {
        check_effort(arranged.len(), least, budget, options)?;
        check_memory(claim, arranged.len(), grouping.is_some(), options)?;
    }
    let cases = match grouping {
        Some(grouping) => ground.by_proposals(grouping, &stop),
        None => ground.by_examination(&stop),
    };
    let (is_violated, _, best) = conclude(&plans.plan.outer, &plans.plan.cases, &cases);
    let is_stopped = is_stopped.load(atomic::Ordering::Relaxed);
    let listed = listed.map(|listed| listed.len());
    Ok(Hunt { is_violated, best, cases, is_stopped, has_proposals: grouping.is_some(), listed })
}

/// The laws that a claim lists, of the shape asked for; `None` for claims about all laws.
fn listed_laws(claim: &Claim, options: &Options) -> Result<Option<Vec<Start>>, HuntError> {
    let Some(laws) = claim.laws() else { return Ok(None) };
    let fits = |law: &&Law| law.shape() == options.shape;
    let found: Vec<Start> = laws.iter().filter(fits).filter_map(of_law).collect();
    if found.is_empty() {
        return Err(HuntError::NamesLaws { claim: claim.id().to_owned(), shape: options.shape });
    }
    Ok(Some(found))
}

/// The longest sequences at which a claim is sought to be defined.
const DEFINED_LENGTH: usize = 8;

/// A mistake that shows at some lengths only is one of the length.
fn undefined(claim: &Claim, options: &Options, error: ClaimError) -> HuntError {
    let length = options.shape.length();
    let is_defined = |length: &usize| {
        let longer = Shape::new(*length, options.shape.vocabulary_size());
        let options = longer.map(|shape| Options { shape, schedules: None, ..options.clone() });
        options.is_ok_and(|options| matches!(Plans::new(claim, &options), Ok(Some(_))))
    };
    match (length + 1..=DEFINED_LENGTH).find(is_defined) {
        Some(defined) => {
            HuntError::Undefined { claim: claim.id().to_owned(), length, reason: error.to_string(), defined }
        }
        None => error.into(),
    }
}
