//! Prime exponents: they tell whether a form is exactly zero on a law.
//!
//! `c ln c = sum_p c e_p(c) ln p`, and the logarithms of primes are linearly independent over the rationals. So a form
//! without nats is zero if and only if the coefficient of each `ln p` is zero.

use std::collections::BTreeMap;

use crate::exact::Integer;
use crate::exact::coprime::divide_out_primes;
use crate::sweep::grid::program::form::Form;
use crate::sweep::grid::program::{Columns, Program};

/// The prime exponents of small counts, and some forms that are tested with them.
#[derive(Debug, Clone)]
pub struct PrimeTable {
    columns: Columns,
    primes: Vec<u32>,
    /// For each count c, the primes of c as indices of `primes`, each with `c e_p(c)`: six at most.
    rows: Vec<Vec<(u32, i64)>>,
    /// The forms; `None` when numbers are too large, and for forms with nats.
    forms: Vec<Option<PrimeForm>>,
}

/// A form as its exponents need it.
#[derive(Debug, Clone)]
struct PrimeForm {
    /// The columns with a coefficient that is not 0, with it.
    terms: Vec<(usize, i64)>,
    /// The exponents of the constant.
    constant: Vec<i128>,
}

/// The exponents of one law, column by column.
pub type Exponents = Vec<i64>;

impl PrimeTable {
    /// The table of the forms of a program for counts up to a total.
    pub fn new(program: &Program, total: u32) -> Self {
        let Program { forms, columns, .. } = program;
        let mut largest = total;
        let arguments = forms.iter().flat_map(|form| form.logarithms.keys());
        largest = arguments.filter_map(Integer::to_u32).filter(|n| *n <= 1 << 16).fold(largest, u32::max);
        let mut primes: Vec<u32> = Vec::new();
        for n in 2..=largest {
            if primes.iter().take_while(|prime| u64::from(**prime).pow(2) <= u64::from(n)).all(|prime| n % prime != 0) {
                primes.push(n);
            }
        }
        let row = |count: u32| {
            factors(count, &primes).into_iter().map(|(prime, exponent)| (prime, i64::from(count) * exponent)).collect()
        };
        let rows = (0..=total).map(row).collect();
        let mut table = Self { columns: *columns, primes, rows, forms: Vec::new() };
        table.forms = forms.iter().map(|form| table.form(form, total)).collect();
        table
    }

    fn form(&self, form: &Form, total: u32) -> Option<PrimeForm> {
        if !form.nats.is_zero() {
            return None;
        }
        let terms = form.columns().enumerate().filter(|(_, coefficient)| !coefficient.is_zero());
        let terms = terms.map(|(column, coefficient)| Some((column, coefficient.to_i64()?))).collect::<Option<_>>()?;
        let total_sum = form.sums[0].to_i64()?;
        let mut constant = vec![0_i128; self.primes.len()];
        for &(prime, exponent) in self.row(total) {
            constant[prime as usize] = i128::from(total_sum).checked_mul(i128::from(exponent))?;
        }
        for (argument, coefficient) in &form.logarithms {
            let argument = argument.to_u32().filter(|n| *n <= total.max(1 << 16))?;
            let factor = i128::from(coefficient.to_i64()?).checked_mul(i128::from(total))?;
            for (prime, exponent) in factors(argument, &self.primes) {
                let constant = &mut constant[prime as usize];
                *constant = constant.checked_add(factor.checked_mul(i128::from(exponent))?)?;
            }
        }
        Some(PrimeForm { terms, constant })
    }

    fn row(&self, count: u32) -> &[(u32, i64)] {
        &self.rows[count as usize]
    }

    /// The exponents of the sums of a law, from the positive counts of its patterns, column by column.
    pub fn exponents(&self, counts: impl Iterator<Item = impl Iterator<Item = u32>>) -> Exponents {
        let width = self.primes.len();
        let mut all = vec![0; self.columns.number() * width];
        // Sums by size are made of those of single sets, where these are there.
        let sets = self.columns.first_set();
        let first = sets.unwrap_or(0);
        for (exponents, counts) in all.chunks_exact_mut(width.max(1)).zip(counts).skip(first) {
            for count in counts.filter(|count| *count > 1) {
                for &(prime, exponent) in self.row(count) {
                    exponents[prime as usize] += exponent;
                }
            }
        }
        if let Some(sets) = sets {
            let (by_size, by_set) = all.split_at_mut(sets * width);
            for (exponents, set) in by_set.chunks_exact(width.max(1)).zip(1_usize..) {
                let by_size = &mut by_size[(set.count_ones() as usize - 1) * width..];
                by_size.iter_mut().zip(exponents).for_each(|(sum, of_set)| *sum += of_set);
            }
        }
        all
    }

    /// Whether a form is exactly zero on a law; `None` when this table cannot tell.
    pub fn is_zero(&self, form: usize, exponents: &Exponents) -> Option<bool> {
        let PrimeForm { terms, constant } = self.forms[form].as_ref()?;
        let width = self.primes.len();
        for (prime, constant) in constant.iter().enumerate() {
            let mut sum = *constant;
            for (column, coefficient) in terms {
                let term = i128::from(*coefficient).checked_mul(i128::from(exponents[column * width + prime]))?;
                sum = sum.checked_add(term)?;
            }
            if sum != 0 {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// The primes of a number as indices of the list of all primes up to it, each with its exponent.
fn factors(number: u32, primes: &[u32]) -> Vec<(u32, i64)> {
    let mut found = Vec::new();
    let left = divide_out_primes(u64::from(number), primes, |index, exponent| {
        found.push((u32::try_from(index).expect("a table of moderate size"), i64::from(exponent)));
    });
    if left > 1 {
        let is_left = primes.binary_search_by_key(&left, |prime| u64::from(*prime));
        let index = is_left.expect("a number has primes up to itself");
        found.push((u32::try_from(index).expect("a table of moderate size"), 1));
    }
    found
}

/// The histograms of positive counts: of the total at 0, and behind it of the patterns of each column. Each maps a
/// count to the number of times that it occurs.
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
