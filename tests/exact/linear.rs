//! Linear systems: a solution solves its equations, and what has none is found out.

use maskproof::exact::Rational;
use maskproof::exact::linear::solve;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

#[test]
fn solutions_solve_their_equations() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut small = || Rational::from((i64::from(random.next_u32() % 7) - 3, i64::from(random.next_u32() % 4) + 1));
    for (equations, unknowns) in [(1, 1), (2, 3), (3, 3), (5, 3), (6, 6), (4, 7)] {
        for _ in 0..20 {
            let known: Vec<Rational> = (0..unknowns).map(|_| small()).collect();
            let mut rows: Vec<Vec<Rational>> =
                (0..equations).map(|_| (0..unknowns).map(|_| small()).collect()).collect();
            // Dependent equations too.
            let copy = rows[0].iter().map(|value| Rational::from(value * 2)).collect();
            rows.push(copy);
            let side = |row: &[Rational], x: &[Rational]| -> Rational {
                row.iter().zip(x).map(|(a, x)| Rational::from(a * x)).sum()
            };
            let with_side = |row: &Vec<Rational>| {
                let mut equation = row.clone();
                equation.push(side(row, &known));
                equation
            };
            let mut system: Vec<Vec<Rational>> = rows.iter().map(with_side).collect();
            let found = solve(system.clone()).unwrap();
            for row in &rows {
                assert_eq!(side(row, &found), side(row, &known));
            }
            // Twice the first equation with another right side contradicts it.
            *system.last_mut().unwrap().last_mut().unwrap() += 1;
            assert_eq!(solve(system), None);
        }
    }
    assert_eq!(solve(Vec::new()), Some(Vec::new()));
}
