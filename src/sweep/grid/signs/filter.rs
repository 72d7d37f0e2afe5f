//! The filter: the signs of forms at floating-point speed, with a proven bound.
//!
//! # The bound
//!
//! A form is `d = sum_k a_k S_k + const` with integers `a_k`, where `S_k` is the sum of `c ln c` over the patterns of the
//! column k. These keep one of `n_k` sets of `m_k` positions: in the column of a size k <= L `n_k = C(L,k)` and `m_k = k`,
//! and in that of a single set A `n_k = 1` and `m_k = |A|` (see [`columns`](crate::sweep::grid::program::columns)). Let
//! `M_k` be the largest number of patterns of the column that have a count of 2 or more. It is at most `n_k V^{m_k}`, and
//! at most `n_k floor(N/2)`, since the counts over one set of positions add up to N. The proof uses nothing else of the
//! columns.
//!
//! *The table.* `t(c)` is the integer nearest to `2^s c ln c`, found from an MPFR enclosure both of whose ends round to
//! it; so `|t(c) - 2^s c ln c| <= 1/2`, and `t(0) = t(1) = 0` without error. The constant is rounded in the same way.
//! The logarithms are MPFR's, correctly rounded. No mathematical library of the platform is used.
//!
//! *No rounding after that.* Let `S~_k` be the sum of `t(c)`. All numbers from here on are integers: the table, the
//! sums, the coefficients, the products and the partial sums of the dot product. The counts over one set of positions
//! add up to N, and `c ln c` is convex with value 0 at 0, so `S_k <= n_k N ln N`, and every number met is at most
//!
//! ```text
//! W = 2^s (sum_k |a_k| n_k N ln N + |const|) + sum_k |a_k| M_k + 1
//! ```
//!
//! in size; so are the sums of single sets, of which those by size are made where both are there. The scale s is chosen so that `W <= 2^52`; an `f64` holds every integer up to `2^53`, and the sum or
//! product of two integers that stays below is exact. So the order of the operations does not matter, nor does their
//! vectorisation, nor whether a product and a sum are fused; nothing overflows, and nothing but 0 is smaller than 1.
//!
//! *The scale.* For every form that is filtered, let `2^b` exceed
//!
//! ```text
//! sum_k |a_k| n_k N bits(N) + N sum_n |b_n| bits(n) + N |c|,
//! ```
//!
//! where `b_n` are the coefficients of logarithms, c is the coefficient of N, and `ln x < bits(x)`, the number of
//! binary digits. Let `2^b` also exceed each `n_k N bits(N)`. With `s = 51 - b` the first part of W is below `2^51`.
//! The rest, `sum_k |a_k| M_k + 1` with `M_k <= n_k N/2`, is at most `2^b <= 2^51`, if `b <= 51`; otherwise nothing
//! is filtered.
//!
//! Lanes beyond the last law of a batch hold its first law, so that the bounds hold for them too.
//!
//! *Therefore* the computed `d~` differs from `2^s d` by at most `B = sum_k |a_k| M_k / 2 + 1/2`. If `|d~| > B`,
//! the sign of `d~` is the sign of d. Otherwise the filter does not decide.
//!
//! *Large coefficients.* A form with coefficients so large that the other forms would lose precision is decided by the
//! same bound, with its dot product in 128-bit integers: coefficients below `2^63` and sums up to `2^52` add up to less
//! than `2^120`. A form with still larger coefficients is always decided exactly.

use crate::exact::{Enclosure, Integer, LogForm, Rational};
use crate::sweep::grid::program::Program;
use crate::sweep::grid::program::form::Form;

use super::batch::{LANES, LARGEST_TOTAL, Lanes, Mask, Table, with_vectors};
use super::dot::Terms;

/// The largest number of bits of a number here: the 53 bits of an `f64`, with one to spare.
const SIZE_BITS: u32 = 52;

/// The largest number of bits of a form in floating point, before it is scaled.
const LARGEST_BITS: u32 = 30;

/// A form with coefficients in floating point, all of them integers.
#[derive(Debug, Clone)]
struct FloatForm {
    terms: Terms,
    constant: f64,
    bound: f64,
}

/// A form with large coefficients, as machine integers.
#[derive(Debug, Clone)]
struct IntegerForm {
    coefficients: Vec<i64>,
    constant: i128,
    bound: i128,
}

/// The filter for some forms on laws of one total.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The scale s.
    scale: u32,
    /// The table `t(c)`, by c.
    table: Box<Table>,
    /// The numbers `M_k`, column by column.
    most_patterns: Vec<u64>,
    /// The forms in floating point; `None` for a form that is too large for it.
    floats: Vec<Option<FloatForm>>,
    /// The forms in integers; `None` for a form that is in floating point, and for one that is too large for integers,
    /// too.
    integers: Vec<Option<IntegerForm>>,
}

/// The laws of a batch on which a form is proven positive, and those on which it is proven negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decided {
    /// The laws on which the form is positive.
    pub positive: Mask,
    /// The laws on which the form is negative.
    pub negative: Mask,
    /// A lower and an upper bound of `2^s d` on all lanes.
    pub range: (f64, f64),
}

impl Decided {
    /// The decision that tells nothing.
    const NOTHING: Self = Self { positive: 0, negative: 0, range: (f64::NEG_INFINITY, f64::INFINITY) };
}

impl Filter {
    /// The filter of the forms of a program for laws with counts of total N, at most [`LARGEST_TOTAL`].
    pub fn new(program: &Program, total: u32) -> Self {
        let Program { forms, columns, shape, .. } = program;
        let most_patterns: Vec<u64> = columns
            .sets()
            .map(|(size, sets)| {
                let words = u64::try_from(shape.vocabulary_size()).unwrap_or(u64::MAX).saturating_pow(size);
                (sets * words.min(u64::from(total / 2))).to_u64().unwrap_or(u64::MAX)
            })
            .collect();
        // ln N is less than the number of bits of N.
        let entropy = Integer::from(total) * (u32::BITS - total.leading_zeros());
        let size = |form: &Form| {
            let sums = form.columns().zip(columns.sets()).map(|(a, (_, sets))| a.clone().abs() * sets * &entropy);
            let first = form.sums[0].clone().abs() * &entropy;
            let logarithms = form.logarithms.iter();
            let constants = logarithms.map(|(n, a)| a.clone().abs() * total * n.significant_bits());
            let nats = form.nats.clone().abs() * total;
            sums.chain(constants).chain([nats]).fold(first, |sum, term| sum + term).significant_bits()
        };
        let sizes: Vec<u32> = forms.iter().map(size).collect();
        // The sums themselves must fit, too.
        let sums = columns.sets().map(|(_, sets)| (sets * &entropy).significant_bits()).max().unwrap_or(0);
        let largest = sizes.iter().copied().filter(|size| *size <= LARGEST_BITS).max().unwrap_or(0).max(sums);
        // One bit less for the roundings of the table, which are far below the sums themselves.
        let scale = SIZE_BITS.saturating_sub(largest + 1);
        let floats = forms.iter().zip(&sizes).map(|(form, size)| {
            (*size <= LARGEST_BITS && largest < SIZE_BITS).then(|| float_form(form, total, scale, &most_patterns))
        });
        let integers = forms.iter().zip(&sizes).map(|(form, size)| {
            let is_large = *size > LARGEST_BITS && largest < SIZE_BITS;
            if is_large { integer_form(form, total, scale, &most_patterns) } else { None }
        });
        let (floats, integers) = (floats.collect(), integers.collect());
        Self { scale, table: table(total, scale), floats, integers, most_patterns }
    }

    /// The table `t(c)`, by c, with zeros behind the total.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The scale s: table entries are `2^s c ln c`, rounded.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// The numbers `M_k`, column by column: the largest number of table entries with an error in `S_k`.
    pub fn most_patterns(&self) -> &[u64] {
        &self.most_patterns
    }

    /// Decides a form on the laws of a batch, from the sums of table entries.
    #[inline]
    pub fn decide(&self, form: usize, sums: &[Lanes<f64>]) -> Decided {
        let Some(float) = &self.floats[form] else {
            return self.integers[form].as_ref().map_or(Decided::NOTHING, |integer| integer.decide(sums));
        };
        with_vectors(
            #[inline(always)]
            || float.decide(sums),
        )
    }
}

impl FloatForm {
    #[inline(always)]
    fn decide(&self, sums: &[Lanes<f64>]) -> Decided {
        let mut values = [0.0; LANES];
        let (least, greatest) = self.terms.dot(self.constant, sums, &mut values);
        // Integers, as the values are.
        let range = (least - self.bound, greatest + self.bound);
        if least > self.bound {
            return Decided { positive: Mask::MAX, negative: 0, range };
        }
        if greatest < -self.bound {
            return Decided { positive: 0, negative: Mask::MAX, range };
        }
        let positive = if greatest > self.bound { mask(&values, |value| value > self.bound) } else { 0 };
        // On most batches all others are negative.
        let negative =
            if smallest(&values) > self.bound { !positive } else { mask(&values, |value| value < -self.bound) };
        Decided { positive, negative, range }
    }
}

fn float_form(form: &Form, total: u32, scale: u32, most_patterns: &[u64]) -> FloatForm {
    let coefficients: Vec<f64> = form.columns().map(Integer::to_f64).collect();
    let constant = constant(form, total, scale).to_f64();
    FloatForm { terms: Terms::new(&coefficients), constant, bound: bound(form, most_patterns).to_f64() }
}

fn integer_form(form: &Form, total: u32, scale: u32, most_patterns: &[u64]) -> Option<IntegerForm> {
    let coefficients = form.columns().map(Integer::to_i64).collect::<Option<_>>()?;
    let small = |number: &Integer| number.to_i128().filter(|number| number.unsigned_abs() < 1 << 120);
    let constant = small(&constant(form, total, scale))?;
    Some(IntegerForm { coefficients, constant, bound: small(&bound(form, most_patterns))? })
}

impl IntegerForm {
    #[cold]
    fn decide(&self, sums: &[Lanes<f64>]) -> Decided {
        let mut decided = Decided { positive: 0, negative: 0, ..Decided::NOTHING };
        for lane in 0..LANES {
            // The sums are integers.
            let terms =
                self.coefficients.iter().zip(sums).map(|(a, sums)| i128::from(*a) * i128::from(sums[lane] as i64));
            let value = terms.fold(self.constant, |sum, term| sum + term);
            decided.positive |= Mask::from(value > self.bound) << lane;
            decided.negative |= Mask::from(value < -self.bound) << lane;
        }
        decided
    }
}

/// The bound B, rounded up.
fn bound(form: &Form, most_patterns: &[u64]) -> Integer {
    let errors = form.columns().zip(most_patterns).map(|(a, most)| a.clone().abs() * *most);
    (errors.fold(Integer::from(1), |sum, error| sum + error) + 1u32) / 2u32
}

/// The part of a form that is the same for all laws, times `2^scale`, rounded to the nearest integer.
fn constant(form: &Form, total: u32, scale: u32) -> Integer {
    let mut constants = form.constants(total);
    constants.add_ln(&Integer::from(total), &Rational::from(Integer::from(&form.sums[0] * total)));
    nearest(&constants, scale)
}

/// The table `t(c)` for all counts up to a total, with zeros behind it.
fn table(total: u32, scale: u32) -> Box<Table> {
    let table = vec![0.0; LARGEST_TOTAL as usize + 1].into_boxed_slice();
    let mut table: Box<Table> = table.try_into().expect("as many entries");
    table.iter_mut().zip(0..=total).for_each(|(value, count)| *value = entry(count, scale));
    table
}

/// The number `2^scale c ln c`, rounded to the nearest integer.
fn entry(count: u32, scale: u32) -> f64 {
    if count < 2 {
        return 0.0;
    }
    nearest(&LogForm::from_iter([(Integer::from(count), Rational::from(count))]), scale).to_f64()
}

/// The integer nearest to a value times `2^scale`: both ends of an enclosure round to it.
fn nearest(value: &LogForm, scale: u32) -> Integer {
    let mut precision = 128;
    loop {
        let enclosure = Enclosure::of(value, precision);
        // Both steps are exact but for the rounding to an integer, and that is exact when the ends have bits enough;
        // with fewer, they differ.
        let [lower, upper] = [enclosure.lower(), enclosure.upper()].map(|end| (end.clone() << scale).round());
        // A value halfway between two integers would be rational and no integer. A form with logarithms that do not
        // cancel is irrational; else it is an integer, the nats, and both ends of an enclosure narrower than 1 round to
        // it.
        if lower == upper
            && let Some(integer) = lower.to_integer()
        {
            return integer;
        }
        precision *= 2;
    }
}

/// The word with bit b alone, at b.
const BITS: [u64; 64] = {
    let mut bits = [0; 64];
    let mut bit = 0;
    while bit < 64 {
        bits[bit] = 1 << bit;
        bit += 1;
    }
    bits
};

/// The lanes whose values have a property.
#[inline(always)]
pub fn mask(values: &Lanes<f64>, has: impl Fn(f64) -> bool) -> Mask {
    let mut mask = 0;
    for (part, values) in values.chunks_exact(64).enumerate() {
        // Eight numbers side by side, and no lane needs another: they stay in vectors.
        let mut found = [0; 8];
        for (values, bits) in values.chunks_exact(8).zip(BITS.chunks_exact(8)) {
            for lane in 0..8 {
                found[lane] |= if has(values[lane]) { bits[lane] } else { 0 };
            }
        }
        mask |= Mask::from(found.iter().fold(0, |all, bits| all | bits)) << (64 * part);
    }
    mask
}

/// The smallest absolute value of all lanes.
#[inline(always)]
fn smallest(values: &Lanes<f64>) -> f64 {
    let mut found = [f64::INFINITY; 8];
    for values in values.chunks_exact(8) {
        for (found, value) in found.iter_mut().zip(values) {
            *found = if value.abs() < *found { value.abs() } else { *found };
        }
    }
    found.into_iter().fold(f64::INFINITY, f64::min)
}
