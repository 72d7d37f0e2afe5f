//! A curve with a simultaneous confidence band, from what a model says on samples.
//!
//! A sample is a sequence of the data whose positions are revealed one by one in a uniformly random order of its own. For
//! each `k = 0..L-1` it has a number for the position that is revealed after `k` others: minus the logarithm of the
//! probability that the model gave to its token, or the entropy of the model's distribution there. With the exact
//! predictor both have the mean `h_{k+1} - h_k`, so that their sums `S_k` over the first `k` have the mean `h_k`; the
//! second has the smaller variance (Rao and Blackwell).
//!
//! The samples are independent, and each number is from 0 to `M`, so that `S_k` is from 0 to `k M`. Of `n` samples let
//! `m_k` be the mean of `S_k`, `v_k` its unbiased sample variance, and `1 - a` the confidence. Then with probability at
//! least `1 - a` the means of all `S_k` are within `m_k - w_k .. m_k + w_k`, where
//! - by Hoeffding's inequality, `w_k = k M sqrt( ln(2L/a) / (2n) )`;
//! - by the empirical Bernstein inequality (Maurer & Pontil, COLT 2009, Theorem 4), `w_k = sqrt( 2 v_k ln(4L/a) / n ) + 7
//!   k M ln(4L/a) / (3(n-1))`;
//!
//! each for one `k` with probability at least `1 - a/L`, and for all `L` by the union bound. All is exact, or rounded
//! outwards.

use std::collections::BTreeMap;
use std::path::Path;

use rug::{Integer, Rational};

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, Unit};
use crate::law::readers::bounded;
use crate::law::readers::float_rows::float_rows;
use crate::limits::{CURVE_BYTES, CURVE_LENGTH_LIMIT};

use super::curve_error::CurveError;
use super::curve_file::{Row, Table, read_table};
use super::measured_curve::{Band, MeasuredCurve};

/// What the numbers of samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    /// Minus the logarithms of the probabilities of the tokens. They have no bound of their own.
    LogProbability,
    /// Entropies of the model's distributions.
    Entropy,
}

/// The inequality behind a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inequality {
    /// Hoeffding's.
    Hoeffding,
    /// The empirical Bernstein inequality.
    Bernstein,
}

/// The largest value that a number of a sample can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Largest {
    /// This one, in nats.
    Nats(Rational),
    /// `ln V`, the largest entropy over `V` tokens.
    LogarithmOf(usize),
}

impl Largest {
    /// An upper bound in nats.
    fn upper(&self) -> Rational {
        match self {
            Self::Nats(largest) => largest.clone(),
            Self::LogarithmOf(size) => {
                let [_, upper] = Enclosure::ln(&Integer::from(*size), FIRST_PRECISION).ends();
                upper
            }
        }
    }
}

/// Numbers of samples, in nats.
#[derive(Debug, Clone)]
pub struct CurveSamples {
    estimator: Estimator,
    /// A row a sample: its numbers for `k = 0..L-1`, none negative.
    samples: Vec<Vec<Rational>>,
}

/// How a band is made.
#[derive(Debug, Clone)]
pub struct BandRequest {
    /// The inequality.
    pub inequality: Inequality,
    /// The confidence, above 0 and below 1.
    pub confidence: Rational,
    /// The largest value of a number.
    pub largest: Largest,
}

/// Reads samples from a table: the columns `sample`, `k` and `log_prob` or `entropy`.
///
/// # Errors
/// [`CurveError::InFile`]
pub fn read_curve_samples(path: &Path) -> Result<CurveSamples, CurveError> {
    let read = || CurveSamples::from_text(&read_table(path)?);
    read().map_err(|error| error.in_file(path))
}

/// Reads samples from a `.npy` array of floats of shape `(N, L)`, of 32 or 64 bits: a row a sample, and in column `k` the
/// number of the position that is revealed after `k` others.
///
/// # Errors
/// [`CurveError::InFile`]
pub fn read_curve_array(path: &Path, estimator: Estimator) -> Result<CurveSamples, CurveError> {
    let read = || {
        let bytes = bounded::read(path, CURVE_BYTES).map_err(|error| CurveError::Unreadable { error })?;
        CurveSamples::from_npy(&bytes, estimator)
    };
    read().map_err(|error| error.in_file(path))
}

impl CurveSamples {
    /// Reads samples from the bytes of a `.npy` array, as [`read_curve_array`] does from a file.
    ///
    /// # Errors
    /// [`CurveError`]
    pub fn from_npy(bytes: &[u8], estimator: Estimator) -> Result<Self, CurveError> {
        let mut samples = float_rows(bytes).map_err(CurveError::Array)?;
        if samples[0].len() > CURVE_LENGTH_LIMIT {
            return Err(CurveError::TooLong { found: samples[0].len() });
        }
        if samples.len() < 2 {
            return Err(CurveError::TooFewSamples);
        }
        let is_logarithm = estimator == Estimator::LogProbability;
        for (row, sample) in samples.iter_mut().enumerate() {
            for (column, number) in sample.iter_mut().enumerate() {
                if is_logarithm {
                    rug::ops::NegAssign::neg_assign(number);
                }
                if *number < 0 {
                    let value = if is_logarithm { Rational::from(-&*number) } else { number.clone() };
                    return Err(CurveError::WrongSign { row, column, value, is_logarithm });
                }
            }
        }
        Ok(Self { estimator, samples })
    }

    /// Reads samples from a text, as [`read_curve_samples`] does from a file.
    ///
    /// # Errors
    /// [`CurveError`]
    pub fn from_text(text: &str) -> Result<Self, CurveError> {
        let table = Table::read(text, &["sample", "k", "log_prob", "entropy"])?;
        let (label, size) = (table.required("sample")?, table.required("k")?);
        let (estimator, column) = match (table.column("log_prob"), table.column("entropy")) {
            (Some(column), None) => (Estimator::LogProbability, column),
            (None, Some(column)) => (Estimator::Entropy, column),
            _ => return Err(CurveError::OneEstimator),
        };
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut found: Vec<(&str, BTreeMap<usize, Rational>)> = Vec::new();
        for row in table.rows() {
            let text = row.text(label);
            let place = *places.entry(text).or_insert_with(|| {
                found.push((text, BTreeMap::new()));
                found.len() - 1
            });
            let size = row.whole(size, "k")?;
            if found[place].1.insert(size, number(row, estimator, column)?).is_some() {
                return Err(CurveError::RepeatedSampleSize { line: row.line, sample: text.to_owned(), size });
            }
        }
        let last = found.iter().filter_map(|(_, numbers)| numbers.keys().next_back()).max().copied().unwrap_or(0);
        for (sample, numbers) in &found {
            if let Some(size) = (0..=last).find(|size| !numbers.contains_key(size)) {
                return Err(CurveError::MissingSampleSize { sample: (*sample).to_owned(), size, last });
            }
        }
        if found.len() < 2 {
            return Err(CurveError::TooFewSamples);
        }
        let samples = found.into_iter().map(|(_, numbers)| numbers.into_values().collect()).collect();
        Ok(Self { estimator, samples })
    }

    /// What the numbers are.
    pub fn estimator(&self) -> Estimator {
        self.estimator
    }

    /// How many samples there are.
    pub fn samples(&self) -> usize {
        self.samples.len()
    }

    /// The curve of the means with its band, in nats.
    ///
    /// # Errors
    /// [`CurveError::BeyondLargest`], and [`CurveError::BandExcludesCone`], which the confidence makes rare unless the
    /// numbers are not what they are said to be.
    pub fn estimate(&self, request: &BandRequest) -> Result<MeasuredCurve, CurveError> {
        let largest = request.largest.upper();
        if let Some(value) = self.samples.iter().flatten().find(|value| **value > largest) {
            return Err(CurveError::BeyondLargest { value: value.clone(), largest });
        }
        let count = self.samples.len();
        let length = self.samples[0].len();
        let mut sums = vec![Rational::new(); count];
        let mut values = vec![Rational::new()];
        let mut ends = [vec![Rational::new()], vec![Rational::new()]];
        for size in 1..=length {
            for (sum, sample) in sums.iter_mut().zip(&self.samples) {
                *sum += &sample[size - 1];
            }
            let total: Rational = sums.iter().sum();
            let mean = total / Rational::from(count);
            let range = &largest * Rational::from(size);
            let width = half_width(&sums, &mean, &range, length, request);
            ends[0].push(Rational::from(&mean - &width));
            ends[1].push(Rational::from(&mean + &width).min(range));
            values.push(mean);
        }
        let [low, high] = ends;
        let curve = MeasuredCurve::new(values, Unit::Nats).ok_or(CurveError::NoRows)?;
        Ok(curve.with_band(Band::new(low, high).map_err(CurveError::BandExcludesCone)?))
    }
}

/// A number that is not negative.
fn number(row: &Row, estimator: Estimator, column: usize) -> Result<Rational, CurveError> {
    match estimator {
        Estimator::Entropy => row.not_negative(column, "entropy"),
        Estimator::LogProbability => {
            let logarithm = row.number(column, "log_prob")?;
            if logarithm > 0 {
                return Err(CurveError::PositiveLogProbability { line: row.line, value: logarithm });
            }
            Ok(-logarithm)
        }
    }
}

/// `w_k`, rounded up.
fn half_width(sums: &[Rational], mean: &Rational, range: &Rational, length: usize, request: &BandRequest) -> Rational {
    let risk = Rational::from(1 - &request.confidence);
    let count = Rational::from(sums.len());
    let logarithm = |factor: u32| {
        let argument = Rational::from(length) * factor / &risk;
        let enclosure = Enclosure::of_rational(&argument, FIRST_PRECISION).logarithm().expect("above 1");
        let [_, upper] = enclosure.ends();
        upper
    };
    match request.inequality {
        Inequality::Hoeffding => range * root(&(logarithm(2) / (count * 2u32))),
        Inequality::Bernstein => {
            let squares: Rational = sums.iter().map(|sum| Rational::from(sum - mean).square()).sum();
            let variance = squares / Rational::from(&count - 1u32);
            let logarithm = logarithm(4);
            let first = root(&(variance * 2u32 * &logarithm / &count));
            first + logarithm * range * 7u32 / ((count - 1u32) * 3u32)
        }
    }
}

/// The square root, rounded up.
fn root(number: &Rational) -> Rational {
    let [_, upper] = Enclosure::of_rational(number, FIRST_PRECISION).power(1, 2).ends();
    upper
}
