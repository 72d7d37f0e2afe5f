//! A hunt: every case of a claim on a shape, and what its best laws add up to.

use std::sync::atomic::{self, AtomicBool};

use crate::claim::plan::{Goal, Instantiation, Plan, ScheduleChoice};
use crate::claim::subject::OrderTables;
use crate::claim::{Claim, ClaimError};
use crate::exact::Rational;
use crate::law::LawError;
use crate::law::size::check_size;
use crate::sampler::Schedule;

use super::exact_ratio::arranged_goal;
use super::examination::{EXACT_VISITS, Ground, LEAST_EXACT};
use super::objective::grouping;
use super::outcome::{Hunt, conclude};
use super::proposals::{LEAST, VISITS};

/// How a hunt is conducted.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// `V`
    pub vocabulary_size: usize,
    /// `L`
    pub length: usize,
    /// Only these schedules; all of them when `None`.
    pub schedules: Option<&'a [Schedule]>,
    /// The seed.
    pub seed: u64,
    /// How much is tried, from 1 on.
    pub effort: u32,
}

/// Why there was no hunt.
#[derive(Debug, thiserror::Error)]
pub enum HuntError {
    /// The claim cannot be instantiated.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// No laws of this shape.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The claim is about laws that it lists: no other law breaks it.
    #[error("the claim {0} is about the laws that it lists, and no other law would break it")]
    NamesLaws(String),
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
    let patterns = (0..options.length).fold(1_usize, |patterns, _| patterns * (options.vocabulary_size + 1));
    let all = cases.saturating_mul(patterns).saturating_mul(least);
    let needed = all.div_ceil(budget * MOST_BUDGETS);
    let effort = options.effort;
    if needed > usize::try_from(effort).unwrap_or(usize::MAX) {
        return Err(HuntError::TooLong { cases, patterns, effort, needed });
    }
    Ok(())
}

/// Hunts for laws that break a claim. `stop` is asked from time to time whether to end early; the outcome depends on nothing
/// else but the claim and the options.
///
/// # Errors
/// When the claim is about laws that it lists, the shape is out of bounds, the claim cannot be instantiated for it, or it has
/// too many cases for the effort.
pub fn hunt(claim: &Claim, options: &Options, stop: &(dyn Fn() -> bool + Sync)) -> Result<Hunt, HuntError> {
    if claim.names_laws() {
        return Err(HuntError::NamesLaws(claim.id().to_owned()));
    }
    check_size(options.vocabulary_size, options.length)?;
    let Some(plans) = Plans::new(claim, options)? else {
        return Ok(Hunt { is_violated: false, best: vec![], cases: vec![], is_stopped: false, has_proposals: true });
    };
    // Where a constant is named, the relation is the author's own way to write the ratio.
    let arrange = |goal: &Goal| if claim.constant().is_some() { goal.clone() } else { arranged_goal(goal) };
    let arranged: Vec<Goal> = plans.plan.cases.iter().map(|case| arrange(&case.goal)).collect();
    let ground = Ground { claim, options, plans: &plans, arranged: &arranged, orders: OrderTables::default() };
    let is_stopped = AtomicBool::new(false);
    let stop = || {
        let stopped = is_stopped.load(atomic::Ordering::Relaxed) || stop();
        is_stopped.fetch_or(stopped, atomic::Ordering::Relaxed);
        stopped
    };
    let grouping = grouping(&arranged);
    let [least, budget] = if grouping.is_some() { [LEAST, VISITS] } else { [LEAST_EXACT, EXACT_VISITS] };
    check_effort(arranged.len(), least, budget, options)?;
    let cases = match grouping {
        Some(grouping) => ground.by_proposals(grouping, &stop),
        None => ground.by_examination(&stop),
    };
    let (is_violated, _, best) = conclude(&plans.plan.outer, &plans.plan.cases, &cases);
    let is_stopped = is_stopped.load(atomic::Ordering::Relaxed);
    Ok(Hunt { is_violated, best, cases, is_stopped, has_proposals: grouping.is_some() })
}

/// The claim's plan, and those with the constant 0 and 1.
pub(super) struct Plans {
    pub(super) plan: Plan,
    pub(super) without_and_with: Option<(Plan, Plan)>,
}

impl Plans {
    fn new(claim: &Claim, options: &Options) -> Result<Option<Self>, ClaimError> {
        let plan = |constant: Option<u32>| {
            let instantiation = Instantiation {
                length: options.length,
                vocabulary_size: Some(options.vocabulary_size),
                schedules: options.schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given),
                evaluation: claim.evaluation(),
                constant: constant.map(Rational::from),
            };
            Plan::of(claim, &instantiation).map_err(|error| claim.locate(error))
        };
        let Some(own) = plan(None)? else { return Ok(None) };
        let without_and_with = match claim.constant() {
            Some(_) => plan(Some(0))?.zip(plan(Some(1))?),
            None => None,
        };
        Ok(Some(Self { plan: own, without_and_with }))
    }
}
