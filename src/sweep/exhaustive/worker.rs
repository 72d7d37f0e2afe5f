//! The hot path: laws in batches, from counts to the signs of all differences to the verdicts of all claims.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::evaluation::Verdict;
use crate::exact::LogForm;

use super::classes::Counts;
use super::compiled::CompiledClaim;
use super::contest::Contest;
use super::form::Form;
use super::implied::Ranges;
use super::patterns::{Batch, LANES, Lanes, Mask, lanes, with_vectors};
use super::prepared::{Prepared, Strict};
use super::situations::Met;
use super::tally::Tallies;
use super::verdicts::Signs;
use super::zero_test::{Exponents, histograms};

/// Decides laws one after the other and adds the decisions up.
#[derive(Debug)]
pub struct Worker<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) batch: Batch,
    /// The largest size of an orbit met so far, and the laws of the batch whose orbits have another, or may have.
    pub(super) order: u64,
    pub(super) small: Mask,
    /// The sizes of the orbits of these.
    pub(super) sizes: Lanes<u64>,
    pub(super) sums: Vec<Lanes<f64>>,
    /// Of the differences, then of the basis.
    pub(super) signs: Vec<Signs>,
    /// Of the basis, where none of its elements is negative.
    pub(super) ranges: Ranges,
    /// The differences with one sign on the whole batch.
    pub(super) strict: Strict,
    /// The prime exponents of the laws of the batch for which they were needed.
    exponents: Vec<Option<Exponents>>,
    /// Whether the signs of the differences that are not open are those of a generic batch.
    pub(super) is_generic: bool,
    /// The situations met so far, in their order, by their signs, and the last one.
    pub(super) met: Vec<Met>,
    pub(super) places: HashMap<Strict, usize>,
    pub(super) last: usize,
    /// What each class of cases comes to, apart from the situations met.
    pub(super) by_class: Vec<Counts>,
    /// The classes of whose violations no claim has to show one any more.
    pub(super) is_shown: Vec<bool>,
    /// The laws of the batch that set a bar: the lane, and which of them it is.
    marks: Vec<(usize, usize)>,
    pub(super) contest: Contest,
    pub(super) tallies: Tallies,
}

impl<'a> Worker<'a> {
    /// Begins with no law.
    pub fn new(prepared: &'a Prepared<'a>) -> Self {
        let claims = &prepared.compiled.claims;
        let mut worker = Self {
            prepared,
            batch: prepared.pass.new_batch(),
            order: 0,
            small: 0,
            sizes: [0; LANES],
            sums: vec![[0.0; LANES]; prepared.compiled.length],
            signs: vec![Signs::default(); prepared.compiled.forms.len()],
            ranges: Ranges::default(),
            strict: Strict::new(prepared.compiled.differences),
            exponents: vec![None; LANES],
            is_generic: false,
            met: Vec::new(),
            places: HashMap::new(),
            last: 0,
            by_class: vec![Counts::default(); prepared.classes.len()],
            is_shown: vec![false; prepared.classes.len()],
            marks: Vec::new(),
            contest: Contest::new(&prepared.arena, &prepared.challenges),
            tallies: Tallies::new(claims.len()),
        };
        for claim in 0..claims.len() {
            worker.note_contest(claim);
        }
        worker
    }

    /// Takes the law of an orbit with its size, whatever the law before.
    pub fn push(&mut self, atoms: &[u32], size: u64) {
        self.push_change(atoms, size, 0);
    }

    /// Takes the law of an orbit with its size. `changed` is the first atom from which on it may differ from the law before.
    #[inline]
    pub fn push_change(&mut self, atoms: &[u32], size: u64, changed: usize) {
        debug_assert_eq!(atoms.iter().sum::<u32>(), self.prepared.total, "tables are for laws of one total");
        if size != self.order {
            self.note_size(size);
        }
        self.prepared.pass.push(&mut self.batch, atoms, changed);
        if self.batch.filled() == LANES {
            self.decide();
        }
    }

    /// Notes the next orbit, whose size is not the largest met so far.
    #[inline(never)]
    fn note_size(&mut self, size: u64) {
        let lane = self.batch.filled();
        if size > self.order {
            let before = (1 << lane) - 1;
            for lane in lanes(before & !self.small) {
                self.sizes[lane] = self.order;
            }
            self.order = size;
            self.small = before;
        } else {
            self.sizes[lane] = size;
            self.small |= 1 << lane;
        }
    }

    /// Takes a law that set a bar.
    pub(super) fn push_seed(&mut self, atoms: &[u32], size: u64, changed: usize, seed: usize) {
        self.marks.push((self.batch.filled(), seed));
        self.push_change(atoms, size, changed);
    }

    /// Decides the laws taken.
    pub(super) fn flush(&mut self) {
        if self.batch.filled() > 0 {
            self.decide();
        }
    }

    /// Decides the laws of the batch.
    #[inline(never)]
    fn decide(&mut self) {
        let filled = self.batch.filled();
        let active = Mask::MAX >> (LANES - filled);
        self.find_signs(active);
        let (orbits, laws) = (filled as u64, self.laws_in(active));
        self.contest.next_batch();
        for (lane, seed) in std::mem::take(&mut self.marks) {
            for claim in &self.prepared.seeds[seed].claims {
                self.offer(*claim, 1 << lane);
            }
        }
        self.count(active, laws);
        let which = usize::from(self.is_generic);
        for word in 0..self.contest.open[which].len() {
            for bit in lanes(self.contest.open[which][word].into()) {
                self.contest(64 * word + bit, active);
            }
        }
        self.tallies.orbits += orbits;
        self.tallies.laws += laws;
        self.batch.clear();
        self.small = 0;
    }

    /// Finds the signs of the basis and of all differences.
    fn find_signs(&mut self, active: Mask) {
        let prepared = self.prepared;
        prepared.pass.add_up(&mut self.batch);
        prepared.pass.tabulate(&self.batch, prepared.filter.table(), &mut self.sums);
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
    #[inline(always)]
    fn find_sign(&mut self, difference: usize, active: Mask) {
        let signs = self.sign(difference, active);
        self.signs[difference] = signs;
        if signs.positive == active {
            self.strict.note(difference, true);
        } else if signs.positive | signs.zero == 0 {
            self.strict.note(difference, false);
        }
    }

    /// Finds the signs of the differences on a batch on which all of the basis is positive.
    fn find_open_signs(&mut self, active: Mask) {
        let generic = &self.prepared.generic;
        if !self.is_generic {
            self.signs[..generic.signs.len()].copy_from_slice(&generic.signs);
            self.is_generic = true;
        }
        self.strict.clone_from(&generic.strict);
        let known = (generic.signs.len() - generic.open.len()) as u64 * u64::from(active.count_ones());
        self.tallies.signs += known;
        self.tallies.implied += known;
        // For the instructions that count bits.
        with_vectors(
            #[inline(always)]
            || {
                for &difference in &generic.open {
                    self.find_sign(difference, active);
                }
            },
        );
    }

    /// Takes one law by itself, for [`Worker::decided`].
    pub fn revisit(&mut self, atoms: &[u32]) {
        self.batch.clear();
        self.prepared.pass.push(&mut self.batch, atoms, 0);
        self.find_signs(1);
    }

    /// The verdict of a case on the law revisited, with its ratio where it has one.
    pub fn decided(&self, claim: usize, case: usize) -> (Verdict, Option<(f64, f64)>) {
        let compiled = self.compiled(claim);
        self.tightness(claim, compiled, &compiled.cases[case].goal, 0)
    }

    /// The signs of a form on some laws: from those of the basis where they follow, and computed where they do not.
    #[inline(always)]
    pub(super) fn sign(&mut self, form: usize, lanes: Mask) -> Signs {
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
    pub(super) fn not_negative(&self, mut elements: u32) -> Mask {
        let first = self.prepared.basis().start;
        let mut lanes = Mask::MAX;
        while elements != 0 {
            let Signs { positive, zero } = self.signs[first + elements.trailing_zeros() as usize];
            lanes &= positive | zero;
            elements &= elements - 1;
        }
        lanes
    }

    /// The signs of a form on some laws: from the filter, and exactly where that does not decide; with the filter's range.
    #[inline]
    fn compute(&mut self, form: usize, active: Mask) -> (Signs, (f64, f64)) {
        let decided = self.prepared.filter.decide(form, &self.sums);
        let mut signs = Signs { positive: decided.positive & active, zero: 0 };
        for lane in lanes(active & !(decided.positive | decided.negative)) {
            match self.decide_exactly(form, lane) {
                Ordering::Greater => signs.positive |= 1 << lane,
                Ordering::Equal => signs.zero |= 1 << lane,
                Ordering::Less => {}
            }
        }
        (signs, decided.range)
    }

    #[cold]
    fn decide_exactly(&mut self, form: usize, lane: usize) -> Ordering {
        let prepared = self.prepared;
        let batch = &self.batch;
        let exponents = self.exponents[lane]
            .get_or_insert_with(|| prepared.primes.exponents(prepared.pass.counts_by_size(batch, lane)));
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
        let counts = self.prepared.pass.counts_by_size(&self.batch, lane);
        form.value(&histograms(self.prepared.total, counts))
    }

    pub(super) fn compiled(&self, claim: usize) -> &'a CompiledClaim {
        &self.prepared.compiled.claims[claim].1
    }
}
