//! Intervals of MPFR numbers that are proven to hold a real number.

use std::cell::RefCell;
use std::cmp::Ordering;

use rug::float::Round;
use rug::ops::{AddAssignRound, DivAssignRound, MulAssignRound, PowAssignRound, SubAssignRound};
use rug::{Float, Integer, Rational};
use rustc_hash::FxHashMap;

use super::kept::keep;
use super::log_form::LogForm;

/// The precision, in bits, of a first enclosure. It decides all but ties and near-ties.
pub const FIRST_PRECISION: u32 = 128;

/// A closed interval `[lower, upper]` that holds a real number.
///
/// Every operation rounds the lower end down and the upper end up (MPFR rounds each operation correctly in the given
/// direction), so the enclosure property is kept by construction.
#[derive(Debug, Clone)]
pub struct Enclosure {
    lower: Float,
    upper: Float,
}

impl Enclosure {
    /// The number zero.
    pub fn zero(precision: u32) -> Self {
        Self { lower: Float::new(precision), upper: Float::new(precision) }
    }

    /// The enclosure between two ends.
    pub(super) fn between(lower: Float, upper: Float) -> Self {
        Self { lower, upper }
    }

    /// Encloses `ln argument` for a positive integer.
    ///
    /// # Panics
    /// When the argument is below 1.
    pub fn ln(argument: &Integer, precision: u32) -> Self {
        assert!(*argument >= 1, "logarithm of {argument}: the argument must be a positive integer");
        let mut lower = Float::with_val_round(precision, argument, Round::Down).0;
        lower.ln_round(Round::Down);
        let mut upper = Float::with_val_round(precision, argument, Round::Up).0;
        upper.ln_round(Round::Up);
        Self { lower, upper }
    }

    /// Encloses the value of a form.
    ///
    /// With `m` terms, the width is at most `2^(3 - precision) * (m + 2) * (|c| + sum_k |q_k| ln n_k)` as long as `m`
    /// is far below `2^precision`: an end of one term takes three roundings (argument, logarithm, product) that move it
    /// by less than `2^(1 - precision)` of its size each, and the sum takes one more rounding a term. The bound falls
    /// to zero as the precision grows, which is why raising the precision decides every nonzero sign.
    pub fn of(form: &LogForm, precision: u32) -> Self {
        let mut sum = Self::of_rational(form.constant(), precision);
        for (argument, coefficient) in form.terms() {
            with_cached_ln(argument, precision, |ln| sum.add_scaled(ln, coefficient));
        }
        sum
    }

    /// Encloses a rational number.
    pub fn of_rational(number: &Rational, precision: u32) -> Self {
        let lower = Float::with_val_round(precision, number, Round::Down).0;
        let upper = Float::with_val_round(precision, number, Round::Up).0;
        Self { lower, upper }
    }

    /// Encloses all numbers between two rationals.
    ///
    /// # Panics
    /// When the first is above the second.
    pub fn spanning(low: &Rational, high: &Rational, precision: u32) -> Self {
        assert!(low <= high, "the lower end comes first");
        let lower = Float::with_val_round(precision, low, Round::Down).0;
        let upper = Float::with_val_round(precision, high, Round::Up).0;
        Self { lower, upper }
    }

    /// Adds the product of two numbers that are not negative.
    pub fn add_product(&mut self, first: &Self, second: &Self) {
        debug_assert!(first.lower >= 0 && second.lower >= 0, "only nonnegative numbers are multiplied end by end");
        let precision = self.lower.prec();
        let lower = Float::with_val_round(precision, &first.lower * &second.lower, Round::Down).0;
        let upper = Float::with_val_round(precision, &first.upper * &second.upper, Round::Up).0;
        self.lower.add_assign_round(lower, Round::Down);
        self.upper.add_assign_round(upper, Round::Up);
    }

    /// Encloses the sum of two numbers.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.lower.add_assign_round(&other.lower, Round::Down);
        self.upper.add_assign_round(&other.upper, Round::Up);
        self
    }

    /// Encloses the difference of two numbers.
    #[must_use]
    pub fn minus(mut self, other: &Self) -> Self {
        self.lower.sub_assign_round(&other.upper, Round::Down);
        self.upper.sub_assign_round(&other.lower, Round::Up);
        self
    }

    /// Encloses the product of a number that is not negative with any number.
    #[must_use]
    pub fn times(mut self, other: &Self) -> Self {
        debug_assert!(self.lower >= 0, "one factor is not negative");
        let (low_factor, high_factor) = (self.lower.clone(), self.upper.clone());
        let low_end = if other.lower >= 0 { &low_factor } else { &high_factor };
        let high_end = if other.upper >= 0 { &high_factor } else { &low_factor };
        self.lower.clone_from(low_end);
        self.lower.mul_assign_round(&other.lower, Round::Down);
        self.upper.clone_from(high_end);
        self.upper.mul_assign_round(&other.upper, Round::Up);
        self
    }

    /// Encloses the absolute value.
    #[must_use]
    pub fn absolute(self) -> Self {
        if self.lower >= 0 {
            self
        } else if self.upper <= 0 {
            self.negated()
        } else {
            let precision = self.lower.prec();
            let Self { lower, upper } = self.negated();
            // The negated ends are those of the other sign: the larger of the two in size stays.
            let other = -lower.clone();
            Self { lower: Float::new(precision), upper: if other > upper { other } else { upper } }
        }
    }

    /// Encloses a number that is known not to be negative.
    #[must_use]
    pub fn not_negative(mut self) -> Self {
        if self.lower < 0 {
            self.lower = Float::new(self.lower.prec());
        }
        self
    }

    /// Encloses `e^x`.
    #[must_use]
    pub fn exponential(mut self) -> Self {
        self.lower.exp_round(Round::Down);
        self.upper.exp_round(Round::Up);
        self
    }

    /// Encloses `1 - e^-x`, without cancellation for small `x`.
    #[must_use]
    pub fn one_less_exponential_of_negative(self) -> Self {
        let Self { mut lower, mut upper } = self.negated();
        lower.exp_m1_round(Round::Down);
        upper.exp_m1_round(Round::Up);
        Self { lower, upper }.negated()
    }

    /// Encloses `x^(n/d)` of a number that is not negative, for positive `n` and `d`: correctly rounded roots, and then
    /// powers.
    #[must_use]
    pub fn power(mut self, numerator: u32, denominator: u32) -> Self {
        debug_assert!(self.lower >= 0, "roots of numbers that are not negative");
        for (end, round) in [(&mut self.lower, Round::Down), (&mut self.upper, Round::Up)] {
            end.root_round(denominator, round);
            end.pow_assign_round(numerator, round);
        }
        self
    }

    /// Encloses `sin( pi x / 4 )` for `0 <= x <= 1`, where the sine grows.
    ///
    /// # Panics
    /// For any other number.
    pub fn sine_of_eighths(x: &Rational, precision: u32) -> Self {
        assert!((0..=1).contains(x), "an angle from 0 to half a right angle");
        let Self { mut lower, mut upper } = Self::of_rational(x, precision);
        lower.sin_u_round(8, Round::Down);
        upper.sin_u_round(8, Round::Up);
        Self { lower, upper }
    }

    /// The precision in bits.
    pub fn precision(&self) -> u32 {
        self.lower.prec()
    }

    /// The ends, which are dyadic rationals.
    ///
    /// # Panics
    /// When one is not finite.
    pub fn ends(&self) -> [Rational; 2] {
        [&self.lower, &self.upper].map(|end| end.to_rational().expect("finite ends"))
    }

    /// The logarithm of a positive number; `None` unless it is proven positive.
    #[must_use]
    pub fn logarithm(&self) -> Option<Self> {
        if self.lower <= 0 {
            return None;
        }
        let mut logarithm = self.clone();
        logarithm.lower.ln_round(Round::Down);
        logarithm.upper.ln_round(Round::Up);
        Some(logarithm)
    }

    /// Adds `factor * other`, outwards.
    pub fn add_scaled(&mut self, other: &Self, factor: &Rational) {
        let (low_end, high_end) = match factor.cmp0() {
            Ordering::Equal => return,
            Ordering::Greater => (&other.lower, &other.upper),
            Ordering::Less => (&other.upper, &other.lower),
        };
        self.lower.add_assign_round(product(low_end, factor, Round::Down), Round::Down);
        self.upper.add_assign_round(product(high_end, factor, Round::Up), Round::Up);
    }

    /// The lower end.
    pub fn lower(&self) -> &Float {
        &self.lower
    }

    /// The upper end.
    pub fn upper(&self) -> &Float {
        &self.upper
    }

    /// The sign of the enclosed number, when the interval decides it.
    pub fn sign(&self) -> Option<Ordering> {
        if self.lower > 0 {
            Some(Ordering::Greater)
        } else if self.upper < 0 {
            Some(Ordering::Less)
        } else if self.lower.is_zero() && self.upper.is_zero() {
            Some(Ordering::Equal)
        } else {
            None
        }
    }

    /// The order of two numbers whose enclosures do not meet; `None` where they meet.
    pub fn apart(&self, other: &Self) -> Option<Ordering> {
        apart([&self.lower, &self.upper], [&other.lower, &other.upper])
    }

    /// Encloses the number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { lower: -self.upper, upper: -self.lower }
    }

    /// Encloses the quotient `self / divisor` of two numbers, or `None` unless the divisor is proven positive.
    pub fn quotient(&self, divisor: &Self) -> Option<Self> {
        if divisor.lower <= 0 {
            return None;
        }
        let low_divisor = if self.lower >= 0 { &divisor.upper } else { &divisor.lower };
        let high_divisor = if self.upper >= 0 { &divisor.lower } else { &divisor.upper };
        let mut quotient = self.clone();
        quotient.lower.div_assign_round(low_divisor, Round::Down);
        quotient.upper.div_assign_round(high_divisor, Round::Up);
        Some(quotient)
    }
}

/// The order of two numbers between ends that do not meet; `None` where they meet, or an end is not a number.
pub(super) fn apart<End: PartialOrd>(
    [lower, upper]: [End; 2],
    [other_lower, other_upper]: [End; 2],
) -> Option<Ordering> {
    if lower > other_upper {
        Some(Ordering::Greater)
    } else if upper < other_lower {
        Some(Ordering::Less)
    } else {
        None
    }
}

fn product(end: &Float, factor: &Rational, round: Round) -> Float {
    let mut product = end.clone();
    if *factor.denom() == 1 {
        product.mul_assign_round(factor.numer(), round);
    } else {
        product.mul_assign_round(factor, round);
    }
    product
}

thread_local! {
    /// Enclosures of logarithms by argument and precision.
    static LOGARITHMS: RefCell<FxHashMap<(u64, u32), Enclosure>> = RefCell::new(FxHashMap::default());
}

fn with_cached_ln(argument: &Integer, precision: u32, use_ln: impl FnOnce(&Enclosure)) {
    match argument.to_u64() {
        Some(small) => LOGARITHMS.with_borrow_mut(|cache| {
            use_ln(keep(cache, (small, precision), || Enclosure::ln(argument, precision)));
        }),
        None => use_ln(&Enclosure::ln(argument, precision)),
    }
}
