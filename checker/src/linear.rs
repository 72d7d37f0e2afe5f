//! Linear forms with rational coefficients.

use std::collections::BTreeMap;

use num_traits::{One, Zero};

use crate::number::Q;

/// `sum q_x x`, with coefficients other than 0. Informations are linear forms in `Symbol`s, and their values at a law
/// are linear forms in the logarithms of integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linear<X: Ord>(BTreeMap<X, Q>);

impl<X: Ord + Clone> Linear<X> {
    pub fn zero() -> Self {
        Self(BTreeMap::new())
    }

    pub fn of(x: X) -> Self {
        Self(BTreeMap::from([(x, Q::one())]))
    }

    pub fn add(&mut self, x: X, factor: &Q) {
        let coefficient = self.0.entry(x.clone()).or_insert_with(Q::zero);
        *coefficient += factor;
        if coefficient.is_zero() {
            self.0.remove(&x);
        }
    }

    pub fn add_multiple(&mut self, other: &Self, factor: &Q) {
        for (x, coefficient) in &other.0 {
            self.add(x.clone(), &(coefficient * factor));
        }
    }

    pub fn plus(mut self, other: &Self) -> Self {
        other.0.iter().for_each(|(x, coefficient)| self.add(x.clone(), coefficient));
        self
    }

    pub fn minus(mut self, other: &Self) -> Self {
        other.0.iter().for_each(|(x, coefficient)| self.add(x.clone(), &-coefficient));
        self
    }

    pub fn times(self, factor: &Q) -> Self {
        let mut product = Self::zero();
        product.add_multiple(&self, factor);
        product
    }

    /// What occurs, with its coefficients.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&X, &Q)> {
        self.0.iter()
    }
}
