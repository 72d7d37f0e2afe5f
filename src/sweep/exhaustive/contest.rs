//! The tightest case so far: which laws of a batch may be tighter, and how tight a case is on one law.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::evaluation::Verdict;

use super::bits;
use super::challenges::{Arena, Challenges};
use super::compiled::{CompiledClaim, Node};
use super::patterns::{Mask, lanes};
use super::prepared::Prepared;
use super::quiet::Quiet;
use super::seeds::Known;
use super::tally::{Site, Tightest};
use super::tightness::ratio;
use super::verdicts::Verdicts;
use super::worker::Worker;

/// The search for tighter cases in a batch.
#[derive(Debug)]
pub(super) struct Contest {
    arena: Arc<Arena>,
    /// For each claim, what a case must exceed to be tighter than the tightest so far.
    challenges: Vec<Arc<Challenges>>,
    /// For each claim, a factor that its challenges do not know of yet.
    raised: Vec<Option<f64>>,
    /// The claims that may have a tighter case, and those that may where all of the basis is positive.
    pub(super) open: [Vec<u64>; 2],
    /// The combinations of the arena's bundle that are negative on the batch, if they are known.
    negative: Vec<u64>,
    is_current: bool,
    /// For each challenge, a batch and the laws of it that are proven to meet it.
    met: Vec<(u64, Mask)>,
    /// The number of the batch.
    batch: u64,
}

impl Contest {
    /// What is known before a sweep.
    pub(super) fn new(arena: &Arc<Arena>, challenges: &[Arc<Challenges>]) -> Self {
        let words = challenges.len().div_ceil(64);
        Self {
            arena: Arc::clone(arena),
            challenges: challenges.to_vec(),
            raised: vec![None; challenges.len()],
            open: [vec![0; words], vec![0; words]],
            negative: Vec::new(),
            is_current: false,
            met: Vec::new(),
            batch: 0,
        }
    }

    /// Goes on to the next batch.
    pub(super) fn next_batch(&mut self) {
        self.batch += 1;
        self.is_current = false;
    }

    /// Makes a new arena for what is still asked for, once most of this one is not.
    fn tidy(&mut self, prepared: &Prepared) {
        if self.arena.len() <= 2 * prepared.arena.len() + 1024 {
            return;
        }
        let mut arena = Arena::default();
        for (claim, challenges) in self.challenges.iter_mut().enumerate() {
            if !challenges.places.is_empty() {
                *challenges = Arc::new(prepared.challenges_of(&mut arena, claim, challenges.factor));
            }
        }
        self.arena = Arc::new(arena);
        self.met.clear();
    }
}

impl Worker<'_> {
    /// Looks for tighter cases of a claim in the batch.
    pub(super) fn contest(&mut self, claim: usize, active: Mask) {
        if let Some(factor) = self.contest.raised[claim].take() {
            self.challenge(claim, factor);
        }
        self.find_unmet();
        let challenges = &self.contest.challenges[claim];
        let is_quiet = challenges.never_with.is_some_and(|elements| active & !self.not_negative(elements) == 0)
            || self.is_generic && challenges.quiet.as_ref().is_some_and(|quiet| quiet.follows(&self.contest.negative));
        if is_quiet {
            return;
        }
        let challenges = Arc::clone(challenges);
        let compiled = self.compiled(claim);
        let mut contenders = 0;
        for case in &compiled.cases {
            if !self.is_quiet(&challenges, compiled, &case.goal, active) {
                let holding = Verdicts::of(&case.goal, compiled, &self.signs).holds & active;
                contenders |= self.contenders(&challenges, compiled, &case.goal, holding);
            }
        }
        self.offer(claim, contenders);
    }

    /// Finds the challenges that no law of the batch meets, from the ranges of the basis.
    fn find_unmet(&mut self) {
        let contest = &mut self.contest;
        if !contest.is_current {
            contest.is_current = true;
            self.ranges.negative(&contest.arena.bundle, &mut contest.negative);
        }
    }

    fn is_unmet(&self, place: usize) -> bool {
        self.contest.arena.get(place).is_unmet(&self.contest.negative, self.is_generic)
    }

    /// Whether it follows from the ranges that a goal is tighter on no law of the batch.
    fn is_quiet(&self, challenges: &Challenges, compiled: &CompiledClaim, goal: &Node, active: Mask) -> bool {
        match goal {
            Node::Comparison(index) => challenges.places[*index].is_none_or(|place| self.is_unmet(place)),
            Node::All(nodes) => nodes.iter().all(|node| self.is_quiet(challenges, compiled, node, active)),
            // The loosest of those that hold counts.
            Node::Any(nodes) => nodes.iter().any(|node| {
                self.is_quiet(challenges, compiled, node, active)
                    && Verdicts::of(node, compiled, &self.signs).holds & active == active
            }),
        }
    }

    /// The laws among `holding` on which a goal may be tighter than the tightest so far; all on which it is are among them.
    fn contenders(&mut self, challenges: &Challenges, compiled: &CompiledClaim, goal: &Node, holding: Mask) -> Mask {
        if holding == 0 {
            return 0;
        }
        match goal {
            Node::Comparison(index) => challenges.places[*index].map_or(0, |place| self.met(place, holding)),
            // The tightest of all counts.
            Node::All(nodes) => nodes
                .iter()
                .fold(0, |found, node| found | self.contenders(challenges, compiled, node, holding & !found)),
            // The loosest of those that hold counts: each must be tighter than what is known.
            Node::Any(nodes) => {
                let mut left = holding;
                // Those first that are cheap, as the ranges tell of them.
                for is_told in [true, false] {
                    for node in nodes {
                        if left != 0 && self.is_quiet(challenges, compiled, node, Mask::MAX) == is_told {
                            let holds = Verdicts::of(node, compiled, &self.signs).holds & left;
                            left &= !holds | self.contenders(challenges, compiled, node, holds);
                        }
                    }
                }
                left
            }
        }
    }

    /// The laws among some that are proven to meet a challenge.
    fn met(&mut self, place: usize, laws: Mask) -> Mask {
        if self.is_unmet(place) {
            return 0;
        }
        let challenge = self.contest.arena.get(place);
        let laws = challenge.never_with.map_or(laws, |elements| laws & !self.not_negative(elements));
        if laws == 0 {
            return 0;
        }
        if self.contest.met.len() < self.contest.arena.len() {
            self.contest.met.resize(self.contest.arena.len(), (0, 0));
        }
        if self.contest.met[place].0 != self.contest.batch {
            let met = self.contest.arena.get(place).row.proven_positive(&self.sums);
            self.contest.met[place] = (self.contest.batch, met);
        }
        self.contest.met[place].1 & laws
    }

    /// Offers the cases of a claim on some laws, and sets what the next have to exceed.
    pub(super) fn offer(&mut self, claim: usize, laws: Mask) {
        let mut is_tighter = false;
        for lane in lanes(laws) {
            is_tighter |= self.offer_law(claim, lane);
        }
        if is_tighter && let Some(known) = &self.tallies.claims[claim].tightest {
            // The challenges are made when they are needed, which is often never.
            self.contest.raised[claim] = Some(self.prepared.known[claim].or_more(known.upper()));
            self.note_contest(claim);
        }
    }

    /// The same on one law; says whether one of its cases is the tightest.
    fn offer_law(&mut self, claim: usize, lane: usize) -> bool {
        let compiled = self.compiled(claim);
        let mut counts = None;
        let mut is_tighter = false;
        for (index, case) in compiled.cases.iter().enumerate() {
            let verdict = Verdicts::of(&case.goal, compiled, &self.signs).at(lane);
            let is_equality = verdict == Verdict::Equality;
            if !verdict.is_true() || self.tallies.claims[claim].has_equality() {
                continue;
            }
            let ratio = self.tightness(claim, compiled, &case.goal, lane).1;
            if let Some(ratio) = ratio.filter(|ratio| is_equality || self.prepared.known[claim].admits(*ratio)) {
                let counts = counts.get_or_insert_with(|| self.prepared.pass.unload(&self.batch, lane));
                let site = Site { orbit: self.tallies.orbits + lane as u64, counts: counts.clone(), case: index };
                is_tighter |= self.tallies.claims[claim].offer(Tightest::new(is_equality, ratio, site));
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
                let pair = self.prepared.comparisons[claim][*index].filter(|_| verdict.is_true());
                let ratio = pair.and_then(|pair| {
                    let sides = compiled.comparisons[*index].sides.as_ref()?;
                    let rows = &self.prepared.pairs.list[pair].sides;
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
    fn challenge(&mut self, claim: usize, factor: f64) {
        let prepared = self.prepared;
        let arena = Arc::make_mut(&mut self.contest.arena);
        self.contest.challenges[claim] = Arc::new(prepared.challenges_of(arena, claim, factor));
        self.contest.tidy(prepared);
        self.contest.is_current = false;
        self.note_contest(claim);
    }

    /// Notes whether a claim may still have a tighter case, and whether it may where all of the basis is positive.
    pub(super) fn note_contest(&mut self, claim: usize) {
        let is_settled = self.prepared.known[claim] == Known::Equality || self.tallies.claims[claim].has_equality();
        let Challenges { places, quiet, .. } = &*self.contest.challenges[claim];
        let is_raised = self.contest.raised[claim].is_some();
        let is_open = !is_settled && (is_raised || places.iter().any(Option::is_some));
        let may_be_met = is_raised || !quiet.as_ref().is_some_and(Quiet::is_certain);
        let [open, open_if_positive] = &mut self.contest.open;
        bits::set(open, claim, is_open);
        bits::set(open_if_positive, claim, is_open && may_be_met);
    }
}
