//! Time grids of tau-leaping at which no time improves the expected KL divergence (Secchi & Zanella, Corollary 1).
//!
//! With `H'` as in [`random_sizes`](super::random_sizes) an interior grid is stationary where `beta_{k+1} = beta_k +
//! (H'(beta_{k-1}) - H'(beta_k)) / -H''(beta_k)` for each `k`. So `beta_1` determines the others, and the grid is one for
//! `K` steps where `beta_K = 1`. A bisection finds two values of `beta_1`, a short way apart, of which the first proves to
//! fall short of 1 and the second to exceed it: a stationary grid starts between them, as `beta_K` is continuous. The other
//! times are enclosed for all `beta_1` between the two.
//!
//! The best grid is stationary, unless the law is a product. Where `log -H''` is concave, `beta_K` grows with `beta_1`, so
//! that there is one stationary grid, which is the best. Concavity is decided by the signs of the Bernstein coefficients
//! of `rho rho'' - rho'^2`, on ever smaller parts of `[0, 1]`.

use std::cmp::Ordering;

use rug::{Integer, Rational};
use thiserror::Error;

use crate::diagnosis::{Advice, Diagnosis};
use crate::entropy::ConcaveCurve;
use crate::exact::Enclosure;
use crate::limits::{TIME_GRID_LENGTH_LIMIT, TIME_GRID_STEP_LIMIT};

/// A stationary grid.
#[derive(Debug, Clone)]
pub struct StationaryGrid {
    /// Between which numbers each of `beta_1 < .. < beta_{K-1}` lies; `beta_K = 1`.
    pub times: Vec<[Rational; 2]>,
    /// Between which numbers its expected KL divergence lies, in the unit of the curve.
    pub expected_kl: [Rational; 2],
    /// Whether it is proven to be the only one, and so the best grid.
    pub is_best: bool,
    /// How many stationary grids were found, of which this one is the cheapest.
    pub found: usize,
}

/// Why no grid is given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GridError {
    /// The curve is too long.
    #[error("the curve has length {length}: time grids are sought up to L = {TIME_GRID_LENGTH_LIMIT}")]
    TooLong {
        /// `L`
        length: usize,
    },
    /// No such number of steps.
    #[error("a grid of {steps} steps: expected from 1 to {TIME_GRID_STEP_LIMIT}")]
    Steps {
        /// `K`
        steps: usize,
    },
    /// All grids cost nothing.
    #[error("the curve is a straight line, that of independent positions: every grid costs nothing, and none is best")]
    Product,
    /// The numbers do not tell.
    #[error("no stationary grid was isolated with {precision} bits")]
    NotIsolated {
        /// The bits.
        precision: u32,
    },
}

impl Diagnosis for GridError {
    fn advice(&self) -> Advice {
        let (code, help) = match self {
            Self::TooLong { .. } => {
                ("grid::too_long", "for fixed block sizes the best schedules are found at any length")
            }
            Self::Steps { .. } => ("grid::steps", "ask for fewer steps, and for one at least"),
            Self::Product => ("grid::product", "reveal everything in one step"),
            Self::NotIsolated { .. } => ("grid::not_isolated", "ask for fewer steps or fewer digits"),
        };
        Advice::new(code, help)
    }
}

/// The most bits of `beta_1` that are tried.
const MOST_BITS: u32 = 2048;

/// A stationary grid of `steps` steps, its times within `2^-bits`. Where it is not proven to be the only one, several first
/// times are tried, and of the grids that are found the cheapest is given.
///
/// # Errors
/// [`GridError`]
pub fn stationary_grid(curve: &ConcaveCurve, steps: usize, bits: u32) -> Result<StationaryGrid, GridError> {
    let length = curve.length();
    if length > TIME_GRID_LENGTH_LIMIT {
        return Err(GridError::TooLong { length });
    }
    if !(1..=TIME_GRID_STEP_LIMIT).contains(&steps) {
        return Err(GridError::Steps { steps });
    }
    let increments = curve.increments();
    let drops: Vec<Rational> = increments.windows(2).map(|pair| Rational::from(&pair[0] - &pair[1])).collect();
    if drops.iter().all(Rational::is_zero) {
        return Err(GridError::Product);
    }
    let is_best = is_log_concave(&drops);
    if steps == 1 {
        let cost = &increments[0] * Rational::from(length) - curve.h(length);
        return Ok(StationaryGrid { times: Vec::new(), expected_kl: [cost.clone(), cost], is_best: true, found: 1 });
    }
    let search = Search { increments: &increments, drops: &drops, entropy: curve.h(length), steps, bits };
    let brackets = if is_best { vec![[Rational::new(), Rational::from(1)]] } else { search.brackets() };
    let found = brackets.into_iter().map(|bracket| search.isolate(bracket)).collect::<Result<Vec<_>, _>>()?;
    let count = found.len();
    let cheapest = found.into_iter().min_by(|one, two| one.1[1].cmp(&two.1[1]));
    let (times, expected_kl) = cheapest.expect("the last time falls short of 1 at first, and exceeds it at last");
    Ok(StationaryGrid { times, expected_kl, is_best, found: count })
}

/// Into how many parts `[0, 1]` is cut where there may be several stationary grids.
const PARTS: u32 = 64;

/// The times and the expected KL of a grid, between numbers.
type Isolated = (Vec<[Rational; 2]>, [Rational; 2]);

/// The search for stationary grids.
struct Search<'a> {
    increments: &'a [Rational],
    drops: &'a [Rational],
    entropy: &'a Rational,
    steps: usize,
    bits: u32,
}

impl Search<'_> {
    /// Pairs of first times, neighbours among some, between which the last time comes to 1: for one of them it falls short,
    /// and for the other it exceeds 1.
    fn brackets(&self) -> Vec<[Rational; 2]> {
        let slopes = Slopes::new(self.increments, self.drops, 2 * self.bits + 64);
        let mut sides = vec![(Rational::new(), Ordering::Less)];
        for part in 1..PARTS {
            let first = Rational::from((part, PARTS));
            sides.extend(slopes.side(&first, self.steps).map(|side| (first, side)));
        }
        sides.push((Rational::from(1), Ordering::Greater));
        let changes = sides.windows(2).filter(|pair| pair[0].1 != pair[1].1);
        changes.map(|pair| [pair[0].0.clone(), pair[1].0.clone()]).collect()
    }

    /// A stationary grid whose first time lies in a bracket.
    fn isolate(&self, [mut low, mut high]: [Rational; 2]) -> Result<Isolated, GridError> {
        let mut side_of_low = if low.is_zero() { Some(Ordering::Less) } else { None };
        let mut wanted = self.bits + 32;
        while wanted <= MOST_BITS {
            let slopes = Slopes::new(self.increments, self.drops, 2 * wanted + 64);
            let below = *side_of_low.get_or_insert_with(|| slopes.side(&low, self.steps).unwrap_or(Ordering::Less));
            let width = Rational::from((Integer::from(1), Integer::from(1) << wanted));
            while Rational::from(&high - &low) > width {
                let Some((first, side)) = slopes.between(&low, &high, self.steps) else { break };
                if side == below { low = first } else { high = first }
            }
            let first = Enclosure::spanning(&low, &high, slopes.precision);
            if low > 0
                && let Some(times) = slopes.times(first, self.steps)
                && times.iter().all(|time| is_narrow(time, self.bits))
            {
                let expected_kl = slopes.expected_kl(&times, self.entropy).ends();
                return Ok((times.iter().map(Enclosure::ends).collect(), expected_kl));
            }
            wanted *= 2;
        }
        Err(GridError::NotIsolated { precision: MOST_BITS })
    }
}

fn is_narrow(time: &Enclosure, bits: u32) -> bool {
    let [lower, upper] = time.ends();
    (upper - lower) << bits <= 1
}

/// The functions `H'` and `-H''` of a curve at a precision.
struct Slopes {
    increments: Vec<Enclosure>,
    drops: Vec<Enclosure>,
    precision: u32,
}

impl Slopes {
    fn new(increments: &[Rational], drops: &[Rational], precision: u32) -> Self {
        let length = increments.len();
        let scaled = |numbers: &[Rational], factor: usize| -> Vec<Enclosure> {
            let last = numbers.len() - 1;
            let weights = (0..=last).map(|place| binomial(last, place) * factor);
            let scaled = numbers.iter().zip(weights).map(|(number, weight)| Rational::from(number * weight));
            scaled.map(|number| Enclosure::of_rational(&number, precision)).collect()
        };
        Self { increments: scaled(increments, length), drops: scaled(drops, length * (length - 1)), precision }
    }

    fn one(&self) -> Enclosure {
        Enclosure::of_rational(&Rational::from(1), self.precision)
    }

    /// `sum_j c_j u^j (1-u)^(n-j)` for numbers that are not negative.
    fn sum(&self, coefficients: &[Enclosure], time: &Enclosure) -> Enclosure {
        let hidden = self.one().minus(time).not_negative();
        let mut powers = vec![self.one()];
        for _ in 1..coefficients.len() {
            let next = powers[powers.len() - 1].clone().times(&hidden);
            powers.push(next);
        }
        let mut sum = Enclosure::zero(self.precision);
        let mut shown = self.one();
        for (coefficient, power) in coefficients.iter().zip(powers.iter().rev()) {
            sum.add_product(coefficient, &shown.clone().times(power));
            shown = shown.times(time);
        }
        sum
    }

    /// The time behind two, and `H'` at the second; `None` where it is not enclosed.
    fn next(&self, slope_before: &Enclosure, time: &Enclosure) -> Option<(Enclosure, Enclosure)> {
        let slope = self.sum(&self.increments, time);
        let fall = slope_before.clone().minus(&slope).not_negative();
        let leap = fall.quotient(&self.sum(&self.drops, time))?;
        Some((time.clone().plus(&leap), slope))
    }

    /// Whether the last time falls short of 1 or exceeds it, given the first; `None` where that is open.
    fn side(&self, first: &Rational, steps: usize) -> Option<Ordering> {
        let one = self.one();
        let mut time = Enclosure::of_rational(first, self.precision);
        let mut slope = self.sum(&self.increments, &Enclosure::zero(self.precision));
        for _ in 1..steps {
            (time, slope) = self.next(&slope, &time)?;
            match time.apart(&one) {
                Some(Ordering::Greater) => return Some(Ordering::Greater),
                Some(Ordering::Less) => {}
                _ => return None,
            }
        }
        Some(Ordering::Less)
    }

    /// A time between two at which the side is decided, with the side. The middle may be the one that is sought.
    fn between(&self, low: &Rational, high: &Rational, steps: usize) -> Option<(Rational, Ordering)> {
        [4, 3, 5].into_iter().find_map(|eighths: u32| {
            let first = (Rational::from(low * (8 - eighths)) + Rational::from(high * eighths)) / 8u32;
            let order = self.side(&first, steps)?;
            Some((first, order))
        })
    }

    /// The interior times of a grid whose first time is enclosed; `None` where one is not proven to lie below 1.
    fn times(&self, first: Enclosure, steps: usize) -> Option<Vec<Enclosure>> {
        let mut times = vec![first];
        let mut slope = self.sum(&self.increments, &Enclosure::zero(self.precision));
        while times.len() < steps - 1 {
            let (time, slope_at) = self.next(&slope, &times[times.len() - 1])?;
            if time.apart(&self.one()) != Some(Ordering::Less) {
                return None;
            }
            slope = slope_at;
            times.push(time);
        }
        Some(times)
    }

    /// `sum_k (beta_k - beta_{k-1}) H'(beta_{k-1}) - h_L`
    fn expected_kl(&self, times: &[Enclosure], entropy: &Rational) -> Enclosure {
        let mut sum = Enclosure::of_rational(&Rational::from(-entropy), self.precision);
        let zero = Enclosure::zero(self.precision);
        let one = self.one();
        let starts = std::iter::once(&zero).chain(times);
        for (start, end) in starts.zip(times.iter().chain([&one])) {
            let slope = self.sum(&self.increments, start);
            sum = sum.plus(&slope.times(&end.clone().minus(start)));
        }
        sum
    }
}

fn binomial(of: usize, place: usize) -> Integer {
    Integer::from(of).binomial(u32::try_from(place).expect("few positions"))
}

/// How often the interval is halved where the Bernstein coefficients do not tell.
const HALVINGS: u32 = 6;

/// Whether the logarithm of the polynomial with these Bernstein coefficients, none negative, is proven to be concave on
/// `[0, 1]`: `f f'' <= f'^2`.
fn is_log_concave(coefficients: &[Rational]) -> bool {
    if coefficients.len() < 3 {
        return true;
    }
    let first = derivative(coefficients);
    let second = derivative(&first);
    let bend = product(coefficients, &second);
    let square = product(&first, &first);
    let difference: Vec<Rational> =
        bend.iter().zip(&square).map(|(bend, square)| Rational::from(bend - square)).collect();
    is_nowhere_positive(&difference, HALVINGS)
}

/// The Bernstein coefficients of the derivative.
fn derivative(coefficients: &[Rational]) -> Vec<Rational> {
    let degree = coefficients.len() - 1;
    coefficients.windows(2).map(|pair| Rational::from(&pair[1] - &pair[0]) * Rational::from(degree)).collect()
}

/// The Bernstein coefficients of a product.
fn product(first: &[Rational], second: &[Rational]) -> Vec<Rational> {
    let [own, other] = [first.len() - 1, second.len() - 1];
    let mut product = vec![Rational::new(); own + other + 1];
    for (i, one) in first.iter().enumerate() {
        for (j, two) in second.iter().enumerate() {
            product[i + j] += Rational::from(one * two) * (binomial(own, i) * binomial(other, j));
        }
    }
    product.into_iter().enumerate().map(|(place, sum)| sum / binomial(own + other, place)).collect()
}

/// Whether a polynomial with these Bernstein coefficients is proven to be nowhere positive.
fn is_nowhere_positive(coefficients: &[Rational], halvings: u32) -> bool {
    if coefficients.iter().all(|coefficient| *coefficient <= 0) {
        return true;
    }
    let ends = [&coefficients[0], &coefficients[coefficients.len() - 1]];
    if halvings == 0 || ends.iter().any(|end| **end > 0) {
        return false;
    }
    let [left, right] = halves(coefficients);
    is_nowhere_positive(&left, halvings - 1) && is_nowhere_positive(&right, halvings - 1)
}

/// The Bernstein coefficients on both halves of the interval (de Casteljau).
fn halves(coefficients: &[Rational]) -> [Vec<Rational>; 2] {
    let mut row = coefficients.to_vec();
    let (mut left, mut right) = (vec![row[0].clone()], vec![row[row.len() - 1].clone()]);
    while row.len() > 1 {
        row = row.windows(2).map(|pair| Rational::from(&pair[0] + &pair[1]) / 2u32).collect();
        left.push(row[0].clone());
        right.push(row[row.len() - 1].clone());
    }
    right.reverse();
    [left, right]
}
