//! How a hunt is conducted, and the cases that it is about.

use crate::cases::bindings::ScheduleChoice;
use crate::cases::plan::{Instantiation, Plan};
use crate::cases::tree::Tree;
use crate::exact::{Rational, parse_rational};
use crate::language::{Claim, ClaimError};
use crate::law::Shape;
use crate::sampler::Schedule;

use super::affine::{AffineGoal, affine_goal};

/// How a hunt is conducted.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The shape of the laws.
    pub shape: Shape,
    /// Only these schedules; all of them when `None`.
    pub schedules: Option<&'a [Schedule]>,
    /// The seed.
    pub seed: u64,
    /// How much is tried, from 1 on.
    pub effort: u32,
}

/// The claim's plan, the one with its relations arranged, and those with the constants 0, 1 and 2.
pub(super) struct Plans {
    pub(super) plan: Plan,
    pub(super) arranged: Plan,
    at_constants: Option<[Plan; 3]>,
}

impl Plans {
    pub(super) fn new(claim: &Claim, options: &Options) -> Result<Option<Self>, ClaimError> {
        let plan = |claim: &Claim, constant: Option<u32>| {
            let schedules = options.schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given);
            let instantiation = Instantiation {
                constant: constant.map(Rational::from),
                ..Instantiation::of_shape(options.shape, schedules, claim.evaluation())
            };
            Plan::of(claim, &instantiation).map_err(|error| claim.locate(error))
        };
        let Some(own) = plan(claim, None)? else { return Ok(None) };
        let Some(arranged) = plan(&claim.arranged(), None)? else { return Ok(None) };
        // Where a number cannot stand for the constant, as 0 in a divisor, the claim is not affine in it.
        let at = |constant: u32| plan(claim, Some(constant)).ok().flatten();
        let at_constants = match claim.constant() {
            Some(_) => at(0).zip(at(1)).zip(at(2)).map(|((zero, one), two)| [zero, one, two]),
            None => None,
        };
        Ok(Some(Self { plan: own, arranged, at_constants }))
    }

    /// The cases as conditions on the constant. Where an inner quantifier chooses, the constant must be one number for
    /// all its instances.
    pub(super) fn affine(&self, claim: &Claim) -> Vec<Option<AffineGoal>> {
        let is_number = claim.constant().is_some_and(|constant| parse_rational(&constant.text).is_ok());
        let Some([zero, one, two]) = &self.at_constants else { return vec![None; self.plan.cases.len()] };
        let is_same = |other: &Plan| {
            other.cases.len() == self.plan.cases.len()
                && other.cases.iter().zip(&self.plan.cases).all(|(other, own)| other.bindings == own.bindings)
        };
        if ![zero, one, two].into_iter().all(is_same) {
            return vec![None; self.plan.cases.len()];
        }
        let cases = zero.cases.iter().zip(&one.cases).zip(&two.cases);
        cases
            .map(|((zero, one), two)| {
                let is_leaf = matches!(zero.goal, Tree::Leaf(_));
                (is_leaf || is_number).then(|| affine_goal([&zero.goal, &one.goal, &two.goal])).flatten()
            })
            .collect()
    }
}
