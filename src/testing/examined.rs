//! The cases of a claim on laws that are made one after another.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cases::Plan;
use crate::cases::plan::LeafIndex;
use crate::cases::tree::Tree;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Setting, Subject, Verdict};
use crate::language::Claim;
use crate::law::Shape;
use crate::sweep::{CaseLocation, Conclusion, Tally, Witness, run::examine};

use super::failure::Failure;

/// How many laws are kept at a time.
const BATCH: usize = 1024;

/// A claim with its instances for each shape, and what the cases came to so far.
pub(super) struct Examined<'c> {
    claim: &'c Claim,
    plans: BTreeMap<Shape, Option<Plan>>,
    orders: OrderTables,
    tally: Tally,
}

impl<'c> Examined<'c> {
    /// A claim that no law has been seen of.
    pub(super) fn new(claim: &'c Claim) -> Self {
        Self { claim, plans: BTreeMap::new(), orders: OrderTables::default(), tally: Tally::default() }
    }

    /// Decides all cases on so many laws, until they make the claim false. A law can be made again from its number, so
    /// that only a batch of them is kept.
    ///
    /// # Errors
    /// [`Failure::Claim`] where the claim has no meaning for a law.
    pub(super) fn examine(&mut self, number: usize, law: &dyn Fn(usize) -> Setting) -> Result<(), Failure> {
        let mut start = 0;
        while start < number && self.conclusion() != Conclusion::Violated {
            let end = number.min(start.saturating_add(BATCH));
            let batch: Vec<Setting> = (start..end).map(law).collect();
            for setting in &batch {
                self.instantiate(setting.shape())?;
            }
            let tallies: Vec<Tally> =
                batch.par_iter().zip(start..end).map(|(setting, place)| self.tally_of(setting, place)).collect();
            tallies.into_iter().for_each(|later| self.tally.merge(later));
            start = end;
        }
        Ok(())
    }

    /// Makes the instances for a shape.
    fn instantiate(&mut self, shape: Shape) -> Result<(), Failure> {
        if !self.plans.contains_key(&shape) {
            let plan = Plan::new(self.claim, shape)
                .map_err(|error| Failure::Claim { error: self.claim.locate(error), shape: Some(shape) })?;
            self.plans.insert(shape, plan);
        }
        Ok(())
    }

    /// The decisions on a law whose shape has its instances.
    fn tally_of(&self, setting: &Setting, place: usize) -> Tally {
        let Some(plan) = &self.plans[&setting.shape()] else { return Tally::default() };
        setting.evaluate(&self.orders, |subject| {
            subject.prepare(plan.quantities());
            let subject: &Subject = subject;
            Tally::of_law(&plan.cases, subject, place)
        })
    }

    /// The quantifiers before the law, for each length.
    fn outer(&self) -> BTreeMap<usize, &Tree<LeafIndex>> {
        let in_scope = self.plans.iter().filter_map(|(shape, plan)| Some((shape.length(), &plan.as_ref()?.outer)));
        in_scope.collect()
    }

    /// What the cases come to.
    pub(super) fn conclusion(&self) -> Conclusion {
        Conclusion::of(&self.tally.findings(&self.outer()))
    }

    /// What was counted.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The laws that make the claim false: one, or where a schedule is to serve all laws, one for each schedule.
    pub(super) fn refuting(&self) -> Vec<usize> {
        let refutation = self.tally.refutation(&self.outer());
        refutation.map_or(Vec::new(), |(_, locations)| locations.iter().map(|location| location.law).collect())
    }

    /// The first case that was not decided, with the reason.
    pub(super) fn undecided(&self, law: &dyn Fn(usize) -> Setting) -> Option<Witness> {
        let first = [Verdict::Undefined, Verdict::Unavailable].iter().find_map(|verdict| self.tally.first.get(verdict));
        let CaseLocation { law: place, case } = *first?;
        let setting = law(place);
        let plan = self.plans[&setting.shape()].as_ref()?;
        Some(examine(&plan.cases[case.0], &setting, place, &self.orders))
    }

    /// Whether a law alone makes the claim false.
    pub(super) fn is_broken_by(&mut self, setting: &Setting) -> bool {
        if self.instantiate(setting.shape()).is_err() {
            return false;
        }
        let Some(plan) = &self.plans[&setting.shape()] else { return false };
        let outer = BTreeMap::from([(setting.shape().length(), &plan.outer)]);
        self.tally_of(setting, 0).refutation(&outer).is_some()
    }
}
