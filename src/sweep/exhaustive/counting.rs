//! Adding up the verdicts of a batch, and keeping the laws that are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::evaluation::Verdict;

use super::classes::{Class, Member};
use super::compiled::{CompiledClaim, Node};
use super::patterns::{Mask, lanes, with_vectors};
use super::situations::{MOST_KNOWN, Met, Settled, Situation};
use super::tally::{ClaimTally, Site, Tallies, VIOLATIONS_KEPT};
use super::verdicts::{Signs, Verdicts};
use super::worker::Worker;

/// Laws that claims may have to show.
#[derive(Default)]
struct Remarkable {
    violated: BTreeMap<usize, Mask>,
    /// Cases that refute their leaves, with the first law on which they do.
    refuted: Vec<(Member, usize)>,
    /// Those with equalities of positive values.
    attained: BTreeMap<usize, Mask>,
}

impl Worker<'_> {
    /// Adds up the verdicts of all cases on the batch, which stands for so many laws.
    pub(super) fn count(&mut self, active: Mask, laws: u64) {
        // Where no basis is used, nothing is taken to follow from it.
        let is_simple = self.is_generic || self.prepared.basis().is_empty();
        let situation = if is_simple { self.settle(active, laws) } else { None };
        let mut remarkable = Remarkable::default();
        // For the instructions that count bits.
        with_vectors(
            #[inline(always)]
            || match situation {
                Some(situation) => {
                    for class in &situation.open {
                        self.count_class(*class, active, laws, &mut remarkable);
                    }
                }
                None => {
                    for class in 0..self.prepared.classes.len() {
                        self.count_class(class, active, laws, &mut remarkable);
                    }
                }
            },
        );
        for (member, lane) in &remarkable.refuted {
            self.refute(member, *lane);
        }
        for (claim, lanes) in remarkable.violated {
            self.show(claim, lanes);
        }
        for (claim, lanes) in remarkable.attained {
            self.offer(claim, lanes);
        }
    }

    /// Counts the batch for the situation that it has. `None` where the laws must be looked at all the same, as some have to be
    /// shown.
    fn settle(&mut self, active: Mask, laws: u64) -> Option<Arc<Situation>> {
        let prepared = self.prepared;
        if self.met.get(self.last).is_none_or(|met| met.strict != self.strict) {
            self.last = match self.places.get(&self.strict) {
                Some(place) => *place,
                // Memory does not grow with the number of laws.
                None if self.met.len() >= MOST_KNOWN => return None,
                None => {
                    let situation = prepared.situations.get(prepared, &self.strict, &self.signs, active);
                    let strict = self.strict.clone();
                    self.places.insert(strict.clone(), self.met.len());
                    self.met.push(Met { strict, situation, is_shown: false, laws: [0; 2] });
                    self.met.len() - 1
                }
            };
        }
        let Met { situation, is_shown, .. } = &self.met[self.last];
        if !is_shown {
            let members = |settled: &Settled| &prepared.classes[settled.class].members;
            let has_to_show = |settled: &Settled| {
                settled.is_violated && members(settled).iter().any(|member| self.has_to_show(member))
                    || settled.is_attained && members(settled).iter().any(|member| self.may_be_equal(member))
            };
            if situation.settled.iter().any(has_to_show) {
                return None;
            }
        }
        let met = &mut self.met[self.last];
        met.is_shown = true;
        met.laws[0] += self.batch.filled() as u64;
        met.laws[1] += laws;
        Some(Arc::clone(&met.situation))
    }

    /// Whether violations of a case are to be kept.
    fn has_to_show(&self, member: &Member) -> bool {
        let tally = &self.tallies.claims[member.claim];
        tally.first_violations.len() < VIOLATIONS_KEPT || !tally.refuted.contains_key(&member.leaf)
    }

    /// Whether no equality of positive values of a claim was met.
    fn may_be_equal(&self, member: &Member) -> bool {
        !self.tallies.claims[member.claim].has_equality()
    }

    /// Counts a class law by law, and notes the laws that its claims may have to show.
    #[inline(always)]
    fn count_class(&mut self, number: usize, active: Mask, laws: u64, remarkable: &mut Remarkable) {
        let prepared = self.prepared;
        let Class { goal, claim, members } = &prepared.classes[number];
        let verdicts = Verdicts::of(goal, claim, &self.signs);
        let (now_equal, now_violated) = (verdicts.equality & active, verdicts.violated() & active);
        if now_equal != 0 {
            let attained = self.attained(claim, goal, now_equal);
            let laws = if now_equal == active { laws } else { self.laws_in(now_equal) };
            let counts = &mut self.by_class[number];
            counts.equalities[0] += u64::from(now_equal.count_ones());
            counts.equalities[1] += laws;
            counts.attained += u64::from(attained.count_ones());
            if attained != 0 {
                for member in members.iter().filter(|member| self.may_be_equal(member)) {
                    *remarkable.attained.entry(member.claim).or_insert(0) |= attained;
                }
            }
        }
        if now_violated != 0 {
            let laws = if now_violated == active { laws } else { self.laws_in(now_violated) };
            let counts = &mut self.by_class[number];
            counts.violations[0] += u64::from(now_violated.count_ones());
            counts.violations[1] += laws;
            if !self.is_shown[number] {
                let lane = now_violated.trailing_zeros() as usize;
                let to_show = members.iter().filter(|member| self.has_to_show(member));
                let refuted = remarkable.refuted.len();
                remarkable.refuted.extend(to_show.map(|member| (*member, lane)));
                for (member, _) in &remarkable.refuted[refuted..] {
                    *remarkable.violated.entry(member.claim).or_insert(0) |= now_violated;
                }
                // What is shown stays shown.
                self.is_shown[number] = remarkable.refuted.len() == refuted;
            }
        }
    }

    /// Notes that a case refutes its leaf, on a law.
    fn refute(&mut self, member: &Member, lane: usize) {
        let orbit = self.tallies.orbits + lane as u64;
        let site = || Site { orbit, counts: self.prepared.pass.unload(&self.batch, lane), case: member.case };
        self.tallies.claims[member.claim].refute(member.leaf, site, orbit, member.case);
    }

    /// Keeps the violations of a claim on some laws, as long as there is room.
    fn show(&mut self, claim: usize, laws: Mask) {
        let compiled = self.compiled(claim);
        for lane in lanes(laws) {
            let room = VIOLATIONS_KEPT - self.tallies.claims[claim].first_violations.len();
            if room == 0 {
                return;
            }
            let is_violated = |case: &usize| {
                Verdicts::of(&compiled.cases[*case].goal, compiled, &self.signs).at(lane) == Verdict::Violated
            };
            let counts = self.prepared.pass.unload(&self.batch, lane);
            let orbit = self.tallies.orbits + lane as u64;
            let sites = (0..compiled.cases.len()).filter(is_violated).take(room);
            let sites: Vec<Site> = sites.map(|case| Site { orbit, counts: counts.clone(), case }).collect();
            self.tallies.claims[claim].first_violations.extend(sites);
        }
    }

    /// The laws among `equal`, where a goal holds with equality, on which that is an equality of positive values.
    fn attained(&mut self, compiled: &CompiledClaim, goal: &Node, equal: Mask) -> Mask {
        if equal == 0 {
            return 0;
        }
        match goal {
            Node::Comparison(index) => match compiled.comparisons[*index].larger {
                None => 0,
                Some((form, flipped)) => {
                    let Signs { positive, zero } = self.sign(form, equal);
                    if flipped { equal & !(positive | zero) } else { positive }
                }
            },
            Node::All(nodes) => nodes.iter().fold(0, |found, node| {
                let of_node = Verdicts::of(node, compiled, &self.signs).equality & equal & !found;
                found | self.attained(compiled, node, of_node)
            }),
            Node::Any(nodes) => nodes.iter().fold(equal, |left, node| {
                let of_node = Verdicts::of(node, compiled, &self.signs).equality & left;
                left & !of_node | self.attained(compiled, node, of_node)
            }),
        }
    }

    /// How many laws the orbits in some lanes hold.
    #[inline(always)]
    pub(super) fn laws_in(&self, orbits: Mask) -> u64 {
        // Most orbits have as many as the group has elements.
        let large = self.order * u64::from((orbits & !self.small).count_ones());
        large + lanes(orbits & self.small).map(|lane| self.sizes[lane]).sum::<u64>()
    }

    /// The decisions on all laws taken.
    pub fn finish(mut self) -> Tallies {
        self.flush();
        for Met { situation, laws, .. } in &self.met {
            for settled in &situation.settled {
                let counts = &mut self.by_class[settled.class];
                let times = if settled.is_violated { &mut counts.violations } else { &mut counts.equalities };
                times.iter_mut().zip(laws).for_each(|(times, laws)| *times += laws);
                counts.attained += if settled.is_attained { laws[0] } else { 0 };
            }
        }
        let Tallies { orbits, laws, .. } = self.tallies;
        for (Class { members, .. }, counts) in self.prepared.classes.iter().zip(&self.by_class) {
            for member in members {
                self.tallies.claims[member.claim].count(&ClaimTally {
                    cases: orbits,
                    cases_of_laws: laws,
                    equalities: counts.equalities[0],
                    equalities_of_laws: counts.equalities[1],
                    attained: counts.attained,
                    violations: counts.violations[0],
                    violations_of_laws: counts.violations[1],
                    ..ClaimTally::default()
                });
            }
        }
        self.tallies
    }
}
