//! Signs that follow for a whole batch from the ranges of the basis.
//!
//! The laws of a batch are neighbours in the enumeration, and the elements of the basis vary little between them. So a
//! form whose coordinates are of both signs is first decided for the batch as one. Let `0 <= l_k <= d_k <= u_k` bound
//! the elements on the laws of the batch. The bounds come from the filter: its values are integers in an `f64`, and its
//! error is proven. With the coordinates `c_k`,
//!
//! ```text
//! P = sum_{c_k > 0} c_k u_k,  M = sum_{c_k < 0} |c_k| l_k:  the form is at most P - M, so negative where P < M
//! ```
//!
//! and positive where the same holds of its negative.
//!
//! *Rounding.* A coordinate is rounded once when it becomes an `f64`, normal by the check in [`Weights::of`]. A product
//! takes one rounding, and the sum of at most 17 terms takes 17: the constant of a form with logarithms or nats is one
//! of them, rounded outwards. All terms are nonnegative, so nothing cancels, and P and M are off by less than a factor
//! `(1 - u)^-19`, `u = 2^-53`. A product below the normal range does not occur, since `u_k` and `l_k` are integers. Two
//! such factors are less than `1 + 2^-47`. The test is `P (1 + 2^-40) < M`, whose own rounding that covers as well.

use std::cmp::Ordering;

use rug::float::Round;

use crate::exact::{Enclosure, Rational};
use crate::sweep::grid::bit_set::BitSet;
use crate::sweep::grid::program::basis::BasisCombination;

use super::batch::with_vectors;

/// A combination of the basis and a constant, in floating point.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The coordinates, each with one rounding.
    coordinates: Vec<f64>,
    /// The bounds of the constant, scaled as the filter is: both ends 0, both positive, or both negative.
    constant: (f64, f64),
}

impl Weights {
    /// The weights of a combination times `2^scale`; `None` where a number is too large or too small for an `f64`.
    pub fn of(combination: &BasisCombination, scale: u32) -> Option<Self> {
        let coordinates = rounded(&combination.coordinates)?;
        if combination.constant.has_no_terms() {
            return Some(Self { coordinates, constant: (0.0, 0.0) });
        }
        let enclosure = Enclosure::of(&combination.constant, 128);
        let [lower, upper] = [(enclosure.lower(), Round::Down), (enclosure.upper(), Round::Up)]
            .map(|(end, round)| (end.clone() << scale).to_f64_round(round));
        let is_normal = |end: f64| (1e-200..1e200).contains(&end.abs());
        // Both ends are of one sign.
        (is_normal(lower) && is_normal(upper) && (lower > 0.0) == (upper > 0.0))
            .then_some(Self { coordinates, constant: (lower, upper) })
    }

    /// The bits of all numbers, which tell these weights from others.
    pub fn bits(&self) -> Vec<u64> {
        let constant = [self.constant.0, self.constant.1];
        self.coordinates.iter().chain(&constant).map(|number| number.to_bits()).collect()
    }
}

/// Coordinates in floating point, each with one rounding; `None` where one is too large or too small for an `f64`.
fn rounded(coordinates: &[Rational]) -> Option<Vec<f64>> {
    let weight = |coordinate: &Rational| {
        let nearest = rug::Float::with_val(53, coordinate).to_f64();
        (coordinate.is_zero() || (1e-200..1e200).contains(&nearest.abs())).then_some(nearest)
    };
    coordinates.iter().map(weight).collect()
}

/// Many combinations side by side, as the columns of a matrix with a row for each element of the basis. One pass over
/// the rows tells which combinations are negative on a batch.
#[derive(Debug, Clone, Default)]
pub struct ColumnMatrix {
    /// The rows: one for each element of the basis, and a last one for the constants. A row holds the positive
    /// coordinates of all combinations, then the sizes of the negative ones. Zeros fill each list up to a multiple of
    /// [`ABREAST`].
    rows: Vec<[Vec<f64>; 2]>,
    /// The number of combinations.
    columns: usize,
}

/// The number of combinations that a pass takes together: the bits of a byte.
const ABREAST: usize = 8;

impl ColumnMatrix {
    /// Adds a combination, and returns its column.
    pub fn push(&mut self, Weights { coordinates, constant }: &Weights) -> usize {
        let column = self.columns;
        self.columns += 1;
        let padded = self.columns.next_multiple_of(ABREAST);
        for (row, coordinate) in coordinates.iter().copied().chain([constant.1]).enumerate() {
            if self.rows.len() == row {
                self.rows.push([Vec::new(), Vec::new()]);
            }
            for (side, sign) in self.rows[row].iter_mut().zip([1.0, -1.0]) {
                side.resize(padded, 0.0);
                side[column] = f64::max(sign * coordinate, 0.0);
            }
        }
        column
    }
}

/// The bounds of the elements of the basis on the laws of a batch; no element is negative.
#[derive(Debug, Clone, Default)]
pub struct Ranges {
    ranges: Vec<(f64, f64)>,
}

impl Ranges {
    /// Forgets all bounds.
    #[inline]
    pub fn clear(&mut self) {
        self.ranges.clear();
    }

    /// Adds the bounds of the next element, which is not negative on any law.
    #[inline]
    pub fn push(&mut self, (least, greatest): (f64, f64)) {
        self.ranges.push((least.max(0.0), greatest));
    }

    /// Whether this number of elements have bounds, and all of them are positive on all laws.
    #[inline]
    pub fn are_positive(&self, elements: usize) -> bool {
        self.ranges.len() == elements && self.ranges.iter().all(|(least, _)| *least > 0.0)
    }

    /// The sign that a form with these weights has on all laws, if the bounds tell it. They never tell equality.
    #[inline]
    pub fn sign(&self, weights: &Weights) -> Option<Ordering> {
        if self.ranges.len() != weights.coordinates.len() {
            return None;
        }
        let (least, greatest) = weights.constant;
        let (mut positive, mut negative) = ((0.0, 0.0), (0.0, 0.0));
        if greatest > 0.0 {
            positive = (least, greatest)
        } else {
            negative = (-greatest, -least)
        }
        for (weight, (least, greatest)) in weights.coordinates.iter().zip(&self.ranges) {
            if *weight > 0.0 {
                positive = (positive.0 + weight * least, positive.1 + weight * greatest);
            } else {
                negative = (negative.0 - weight * least, negative.1 - weight * greatest);
            }
        }
        if positive.0 > negative.1 * OUTWARDS {
            Some(Ordering::Greater)
        } else if positive.1 * OUTWARDS < negative.0 {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// Finds the combinations of a matrix that are negative on the whole batch.
    #[inline]
    pub fn negative(&self, matrix: &ColumnMatrix, found: &mut BitSet) {
        with_vectors(
            #[inline(always)]
            || self.find_negative(matrix, found),
        );
    }

    #[inline(always)]
    fn find_negative(&self, matrix: &ColumnMatrix, found: &mut BitSet) {
        found.reset(matrix.columns);
        let Some((constant, rows)) = matrix.rows.split_last() else { return };
        if rows.len() != self.ranges.len() {
            return;
        }
        for start in (0..constant[0].len()).step_by(ABREAST) {
            let side = |side: &Vec<f64>| -> [f64; ABREAST] { std::array::from_fn(|index| side[start + index]) };
            let [mut positive, mut negative] = [side(&constant[0]), side(&constant[1])];
            for ([above, below], (least, greatest)) in rows.iter().zip(&self.ranges) {
                let (above, below) = (side(above), side(below));
                for index in 0..ABREAST {
                    positive[index] += above[index] * greatest;
                    negative[index] += below[index] * least;
                }
            }
            let mut bits = 0;
            for index in 0..ABREAST {
                bits |= u64::from(positive[index] * OUTWARDS < negative[index]) << index;
            }
            found.insert_eight(start, bits);
        }
    }
}

/// The factor `1 + 2^-40`, more than what rounding can change.
const OUTWARDS: f64 = 1.0 + 1.0 / (1_u64 << 40) as f64;
