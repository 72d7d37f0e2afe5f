//! Claims prepared for laws of one total: the tables and rows that every batch of laws needs.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::exact::Integer;

use super::bits;
use super::challenges::{Arena, Challenges, Pair, Pairs};
use super::classes::{Class, classes};
use super::compiled::{Comparison, Compiled, CompiledClaim};
use super::filter::Filter;
use super::form::Form;
use super::implied::{Basis, Rule, Weights};
use super::patterns::{LARGEST_TOTAL, Mask, PatternPass};
use super::seeds::{Known, Seed};
use super::situations::Situations;
use super::tightness::{Limits, Row};
use super::verdicts::Signs;
use super::zero_test::PrimeTable;

/// Claims ready for laws of one total.
#[derive(Debug)]
pub struct Prepared<'a> {
    pub(super) compiled: &'a Compiled,
    pub(super) total: u32,
    pub(super) pass: PatternPass,
    pub(super) filter: Filter,
    pub(super) primes: PrimeTable,
    /// The sides whose quotients are measured.
    pub(super) pairs: Pairs,
    /// For each claim and comparison, which pair of sides is measured.
    pub(super) comparisons: Vec<Vec<Option<usize>>>,
    /// The forms before the basis that do not follow from it by a rule, in the basis.
    pub(super) weights: Vec<Option<Weights>>,
    /// For each claim, what its first case must exceed to be the tightest.
    pub(super) challenges: Vec<Arc<Challenges>>,
    /// Where these challenges are.
    pub(super) arena: Arc<Arena>,
    /// What holds of a batch on which all of the basis is positive.
    pub(super) generic: Generic,
    /// The cases of all claims.
    pub(super) classes: Vec<Class<'a>>,
    /// What follows from the other signs.
    pub(super) situations: Situations,
    /// For each claim, what is known of its tightest case beforehand.
    pub(super) known: Vec<Known>,
    /// The laws of which that is known, in the order of the enumeration.
    pub(super) seeds: Vec<Seed>,
}

/// The signs on a batch on which all of the basis is positive.
#[derive(Debug, Clone, Default)]
pub(super) struct Generic {
    /// Of all forms before the basis, where they follow.
    pub(super) known: Vec<Option<Ordering>>,
    /// The differences that are zero on all laws: one bit each.
    zero: Vec<u64>,
    /// Of all differences; where one is open, nothing of use.
    pub(super) signs: Vec<Signs>,
    /// The differences with one of these signs.
    pub(super) strict: Strict,
    /// The differences whose sign does not follow.
    pub(super) open: Vec<usize>,
}

impl Generic {
    fn new(compiled: &Compiled, total: u32) -> Self {
        let words = compiled.differences.div_ceil(64);
        let mut generic = Self { strict: Strict::new(compiled.differences), zero: vec![0; words], ..Self::default() };
        let basis = if compiled.rules.is_empty() { compiled.forms.len() } else { compiled.rules.len() };
        for (index, form) in compiled.forms[..basis].iter().enumerate() {
            let sign = match compiled.rules.get(index).copied().flatten() {
                Some(rule) => Some(if rule.is_negative { Ordering::Less } else { Ordering::Greater }),
                None => form.sums.iter().all(Integer::is_zero).then(|| form.constants(total).sign()),
            };
            generic.known.push(sign);
            if index >= compiled.differences {
                continue;
            }
            let lanes = |has: bool| if has { Mask::MAX } else { 0 };
            generic.signs.push(Signs {
                positive: lanes(sign == Some(Ordering::Greater)),
                zero: lanes(sign == Some(Ordering::Equal)),
            });
            match sign {
                None => generic.open.push(index),
                Some(Ordering::Equal) => bits::set(&mut generic.zero, index, true),
                Some(sign) => generic.strict.note(index, sign.is_gt()),
            }
        }
        generic
    }
}

/// Signs of differences on a whole batch: one bit for each difference.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Strict {
    /// Those that are positive on all laws.
    pub(super) positive: Vec<u64>,
    /// Those that are negative on all laws.
    pub(super) negative: Vec<u64>,
}

impl Strict {
    /// No sign known, for a number of differences.
    pub(super) fn new(differences: usize) -> Self {
        let words = vec![0; differences.div_ceil(64)];
        Self { positive: words.clone(), negative: words }
    }

    /// Notes a sign.
    #[inline]
    pub(super) fn note(&mut self, difference: usize, is_positive: bool) {
        let words = if is_positive { &mut self.positive } else { &mut self.negative };
        bits::set(words, difference, true);
    }
}

impl<'a> Prepared<'a> {
    /// Prepares compiled claims for laws with counts of total N over V tokens.
    ///
    /// # Panics
    /// When the total is larger than [`LARGEST_TOTAL`].
    pub fn new(compiled: &'a Compiled, vocabulary_size: usize, total: u32) -> Self {
        assert!(total <= LARGEST_TOTAL, "counts have 16 bits");
        let length = compiled.length;
        let filter = Filter::new(&compiled.forms, vocabulary_size, length, total);
        let limits = Limits::new(&filter, length, total);
        let basis = Basis::new(length);
        let mut pairs = Pairs { list: Vec::new(), limits, scale: filter.scale() };
        let mut known: BTreeMap<&[Form; 2], usize> = BTreeMap::new();
        let mut pair = |comparison: &'a Comparison| {
            let sides = comparison.sides.as_ref()?;
            let next = pairs.list.len();
            let place = *known.entry(sides).or_insert(next);
            if place == next {
                let row = |form: &Form| Row::new(form, total, filter.scale(), &pairs.limits);
                let coordinates = |form: &Form| basis.affine(form, total);
                pairs.list.push(Pair {
                    sides: sides.each_ref().map(row),
                    coordinates: (!compiled.rules.is_empty()).then(|| sides.each_ref().map(coordinates)),
                });
            }
            Some(place)
        };
        let of_claim = |claim: &'a CompiledClaim| claim.comparisons.iter().map(&mut pair).collect();
        let comparisons: Vec<Vec<Option<usize>>> =
            compiled.claims.iter().map(|(_, claim)| claim).map(of_claim).collect();
        let ruled = compiled.rules.iter().zip(&compiled.forms);
        let weights = ruled.map(|(rule, form)| match rule {
            Some(_) => None,
            None => basis.affine(form, total).weights(filter.scale()),
        });
        let weights = weights.collect();
        let generic = Generic::new(compiled, total);
        let mut prepared = Self {
            challenges: Vec::new(),
            arena: Arc::default(),
            seeds: Vec::new(),
            pairs,
            comparisons,
            weights,
            known: vec![Known::Nothing; compiled.claims.len()],
            situations: Situations::new(generic.zero.clone()),
            classes: classes(compiled),
            generic,
            compiled,
            total,
            pass: PatternPass::new(vocabulary_size, length),
            primes: PrimeTable::new(&compiled.forms, total),
            filter,
        };
        let mut arena = Arena::default();
        // Anything is tighter than a ratio of -1, as soon as the larger side is positive.
        let first = (0..compiled.claims.len()).map(|claim| Arc::new(prepared.challenges_of(&mut arena, claim, -1.0)));
        prepared.challenges = first.collect();
        prepared.arena = Arc::new(arena);
        prepared
    }

    /// What the cases of a claim must exceed to be tighter than a factor.
    pub(super) fn challenges_of(&self, arena: &mut Arena, claim: usize, factor: f64) -> Challenges {
        let cases = &self.compiled.claims[claim].1.cases;
        Challenges::new(arena, &self.pairs, &self.comparisons[claim], cases, factor)
    }

    /// How the sign of a form follows from those of the basis.
    #[inline]
    pub(super) fn rule(&self, form: usize) -> Option<Rule> {
        self.compiled.rules.get(form).copied().flatten()
    }

    /// The places of the basis among the forms; empty where it is not used.
    #[inline]
    pub(super) fn basis(&self) -> std::ops::Range<usize> {
        let forms = self.compiled.forms.len();
        if self.compiled.rules.is_empty() { forms..forms } else { self.compiled.rules.len()..forms }
    }
}
