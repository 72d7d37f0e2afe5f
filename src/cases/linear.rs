//! Rational combinations of quantities.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rug::Integer;

use crate::exact::Number;
use crate::exact::work::{OPERATION_STEPS, operation, words};

use super::quantity::{ByDefinition, Positions, Quantity};

/// `sum_k q_k x_k` over quantities, plus rational multiples of minima and maxima of such combinations.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Linear {
    terms: BTreeMap<Quantity, Number>,
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
        Self { terms: BTreeMap::new(), extrema: vec![(Number::ONE, Extremum { is_maximum, options })] }
    }

    /// Adds `coefficient * quantity`. `h_0` and the entropy of no position are zero and vanish.
    pub fn add(&mut self, quantity: Quantity, coefficient: &Number) {
        let vanishes = match &quantity {
            Quantity::Average(size) => *size == 0,
            Quantity::Entropy(set) => set.size() == 0,
            _ => false,
        };
        if vanishes {
            return;
        }
        match self.terms.entry(quantity) {
            Entry::Vacant(entry) if !coefficient.is_zero() => {
                entry.insert(coefficient.clone());
            }
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => {
                let sum = entry.get().plus(coefficient);
                *entry.get_mut() = sum;
                if entry.get().is_zero() {
                    entry.remove();
                }
            }
        }
    }

    /// Adds `factor * other`.
    pub fn add_scaled(&mut self, other: &Self, factor: &Number) {
        if self.is_zero() {
            *self = other.scaled(factor);
            return;
        }
        for (quantity, coefficient) in &other.terms {
            self.add(quantity.clone(), &coefficient.times(factor));
        }
        if !factor.is_zero() {
            self.extrema.extend(other.extrema.iter().map(|(q, extremum)| (q.times(factor), extremum.clone())));
        }
    }

    /// The terms over quantities, in the order of these.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&Quantity, &Number)> {
        self.terms.iter()
    }

    /// The multiples of minima and maxima.
    pub fn extrema(&self) -> &[(Number, Extremum)] {
        &self.extrema
    }

    /// The steps of an operation on every coefficient, those inside minima and maxima included; a measure of its size.
    pub fn steps(&self) -> u64 {
        let own = self.terms.values().chain(self.extrema.iter().map(|(coefficient, _)| coefficient));
        let inner = self.extrema.iter().flat_map(|(_, extremum)| &extremum.options).map(Self::steps);
        own.map(|coefficient| operation(coefficient.words())).chain(inner).fold(0, u64::saturating_add)
    }

    /// The words of the largest coefficient, minima and maxima left out.
    pub fn most_words(&self) -> u64 {
        self.terms.values().map(Number::words).max().unwrap_or(0)
    }

    /// The bytes that the combination takes, about.
    pub fn bytes(&self) -> usize {
        /// The bytes of a quantity, a coefficient, and their share of the tree, which is half empty at times.
        const TERM: usize = 144;
        /// The bytes of the smallest tree that is not empty.
        const TREE: usize = 1024;
        let own = self.terms.values().map(|coefficient| TERM + 8 * usize::try_from(coefficient.words()).unwrap_or(0));
        let inner = self.extrema.iter().flat_map(|(_, extremum)| &extremum.options).map(|option| TERM + option.bytes());
        own.chain(inner).fold(if self.terms.is_empty() { 0 } else { TREE }, usize::saturating_add)
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
        for coefficient in self.terms.values().chain(self.extrema.iter().map(|(coefficient, _)| coefficient)) {
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

    /// `factor * self`.
    #[must_use]
    pub fn scaled(&self, factor: &Number) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        let mut scaled = self.clone();
        if *factor != Number::ONE {
            let coefficients = scaled.terms.values_mut().chain(scaled.extrema.iter_mut().map(|(q, _)| q));
            coefficients.for_each(|q| *q = q.times(factor));
        }
        scaled
    }

    /// Removes the multiples of gaps that two combinations both have, and returns them.
    pub fn split_off_shared_gaps(&mut self, other: &mut Self) -> Self {
        let mut shared = Self::zero();
        self.terms.retain(|quantity, coefficient| {
            let is_shared = matches!(quantity, Quantity::Gap(_)) && other.terms.get(quantity) == Some(coefficient);
            if is_shared {
                other.terms.remove(quantity);
                shared.add(quantity.clone(), coefficient);
            }
            !is_shared
        });
        shared
    }

    /// Visits every quantity that occurs, those inside minima, maxima and multiples included.
    pub fn visit_quantities(&self, visit: &mut impl FnMut(&Quantity)) {
        for quantity in self.terms.keys() {
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
    pub fn average_symmetric(&mut self, length: usize) {
        let mut by_size: BTreeMap<usize, Vec<(Positions, Number)>> = BTreeMap::new();
        for (quantity, coefficient) in &self.terms {
            if let Quantity::Entropy(set) = quantity {
                by_size.entry(set.size()).or_default().push((set.clone(), coefficient.clone()));
            }
        }
        for (size, members) in by_size {
            let subsets = Integer::from(length).binomial(u32::try_from(size).expect("few positions"));
            let coefficient = members[0].1.clone();
            if subsets != members.len() || members.iter().any(|(_, other)| *other != coefficient) {
                continue;
            }
            for (set, _) in members {
                self.terms.remove(&Quantity::Entropy(set));
            }
            self.add(Quantity::Average(size), &coefficient.times(&Number::from(&subsets)));
        }
        for (_, extremum) in &mut self.extrema {
            extremum.options.iter_mut().for_each(|option| option.average_symmetric(length));
        }
    }
}
