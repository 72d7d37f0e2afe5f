//! Marginal counts of every pattern.

use std::sync::OnceLock;

use crate::exact::Integer;

use super::{Law, Shape, digits_of, index_of};

/// The marginal count of every pattern, where each position holds a token or is summed out.
///
/// There are `(V + 1)^L` patterns, numbered in base `V + 1` with the first position most significant; the digit `V`
/// means summed out, which is also the mask of a partly masked sequence. The count of a pattern `w` is the sum of the
/// counts of all atoms that agree with `w` where it holds a token, so `count(w) / total` is the marginal probability of
/// those tokens.
///
/// Computed position by position, in `L (V + 1)^L` additions at most.
#[derive(Debug, Clone)]
pub struct PatternCounts {
    shape: Shape,
    counts: Vec<Integer>,
    /// `(V + 1)^(L - 1 - i)`, the worth of a digit at position i.
    powers: Vec<usize>,
    distinct: OnceLock<DistinctCounts>,
}

/// The distinct counts among those of all patterns.
#[derive(Debug, Clone)]
pub struct DistinctCounts {
    counts: Vec<Integer>,
    of_pattern: Vec<usize>,
}

impl DistinctCounts {
    /// The distinct counts, in increasing order.
    pub fn counts(&self) -> &[Integer] {
        &self.counts
    }

    /// Which of the distinct counts a pattern has.
    ///
    /// # Panics
    /// When `pattern` is not below `(V + 1)^L`.
    pub fn index_of(&self, pattern: usize) -> usize {
        self.of_pattern[pattern]
    }
}

impl PatternCounts {
    /// The marginal counts of a law.
    ///
    /// ```
    /// use maskproof::exact::Integer;
    /// use maskproof::law::{Law, PatternCounts, Vocabulary, index_of};
    /// let counts = [1, 2, 3, 4].map(Integer::from).to_vec();
    /// let law = Law::from_counts("example", Vocabulary::numbered(2), 2, counts).unwrap();
    /// let patterns = PatternCounts::new(&law);
    /// assert_eq!(*patterns.count(index_of(&[1, 2], 3)), 7); // the first token is 1
    /// assert_eq!(*patterns.count(index_of(&[2, 1], 3)), 6); // the second token is 1
    /// assert_eq!(patterns.count(patterns.all_masked()), law.total());
    /// ```
    pub fn new(law: &Law) -> Self {
        let (vocabulary_size, length) = (law.vocabulary_size(), law.length());
        let base = vocabulary_size + 1;
        let mut powers = vec![1; length];
        for position in (1..length).rev() {
            powers[position - 1] = powers[position] * base;
        }
        let mut counts = vec![Integer::new(); powers[0] * base];
        for (atom, count) in law.support() {
            counts[index_of(&digits_of(atom, vocabulary_size, length), base)].clone_from(count);
        }
        for &power in &powers {
            // Runs of `power` entries share their digit at this position; the last run of each block is the sum of the
            // others.
            for block in counts.chunks_mut(power * base) {
                let (tokens, summed_out) = block.split_at_mut(power * vocabulary_size);
                for run in tokens.chunks(power) {
                    for (sum, count) in summed_out.iter_mut().zip(run) {
                        *sum += count;
                    }
                }
            }
        }
        Self { shape: law.shape(), counts, powers, distinct: OnceLock::new() }
    }

    /// The shape of the law.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The number of tokens, V.
    pub fn vocabulary_size(&self) -> usize {
        self.shape.vocabulary_size()
    }

    /// The number of positions, L.
    pub fn length(&self) -> usize {
        self.shape.length()
    }

    /// The marginal count of a pattern.
    ///
    /// # Panics
    /// When `pattern` is not below `(V + 1)^L`.
    pub fn count(&self, pattern: usize) -> &Integer {
        &self.counts[pattern]
    }

    /// The marginal counts of all `(V + 1)^L` patterns.
    pub fn counts(&self) -> &[Integer] {
        &self.counts
    }

    /// The distinct counts, found when first asked for.
    pub fn distinct(&self) -> &DistinctCounts {
        self.distinct.get_or_init(|| {
            let mut by_count: Vec<usize> = (0..self.counts.len()).collect();
            by_count.sort_unstable_by_key(|&pattern| &self.counts[pattern]);
            let mut counts: Vec<Integer> = Vec::new();
            let mut of_pattern = vec![0; by_count.len()];
            for pattern in by_count {
                if counts.last() != Some(&self.counts[pattern]) {
                    counts.push(self.counts[pattern].clone());
                }
                of_pattern[pattern] = counts.len() - 1;
            }
            DistinctCounts { counts, of_pattern }
        })
    }

    /// The index of the pattern with every position summed out, the last one; its count is the law's total.
    pub fn all_masked(&self) -> usize {
        self.counts.len() - 1
    }

    /// The digit of a pattern at a position (from 0): a token, or V for a position that is summed out.
    ///
    /// # Panics
    /// When `position` is not below L.
    pub fn digit(&self, pattern: usize, position: usize) -> usize {
        pattern / self.powers[position] % (self.vocabulary_size() + 1)
    }

    /// The pattern that holds `token` at `position` (from 0) and is `pattern` elsewhere.
    ///
    /// # Panics
    /// When `position` is not below L.
    pub fn with_token(&self, pattern: usize, position: usize, token: usize) -> usize {
        let power = self.powers[position];
        pattern - self.digit(pattern, position) * power + token * power
    }
}
