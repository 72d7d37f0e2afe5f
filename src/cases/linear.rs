//! Rational combinations of quantities.

use std::collections::BTreeMap;

use rug::Integer;

use crate::exact::Number;
use crate::exact::work::{OPERATION_STEPS, operation, words};

use super::quantity::{ByDefinition, Quantity};

/// `sum_k q_k x_k` over quantities, plus rational multiples of minima and maxima of such combinations.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Linear {
    /// In the order of the quantities, each of which occurs once; no coefficient is zero.
    terms: Vec<(Quantity, Number)>,
    extrema: Vec<(Number, Extremum)>,
}

/// A minimum or maximum of combinations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extremum {
    /// Whether it is the maximum.
    pub is_maximum: bool,
    /// What it is taken over; not empty.
    pub options: Vec<Linear>,
}

impl Linear {
    /// The combination without terms.
    pub fn zero() -> Self {
        Self::default()
    }

    /// One minimum or maximum.
    pub fn extremum(is_maximum: bool, mut options: Vec<Self>) -> Self {
        if options.len() == 1 {
            return options.remove(0);
        }
        Self { terms: Vec::new(), extrema: vec![(Number::ONE, Extremum { is_maximum, options })] }
    }

    /// The combination of terms in the order of their quantities, each of which occurs once with a coefficient that is
    /// not zero.
    pub(super) fn of_sorted(terms: Vec<(Quantity, Number)>, extrema: Vec<(Number, Extremum)>) -> Self {
        debug_assert!(terms.is_sorted_by(|(first, _), (second, _)| first < second), "the terms are in order");
        Self { terms, extrema }
    }

    /// `self + factor * other`
    #[must_use]
    pub fn plus_scaled(self, other: &Self, factor: &Number) -> Self {
        if factor.is_zero() {
            return self;
        }
        let mut sum = Vec::with_capacity(self.terms.len() + other.terms.len());
        let mut own = self.terms.into_iter().peekable();
        for (quantity, coefficient) in &other.terms {
            while let Some(term) = own.next_if(|(known, _)| known < quantity) {
                sum.push(term);
            }
            let added = coefficient.times(factor);
            let total = match own.next_if(|(known, _)| known == quantity) {
                Some((_, known)) => known.plus(&added),
                None => added,
            };
            if !total.is_zero() {
                sum.push((quantity.clone(), total));
            }
        }
        sum.extend(own);
        let mut extrema = self.extrema;
        extrema.extend(other.extrema.iter().map(|(q, extremum)| (q.times(factor), extremum.clone())));
        Self { terms: sum, extrema }
    }

    /// The terms over quantities, in the order of these.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&Quantity, &Number)> {
        self.terms.iter().map(|(quantity, coefficient)| (quantity, coefficient))
    }

    /// The multiples of minima and maxima.
    pub fn extrema(&self) -> &[(Number, Extremum)] {
        &self.extrema
    }

    /// The steps of an operation on every coefficient, those inside minima and maxima included; a measure of its size.
    pub fn steps(&self) -> u64 {
        let own = self.own_coefficients();
        let inner = self.extrema.iter().flat_map(|(_, extremum)| &extremum.options).map(Self::steps);
        own.map(|coefficient| operation(coefficient.words())).chain(inner).fold(0, u64::saturating_add)
    }

    /// The words of the largest coefficient, minima and maxima left out.
    pub fn most_words(&self) -> u64 {
        self.terms.iter().map(|(_, coefficient)| coefficient.words()).max().unwrap_or(0)
    }

    /// The bytes that the combination takes, about.
    pub fn bytes(&self) -> usize {
        /// The bytes of a quantity and a coefficient.
        const TERM: usize = size_of::<(Quantity, Number)>();
        let bytes = |coefficient: &Number| TERM + 8 * usize::try_from(coefficient.words()).unwrap_or(0);
        let own = self.terms.iter().map(|(_, coefficient)| bytes(coefficient));
        let inner = self.extrema.iter().flat_map(|(_, extremum)| &extremum.options).map(|option| TERM + option.bytes());
        own.chain(inner).fold(0, usize::saturating_add)
    }

    /// The number of coefficients, those inside minima and maxima included.
    pub fn coefficients(&self) -> usize {
        let inner = self.extrema.iter().flat_map(|(_, extremum)| &extremum.options).map(|option| option.coefficients());
        self.terms.len() + self.extrema.len() + inner.sum::<usize>()
    }

    /// Whether there is no term at all.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.extrema.is_empty()
    }

    /// The least common multiple of a number and the denominators of all coefficients, those inside minima and maxima
    /// included. `spend` is told the steps of each operation before it.
    ///
    /// # Errors
    /// Those of `spend`.
    pub fn common_denominator<E>(
        &self,
        mut common: Integer,
        spend: &impl Fn(u64) -> Result<(), E>,
    ) -> Result<Integer, E> {
        for coefficient in self.own_coefficients() {
            if coefficient.is_integer() {
                spend(OPERATION_STEPS)?;
            } else {
                spend(operation(words(&common) + coefficient.words()))?;
                common.lcm_mut(&coefficient.denominator());
            }
        }
        for option in self.extrema.iter().flat_map(|(_, extremum)| &extremum.options) {
            common = option.common_denominator(common, spend)?;
        }
        Ok(common)
    }

    /// The coefficients, those inside minima and maxima left out.
    fn own_coefficients(&self) -> impl Iterator<Item = &Number> {
        let of_terms = self.terms.iter().map(|(_, coefficient)| coefficient);
        of_terms.chain(self.extrema.iter().map(|(coefficient, _)| coefficient))
    }

    /// `factor * self`.
    #[must_use]
    pub fn scaled(mut self, factor: &Number) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        if *factor != Number::ONE {
            let of_terms = self.terms.iter_mut().map(|(_, coefficient)| coefficient);
            of_terms.chain(self.extrema.iter_mut().map(|(q, _)| q)).for_each(|q| *q = q.times(factor));
        }
        self
    }

    /// The combinations that all have to be nonnegative for this one to be so: each minimum with a positive factor, and
    /// each maximum with a negative one, is replaced by each of its options. `None` where there are other minima or
    /// maxima, or more combinations than `most`.
    pub fn conjuncts(&self, most: usize) -> Option<Vec<Self>> {
        let mut open = vec![self.clone()];
        let mut plain = Vec::new();
        while let Some(mut next) = open.pop() {
            let Some((factor, extremum)) = next.extrema.pop() else {
                plain.push(next);
                continue;
            };
            if extremum.is_maximum != factor.sign().is_lt() || open.len() + plain.len() + extremum.options.len() > most
            {
                return None;
            }
            open.extend(extremum.options.iter().rev().map(|option| next.clone().plus_scaled(option, &factor)));
        }
        Some(plain)
    }

    /// Removes the multiples of gaps that two combinations both have, and returns them.
    pub fn split_off_shared_gaps(&mut self, other: &mut Self) -> Self {
        let is_gap = |(quantity, _): &&(Quantity, Number)| matches!(quantity, Quantity::Gap(_));
        let has = |side: &Self, term: &(Quantity, Number)| side.terms.binary_search_by(|own| own.cmp(term)).is_ok();
        let shared: Vec<_> = self.terms.iter().filter(is_gap).filter(|term| has(other, term)).cloned().collect();
        if !shared.is_empty() {
            for side in [self, other] {
                side.terms.retain(|term| shared.binary_search_by(|shared| shared.cmp(term)).is_err());
            }
        }
        Self { terms: shared, extrema: Vec::new() }
    }

    /// Visits every quantity that occurs, those inside minima, maxima and multiples included.
    pub fn visit_quantities(&self, visit: &mut impl FnMut(&Quantity)) {
        for (quantity, _) in &self.terms {
            if let Quantity::ByDefinition(ByDefinition::Multiple(multiple)) = quantity {
                visit(&multiple.1);
            }
            visit(quantity);
        }
        for option in self.extrema.iter().flat_map(|(_, extremum)| &extremum.options) {
            option.visit_quantities(visit);
        }
    }

    /// Replaces the entropies of all subsets of one size, where they have equal coefficients, by the average entropy.
    #[must_use]
    pub fn average_symmetric(mut self, length: usize) -> Self {
        let mut by_size: BTreeMap<usize, (Number, u64, bool)> = BTreeMap::new();
        for (quantity, coefficient) in &self.terms {
            if let Quantity::Entropy(set) = quantity {
                let entry = by_size.entry(set.size()).or_insert_with(|| (coefficient.clone(), 0, true));
                entry.1 += 1;
                entry.2 &= entry.0 == *coefficient;
            }
        }
        by_size.retain(|&size, (_, members, is_one)| {
            *is_one && Integer::from(length).binomial(u32::try_from(size).expect("few positions")) == *members
        });
        if !by_size.is_empty() {
            let is_averaged =
                |quantity: &Quantity| matches!(quantity, Quantity::Entropy(set) if by_size.contains_key(&set.size()));
            self.terms.retain(|(quantity, _)| !is_averaged(quantity));
            let averages = by_size.iter().map(|(&size, (coefficient, members, _))| {
                (Quantity::Average(size), coefficient.times(&Number::from(&Integer::from(*members))))
            });
            self = self.plus_scaled(&Self::of_sorted(averages.collect(), Vec::new()), &Number::ONE);
        }
        for (_, extremum) in &mut self.extrema {
            let options = std::mem::take(&mut extremum.options);
            extremum.options = options.into_iter().map(|option| option.average_symmetric(length)).collect();
        }
        self
    }
}
