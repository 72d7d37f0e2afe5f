//! The signs of all differences on a batch of laws: what later stages read.

use crate::exact::LogForm;
use crate::sweep::grid::program::form::Form;
use crate::sweep::grid::program::{ClaimProgram, SignTree};

use super::batch::{LANES, Lanes, Mask, with_vectors};
use super::form_signs::{FormSigns, SignCounts};
use super::interior::Interior;
use super::orbit_sizes::OrbitSizes;
use super::ranges::{Ranges, Weights};
use super::sign::{Signs, StrictSigns};
use super::tables::SignTables;
use super::verdicts::Verdicts;

/// Some laws of a batch that matter to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimLaws {
    /// The claim, as an index of the program's claims.
    pub claim: usize,
    /// The laws.
    pub laws: Mask,
}

/// The signs of all differences on a batch of laws. Only the engine changes them.
#[derive(Debug)]
pub struct BatchSigns<'a> {
    tables: &'a SignTables<'a>,
    forms: FormSigns<'a>,
    sizes: OrbitSizes,
    /// The number of orbits in the batches before.
    orbits_before: u64,
    /// The signs of the differences, then of the larger sides, then of the basis. Those of larger sides are found only
    /// when they are asked for, and not kept here.
    signs: Vec<Signs>,
    /// The bounds of the basis, where none of its elements is negative.
    ranges: Ranges,
    /// The differences with one strict sign on the whole batch.
    strict: StrictSigns,
    /// Whether the batch is in the interior: all elements of the basis are positive on all its laws. Then the signs of
    /// the differences that are not open are those of the interior.
    is_interior: bool,
}

/// What the engine does.
impl<'a> BatchSigns<'a> {
    /// The signs on an empty batch.
    pub(super) fn new(tables: &'a SignTables<'a>) -> Self {
        Self {
            tables,
            forms: FormSigns::new(tables),
            sizes: OrbitSizes::new(),
            orbits_before: 0,
            signs: vec![Signs::default(); tables.program.forms.len()],
            ranges: Ranges::default(),
            strict: StrictSigns::new(tables.program.differences),
            is_interior: false,
        }
    }

    /// Puts the law of an orbit of some size into the batch. `changed` is the first atom whose count may differ from
    /// the law before. Returns whether the batch is full.
    #[inline]
    pub(super) fn push(&mut self, atoms: &[u32], size: u64, changed: usize) -> bool {
        debug_assert_eq!(atoms.iter().sum::<u32>(), self.tables.total, "tables are for laws of one total");
        self.sizes.push(self.forms.filled(), size);
        self.forms.push(atoms, changed);
        self.forms.filled() == LANES
    }

    /// The number of laws in the batch.
    #[inline]
    pub(super) fn filled(&self) -> usize {
        self.forms.filled()
    }

    /// Begins the next batch.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.orbits_before += self.forms.filled() as u64;
        self.forms.clear();
        self.sizes.clear();
    }

    /// Finds the signs of the basis and of all differences.
    pub(super) fn find(&mut self) {
        let tables = self.tables;
        let active = self.active();
        self.forms.complete();
        self.ranges.clear();
        let basis = tables.program.basis();
        for element in basis.clone() {
            self.forms.count(u64::from(active.count_ones()), 0);
            let (signs, range) = self.forms.compute(element, active);
            self.signs[element] = signs;
            if (signs.positive | signs.zero) & active == active && range.1.is_finite() {
                self.ranges.push(range);
            }
        }
        if !basis.is_empty() && self.ranges.are_positive(basis.len()) {
            return self.find_open_signs(active);
        }
        self.is_interior = false;
        self.strict.clear();
        for difference in 0..tables.program.differences {
            self.find_sign(difference, active);
        }
    }

    /// Finds the signs of a difference, and whether it has one strict sign on the whole batch.
    #[inline(always)]
    fn find_sign(&mut self, difference: usize, active: Mask) {
        let signs = self.sign(difference, active);
        self.signs[difference] = signs;
        if signs.positive == active {
            self.strict.insert(difference, true);
        } else if signs.positive | signs.zero == 0 {
            self.strict.insert(difference, false);
        }
    }

    /// Finds the signs of the differences on a batch in the interior.
    fn find_open_signs(&mut self, active: Mask) {
        let interior = &self.tables.interior;
        let known = interior.signs();
        if !self.is_interior {
            self.signs[..known.len()].copy_from_slice(known);
            self.is_interior = true;
        }
        self.strict.copy_from(interior.strict());
        let implied = (known.len() - interior.open().len()) as u64 * u64::from(active.count_ones());
        self.forms.count(implied, implied);
        // For the instructions that count bits.
        with_vectors(
            #[inline(always)]
            || {
                for &difference in interior.open() {
                    self.find_sign(difference, active);
                }
            },
        );
    }
}

/// What readers see.
impl<'a> BatchSigns<'a> {
    /// The laws of the batch.
    #[inline]
    pub fn active(&self) -> Mask {
        Mask::MAX >> (LANES - self.forms.filled())
    }

    /// The number of laws in the orbits of some laws of the batch.
    #[inline(always)]
    pub fn laws_in(&self, orbits: Mask) -> u64 {
        self.sizes.sum(orbits)
    }

    /// The number of the orbit in a lane, among all since the beginning.
    pub fn orbit(&self, lane: usize) -> u64 {
        self.orbits_before + lane as u64
    }

    /// The counts of the atoms of the law in a lane.
    pub fn counts(&self, lane: usize) -> Vec<u32> {
        self.forms.counts(lane)
    }

    /// The verdicts of a goal of a claim.
    #[inline(always)]
    pub fn verdicts(&self, goal: &SignTree, claim: &ClaimProgram) -> Verdicts {
        Verdicts::of(goal, claim, &self.signs)
    }

    /// The differences with one strict sign on the whole batch.
    #[inline]
    pub fn strict(&self) -> &StrictSigns {
        &self.strict
    }

    /// Whether all elements of the basis are positive on all laws.
    #[inline]
    pub fn is_interior(&self) -> bool {
        self.is_interior
    }

    /// Whether no sign follows from others: there is no basis.
    #[inline]
    pub fn is_without_basis(&self) -> bool {
        self.tables.program.basis().is_empty()
    }

    /// The signs that follow in the interior.
    pub fn interior(&self) -> &'a Interior {
        &self.tables.interior
    }

    /// The bounds of the basis on the batch.
    #[inline]
    pub fn ranges(&self) -> &Ranges {
        &self.ranges
    }

    /// The sums of table entries, column by column.
    #[inline]
    pub fn sums(&self) -> &[Lanes<f64>] {
        self.forms.sums()
    }

    /// The exact value of a form on the law in a lane.
    pub fn value(&self, form: &Form, lane: usize) -> LogForm {
        self.forms.value(form, lane)
    }

    /// The numbers of signs since the beginning.
    pub fn sign_counts(&self) -> SignCounts {
        self.forms.sign_counts()
    }

    /// The laws on which none of some elements of the basis is negative; the elements are one bit each.
    #[inline]
    pub fn not_negative(&self, mut elements: u32) -> Mask {
        let first = self.tables.program.basis().start;
        let mut laws = Mask::MAX;
        while elements != 0 {
            let Signs { positive, zero } = self.signs[first + elements.trailing_zeros() as usize];
            laws &= positive | zero;
            elements &= elements - 1;
        }
        laws
    }

    /// The signs of a form on some laws: from those of the basis where they follow, and computed where they do not.
    #[inline(always)]
    pub fn sign(&self, form: usize, laws: Mask) -> Signs {
        let asked = u64::from(laws.count_ones());
        let program = self.tables.program;
        let Some(rule) = program.rule(form) else {
            let weights: Option<&Weights> = self.tables.weights.get(form).and_then(Option::as_ref);
            if let Some(sign) = weights.and_then(|weights| self.ranges.sign(weights)) {
                self.forms.count(asked, asked);
                return Signs { positive: if sign.is_gt() { laws } else { 0 }, zero: 0 };
            }
            self.forms.count(asked, 0);
            return self.forms.compute(form, laws).0;
        };
        let decided = self.not_negative(rule.elements) & laws;
        let mut elements = rule.elements;
        let mut is_some_positive = 0;
        while elements != 0 {
            is_some_positive |= self.signs[program.basis().start + elements.trailing_zeros() as usize].positive;
            elements &= elements - 1;
        }
        self.forms.count(asked, u64::from(decided.count_ones()));
        let positive = if rule.is_negative { 0 } else { decided & is_some_positive };
        let signs = Signs { positive, zero: decided & !is_some_positive };
        if decided == laws {
            return signs;
        }
        let others = self.forms.compute(form, laws & !decided).0;
        Signs { positive: signs.positive | others.positive, zero: signs.zero | others.zero }
    }
}
