//! Intervals between doubles that are proven to hold a real number: a first look at a sum, at the cost of a few machine
//! operations.
//!
//! IEEE 754 rounds every sum, product and quotient to the nearest double, infinities included, so the exact result lies
//! between the two neighbours of the computed double. Each end is moved outwards by one double after each operation.
//! Where an end is not a number (infinities of both signs were added, or one was multiplied by zero), every comparison
//! with it is false, and nothing is concluded.

#![allow(clippy::float_arithmetic, reason = "the ends are moved outwards after each operation")]

use std::cell::RefCell;
use std::cmp::Ordering;
use std::sync::LazyLock;

use rug::float::Round;
use rug::{Float, Integer, Rational};
use rustc_hash::FxHashMap;

use super::enclosure::{Enclosure, FIRST_PRECISION, apart};
use super::kept::keep;
use super::log_form::LogForm;
use super::number::Number;

/// A closed interval `[lower, upper]` of doubles that holds a real number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    lower: f64,
    upper: f64,
}

impl Interval {
    /// The number zero.
    pub const ZERO: Self = Self { lower: 0.0, upper: 0.0 };

    /// Every number.
    pub const EVERYTHING: Self = Self { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

    /// The number one.
    pub const ONE: Self = Self { lower: 1.0, upper: 1.0 };

    /// The interval between computed ends, each moved outwards by one double.
    fn outwards(lower: f64, upper: f64) -> Self {
        Self { lower: lower.next_down(), upper: upper.next_up() }
    }

    /// Bounds the value of a form.
    pub fn of(form: &LogForm) -> Self {
        let coefficient = |number: &Rational| Self::of_quotient(number.numer(), number.denom());
        form.terms().fold(coefficient(form.constant()), |sum, (argument, factor)| {
            sum.plus(cached_ln(argument).times(coefficient(factor)))
        })
    }

    /// The quotient of an integer and a positive integer.
    pub fn of_quotient(numerator: &Integer, denominator: &Integer) -> Self {
        if numerator.is_zero() {
            return Self::ZERO;
        }
        match (numerator.to_i64().and_then(exact_double), denominator.to_i64().and_then(exact_double)) {
            (Some(numerator), Some(denominator)) => {
                let quotient = numerator / denominator;
                Self::outwards(quotient, quotient)
            }
            _ => {
                let rational = Rational::from((numerator, denominator));
                Self::from(&Enclosure::of_rational(&rational, f64::MANTISSA_DIGITS))
            }
        }
    }

    /// The logarithm of a positive integer.
    ///
    /// # Panics
    /// When the argument is below 1.
    pub fn ln(argument: &Integer) -> Self {
        Self::from(&Enclosure::ln(argument, f64::MANTISSA_DIGITS))
    }

    /// The lower end.
    pub fn lower(self) -> f64 {
        self.lower
    }

    /// The upper end.
    pub fn upper(self) -> f64 {
        self.upper
    }

    /// Adds `factor * other`; `None` unless the factor is an integer that a double holds.
    #[must_use]
    pub fn plus_scaled(self, other: Self, factor: &Number) -> Option<Self> {
        let factor = exact_double(factor.as_word()?)?;
        let (low_end, high_end) = if factor < 0.0 { (other.upper, other.lower) } else { (other.lower, other.upper) };
        Some(self.plus(Self::outwards(low_end * factor, high_end * factor)))
    }

    /// The sum of this number and the product of two others; none of the three is negative.
    #[must_use]
    pub fn plus_product(self, first: Self, second: Self) -> Self {
        debug_assert!(first.lower >= 0.0 && second.lower >= 0.0, "only nonnegative numbers are multiplied end by end");
        let product = Self::outwards(first.lower * second.lower, first.upper * second.upper);
        let sum = self.plus(product);
        Self { lower: sum.lower.max(0.0), ..sum }
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::outwards(self.lower + other.lower, self.upper + other.upper)
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self::outwards(self.lower - other.upper, self.upper - other.lower)
    }

    /// The product of this number, which is not negative, and another one.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        debug_assert!(self.lower >= 0.0, "the first number is not negative");
        let low_factor = if other.lower < 0.0 { self.upper } else { self.lower };
        let high_factor = if other.upper < 0.0 { self.lower } else { self.upper };
        Self::outwards(low_factor * other.lower, high_factor * other.upper)
    }

    /// The quotient of two numbers; `None` unless the divisor is proven positive.
    #[must_use]
    pub fn quotient(self, divisor: Self) -> Option<Self> {
        if divisor.lower.partial_cmp(&0.0) != Some(Ordering::Greater) {
            return None;
        }
        let low_divisor = if self.lower >= 0.0 { divisor.upper } else { divisor.lower };
        let high_divisor = if self.upper >= 0.0 { divisor.lower } else { divisor.upper };
        Some(Self::outwards(self.lower / low_divisor, self.upper / high_divisor))
    }

    /// The logarithm of a number that is proven positive and not below the least normal double; everything otherwise.
    ///
    /// With `x = 2^e m`, `m` from 1 to 2, and the nearest `c` of 128 numbers, `ln x = e ln 2 + ln c + ln(1 + r)` for
    /// `r = (m - c)/c`, whose absolute value is at most `2^-8`. The series of `ln(1 + r)` is cut behind `r^7/7`; the
    /// absolute value of the rest is below `2^-66`.
    #[must_use]
    pub fn logarithm(self) -> Self {
        if !(self.lower >= f64::MIN_POSITIVE && self.upper < f64::INFINITY) {
            return Self::EVERYTHING;
        }
        Self { lower: logarithm_of_double(self.lower).lower, upper: logarithm_of_double(self.upper).upper }
    }

    /// The interval that holds one double alone.
    fn point(number: f64) -> Self {
        Self { lower: number, upper: number }
    }

    /// The order of two numbers whose intervals do not meet; `None` where they meet.
    pub fn apart(self, other: Self) -> Option<Ordering> {
        apart([self.lower, self.upper], [other.lower, other.upper])
    }
}

impl From<&Enclosure> for Interval {
    fn from(enclosure: &Enclosure) -> Self {
        Self { lower: enclosure.lower().to_f64_round(Round::Down), upper: enclosure.upper().to_f64_round(Round::Up) }
    }
}

impl From<Interval> for Enclosure {
    fn from(interval: Interval) -> Self {
        let [lower, upper] = [interval.lower, interval.upper].map(|end| Float::with_val(FIRST_PRECISION, end));
        Self::between(lower, upper)
    }
}

/// The explicit bits of the fraction of a double.
const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;

/// The natural logarithms of `1 + (2 j + 1)/256`, `j = 0..127`: of 128 numbers between 1 and 2.
static LOGARITHMS_OF_CENTERS: LazyLock<Vec<Interval>> = LazyLock::new(|| {
    let [denominator, numerators] = [Integer::from(256), Integer::from(257)];
    let ln = |j: u32| Interval::ln(&Integer::from(&numerators + 2 * j)).minus(Interval::ln(&denominator));
    (0..128).map(ln).collect()
});

/// The natural logarithm of 2.
static LN_2: LazyLock<Interval> = LazyLock::new(|| Interval::ln(&Integer::from(2)));

/// The numbers `1/7, 1/6, .., 1`.
static SHARES: LazyLock<[Interval; 7]> =
    LazyLock::new(|| [7, 6, 5, 4, 3, 2, 1].map(|term| Interval::of_quotient(&Integer::from(1), &Integer::from(term))));

/// As [`Interval::logarithm`], of a positive normal double.
fn logarithm_of_double(number: f64) -> Interval {
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> FRACTION_BITS).expect("eleven bits") - (f64::MAX_EXP - 1);
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let significand = f64::from_bits(1_f64.to_bits() | fraction);
    let index = u32::try_from(fraction >> (FRACTION_BITS - 7)).expect("seven bits");
    let center = 1.0 + f64::from(2 * index + 1) / 256.0;
    // The two are within a factor of two, so that their difference is exact (Sterbenz).
    let ratio = (significand - center) / center;
    let ratio = Interval::outwards(ratio, ratio);
    // r (1 - r (1/2 - r (1/3 - ...)))
    let [last, shares @ ..] = &*SHARES;
    let series = shares.iter().fold(*last, |series, share| share.minus(series.times(ratio)));
    let rest = 2_f64.powi(-66);
    let near_1 = series.times(ratio).plus(Interval { lower: -rest, upper: rest });
    let index = usize::try_from(index).expect("seven bits");
    let of_exponent = LN_2.times(Interval::point(f64::from(exponent)));
    of_exponent.plus(LOGARITHMS_OF_CENTERS[index]).plus(near_1)
}

thread_local! {
    static LOGARITHMS: RefCell<FxHashMap<u64, Interval>> = RefCell::new(FxHashMap::default());
}

/// As [`Interval::ln`], kept for the next time where the argument is small.
fn cached_ln(argument: &Integer) -> Interval {
    match argument.to_u64() {
        Some(small) => LOGARITHMS.with_borrow_mut(|cache| *keep(cache, small, || Interval::ln(argument))),
        None => Interval::ln(argument),
    }
}

/// The double that an integer is; `None` where it has more than 53 bits.
fn exact_double(word: i64) -> Option<f64> {
    (word.unsigned_abs() >> f64::MANTISSA_DIGITS == 0).then_some(word as f64)
}
