//! Linear programs in floating point. What they propose is checked by others, exactly.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, SolveOutcome, Variable};
use rug::Rational;

use crate::exact::{TooLarge, Work};

use super::columns::Column;
use super::combination::{Combination, Coordinate};

/// What is taken for 0 in a solution.
const SMALL: f64 = 1e-9;

/// Values of the coordinates, in floating point.
pub type Point = BTreeMap<Coordinate, f64>;

/// The columns with positive multipliers, the least sum of multipliers for which `sum_j x_j column_j = target` holds in
/// floating point; `None` where there seem to be none.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn support(target: &Combination, columns: &[Column], work: &Work) -> Result<Option<Vec<usize>>, TooLarge> {
    // The terms of each row, and what they come to.
    type Row = (Vec<(Variable, f64)>, f64);
    let mut rows: BTreeMap<&Coordinate, Row> = BTreeMap::new();
    let scale = 1.0 / largest(target);
    for (coordinate, coefficient) in target.terms() {
        rows.insert(coordinate, (Vec::new(), coefficient.to_f64() * scale));
    }
    let mut program = Program::new(OptimizationDirection::Minimize);
    let mut variables = Vec::with_capacity(columns.len());
    for column in columns {
        let variable = program.add_var(1.0, (0.0, f64::INFINITY));
        variables.push(variable);
        for (coordinate, coefficient) in column.entries.terms() {
            rows.entry(coordinate).or_default().0.push((variable, coefficient.to_f64()));
        }
    }
    if rows.values().any(|(entries, _)| entries.is_empty()) {
        return Ok(None);
    }
    spend(rows.len(), work)?;
    for (entries, side) in rows.into_values() {
        program.add_constraint(entries, ComparisonOp::Eq, side);
    }
    // An error of the solver proposes nothing, as no solution does.
    let Ok(SolveOutcome::Solution(solution)) = program.solve() else { return Ok(None) };
    let positive = variables.iter().enumerate().filter(|(_, variable)| solution.var_value(**variable) > SMALL);
    Ok(Some(positive.map(|(index, _)| index).collect()))
}

/// The point between 0 and 1 at which the columns are at least 0 and the target is least, with that value; `None` where
/// the solver fails.
///
/// # Errors
/// When the work is beyond the limit of the meter.
pub fn least_point(target: &Combination, columns: &[Column], work: &Work) -> Result<Option<(Point, f64)>, TooLarge> {
    let mut program = Program::new(OptimizationDirection::Minimize);
    let scale = 1.0 / largest(target);
    let mut variables: BTreeMap<&Coordinate, Variable> = BTreeMap::new();
    let occurring = columns.iter().map(|column| &column.entries).chain([target]);
    for (coordinate, _) in occurring.flat_map(Combination::terms) {
        variables.entry(coordinate).or_insert_with(|| {
            let coefficient = target.get(coordinate).map_or(0.0, |coefficient| coefficient.to_f64() * scale);
            program.add_var(coefficient, (0.0, 1.0))
        });
    }
    spend(columns.len(), work)?;
    for column in columns {
        let entries: Vec<(Variable, f64)> =
            column.entries.terms().map(|(coordinate, entry)| (variables[coordinate], entry.to_f64())).collect();
        program.add_constraint(entries, ComparisonOp::Ge, 0.0);
    }
    let Ok(SolveOutcome::Solution(solution)) = program.solve() else { return Ok(None) };
    let point = variables.iter().map(|(coordinate, variable)| ((*coordinate).clone(), solution.var_value(*variable)));
    Ok(Some((point.collect(), solution.objective())))
}

/// The steps of a program with so many rows, as measured: about as many pivots as rows, each of some passes over them.
fn spend(rows: usize, work: &Work) -> Result<(), TooLarge> {
    work.spend(100 * (rows as u64).saturating_mul(rows as u64))
}

fn largest(target: &Combination) -> f64 {
    let largest = target.terms().map(|(_, coefficient)| coefficient.to_f64().abs()).fold(0.0, f64::max);
    if largest > 0.0 && largest.is_finite() { largest } else { 1.0 }
}

/// A rational near a double, with a denominator up to a bound: the best approximation from its continued fraction.
pub fn near(value: f64, largest_denominator: u32) -> Rational {
    let Some(exact) = Rational::from_f64(value) else { return Rational::new() };
    let (mut before, mut convergent) = ((1_i64, 0_i64), (0_i64, 1_i64));
    let mut rest = exact;
    for _ in 0..40 {
        let whole = Rational::from(rest.floor_ref());
        let Some(quotient) = whole.numer().to_i64() else { break };
        let numerator = quotient.checked_mul(before.0).and_then(|product| product.checked_add(convergent.0));
        let denominator = quotient.checked_mul(before.1).and_then(|product| product.checked_add(convergent.1));
        let (Some(numerator), Some(denominator)) = (numerator, denominator) else { break };
        if denominator > i64::from(largest_denominator) {
            break;
        }
        (convergent, before) = (before, (numerator, denominator));
        rest -= whole;
        if rest == 0 {
            break;
        }
        rest.recip_mut();
    }
    if before.1 == 0 { Rational::new() } else { Rational::from(before) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rationals_near_a_double_are_convergents() {
        assert_eq!(near(0.5, 100), Rational::from((1, 2)));
        assert_eq!(near(1.0 / 3.0, 100), Rational::from((1, 3)));
        assert_eq!(near(0.0, 100), Rational::new());
        assert_eq!(near(std::f64::consts::PI, 200), Rational::from((355, 113)));
        assert_eq!(near(0.999_999_999_9, 100), Rational::from(1));
    }
}
