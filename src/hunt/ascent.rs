//! Ascent on the probability simplex in floating point, and rounding to rational laws.

use super::entropies::{EntropyTable, Scratch};
use super::objective::{Objective, WORST};

/// How sharp the smoothed extrema are, early and late.
const SHARPNESS: [f64; 2] = [10.0, 200.0];

/// The denominators to which laws are rounded, beyond the small ones.
const DENOMINATORS: [u64; 9] = [48, 64, 128, 256, 1 << 10, 1 << 14, 1 << 20, 1 << 32, 1 << 48];

/// The small denominators to which laws are rounded: all up to this.
const SMALL_DENOMINATORS: u64 = 32;

/// An objective on a shape.
#[derive(Debug, Clone, Copy)]
pub struct Landscape<'a> {
    /// The entropies.
    pub table: &'a EntropyTable,
    /// What is to be large.
    pub objective: &'a Objective,
}

impl Landscape<'_> {
    /// The score of a law.
    pub fn score(&self, probabilities: &[f64], scratch: &mut Scratch) -> f64 {
        self.objective.score(&self.table.evaluate(probabilities, scratch))
    }

    /// The score of a law by its counts.
    pub fn score_of_counts(&self, counts: &[u64], scratch: &mut Scratch) -> f64 {
        self.score(&probabilities(counts), scratch)
    }

    /// The smoothed score of the law `softmax(logits)` and its gradient in the logits.
    fn slope(&self, logits: &[f64], sharpness: f64, scratch: &mut Scratch) -> (f64, Vec<f64>) {
        let law = softmax(logits);
        let features = self.table.evaluate(&law, scratch);
        let mut weights = vec![0.0; features.len()];
        let value = self.objective.smooth(&features, sharpness, &mut weights);
        let gradient = self.table.gradient(&weights, scratch);
        let mean: f64 = law.iter().zip(&gradient).map(|(p, g)| p * g).sum();
        (value, law.iter().zip(&gradient).map(|(p, g)| p * (g - mean)).collect())
    }
}

/// The probabilities that counts stand for.
pub fn probabilities(counts: &[u64]) -> Vec<f64> {
    let total: f64 = counts.iter().map(|count| *count as f64).sum();
    counts.iter().map(|count| *count as f64 / total).collect()
}

/// Conjugate gradient ascent in the logits; returns the law reached.
pub fn ascend(landscape: Landscape, start: &[f64], iterations: usize) -> Vec<f64> {
    let mut scratch = Scratch::default();
    let mut logits: Vec<f64> = start.iter().map(|p| p.max(1e-30).ln()).collect();
    for sharpness in SHARPNESS {
        let (mut value, mut gradient) = landscape.slope(&logits, sharpness, &mut scratch);
        let mut direction = gradient.clone();
        let mut step = 1.0;
        for _ in 0..iterations / SHARPNESS.len() {
            if value <= WORST / 2.0 || !value.is_finite() {
                break;
            }
            let along = |step: f64, direction: &[f64]| -> Vec<f64> {
                // No logit moves by more than 2 in a step, whatever the gradient is.
                let largest = direction.iter().fold(0.0_f64, |largest, d| largest.max(d.abs()));
                let step = if step * largest > 2.0 { 2.0 / largest } else { step };
                logits.iter().zip(direction).map(|(x, d)| x + step * d).collect()
            };
            let mut accepted = None;
            for _ in 0..30 {
                let tried = along(step, &direction);
                let (tried_value, tried_gradient) = landscape.slope(&tried, sharpness, &mut scratch);
                if tried_value > value {
                    accepted = Some((tried, tried_value, tried_gradient));
                    break;
                }
                step *= 0.3;
            }
            let Some((tried, tried_value, tried_gradient)) = accepted else {
                if direction == gradient {
                    break;
                }
                direction.clone_from(&gradient);
                step = 1.0;
                continue;
            };
            let improvement = tried_value - value;
            // Polak and Ribiere, restarted where it would be negative.
            let old: f64 = gradient.iter().map(|g| g * g).sum();
            let new: f64 = tried_gradient.iter().zip(&gradient).map(|(n, g)| n * (n - g)).sum();
            let share = if old > 0.0 { (new / old).max(0.0) } else { 0.0 };
            for (d, g) in direction.iter_mut().zip(&tried_gradient) {
                *d = g + share * *d;
            }
            let uphill: f64 = direction.iter().zip(&tried_gradient).map(|(d, g)| d * g).sum();
            if uphill <= 0.0 {
                direction.clone_from(&tried_gradient);
            }
            (logits, value, gradient) = (tried, tried_value, tried_gradient);
            step *= 2.0;
            if improvement < 1e-13 {
                break;
            }
        }
    }
    softmax(&logits)
}

fn softmax(logits: &[f64]) -> Vec<f64> {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logits.iter().map(|x| (x - top).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// The law moved a little from the boundary towards another one, so that ascent can move every atom.
pub fn blend(law: &[f64], other: &[f64], share: f64) -> Vec<f64> {
    law.iter().zip(other).map(|(p, q)| (1.0 - share) * p + share * q).collect()
}

/// Rational laws near a law, by their counts, for many denominators.
pub fn roundings(law: &[f64]) -> Vec<Vec<u64>> {
    (2..=SMALL_DENOMINATORS).chain(DENOMINATORS).map(|denominator| rounded(law, denominator)).collect()
}

/// Counts with a given sum: rounded down, and what is missing given to the largest remainders.
fn rounded(law: &[f64], denominator: u64) -> Vec<u64> {
    let exact: Vec<f64> = law.iter().map(|p| p * denominator as f64).collect();
    let mut counts: Vec<u64> = exact.iter().map(|x| x.floor() as u64).collect();
    let mut missing = denominator.saturating_sub(counts.iter().sum());
    let mut order: Vec<usize> = (0..law.len()).collect();
    let remainder = |atom: usize| exact[atom] - exact[atom].floor();
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    for atom in order.into_iter().cycle() {
        if missing == 0 {
            break;
        }
        counts[atom] += 1;
        missing -= 1;
    }
    counts
}
