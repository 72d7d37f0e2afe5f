//! Ratios: the smaller side of a relation over the larger one, in floating-point bounds.
//!
//! The sides of a comparison are integer combinations of the same sums as its difference. Here they are computed with
//! rounding, `u = 2^-53`. Let `z` be the sum of the absolute values of what is added up, each `S~_k` at its largest,
//! and before anything cancels: `|a| + |f| |b|` stands for the coefficient `a - f b`. What a term goes through:
//!
//! | step | in units of u, at most |
//! | --- | ---: |
//! | an integer coefficient becomes an `f64`, cut off and not rounded | 2 |
//! | or: the constant, from an enclosure with ends that differ by 4 units, or by `2^-10` at the most | 8 |
//! | the factor f times a coefficient, and the difference of two | 2 |
//! | the product of a coefficient and a sum, which is an exact integer | 1 |
//! | the sum of T terms and the constant | T |
//!
//! That is at most `T + 11 <= 32 g` on any path, fused or not, with `g = ceil((T + 11) / 32)`, so that the value is off by
//! less than `32 g u z / (1 - 32 g u) < 2^-47 g z`; T is less than `2^11`. To this come `|a_k| M_k / 2` for each k, the error of the table (see
//! [`filter`](crate::sweep::grid::signs::filter)), and `2^-10 (1 + |f|)` where the constant is that small; `|f| <= 1`.
//! `BoundedForm::error` is at least twice the sum of these: it has `2^-46 g` for `2^-47 g`, `M_k` for `M_k / 2`, and 1. The
//! half to spare covers the roundings in computing it, and those of the ends in `BoundedForm::enclose`.
//!
//! Coefficients that are too large for all this (the error is not below `LARGEST_ERROR`) leave the decision to exact
//! forms. So the ends of enclosures are between `2^-53` and `2^250` in size, or 0, and quotients of them are normal
//! numbers.

use rug::float::Round;

use crate::exact::{Enclosure, Integer, LogForm, Rational};
use crate::sweep::grid::program::Columns;
use crate::sweep::grid::program::form::Form;
use crate::sweep::grid::results::tally::RatioBounds;
use crate::sweep::grid::signs::dot::Terms;
use crate::sweep::grid::signs::filter::{Filter, mask};
use crate::sweep::grid::signs::{LANES, Lanes, Mask, with_vectors};

/// The factor `2^-46` of the error by rounding, for each 32 roundings.
const ROUNDINGS: f64 = 1.0 / (1_u64 << 46) as f64;

/// The factor `1 + 2^-50`, more than what a quotient of two numbers and its product with this lose by rounding.
const OUTWARDS: f64 = 1.0 + 1.0 / (1_u64 << 50) as f64;

/// The largest error for which floating point decides, `2^200`.
const LARGEST_ERROR: f64 = (1_u128 << 100) as f64 * (1_u128 << 100) as f64;

/// A side or a combination of two sides in floating point, scaled as the table is, with a bound of its error.
#[derive(Debug, Clone)]
pub struct BoundedForm {
    /// The coefficients of the sums `S~_k` of all columns.
    coefficients: Vec<f64>,
    /// Those of them that are not 0.
    terms: Terms,
    /// Bounds of the absolute values of the coefficients, before anything cancelled.
    sizes: Vec<f64>,
    constant: f64,
    /// The bound of the absolute value of the constant, before anything cancelled.
    constant_size: f64,
    /// The bound of the error on any law.
    error: f64,
}

/// Bounds of the sums `S~_k` of table entries.
#[derive(Debug, Clone)]
pub struct SumBounds {
    /// The largest values of `S~_k`, column by column.
    largest_sums: Vec<f64>,
    /// The numbers `M_k` of the filter.
    most_patterns: Vec<f64>,
}

impl SumBounds {
    /// The bounds for laws of one total.
    pub fn new(filter: &Filter, columns: Columns, total: u32) -> Self {
        let most_patterns: Vec<f64> = filter.most_patterns().iter().map(|most| *most as f64).collect();
        let whole = filter.table()[total as usize] + 1.0;
        let sets = columns.sets().map(|(_, sets)| sets.to_f64());
        let largest_sums = sets.zip(&most_patterns).map(|(sets, most)| sets * whole + most).collect();
        Self { largest_sums, most_patterns }
    }
}

impl BoundedForm {
    /// The form of a side on laws of one total.
    pub fn new(form: &Form, total: u32, scale: u32, bounds: &SumBounds) -> Self {
        let mut coefficients: Vec<f64> = form.columns().map(Integer::to_f64).collect();
        coefficients.resize(bounds.largest_sums.len(), 0.0);
        let sizes = coefficients.iter().map(|coefficient| coefficient.abs()).collect();
        let mut constants = form.constants(total);
        constants.add_ln(&Integer::from(total), &Rational::from(Integer::from(&form.sums[0] * total)));
        let constant = scaled(&constants, scale);
        let terms = Terms::default();
        let side = Self { coefficients, terms, sizes, constant, constant_size: constant.abs(), error: 0.0 };
        side.with_error(bounds)
    }

    /// The combination `small - factor * large`.
    pub fn difference(small: &Self, factor: f64, large: &Self, bounds: &SumBounds) -> Self {
        let combine = |first: f64, second: f64| first - factor * second;
        let size = |first: f64, second: f64| first + factor.abs() * second;
        let pairs = |first: &[f64], second: &[f64], with: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            first.iter().zip(second).map(|(first, second)| with(*first, *second)).collect()
        };
        let difference = Self {
            coefficients: pairs(&small.coefficients, &large.coefficients, &combine),
            terms: Terms::default(),
            sizes: pairs(&small.sizes, &large.sizes, &size),
            constant: combine(small.constant, large.constant),
            constant_size: size(small.constant_size, large.constant_size),
            error: 0.0,
        };
        difference.with_error(bounds)
    }

    fn with_error(mut self, bounds: &SumBounds) -> Self {
        self.terms = Terms::new(&self.coefficients);
        let roundings = ROUNDINGS * (self.terms.number() + 11).div_ceil(32) as f64;
        let mut error = self.constant_size * roundings + 1.0;
        for ((size, largest), most) in self.sizes.iter().zip(&bounds.largest_sums).zip(&bounds.most_patterns) {
            error += size * (largest * roundings + most);
        }
        self.error = error;
        self
    }

    /// The laws of a batch on which the value is proven positive, from the sums of the batch.
    pub fn proven_positive(&self, sums: &[Lanes<f64>]) -> Mask {
        with_vectors(
            #[inline(always)]
            || self.positive(sums),
        )
    }

    #[inline(always)]
    fn positive(&self, sums: &[Lanes<f64>]) -> Mask {
        let mut values = [0.0; LANES];
        // If a coefficient is infinite, then so is the error, and nothing is proven.
        let (_, greatest) = self.terms.dot(self.constant, sums, &mut values);
        if greatest > self.error { mask(&values, |value| value > self.error) } else { 0 }
    }

    /// A lower and an upper bound of the value on the law in a lane.
    fn enclose(&self, sums: &[Lanes<f64>], lane: usize) -> (f64, f64) {
        let value = self.terms.at(self.constant, sums, lane);
        (value - self.error, value + self.error)
    }
}

/// The value of a form times `2^scale`, from an enclosure with ends that differ by at most 4 units of the last place or
/// by `2^-10`.
fn scaled(form: &LogForm, scale: u32) -> f64 {
    if form.is_zero() {
        return 0.0;
    }
    let mut precision = 128;
    loop {
        let enclosure = Enclosure::of(form, precision);
        let [lower, upper] = [(enclosure.lower(), Round::Down), (enclosure.upper(), Round::Up)]
            .map(|(end, round)| (end.clone() << scale).to_f64_round(round));
        let is_narrow = upper - lower <= f64::max(4.0 * f64::EPSILON / 2.0 * lower.abs(), 1.0 / 1024.0);
        // Beyond the range of numbers, the error is infinite.
        if is_narrow || !lower.is_finite() || !upper.is_finite() {
            return if is_narrow { lower } else { f64::INFINITY };
        }
        precision *= 2;
    }
}

/// Bounds of the quotient of the two sides of a relation that holds on the law in a lane; `None` unless the larger side
/// is positive. `exactly` gives the exact value of a side. It is asked only if the larger side is within its error of
/// zero.
pub fn ratio(
    sides: &[BoundedForm; 2],
    sums: &[Lanes<f64>],
    lane: usize,
    exactly: impl Fn(usize) -> LogForm,
) -> Option<RatioBounds> {
    let [small, large] = [sides[0].enclose(sums, lane), sides[1].enclose(sums, lane)];
    let is_moderate = sides.iter().all(|side| side.error < LARGEST_ERROR);
    if is_moderate && large.1 < 0.0 {
        return None;
    }
    if is_moderate && large.0 > 0.0 {
        let lower = if small.0 > 0.0 { small.0 / large.1 / OUTWARDS } else { small.0 / large.0 * OUTWARDS };
        let upper = if small.1 > 0.0 { small.1 / large.0 * OUTWARDS } else { small.1 / large.1 / OUTWARDS };
        return Some(RatioBounds::new(lower, upper.min(1.0)));
    }
    let [small, large] = [exactly(0), exactly(1)];
    if !large.sign().is_gt() {
        return None;
    }
    let mut precision = 128;
    loop {
        if let Some(ratio) = Enclosure::of(&small, precision).quotient(&Enclosure::of(&large, precision)) {
            let (lower, upper) = (ratio.lower().to_f64_round(Round::Down), ratio.upper().to_f64_round(Round::Up));
            return Some(RatioBounds::new(lower, upper));
        }
        precision *= 2;
    }
}
