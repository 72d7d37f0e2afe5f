//! Laws with a small parameter `e`, where the supremum of a ratio may be approached as `e` vanishes, and not attained.
//!
//! In a family every sequence of one type (the same tokens in any order) has the weight `c e^a`, with a coefficient and
//! an exponent of the type. The law with `P(1111) = e^2`, `P(a word with a single 1) = e - e^2` and the rest on `0000`,
//! on which the expected error vanishes faster than its supposed lower bound, is one of these up to terms of higher
//! order.

use std::fmt;

use itertools::Itertools;
use rug::Integer;

use super::ascent::Landscape;
use super::entropies::Scratch;
use super::ratio::Ratio;
use super::seeded_rng::SeededRng;

/// The largest exponent.
const LARGEST_EXPONENT: u32 = 3;

/// The value of `e` at which families are compared in floating point, as a negative power of 2.
const COMPARED_AT: u32 = 8;

/// The values of `e` at which a family is examined exactly, as negative powers of 2.
pub const EXAMINED_AT: [u32; 6] = [3, 5, 8, 16, 32, 64];

/// The weight of a type: `coefficient * e^exponent`; nothing when the type does not occur.
type Weight = Option<(u64, u32)>;

/// A family of laws with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    weights: Vec<Weight>,
    sequences: Vec<Vec<usize>>,
}

impl Family {
    /// The counts of all atoms at `e = 2^-power`.
    pub fn counts(&self, of_atom: &[usize], power: u32) -> Vec<Integer> {
        let largest = self.weights.iter().flatten().map(|(_, exponent)| *exponent).max().unwrap_or(0);
        let of_type: Vec<Integer> = self
            .weights
            .iter()
            .map(|weight| match weight {
                Some((coefficient, exponent)) => Integer::from(*coefficient) << (power * (largest - exponent)),
                None => Integer::new(),
            })
            .collect();
        of_atom.iter().map(|kind| of_type[*kind].clone()).collect()
    }

    /// The counts of all atoms in the limit `e = 0`.
    pub fn limit(&self, of_atom: &[usize]) -> Vec<Integer> {
        let of_type = |kind: usize| match self.weights[kind] {
            Some((coefficient, 0)) => Integer::from(coefficient),
            _ => Integer::new(),
        };
        of_atom.iter().map(|kind| of_type(*kind)).collect()
    }

    fn probabilities(&self, of_atom: &[usize], power: u32) -> Vec<f64> {
        let parameter = (-f64::from(power)).exp2();
        let of_type: Vec<f64> = self
            .weights
            .iter()
            .map(|weight| {
                weight
                    .map_or(0.0, |(coefficient, exponent)| coefficient as f64 * parameter.powi(exponent.cast_signed()))
            })
            .collect();
        let sum: f64 = of_atom.iter().map(|kind| of_type[*kind]).sum();
        of_atom.iter().map(|kind| of_type[*kind] / sum).collect()
    }
}

impl fmt::Display for Family {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_type = |(sequence, weight): (&Vec<usize>, &Weight)| {
            let (coefficient, exponent) = (*weight)?;
            let power = match exponent {
                0 => String::new(),
                1 => "e".to_owned(),
                _ => format!("e^{exponent}"),
            };
            let weight = match (coefficient, power.as_str()) {
                (_, "") => coefficient.to_string(),
                (1, _) => power,
                _ => format!("{coefficient}{power}"),
            };
            Some(format!("{weight} on each order of {}", sequence.iter().join(" ")))
        };
        write!(formatter, "weights {}", self.sequences.iter().zip(&self.weights).filter_map(of_type).join(", "))
    }
}

/// A family in which the ratio grows as `e` becomes smaller.
#[derive(Debug, Clone)]
pub struct LimitFamily {
    /// The family.
    pub family: String,
    /// The ratio at `e = 2^-j`, by `j`.
    pub ratios: Vec<(u32, Ratio)>,
}

/// Whether exact ratios at decreasing values of `e` grow to the last.
pub fn grows(ratios: &[(u32, Ratio)]) -> bool {
    ratios.len() >= 3 && ratios[ratios.len() - 3..].windows(2).all(|pair| pair[1].1.rank(&pair[0].1).is_gt())
}

/// The most promising families: all exponents where these are at most `budget`, random ones otherwise, the best of them
/// improved step by step.
pub fn promising(
    landscape: Landscape,
    of_atom: &[usize],
    sequences: &[Vec<usize>],
    budget: usize,
    chance: &mut SeededRng,
) -> Vec<Family> {
    let choices: Vec<Weight> =
        std::iter::once(None).chain((0..=LARGEST_EXPONENT).map(|exponent| Some((1, exponent)))).collect();
    let kinds = sequences.len();
    let number = u32::try_from(kinds).ok().and_then(|kinds| choices.len().checked_pow(kinds));
    let is_reduced = |weights: &[Weight]| {
        let exponents = || weights.iter().flatten().map(|(_, exponent)| *exponent);
        exponents().min() == Some(0) && exponents().max() > Some(0)
    };
    let all: Vec<Vec<Weight>> = match number {
        Some(number) if number <= budget => {
            (0..kinds).map(|_| choices.iter().copied()).multi_cartesian_product().filter(|w| is_reduced(w)).collect()
        }
        _ => (0..budget)
            .map(|_| (0..kinds).map(|_| choices[chance.below(choices.len())]).collect::<Vec<Weight>>())
            .filter(|weights| is_reduced(weights))
            .collect(),
    };
    let mut scratch = Scratch::default();
    let family = |weights: &[Weight]| Family { weights: weights.to_vec(), sequences: sequences.to_vec() };
    let mut score =
        |weights: &[Weight]| landscape.score(&family(weights).probabilities(of_atom, COMPARED_AT), &mut scratch);
    let mut scored: Vec<(f64, Vec<Weight>)> = all.into_iter().map(|weights| (score(&weights), weights)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.truncate(4);
    for (value, weights) in &mut scored {
        // Other coefficients and exponents of one type at a time, while that helps.
        let mut left = budget / 8;
        loop {
            let mut improved = false;
            for kind in 0..kinds {
                for coefficient in 1..=3 {
                    for choice in &choices {
                        let mut tried = weights.clone();
                        tried[kind] = choice.map(|(_, exponent)| (coefficient, exponent));
                        if left == 0 || tried == *weights || !is_reduced(&tried) {
                            continue;
                        }
                        left -= 1;
                        let tried_value = score(&tried);
                        if tried_value > *value + 1e-9 {
                            (*value, *weights) = (tried_value, tried);
                            improved = true;
                        }
                    }
                }
            }
            if !improved {
                break;
            }
        }
    }
    scored.iter().map(|(_, weights)| family(weights)).unique_by(|family| family.weights.clone()).collect()
}
