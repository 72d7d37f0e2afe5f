//! Proofs: nonnegative combinations of inequalities.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use crate::exact::linear_system::{Unknown, solve};
use crate::exact::{TooLarge, Work};

use super::columns::Column;
use super::combination::{Combination, Coordinate};
use super::inequality::{Inequality, Premise};
use super::problem::Problem;
use super::propose::support;
use crate::decide::simplex;

/// A proof that a combination is at least 0: it is the sum of these inequalities with their multipliers, after the mean
/// over a group of permutations of positions that fix it and the premises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShannonProof {
    /// What is at least 0.
    pub target: Combination,
    /// What was assumed.
    pub premises: Vec<Premise>,
    /// The inequalities with positive multipliers.
    pub terms: Vec<(Inequality, Rational)>,
    /// Permutations of the positions that generate the group: each says where a position goes. None: the sum is the
    /// combination itself.
    pub symmetry: Vec<Vec<usize>>,
    /// Whether it is the group of all permutations; then the entropy of the first `k` positions stands for `h_k`.
    pub has_all_permutations: bool,
}

/// Positive multipliers of columns whose sum is the target, exactly.
pub type Multipliers = Vec<(Inequality, Rational)>;

/// Multipliers of these columns whose sum is the target of the problem, if some are found: a linear program in doubles
/// says which columns, a linear system with which multipliers.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn find(problem: &Problem, columns: &[Column], work: &Work) -> Result<Option<Multipliers>, TooLarge> {
    let target = problem.symmetry.project(&problem.target);
    if target.is_zero() {
        return Ok(Some(Vec::new()));
    }
    let Some(chosen) = support(&target, columns, work)? else { return Ok(None) };
    let chosen: Vec<&Column> = chosen.into_iter().map(|index| &columns[index]).collect();
    if let Some(multipliers) = exact(&target, &chosen, work)? {
        return Ok(Some(multipliers));
    }
    // Doubles take small multipliers for 0.
    by_simplex(&target, &columns.iter().collect::<Vec<_>>(), work)
}

/// The multipliers with which the columns sum to the target, where they are unique and nonnegative.
fn exact(target: &Combination, columns: &[&Column], work: &Work) -> Result<Option<Multipliers>, TooLarge> {
    let rows = numbered(target, columns);
    let unknowns: Vec<Unknown> = columns
        .iter()
        .map(|column| column.entries.terms().map(|(coordinate, entry)| (rows[coordinate], entry.clone())).collect())
        .collect();
    let right: BTreeMap<usize, Rational> =
        target.terms().map(|(coordinate, coefficient)| (rows[coordinate], coefficient.clone())).collect();
    let Some(values) = solve(&unknowns, &right, work)? else { return Ok(None) };
    if values.iter().any(|value| *value < 0) {
        return Ok(None);
    }
    let positive = columns.iter().zip(values).filter(|(_, value)| *value != 0);
    Ok(Some(positive.map(|(column, value)| (column.inequality.clone(), value)).collect()))
}

/// A number for each coordinate that occurs.
fn numbered<'a>(target: &'a Combination, columns: &[&'a Column]) -> BTreeMap<&'a Coordinate, usize> {
    let all = columns.iter().map(|column| &column.entries).chain([target]);
    let mut rows: BTreeMap<&Coordinate, usize> =
        all.flat_map(Combination::terms).map(|(coordinate, _)| (coordinate, 0)).collect();
    rows.values_mut().enumerate().for_each(|(number, row)| *row = number);
    rows
}

/// The most coordinates, and columns, for which the exact simplex method is tried: its tables are dense.
const SIMPLEX_ROWS: usize = 160;
const SIMPLEX_COLUMNS: usize = 2000;

/// As [`exact`], for columns that depend on each other, or of which only some have positive multipliers.
fn by_simplex(target: &Combination, columns: &[&Column], work: &Work) -> Result<Option<Multipliers>, TooLarge> {
    let rows = numbered(target, columns);
    if rows.len() > SIMPLEX_ROWS || columns.len() > SIMPLEX_COLUMNS {
        return Ok(None);
    }
    // Right sides are nonnegative integers: each row has a scale and a sign of its own.
    let mut scales = vec![Integer::from(1); rows.len()];
    for column in columns.iter().map(|column| &column.entries).chain([target]) {
        column.terms().for_each(|(coordinate, entry)| scales[rows[coordinate]].lcm_mut(entry.denom()));
    }
    for (coordinate, coefficient) in target.terms() {
        if *coefficient < 0 {
            scales[rows[coordinate]] *= -1;
        }
    }
    let whole = |row: usize, entry: &Rational| Rational::from(entry * &scales[row]).into_numer_denom().0;
    let dense = |combination: &Combination| {
        let mut entries = vec![Integer::new(); rows.len()];
        for (coordinate, entry) in combination.terms() {
            let row = rows[coordinate];
            entries[row] = whole(row, entry);
        }
        entries
    };
    let right = dense(target).into_iter().map(|side| (simplex::Row::Equal, side)).collect();
    let mut program = simplex::Program::new(right);
    for column in columns {
        program.add(simplex::Column { entries: dense(&column.entries), cost: Integer::new() });
    }
    let solution = program.solve_within(|_| None, work)?;
    let simplex::Solution::Optimum(optimum) = solution else { return Ok(None) };
    let terms = optimum.basic.into_iter().map(|(index, value)| (columns[index].inequality.clone(), value));
    Ok(Some(terms.collect()))
}

/// Whether the sum of inequalities with these multipliers is the target of a problem, and no multiplier is negative.
pub fn is_proof(problem: &Problem, multipliers: &Multipliers) -> bool {
    let mut rest = problem.symmetry.project(&problem.target);
    for (inequality, multiplier) in multipliers {
        let combination = problem.symmetry.project(&inequality.combination(&problem.premises));
        rest.add_scaled(&combination, &Rational::from(-multiplier));
    }
    rest.is_zero() && multipliers.iter().all(|(_, multiplier)| *multiplier > 0)
}
