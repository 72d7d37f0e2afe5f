//! The sign of one form on the laws of a batch: by the filter, by prime exponents, and by exact forms.

use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;

use crate::exact::LogForm;
use crate::sweep::grid::program::form::Form;

use super::batch::{Batch, LANES, Lanes, Mask, lanes};
use super::prime_exponents::{Exponents, histograms};
use super::sign::Signs;
use super::tables::SignTables;

/// The numbers of signs by the way in which they were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignCounts {
    /// The signs that were asked for.
    pub signs: u64,
    /// The signs among these that followed from those of the basis.
    pub implied: u64,
    /// The signs among the others that the filter did not decide.
    pub fallbacks: u64,
    /// The fallbacks that are zero by their prime exponents.
    pub zeros: u64,
    /// The fallbacks that needed an exact form.
    pub exact_signs: u64,
}

/// The signs of single forms on the laws of a batch.
///
/// Readers ask for signs through a shared reference, so that the counters and the exponents found so far are cells.
#[derive(Debug)]
pub struct FormSigns<'a> {
    tables: &'a SignTables<'a>,
    batch: Batch,
    /// The sums of table entries, column by column.
    sums: Vec<Lanes<f64>>,
    /// The prime exponents of the laws for which they were needed, by lane.
    exponents: Vec<OnceCell<Exponents>>,
    signs: Cell<u64>,
    implied: Cell<u64>,
    fallbacks: Cell<u64>,
    zeros: Cell<u64>,
    exact_signs: Cell<u64>,
}

fn add(counter: &Cell<u64>, number: u64) {
    counter.set(counter.get() + number);
}

impl<'a> FormSigns<'a> {
    /// The signs on an empty batch.
    pub fn new(tables: &'a SignTables<'a>) -> Self {
        Self {
            tables,
            batch: tables.pass.new_batch(),
            sums: vec![[0.0; LANES]; tables.program.columns.number()],
            exponents: vec![OnceCell::new(); LANES],
            signs: Cell::default(),
            implied: Cell::default(),
            fallbacks: Cell::default(),
            zeros: Cell::default(),
            exact_signs: Cell::default(),
        }
    }

    /// Puts a law into the batch.
    #[inline]
    pub fn push(&mut self, atoms: &[u32], changed: usize) {
        self.tables.pass.push(&mut self.batch, atoms, changed);
    }

    /// Completes the batch: adds up the counts of all patterns, and looks the sums up.
    pub fn complete(&mut self) {
        let tables = self.tables;
        tables.pass.add_up(&mut self.batch);
        tables.pass.tabulate(&self.batch, tables.filter.table(), &mut self.sums);
        self.exponents.fill_with(OnceCell::new);
    }

    /// Begins the next batch.
    #[inline]
    pub fn clear(&mut self) {
        self.batch.clear();
    }

    /// The number of laws in the batch.
    #[inline]
    pub fn filled(&self) -> usize {
        self.batch.filled()
    }

    /// The sums of table entries, column by column.
    #[inline]
    pub fn sums(&self) -> &[Lanes<f64>] {
        &self.sums
    }

    /// The counts of the atoms of the law in a lane.
    pub fn counts(&self, lane: usize) -> Vec<u32> {
        self.tables.pass.atoms_of(&self.batch, lane)
    }

    /// Counts signs that were asked for, and those of them that followed.
    #[inline(always)]
    pub fn count(&self, asked: u64, implied: u64) {
        add(&self.signs, asked);
        add(&self.implied, implied);
    }

    /// The signs of a form on some laws: from the filter, and exactly where that does not decide; with the bounds of
    /// the filter.
    #[inline]
    pub fn compute(&self, form: usize, laws: Mask) -> (Signs, (f64, f64)) {
        let decided = self.tables.filter.decide(form, &self.sums);
        let mut signs = Signs { positive: decided.positive & laws, zero: 0 };
        for lane in lanes(laws & !(decided.positive | decided.negative)) {
            match self.decide_exactly(form, lane) {
                Ordering::Greater => signs.positive |= 1 << lane,
                Ordering::Equal => signs.zero |= 1 << lane,
                Ordering::Less => {}
            }
        }
        (signs, decided.range)
    }

    #[cold]
    fn decide_exactly(&self, form: usize, lane: usize) -> Ordering {
        let SignTables { program, pass, primes, .. } = self.tables;
        let exponents = self.exponents[lane].get_or_init(|| primes.exponents(pass.counts_by_column(&self.batch, lane)));
        add(&self.fallbacks, 1);
        if primes.is_zero(form, exponents) == Some(true) {
            add(&self.zeros, 1);
            return Ordering::Equal;
        }
        add(&self.exact_signs, 1);
        self.value(&program.forms[form], lane).sign()
    }

    /// The exact value of a form on the law in a lane.
    pub fn value(&self, form: &Form, lane: usize) -> LogForm {
        let counts = self.tables.pass.counts_by_column(&self.batch, lane);
        form.value(&histograms(self.tables.total, counts))
    }

    /// The numbers of signs since the beginning.
    pub fn sign_counts(&self) -> SignCounts {
        SignCounts {
            signs: self.signs.get(),
            implied: self.implied.get(),
            fallbacks: self.fallbacks.get(),
            zeros: self.zeros.get(),
            exact_signs: self.exact_signs.get(),
        }
    }
}
