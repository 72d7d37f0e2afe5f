//! "For every law there is a schedule": a matrix game between laws and schedules.
//!
//! Let `D_s` be the ray coefficients of the difference for schedule `s`. For every law some `D_s` is nonnegative
//! exactly when a mixture of schedules has nonnegative coefficients: the cone is simplicial, and the value of the game
//! `max_w min_r sum_s w_s D_s[r]` is attained on both sides (von Neumann). With a constant `C` that multiplies the same
//! term for all schedules, `D_s = p_s + C q`, the largest constant is the linear program `max C : sum_s w_s p_s[r] + C
//! q[r] >= 0, sum_s w_s = 1`, and the game is the case `q = -1`.
//!
//! Schedules enter as columns when a dual point asks for them: the best schedule of a class against given weights on
//! the rays is found by dynamic programming, so none of the `2^(L-1)` schedules is listed in vain.

use std::ops::{Mul, Sub};

use rug::{Integer, Rational};

use crate::exact::work::{OPERATION_STEPS, operation, words_of};
use crate::exact::{TooLarge, Work};
use crate::sampler::{Schedule, ScheduleClass};

use super::difference::{Difference, RayCoefficients, distances};
use super::simplex::{Column, Optimum, Program, Row, Solution};

/// One of the schedules, or classes of schedules, to choose from, with its difference.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The schedules.
    pub schedules: AlternativeSchedules,
    /// Their difference.
    pub difference: Difference,
}

/// The schedules of a choice.
#[derive(Debug, Clone)]
pub enum AlternativeSchedules {
    /// A single one.
    Single(Schedule),
    /// All of a class.
    Class(ScheduleClass),
}

/// A mixture of schedules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixture {
    /// The schedules with their positive weights, which sum to 1.
    pub weights: Vec<(Schedule, Rational)>,
    /// The mean of their ray coefficients.
    pub coefficients: RayCoefficients,
}

/// The optimum of a game.
#[derive(Debug, Clone)]
pub struct GameOptimum {
    /// The value.
    pub value: Rational,
    /// An optimal mixture of schedules.
    pub mixture: Mixture,
    /// Optimal weights on the rays `m = 1..L`, on `ln V` and on the training error: nonnegative.
    pub weights: Vec<Rational>,
}

/// What the largest constant of a game is.
#[derive(Debug, Clone)]
pub enum LargestConstant {
    /// This one.
    Optimum(GameOptimum),
    /// Every constant will do.
    Any,
    /// None will do: at these weights on the rays, `ln V` and the training error, every difference is negative, and the
    /// term with the constant vanishes.
    None(Vec<Rational>),
}

/// The largest `C` for which a mixture of the choices has `sum_s w_s D_s[r] + C q[r] >= 0` on all rays `r`, with `q`
/// given on the rays, on `ln V` and on the training error.
///
/// # Errors
/// When the work is beyond the limit of the meter.
///
/// # Panics
/// When there is no choice.
pub fn largest_constant(choices: &[Alternative], slope: &[Rational], work: &Work) -> Result<LargestConstant, TooLarge> {
    let rows = slope.len();
    let length = rows - 2;
    // All entries become integers under one scale, which does not change the program.
    let scale = common_denominator(choices, slope);
    let integer = |number: &Rational| Rational::from(number * &scale).numer().clone();
    let column = |choice: &Alternative, schedule: &Schedule| {
        let mut entries: Vec<Integer> =
            vector(&choice.difference, schedule).iter().map(|entry| -integer(entry)).collect();
        entries.push(Integer::from(1));
        Column { entries, cost: Integer::new() }
    };

    let mut right = vec![(Row::AtMost, Integer::new()); rows];
    right.push((Row::Equal, Integer::from(1)));
    let mut program = Program::new(right);
    for sign in [1, -1] {
        let entries = slope.iter().map(|entry| -integer(entry) * sign).chain([Integer::new()]).collect();
        program.add(Column { entries, cost: Integer::from(sign) });
    }
    let mut schedules: Vec<(usize, Schedule)> = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        work.spend(response_steps(choice, &[], length))?;
        let first = best_schedule(choice, &vec![Rational::new(); length]).expect("a choice has a schedule").1;
        program.add(column(choice, &first));
        schedules.push((index, first));
    }
    let generate = |duals: &[Rational]| {
        for choice in choices {
            work.spend(response_steps(choice, duals, length)).ok()?;
        }
        let best = choices.iter().enumerate().filter_map(|(index, choice)| {
            let (value, schedule) = best_response(choice, &duals[..rows])?;
            Some((value, index, schedule))
        });
        let (_, index, schedule) = best.max_by(|first, second| first.0.cmp(&second.0).then(second.1.cmp(&first.1)))?;
        if schedules.contains(&(index, schedule.clone())) {
            return None;
        }
        let column = column(&choices[index], &schedule);
        schedules.push((index, schedule));
        Some(column)
    };
    Ok(match program.solve_within(generate, work)? {
        Solution::Optimum(optimum) => LargestConstant::Optimum(game_optimum(choices, &schedules, rows, optimum)),
        Solution::Unbounded => LargestConstant::Any,
        Solution::Infeasible => {
            let mut weights = program.infeasibility();
            weights.truncate(rows);
            LargestConstant::None(weights)
        }
    })
}

/// The common denominator of all numbers of the choices and the slope.
fn common_denominator(choices: &[Alternative], slope: &[Rational]) -> Integer {
    let of_choice = |choice: &Alternative| {
        let difference = &choice.difference;
        let rest = [difference.cost(), difference.ln_v(), difference.eps_train()];
        difference.base().iter().chain(rest).fold(Integer::from(1), |scale, number| scale.lcm(number.denom()))
    };
    let of_slope = slope.iter().fold(Integer::from(1), |scale, number| scale.lcm(number.denom()));
    choices.iter().map(of_choice).fold(of_slope, |scale, own| scale.lcm(&own))
}

/// The mixture of schedules at an optimum of the program, whose columns behind the first two are these schedules.
fn game_optimum(
    choices: &[Alternative],
    schedules: &[(usize, Schedule)],
    rows: usize,
    optimum: Optimum,
) -> GameOptimum {
    let length = rows - 2;
    let mut weights: Vec<(Schedule, Rational)> = Vec::new();
    let mut mean = vec![Rational::new(); rows];
    for (index, weight) in optimum.basic {
        let Some(index) = index.checked_sub(2) else { continue };
        let (choice, schedule) = &schedules[index];
        for (mean, entry) in mean.iter_mut().zip(vector(&choices[*choice].difference, schedule)) {
            *mean += entry * &weight;
        }
        weights.push((schedule.clone(), weight));
    }
    weights.sort();
    let [ln_v, eps_train] = [mean[length].clone(), mean[length + 1].clone()];
    mean.truncate(length);
    GameOptimum {
        value: optimum.value,
        mixture: Mixture { weights, coefficients: RayCoefficients { rays: mean, ln_v, eps_train } },
        weights: optimum.duals[..rows].to_vec(),
    }
}

/// The steps of the best schedule of a choice against weights.
fn response_steps(choice: &Alternative, weights: &[Rational], length: usize) -> u64 {
    // The weights have about one denominator, which the costs have twice.
    let words = 2 * weights.iter().map(words_of).max().unwrap_or(0) + 2;
    let length = length as u64;
    let paths = match &choice.schedules {
        AlternativeSchedules::Single(_) => length,
        AlternativeSchedules::Class(class) => {
            let steps = class.steps.map_or(1, |steps| steps as u64 + 1);
            let met = (1 + u64::from(class.largest.is_some())) * (1 + u64::from(class.smallest.is_some()));
            length * (class.largest.map_or(length, |largest| largest as u64) + 1) * steps * met / 2
        }
    };
    operation(words).saturating_mul(length).saturating_add((2 * OPERATION_STEPS + 4 * words).saturating_mul(paths))
}

/// The value of the game: the largest `z` for which a mixture has all coefficients at least `z`.
///
/// # Errors
/// As [`largest_constant`].
pub fn game(choices: &[Alternative], length: usize, work: &Work) -> Result<GameOptimum, TooLarge> {
    let slope = vec![Rational::from(-1); length + 2];
    match largest_constant(choices, &slope, work)? {
        LargestConstant::Optimum(optimum) => Ok(optimum),
        LargestConstant::Any | LargestConstant::None(_) => unreachable!("a matrix game has a value"),
    }
}

/// The coefficients of a difference for a schedule: rays, `ln V`, training error.
fn vector(difference: &Difference, schedule: &Schedule) -> Vec<Rational> {
    let mut vector = difference.coefficients(Some(schedule)).rays;
    vector.push(difference.ln_v().clone());
    vector.push(difference.eps_train().clone());
    vector
}

/// The schedule of a choice with the largest weighted sum of coefficients, and that sum.
pub fn best_response(choice: &Alternative, weights: &[Rational]) -> Option<(Rational, Schedule)> {
    let length = weights.len() - 2;
    let (cost, schedule) = best_schedule(choice, &weights[..length])?;
    let difference = &choice.difference;
    let fixed: Rational =
        difference.base().iter().zip(weights).map(|(base, weight)| Rational::from(base * weight)).sum();
    let others = Rational::from(difference.ln_v() * &weights[length])
        + Rational::from(difference.eps_train() * &weights[length + 1]);
    Some((fixed + others + cost, schedule))
}

/// The schedule of a choice for which `cost * sum_m weight_m R(m)` is largest, and that value.
fn best_schedule(choice: &Alternative, weights: &[Rational]) -> Option<(Rational, Schedule)> {
    let cost = choice.difference.cost();
    let class = match &choice.schedules {
        AlternativeSchedules::Single(schedule) => {
            let sum: Rational = distances(schedule)
                .into_iter()
                .zip(weights)
                .map(|(distance, weight)| weight * Rational::from(distance))
                .sum();
            return Some((sum * cost, schedule.clone()));
        }
        AlternativeSchedules::Class(class) => class,
    };
    // In integers, under a common scale.
    let costs: Vec<Rational> = weights.iter().map(|weight| Rational::from(weight * cost)).collect();
    let scale = costs.iter().fold(Integer::from(1), |scale, number| scale.lcm(number.denom()));
    let share = costs.iter().fold(Integer::new(), |share, number| share.gcd(number.numer())).max(Integer::from(1));
    let scaled: Vec<Integer> = costs
        .iter()
        .map(|weight| weight.numer().clone().div_exact(&share) * scale.clone().div_exact(weight.denom()))
        .collect();
    // The cost of a block is a weighted sum of distances: from sums of weights and of weights times places.
    let mut sums = vec![(Integer::new(), Integer::new())];
    for (place, weight) in scaled.iter().enumerate() {
        let (plain, placed) = sums[place].clone();
        let here = weight * Integer::from(place + 1);
        sums.push((plain + weight, placed + here));
    }
    let (total, schedule) = match in_words(&sums) {
        Some(sums) => {
            let (total, schedule) = class.costliest(|start, block| block_cost(&sums, start, block))?;
            (Integer::from(total), schedule)
        }
        None => class.costliest(|start, block| block_cost(&sums, start, block))?,
    };
    Some((Rational::from((total * share, scale)), schedule))
}

/// The cost of a block from the sums of weights, and of weights times places, before each place.
fn block_cost<Number>(sums: &[(Number, Number)], start: usize, block: usize) -> Number
where
    Number: Clone + Sub<Output = Number> + Mul<Output = Number> + From<u32>,
{
    let end = start + block;
    let [plain, placed] = [sums[end].0.clone() - sums[start].0.clone(), sums[end].1.clone() - sums[start].1.clone()];
    plain * Number::from(u32::try_from(end).expect("sequences of moderate length")) - placed
}

/// Sums as words, where they leave room for the costs of all blocks: each is a sum times the length at most, less
/// another sum, and there are at most as many as the length.
fn in_words(sums: &[(Integer, Integer)]) -> Option<Vec<(i128, i128)>> {
    let room = 2 * (usize::BITS - sums.len().leading_zeros()) + 4;
    let word = |number: &Integer| number.to_i128().filter(|_| number.significant_bits() + room < i128::BITS);
    sums.iter().map(|(plain, placed)| Some((word(plain)?, word(placed)?))).collect()
}
