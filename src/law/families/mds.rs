//! Maximum distance separable codes.

use crate::law::field::Field;
use crate::law::{Law, Shape};

use super::FamilyError;
use super::codes::LinearCode;

/// The uniform law on an `[n,k]` MDS code over GF(q): `mds(n=..,k=..,q=..)`.
///
/// Any k positions determine the word and are uniform, so `h_j = min(j, k) ln q`, and `delta_k = ln q` is the only
/// increment that is not 0 (none when k = n). The code is repetition (k = 1), parity (k = n - 1) or everything (k = n)
/// for every n, and else a Reed-Solomon code: the word of the polynomial f of degree below k is f at the elements of
/// the field in order, followed for n = q + 1 by its coefficient of degree k - 1 (the value at infinity). For even q
/// there are two more, of length q + 2: the `[q+2,3]` code of the hyperoval, which adds the coefficient of degree 1,
/// and its dual `[q+2,q-1]`. For q <= 13 no others exist (the MDS conjecture is proved there).
///
/// ```
/// use maskproof::law::families::mds;
/// let tetracode = mds(4, 2, 3).unwrap();
/// assert_eq!(*tetracode.total(), 9);
/// assert!(mds(5, 2, 3).is_err());
/// ```
///
/// # Errors
/// [`FamilyError::FieldOrder`]; [`FamilyError::OutOfRange`] unless 1 <= k <= n; [`FamilyError::NoMdsCode`];
/// [`LawError::TooLarge`](crate::law::LawError::TooLarge).
pub fn mds(n: usize, k: usize, q: usize) -> Result<Law, FamilyError> {
    let field = Field::new(q).ok_or(FamilyError::FieldOrder { order: q })?;
    Shape::new(n, q)?.check_size()?;
    if k == 0 || k > n {
        return Err(FamilyError::out_of_range("k", k, &format!("1 to n = {n}")));
    }
    let rows = generator(&field, n, k).ok_or(FamilyError::NoMdsCode { n, k, q })?;
    Ok(LinearCode::new(q, &rows)?.law()?.with_name(format!("mds(n={n},k={k},q={q})")))
}

/// `k` rows of length `n` that generate an `[n,k]` MDS code over GF(q); `None` where none is known, or `q` is no prime
/// power.
pub fn mds_generator(n: usize, k: usize, q: usize) -> Option<Vec<Vec<usize>>> {
    generator(&Field::new(q)?, n, k)
}

/// k rows that generate an [n,k] MDS code, or `None` when there is none.
fn generator(field: &Field, n: usize, k: usize) -> Option<Vec<Vec<usize>>> {
    let q = field.order();
    if k == 1 {
        return Some(vec![vec![1; n]]);
    }
    if k + 1 >= n {
        // Everything for k = n; for k = n - 1 a last symbol that makes the sum 0.
        let row = |pivot: usize| {
            let mut row = vec![0; n];
            row[pivot] = 1;
            if k < n {
                row[k] = field.negate(1);
            }
            row
        };
        return Some((0..k).map(row).collect());
    }
    let hyperoval = q.is_multiple_of(2) && n == q + 2;
    if hyperoval && k == 3 {
        // The columns (1, x, x^2), (0, 0, 1), (0, 1, 0): no three in a plane, as squaring is one to one.
        return Some(
            (0..3).map(|power| [evaluations(field, power, 3, q + 1), vec![usize::from(power == 1)]].concat()).collect(),
        );
    }
    if hyperoval && k == q - 1 {
        return Some(dual(field, &generator(field, n, 3)?));
    }
    (n <= q + 1).then(|| (0..k).map(|power| evaluations(field, power, k, n)).collect())
}

/// `x^power` at the first n points: the elements of the field in order, then infinity.
fn evaluations(field: &Field, power: usize, k: usize, n: usize) -> Vec<usize> {
    let at_infinity = usize::from(power + 1 == k);
    (0..n).map(|point| if point < field.order() { field.power(point, power) } else { at_infinity }).collect()
}

/// A basis of the words orthogonal to all rows of full rank.
fn dual(field: &Field, rows: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let n = rows.first().map_or(0, Vec::len);
    let Ok(code) = LinearCode::new(field.order(), rows) else { return Vec::new() };
    let pivots: Vec<usize> = code.basis().iter().filter_map(|row| row.iter().position(|entry| *entry != 0)).collect();
    let word = |free: usize| {
        let mut word = vec![0; n];
        word[free] = 1;
        for (row, pivot) in code.basis().iter().zip(&pivots) {
            word[*pivot] = field.negate(row[free]);
        }
        word
    };
    (0..n).filter(|column| !pivots.contains(column)).map(word).collect()
}
