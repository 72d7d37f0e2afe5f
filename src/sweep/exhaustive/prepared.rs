//! Claims prepared for laws of one total: the tables and rows that every batch of laws needs.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::claim::syntax::Relation;
use crate::exact::Integer;

use super::compiled::{Comparison, Compiled, CompiledClaim};
use super::contest::Challenges;
use super::filter::Filter;
use super::form::Form;
use super::implied::{Affine, Basis, Rule, Weights};
use super::patterns::PatternPass;
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
    pub(super) limits: Limits,
    /// For each claim and comparison, the sides whose quotient is measured.
    pub(super) sides: Vec<Vec<Option<[Row; 2]>>>,
    /// These sides in the basis, where it is used.
    pub(super) coordinates: Vec<Vec<Option<[Affine; 2]>>>,
    /// The forms before the basis that do not follow from it by a rule, in the basis.
    pub(super) weights: Vec<Option<Weights>>,
    /// For each claim, what its first case must exceed to be the tightest.
    pub(super) challenges: Vec<Arc<Challenges>>,
    /// What holds of a batch on which all of the basis is positive.
    pub(super) generic: Generic,
    /// For each claim, when all its cases are as usual; `None` if they never are.
    pub(super) usual: Vec<Option<Usual>>,
    /// For each difference, the claims that are as usual only where it is positive, and those where it is negative.
    pub(super) wanting: [Vec<Vec<u64>>; 2],
    /// The signs that some claim wants.
    pub(super) wanted: Strict,
    /// The claims that are never as usual.
    pub(super) unusual: Vec<u64>,
}

/// The signs on a batch on which all of the basis is positive.
#[derive(Debug, Clone, Default)]
pub(super) struct Generic {
    /// Of all differences; where one is open, nothing of use.
    pub(super) signs: Vec<Signs>,
    /// The differences with one of these signs.
    pub(super) strict: Strict,
    /// The differences whose sign does not follow.
    pub(super) open: Vec<usize>,
}

impl Generic {
    fn new(compiled: &Compiled, total: u32) -> Self {
        let mut generic = Self { strict: Strict::new(compiled.differences), ..Self::default() };
        for (index, form) in compiled.forms[..compiled.differences].iter().enumerate() {
            let sign = match compiled.rules.get(index).copied().flatten() {
                Some(rule) => Some(if rule.is_negative { Ordering::Less } else { Ordering::Greater }),
                None => form.sums.iter().all(Integer::is_zero).then(|| form.constants(total).sign()),
            };
            let lanes = |has: bool| if has { u64::MAX } else { 0 };
            generic.signs.push(Signs {
                positive: lanes(sign == Some(Ordering::Greater)),
                zero: lanes(sign == Some(Ordering::Equal)),
            });
            match sign {
                None => generic.open.push(index),
                Some(Ordering::Equal) => {}
                Some(sign) => generic.strict.note(index, sign.is_gt()),
            }
        }
        generic
    }
}

/// The cases of a claim in the most common situation: some are equalities on all laws whatsoever, and the others hold strictly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Usual {
    /// How many cases compare zero with zero.
    pub(super) equalities: u64,
    /// The signs with which the others hold strictly.
    pub(super) strict: Strict,
}

impl Usual {
    fn of_claim(claim: &CompiledClaim, differences: usize) -> Option<Self> {
        let mut usual = Self { equalities: 0, strict: Strict::new(differences) };
        for case in &claim.cases {
            let mut comparisons = Vec::new();
            case.goal.comparisons(&mut comparisons);
            let comparisons: Vec<&Comparison> =
                comparisons.into_iter().map(|index| &claim.comparisons[index]).collect();
            let is_void = |comparison: &&Comparison| {
                let admits = matches!(comparison.relation, Relation::AtMost | Relation::AtLeast | Relation::Equals);
                admits && comparison.difference.is_none() && comparison.larger.is_none()
            };
            if !comparisons.is_empty() && comparisons.iter().all(is_void) {
                usual.equalities += 1;
                continue;
            }
            for comparison in comparisons {
                let (difference, is_flipped) = comparison.difference?;
                let is_positive = match comparison.relation {
                    Relation::AtMost | Relation::Below => false,
                    Relation::AtLeast | Relation::Above => true,
                    Relation::Equals => return None,
                };
                usual.strict.note(difference, is_positive != is_flipped);
            }
            // An `exists` over nothing is false, a `for all` over nothing true: left to the general way.
            if !case.goal.is_decided_by_comparisons() {
                return None;
            }
        }
        Some(usual)
    }
}

/// Signs of differences on a whole batch: one bit for each difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
        words[difference / 64] |= 1 << (difference % 64);
    }

    /// The differences noted with a sign.
    pub(super) fn noted(&self, is_positive: bool) -> impl Iterator<Item = usize> {
        bits(if is_positive { &self.positive } else { &self.negative }, &[])
    }

    /// The differences noted with a sign here and not in a batch.
    #[inline]
    pub(super) fn missing(&self, batch: &Self, is_positive: bool) -> impl Iterator<Item = usize> {
        if is_positive { bits(&self.positive, &batch.positive) } else { bits(&self.negative, &batch.negative) }
    }
}

/// The bits that are set in some words, and not in others; words that are not there have none.
#[inline]
pub(super) fn bits(words: &[u64], without: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(move |(index, word)| {
        let mut left = word & !without.get(index).copied().unwrap_or_default();
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(64 * index + bit)
        })
    })
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
        let basis = Basis::new(length);
        let coordinates = compiled.claims.iter().map(|(_, claim)| {
            let of_sides = |[small, large]: &[Form; 2]| [basis.affine(small, total), basis.affine(large, total)];
            let of_comparison = |sides: Option<&[Form; 2]>| sides.filter(|_| !compiled.rules.is_empty()).map(of_sides);
            claim.comparisons.iter().map(|comparison| of_comparison(comparison.sides.as_ref())).collect()
        });
        let coordinates = coordinates.collect();
        let usual: Vec<_> =
            compiled.claims.iter().map(|(_, claim)| Usual::of_claim(claim, compiled.differences)).collect();
        let words = usual.len().div_ceil(64);
        let mut unusual = vec![0; words];
        let mut wanted = Strict::new(compiled.differences);
        let mut wanting = [vec![vec![0; words]; compiled.differences], vec![vec![0; words]; compiled.differences]];
        for (claim, usual) in usual.iter().enumerate() {
            let Some(usual) = usual else {
                unusual[claim / 64] |= 1 << (claim % 64);
                continue;
            };
            for (wanting, is_positive) in wanting.iter_mut().zip([true, false]) {
                for difference in usual.strict.noted(is_positive) {
                    wanting[difference][claim / 64] |= 1 << (claim % 64);
                    wanted.note(difference, is_positive);
                }
            }
        }
        let ruled = compiled.rules.iter().zip(&compiled.forms);
        let weights = ruled.map(|(rule, form)| match rule {
            Some(_) => None,
            None => basis.affine(form, total).weights(filter.scale()),
        });
        let weights = weights.collect();
        let mut prepared = Self {
            challenges: Vec::new(),
            coordinates,
            weights,
            usual,
            wanting,
            wanted,
            unusual,
            generic: Generic::new(compiled, total),
            sides: sides.collect(),
            compiled,
            total,
            pass: PatternPass::new(vocabulary_size, length),
            primes: PrimeTable::new(&compiled.forms, total),
            filter,
            limits,
        };
        // Anything is tighter than a ratio of -1, as soon as the larger side is positive.
        let challenges = (0..compiled.claims.len()).map(|claim| Arc::new(Challenges::new(&prepared, claim, -1.0)));
        prepared.challenges = challenges.collect();
        prepared
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
