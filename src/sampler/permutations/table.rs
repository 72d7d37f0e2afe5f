//! Least errors with the batches that attain them, for all sizes up to a bound; exact.

use std::cmp::Ordering;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::LogForm;
use crate::limits::PERMUTATION_TABLE_LIMIT;

use super::logarithms::{FixedLogarithms, PLACES};

/// The optimal batches for `1 <= R <= n <= N`.
///
/// Of optimal compositions the lexicographically largest is kept. Candidates are compared by integers with a proven
/// bound; those that the bound leaves open, ties among them, by the exact integers `prod_t M_t^{B_t}`.
///
/// ```
/// use maskproof::exact::Unit;
/// use maskproof::sampler::permutations::PermutationTable;
/// let table = PermutationTable::new(8).unwrap();
/// assert_eq!(table.profile(8, 4).unwrap(), [3, 2, 2, 1]);
/// assert_eq!(table.error(8, 4).unwrap().to_decimal(6, Unit::Nats), "1.04982");
/// ```
#[derive(Debug, Clone)]
pub struct PermutationTable {
    size: usize,
    /// Entry `(n, R)` stands at `n (n - 1) / 2 + R - 1`: the first batch.
    batches: Vec<u32>,
    /// The least fixed-point sum, `2^80 F` but for less than `n`.
    sums: Vec<i128>,
    comparisons: u64,
}

/// The least error of one number of rounds.
#[derive(Debug, Clone)]
pub struct LeastError {
    /// `R`
    pub rounds: usize,
    /// `E_{n,R}` in nats; exact.
    pub error: LogForm,
    /// The lexicographically largest optimal batches.
    pub profile: Vec<usize>,
}

impl PermutationTable {
    /// The table up to `size` tokens; `None` unless `1 <= size <= ` [`PERMUTATION_TABLE_LIMIT`].
    pub fn new(size: usize) -> Option<Self> {
        if !(1..=PERMUTATION_TABLE_LIMIT).contains(&size) {
            return None;
        }
        let logarithms = FixedLogarithms::new(size, PLACES);
        let entries = entry(size, size) + 1;
        let mut table =
            Self { size, batches: Vec::with_capacity(entries), sums: Vec::with_capacity(entries), comparisons: 0 };
        for tokens in 1..=size {
            for rounds in 1..=tokens {
                let (batch, sum) = table.best(tokens, rounds, logarithms.of(tokens));
                table.batches.push(u32::try_from(batch).expect("below the limit"));
                table.sums.push(sum);
            }
        }
        Some(table)
    }

    /// The largest number of tokens.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many pairs of candidates were compared as exact integers.
    pub fn exact_comparisons(&self) -> u64 {
        self.comparisons
    }

    /// The first batch of the lexicographically largest optimum, and the least fixed-point sum.
    fn best(&mut self, tokens: usize, rounds: usize, logarithm: i128) -> (usize, i128) {
        if rounds == 1 {
            return (tokens, scaled(tokens, logarithm));
        }
        let sum = |table: &Self, batch: usize| scaled(batch, logarithm) + table.sums[entry(tokens - batch, rounds - 1)];
        let batches = 1..=tokens - rounds + 1;
        let least = batches.clone().map(|batch| sum(self, batch)).min().expect("1 <= R <= n");
        // A candidate that is optimal has a sum below the least plus n.
        let mut open = batches.rev().filter(|&batch| sum(self, batch) < least + scaled(tokens, 1)).collect::<Vec<_>>();
        let mut best = open.remove(0);
        if !open.is_empty() {
            let mut product = self.product_after(tokens, rounds, best);
            for batch in open {
                self.comparisons += 1;
                let other = self.product_after(tokens, rounds, batch);
                // Largest batch first, so that ties keep it.
                if other < product {
                    (best, product) = (batch, other);
                }
            }
        }
        (best, least)
    }

    /// `prod_t M_t^{B_t}` for a first batch followed by the optimum.
    fn product_after(&self, tokens: usize, rounds: usize, batch: usize) -> Integer {
        let rest = self.profile(tokens - batch, rounds - 1).unwrap_or_default();
        product(tokens, std::iter::once(batch).chain(rest))
    }

    /// The lexicographically largest optimal batches; `None` unless `1 <= R <= n <= N`.
    pub fn profile(&self, tokens: usize, rounds: usize) -> Option<Vec<usize>> {
        if !(1..=tokens).contains(&rounds) || tokens > self.size {
            return None;
        }
        let mut left = tokens;
        let batches = (1..=rounds).rev().map(|rounds| {
            let batch = self.batches[entry(left, rounds)] as usize;
            left -= batch;
            batch
        });
        Some(batches.collect())
    }

    /// `exp F_{n,R} = prod_t M_t^{B_t}` of the optimum.
    pub fn product(&self, tokens: usize, rounds: usize) -> Option<Integer> {
        Some(product(tokens, self.profile(tokens, rounds)?))
    }

    /// `E_{n,R}` in nats; exact.
    pub fn error(&self, tokens: usize, rounds: usize) -> Option<LogForm> {
        Some(composition_error(tokens, &self.profile(tokens, rounds)?))
    }

    /// `E_{n,R}` with its batches; `None` unless `1 <= R <= n <= N`.
    pub fn least_error(&self, tokens: usize, rounds: usize) -> Option<LeastError> {
        let profile = self.profile(tokens, rounds)?;
        Some(LeastError { rounds, error: composition_error(tokens, &profile), profile })
    }

    /// The sign of `E_{n,R-1} - 2 E_{n,R} + E_{n,R+1}`; `None` unless `2 <= R <= n - 1` and `n <= N`. Always decided:
    /// the difference is the logarithm of a quotient of integers.
    pub fn second_difference_sign(&self, tokens: usize, rounds: usize) -> Option<Ordering> {
        let product = |rounds: Option<usize>| self.product(tokens, rounds?);
        let (before, after) = (product(rounds.checked_sub(1))?, product(rounds.checked_add(1))?);
        let here = product(Some(rounds))?.pow(2);
        Some((before * after).cmp(&here))
    }
}

/// The error `sum_t g(M_t, B_t) = sum_t B_t ln M_t - ln n!` of batches that sum to `tokens`, in nats; exact.
pub fn composition_error(tokens: usize, batches: &[usize]) -> LogForm {
    let mut form = LogForm::zero();
    let mut left = tokens;
    for &batch in batches {
        form.add_ln(&Integer::from(left), &Rational::from(batch));
        left -= batch;
    }
    for factor in 2..=tokens {
        form.add_ln(&Integer::from(factor), &Rational::from(-1));
    }
    form
}

fn product(tokens: usize, batches: impl IntoIterator<Item = usize>) -> Integer {
    let mut left = tokens;
    batches.into_iter().fold(Integer::from(1), |product, batch| {
        let power = Integer::from(left).pow(u32::try_from(batch).expect("below the limit"));
        left -= batch;
        product * power
    })
}

fn entry(tokens: usize, rounds: usize) -> usize {
    tokens * (tokens - 1) / 2 + rounds - 1
}

fn scaled(multiple: usize, value: i128) -> i128 {
    i128::try_from(multiple).expect("below the limit") * value
}
