//! Whether a difference is exactly zero, from a table of prime exponents; and the histograms that an exact sign is made from.

use std::collections::BTreeMap;

use crate::exact::Integer;

use super::form::Form;

/// The prime exponents of small counts: `c ln c = sum_p c e_p(c) ln p`, and logarithms of primes are independent.
#[derive(Debug, Clone)]
pub struct PrimeTable {
    primes: Vec<u32>,
    /// `c e_p(c)`, for each c in turn.
    rows: Vec<i64>,
    /// The same differences: coefficients of the sums, and the exponents of the constant. `None` when numbers are too large, and
    /// for differences with nats.
    forms: Vec<Option<(Vec<i64>, Vec<i128>)>>,
}

/// The exponents of one law: those of `S_k`, for k = 1..L in turn.
pub type Exponents = Vec<i64>;

impl PrimeTable {
    /// The table for counts up to a total.
    pub fn new(differences: &[Form], total: u32) -> Self {
        let mut largest = total;
        let arguments = differences.iter().flat_map(|form| form.logarithms.keys());
        largest = arguments.filter_map(Integer::to_u32).filter(|n| *n <= 1 << 16).fold(largest, u32::max);
        let mut primes: Vec<u32> = Vec::new();
        for n in 2..=largest {
            if primes.iter().take_while(|prime| u64::from(**prime).pow(2) <= u64::from(n)).all(|prime| n % prime != 0) {
                primes.push(n);
            }
        }
        let mut rows = Vec::new();
        for count in 0..=total {
            rows.extend(exponents(count, &primes).iter().map(|exponent| i64::from(count) * exponent));
        }
        let mut table = Self { primes, rows, forms: Vec::new() };
        table.forms = differences.iter().map(|form| table.form(form, total)).collect();
        table
    }

    fn form(&self, form: &Form, total: u32) -> Option<(Vec<i64>, Vec<i128>)> {
        if !form.nats.is_zero() {
            return None;
        }
        let sums: Vec<i64> = form.sums.iter().map(Integer::to_i64).collect::<Option<_>>()?;
        let mut constant = vec![0_i128; self.primes.len()];
        for (constant, exponent) in constant.iter_mut().zip(self.row(total)) {
            *constant = i128::from(sums[0]).checked_mul(i128::from(*exponent))?;
        }
        for (argument, coefficient) in &form.logarithms {
            let argument = argument.to_u32().filter(|n| *n <= total.max(1 << 16))?;
            let factor = i128::from(coefficient.to_i64()?).checked_mul(i128::from(total))?;
            for (constant, exponent) in constant.iter_mut().zip(exponents(argument, &self.primes)) {
                *constant = constant.checked_add(factor.checked_mul(i128::from(exponent))?)?;
            }
        }
        Some((sums[1..].to_vec(), constant))
    }

    fn row(&self, count: u32) -> &[i64] {
        let start = count as usize * self.primes.len();
        &self.rows[start..start + self.primes.len()]
    }

    /// The exponents of a law's sums, from the positive counts of its patterns, size by size.
    pub fn exponents(&self, counts: impl Iterator<Item = impl Iterator<Item = u32>>) -> Exponents {
        let mut all = Vec::new();
        for counts in counts {
            let start = all.len();
            all.resize(start + self.primes.len(), 0);
            for count in counts.filter(|count| *count > 1) {
                for (sum, exponent) in all[start..].iter_mut().zip(self.row(count)) {
                    *sum += exponent;
                }
            }
        }
        all
    }

    /// Whether a difference is exactly zero on a law; `None` when that is not for this table to say.
    pub fn is_zero(&self, difference: usize, exponents: &Exponents) -> Option<bool> {
        let (coefficients, constant) = self.forms[difference].as_ref()?;
        let width = self.primes.len();
        for (prime, constant) in constant.iter().enumerate() {
            let mut sum = *constant;
            for (size, coefficient) in coefficients.iter().enumerate() {
                let term = i128::from(*coefficient).checked_mul(i128::from(exponents[size * width + prime]))?;
                sum = sum.checked_add(term)?;
            }
            if sum != 0 {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn exponents(number: u32, primes: &[u32]) -> Vec<i64> {
    let mut left = number;
    let mut exponent = |prime: &u32| {
        let mut exponent = 0;
        while left > 1 && left.is_multiple_of(*prime) {
            left /= prime;
            exponent += 1;
        }
        exponent
    };
    primes.iter().map(&mut exponent).collect()
}

/// How often each positive count occurs, for the total and for the patterns that keep k = 1..L positions.
pub fn histograms(total: u32, counts: impl Iterator<Item = impl Iterator<Item = u32>>) -> Vec<BTreeMap<u32, u64>> {
    let mut histograms = vec![BTreeMap::from([(total, 1)])];
    for counts in counts {
        let mut histogram = BTreeMap::new();
        for count in counts {
            *histogram.entry(count).or_insert(0) += 1;
        }
        histograms.push(histogram);
    }
    histograms
}
