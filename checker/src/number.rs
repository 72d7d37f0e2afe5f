//! Rational numbers, with their functions in the claim language, and linear forms with rational coefficients. Every
//! operation whose work grows with its numbers is counted, before it is done.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use crate::answer::{Reason, Result};
use crate::limits::{self, Meter, words};

/// A rational number, always in lowest terms.
pub type Q = BigRational;

pub fn whole(number: impl Into<BigInt>) -> Q {
    Q::from_integer(number.into())
}

/// A size as a number of steps.
pub fn count(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// Reads a rational or a count of the format. A text that is not how the number is written is none: `+1`, `2/4`, `01`.
pub fn read<T: std::str::FromStr + ToString>(text: &str) -> Result<T> {
    limits::NUMBER.check(text.len())?;
    let number = text.parse().ok().filter(|number: &T| number.to_string() == text);
    number.ok_or_else(|| Reason::BadNumber.of(text))
}

// Integers.

/// `a b`
pub fn multiply(a: &BigInt, b: &BigInt, meter: &Meter) -> Result<BigInt> {
    meter.work(words(a).saturating_mul(words(b)).saturating_add(16))?;
    Ok(a * b)
}

/// The quotient, rounded towards 0.
pub fn divide(a: &BigInt, b: &BigInt, meter: &Meter) -> Result<BigInt> {
    meter.work(words(a).saturating_mul(words(b)).saturating_mul(2).saturating_add(32))?;
    Ok(a / b)
}

/// The greatest common divisor of the absolute values, by Euclid; with machine words as soon as they suffice.
pub fn gcd(a: &BigInt, b: &BigInt, meter: &Meter) -> Result<BigInt> {
    let (mut a, mut b) = (a.clone(), b.clone());
    loop {
        if let (Some(a), Some(b)) = (a.magnitude().to_u64(), b.magnitude().to_u64()) {
            return Ok(gcd_of_words(a, b, meter)?.into());
        }
        if b.is_zero() {
            return Ok(a.abs());
        }
        // The quotient has few words, but for the first step.
        let quotient = words(&a).abs_diff(words(&b)) + 1;
        meter.work(quotient.saturating_mul(words(&b)).saturating_mul(2).saturating_add(100))?;
        let rest = a % &b;
        (a, b) = (b, rest);
    }
}

fn gcd_of_words(mut a: u64, mut b: u64, meter: &Meter) -> Result<u64> {
    meter.work(100)?;
    while b > 0 {
        (a, b) = (b, a % b);
    }
    Ok(a)
}

/// The number of subsets with `k` of `n` elements.
pub fn choose(n: usize, k: usize, meter: &Meter) -> Result<BigInt> {
    let steps = 0..k.min(n.saturating_sub(k));
    steps.into_iter().try_fold(BigInt::from(u8::from(k <= n)), |product, i| {
        limits::BITS.check(product.bits())?;
        meter.work(4 * words(&product) + 64)?;
        Ok(product * (n - i) / (i + 1))
    })
}

// Rationals.

/// Declines a power of a number, with the number of its factors, that is too long to go on with.
pub fn check_power(base: &Q, size: usize) -> Result<()> {
    limits::BITS.check(base.numer().bits().max(base.denom().bits()).saturating_mul(count(size)))
}

/// Declines a number that is too long to go on with.
pub fn check(number: &Q) -> Result<()> {
    check_power(number, 1)
}

/// The number itself, unless it is too long.
pub fn bounded(number: Q) -> Result<Q> {
    check(&number).map(|()| number)
}

/// A fraction, in lowest terms. (`num-rational` finds divisors bit by bit, which takes most of the time of a check.)
pub fn fraction(numer: BigInt, denom: BigInt, meter: &Meter) -> Result<Q> {
    if denom.is_one() {
        return Ok(Q::from_integer(numer));
    }
    let divisor = gcd(&numer, &denom, meter)?;
    if divisor.is_one() {
        return Ok(Q::new_raw(numer, denom));
    }
    Ok(Q::new_raw(divide(&numer, &divisor, meter)?, divide(&denom, &divisor, meter)?))
}

/// `a + b`
pub fn sum(a: &Q, b: &Q, meter: &Meter) -> Result<Q> {
    let numer = multiply(a.numer(), b.denom(), meter)? + multiply(b.numer(), a.denom(), meter)?;
    fraction(numer, multiply(a.denom(), b.denom(), meter)?, meter)
}

/// `a b`
pub fn product(a: &Q, b: &Q, meter: &Meter) -> Result<Q> {
    fraction(multiply(a.numer(), b.numer(), meter)?, multiply(a.denom(), b.denom(), meter)?, meter)
}

/// How `a` compares with `b`.
pub fn compare(a: &Q, b: &Q, meter: &Meter) -> Result<Ordering> {
    Ok(multiply(a.numer(), b.denom(), meter)?.cmp(&multiply(b.numer(), a.denom(), meter)?))
}

/// The integer that the number must be.
pub fn integer(number: &Q) -> Result<BigInt> {
    Reason::NoValue.unless(number.is_integer(), "a number that must be an integer")?;
    Ok(number.to_integer())
}

/// The index in `from..=to` that the number must be.
pub fn index(number: &Q, from: usize, to: usize) -> Result<usize> {
    let index = integer(number)?.to_usize().filter(|index| (from..=to).contains(index));
    index.ok_or_else(|| Reason::NoValue.of("an index that is out of its range"))
}

pub fn inverse(number: &Q) -> Result<Q> {
    Reason::NoValue.unless(!number.is_zero(), "a division by zero")?;
    Ok(number.recip())
}

/// The power with an integer exponent; `x^0 = 1`, also for `x = 0`.
pub fn power(base: &Q, exponent: &Q, meter: &Meter) -> Result<Q> {
    let exponent = integer(exponent)?;
    let size = exponent.magnitude().to_usize().unwrap_or(usize::MAX);
    if base.is_integer() && base.numer().magnitude().is_one() {
        let is_odd = exponent.bit(0);
        return Ok(if is_odd { base.clone() } else { Q::one() });
    }
    if base.is_zero() && !exponent.is_zero() {
        return if exponent.is_negative() { inverse(base) } else { Ok(Q::zero()) };
    }
    check_power(base, size)?;
    let raise = |number: &BigInt| -> Result<BigInt> {
        let length = number.bits().saturating_mul(count(size)) / 64 + 1;
        meter.work(length.saturating_mul(length).saturating_add(64))?;
        Ok(Pow::pow(number, size))
    };
    // In lowest terms, for the base is.
    let power = Q::new_raw(raise(base.numer())?, raise(base.denom())?);
    if exponent.is_negative() { inverse(&power) } else { Ok(power) }
}

/// The number, which must have a logarithm.
pub fn positive(number: &Q) -> Result<&Q> {
    Reason::NoValue.unless(number.is_positive(), "the logarithm of a number that is not positive")?;
    Ok(number)
}

/// The largest integer `k` with `2^k <= number`.
pub fn floor_log2(number: &Q) -> Result<i64> {
    // numer / denom lies between 2^(guess - 1) and 2^(guess + 1), without the ends above.
    let (numer, denom) = (positive(number)?.numer(), number.denom());
    let bits = |number: &BigInt| i64::try_from(number.bits()).unwrap_or(i64::MAX);
    let guess = bits(numer) - bits(denom);
    let shift = guess.unsigned_abs();
    let reached = if guess >= 0 { *numer >= denom << shift } else { numer << shift >= *denom };
    Ok(if reached { guess } else { guess - 1 })
}

/// The smallest integer `k` with `2^k >= number`.
pub fn ceil_log2(number: &Q) -> Result<i64> {
    floor_log2(&positive(number)?.recip()).map(|log| -log)
}

/// What a linear form has coefficients of.
pub trait Unknown: Ord + Clone {
    /// How many words of 64 bits are compared, or copied.
    fn words(&self) -> u64 {
        1
    }
}

impl Unknown for usize {}

impl Unknown for BigUint {
    fn words(&self) -> u64 {
        self.bits() / 64 + 1
    }
}

/// `q + sum q_x x`, with coefficients other than 0. Values of expressions are linear forms in `Symbol`s, differences
/// are linear forms in the rays of the cone, and the values of information measures at a law are linear forms in the
/// logarithms of integers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linear<X: Ord> {
    pub constant: Q,
    coefficients: BTreeMap<X, Q>,
}

impl<X: Unknown> Linear<X> {
    pub fn zero() -> Self {
        Self::number(Q::zero())
    }

    pub fn number(constant: Q) -> Self {
        Self { constant, coefficients: BTreeMap::new() }
    }

    pub fn of(x: X) -> Self {
        Self { constant: Q::zero(), coefficients: BTreeMap::from([(x, Q::one())]) }
    }

    pub fn add(&mut self, x: X, factor: &Q, meter: &Meter) -> Result<()> {
        // A table of some 2^16 terms is searched by as many comparisons as it has doublings.
        meter.work(32 + 16 * (x.words() - 1))?;
        if factor.is_zero() {
            return Ok(());
        }
        let Some(coefficient) = self.coefficients.get_mut(&x) else {
            self.coefficients.insert(x, factor.clone());
            return limits::TERMS.check(self.coefficients.len());
        };
        *coefficient = sum(coefficient, factor, meter)?;
        if coefficient.is_zero() {
            self.coefficients.remove(&x);
        }
        Ok(())
    }

    pub fn add_multiple(&mut self, other: &Self, factor: &Q, meter: &Meter) -> Result<()> {
        self.constant = sum(&self.constant, &product(&other.constant, factor, meter)?, meter)?;
        other.terms().try_for_each(|(x, coefficient)| self.add(x.clone(), &product(coefficient, factor, meter)?, meter))
    }

    pub fn plus(mut self, other: &Self, meter: &Meter) -> Result<Self> {
        self.add_multiple(other, &Q::one(), meter).map(|()| self)
    }

    pub fn minus(mut self, other: &Self, meter: &Meter) -> Result<Self> {
        self.add_multiple(other, &-Q::one(), meter).map(|()| self)
    }

    pub fn times(&self, factor: &Q, meter: &Meter) -> Result<Self> {
        let mut multiple = Self::zero();
        multiple.add_multiple(self, factor, meter).map(|()| multiple)
    }

    pub fn coefficient(&self, x: &X) -> Option<&Q> {
        self.coefficients.get(x)
    }

    /// What occurs, with its coefficients.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&X, &Q)> {
        self.coefficients.iter()
    }
}
