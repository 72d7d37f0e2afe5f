//! The hot path: laws in batches, from counts to the signs of all differences to the verdicts of all claims.

use std::cmp::Ordering;

use crate::claim::Verdict;
use crate::claim::syntax::Relation;
use crate::exact::LogForm;

use super::compiled::{Compiled, CompiledClaim, Node};
use super::filter::Filter;
use super::form::Form;
use super::patterns::{LANES, Lanes, PatternPass};
use super::tally::{ClaimTally, Site, Tallies, Tightest, VIOLATIONS_KEPT};
use super::tightness::{Limits, Row, ratio};
use super::zero_test::{Exponents, PrimeTable, histograms};

/// Claims ready for laws of one total.
#[derive(Debug)]
pub struct Prepared<'a> {
    compiled: &'a Compiled,
    total: u32,
    pass: PatternPass,
    filter: Filter,
    primes: PrimeTable,
    limits: Limits,
    /// For each claim and comparison, the sides whose quotient is measured.
    sides: Vec<Vec<Option<[Row; 2]>>>,
}

impl<'a> Prepared<'a> {
    /// Prepares compiled claims for laws with counts of total N over V tokens.
    pub fn new(compiled: &'a Compiled, vocabulary_size: usize, total: u32) -> Self {
        let length = compiled.length;
        let filter = Filter::new(&compiled.forms, vocabulary_size, length, total);
        let limits = Limits::new(&filter, length, total);
        let row = |form: &Form| Row::new(form, total, filter.scale(), &limits);
        let sides = compiled.claims.iter().map(|(_, claim)| {
            claim
                .comparisons
                .iter()
                .map(|comparison| comparison.sides.as_ref().map(|[a, b]| [row(a), row(b)]))
                .collect()
        });
        Self {
            sides: sides.collect(),
            compiled,
            total,
            pass: PatternPass::new(vocabulary_size, length),
            primes: PrimeTable::new(&compiled.forms, total),
            filter,
            limits,
        }
    }
}

/// The laws of a batch by sign; the others are negative.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    positive: u64,
    zero: u64,
}

/// The laws of a batch by verdict; on the others it is violated.
#[derive(Debug, Clone, Copy)]
struct Verdicts {
    holds: u64,
    equality: u64,
}

impl Verdicts {
    fn violated(self) -> u64 {
        !(self.holds | self.equality)
    }

    fn at(self, lane: usize) -> Verdict {
        match (self.holds >> lane & 1, self.equality >> lane & 1) {
            (1, _) => Verdict::Holds,
            (_, 1) => Verdict::Equality,
            _ => Verdict::Violated,
        }
    }
}

/// Decides laws one after the other and adds the decisions up.
#[derive(Debug)]
pub struct Worker<'a> {
    prepared: &'a Prepared<'a>,
    counts: Vec<Lanes<u32>>,
    sizes: Lanes<u64>,
    filled: usize,
    sums: Vec<Lanes<f64>>,
    signs: Vec<Signs>,
    /// The prime exponents of the laws of the batch for which they were needed.
    exponents: Vec<Option<Exponents>>,
    /// For each claim and comparison: positive where the smaller side over the larger exceeds the tightest so far.
    challenges: Vec<Vec<Option<Row>>>,
    tallies: Tallies,
}

impl<'a> Worker<'a> {
    /// Begins with no law.
    pub fn new(prepared: &'a Prepared<'a>) -> Self {
        let claims = &prepared.compiled.claims;
        let mut worker = Self {
            prepared,
            counts: prepared.pass.new_counts(),
            sizes: [0; LANES],
            filled: 0,
            sums: vec![[0.0; LANES]; prepared.compiled.length],
            signs: vec![Signs::default(); prepared.compiled.differences],
            exponents: vec![None; LANES],
            challenges: vec![Vec::new(); claims.len()],
            tallies: Tallies::new(claims.len()),
        };
        for claim in 0..claims.len() {
            // Anything is tighter than a ratio of -1, as soon as the larger side is positive.
            worker.challenge(claim, -1.0);
        }
        worker
    }

    /// Takes the law of an orbit with its size.
    #[inline]
    pub fn push(&mut self, atoms: &[u32], size: u64) {
        self.prepared.pass.load(&mut self.counts, self.filled, atoms);
        self.sizes[self.filled] = size;
        self.filled += 1;
        if self.filled == LANES {
            self.decide();
        }
    }

    /// The decisions on all laws taken.
    pub fn finish(mut self) -> Tallies {
        if self.filled > 0 {
            self.decide();
        }
        self.tallies
    }

    /// Decides the laws of the batch.
    fn decide(&mut self) {
        let prepared = self.prepared;
        let active = u64::MAX >> (LANES - self.filled);
        prepared.pass.add_up(&mut self.counts);
        prepared.pass.tabulate(&self.counts, prepared.filter.table(), &mut self.sums);
        self.exponents.fill(None);
        for difference in 0..self.signs.len() {
            self.signs[difference] = self.sign(difference, active);
        }
        for claim in 0..self.tallies.claims.len() {
            self.tally(claim, active);
        }
        self.tallies.orbits += self.filled as u64;
        self.tallies.laws += self.sizes[..self.filled].iter().sum::<u64>();
        self.filled = 0;
    }

    /// The signs of a form on some laws: from the filter, and exactly where that does not decide.
    #[inline]
    fn sign(&mut self, form: usize, lanes: u64) -> Signs {
        self.tallies.signs += u64::from(lanes.count_ones());
        let decided = self.prepared.filter.decide(form, &self.sums);
        let mut signs = Signs { positive: decided.positive & lanes, zero: 0 };
        let mut open = lanes & !(decided.positive | decided.negative);
        while open != 0 {
            let lane = open.trailing_zeros() as usize;
            match self.decide_exactly(form, lane) {
                Ordering::Greater => signs.positive |= 1 << lane,
                Ordering::Equal => signs.zero |= 1 << lane,
                Ordering::Less => {}
            }
            open &= open - 1;
        }
        signs
    }

    #[cold]
    fn decide_exactly(&mut self, form: usize, lane: usize) -> Ordering {
        let prepared = self.prepared;
        let counts = &self.counts;
        let exponents = self.exponents[lane]
            .get_or_insert_with(|| prepared.primes.exponents(prepared.pass.counts_by_size(counts, lane)));
        self.tallies.fallbacks += 1;
        if prepared.primes.is_zero(form, exponents) == Some(true) {
            self.tallies.zeros += 1;
            return Ordering::Equal;
        }
        self.tallies.exact_signs += 1;
        self.value(&prepared.compiled.forms[form], lane).sign()
    }

    /// The exact value of a form on one law.
    fn value(&self, form: &Form, lane: usize) -> LogForm {
        let counts = self.prepared.pass.counts_by_size(&self.counts, lane);
        form.value(&histograms(self.prepared.total, counts))
    }

    fn compiled(&self, claim: usize) -> &'a CompiledClaim {
        &self.prepared.compiled.claims[claim].1
    }

    /// Adds up the verdicts of a claim on the batch.
    fn tally(&mut self, claim: usize, active: u64) {
        let compiled = self.compiled(claim);
        let first = self.tallies.orbits;
        let mut violated = 0;
        let mut contenders = 0;
        let may_be_tighter = !self.tallies.claims[claim].tightest.as_ref().is_some_and(|known| known.is_equality);
        let laws: u64 = self.sizes[..self.filled].iter().sum();
        let cases = compiled.cases.len() as u64;
        let mut added =
            ClaimTally { cases: cases * self.filled as u64, cases_of_laws: cases * laws, ..ClaimTally::default() };
        for (index, case) in compiled.cases.iter().enumerate() {
            let verdicts = self.verdicts(compiled, &case.goal);
            let (now_equal, now_violated) = (verdicts.equality & active, verdicts.violated() & active);
            if now_equal != 0 {
                added.equalities += u64::from(now_equal.count_ones());
                added.equalities_of_laws += if now_equal == active { laws } else { self.laws_in(now_equal) };
                let attained = self.attained(compiled, &case.goal, now_equal);
                added.attained += u64::from(attained.count_ones());
                if may_be_tighter {
                    contenders |= attained;
                }
            }
            if now_violated != 0 {
                added.violations += u64::from(now_violated.count_ones());
                added.violations_of_laws += if now_violated == active { laws } else { self.laws_in(now_violated) };
                violated |= now_violated;
                let lane = now_violated.trailing_zeros() as usize;
                let orbit = first + lane as u64;
                let counts = &self.counts;
                let site = || Site { orbit, counts: self.prepared.pass.unload(counts, lane), case: index };
                self.tallies.claims[claim].refute(case.leaf, site, orbit, index);
            }
            if may_be_tighter {
                contenders |= self.contenders(claim, compiled, &case.goal, verdicts.holds & active);
            }
        }
        let tally = &mut self.tallies.claims[claim];
        tally.cases += added.cases;
        tally.cases_of_laws += added.cases_of_laws;
        tally.equalities += added.equalities;
        tally.attained += added.attained;
        tally.equalities_of_laws += added.equalities_of_laws;
        tally.violations += added.violations;
        tally.violations_of_laws += added.violations_of_laws;
        let room = tally.first_violations.len() < VIOLATIONS_KEPT;
        let mut special = contenders | if room { violated } else { 0 };
        while special != 0 {
            self.examine(claim, compiled, special.trailing_zeros() as usize);
            special &= special - 1;
        }
    }

    fn laws_in(&self, mut lanes: u64) -> u64 {
        let mut laws = 0;
        while lanes != 0 {
            laws += self.sizes[lanes.trailing_zeros() as usize];
            lanes &= lanes - 1;
        }
        laws
    }

    #[inline]
    fn comparison(&self, compiled: &CompiledClaim, index: usize) -> Verdicts {
        let comparison = &compiled.comparisons[index];
        let (greater, equal) = match comparison.difference {
            None => (0, u64::MAX),
            Some((difference, flipped)) => {
                let Signs { positive, zero } = self.signs[difference];
                (if flipped { !(positive | zero) } else { positive }, zero)
            }
        };
        let less = !(greater | equal);
        match comparison.relation {
            Relation::AtMost => Verdicts { holds: less, equality: equal },
            Relation::AtLeast => Verdicts { holds: greater, equality: equal },
            Relation::Below => Verdicts { holds: less, equality: 0 },
            Relation::Above => Verdicts { holds: greater, equality: 0 },
            Relation::Equals => Verdicts { holds: 0, equality: equal },
        }
    }

    /// The verdicts of a goal: the worst of all, or the best of any.
    fn verdicts(&self, compiled: &CompiledClaim, goal: &Node) -> Verdicts {
        match goal {
            Node::Comparison(index) => self.comparison(compiled, *index),
            Node::All(nodes) => nodes.iter().map(|node| self.verdicts(compiled, node)).fold(
                Verdicts { holds: u64::MAX, equality: 0 },
                |a, b| {
                    let holds = a.holds & b.holds;
                    Verdicts { holds, equality: !(a.violated() | b.violated() | holds) }
                },
            ),
            Node::Any(nodes) => nodes.iter().map(|node| self.verdicts(compiled, node)).fold(
                Verdicts { holds: 0, equality: 0 },
                |a, b| {
                    let holds = a.holds | b.holds;
                    Verdicts { holds, equality: (a.equality | b.equality) & !holds }
                },
            ),
        }
    }

    /// The laws among `equal`, where a goal holds with equality, on which that is an equality of positive values.
    fn attained(&mut self, compiled: &CompiledClaim, goal: &Node, equal: u64) -> u64 {
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
                let of_node = self.verdicts(compiled, node).equality & equal & !found;
                found | self.attained(compiled, node, of_node)
            }),
            Node::Any(nodes) => nodes.iter().fold(equal, |left, node| {
                let of_node = self.verdicts(compiled, node).equality & left;
                left & !of_node | self.attained(compiled, node, of_node)
            }),
        }
    }

    /// The laws among `holding` on which a goal may be tighter than the tightest so far; all on which it is are among them.
    fn contenders(&self, claim: usize, compiled: &CompiledClaim, goal: &Node, holding: u64) -> u64 {
        if holding == 0 {
            return 0;
        }
        match goal {
            Node::Comparison(index) => match &self.challenges[claim][*index] {
                Some(row) => row.proven_positive(&self.sums) & holding,
                None => 0,
            },
            // The tightest of all counts.
            Node::All(nodes) => {
                nodes.iter().fold(0, |found, node| found | self.contenders(claim, compiled, node, holding & !found))
            }
            // The loosest of those that hold counts: each must be tighter than what is known.
            Node::Any(nodes) => {
                let mut left = holding;
                for node in nodes {
                    let holds = self.verdicts(compiled, node).holds & left;
                    left &= !holds | self.contenders(claim, compiled, node, holds);
                }
                left
            }
        }
    }

    /// Goes through the cases of a claim on one law: keeps violations, offers tight cases.
    fn examine(&mut self, claim: usize, compiled: &CompiledClaim, lane: usize) {
        let orbit = self.tallies.orbits + lane as u64;
        let mut counts = None;
        for (index, case) in compiled.cases.iter().enumerate() {
            let verdict = self.verdicts(compiled, &case.goal).at(lane);
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
                    let before = tally.tightest.clone();
                    tally.offer(Tightest::new(is_equality, ratio, site));
                    if tally.tightest != before {
                        self.challenge(claim, ratio.1);
                    }
                }
            }
        }
    }

    /// The verdict of a goal on one law, with its ratio: as in the evaluation of claims, the tightest of all among the worst, the
    /// loosest of any among the best.
    fn tightness(
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
                let verdict = self.comparison(compiled, *index).at(lane);
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
    fn challenge(&mut self, claim: usize, factor: f64) {
        let prepared = self.prepared;
        let row = |sides: &Option<[Row; 2]>| {
            sides.as_ref().map(|[small, large]| Row::difference(small, factor, large, &prepared.limits))
        };
        self.challenges[claim] = prepared.sides[claim].iter().map(row).collect();
    }
}
