//! Entropies of all subsets of positions.

use std::collections::BTreeMap;

use rug::Integer;

use crate::exact::LogForm;
use crate::law::{PatternCounts, PositionSet};

use super::mean_entropy;

/// `H(X_A)` in nats for every subset `A` of the positions; exact.
#[derive(Debug, Clone)]
pub struct SubsetEntropies {
    length: usize,
    forms: Vec<LogForm>,
}

impl SubsetEntropies {
    /// Sums up the marginal counts: `H(X_A) = ln N - (1/N) sum_x c_A(x) ln c_A(x)`.
    pub fn new(patterns: &PatternCounts) -> Self {
        let length = patterns.length();
        let mut multiplicities = vec![BTreeMap::new(); 1 << length];
        for (pattern, count) in patterns.counts().iter().enumerate() {
            if *count > 0 {
                *multiplicities[usize::try_from(patterns.kept(pattern).bits()).expect("a subset of the positions")]
                    .entry(count)
                    .or_insert(0) += 1;
            }
        }
        let total = patterns.count(patterns.all_masked());
        let forms = multiplicities
            .iter()
            .map(|counts: &BTreeMap<&Integer, u64>| {
                let counts = counts.iter().map(|(&count, &number)| (count, Integer::from(number)));
                mean_entropy(counts, total, &Integer::from(1))
            })
            .collect();
        Self { length, forms }
    }

    /// `H(X_A)`.
    pub fn entropy(&self, set: PositionSet) -> &LogForm {
        &self.forms[usize::try_from(set.bits()).expect("a subset of the positions")]
    }

    /// The number of positions.
    pub fn length(&self) -> usize {
        self.length
    }
}
