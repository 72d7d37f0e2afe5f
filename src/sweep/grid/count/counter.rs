//! The counter: it adds up the verdicts of batches, and records the laws of the first violations.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::cases::plan::CaseIndex;
use crate::evaluation::Verdict;
use crate::sweep::grid::program::classes::{Class, Member};
use crate::sweep::grid::program::{ClaimProgram, SignTree};
use crate::sweep::grid::results::tally::{CanonicalLaw, ClaimTally, GridLocation, VIOLATIONS_KEPT};
use crate::sweep::grid::signs::{BatchSigns, ClaimLaws, Mask, Signs, StrictSigns, lanes, with_vectors};

use super::sign_patterns::{DecidedClass, MOST_PATTERNS, PatternCount, SignPattern, SignPatterns};

/// The number of times that a class held with equality or was violated: on representatives, and on all laws of their
/// orbits.
#[derive(Debug, Clone, Copy, Default)]
struct ClassCount {
    equalities: [u64; 2],
    /// The equalities of positive values, on representatives.
    attained: u64,
    violations: [u64; 2],
}

/// The laws of a batch that claims have to record.
#[derive(Default)]
struct ToRecord {
    /// The violations, by claim.
    violated: BTreeMap<usize, Mask>,
    /// The cases that refute their leaves, each with the lane of the first law on which it does.
    refuted: Vec<(Member, usize)>,
    /// The equalities of positive values, by claim.
    attained: BTreeMap<usize, Mask>,
}

/// The counter of the verdicts of all cases on some laws.
#[derive(Debug)]
pub struct Counter<'a> {
    patterns: &'a SignPatterns<'a>,
    /// The patterns met so far, in their order.
    met: Vec<PatternCount>,
    /// The index of each pattern in `met`, by its strict signs.
    indices: HashMap<StrictSigns, usize>,
    /// The index of the last pattern met.
    last: usize,
    /// The counts of each class, without the patterns met.
    by_class: Vec<ClassCount>,
    /// For each class, whether no claim has to record a violation of it any more.
    is_recorded: Vec<bool>,
    /// For each claim, whether an equality of positive values was met.
    has_equality: Vec<bool>,
    /// The laws of the last batch with the first equalities of positive values of a claim.
    events: Vec<ClaimLaws>,
    orbits: u64,
    laws: u64,
    /// The recorded laws of each claim. Its numbers are filled in at the end.
    tallies: Vec<ClaimTally>,
}

impl<'a> Counter<'a> {
    /// The counter before the first law.
    pub fn new(patterns: &'a SignPatterns<'a>) -> Self {
        let (classes, claims) = (patterns.classes().len(), patterns.program().claims.len());
        Self {
            patterns,
            met: Vec::new(),
            indices: HashMap::new(),
            last: 0,
            by_class: vec![ClassCount::default(); classes],
            is_recorded: vec![false; classes],
            has_equality: vec![false; claims],
            events: Vec::new(),
            orbits: 0,
            laws: 0,
            tallies: vec![ClaimTally::default(); claims],
        }
    }

    /// Adds the verdicts of all cases on a batch.
    pub fn add(&mut self, signs: &BatchSigns) {
        let active = signs.active();
        let laws = signs.laws_in(active);
        // Without a basis no sign follows from others.
        let has_pattern = signs.is_interior() || signs.is_without_basis();
        let pattern = if has_pattern { self.count_pattern(signs, laws) } else { None };
        let mut to_record = ToRecord::default();
        // For the instructions that count bits.
        with_vectors(
            #[inline(always)]
            || match pattern {
                Some(pattern) => {
                    for class in &pattern.open {
                        self.count_class(*class, signs, active, laws, &mut to_record);
                    }
                }
                None => {
                    for class in 0..self.by_class.len() {
                        self.count_class(class, signs, active, laws, &mut to_record);
                    }
                }
            },
        );
        for (member, lane) in &to_record.refuted {
            let location = location(signs, *lane, member.case);
            self.tallies[member.claim].refute(member.leaf, location);
        }
        for (claim, laws) in to_record.violated {
            self.record_violations(claim, laws, signs);
        }
        self.events.clear();
        for (claim, laws) in to_record.attained {
            self.has_equality[claim] = true;
            self.events.push(ClaimLaws { claim, laws });
        }
        self.orbits += u64::from(active.count_ones());
        self.laws += laws;
    }

    /// The laws of the last batch with an equality of positive values, for each claim without one before, in order of
    /// the claims.
    pub fn events(&self) -> &[ClaimLaws] {
        &self.events
    }

    /// The tallies of all claims, without the tightest cases; and the numbers of orbits and of laws.
    pub fn finish(mut self) -> (Vec<ClaimTally>, [u64; 2]) {
        for PatternCount { pattern, times, .. } in &self.met {
            for decided in &pattern.decided {
                let counts = &mut self.by_class[decided.class];
                let sums = if decided.is_violated { &mut counts.violations } else { &mut counts.equalities };
                sums.iter_mut().zip(times).for_each(|(sum, times)| *sum += times);
                counts.attained += if decided.is_attained { times[0] } else { 0 };
            }
        }
        let claims = &self.patterns.program().claims;
        // The numbers of cases with equality and with violation, on all laws times all orders of their positions.
        let mut of_orders = vec![[0_u128; 2]; claims.len()];
        for (Class { members, .. }, counts) in self.patterns.classes().iter().zip(&self.by_class) {
            for member in members {
                self.tallies[member.claim].add_numbers(&ClaimTally {
                    cases: self.orbits,
                    equalities: counts.equalities[0],
                    attained: counts.attained,
                    violations: counts.violations[0],
                    ..ClaimTally::default()
                });
                let orders = u128::from(claims[member.claim].1.cases[member.case.0].orders);
                let laws = [counts.equalities[1], counts.violations[1]].map(|laws| orders * u128::from(laws));
                of_orders[member.claim].iter_mut().zip(laws).for_each(|(sum, laws)| *sum += laws);
            }
        }
        for ((tally, of_orders), (_, claim)) in self.tallies.iter_mut().zip(of_orders).zip(claims) {
            tally.cases_of_laws = self.laws * claim.cases_of_plan();
            // Whole, as the laws are those of whole orbits.
            let orders = u128::from(claim.orders.max(1));
            debug_assert!(of_orders.iter().all(|number| number % orders == 0), "whole orbits");
            let [equalities, violations] = of_orders.map(|number| u64::try_from(number / orders).unwrap_or(u64::MAX));
            (tally.equalities_of_laws, tally.violations_of_laws) = (equalities, violations);
        }
        (self.tallies, [self.orbits, self.laws])
    }

    /// Counts the batch for its pattern. `None` where the laws have to be looked at all the same, as some have to be
    /// recorded.
    fn count_pattern(&mut self, signs: &BatchSigns, laws: u64) -> Option<Arc<SignPattern>> {
        if self.met.get(self.last).is_none_or(|met| met.strict != *signs.strict()) {
            self.last = match self.indices.get(signs.strict()) {
                Some(index) => *index,
                // Memory does not grow with the number of laws.
                None if self.met.len() >= MOST_PATTERNS => return None,
                None => {
                    let (pattern, strict) = (self.patterns.get(signs), signs.strict().clone());
                    self.indices.insert(strict.clone(), self.met.len());
                    self.met.push(PatternCount { strict, pattern, is_recorded: false, times: [0; 2] });
                    self.met.len() - 1
                }
            };
        }
        let PatternCount { pattern, is_recorded, .. } = &self.met[self.last];
        if !is_recorded && pattern.decided.iter().any(|decided| self.has_to_record(decided)) {
            return None;
        }
        let met = &mut self.met[self.last];
        met.is_recorded = true;
        met.times[0] += u64::from(signs.active().count_ones());
        met.times[1] += laws;
        Some(Arc::clone(&met.pattern))
    }

    /// Whether a claim has to record a law for a decided class.
    fn has_to_record(&self, decided: &DecidedClass) -> bool {
        let members = &self.patterns.classes()[decided.class].members;
        decided.is_violated && members.iter().any(|member| self.records_violations(member))
            || decided.is_attained && members.iter().any(|member| !self.has_equality[member.claim])
    }

    /// Whether violations of a case are to be recorded.
    fn records_violations(&self, member: &Member) -> bool {
        let tally = &self.tallies[member.claim];
        tally.first_violations.len() < VIOLATIONS_KEPT || !tally.refuted.contains_key(&member.leaf)
    }

    /// Counts a class law by law, and notes the laws that its claims have to record. The batch stands for `batch_laws`
    /// laws.
    #[inline(always)]
    fn count_class(
        &mut self,
        class: usize,
        signs: &BatchSigns,
        active: Mask,
        batch_laws: u64,
        to_record: &mut ToRecord,
    ) {
        let patterns = self.patterns;
        let Class { goal, claim, members } = &patterns.classes()[class];
        let verdicts = signs.verdicts(goal, claim);
        let (now_equal, now_violated) = (verdicts.equality & active, verdicts.violated() & active);
        if now_equal != 0 {
            let attained = attained(claim, goal, now_equal, signs);
            let laws = if now_equal == active { batch_laws } else { signs.laws_in(now_equal) };
            let counts = &mut self.by_class[class];
            counts.equalities[0] += u64::from(now_equal.count_ones());
            counts.equalities[1] += laws;
            counts.attained += u64::from(attained.count_ones());
            if attained != 0 {
                for member in members.iter().filter(|member| !self.has_equality[member.claim]) {
                    *to_record.attained.entry(member.claim).or_insert(0) |= attained;
                }
            }
        }
        if now_violated != 0 {
            let laws = if now_violated == active { batch_laws } else { signs.laws_in(now_violated) };
            let counts = &mut self.by_class[class];
            counts.violations[0] += u64::from(now_violated.count_ones());
            counts.violations[1] += laws;
            if !self.is_recorded[class] {
                let lane = now_violated.trailing_zeros() as usize;
                let recording = members.iter().filter(|member| self.records_violations(member));
                let refuted = to_record.refuted.len();
                to_record.refuted.extend(recording.map(|member| (*member, lane)));
                for (member, _) in &to_record.refuted[refuted..] {
                    *to_record.violated.entry(member.claim).or_insert(0) |= now_violated;
                }
                // What is recorded stays recorded.
                self.is_recorded[class] = to_record.refuted.len() == refuted;
            }
        }
    }

    /// Records the violations of a claim on some laws, as long as there is room.
    fn record_violations(&mut self, claim: usize, laws: Mask, signs: &BatchSigns) {
        let program = &self.patterns.program().claims[claim].1;
        let first_violations = &mut self.tallies[claim].first_violations;
        for lane in lanes(laws) {
            let room = VIOLATIONS_KEPT - first_violations.len();
            if room == 0 {
                return;
            }
            let is_violated =
                |case: &usize| signs.verdicts(&program.cases[*case].goal, program).at(lane) == Verdict::Violated;
            let cases = (0..program.cases.len()).filter(is_violated).take(room);
            first_violations.extend(cases.map(|case| location(signs, lane, CaseIndex(case))));
        }
    }
}

/// The place of a case on the law in a lane.
fn location(signs: &BatchSigns, lane: usize, case: CaseIndex) -> GridLocation {
    GridLocation { law: CanonicalLaw { orbit: signs.orbit(lane), counts: signs.counts(lane) }, case }
}

/// The laws among `equal`, where a goal holds with equality, on which that is an equality of positive values.
fn attained(claim: &ClaimProgram, goal: &SignTree, equal: Mask, signs: &BatchSigns) -> Mask {
    if equal == 0 {
        return 0;
    }
    match goal {
        SignTree::Test(index) => match claim.tests[*index].larger {
            None => 0,
            Some((form, flipped)) => {
                let Signs { positive, zero } = signs.sign(form, equal);
                if flipped { equal & !(positive | zero) } else { positive }
            }
        },
        SignTree::All(goals) => goals.iter().fold(0, |found, goal| {
            let of_goal = signs.verdicts(goal, claim).equality & equal & !found;
            found | attained(claim, goal, of_goal, signs)
        }),
        SignTree::Any(goals) => goals.iter().fold(equal, |left, goal| {
            let of_goal = signs.verdicts(goal, claim).equality & left;
            left & !of_goal | attained(claim, goal, of_goal, signs)
        }),
    }
}
