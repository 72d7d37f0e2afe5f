//! Systems of linear equations whose entries lie near the diagonal, over doubles or over rationals.

use rug::Rational;

/// How far from the diagonal an entry may stand.
pub const REACH: usize = 2;

/// A row has entries from `REACH` before the diagonal to twice as many behind it, where exchanges of rows may move them.
const WIDTH: usize = 3 * REACH + 1;

/// A number to solve equations with.
pub trait Scalar: Clone {
    /// A whole number.
    fn whole(number: i64) -> Self;
    /// Subtracts a product.
    fn subtract_product(&mut self, first: &Self, second: &Self);
    /// Adds a product.
    fn add_product(&mut self, first: &Self, second: &Self);
    /// The quotient.
    #[must_use]
    fn over(&self, divisor: &Self) -> Self;
    /// Whether it is 0.
    fn is_zero(&self) -> bool;
    /// Whether it is a better pivot than another.
    fn is_better_pivot_than(&self, other: &Self) -> bool;
}

impl Scalar for f64 {
    fn whole(number: i64) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "doubles only propose")]
        let double = number as Self;
        double
    }

    fn subtract_product(&mut self, first: &Self, second: &Self) {
        *self -= first * second;
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        *self += first * second;
    }

    fn over(&self, divisor: &Self) -> Self {
        self / divisor
    }

    fn is_zero(&self) -> bool {
        *self == 0.0
    }

    fn is_better_pivot_than(&self, other: &Self) -> bool {
        self.abs() > other.abs()
    }
}

impl Scalar for Rational {
    fn whole(number: i64) -> Self {
        Self::from(number)
    }

    fn subtract_product(&mut self, first: &Self, second: &Self) {
        if !first.is_zero() && !second.is_zero() {
            *self -= Self::from(first * second);
        }
    }

    fn add_product(&mut self, first: &Self, second: &Self) {
        if !first.is_zero() && !second.is_zero() {
            *self += Self::from(first * second);
        }
    }

    fn over(&self, divisor: &Self) -> Self {
        Self::from(self / divisor)
    }

    fn is_zero(&self) -> bool {
        Rational::is_zero(self)
    }

    fn is_better_pivot_than(&self, other: &Self) -> bool {
        other.is_zero() && !self.is_zero()
    }
}

/// A square matrix with entries at most [`REACH`] from the diagonal.
#[derive(Debug, Clone)]
pub struct Banded<S> {
    /// The entry in column `c` of row `r` at the place `c + REACH - r`.
    rows: Vec<Vec<S>>,
}

impl<S: Scalar> Banded<S> {
    /// The matrix of zeros.
    pub fn zero(size: usize) -> Self {
        Self { rows: vec![vec![S::whole(0); WIDTH]; size] }
    }

    /// Sets an entry; `None` where it stands too far from the diagonal.
    pub fn set(&mut self, row: usize, column: usize, entry: i64) -> Option<()> {
        let place = (column + REACH).checked_sub(row).filter(|place| *place <= 2 * REACH)?;
        self.rows[row][place] = S::whole(entry);
        Some(())
    }

    /// Solves the equations by elimination; `None` where the matrix is singular.
    pub fn solve(mut self, mut right: Vec<S>) -> Option<Vec<S>> {
        let size = self.rows.len();
        for column in 0..size {
            let last = (column + REACH).min(size - 1);
            let mut pivot = column;
            for row in column + 1..=last {
                if self.entry(row, column).is_better_pivot_than(self.entry(pivot, column)) {
                    pivot = row;
                }
            }
            if self.entry(pivot, column).is_zero() {
                return None;
            }
            self.exchange(column, pivot);
            right.swap(column, pivot);
            for row in column + 1..=last {
                self.eliminate(column, row, &mut right);
            }
        }
        for row in (0..size).rev() {
            let mut value = right[row].clone();
            for (known, column) in right[row + 1..].iter().zip(row + 1..=row + 2 * REACH) {
                value.subtract_product(self.entry(row, column), known);
            }
            right[row] = value.over(self.entry(row, row));
        }
        Some(right)
    }

    fn entry(&self, row: usize, column: usize) -> &S {
        &self.rows[row][column + REACH - row]
    }

    /// Exchanges a row with one below it: of both only the columns from the upper's diagonal on are not 0.
    fn exchange(&mut self, upper: usize, lower: usize) {
        let shift = lower - upper;
        if shift == 0 {
            return;
        }
        self.rows.swap(upper, lower);
        self.rows[upper].rotate_right(shift);
        self.rows[lower].rotate_left(shift);
    }

    /// Subtracts a multiple of the pivot's row from one below it.
    fn eliminate(&mut self, pivot: usize, row: usize, right: &mut [S]) {
        if self.entry(row, pivot).is_zero() {
            return;
        }
        let factor = self.entry(row, pivot).over(self.entry(pivot, pivot));
        let (above, below) = self.rows.split_at_mut(row);
        let shift = row - pivot;
        for place in REACH + 1..WIDTH {
            below[0][place - shift].subtract_product(&factor, &above[pivot][place]);
        }
        below[0][REACH - shift] = S::whole(0);
        let (above, below) = right.split_at_mut(row);
        below[0].subtract_product(&factor, &above[pivot]);
    }
}
