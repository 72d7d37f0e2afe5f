//! The exact simplex method against an enumeration of all vertices, and against QSopt_ex.

use std::fmt::Write as _;
use std::process::Command;

use itertools::Itertools;
use maskproof::decide::simplex::{Column, Optimum, Program, Row, Solution};
use maskproof::exact::{Integer, Rational};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

type Q = BigRational;

fn q(number: i64) -> Q {
    Q::from_integer(BigInt::from(number))
}

fn ours(number: &Rational) -> Q {
    number.to_string().parse().unwrap()
}

/// Maximise `cost x` subject to the rows, `x >= 0`.
#[derive(Debug, Clone)]
struct Lp {
    rows: Vec<(Row, Vec<i64>, i64)>,
    cost: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    Optimum(Q),
    Infeasible,
    Unbounded,
}

impl Lp {
    fn column(&self, index: usize) -> Column {
        let entries = self.rows.iter().map(|(_, entries, _)| Integer::from(entries[index])).collect();
        Column { entries, cost: Integer::from(self.cost[index]) }
    }

    fn program(&self) -> Program {
        Program::new(self.rows.iter().map(|(row, _, side)| (*row, Integer::from(*side))).collect())
    }

    /// Solves it with the columns of cost 0 from `hidden` on given only on demand; checks the optimum against its own
    /// proof.
    fn solve(&self, hidden: usize) -> Outcome {
        let mut program = self.program();
        let (mut known, mut on_demand): (Vec<usize>, Vec<usize>) =
            (0..self.cost.len()).partition(|&index| index < hidden || self.cost[index] != 0);
        known.iter().for_each(|&index| {
            program.add(self.column(index));
        });
        let solution = program.solve(|multipliers| {
            let price = |index: &usize| -> Rational {
                let column = self.column(*index);
                column.entries.iter().zip(multipliers).map(|(entry, y)| Rational::from(y * entry)).sum()
            };
            let best = on_demand.iter().copied().min_by_key(|index| price(index))?;
            on_demand.retain(|&index| index != best);
            known.push(best);
            Some(self.column(best))
        });
        match solution {
            Solution::Optimum(optimum) => {
                self.check(&optimum, &known);
                Outcome::Optimum(ours(&optimum.value))
            }
            Solution::Infeasible => {
                // Farkas: y A >= 0, y b < 0.
                let y: Vec<Q> = program.infeasibility().iter().map(ours).collect();
                let product =
                    |entries: &mut dyn Iterator<Item = i64>| -> Q { entries.zip(&y).map(|(a, y)| q(a) * y).sum() };
                assert!(product(&mut self.rows.iter().map(|row| row.2)).is_negative(), "{self:?}");
                for index in 0..self.cost.len() {
                    assert!(!product(&mut self.rows.iter().map(|row| row.1[index])).is_negative(), "{self:?}");
                }
                assert!(self.rows.iter().zip(&y).all(|(row, y)| row.0 == Row::Equal || !y.is_negative()), "{self:?}");
                Outcome::Infeasible
            }
            Solution::Unbounded => Outcome::Unbounded,
        }
    }

    /// The point is feasible and has the value; the duals are feasible and have it too.
    fn check(&self, optimum: &Optimum, known: &[usize]) {
        let mut point = vec![Q::zero(); self.cost.len()];
        for (index, value) in &optimum.basic {
            point[known[*index]] = ours(value);
        }
        assert!(point.iter().all(|x| !x.is_negative()), "{self:?}");
        let value: Q = point.iter().zip(&self.cost).map(|(x, c)| x * q(*c)).sum();
        assert_eq!(value, ours(&optimum.value), "{self:?}");
        let duals: Vec<Q> = optimum.duals.iter().map(ours).collect();
        for ((row, entries, side), dual) in self.rows.iter().zip(&duals) {
            let left: Q = entries.iter().zip(&point).map(|(a, x)| q(*a) * x).sum();
            match row {
                Row::Equal => assert_eq!(left, q(*side), "{self:?}"),
                Row::AtMost => assert!(left <= q(*side) && !dual.is_negative(), "{self:?}"),
            }
        }
        for (index, cost) in self.cost.iter().enumerate() {
            let price: Q = self.rows.iter().zip(&duals).map(|(row, dual)| q(row.1[index]) * dual).sum();
            assert!(price >= q(*cost), "{self:?}");
        }
        assert_eq!(self.rows.iter().zip(&duals).map(|(row, dual)| q(row.2) * dual).sum::<Q>(), value, "{self:?}");
    }

    /// From all vertices: supports with independent columns. Unbounded when a direction of total 1 in the recession
    /// cone improves; the pointed polyhedron is empty when it has no vertex.
    fn by_vertices(&self) -> Outcome {
        let slacks = self.rows.iter().enumerate().filter(|(_, row)| row.0 == Row::AtMost).map(|(index, _)| index);
        let slacks: Vec<usize> = slacks.collect();
        let columns: Vec<Vec<Q>> = (0..self.cost.len())
            .map(|column| self.rows.iter().map(|row| q(row.1[column])).collect())
            .chain(slacks.iter().map(|&slack| (0..self.rows.len()).map(|row| q(i64::from(row == slack))).collect()))
            .collect();
        let cost: Vec<Q> = self.cost.iter().map(|c| q(*c)).chain(slacks.iter().map(|_| Q::zero())).collect();
        let right: Vec<Q> = self.rows.iter().map(|row| q(row.2)).collect();
        let Some(best) = best_vertex(&columns, &right, &cost) else { return Outcome::Infeasible };
        let directions: Vec<Vec<Q>> = columns.iter().map(|column| [column.clone(), vec![q(1)]].concat()).collect();
        let total: Vec<Q> = right.iter().map(|_| Q::zero()).chain([q(1)]).collect();
        match best_vertex(&directions, &total, &cost) {
            Some(improvement) if improvement.is_positive() => Outcome::Unbounded,
            _ => Outcome::Optimum(best),
        }
    }

    /// In the LP format, for QSopt_ex.
    fn to_lp(&self) -> String {
        let sum = |coefficients: &[i64]| {
            let terms = coefficients.iter().enumerate();
            terms.map(|(index, c)| format!("{} {} x{index}", if *c < 0 { "-" } else { "+" }, c.abs())).join(" ")
        };
        let mut text = format!("Problem\n p\nMaximize\n obj: {}\nSubject To\n", sum(&self.cost));
        for (index, (row, entries, side)) in self.rows.iter().enumerate() {
            let relation = if *row == Row::Equal { "=" } else { "<=" };
            writeln!(text, " r{index}: {} {relation} {side}", sum(entries)).unwrap();
        }
        text + "End\n"
    }
}

/// The largest cost of a vertex of `sum x_j columns_j = right, x >= 0`; `None` when there is none.
fn best_vertex(columns: &[Vec<Q>], right: &[Q], cost: &[Q]) -> Option<Q> {
    (0..=right.len())
        .flat_map(|size| (0..columns.len()).combinations(size))
        .filter_map(|support| {
            let point = solve(&support.iter().map(|&index| columns[index].clone()).collect_vec(), right)?;
            let feasible = point.iter().all(|x| !x.is_negative());
            feasible.then(|| support.iter().zip(&point).map(|(&index, x)| &cost[index] * x).sum())
        })
        .max()
}

/// The only solution of `sum x_j columns_j = right`, by elimination; `None` when there is none or several.
fn solve(columns: &[Vec<Q>], right: &[Q]) -> Option<Vec<Q>> {
    let mut matrix: Vec<Vec<Q>> = (0..right.len())
        .map(|row| columns.iter().map(|column| column[row].clone()).chain([right[row].clone()]).collect())
        .collect();
    for pivot in 0..columns.len() {
        let found = (pivot..matrix.len()).find(|&row| !matrix[row][pivot].is_zero())?;
        matrix.swap(pivot, found);
        let line: Vec<Q> = matrix[pivot].iter().map(|entry| entry / &matrix[pivot][pivot]).collect();
        for (row, other) in matrix.iter_mut().enumerate().filter(|(row, _)| *row != pivot) {
            debug_assert_ne!(row, pivot);
            let factor = other[pivot].clone();
            other.iter_mut().zip(&line).for_each(|(entry, above)| *entry -= &factor * above);
        }
        matrix[pivot] = line;
    }
    let consistent = matrix[columns.len()..].iter().all(|row| row[columns.len()].is_zero());
    consistent.then(|| matrix[..columns.len()].iter().map(|row| row[columns.len()].clone()).collect())
}

/// Small numbers without a pattern, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % bound).unwrap()
    }

    /// Sparse and small, so that ties, redundant equations and zero right sides are common.
    fn program(&mut self) -> Lp {
        let columns = usize::try_from(1 + self.below(5)).unwrap();
        let mut rows: Vec<(Row, Vec<i64>, i64)> = (0..1 + self.below(4))
            .map(|_| {
                let row = if self.below(3) == 0 { Row::Equal } else { Row::AtMost };
                (row, (0..columns).map(|_| self.below(5) - 2).collect(), self.below(3))
            })
            .collect();
        if self.below(4) == 0 {
            rows.push(rows[0].clone());
        }
        Lp { rows, cost: (0..columns).map(|_| self.below(5) - 2).collect() }
    }
}

fn at_most(entries: &[i64], side: i64) -> (Row, Vec<i64>, i64) {
    (Row::AtMost, entries.to_vec(), side)
}

fn equal(entries: &[i64], side: i64) -> (Row, Vec<i64>, i64) {
    (Row::Equal, entries.to_vec(), side)
}

#[test]
fn literal_programs() {
    let table = [
        // Beale (1955), on which Dantzig's rule cycles: optimum 5/4, here with the cost times 4 and integer rows.
        (
            vec![at_most(&[1, -32, -4, 36], 0), at_most(&[1, -24, -1, 6], 0), at_most(&[0, 0, 1, 0], 1)],
            vec![3, -80, 2, -24],
            Outcome::Optimum(q(5)),
        ),
        // Kuhn's example of cycling: the cost is the left side of the last row, so at most 2, and (2, 0, 2, 0) attains
        // it.
        (
            vec![at_most(&[-2, -9, 1, 9], 0), at_most(&[1, 3, -1, -6], 0), at_most(&[2, 3, -1, -12], 2)],
            vec![2, 3, -1, -12],
            Outcome::Optimum(q(2)),
        ),
        // x + y = 1 and x + y = 2.
        (vec![equal(&[1, 1], 1), equal(&[1, 1], 2)], vec![1, 0], Outcome::Infeasible),
        // The second column could grow for ever, were there a feasible point.
        (vec![equal(&[-1, 0], 1)], vec![0, 1], Outcome::Infeasible),
        (vec![at_most(&[1, -1], 0)], vec![1, 0], Outcome::Unbounded),
        (vec![equal(&[1, -1], 0)], vec![1, 0], Outcome::Unbounded),
        // A redundant equation, whose artificial column stays: max y with x + y = 1 twice.
        (vec![equal(&[1, 1], 1), equal(&[2, 2], 2)], vec![0, 1], Outcome::Optimum(q(1))),
        // A column of which the redundant equation has more than nothing: x - y = 0 and x = 0 force 0.
        (vec![equal(&[1, -1], 0), equal(&[1, 0], 0)], vec![1, 1], Outcome::Optimum(q(0))),
        // 2x + 3y <= 7 and 3x + 2y <= 7, max x + y: (7/5, 7/5).
        (vec![at_most(&[2, 3], 7), at_most(&[3, 2], 7)], vec![1, 1], Outcome::Optimum(q(14) / q(5))),
    ];
    for (rows, cost, expected) in table {
        let lp = Lp { rows, cost };
        assert_eq!(lp.solve(usize::MAX), expected, "{lp:?}");
        assert_eq!(lp.by_vertices(), expected, "the oracle itself: {lp:?}");
    }
}

#[test]
fn random_programs_agree_with_all_their_vertices() {
    let mut random = Random(1);
    let mut seen = [0; 3];
    for _ in 0..1500 {
        let lp = random.program();
        let expected = lp.by_vertices();
        assert_eq!(lp.solve(usize::MAX), expected, "{lp:?}");
        seen[match expected {
            Outcome::Optimum(_) => 0,
            Outcome::Infeasible => 1,
            Outcome::Unbounded => 2,
        }] += 1;
    }
    assert!(seen.iter().all(|count| *count > 200), "each kind occurs: {seen:?}");
}

/// Columns on demand change nothing, whichever are known at first. Inequalities beside one equation that is not
/// redundant.
#[test]
fn columns_on_demand_give_the_same_optimum() {
    let mut random = Random(2);
    let mut on_demand_feasible = 0;
    for _ in 0..800 {
        let mut lp = random.program();
        lp.rows.iter_mut().for_each(|row| row.0 = Row::AtMost);
        // As in games: weights of the columns without cost sum to 1, and without them nothing is feasible.
        let is_weight: Vec<i64> = lp.cost.iter().map(|cost| i64::from(*cost == 0)).collect();
        lp.rows.push(equal(&is_weight, 1));
        let expected = lp.by_vertices();
        assert_eq!(lp.solve(0), expected, "{lp:?}");
        assert_eq!(lp.solve(2), expected, "{lp:?}");
        on_demand_feasible += i32::from(matches!(expected, Outcome::Optimum(_)));
    }
    assert!(on_demand_feasible > 80, "{on_demand_feasible}");
}

/// What `esolver` says; `None` when it is not installed, and need not be.
fn esolver(lp: &Lp) -> Option<Outcome> {
    let folder = tempfile::tempdir().unwrap();
    let (problem, solution) = (folder.path().join("p.lp"), folder.path().join("p.sol"));
    std::fs::write(&problem, lp.to_lp()).unwrap();
    let output = Command::new("esolver").arg("-L").arg("-O").arg(&solution).arg(&problem).output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            assert!(std::env::var_os("MASKPROOF_HAVE_ESOLVER").is_none(), "esolver: {error}");
            return None;
        }
    };
    let text = std::fs::read_to_string(&solution).unwrap_or_default() + &String::from_utf8_lossy(&output.stdout);
    let status = text.lines().find_map(|line| line.strip_prefix("status ")).unwrap_or_else(|| panic!("{lp:?}: {text}"));
    Some(match status.trim_start_matches("= ").trim() {
        "OPTIMAL" => {
            let value = text.lines().find_map(|line| line.trim().strip_prefix("Value = ")).unwrap();
            Outcome::Optimum(value.trim().parse().unwrap())
        }
        "INFEASIBLE" => Outcome::Infeasible,
        "UNBOUNDED" => Outcome::Unbounded,
        other => panic!("{lp:?}: {other}"),
    })
}

#[test]
fn qsopt_ex_agrees() {
    let mut random = Random(3);
    for _ in 0..60 {
        let lp = random.program();
        let Some(theirs) = esolver(&lp) else {
            eprintln!("esolver is not installed: nothing is compared");
            return;
        };
        assert_eq!(lp.solve(usize::MAX), theirs, "{lp:?}");
    }
    // Larger ones, beyond the enumeration of vertices.
    for _ in 0..10 {
        let entries = |random: &mut Random| (0..15).map(|_| random.below(20) - 5).collect::<Vec<_>>();
        let rows = (0..10).map(|_| (Row::AtMost, entries(&mut random), random.below(100))).collect();
        let lp = Lp { rows, cost: entries(&mut random) };
        assert_eq!(lp.solve(usize::MAX), esolver(&lp).unwrap(), "{lp:?}");
    }
}
