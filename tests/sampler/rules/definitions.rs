//! Every rule with its definition.

use itertools::Itertools;
use maskproof::exact::Rational;

use super::oracle::{
    At, Defined, Draw, Keeps, RowAt, Sets, Shape, Step, Written, best, by_weights, certain, compare_entropy, dream,
    dream_share, exchanged, factor, filled, has_less_entropy, llada, margin, not_below_the_cut, on_their_own, passing,
    ranked, staying, top, uniform,
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

fn noisy(text: &'static str, keeps: impl Fn(Step, &[Draw]) -> Sets + Sync + 'static) -> Defined {
    let keeps = Keeps::Noisy(Box::new(keeps));
    Defined { text, keeps, block: None, steps: None, shape: plain, measures_shaped: false }
}

fn kernel(
    text: &'static str,
    writes: impl Fn(Step, &[Option<usize>], &RowAt) -> Vec<(Vec<Written>, Rational)> + Sync + 'static,
) -> Defined {
    let keeps = Keeps::Kernel(Box::new(writes));
    Defined { text, keeps, block: None, steps: None, shape: plain, measures_shaped: false }
}

/// ReMDM with the probabilities of each step, of revealing and of masking again.
fn remdm<const T: usize>(text: &'static str, steps: [(Rational, Rational); T]) -> Defined {
    kernel(text, move |step, state, row| {
        let (reveal, mask) = &steps[step.number];
        exchanged(state, row, reveal, mask)
    })
    .steps(T)
}

/// Without the token 0, where there is another; the others alike where nothing else is possible.
fn without_the_first(row: &[Rational]) -> Vec<Rational> {
    if row[0] == 1 {
        let share = q(1, i32::try_from(row.len() - 1).unwrap());
        return (0..row.len()).map(|token| if token == 0 { q(0, 1) } else { share.clone() }).collect();
    }
    only(row, |token| token > 0)
}

/// The largest number up to `n` that a test admits.
fn largest(n: usize, admits: impl Fn(usize) -> bool) -> usize {
    (0..=n).filter(|&number| admits(number)).max().unwrap()
}

/// MaskGIT's rounds without the last, which keeps everything: what stays masked by the schedule, and the power.
fn maskgit(step: Step, draws: &[Draw], steps: usize, share: usize, power: u32) -> Sets {
    let number = if step.number + 1 == steps { draws.len() } else { draws.len().saturating_sub(staying(step, share)) };
    by_weights(draws, number, power)
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
        tokens("threshold-or-near:2/3,1/6", |_, draws| near(draws, &q(2, 3), &q(1, 6))),
        tokens("threshold-or-near:1,0", |_, draws| near(draws, &q(1, 1), &q(0, 1))),
        tokens("blocks:2[threshold-or-near:1/2,1/100000]@t=1/2", |_, draws| near(draws, &q(1, 2), &q(1, 100_000)))
            .blocks(2)
            .shaped(squared),
        tokens("hierarchy:2/3,1/3", |_, draws| hierarchy(draws, &q(2, 3), &q(1, 3))),
        tokens("hierarchy:1,0", |_, draws| hierarchy(draws, &q(1, 1), &q(0, 1))),
        tokens("blocks:2[hierarchy:1/2,1/2]", |_, draws| hierarchy(draws, &q(1, 2), &q(1, 2))).blocks(2),
        positions("sequential:1", |_, rows| certain(rows.iter().map(|row| row.0).collect(), 1)),
        positions("blocks:2[sequential:2]@t=1/2", |_, rows| certain(rows.iter().map(|row| row.0).collect(), 2))
            .blocks(2)
            .shaped(squared),
        positions("sequential:steps=2", |step, rows| certain(rows.iter().map(|row| row.0).collect(), llada(step, 2)))
            .steps(2),
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
        // Retentions 3/8, 3/4 and then the rest.
        positions("mdlm:linear,T=2,eps=1/4,fill=drawn", |step, rows| {
            on_their_own(rows, &[q(3, 8), q(3, 5), q(1, 1)][step.number].clone())
        })
        .steps(3),
        kernel("mdlm:linear,T=2,eps=1/4", |step, state, row| match step.number {
            0 => exchanged(state, row, &q(3, 8), &q(0, 1)),
            1 => exchanged(state, row, &q(3, 5), &q(0, 1)),
            _ => filled(state, row),
        })
        .steps(3),
        // cos(pi/4) = sqrt(1/2), so that n stay masked if 2 n^2 <= N^2.
        noisy("maskgit:T=2,tau=1", |step, draws| {
            let n = step.block_size;
            maskgit(step, draws, 2, largest(n, |number| 2 * number * number <= n * n), 2)
        })
        .steps(2),
        noisy("blocks:2[maskgit:T=2,tau=2]@t=1/2", |step, draws| {
            let n = step.block_size;
            maskgit(step, draws, 2, largest(n, |number| 2 * number * number <= n * n), 1)
        })
        .blocks(2)
        .steps(2)
        .shaped(squared),
        // cos(pi/6) = sqrt(3/4) and cos(pi/3) = 1/2.
        noisy("maskgit:T=3,tau=3/2", |step, draws| {
            let n = step.block_size;
            let share = [largest(n, |number| 4 * number * number <= 3 * n * n), n / 2, 0][step.number];
            maskgit(step, draws, 3, share, [1, 2, 0][step.number])
        })
        .steps(3),
        noisy("maskgit:T=2,tau=1/2,schedule=pow2", |step, draws| maskgit(step, draws, 2, 3 * step.block_size / 4, 4))
            .steps(2),
        tokens("maskgit:T=3,tau=0,schedule=uniform", |step, draws| {
            let share = [2 * step.block_size / 3, step.block_size / 3, 0][step.number];
            not_below_the_cut(draws, if step.number == 2 { 0 } else { staying(step, share) })
        })
        .steps(3),
        p2("p2:T=3,eta=1,planner=remasked", 3, (1, 1), masked_alone, uniformly),
        p2("p2:T=3,eta=3/2,planner=remasked,schedule=pow2", 3, (3, 2), masked_alone, |n, s, t| {
            n * (t * t - s * s) / (t * t)
        }),
        p2("p2:T=2,eta=1/3,planner=remasked", 2, (1, 3), masked_alone, uniformly),
        p2("p2:T=4,eta=0,planner=remasked", 4, (0, 1), masked_alone, uniformly),
        p2("p2:T=3,eta=1,planner=never", 3, (1, 1), |_, _, _| None, uniformly),
        p2("p2:T=3,eta=2,planner=remasked@t=1/2,conf=shaped", 3, (2, 1), masked_alone, uniformly).shaped(squared),
        // cos(pi/4) = sqrt(1/2).
        p2("p2:T=2,eta=5,planner=remasked,schedule=cosine", 2, (5, 1), masked_alone, |n, s, _| {
            if s == 2 { 0 } else { largest(n, |number| 2 * number * number <= n * n) }
        }),
        remdm("remdm:cap,eta=1/4,T=3", [(q(1, 3), q(0, 1)), (q(5, 8), q(1, 4)), (q(1, 1), q(0, 1))]),
        remdm("remdm:rescale,eta=1/2,T=3", [(q(1, 3), q(0, 1)), (q(3, 4), q(1, 2)), (q(1, 1), q(0, 1))]),
        remdm("remdm:forward-backward,T=3", [(q(1, 3), q(0, 1)), (q(1, 1), q(1, 1)), (q(1, 1), q(0, 1))]),
        remdm("remdm:loop,eta=1/2,hold=1/2,T=1;1;1", [(q(1, 2), q(0, 1)), (q(1, 2), q(1, 2)), (q(1, 1), q(0, 1))]),
        tokens("low-confidence:1@without=0", |_, draws| best(draws, 1)).shaped(without_the_first).measuring_it(),
        positions("random:2@without=0,t=1/2", |step, rows| uniform(rows, step.masked.min(2)))
            .shaped(|row| squared(&without_the_first(row))),
    ]
}

/// Rules that read the rows of a predictor table at revealed positions.
pub fn table_definitions() -> Vec<Defined> {
    let stored = |state: &[Option<usize>], row: &RowAt, at: usize| Some(row(state, at)[state[at].unwrap()].clone());
    vec![
        p2("p2:T=3,eta=1,planner=table", 3, (1, 1), stored, uniformly),
        p2("p2:T=4,eta=3/2,planner=table", 4, (3, 2), stored, uniformly),
        p2("p2:T=2,eta=1/2,planner=table@t=1/2,conf=shaped", 2, (1, 2), stored, uniformly).shaped(squared),
    ]
}

fn near(draws: &[Draw], bound: &Rational, gap: &Rational) -> Vec<usize> {
    let best = draws.iter().map(|draw| &draw.2).max().unwrap();
    let least = Rational::from(best - gap).min(bound.clone());
    draws.iter().filter(|draw| draw.2 >= least).map(|draw| draw.0).collect()
}

/// The best of each run of neighbours, by walking left and right from every draw.
fn hierarchy(draws: &[Draw], high: &Rational, low: &Rational) -> Vec<usize> {
    let at = |position: usize| draws.iter().find(|draw| draw.0 == position);
    let is_best_of_run = |draw: &Draw| {
        let left = (0..draw.0).rev().map_while(at);
        let right = (draw.0 + 1..).map_while(at);
        left.chain(right).all(|other| other.2 <= draw.2)
    };
    let mut kept = best(draws, 1);
    kept.extend(draws.iter().filter(|draw| is_best_of_run(draw) && draw.2 > *low).map(|draw| draw.0));
    kept.extend(draws.iter().filter(|draw| draw.2 > *high).map(|draw| draw.0));
    kept
}

/// What a planner says of a revealed token: at a state, with the rows of any state, of a position; `None` for infinity.
type Says = fn(&[Option<usize>], &RowAt, usize) -> Option<Rational>;

fn masked_alone(state: &[Option<usize>], row: &RowAt, position: usize) -> Option<Rational> {
    let mut without = state.to_vec();
    without[position] = None;
    Some(row(&without, position)[state[position].unwrap()].clone())
}

/// `floor( N (1 - s/T) )`
fn uniformly(positions: usize, step: usize, steps: usize) -> usize {
    positions * (steps - step) / steps
}

/// P2 with the weight `a/b` of revealed tokens, whose scores to the power `b` are `g^a`; `share` of the positions, of step
/// `s` from 1 of `T`, are masked.
fn p2(
    text: &'static str,
    steps: usize,
    (a, b): (u32, u32),
    planner: Says,
    share: fn(usize, usize, usize) -> usize,
) -> Defined {
    let score = |number: &Rational, power: u32| (0..power).fold(q(1, 1), |product, _| product * number);
    kernel(text, move |step, state, row| {
        let masked: Vec<usize> = (0..state.len()).filter(|&at| state[at].is_none()).collect();
        let rows: Vec<Vec<Rational>> = masked.iter().map(|&at| row(state, at)).collect();
        let mut outcomes = Vec::new();
        let no_draw = masked.is_empty().then(Vec::new);
        let draws = rows.iter().map(|row| 0..row.len()).multi_cartesian_product().filter(|_| !masked.is_empty());
        for tokens in draws.chain(no_draw) {
            let drawn = |at: usize| masked.iter().position(|&position| position == at).map(|i| (tokens[i], &rows[i]));
            let chance =
                masked.iter().fold(q(1, 1), |product, &at| product * &drawn(at).unwrap().1[drawn(at).unwrap().0]);
            // Infinite scores come last.
            let scores: Vec<(bool, Rational)> = (0..state.len())
                .map(|at| match drawn(at) {
                    Some((token, row)) => (false, score(&row[token], b)),
                    None => planner(state, row, at).map_or((true, q(0, 1)), |number| (false, score(&number, a))),
                })
                .collect();
            let cut = scores.iter().sorted().nth(share(state.len(), step.number + 1, steps)).unwrap();
            let written = (0..state.len()).filter_map(|at| match (drawn(at), scores[at] < *cut) {
                (Some((token, _)), false) => Some((at, Some(token))),
                (None, true) => Some((at, None)),
                _ => None,
            });
            outcomes.push((written.collect(), chance));
        }
        outcomes.into_iter().filter(|(_, chance)| *chance > 0).collect()
    })
    .steps(steps)
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
