//! Decoding rules from their definitions: every run is followed, and every draw of every masked token enumerated,
//! forgotten ones too. Nothing is memoised, and nothing is shared with the library but rationals.

use itertools::Itertools;
use maskproof::exact::{Integer, Rational};
use maskproof::law::Law;
use rug::ops::Pow;

/// A row with its position.
pub type At<'a> = (usize, &'a [Rational]);

/// The position, its token, and the confidence of that.
pub type Draw = (usize, usize, Rational);

/// What stands for a step: its number, the size of the block, and how many of it are masked.
#[derive(Clone, Copy)]
pub struct Step {
    pub number: usize,
    pub block_size: usize,
    pub masked: usize,
}

/// Sets of positions with their probabilities.
pub type Sets = Vec<(Vec<usize>, Rational)>;

/// The positions that a round keeps, by all its draws.
pub type KeepsDraws = dyn Fn(Step, &[Draw]) -> Vec<usize> + Sync;

/// The sets of positions that a round may choose, by the measured rows.
pub type Chooses = dyn Fn(Step, &[At]) -> Sets + Sync;

/// What a round writes, a token or nothing at each position that it changes, by the state and the rows at any state.
pub type Writes = dyn Fn(Step, &[Option<usize>], &RowAt) -> Vec<(Vec<Written>, Rational)> + Sync;

/// A position with what is written there; nothing is a mask.
pub type Written = (usize, Option<usize>);

/// The sets of positions that a round may keep, by all its draws.
pub type KeepsAtRandom = dyn Fn(Step, &[Draw]) -> Sets + Sync;

/// A definition of what a round keeps.
pub enum Keeps {
    /// A function of all draws: the positions.
    Tokens(Box<KeepsDraws>),
    /// A law on sets of positions, from the measured rows.
    Positions(Box<Chooses>),
    /// A law on sets of positions, from all draws.
    Noisy(Box<KeepsAtRandom>),
    /// Anything.
    Kernel(Box<Writes>),
}

/// The shaped row of a row.
pub type Shape = fn(&[Rational]) -> Vec<Rational>;

/// A rule: its text, and its definition.
pub struct Defined {
    pub text: &'static str,
    pub keeps: Keeps,
    pub block: Option<usize>,
    /// The steps of each block.
    pub steps: Option<usize>,
    pub shape: Shape,
    pub measures_shaped: bool,
}

/// What the runs of a rule come to.
#[derive(Debug)]
pub struct NaiveRuns {
    pub output: Vec<Rational>,
    pub rounds: Vec<Rational>,
    pub null_rounds: Rational,
    pub max_rounds: usize,
}

/// The predictor: the row at a state, which is the token or nothing at each position.
pub type RowAt<'a> = dyn Fn(&[Option<usize>], usize) -> Vec<Rational> + 'a;

/// The law's own rows, by sums over the law; uniform where the state has probability 0.
pub fn exact_row(law: &Law) -> impl Fn(&[Option<usize>], usize) -> Vec<Rational> + '_ {
    let size = law.vocabulary_size();
    move |state, position| {
        let mut counts = vec![Integer::new(); size];
        for (atom, count) in law.support() {
            let tokens = tokens_of(atom, size, law.length());
            if state.iter().zip(&tokens).all(|(shown, token)| shown.is_none_or(|shown| shown == *token)) {
                counts[tokens[position]] += count;
            }
        }
        let sum: Integer = counts.iter().sum();
        if sum == 0 {
            return vec![Rational::from((1, size)); size];
        }
        counts.into_iter().map(|count| Rational::from((count, sum.clone()))).collect()
    }
}

fn tokens_of(atom: usize, size: usize, length: usize) -> Vec<usize> {
    (0..length).rev().map(|place| atom / size.pow(u32::try_from(place).unwrap()) % size).collect()
}

struct Follow<'a> {
    rule: &'a Defined,
    row: &'a RowAt<'a>,
    size: usize,
    runs: NaiveRuns,
}

/// Follows all runs of a rule.
pub fn follow(rule: &Defined, row: &RowAt, size: usize, length: usize) -> NaiveRuns {
    let atoms = size.pow(u32::try_from(length).unwrap());
    let zeros = || vec![Rational::new(); atoms];
    let runs = NaiveRuns { output: zeros(), rounds: zeros(), null_rounds: Rational::new(), max_rounds: 0 };
    let mut follow = Follow { rule, row, size, runs };
    follow.round(&vec![None; length], 0, 0, 0, &Rational::from(1));
    follow.runs
}

impl Follow<'_> {
    fn round(&mut self, state: &[Option<usize>], start: usize, step: usize, rounds: usize, chance: &Rational) {
        let length = state.len();
        if start >= length {
            let atom = state.iter().fold(0, |atom, token| atom * self.size + token.expect("all is revealed"));
            self.runs.output[atom] += chance;
            self.runs.rounds[atom] += chance * Rational::from(rounds);
            self.runs.max_rounds = self.runs.max_rounds.max(rounds);
            return;
        }
        let end = self.rule.block.map_or(length, |block| length.min(start + block));
        let masked: Vec<usize> = (start..end).filter(|&position| state[position].is_none()).collect();
        let is_over = match self.rule.steps {
            Some(steps) => step == steps,
            None => masked.is_empty(),
        };
        if is_over {
            return self.round(state, end, 0, rounds, chance);
        }
        let plain: Vec<Vec<Rational>> = masked.iter().map(|&position| (self.row)(state, position)).collect();
        let drawn: Vec<Vec<Rational>> = plain.iter().map(|row| (self.rule.shape)(row)).collect();
        let measured = if self.rule.measures_shaped { &drawn } else { &plain };
        let here = Step { number: step, block_size: end - start, masked: masked.len() };
        // Every outcome as the positions that are kept with their tokens.
        let mut outcomes: Vec<(Vec<Written>, Rational)> = Vec::new();
        let all_draws = |indices: &[usize]| -> Vec<(Vec<usize>, Rational)> {
            if indices.is_empty() {
                return vec![(Vec::new(), Rational::from(1))];
            }
            indices
                .iter()
                .map(|_| 0..self.size)
                .multi_cartesian_product()
                .map(|tokens| {
                    let factors = indices.iter().zip(&tokens).map(|(&index, &token)| &drawn[index][token]);
                    (tokens.clone(), factors.fold(Rational::from(1), |product, factor| product * factor))
                })
                .filter(|(_, probability)| *probability > 0)
                .collect()
        };
        match &self.rule.keeps {
            Keeps::Tokens(keeps) => {
                let all: Vec<usize> = (0..masked.len()).collect();
                for (tokens, probability) in all_draws(&all) {
                    let draws: Vec<Draw> =
                        all.iter().map(|&i| (masked[i], tokens[i], measured[i][tokens[i]].clone())).collect();
                    let kept = keeps(here, &draws);
                    let kept = draws.into_iter().filter(|draw| kept.contains(&draw.0));
                    outcomes.push((kept.map(|(position, token, _)| (position, Some(token))).collect(), probability));
                }
            }
            Keeps::Noisy(keeps) => {
                let all: Vec<usize> = (0..masked.len()).collect();
                for (tokens, probability) in all_draws(&all) {
                    let draws: Vec<Draw> =
                        all.iter().map(|&i| (masked[i], tokens[i], measured[i][tokens[i]].clone())).collect();
                    for (set, chosen) in keeps(here, &draws) {
                        let kept = draws.iter().filter(|draw| set.contains(&draw.0));
                        let kept = kept.map(|&(position, token, _)| (position, Some(token))).collect();
                        outcomes.push((kept, probability.clone() * &chosen));
                    }
                }
            }
            Keeps::Kernel(writes) => {
                let shaped = |state: &[Option<usize>], position: usize| (self.rule.shape)(&(self.row)(state, position));
                outcomes = writes(here, state, &shaped);
            }
            Keeps::Positions(keeps) => {
                let rows: Vec<At> = masked.iter().zip(measured).map(|(&at, row)| (at, row.as_slice())).collect();
                for (set, chosen) in keeps(here, &rows) {
                    let indices: Vec<usize> = (0..masked.len()).filter(|&i| set.contains(&masked[i])).collect();
                    for (tokens, probability) in all_draws(&indices) {
                        let kept = indices.iter().zip(tokens).map(|(&i, token)| (masked[i], Some(token))).collect();
                        outcomes.push((kept, probability * &chosen));
                    }
                }
            }
        }
        for (kept, probability) in outcomes {
            let mut next = state.to_vec();
            for &(position, token) in &kept {
                next[position] = token;
            }
            let chance = Rational::from(chance * &probability);
            if kept.is_empty() {
                self.runs.null_rounds += &chance;
            }
            self.round(&next, start, step + 1, rounds + usize::from(!kept.is_empty()), &chance);
        }
    }
}

// ---- what is written ------------------------------------------------------------------------------------------------

/// Every position on its own: masked ones are revealed and revealed ones masked, with these probabilities.
pub fn exchanged(
    state: &[Option<usize>],
    row: &RowAt,
    reveal: &Rational,
    mask: &Rational,
) -> Vec<(Vec<Written>, Rational)> {
    let fates = |position: usize| -> Vec<(Option<Written>, Rational)> {
        if state[position].is_some() {
            return vec![(None, Rational::from(1 - mask)), (Some((position, None)), mask.clone())];
        }
        let drawn = row(state, position).into_iter().enumerate();
        let tokens = drawn.map(|(token, value)| (Some((position, Some(token))), value * reveal));
        tokens.chain([(None, Rational::from(1 - reveal))]).collect()
    };
    let each = (0..state.len()).map(fates).multi_cartesian_product();
    each.map(|fates| {
        let chance = fates.iter().fold(Rational::from(1), |product, fate| product * &fate.1);
        (fates.into_iter().filter_map(|fate| fate.0).collect(), chance)
    })
    .filter(|(_, chance)| *chance > 0)
    .collect()
}

/// The likeliest token everywhere; the lowest of those that tie.
pub fn filled(state: &[Option<usize>], row: &RowAt) -> Vec<(Vec<Written>, Rational)> {
    let masked = (0..state.len()).filter(|&position| state[position].is_none());
    let likeliest = |position: usize| {
        let row = row(state, position);
        (position, row.iter().position(|value| *value == top(&row)))
    };
    vec![(masked.map(likeliest).collect(), Rational::from(1))]
}

/// The first so many of a random order of all draws: every order, each draw in it by its weight among those left.
pub fn by_weights(draws: &[Draw], number: usize, power: u32) -> Sets {
    let weight = |draw: &Draw| Rational::from((&draw.2).pow(power));
    let orders = draws.iter().permutations(draws.len());
    orders
        .map(|order| {
            let chance = (0..order.len()).fold(Rational::from(1), |product, first| {
                let left: Rational = order[first..].iter().map(|draw| weight(draw)).sum();
                product * weight(order[first]) / left
            });
            (order[..number].iter().map(|draw| draw.0).collect(), chance)
        })
        .collect()
}

/// What MaskGIT leaves masked after a step that is not the last, of `share` positions by its schedule.
pub fn staying(step: Step, share: usize) -> usize {
    1.max(share.min(step.masked.saturating_sub(1)))
}

/// All draws but those strictly below the cut, the one that so many are below.
pub fn not_below_the_cut(draws: &[Draw], staying: usize) -> Vec<usize> {
    let confidences: Vec<&Rational> = draws.iter().map(|draw| &draw.2).sorted().collect();
    let Some(cut) = confidences.get(staying) else { return Vec::new() };
    draws.iter().filter(|draw| draw.2 >= **cut).map(|draw| draw.0).collect()
}

// ---- what is kept --------------------------------------------------------------------------------------------------

/// The draws, most confident first, of equal ones the lower position.
pub fn sorted(draws: &[Draw]) -> Vec<Draw> {
    let mut draws = draws.to_vec();
    draws.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    draws
}

/// The first so many.
pub fn best(draws: &[Draw], number: usize) -> Vec<usize> {
    sorted(draws).into_iter().take(number).map(|draw| draw.0).collect()
}

/// Those that pass; the most confident one where there is none.
pub fn passing(draws: &[Draw], passes: impl Fn(&Rational) -> bool) -> Vec<usize> {
    let sure: Vec<usize> = draws.iter().filter(|draw| passes(&draw.2)).map(|draw| draw.0).collect();
    if sure.is_empty() { best(draws, 1) } else { sure }
}

/// The factor rule, by a loop as in `get_transfer_index_dynamic` of Fast-dLLM: thresholds `1 - f/(n + 1)`, the first
/// -1; without `as_coded`, the number of ranks before the first that fails.
pub fn factor(draws: &[Draw], factor: &Rational, as_coded: bool) -> Vec<usize> {
    let sorted = sorted(draws);
    let threshold = |rank: usize| {
        if rank == 1 { Rational::from(-1) } else { 1 - factor / Rational::from(rank + 1) }
    };
    let mut number = sorted.iter().zip(1..).take_while(|(draw, rank)| draw.2 >= threshold(*rank)).count();
    if as_coded {
        let mut top = 0;
        while top < sorted.len() {
            if sorted[top].2 < threshold(top + 1) {
                break;
            }
            top += 1;
        }
        if top == 0 || top == sorted.len() - 1 {
            top += 1;
        }
        number = top;
    }
    best(draws, number)
}

/// LLaDA's number for a step.
pub fn llada(step: Step, steps: usize) -> usize {
    let (base, remainder) = (step.block_size / steps, step.block_size % steps);
    let mut numbers = vec![base; steps];
    for number in numbers.iter_mut().take(remainder) {
        *number += 1;
    }
    numbers[step.number]
}

/// Dream's share of the masked positions for a step, from its grid of times.
pub fn dream_share(step: usize, steps: usize) -> Rational {
    let time = |i: usize| 1 - Rational::from(i) * Rational::from((999, 1000)) / Rational::from(steps);
    1 - time(step + 1) / time(step)
}

/// Dream's number for a step.
pub fn dream(step: Step, steps: usize) -> usize {
    if step.number == steps - 1 {
        return step.masked;
    }
    let share = dream_share(step.number, steps) * Rational::from(step.masked);
    (0..=step.masked).filter(|&number| share >= number).max().unwrap()
}

/// All sets of so many positions, with the same probability.
pub fn uniform(rows: &[At], number: usize) -> Sets {
    let sets: Vec<Vec<usize>> = rows.iter().map(|row| row.0).combinations(number).collect();
    let share = Rational::from((1, sets.len()));
    sets.into_iter().map(|set| (set, share.clone())).collect()
}

/// Every position on its own.
pub fn on_their_own(rows: &[At], probability: &Rational) -> Sets {
    rows.iter()
        .map(|row| row.0)
        .powerset()
        .map(|set| {
            let size = u32::try_from(set.len()).unwrap();
            let others = u32::try_from(rows.len()).unwrap() - size;
            let chance = Rational::from(probability.pow(size)) * Rational::from(1 - probability).pow(others);
            (set, chance)
        })
        .filter(|(_, chance)| *chance > 0)
        .collect()
}

/// The first so many of the rows in an order that `is_before` gives; ties by position.
pub fn ranked(rows: &[At], is_before: impl Fn(&[Rational], &[Rational]) -> bool) -> Vec<usize> {
    let mut left: Vec<At> = rows.to_vec();
    let mut order = Vec::new();
    while !left.is_empty() {
        let mut first = 0;
        for index in 1..left.len() {
            if is_before(left[index].1, left[first].1) {
                first = index;
            }
        }
        order.push(left.remove(first).0);
    }
    order
}

/// One set for certain.
pub fn certain(order: Vec<usize>, number: usize) -> Sets {
    vec![(order.into_iter().take(number).collect(), Rational::from(1))]
}

pub fn top(row: &[Rational]) -> Rational {
    row.iter().max().unwrap().clone()
}

pub fn margin(row: &[Rational]) -> Rational {
    let sorted: Vec<&Rational> = row.iter().sorted().rev().collect();
    Rational::from(sorted[0] - sorted.get(1).copied().unwrap_or(&Rational::new()))
}

/// `prod n^n` for the numerators over a common denominator: `H = ln d - (1/d) ln prod n^n`, so that comparisons of
/// entropies are comparisons of integers.
fn numerators(row: &[Rational], denominator: &Integer) -> Integer {
    row.iter().fold(Integer::from(1), |product, value| {
        let numerator = Rational::from(value * denominator).numer().clone();
        product * Integer::from((&numerator).pow(numerator.to_u32().unwrap()))
    })
}

fn common_denominator(rows: &[&[Rational]]) -> Integer {
    rows.iter().flat_map(|row| row.iter()).fold(Integer::from(1), |denominator, value| denominator.lcm(value.denom()))
}

pub fn has_less_entropy(a: &[Rational], b: &[Rational]) -> bool {
    let denominator = common_denominator(&[a, b]);
    numerators(a, &denominator) > numerators(b, &denominator)
}

/// How `sum H` of some rows compares with a number of half bits:
/// `2 k d ln d - 2 ln prod n^n` with `half_bits d ln 2`.
pub fn compare_entropy(rows: &[&[Rational]], half_bits: u32) -> std::cmp::Ordering {
    let denominator = common_denominator(rows);
    let d = denominator.to_u32().unwrap();
    let products = rows.iter().fold(Integer::from(1), |product, row| product * numerators(row, &denominator));
    let left = Integer::from((&denominator).pow(2 * d * u32::try_from(rows.len()).unwrap()));
    let right = products.square() * (Integer::from(1) << (half_bits * d));
    left.cmp(&right)
}
