//! Entropies of a law in floating point, with their gradient: proposals only, never a verdict.

use crate::law::{Shape, digits_of, index_of};

/// What the entropies are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The average over the subsets of each size: `L + 1` numbers.
    BySize,
    /// Every subset by itself, as a set of bits (bit `i` for position `i`): `2^L` numbers.
    BySubset,
}

/// The shape of the pattern table of laws on `V^L`, with the feature that each pattern adds to.
///
/// The features of a law are the entropies (average entropies, or those of all subsets). As in
/// [`PatternCounts`](crate::law::PatternCounts), a pattern holds a token at each position, or sums it out.
#[derive(Debug, Clone)]
pub struct EntropyTable {
    vocabulary_size: usize,
    /// `(V + 1)^(L - 1 - i)`.
    powers: Vec<usize>,
    pattern_of_atom: Vec<usize>,
    feature: Vec<usize>,
    /// The weight of each feature's patterns: one over the number of subsets of that size, or 1.
    scale: Vec<f64>,
}

/// Memory that evaluations use again.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    values: Vec<f64>,
    slopes: Vec<f64>,
}

impl EntropyTable {
    /// The table for a shape, which is within [`Shape::check_size`].
    pub fn new(shape: Shape, grouping: Grouping) -> Self {
        let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
        let base = vocabulary_size + 1;
        let mut powers = vec![1; length];
        for position in (1..length).rev() {
            powers[position - 1] = powers[position] * base;
        }
        let patterns = shape.patterns();
        let pattern_of_atom =
            (0..shape.atoms()).map(|atom| index_of(&digits_of(atom, vocabulary_size, length), base)).collect();
        let mut feature = Vec::with_capacity(patterns);
        for pattern in 0..patterns {
            let digits = digits_of(pattern, base, length);
            let kept = digits.iter().enumerate().filter(|(_, digit)| **digit < vocabulary_size);
            feature.push(match grouping {
                Grouping::BySize => kept.count(),
                Grouping::BySubset => kept.map(|(position, _)| 1 << position).sum(),
            });
        }
        let scale = match grouping {
            Grouping::BySize => (0..=length).map(|size| 1.0 / binomial(length, size)).collect(),
            Grouping::BySubset => vec![1.0; 1 << length],
        };
        Self { vocabulary_size, powers, pattern_of_atom, feature, scale }
    }

    /// `V^L`
    pub fn atoms(&self) -> usize {
        self.pattern_of_atom.len()
    }

    /// `(V + 1)^L`
    pub fn patterns(&self) -> usize {
        self.feature.len()
    }

    /// The number of features.
    pub fn features(&self) -> usize {
        self.scale.len()
    }

    /// The entropies of a law given by its probabilities.
    pub fn evaluate(&self, probabilities: &[f64], scratch: &mut Scratch) -> Vec<f64> {
        self.fill(probabilities, scratch);
        let mut sums = vec![0.0; self.scale.len()];
        for (value, &feature) in scratch.values.iter().zip(&self.feature) {
            if *value > 0.0 {
                sums[feature] -= value * value.ln();
            }
        }
        sums.iter().zip(&self.scale).map(|(sum, scale)| sum * scale).collect()
    }

    /// The gradient, in the probabilities, of `sum_f weights_f feature_f` at the law that was evaluated last.
    pub fn gradient(&self, weights: &[f64], scratch: &mut Scratch) -> Vec<f64> {
        let Scratch { values, slopes } = scratch;
        slopes.clear();
        slopes.extend(values.iter().zip(&self.feature).map(|(value, &feature)| {
            let weight = weights[feature] * self.scale[feature];
            if *value > 0.0 && weight != 0.0 { -weight * (value.ln() + 1.0) } else { 0.0 }
        }));
        let (size, base) = (self.vocabulary_size, self.vocabulary_size + 1);
        for &power in self.powers.iter().rev() {
            for block in slopes.chunks_mut(power * base) {
                let (tokens, summed_out) = block.split_at_mut(power * size);
                for run in tokens.chunks_mut(power) {
                    for (slope, sum) in run.iter_mut().zip(&*summed_out) {
                        *slope += sum;
                    }
                }
            }
        }
        self.pattern_of_atom.iter().map(|&pattern| slopes[pattern]).collect()
    }

    fn fill(&self, probabilities: &[f64], scratch: &mut Scratch) {
        let values = &mut scratch.values;
        values.clear();
        values.resize(self.feature.len(), 0.0);
        for (&pattern, probability) in self.pattern_of_atom.iter().zip(probabilities) {
            values[pattern] = *probability;
        }
        let (size, base) = (self.vocabulary_size, self.vocabulary_size + 1);
        for &power in &self.powers {
            for block in values.chunks_mut(power * base) {
                let (tokens, summed_out) = block.split_at_mut(power * size);
                for run in tokens.chunks(power) {
                    for (sum, value) in summed_out.iter_mut().zip(run) {
                        *sum += value;
                    }
                }
            }
        }
    }
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}
