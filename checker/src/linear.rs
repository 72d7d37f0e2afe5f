//! Linear forms with rational coefficients.

use std::collections::BTreeMap;

use num_traits::{One, Zero};

use crate::number::Q;

/// `sum q_x x`, with coefficients other than 0. Values of expressions are linear forms in `Symbol`s, differences are linear
/// forms in the coordinates of the cone, and the values of both at a law are linear forms in the logarithms of integers.
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
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), &(coefficient * factor)));
    }

    pub fn plus(mut self, other: &Self) -> Self {
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), coefficient));
        self
    }

    pub fn minus(mut self, other: &Self) -> Self {
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), &-coefficient));
        self
    }

    pub fn times(mut self, factor: &Q) -> Self {
        self.0.values_mut().for_each(|coefficient| *coefficient *= factor);
        self.0.retain(|_, coefficient| !coefficient.is_zero());
        self
    }

    pub fn coefficient(&self, x: &X) -> Option<&Q> {
        self.0.get(x)
    }

    /// What occurs, with its coefficients.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&X, &Q)> {
        self.0.iter()
    }
}
