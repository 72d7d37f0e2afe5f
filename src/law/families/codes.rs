//! Uniform laws on linear codes.

use std::collections::BTreeSet;

use itertools::Itertools;

use crate::law::field::Field;
use crate::law::{Law, Shape, index_of};
use crate::limits::CODE_LIMIT;

use super::{FamilyError, uniform_where};

/// A subspace of GF(q)^n, given by its reduced row echelon basis; two codes are equal exactly when their words are.
///
/// The uniform law on the words of a code has `H(X_S) = rank(S) ln q` for every set S of positions, where rank(S) is
/// the rank of the basis' columns in S.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinearCode {
    field: Field,
    length: usize,
    /// Reduced row echelon form without zero rows.
    basis: Vec<Vec<usize>>,
}

impl LinearCode {
    /// The code spanned by these rows, which may be linearly dependent. The first row tells the length.
    ///
    /// ```
    /// use maskproof::law::families::LinearCode;
    /// let code = LinearCode::new(2, &[vec![1, 1, 0], vec![0, 1, 1], vec![1, 0, 1]]).unwrap();
    /// assert_eq!(code.basis(), [[1, 0, 1], [0, 1, 1]]);
    /// ```
    ///
    /// # Errors
    /// [`FamilyError::FieldOrder`]; [`FamilyError::WrongNumber`] for a row of another length than the first;
    /// [`FamilyError::OutOfRange`] for an entry that is not below q, or no rows;
    /// [`LawError::TooLarge`](crate::law::LawError::TooLarge).
    pub fn new(q: usize, rows: &[Vec<usize>]) -> Result<Self, FamilyError> {
        let field = Field::new(q).ok_or(FamilyError::FieldOrder { order: q })?;
        let Some(length) = rows.first().map(Vec::len) else {
            return Err(FamilyError::out_of_range("rows", "(none)", "at least one row (of zeros for the zero code)"));
        };
        Shape::new(length, q)?.check_size()?;
        for (number, row) in rows.iter().enumerate() {
            if row.len() != length {
                let what = format!("row {} of the generator matrix", number + 1);
                return Err(FamilyError::WrongNumber { what, expected: length, found: row.len() });
            }
            if let Some(entry) = row.iter().find(|entry| **entry >= q) {
                return Err(FamilyError::out_of_range(
                    "rows",
                    entry,
                    &format!("elements of the field, 0 to {}", q - 1),
                ));
            }
        }
        let basis = reduced(&field, rows.to_vec());
        Ok(Self { field, length, basis })
    }

    /// The order of the field, q.
    pub fn order(&self) -> usize {
        self.field.order()
    }

    /// The length, n.
    pub fn length(&self) -> usize {
        self.length
    }

    /// The dimension, k.
    pub fn dimension(&self) -> usize {
        self.basis.len()
    }

    /// The reduced row echelon basis.
    pub fn basis(&self) -> &[Vec<usize>] {
        &self.basis
    }

    /// The indices of all q^k words.
    pub fn words(&self) -> BTreeSet<usize> {
        let mut words = vec![vec![0; self.length]];
        for row in &self.basis {
            words = (0..self.order())
                .cartesian_product(&words)
                .map(|(factor, word)| self.step(word, factor, row))
                .collect();
        }
        words.iter().map(|word| index_of(word, self.order())).collect()
    }

    /// `word + factor * row`.
    fn step(&self, word: &[usize], factor: usize, row: &[usize]) -> Vec<usize> {
        word.iter().zip(row).map(|(a, b)| self.field.add(*a, self.field.multiply(factor, *b))).collect()
    }

    /// The uniform law on the code's words: `code(q=..,rows=..;..)`, each row a string of digits (10, 11, 12 are a, b,
    /// c).
    ///
    /// # Errors
    /// None beyond those of [`new`](Self::new), which are checked there already.
    pub fn law(&self) -> Result<Law, FamilyError> {
        let words = self.words();
        let q = self.order();
        Ok(uniform_where(self.spec(), Shape::new(self.length, q)?, |digits| words.contains(&index_of(digits, q)))?)
    }

    /// The canonical spec.
    pub fn spec(&self) -> String {
        let zero = vec![vec![0; self.length]];
        let rows = if self.basis.is_empty() { &zero } else { &self.basis };
        let rows = rows.iter().map(|row| row.iter().map(|entry| DIGITS[*entry]).collect::<String>()).join(";");
        format!("code(q={},rows={rows})", self.order())
    }
}

/// How specs write the elements of fields.
pub(super) const DIGITS: [char; 13] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c'];

/// The reduced row echelon form without its zero rows.
fn reduced(field: &Field, mut rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let length = rows.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..length {
        let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let Some(inverse) = field.inverse(rows[rank][column]) else { continue };
        for entry in &mut rows[rank] {
            *entry = field.multiply(*entry, inverse);
        }
        let pivot_row = rows[rank].clone();
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = field.negate(row[column]);
            if number != rank && factor != 0 {
                for (entry, of_pivot) in row.iter_mut().zip(&pivot_row) {
                    *entry = field.add(*entry, field.multiply(factor, *of_pivot));
                }
            }
        }
        rank += 1;
    }
    rows.truncate(rank);
    rows
}

/// Every subspace of GF(q)^n once, by dimension, then by pivot columns, then by the free entries of the reduced row
/// echelon form read row by row.
///
/// ```
/// use maskproof::law::families::all_linear_codes;
/// assert_eq!(all_linear_codes(2, 3).unwrap().len(), 1 + 7 + 7 + 1);
/// ```
///
/// # Errors
/// [`FamilyError::FieldOrder`]; [`FamilyError::TooManyCodes`] above [`CODE_LIMIT`];
/// [`LawError::TooLarge`](crate::law::LawError::TooLarge).
pub fn all_linear_codes(q: usize, n: usize) -> Result<Vec<LinearCode>, FamilyError> {
    let field = Field::new(q).ok_or(FamilyError::FieldOrder { order: q })?;
    Shape::new(n, q)?.check_size()?;
    let number = number_of_codes(q, n);
    if number.is_none_or(|number| number > CODE_LIMIT) {
        return Err(FamilyError::TooManyCodes { q, n, number, limit: CODE_LIMIT });
    }
    let mut codes = Vec::new();
    for dimension in 0..=n {
        for pivots in (0..n).combinations(dimension) {
            let free: Vec<(usize, usize)> = (0..dimension)
                .cartesian_product(0..n)
                .filter(|(row, column)| *column > pivots[*row] && !pivots.contains(column))
                .collect();
            // With no free entry the product of no iterators still yields its one empty element.
            let fillings: Box<dyn Iterator<Item = Vec<usize>>> = if free.is_empty() {
                Box::new(std::iter::once(Vec::new()))
            } else {
                Box::new(free.iter().map(|_| 0..q).multi_cartesian_product())
            };
            for filling in fillings {
                let mut basis = vec![vec![0; n]; dimension];
                for (row, pivot) in pivots.iter().enumerate() {
                    basis[row][*pivot] = 1;
                }
                for ((row, column), entry) in free.iter().zip(filling) {
                    basis[*row][*column] = entry;
                }
                codes.push(LinearCode { field: field.clone(), length: n, basis });
            }
        }
    }
    Ok(codes)
}

/// The number of codes over GF(q) of length n, that of its subspaces; `None` beyond 64 bits.
pub fn number_of_codes(q: usize, n: usize) -> Option<u64> {
    number_of_subspaces(q as u64, n)
}

/// The number of subspaces of GF(q)^n, by `G_(n+1) = 2 G_n + (q^n - 1) G_(n-1)`; `None` beyond 64 bits.
fn number_of_subspaces(q: u64, n: usize) -> Option<u64> {
    let (mut before, mut number, mut power) = (0u64, 1u64, 1u64); // G_(-1) counts for nothing: q^0 - 1 = 0
    for _ in 0..n {
        let next = number.checked_mul(2)?.checked_add((power - 1).checked_mul(before)?)?;
        (before, number, power) = (number, next, power.checked_mul(q)?);
    }
    Some(number)
}
