//! The hot path: laws in batches, from counts to the signs of all differences to the verdicts of all claims.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::claim::Verdict;
use crate::exact::LogForm;

use super::compiled::{CompiledClaim, Node};
use super::contest::Challenges;
use super::form::Form;
use super::implied::Ranges;
use super::patterns::{LANES, Lanes};
use super::prepared::{Prepared, Strict, bits};
use super::tally::{ClaimTally, Site, Tallies, VIOLATIONS_KEPT};
use super::verdicts::{Signs, Verdicts};
use super::zero_test::{Exponents, histograms};

/// Decides laws one after the other and adds the decisions up.
#[derive(Debug)]
pub struct Worker<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) counts: Vec<Lanes<u32>>,
    sizes: Lanes<u64>,
    filled: usize,
    pub(super) sums: Vec<Lanes<f64>>,
    /// Of the differences, then of the basis.
    pub(super) signs: Vec<Signs>,
    /// Of the basis, where none of its elements is negative.
    pub(super) ranges: Ranges,
    /// The differences with one sign on the whole batch.
    strict: Strict,
    /// The prime exponents of the laws of the batch for which they were needed.
    exponents: Vec<Option<Exponents>>,
    /// Whether the signs of the differences that are not open are those of a generic batch.
    is_generic: bool,
    /// The claims that are not as usual on the batch.
    unusual: Vec<u64>,
    /// The claims that may have a tighter case, and those that may where all of the basis is positive.
    pub(super) contested: [Vec<u64>; 2],
    /// For each claim, how many orbits and laws it was not as usual on.
    left_out: Vec<(u64, u64)>,
    /// For each claim, what a case must exceed to be tighter than the tightest so far.
    pub(super) challenges: Vec<Arc<Challenges>>,
    pub(super) tallies: Tallies,
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
            signs: vec![Signs::default(); prepared.compiled.forms.len()],
            ranges: Ranges::default(),
            strict: Strict::new(prepared.compiled.differences),
            exponents: vec![None; LANES],
            is_generic: false,
            unusual: prepared.unusual.clone(),
            contested: [(); 2].map(|()| vec![0; prepared.unusual.len()]),
            left_out: vec![(0, 0); claims.len()],
            challenges: prepared.challenges.clone(),
            tallies: Tallies::new(claims.len()),
        };
        for claim in 0..claims.len() {
            worker.note_contest(claim);
        }
        worker
    }

    /// Takes the law of an orbit with its size.
    #[inline]
    pub fn push(&mut self, atoms: &[u32], size: u64) {
        debug_assert_eq!(atoms.iter().sum::<u32>(), self.prepared.total, "tables are for laws of one total");
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
        let Tallies { orbits, laws, .. } = self.tallies;
        for (claim, usual) in self.prepared.usual.iter().enumerate() {
            let Some(usual) = usual else { continue };
            let cases = self.compiled(claim).cases.len() as u64;
            let (orbits, laws) = (orbits - self.left_out[claim].0, laws - self.left_out[claim].1);
            self.tallies.claims[claim].count(&ClaimTally {
                cases: cases * orbits,
                cases_of_laws: cases * laws,
                equalities: usual.equalities * orbits,
                equalities_of_laws: usual.equalities * laws,
                ..ClaimTally::default()
            });
        }
        self.tallies
    }

    /// Decides the laws of the batch.
    fn decide(&mut self) {
        let prepared = self.prepared;
        let active = u64::MAX >> (LANES - self.filled);
        self.find_signs(active);
        let (orbits, laws) = (self.filled as u64, self.sizes[..self.filled].iter().sum::<u64>());
        let mut unusual = std::mem::take(&mut self.unusual);
        unusual.copy_from_slice(&prepared.unusual);
        for (wanting, is_positive) in prepared.wanting.iter().zip([true, false]) {
            for difference in prepared.wanted.missing(&self.strict, is_positive) {
                for (unusual, claims) in unusual.iter_mut().zip(&wanting[difference]) {
                    *unusual |= claims;
                }
            }
        }
        for claim in bits(&unusual, &[]) {
            self.left_out[claim].0 += orbits;
            self.left_out[claim].1 += laws;
            self.tally(claim, active, laws);
        }
        // The others are counted in the end.
        for (word, unusual) in unusual.iter().enumerate() {
            let mut left = self.contested[usize::from(self.is_generic)][word] & !unusual;
            while left != 0 {
                self.contest(64 * word + left.trailing_zeros() as usize, active);
                left &= left - 1;
            }
        }
        self.unusual = unusual;
        self.tallies.orbits += orbits;
        self.tallies.laws += laws;
        self.filled = 0;
    }

    /// Finds the signs of the basis and of all differences.
    fn find_signs(&mut self, active: u64) {
        let prepared = self.prepared;
        prepared.pass.add_up(&mut self.counts);
        prepared.pass.tabulate(&self.counts, prepared.filter.table(), &mut self.sums);
        self.exponents.fill(None);
        self.ranges.clear();
        for element in prepared.basis() {
            self.tallies.signs += u64::from(active.count_ones());
            let (signs, range) = self.compute(element, active);
            self.signs[element] = signs;
            if (signs.positive | signs.zero) & active == active && range.1.is_finite() {
                self.ranges.push(range);
            }
        }
        let basis = prepared.basis().len();
        if basis > 0 && self.ranges.are_positive(basis) {
            return self.find_open_signs(active);
        }
        self.is_generic = false;
        self.strict.positive.fill(0);
        self.strict.negative.fill(0);
        for difference in 0..prepared.compiled.differences {
            self.find_sign(difference, active);
        }
    }

    /// Finds the signs of a difference, and notes whether it has one strict sign on the whole batch.
    #[inline]
    fn find_sign(&mut self, difference: usize, active: u64) {
        let signs = self.sign(difference, active);
        self.signs[difference] = signs;
        if signs.positive == active {
            self.strict.note(difference, true);
        } else if signs.positive | signs.zero == 0 {
            self.strict.note(difference, false);
        }
    }

    /// Finds the signs of the differences on a batch on which all of the basis is positive.
    fn find_open_signs(&mut self, active: u64) {
        let generic = &self.prepared.generic;
        if !self.is_generic {
            self.signs[..generic.signs.len()].copy_from_slice(&generic.signs);
            self.is_generic = true;
        }
        self.strict.clone_from(&generic.strict);
        let known = (generic.signs.len() - generic.open.len()) as u64 * u64::from(active.count_ones());
        self.tallies.signs += known;
        self.tallies.implied += known;
        for &difference in &generic.open {
            self.find_sign(difference, active);
        }
    }

    /// Takes one law by itself, for [`Worker::decided`].
    pub fn revisit(&mut self, atoms: &[u32]) {
        self.prepared.pass.load(&mut self.counts, 0, atoms);
        self.find_signs(1);
    }

    /// The verdict of a case on the law revisited, with its ratio where it has one.
    pub fn decided(&self, claim: usize, case: usize) -> (Verdict, Option<(f64, f64)>) {
        let compiled = self.compiled(claim);
        self.tightness(claim, compiled, &compiled.cases[case].goal, 0)
    }

    /// The signs of a form on some laws: from those of the basis where they follow, and computed where they do not.
    #[inline]
    fn sign(&mut self, form: usize, lanes: u64) -> Signs {
        self.tallies.signs += u64::from(lanes.count_ones());
        let Some(rule) = self.prepared.rule(form) else {
            let weights = self.prepared.weights.get(form).and_then(Option::as_ref);
            if let Some(sign) = weights.and_then(|weights| self.ranges.sign(weights)) {
                self.tallies.implied += u64::from(lanes.count_ones());
                return Signs { positive: if sign.is_gt() { lanes } else { 0 }, zero: 0 };
            }
            return self.compute(form, lanes).0;
        };
        let settled = self.not_negative(rule.elements) & lanes;
        let mut elements = rule.elements;
        let mut is_some_positive = 0;
        while elements != 0 {
            is_some_positive |= self.signs[self.prepared.basis().start + elements.trailing_zeros() as usize].positive;
            elements &= elements - 1;
        }
        self.tallies.implied += u64::from(settled.count_ones());
        let positive = if rule.is_negative { 0 } else { settled & is_some_positive };
        let signs = Signs { positive, zero: settled & !is_some_positive };
        if settled == lanes {
            return signs;
        }
        let others = self.compute(form, lanes & !settled).0;
        Signs { positive: signs.positive | others.positive, zero: signs.zero | others.zero }
    }

    /// The laws on which none of these elements of the basis is negative.
    #[inline]
    pub(super) fn not_negative(&self, mut elements: u32) -> u64 {
        let first = self.prepared.basis().start;
        let mut lanes = u64::MAX;
        while elements != 0 {
            let Signs { positive, zero } = self.signs[first + elements.trailing_zeros() as usize];
            lanes &= positive | zero;
            elements &= elements - 1;
        }
        lanes
    }

    /// The signs of a form on some laws: from the filter, and exactly where that does not decide; with the filter's range.
    #[inline]
    fn compute(&mut self, form: usize, lanes: u64) -> (Signs, (f64, f64)) {
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
        (signs, decided.range)
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
    pub(super) fn value(&self, form: &Form, lane: usize) -> LogForm {
        let counts = self.prepared.pass.counts_by_size(&self.counts, lane);
        form.value(&histograms(self.prepared.total, counts))
    }

    fn compiled(&self, claim: usize) -> &'a CompiledClaim {
        &self.prepared.compiled.claims[claim].1
    }

    /// Adds up the verdicts of a claim on the batch, which stands for so many laws.
    fn tally(&mut self, claim: usize, active: u64, laws: u64) {
        let compiled = self.compiled(claim);
        let first = self.tallies.orbits;
        let mut violated = 0;
        let mut contenders = 0;
        let may_be_tighter = !self.tallies.claims[claim].tightest.as_ref().is_some_and(|known| known.is_equality);
        let is_quiet = self.is_quiet(claim, active);
        let cases = compiled.cases.len() as u64;
        let mut added =
            ClaimTally { cases: cases * self.filled as u64, cases_of_laws: cases * laws, ..ClaimTally::default() };
        for (index, case) in compiled.cases.iter().enumerate() {
            let verdicts = Verdicts::of(&case.goal, compiled, &self.signs);
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
            if may_be_tighter && !is_quiet {
                contenders |= self.contenders(claim, compiled, &case.goal, verdicts.holds & active);
            }
        }
        let tally = &mut self.tallies.claims[claim];
        tally.count(&added);
        let room = tally.first_violations.len() < VIOLATIONS_KEPT;
        let special = contenders | if room { violated } else { 0 };
        self.examine(claim, compiled, special);
    }

    /// Looks for a tighter case of a claim all of whose cases are as usual on all laws of the batch.
    fn contest(&mut self, claim: usize, active: u64) {
        if self.is_quiet(claim, active) {
            return;
        }
        let compiled = self.compiled(claim);
        let mut contenders = 0;
        for case in &compiled.cases {
            contenders |= self.contenders(claim, compiled, &case.goal, active);
        }
        self.examine(claim, compiled, contenders);
    }

    fn laws_in(&self, mut lanes: u64) -> u64 {
        let mut laws = 0;
        while lanes != 0 {
            laws += self.sizes[lanes.trailing_zeros() as usize];
            lanes &= lanes - 1;
        }
        laws
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
                let of_node = Verdicts::of(node, compiled, &self.signs).equality & equal & !found;
                found | self.attained(compiled, node, of_node)
            }),
            Node::Any(nodes) => nodes.iter().fold(equal, |left, node| {
                let of_node = Verdicts::of(node, compiled, &self.signs).equality & left;
                left & !of_node | self.attained(compiled, node, of_node)
            }),
        }
    }
}
