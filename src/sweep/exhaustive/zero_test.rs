//! Whether a difference is exactly zero, from a table of prime exponents; and the histograms that an exact sign is made from.

use std::collections::BTreeMap;

use crate::exact::Integer;

use super::form::Form;

/// The prime exponents of small counts: `c ln c = sum_p c e_p(c) ln p`, and logarithms of primes are independent.
#[derive(Debug, Clone)]
pub struct PrimeTable {
    primes: Vec<u32>,
    /// The places of the primes of c, with `c e_p(c)`: six at most, for each c in turn.
    rows: Vec<Vec<(u32, i64)>>,
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
        let row = |count: u32| {
            factors(count, &primes).into_iter().map(|(place, exponent)| (place, i64::from(count) * exponent)).collect()
        };
        let rows = (0..=total).map(row).collect();
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
        for &(place, exponent) in self.row(total) {
            constant[place as usize] = i128::from(sums[0]).checked_mul(i128::from(exponent))?;
        }
        for (argument, coefficient) in &form.logarithms {
            let argument = argument.to_u32().filter(|n| *n <= total.max(1 << 16))?;
            let factor = i128::from(coefficient.to_i64()?).checked_mul(i128::from(total))?;
            for (place, exponent) in factors(argument, &self.primes) {
                let constant = &mut constant[place as usize];
                *constant = constant.checked_add(factor.checked_mul(i128::from(exponent))?)?;
            }
        }
        Some((sums[1..].to_vec(), constant))
    }

    fn row(&self, count: u32) -> &[(u32, i64)] {
        &self.rows[count as usize]
    }

    /// The exponents of a law's sums, from the positive counts of its patterns, size by size.
    pub fn exponents(&self, counts: impl Iterator<Item = impl Iterator<Item = u32>>) -> Exponents {
        let mut all = Vec::new();
        for counts in counts {
            let start = all.len();
            all.resize(start + self.primes.len(), 0);
            for count in counts.filter(|count| *count > 1) {
                for &(place, exponent) in self.row(count) {
                    all[start + place as usize] += exponent;
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

/// The places of the primes of a number among all primes up to it, with their exponents.
fn factors(number: u32, primes: &[u32]) -> Vec<(u32, i64)> {
    let mut left = number;
    let mut found = Vec::new();
    for (place, &prime) in (0..).zip(primes) {
        if left <= 1 || u64::from(prime).pow(2) > u64::from(left) {
            break;
        }
        let mut exponent = 0;
        while left.is_multiple_of(prime) {
            left /= prime;
            exponent += 1;
        }
        if exponent > 0 {
            found.push((place, exponent));
        }
    }
    if left > 1 {
        let place = primes.binary_search(&left).expect("a number has primes up to itself");
        found.push((u32::try_from(place).expect("a table of moderate size"), 1));
    }
    found
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
