//! Every rule with its definition.

use itertools::Itertools;
use maskproof::exact::Rational;

use super::oracle::{
    At, Defined, Draw, Keeps, Sets, Shape, Step, best, certain, compare_entropy, dream, dream_share, factor,
    has_less_entropy, llada, margin, on_their_own, passing, ranked, top, uniform,
};
use super::q;

fn plain(row: &[Rational]) -> Vec<Rational> {
    row.to_vec()
}

fn squared(row: &[Rational]) -> Vec<Rational> {
    let sum: Rational = row.iter().map(|value| Rational::from(value * value)).sum();
    row.iter().map(|value| Rational::from(value * value) / &sum).collect()
}

fn likeliest(row: &[Rational]) -> Vec<Rational> {
    let place = row.iter().position(|value| *value == top(row)).unwrap();
    (0..row.len()).map(|token| Rational::from(u32::from(token == place))).collect()
}

fn only(row: &[Rational], keeps: impl Fn(usize) -> bool) -> Vec<Rational> {
    let left: Vec<Rational> = row
        .iter()
        .enumerate()
        .map(|(token, value)| if keeps(token) { value.clone() } else { Rational::new() })
        .collect();
    let sum: Rational = left.iter().cloned().sum();
    left.into_iter().map(|value| value / &sum).collect()
}

/// The sum of what comes before a token: the likelier ones, and of equal ones the lower.
fn before(row: &[Rational], token: usize) -> Rational {
    let comes = |other: usize| row[other] > row[token] || (row[other] == row[token] && other < token);
    (0..row.len()).filter(|&other| comes(other)).map(|other| row[other].clone()).sum()
}

fn nucleus_crossing(row: &[Rational]) -> Vec<Rational> {
    only(row, |token| before(row, token) <= q(3, 5))
}

fn nucleus_within(row: &[Rational]) -> Vec<Rational> {
    only(row, |token| before(row, token) == 0 && row[token] > 0 || before(row, token) + &row[token] <= q(3, 5))
}

fn two_likeliest(row: &[Rational]) -> Vec<Rational> {
    let second = row.iter().sorted().rev().nth(1).unwrap_or(&row[0]).clone();
    only(row, |token| row[token] >= second)
}

fn tokens(text: &'static str, keeps: impl Fn(Step, &[Draw]) -> Vec<usize> + Sync + 'static) -> Defined {
    let keeps = Keeps::Tokens(Box::new(keeps));
    Defined { text, keeps, block: None, steps: None, shape: plain, measures_shaped: false }
}

fn positions(text: &'static str, keeps: impl Fn(Step, &[At]) -> Sets + Sync + 'static) -> Defined {
    let keeps = Keeps::Positions(Box::new(keeps));
    Defined { text, keeps, block: None, steps: None, shape: plain, measures_shaped: false }
}

trait With {
    fn steps(self, steps: usize) -> Self;
    fn blocks(self, block: usize) -> Self;
    fn shaped(self, shape: Shape) -> Self;
    fn measuring_it(self) -> Self;
}

impl With for Defined {
    fn steps(self, steps: usize) -> Self {
        Self { steps: Some(steps), ..self }
    }

    fn blocks(self, block: usize) -> Self {
        Self { block: Some(block), ..self }
    }

    fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    fn measuring_it(self) -> Self {
        Self { measures_shaped: true, ..self }
    }
}

/// The rows of the longest beginning of an order that a test of the rows allows, one at least.
fn beginning(rows: &[At], order: &[usize], allows: impl Fn(&[&[Rational]]) -> bool) -> Sets {
    let row = |position: &usize| rows.iter().find(|row| row.0 == *position).unwrap().1;
    let number = (1..=order.len())
        .filter(|&number| number == 1 || allows(&order[..number].iter().map(row).collect::<Vec<_>>()))
        .max();
    certain(order.to_vec(), number.unwrap())
}

/// All but the one of most entropy.
fn but_the_largest<'a>(rows: &[&'a [Rational]]) -> Vec<&'a [Rational]> {
    let mut rows = rows.to_vec();
    let mut largest = 0;
    for index in 1..rows.len() {
        if has_less_entropy(rows[largest], rows[index]) {
            largest = index;
        }
    }
    rows.remove(largest);
    rows
}

/// Every rule with its definition; together they use every argument and every part of a shaping.
pub fn definitions() -> Vec<Defined> {
    let above = |bound: Rational| move |value: &Rational| *value > bound;
    let reaches = |bound: Rational| move |value: &Rational| *value >= bound;
    vec![
        tokens("low-confidence:1", |_, draws| best(draws, 1)),
        tokens("low-confidence:2", |_, draws| best(draws, 2)),
        tokens("low-confidence:9", |_, draws| best(draws, 9)),
        tokens("low-confidence:steps=2", |step, draws| best(draws, llada(step, 2))).steps(2),
        tokens("low-confidence:steps=5", |step, draws| best(draws, llada(step, 5))).steps(5),
        tokens("low-confidence:1@t=1/2", |_, draws| best(draws, 1)).shaped(squared),
        tokens("low-confidence:1@t=1/2,conf=shaped", |_, draws| best(draws, 1)).shaped(squared).measuring_it(),
        tokens("low-confidence:1@t=0", |_, draws| best(draws, 1)).shaped(likeliest),
        tokens("low-confidence:1@top-k=2", |_, draws| best(draws, 1)).shaped(two_likeliest),
        tokens("low-confidence:1@top-p=3/5,nucleus=crossing", |_, draws| best(draws, 1)).shaped(nucleus_crossing),
        tokens("low-confidence:1@t=1/2,top-p=3/5,nucleus=within", |_, draws| best(draws, 1))
            .shaped(|row| nucleus_within(&squared(row))),
        tokens("blocks:2[low-confidence:1]", |_, draws| best(draws, 1)).blocks(2),
        tokens("blocks:2[low-confidence:steps=2]", |step, draws| best(draws, llada(step, 2))).blocks(2).steps(2),
        tokens("threshold:1/2", move |_, draws| passing(draws, reaches(q(1, 2)))),
        tokens("threshold>1/2", move |_, draws| passing(draws, above(q(1, 2)))),
        tokens("threshold:2/3@t=1/2", move |_, draws| passing(draws, reaches(q(2, 3)))).shaped(squared),
        tokens("blocks:2[threshold:2/3]", move |_, draws| passing(draws, reaches(q(2, 3)))).blocks(2),
        tokens("threshold-or-count:2/3,1", |_, draws| either(draws, &q(2, 3), 1)),
        tokens("threshold-or-count:1/2,2", |_, draws| either(draws, &q(1, 2), 2)),
        tokens("threshold-or-count:1/2,steps=2", |step, draws| either(draws, &q(1, 2), llada(step, 2))).steps(2),
        tokens("factor:1", |_, draws| factor(draws, &q(1, 1), false)),
        tokens("factor:3/2", |_, draws| factor(draws, &q(3, 2), false)),
        tokens("factor:1,as-coded", |_, draws| factor(draws, &q(1, 1), true)),
        tokens("factor:1/2,as-coded", |_, draws| factor(draws, &q(1, 2), true)),
        positions("random:1", |_, rows| uniform(rows, 1)),
        positions("random:2", |step, rows| uniform(rows, step.masked.min(2))),
        positions("random:steps=2", |step, rows| uniform(rows, llada(step, 2))).steps(2),
        positions("first-hitting", |_, rows| uniform(rows, 1)),
        positions("blocks:2[first-hitting]@t=1/2", |_, rows| uniform(rows, 1)).blocks(2).shaped(squared),
        positions("top:1", |_, rows| certain(by_top(rows), 1)),
        positions("top:2@t=1/2,conf=shaped", |_, rows| certain(by_top(rows), 2)).shaped(squared).measuring_it(),
        positions("top:steps=2", |step, rows| certain(by_top(rows), llada(step, 2))).steps(2),
        positions("margin:1", |_, rows| certain(by_margin(rows), 1)),
        positions("margin:2@t=0", |_, rows| certain(by_margin(rows), 2)).shaped(likeliest),
        positions("entropy:1", |_, rows| certain(by_entropy(rows), 1)),
        positions("entropy:2", |_, rows| certain(by_entropy(rows), 2)),
        positions("row-threshold:2/3", |_, rows| rows_passing(rows, |value| *value >= q(2, 3))),
        positions("row-threshold>2/3", |_, rows| rows_passing(rows, |value| *value > q(2, 3))),
        positions("eb:sum-max,1/2bits", |_, rows| {
            beginning(rows, &by_entropy(rows), |rows| compare_entropy(&but_the_largest(rows), 1).is_le())
        }),
        positions("eb:sum-max,ln2,order=margin", |_, rows| {
            beginning(rows, &by_margin(rows), |rows| compare_entropy(&but_the_largest(rows), 2).is_le())
        }),
        positions("eb:sum,ln2", |_, rows| beginning(rows, &by_entropy(rows), |rows| compare_entropy(rows, 2).is_le())),
        positions("eb:sum-strict,1bits,order=top", |_, rows| {
            beginning(rows, &by_top(rows), |rows| compare_entropy(rows, 2).is_lt())
        }),
        tokens("dream:maskgit-plus,steps=2", |step, draws| best(draws, dream(step, 2))).steps(2),
        tokens("dream:maskgit-plus,steps=3@t=1/2", |step, draws| best(draws, dream(step, 3)))
            .steps(3)
            .shaped(squared)
            .measuring_it(),
        positions("dream:entropy,steps=3", |step, rows| certain(by_entropy(rows), dream(step, 3))).steps(3),
        positions("dream:margin,steps=2@t=1/2", |step, rows| certain(by_margin(rows), dream(step, 2)))
            .steps(2)
            .shaped(squared)
            .measuring_it(),
        positions("dream:origin,steps=2", |step, rows| {
            on_their_own(rows, &if step.number == 1 { q(1, 1) } else { dream_share(step.number, 2) })
        })
        .steps(2),
        positions("mdlm:linear,T=1", |_, rows| on_their_own(rows, &q(1, 1))).steps(1),
        positions("mdlm:linear,T=2", |step, rows| on_their_own(rows, &q(1, [2, 1][step.number]))).steps(2),
        positions("mdlm:grid=1/4;3/4;1", |step, rows| {
            on_their_own(rows, &[q(1, 4), q(2, 3), q(1, 1)][step.number].clone())
        })
        .steps(3),
    ]
}

fn either(draws: &[Draw], bound: &Rational, number: usize) -> Vec<usize> {
    let mut kept = best(draws, number);
    kept.extend(draws.iter().filter(|draw| draw.2 > *bound).map(|draw| draw.0));
    kept
}

fn by_top(rows: &[At]) -> Vec<usize> {
    ranked(rows, |a, b| top(a) > top(b))
}

fn by_margin(rows: &[At]) -> Vec<usize> {
    ranked(rows, |a, b| margin(a) > margin(b))
}

fn by_entropy(rows: &[At]) -> Vec<usize> {
    ranked(rows, has_less_entropy)
}

fn rows_passing(rows: &[At], passes: impl Fn(&Rational) -> bool) -> Sets {
    let sure: Vec<usize> = rows.iter().filter(|row| passes(&top(row.1))).map(|row| row.0).collect();
    certain(if sure.is_empty() { by_top(rows)[..1].to_vec() } else { sure }, rows.len())
}
