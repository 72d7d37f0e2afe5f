//! An exact linear program: the revised simplex method over the integers, with columns generated on demand.
//!
//! Maximise `c x` subject to rows `a x = b` or `a x <= b`, `x >= 0`, all integers, `b >= 0`. The basis inverse is kept
//! as an integer matrix and a common denominator, the determinant, and every update is an exact division (Edmonds,
//! Bareiss). The leaving row is chosen by the lexicographic rule, under which no basis returns whatever the entering
//! column, so the method ends.
//!
//! The first phase drives the artificial columns of the equations out. Only when nothing does so any more, generated
//! columns included, is the cost looked at: before, a direction of unbounded cost says nothing, as there may be no
//! feasible point.

use std::cmp::Ordering;

use rug::{Integer, Rational};

use crate::exact::work::{operation, words};
use crate::exact::{TooLarge, Work};

/// A column of the program with its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its entries, one for each row.
    pub entries: Vec<Integer>,
    /// Its cost.
    pub cost: Integer,
}

/// The optimum of a program.
#[derive(Debug, Clone)]
pub struct Optimum {
    /// The value.
    pub value: Rational,
    /// The basic columns with their values: the others are 0.
    pub basic: Vec<(usize, Rational)>,
    /// The dual value of each row.
    pub duals: Vec<Rational>,
}

/// What a program comes to.
#[derive(Debug, Clone)]
pub enum Solution {
    /// The optimum.
    Optimum(Optimum),
    /// There is no feasible point.
    Infeasible,
    /// The objective is not bounded.
    Unbounded,
}

/// The kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// `a x = b`
    Equal,
    /// `a x <= b`
    AtMost,
}

/// A program under solution. Its first columns are the unit columns of the rows: slacks of inequalities, and artificial
/// columns of equations, whose cost is beyond all others (a second, prior component of every cost).
#[derive(Debug)]
pub struct Program {
    rows: Vec<Row>,
    right: Vec<Integer>,
    columns: Vec<Column>,
    basis: Vec<usize>,
    /// `determinant * B^-1`, with a positive determinant.
    inverse: Vec<Vec<Integer>>,
    determinant: Integer,
}

/// A cost, or what comes of costs: the prior component first.
type Cost = (Integer, Integer);

impl Program {
    /// A program with these rows and right sides, and no columns yet.
    ///
    /// # Panics
    /// When a right side is negative.
    pub fn new(rows: Vec<(Row, Integer)>) -> Self {
        assert!(rows.iter().all(|(_, side)| *side >= 0), "the first basis is feasible for nonnegative right sides");
        let size = rows.len();
        let unit =
            |row: usize| -> Vec<Integer> { (0..size).map(|other| Integer::from(u8::from(other == row))).collect() };
        let (rows, right) = rows.into_iter().unzip();
        Self {
            rows,
            right,
            columns: (0..size).map(|row| Column { entries: unit(row), cost: Integer::new() }).collect(),
            basis: (0..size).collect(),
            inverse: (0..size).map(unit).collect(),
            determinant: Integer::from(1),
        }
    }

    /// Adds a column; returns its index among the columns that were added, from 0.
    ///
    /// # Panics
    /// When the column has another number of rows.
    pub fn add(&mut self, column: Column) -> usize {
        assert_eq!(column.entries.len(), self.rows.len(), "a column has one entry for each row");
        self.columns.push(column);
        self.columns.len() - 1 - self.rows.len()
    }

    /// Solves the program. When no known column improves the point, `generate` is given multipliers `y` of the rows and
    /// asked for a column with the least `y a`. The program's optimum is that over all columns which `generate` knows,
    /// provided that they, and those added before, have a feasible point without redundant equations, or none.
    /// Generated columns have cost 0, so that the question is the same whether or not the point is feasible yet.
    ///
    /// # Panics
    /// When a generated column has a cost.
    pub fn solve(&mut self, generate: impl FnMut(&[Rational]) -> Option<Column>) -> Solution {
        self.solve_within(generate, &Work::unlimited()).expect("no work is beyond this limit")
    }

    /// As [`Program::solve`], with a meter; `generate` may spend from it too.
    ///
    /// # Errors
    /// When the work is beyond the limit.
    ///
    /// # Panics
    /// As [`Program::solve`].
    pub fn solve_within(
        &mut self,
        mut generate: impl FnMut(&[Rational]) -> Option<Column>,
        work: &Work,
    ) -> Result<Solution, TooLarge> {
        let solution = self.solve_metered(&mut generate, work)?;
        // What `generate` could not spend would have been asked of it in vain.
        work.spend(0)?;
        Ok(solution)
    }

    fn solve_metered(
        &mut self,
        mut generate: impl FnMut(&[Rational]) -> Option<Column>,
        work: &Work,
    ) -> Result<Solution, TooLarge> {
        loop {
            // The inverse is updated, and each column is priced.
            let size = self.rows.len() as u64;
            let entries = size * (3 * size + 2 * self.columns.len() as u64);
            work.spend(operation(words(&self.determinant)).saturating_mul(entries))?;
            let duals = self.duals();
            let Some(entering) = self.entering(&duals, &mut generate) else {
                if self.has_artificial_value() {
                    return Ok(Solution::Infeasible);
                }
                return Ok(Solution::Optimum(self.optimum(&duals)));
            };
            let direction = self.direction(entering);
            let Some(leaving) = self.leaving_row(&direction) else { return Ok(Solution::Unbounded) };
            self.pivot(entering, leaving, &direction);
        }
    }

    /// After [`Solution::Infeasible`]: multipliers `y` of the rows, nonnegative on inequalities, with `y a >= 0` for
    /// every column and `y b < 0`.
    pub fn infeasibility(&self) -> Vec<Rational> {
        self.duals().iter().map(|(prior, _)| Rational::from((prior, &self.determinant))).collect()
    }

    /// A column that improves the point: its prior cost as long as anything does, and its cost after that.
    fn entering(&mut self, duals: &[Cost], generate: &mut impl FnMut(&[Rational]) -> Option<Column>) -> Option<usize> {
        let zero = Integer::new();
        if self.basis.iter().any(|&column| self.is_artificial(column)) {
            if let Some(known) = self.find_column(|program, column| program.reduced_cost(column, duals).0 > zero) {
                return Some(known);
            }
            if let Some(column) = generate(&self.infeasibility()) {
                let index = self.add_generated(column);
                if self.reduced_cost(index, duals).0 > zero {
                    return Some(index);
                }
            }
            if self.has_artificial_value() {
                return None;
            }
        }
        let improves = |program: &Self, column: usize| program.reduced_cost(column, duals) > Cost::default();
        if let Some(known) = self.find_column(improves) {
            return Some(known);
        }
        let index = self.add_generated(generate(&self.feasible_duals(duals))?);
        improves(self, index).then_some(index)
    }

    fn add_generated(&mut self, column: Column) -> usize {
        assert!(column.cost.is_zero(), "generated columns have no cost");
        self.add(column) + self.rows.len()
    }

    fn find_column(&self, wanted: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        (0..self.columns.len())
            .filter(|column| !self.is_artificial(*column) && !self.basis.contains(column))
            .find(|&column| wanted(self, column))
    }

    /// Duals of an optimum. An artificial column may stay in the basis with the value 0, where an equation is
    /// redundant; then the prior costs have duals of their own, and count as often as makes no known column improve.
    fn feasible_duals(&self, duals: &[Cost]) -> Vec<Rational> {
        let mut times = Rational::new();
        for column in (0..self.columns.len()).filter(|column| !self.is_artificial(*column)) {
            let (prior, cost) = self.reduced_cost(column, duals);
            if prior < 0 && cost > 0 {
                times = times.max(Rational::from((cost, -prior)));
            }
        }
        duals
            .iter()
            .map(|(prior, dual)| (Rational::from(prior) * &times + dual) / Rational::from(&self.determinant))
            .collect()
    }

    fn is_artificial(&self, column: usize) -> bool {
        self.rows.get(column) == Some(&Row::Equal)
    }

    fn has_artificial_value(&self) -> bool {
        self.basis.iter().zip(self.values()).any(|(&column, value)| self.is_artificial(column) && value != 0)
    }

    fn cost(&self, column: usize) -> Cost {
        (Integer::from(if self.is_artificial(column) { -1 } else { 0 }), self.columns[column].cost.clone())
    }

    /// `determinant * c_B B^-1`
    fn duals(&self) -> Vec<Cost> {
        // Generated columns have no cost.
        let costs = self.basis.iter().map(|&column| self.cost(column)).zip(&self.inverse);
        let costs: Vec<(Cost, &Vec<Integer>)> = costs.filter(|(cost, _)| *cost != Cost::default()).collect();
        (0..self.rows.len())
            .map(|row| {
                let mut dual = Cost::default();
                for ((prior, cost), line) in &costs {
                    dual.0 += prior * &line[row];
                    dual.1 += cost * &line[row];
                }
                dual
            })
            .collect()
    }

    /// `determinant * (c_j - y a_j)`
    fn reduced_cost(&self, column: usize, duals: &[Cost]) -> Cost {
        let (prior, cost) = self.cost(column);
        let mut reduced = (prior * &self.determinant, cost * &self.determinant);
        let entries = duals.iter().zip(&self.columns[column].entries);
        for ((prior, dual), entry) in entries.filter(|(_, entry)| !entry.is_zero()) {
            reduced.0 -= prior * entry;
            reduced.1 -= dual * entry;
        }
        reduced
    }

    /// `determinant * B^-1 a_j`
    fn direction(&self, column: usize) -> Vec<Integer> {
        self.inverse.iter().map(|line| dot(line, &self.columns[column].entries)).collect()
    }

    /// `determinant * x_B`
    fn values(&self) -> Vec<Integer> {
        self.inverse.iter().map(|line| dot(line, &self.right)).collect()
    }

    /// The row with the lexicographically least `(x_B, B^-1) / direction` among those with a positive direction.
    fn leaving_row(&self, direction: &[Integer]) -> Option<usize> {
        let values = self.values();
        let mut best: Option<usize> = None;
        for row in (0..self.basis.len()).filter(|&row| direction[row] > 0) {
            let Some(known) = best else {
                best = Some(row);
                continue;
            };
            // x / d < y / e  iff  x e < y d
            let compare = |x: &Integer, y: &Integer| match (x.cmp0(), y.cmp0()) {
                (Ordering::Equal, Ordering::Equal) => Ordering::Equal,
                (own, other) if own != other => own.cmp(&other),
                _ => Integer::from(x * &direction[known]).cmp(&Integer::from(y * &direction[row])),
            };
            let order = compare(&values[row], &values[known]).then_with(|| {
                let pairs = self.inverse[row].iter().zip(&self.inverse[known]);
                pairs.map(|(x, y)| compare(x, y)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            });
            if order.is_lt() {
                best = Some(row);
            }
        }
        best
    }

    /// The pivot is positive, so the determinant stays so.
    fn pivot(&mut self, entering: usize, leaving: usize, direction: &[Integer]) {
        let pivot = direction[leaving].clone();
        let line = self.inverse[leaving].clone();
        for (row, step) in direction.iter().enumerate().filter(|(row, _)| *row != leaving) {
            for (entry, leaving_entry) in self.inverse[row].iter_mut().zip(&line) {
                *entry *= &pivot;
                *entry -= step * leaving_entry;
                entry.div_exact_mut(&self.determinant);
            }
        }
        self.basis[leaving] = entering;
        self.determinant = pivot;
    }

    fn optimum(&self, duals: &[Cost]) -> Optimum {
        let rows = self.rows.len();
        let scaled = |number: &Integer| Rational::from((number, &self.determinant));
        let duals = self.feasible_duals(duals);
        let basic = self.basis.iter().zip(self.values()).filter(|(column, value)| **column >= rows && *value != 0);
        Optimum {
            value: duals.iter().zip(&self.right).map(|(dual, side)| Rational::from(dual * side)).sum(),
            basic: basic.map(|(column, value)| (column - rows, scaled(&value))).collect(),
            duals,
        }
    }
}

fn dot(left: &[Integer], right: &[Integer]) -> Integer {
    let mut sum = Integer::new();
    for (a, b) in left.iter().zip(right).filter(|(_, b)| !b.is_zero()) {
        sum += a * b;
    }
    sum
}
