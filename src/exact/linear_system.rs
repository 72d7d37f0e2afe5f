//! Exact solutions of sparse linear systems over the integers.
//!
//! Equations with one unknown are solved first and their unknown is removed, as often as there are such. What is left is
//! reduced modulo a prime near 2^61, which tells the rank, and solved by lifting modulo powers of the prime (Dixon,
//! *Exact solution of linear equations using p-adic expansions*, 1982) with rational reconstruction. Whatever comes out
//! has been put into every equation: a solution is right by itself, and the prime can only hide one.

use std::collections::{BTreeMap, BTreeSet};

use rug::{Integer, Rational};

use super::work::{operation, words, words_of};
use super::{TooLarge, Work};

/// The prime 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// One unknown: its coefficient in each equation that it occurs in.
pub type Unknown = Vec<(usize, Rational)>;

/// Values of the unknowns that fulfil all equations `sum_j unknown_j[row] x_j = right[row]`; a row that is in neither
/// says `0 = 0`. Where unknowns depend on others, as many as possible are 0. `None` when there is no solution, or the
/// prime hides it.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn solve(
    unknowns: &[Unknown],
    right: &BTreeMap<usize, Rational>,
    work: &Work,
) -> Result<Option<Vec<Rational>>, TooLarge> {
    let mut system = System::new(unknowns, right);
    system.peel(work)?;
    let open: Vec<usize> = (0..unknowns.len()).filter(|index| system.values[*index].is_none()).collect();
    if !system.core(&open, work)? {
        return Ok(None);
    }
    let values: Vec<Rational> = system.values.into_iter().map(Option::unwrap_or_default).collect();
    Ok(holds(unknowns, right, &values, work)?.then_some(values))
}

/// Whether the values fulfil every equation.
fn holds(
    unknowns: &[Unknown],
    right: &BTreeMap<usize, Rational>,
    values: &[Rational],
    work: &Work,
) -> Result<bool, TooLarge> {
    let mut rest = right.clone();
    for (unknown, value) in unknowns.iter().zip(values).filter(|(_, value)| **value != 0) {
        work.spend(operation(words_of(value)).saturating_mul(unknown.len() as u64))?;
        for (row, coefficient) in unknown {
            *rest.entry(*row).or_default() -= Rational::from(coefficient * value);
        }
    }
    Ok(rest.values().all(|rest| *rest == 0))
}

/// A system with the values that are known.
struct System<'a> {
    unknowns: &'a [Unknown],
    /// The unknowns of each equation that have no value yet.
    rows: BTreeMap<usize, BTreeSet<usize>>,
    right: BTreeMap<usize, Rational>,
    values: Vec<Option<Rational>>,
}

impl<'a> System<'a> {
    fn new(unknowns: &'a [Unknown], right: &BTreeMap<usize, Rational>) -> Self {
        let mut rows: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (index, unknown) in unknowns.iter().enumerate() {
            for (row, coefficient) in unknown {
                if *coefficient != 0 {
                    rows.entry(*row).or_default().insert(index);
                }
            }
        }
        Self { unknowns, rows, right: right.clone(), values: vec![None; unknowns.len()] }
    }

    fn coefficient(&self, index: usize, row: usize) -> &Rational {
        let entry = self.unknowns[index].iter().find(|(own, _)| *own == row);
        &entry.expect("the row has the unknown").1
    }

    /// Solves equations with a single unknown until there is none.
    fn peel(&mut self, work: &Work) -> Result<(), TooLarge> {
        let mut single: Vec<usize> =
            self.rows.iter().filter(|(_, unknowns)| unknowns.len() == 1).map(|(row, _)| *row).rev().collect();
        while let Some(row) = single.pop() {
            let Some(&index) = self.rows.get(&row).and_then(|unknowns| unknowns.first()) else { continue };
            let known = self.right.get(&row).cloned().unwrap_or_default();
            let value = known / self.coefficient(index, row);
            for (row, coefficient) in &self.unknowns[index] {
                work.spend(operation(words_of(&value) + words_of(coefficient)))?;
                if value != 0 {
                    *self.right.entry(*row).or_default() -= Rational::from(coefficient * &value);
                }
                let Some(unknowns) = self.rows.get_mut(row) else { continue };
                unknowns.remove(&index);
                if unknowns.len() == 1 {
                    single.push(*row);
                }
            }
            self.values[index] = Some(value);
        }
        Ok(())
    }

    /// Solves for the open unknowns by lifting; whether that came to something.
    fn core(&mut self, open: &[usize], work: &Work) -> Result<bool, TooLarge> {
        if open.is_empty() {
            return Ok(true);
        }
        let core = Core::new(self, open);
        let Some(square) = core.square(work)? else { return Ok(false) };
        let Some(values) = core.lift(&square, work)? else { return Ok(false) };
        for (index, value) in open.iter().zip(values) {
            self.values[*index] = Some(value);
        }
        Ok(true)
    }
}

/// The equations and unknowns that are left, with integer coefficients.
struct Core {
    /// The coefficients of each equation, by the number of the unknown among the open ones.
    rows: Vec<Vec<(usize, Integer)>>,
    right: Vec<Integer>,
    unknowns: usize,
}

/// Independent equations and unknowns of a core, with the inverse of their matrix modulo the prime.
struct Square {
    rows: Vec<usize>,
    columns: Vec<usize>,
    inverse: Vec<Vec<u64>>,
}

impl Core {
    fn new(system: &System, open: &[usize]) -> Self {
        let number: BTreeMap<usize, usize> = open.iter().enumerate().map(|(number, index)| (*index, number)).collect();
        let (mut rows, mut right) = (Vec::new(), Vec::new());
        for (row, unknowns) in system.rows.iter().filter(|(_, unknowns)| !unknowns.is_empty()) {
            let side = system.right.get(row).cloned().unwrap_or_default();
            let coefficients: Vec<(usize, &Rational)> =
                unknowns.iter().map(|index| (number[index], system.coefficient(*index, *row))).collect();
            let scale = coefficients
                .iter()
                .fold(side.denom().clone(), |scale, (_, coefficient)| scale.lcm(coefficient.denom()));
            let whole = |number: &Rational| number.numer() * Integer::from(&scale).div_exact(number.denom());
            right.push(whole(&side));
            rows.push(coefficients.into_iter().map(|(index, coefficient)| (index, whole(coefficient))).collect());
        }
        Self { rows, right, unknowns: open.len() }
    }

    /// The independent part by elimination modulo the prime; `None` when the equations contradict each other.
    fn square(&self, work: &Work) -> Result<Option<Square>, TooLarge> {
        let width = self.unknowns + 1;
        let mut table: Vec<Vec<u64>> = self
            .rows
            .iter()
            .zip(&self.right)
            .map(|(row, right)| {
                let mut dense = vec![0; width];
                row.iter().for_each(|(index, coefficient)| dense[*index] = residue(coefficient));
                dense[self.unknowns] = residue(right);
                dense
            })
            .collect();
        let mut order: Vec<usize> = (0..table.len()).collect();
        let mut columns = Vec::new();
        for column in 0..self.unknowns {
            let rank = columns.len();
            let Some(found) = (rank..table.len()).find(|row| table[*row][column] != 0) else { continue };
            table.swap(rank, found);
            order.swap(rank, found);
            let (above, below) = table.split_at_mut(rank + 1);
            let pivot = &above[rank];
            let inverse = inverse(pivot[column]);
            for row in below.iter_mut().filter(|row| row[column] != 0) {
                work.spend(2 * (width - column) as u64)?;
                let factor = times(row[column], inverse);
                for (entry, other) in row[column..].iter_mut().zip(&pivot[column..]) {
                    *entry = minus(*entry, times(factor, *other));
                }
            }
            columns.push(column);
        }
        let rank = columns.len();
        if table[rank..].iter().any(|row| row[self.unknowns] != 0) {
            return Ok(None);
        }
        let rows = order[..rank].to_vec();
        let inverse = self.inverse_of(&rows, &columns, work)?;
        Ok(Some(Square { rows, columns, inverse }))
    }

    /// The inverse of the matrix of independent rows and columns, modulo the prime (Gauss and Jordan).
    fn inverse_of(&self, rows: &[usize], columns: &[usize], work: &Work) -> Result<Vec<Vec<u64>>, TooLarge> {
        let size = rows.len();
        let place: BTreeMap<usize, usize> =
            columns.iter().enumerate().map(|(place, column)| (*column, place)).collect();
        let mut table: Vec<Vec<u64>> = rows
            .iter()
            .enumerate()
            .map(|(unit, row)| {
                let mut dense = vec![0; 2 * size];
                for (index, coefficient) in &self.rows[*row] {
                    if let Some(place) = place.get(index) {
                        dense[*place] = residue(coefficient);
                    }
                }
                dense[size + unit] = 1;
                dense
            })
            .collect();
        for column in 0..size {
            work.spend(4 * (size * size) as u64)?;
            let found = (column..size).find(|row| table[*row][column] != 0).expect("independent rows and columns");
            table.swap(column, found);
            let scale = inverse(table[column][column]);
            table[column].iter_mut().for_each(|entry| *entry = times(*entry, scale));
            let pivot = table[column].clone();
            for (row, entries) in table.iter_mut().enumerate() {
                if row != column && entries[column] != 0 {
                    let factor = entries[column];
                    for (entry, other) in entries[column..].iter_mut().zip(&pivot[column..]) {
                        *entry = minus(*entry, times(factor, *other));
                    }
                }
            }
        }
        Ok(table.into_iter().map(|row| row[size..].to_vec()).collect())
    }

    /// Lifts the solution of the square part until its rationals fulfil all equations.
    fn lift(&self, square: &Square, work: &Work) -> Result<Option<Vec<Rational>>, TooLarge> {
        let size = square.columns.len();
        let place: BTreeMap<usize, usize> =
            square.columns.iter().enumerate().map(|(place, column)| (*column, place)).collect();
        let prime = Integer::from(PRIME);
        let mut rest: Vec<Integer> = square.rows.iter().map(|row| self.right[*row].clone()).collect();
        let mut sums = vec![Integer::new(); size];
        let mut modulus = Integer::from(1);
        let mut next_try = 2;
        for step in 1..=self.most_steps(square) {
            work.spend((4 * size * size + 8 * size) as u64)?;
            work.spend(operation(words(&modulus)).saturating_mul(size as u64))?;
            let residues: Vec<u64> = rest.iter().map(residue).collect();
            let digits: Vec<u64> = square.inverse.iter().map(|row| dot(row, &residues)).collect();
            for (sum, digit) in sums.iter_mut().zip(&digits) {
                *sum += Integer::from(&modulus * *digit);
            }
            modulus *= &prime;
            for (rest, row) in rest.iter_mut().zip(&square.rows) {
                for (index, coefficient) in &self.rows[*row] {
                    if let Some(place) = place.get(index) {
                        *rest -= Integer::from(coefficient * digits[*place]);
                    }
                }
                rest.div_exact_mut(&prime);
            }
            if step == next_try || rest.iter().all(Integer::is_zero) {
                next_try = step + step.div_ceil(2);
                work.spend(operation(words(&modulus)).saturating_mul(64 * size as u64))?;
                if let Some(values) = self.reconstruct(square, &sums, &modulus) {
                    return Ok(Some(values));
                }
            }
        }
        Ok(None)
    }

    /// The number of steps after which the numerators and denominators fit, by Hadamard's bound.
    fn most_steps(&self, square: &Square) -> usize {
        let bits = |integer: &Integer| integer.significant_bits() as usize;
        let of_row = |row: &usize| {
            let largest = self.rows[*row].iter().map(|(_, coefficient)| bits(coefficient)).max().unwrap_or(0);
            largest.max(bits(&self.right[*row])) + bits(&Integer::from(self.rows[*row].len() + 1))
        };
        let bound: usize = square.rows.iter().map(of_row).sum();
        2 * bound / 60 + 4
    }

    /// The rationals with these residues that fulfil all equations, if such are found.
    fn reconstruct(&self, square: &Square, sums: &[Integer], modulus: &Integer) -> Option<Vec<Rational>> {
        let bound = Integer::from(modulus >> 1).sqrt();
        let mut values = vec![Rational::new(); self.unknowns];
        for (column, sum) in square.columns.iter().zip(sums) {
            values[*column] = rational_of(sum, modulus, &bound)?;
        }
        let holds = self.rows.iter().zip(&self.right).all(|(row, right)| {
            let sum: Rational =
                row.iter().map(|(index, coefficient)| Rational::from(&values[*index] * coefficient)).sum();
            sum == *right
        });
        holds.then_some(values)
    }
}

/// The rational with numerator and denominator up to a bound that has this residue, if there is one (Wang).
fn rational_of(residue: &Integer, modulus: &Integer, bound: &Integer) -> Option<Rational> {
    let (mut larger, mut smaller) = (modulus.clone(), residue.clone());
    let (mut before, mut factor) = (Integer::new(), Integer::from(1));
    while smaller > *bound {
        let (quotient, rest) = larger.div_rem(smaller.clone());
        (larger, smaller) = (smaller, rest);
        let next = before - Integer::from(&quotient * &factor);
        (before, factor) = (factor, next);
    }
    let fits = Integer::from(factor.abs_ref()) <= *bound && !factor.is_zero();
    fits.then(|| Rational::from((smaller, factor)))
}

fn residue(integer: &Integer) -> u64 {
    let prime = Integer::from(PRIME);
    let rest = Integer::from(integer % &prime);
    let residue = if rest < 0 { rest + prime } else { rest };
    residue.to_u64().expect("below the prime")
}

fn times(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    // 2^61 is 1 modulo the prime.
    let low = u64::try_from(product & u128::from(PRIME)).expect("61 bits");
    let high = u64::try_from(product >> 61).expect("61 bits");
    let sum = low + high;
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn minus(left: u64, right: u64) -> u64 {
    if left >= right { left - right } else { left + PRIME - right }
}

fn dot(left: &[u64], right: &[u64]) -> u64 {
    left.iter().zip(right).fold(0, |sum, (left, right)| {
        let sum = sum + times(*left, *right);
        if sum >= PRIME { sum - PRIME } else { sum }
    })
}

/// The inverse of a residue other than 0: its power `p - 2`.
fn inverse(residue: u64) -> u64 {
    let (mut power, mut result, mut exponent) = (residue, 1, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, power);
        }
        power = times(power, power);
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integers(rows: &[&[i64]]) -> Vec<Unknown> {
        let width = rows[0].len();
        let entry = |column: usize| {
            let entries = rows.iter().enumerate().filter(|(_, row)| row[column] != 0);
            entries.map(|(index, row)| (index, Rational::from(row[column]))).collect()
        };
        (0..width).map(entry).collect()
    }

    fn right(sides: &[i64]) -> BTreeMap<usize, Rational> {
        sides.iter().map(|side| Rational::from(*side)).enumerate().collect()
    }

    fn solution(rows: &[&[i64]], sides: &[i64]) -> Option<Vec<Rational>> {
        solve(&integers(rows), &right(sides), &Work::unlimited()).unwrap()
    }

    #[test]
    fn small_systems_have_the_solutions_of_a_text_book() {
        let rational = |numerator: i64, denominator: i64| Rational::from((numerator, denominator));
        // 2x + 3y = 1, 5x + 7y = 2 has x = -1, y = 1.
        assert_eq!(solution(&[&[2, 3], &[5, 7]], &[1, 2]), Some(vec![rational(-1, 1), rational(1, 1)]));
        assert_eq!(solution(&[&[2, 3], &[5, 8]], &[1, 2]), Some(vec![rational(2, 1), rational(-1, 1)]));
        assert_eq!(solution(&[&[2, 3], &[3, 5], &[5, 8]], &[1, 1, 2]), Some(vec![rational(2, 1), rational(-1, 1)]));
        assert_eq!(solution(&[&[3, 1], &[1, -3]], &[1, 2]), Some(vec![rational(1, 2), rational(-1, 2)]));
        assert_eq!(solution(&[&[1, 1], &[2, 2]], &[1, 3]), None);
        assert_eq!(solution(&[&[1, 1], &[2, 2]], &[1, 2]), Some(vec![rational(1, 1), rational(0, 1)]));
        assert_eq!(solution(&[&[4]], &[6]), Some(vec![rational(3, 2)]));
        assert_eq!(solution(&[&[0, 4]], &[6]), Some(vec![rational(0, 1), rational(3, 2)]));
        assert_eq!(solution(&[&[1], &[0]], &[1, 1]), None, "an equation without unknowns");
    }

    #[test]
    fn solutions_are_those_of_cramers_rule() {
        // Every 3 x 3 matrix with entries in -1..1 and nonzero determinant, and a fixed right side.
        let entries = |mut code: usize| {
            let mut rows = [[0_i64; 3]; 3];
            for entry in rows.iter_mut().flatten() {
                *entry = i64::try_from(code % 3).unwrap() - 1;
                code /= 3;
            }
            rows
        };
        let determinant = |m: &[[i64; 3]; 3]| {
            m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
        };
        let sides = [3, -5, 7];
        let mut regular = 0;
        for code in 0..3_usize.pow(9) {
            let rows = entries(code);
            let all = determinant(&rows);
            if all == 0 {
                continue;
            }
            regular += 1;
            let expected = (0..3).map(|column| {
                let mut replaced = rows;
                (0..3).for_each(|row| replaced[row][column] = sides[row]);
                Rational::from((determinant(&replaced), all))
            });
            let found = solution(&[&rows[0], &rows[1], &rows[2]], &sides);
            assert_eq!(found, Some(expected.collect()), "{rows:?}");
        }
        assert!(regular > 10_000, "{regular}");
    }

    #[test]
    fn large_numbers_are_lifted() {
        // The Hilbert matrix of size 12 has a determinant near 10^-78; its rows sum to the right side at x = (1, .., 1).
        let size = 12;
        let entry = |row: usize, column: usize| Rational::from((1, row + column + 1));
        let unknowns: Vec<Unknown> =
            (0..size).map(|column| (0..size).map(|row| (row, entry(row, column))).collect()).collect();
        let sides = (0..size).map(|row| (row, (0..size).map(|column| entry(row, column)).sum())).collect();
        let ones = vec![Rational::from(1); size];
        assert_eq!(solve(&unknowns, &sides, &Work::unlimited()).unwrap(), Some(ones));
        // And at the unit vector of the right side: a column of the inverse, whose entries are integers.
        let unit = BTreeMap::from([(0, Rational::from(1))]);
        let column = solve(&unknowns, &unit, &Work::unlimited()).unwrap().unwrap();
        // The corner of the inverse is n^2, Choi (1983).
        assert_eq!(column[0], 144);
        assert!(column.iter().all(|entry| *entry.denom() == 1));
    }

    #[test]
    fn work_is_metered() {
        let work = Work::new(10, u64::MAX);
        assert!(solve(&integers(&[&[2, 3], &[5, 7]]), &right(&[1, 2]), &work).is_err());
    }
}
