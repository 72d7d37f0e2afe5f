//! Claims prepared for laws of one total: the tables and rows that every batch of laws needs.

use crate::claim::syntax::Relation;
use crate::exact::Rational;

use super::compiled::{Comparison, Compiled, CompiledClaim};
use super::filter::Filter;
use super::form::Form;
use super::implied::{Basis, Rule, weights};
use super::patterns::PatternPass;
use super::tightness::{Limits, Row};
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
    /// The coordinates of these sides in the basis, where they have some and the basis is used.
    pub(super) coordinates: Vec<Vec<Option<[Vec<Rational>; 2]>>>,
    /// The coordinates of the forms before the basis that do not follow from it by a rule.
    pub(super) weights: Vec<Option<Vec<f64>>>,
    /// For each claim, when all its cases are as usual; `None` if they never are.
    pub(super) usual: Vec<Option<Usual>>,
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

    /// Whether all signs noted here are among those of a batch.
    #[inline]
    pub(super) fn is_met(&self, batch: &Self) -> bool {
        let within = |wanted: &[u64], found: &[u64]| wanted.iter().zip(found).all(|(a, b)| a & !b == 0);
        within(&self.positive, &batch.positive) && within(&self.negative, &batch.negative)
    }
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
            let of_sides = |sides: &[Form; 2]| Some([basis.coordinates(&sides[0])?, basis.coordinates(&sides[1])?]);
            let of_comparison =
                |sides: Option<&[Form; 2]>| sides.filter(|_| !compiled.rules.is_empty()).and_then(of_sides);
            claim.comparisons.iter().map(|comparison| of_comparison(comparison.sides.as_ref())).collect()
        });
        let usual = compiled.claims.iter().map(|(_, claim)| Usual::of_claim(claim, compiled.differences));
        let ruled = compiled.rules.iter().zip(&compiled.forms);
        let weights = ruled.map(|(rule, form)| match rule {
            Some(_) => None,
            None => weights(&basis.coordinates(form)?),
        });
        Self {
            coordinates: coordinates.collect(),
            weights: weights.collect(),
            usual: usual.collect(),
            sides: sides.collect(),
            compiled,
            total,
            pass: PatternPass::new(vocabulary_size, length),
            primes: PrimeTable::new(&compiled.forms, total),
            filter,
            limits,
        }
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
