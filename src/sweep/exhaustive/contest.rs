//! The tightest case so far: which laws of a batch may be tighter, and how tight a case is on one law.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::claim::Verdict;

use crate::exact::Rational;

use super::compiled::{CompiledClaim, Node};
use super::implied::{Affine, Bundle, Weights, rule};
use super::prepared::Prepared;
use super::tally::{Site, Tightest, VIOLATIONS_KEPT};
use super::tightness::{Row, ratio};
use super::verdicts::Verdicts;
use super::worker::Worker;

/// What a comparison must exceed to be tighter.
#[derive(Debug, Clone)]
pub(super) struct Challenge {
    /// Positive where the smaller side over the larger exceeds the tightest so far.
    row: Row,
    /// Elements of the basis; it is not positive where none of them is negative.
    never_with: Option<u32>,
    /// It in the basis.
    weights: Option<Weights>,
}

/// The challenges of a claim.
#[derive(Debug, Clone, Default)]
pub(super) struct Challenges {
    /// For each comparison with sides.
    rows: Vec<Option<Challenge>>,
    /// Elements of the basis; no case is tighter where none of them is negative.
    pub(super) never_with: Option<u32>,
    /// All of them; no case is tighter where all of these are negative.
    bundle: Option<Bundle>,
}

impl Challenges {
    /// What the cases of a claim must exceed to be tighter than a factor.
    pub(super) fn new(prepared: &Prepared, claim: usize, factor: f64) -> Self {
        let exact = Rational::from_f64(factor);
        let of_comparison = |(sides, coordinates): (&Option<[Row; 2]>, &Option<[Affine; 2]>)| {
            let [small, large] = sides.as_ref()?;
            let exceeds =
                coordinates.as_ref().zip(exact.as_ref()).map(|([small, large], factor)| small.minus(large, factor));
            let never_with = exceeds.as_ref().and_then(|Affine { coordinates, constant }| {
                if constant.sign().is_gt() {
                    return None;
                }
                match rule(coordinates) {
                    None => coordinates.iter().all(Rational::is_zero).then_some(0),
                    Some(rule) => rule.is_negative.then_some(rule.elements),
                }
            });
            let weights = exceeds.and_then(|exceeds| exceeds.weights(prepared.filter.scale()));
            Some(Challenge { row: Row::difference(small, factor, large, &prepared.limits), never_with, weights })
        };
        let pairs = prepared.sides[claim].iter().zip(&prepared.coordinates[claim]);
        let rows: Vec<Option<Challenge>> = pairs.map(of_comparison).collect();
        let never_with =
            rows.iter().flatten().try_fold(0, |all, challenge| challenge.never_with.map(|elements| all | elements));
        // Those that are zero on all laws are never positive.
        let relevant = rows.iter().enumerate().filter_map(|(index, challenge)| Some((index, challenge.as_ref()?)));
        let relevant = relevant.filter(|(_, challenge)| challenge.never_with != Some(0));
        let bundle = Bundle::new(relevant.map(|(index, challenge)| (index, challenge.weights.as_ref())));
        Self { rows, never_with, bundle }
    }
}

impl Worker<'_> {
    /// Whether it follows that no law of the batch has a tighter case: from the signs of the basis, or from its ranges and the
    /// challenges on which these do not decide.
    #[inline]
    pub(super) fn is_quiet(&self, claim: usize, active: u64) -> bool {
        let Challenges { rows, never_with, bundle } = &*self.challenges[claim];
        let is_not_met =
            |index: usize| rows[index].as_ref().is_none_or(|row| row.row.proven_positive(&self.sums) & active == 0);
        never_with.is_some_and(|elements| active & !self.not_negative(elements) == 0)
            || bundle.as_ref().is_some_and(|bundle| self.ranges.are_negative(bundle, is_not_met))
    }

    /// The laws among `holding` on which a goal may be tighter than the tightest so far; all on which it is are among them.
    pub(super) fn contenders(&self, claim: usize, compiled: &CompiledClaim, goal: &Node, holding: u64) -> u64 {
        if holding == 0 {
            return 0;
        }
        match goal {
            Node::Comparison(index) => match &self.challenges[claim].rows[*index] {
                None => 0,
                Some(Challenge { weights: Some(weights), .. }) if self.ranges.is_negative(weights) => 0,

                Some(Challenge { row, never_with, .. }) => {
                    let left = never_with.map_or(holding, |elements| holding & !self.not_negative(elements));
                    if left == 0 { 0 } else { row.proven_positive(&self.sums) & left }
                }
            },
            // The tightest of all counts.
            Node::All(nodes) => {
                nodes.iter().fold(0, |found, node| found | self.contenders(claim, compiled, node, holding & !found))
            }
            // The loosest of those that hold counts: each must be tighter than what is known.
            Node::Any(nodes) => {
                let mut left = holding;
                for node in nodes {
                    let holds = Verdicts::of(node, compiled, &self.signs).holds & left;
                    left &= !holds | self.contenders(claim, compiled, node, holds);
                }
                left
            }
        }
    }

    /// Goes through the cases of a claim on some laws: keeps violations, offers tight cases, and sets what the next have to exceed.
    pub(super) fn examine(&mut self, claim: usize, compiled: &CompiledClaim, mut lanes: u64) {
        let mut is_tighter = false;
        while lanes != 0 {
            is_tighter |= self.examine_law(claim, compiled, lanes.trailing_zeros() as usize);
            lanes &= lanes - 1;
        }
        if is_tighter && let Some(known) = &self.tallies.claims[claim].tightest {
            self.challenge(claim, known.upper());
        }
    }

    /// The same on one law; says whether one of its cases is the tightest.
    fn examine_law(&mut self, claim: usize, compiled: &CompiledClaim, lane: usize) -> bool {
        let orbit = self.tallies.orbits + lane as u64;
        let mut counts = None;
        let mut is_tighter = false;
        for (index, case) in compiled.cases.iter().enumerate() {
            let verdict = Verdicts::of(&case.goal, compiled, &self.signs).at(lane);
            let tightest = self.tallies.claims[claim].tightest.as_ref();
            let settled = tightest.is_some_and(|known| known.is_equality);
            let ratio =
                if verdict.is_true() && !settled { self.tightness(claim, compiled, &case.goal, lane).1 } else { None };
            if verdict == Verdict::Violated || ratio.is_some() {
                let counts = counts.get_or_insert_with(|| self.prepared.pass.unload(&self.counts, lane));
                let site = Site { orbit, counts: counts.clone(), case: index };
                let tally = &mut self.tallies.claims[claim];
                if verdict == Verdict::Violated && tally.first_violations.len() < VIOLATIONS_KEPT {
                    tally.first_violations.push(site);
                } else if let Some(ratio) = ratio {
                    let is_equality = verdict == Verdict::Equality;
                    is_tighter |= tally.offer(Tightest::new(is_equality, ratio, site));
                }
            }
        }
        is_tighter
    }

    /// The verdict of a goal on one law, with its ratio: as in the evaluation of claims, the tightest of all among the worst, the
    /// loosest of any among the best.
    pub(super) fn tightness(
        &self,
        claim: usize,
        compiled: &CompiledClaim,
        goal: &Node,
        lane: usize,
    ) -> (Verdict, Option<(f64, f64)>) {
        let tighter = |first: Option<(f64, f64)>, second: Option<(f64, f64)>| match (first, second) {
            (Some(first), Some(second)) => first.0 > second.1,
            (first, second) => first.is_some() && second.is_none(),
        };
        match goal {
            Node::Comparison(index) => {
                let verdict = Verdicts::of(goal, compiled, &self.signs).at(lane);
                let rows = self.prepared.sides[claim][*index].as_ref().filter(|_| verdict.is_true());
                let ratio = rows.and_then(|rows| {
                    let sides = compiled.comparisons[*index].sides.as_ref()?;
                    ratio(rows, &self.sums, lane, |side| self.value(&sides[side], lane))
                });
                (verdict, ratio)
            }
            Node::All(nodes) => {
                let each = nodes.iter().map(|node| self.tightness(claim, compiled, node, lane));
                let worse = |first: (Verdict, _), second: (Verdict, _)| match first.0.cmp(&second.0) {
                    Ordering::Greater => first,
                    Ordering::Less => second,
                    Ordering::Equal if tighter(second.1, first.1) => second,
                    Ordering::Equal => first,
                };
                each.reduce(worse).unwrap_or((Verdict::Holds, None))
            }
            Node::Any(nodes) => {
                let each = nodes.iter().map(|node| self.tightness(claim, compiled, node, lane));
                let better = |first: (Verdict, _), second: (Verdict, _)| match first.0.cmp(&second.0) {
                    Ordering::Less => first,
                    Ordering::Greater => second,
                    Ordering::Equal if tighter(first.1, second.1) => second,
                    Ordering::Equal => first,
                };
                each.reduce(better).unwrap_or((Verdict::Violated, None))
            }
        }
    }

    /// Sets what a case of a claim must exceed to be tighter.
    pub(super) fn challenge(&mut self, claim: usize, factor: f64) {
        self.challenges[claim] = Arc::new(Challenges::new(self.prepared, claim, factor));
        self.note_contest(claim);
    }

    /// Notes whether a claim may still have a tighter case, and whether it may where all of the basis is positive.
    pub(super) fn note_contest(&mut self, claim: usize) {
        let is_settled = self.tallies.claims[claim].tightest.as_ref().is_some_and(|known| known.is_equality);
        let Challenges { rows, never_with, .. } = &*self.challenges[claim];
        let is_open = !is_settled && rows.iter().any(Option::is_some);
        let (word, bit) = (claim / 64, 1 << (claim % 64));
        for (open, is_open) in self.contested.iter_mut().zip([is_open, is_open && never_with.is_none()]) {
            if is_open { open[word] |= bit } else { open[word] &= !bit }
        }
    }
}
