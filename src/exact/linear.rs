//! Systems of linear equations over the rationals.

use rug::Rational;

/// A solution of `sum_j a_ij x_j = b_i`, where each equation is its coefficients with `b_i` behind them; unknowns that
/// the equations leave free are 0. `None` when there is no solution.
///
/// ```
/// use maskproof::exact::{Rational, linear::solve};
/// // x + y = 3, x - y = 1
/// let equations = [[1, 1, 3], [1, -1, 1]].map(|equation| equation.map(Rational::from).to_vec());
/// assert_eq!(solve(equations.to_vec()), Some(vec![Rational::from(2), Rational::from(1)]));
/// ```
pub fn solve(mut equations: Vec<Vec<Rational>>) -> Option<Vec<Rational>> {
    let unknowns = equations.first().map_or(0, |equation| equation.len() - 1);
    // The unknown for which each of the first equations has been solved.
    let mut solved: Vec<usize> = Vec::new();
    for unknown in 0..unknowns {
        let row = solved.len();
        let Some(pivot) = (row..equations.len()).find(|&other| !equations[other][unknown].is_zero()) else { continue };
        equations.swap(row, pivot);
        let factor = Rational::from(equations[row][unknown].recip_ref());
        for value in &mut equations[row][unknown..] {
            *value *= &factor;
        }
        let with_pivot = equations[row].clone();
        for (other, equation) in equations.iter_mut().enumerate() {
            if other == row || equation[unknown].is_zero() {
                continue;
            }
            let factor = equation[unknown].clone();
            for (value, pivot) in equation[unknown..].iter_mut().zip(&with_pivot[unknown..]) {
                if !pivot.is_zero() {
                    *value -= Rational::from(pivot * &factor);
                }
            }
        }
        solved.push(unknown);
    }
    if equations[solved.len()..].iter().any(|equation| !equation[unknowns].is_zero()) {
        return None;
    }
    let mut solution = vec![Rational::new(); unknowns];
    for (equation, unknown) in equations.into_iter().zip(solved) {
        solution[unknown] = equation.into_iter().next_back().expect("the right side");
    }
    Some(solution)
}
