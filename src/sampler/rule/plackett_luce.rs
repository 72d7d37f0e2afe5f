//! Drawing without replacement: which sets are chosen one after the other by weights.
//!
//! ```text
//! P(i_1, ..., i_k) = prod_j w_{i_j} / (W - w_{i_1} - ... - w_{i_{j-1}}),    W = sum of all w
//! ```
//!
//! Two samplers choose so: MaskGIT by powers of the confidences, and Dream with `alg_temp` by powers of e.

use std::collections::BTreeMap;

use crate::exact::Real;
use crate::sampler::rows::Confidence;

use super::rows::Row;

/// The sets of a size that are drawn one after the other without replacement by weights, with their probabilities.
/// Where all that is left has weight 0, which only rounding to 0 makes, the lowest index is taken.
pub fn plackett_luce(weights: &[&Real], size: usize) -> Vec<(Vec<usize>, Real)> {
    if size == weights.len() {
        return vec![((0..size).collect(), Real::one())];
    }
    let mut sets: BTreeMap<Vec<usize>, Real> = BTreeMap::from([(Vec::new(), Real::one())]);
    for _ in 0..size {
        let mut larger: BTreeMap<Vec<usize>, Real> = BTreeMap::new();
        for (set, probability) in sets {
            let others: Vec<usize> = (0..weights.len()).filter(|index| !set.contains(index)).collect();
            let left = Real::sum(others.iter().map(|&index| weights[index]));
            for &index in &others {
                let chance = if left.is_zero() {
                    Real::from(usize::from(index == others[0]))
                } else {
                    weights[index].over(&left)
                };
                if !chance.is_zero() {
                    let mut with_it = set.clone();
                    with_it.insert(with_it.partition_point(|&before| before < index), index);
                    *larger.entry(with_it).or_default() += &chance.times(&probability);
                }
            }
        }
        sets = larger;
    }
    sets.into_iter().collect()
}

/// A weight for each token of each row, made from its confidence.
pub fn weights_of_tokens(rows: &[Row], weight: impl Fn(&Confidence) -> Real) -> Vec<Vec<Real>> {
    let of_row = |row: &Row| row.compared.confidences().map(|confidence| weight(&confidence)).collect();
    rows.iter().map(of_row).collect()
}
