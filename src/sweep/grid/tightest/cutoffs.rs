//! Cutoffs: what a pair of sides must exceed to be tighter than the incumbent.
//!
//! Many claims compare the same two sides, so a pair of sides and a factor make one [`Cutoff`], however many claims ask
//! for it. All cutoffs stand in one [`CutoffTable`]. One pass over the ranges of a batch tells which of them no law
//! exceeds.

use std::collections::HashMap;
use std::sync::Arc;

use crate::exact::Rational;
use crate::sweep::grid::bit_set::BitSet;
use crate::sweep::grid::program::basis::{BasisCombination, rule};
use crate::sweep::grid::signs::ranges::{ColumnMatrix, Ranges, Weights};

use super::pairs::{SidePair, SidePairs};
use super::ratio::BoundedForm;

/// A pair of sides with a factor.
#[derive(Debug)]
pub struct Cutoff {
    /// The smaller side less the factor times the larger one: positive where the ratio exceeds the factor.
    pub form: BoundedForm,
    /// Elements of the basis, one bit each. On a law on which none of them is negative, the form is not positive.
    /// `None` where no such elements are known.
    pub never_with: Option<u32>,
    /// The column of the form in the matrix of the table, where ranges can tell that it is negative.
    pub column: Option<usize>,
}

impl Cutoff {
    /// Whether no law of a batch exceeds the cutoff. It follows from the columns that are negative on the batch, or
    /// from the interior.
    #[inline]
    pub fn is_ruled_out(&self, negative: &BitSet, is_interior: bool) -> bool {
        is_interior && self.never_with.is_some() || self.column.is_some_and(|column| negative.contains(column))
    }
}

/// The cutoffs of all claims.
#[derive(Debug, Clone, Default)]
pub struct CutoffTable {
    list: Vec<Arc<Cutoff>>,
    /// The index of each cutoff in the list, by its pair and the bits of its factor.
    indices: HashMap<(usize, u64), usize>,
    /// The combinations of the basis that laws in the interior can exceed, one a column.
    matrix: ColumnMatrix,
    /// The columns, by the bits of their weights.
    columns: HashMap<Vec<u64>, usize>,
}

impl CutoffTable {
    /// The number of cutoffs.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// A cutoff.
    #[inline]
    pub fn get(&self, index: usize) -> &Cutoff {
        &self.list[index]
    }

    /// The index of the cutoff of a pair and a factor. It is made if it is not there.
    pub fn insert(&mut self, pairs: &SidePairs, pair: usize, factor: f64) -> usize {
        let next = self.list.len();
        let index = *self.indices.entry((pair, factor.to_bits())).or_insert(next);
        if index == next {
            let pair = pairs.get(pair);
            let [small, large] = &pair.sides;
            let excess = excess(pair, factor);
            let never_with = excess.as_ref().and_then(never_positive_with);
            let form = BoundedForm::difference(small, factor, large, pairs.bounds());
            let weights = excess.filter(|_| never_with.is_none()).and_then(|it| Weights::of(&it, pairs.scale()));
            let column = weights.map(|weights| self.insert_column(&weights));
            self.list.push(Arc::new(Cutoff { form, never_with, column }));
        }
        index
    }

    /// The column of a combination in the matrix. It is put there if it is not there.
    pub fn insert_column(&mut self, weights: &Weights) -> usize {
        let matrix = &mut self.matrix;
        *self.columns.entry(weights.bits()).or_insert_with(|| matrix.push(weights))
    }

    /// Finds the columns that are negative on a batch with these ranges.
    #[inline]
    pub fn find_negative(&self, ranges: &Ranges, found: &mut BitSet) {
        ranges.negative(&self.matrix, found);
    }
}

/// The smaller side less a multiple of the larger one, as a combination of the basis; `None` where that is none.
pub fn excess(pair: &SidePair, factor: f64) -> Option<BasisCombination> {
    let [small, large] = pair.combinations.as_ref()?;
    Some(small.minus(large, &Rational::from_f64(factor)?))
}

/// Elements of the basis, one bit each: on a law on which none of them is negative, a combination is not positive.
/// `None` where no such elements are known.
pub fn never_positive_with(BasisCombination { coordinates, constant }: &BasisCombination) -> Option<u32> {
    if constant.sign().is_gt() {
        return None;
    }
    match rule(coordinates) {
        None => coordinates.iter().all(Rational::is_zero).then_some(0),
        Some(rule) => rule.is_negative.then_some(rule.elements),
    }
}
