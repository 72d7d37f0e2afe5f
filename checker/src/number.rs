//! Rational numbers, with their functions in the claim language, and linear forms with rational coefficients.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint};
use num_rational::{BigRational, Ratio};
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

use crate::answer::{Reason, Result};
use crate::limits;

/// A rational number, always in lowest terms.
pub type Q = BigRational;

pub fn whole(number: impl Into<BigInt>) -> Q {
    Q::from_integer(number.into())
}

/// Reads a rational or a count of the format. A text that is not how the number is written is none: `+1`, `2/4`, `01`.
pub fn read<T: std::str::FromStr + ToString>(text: &str) -> Result<T> {
    limits::NUMBER.check(text.len())?;
    let number = text.parse().ok().filter(|number: &T| number.to_string() == text);
    number.ok_or_else(|| Reason::BadNumber.of(text))
}

/// Declines a power of a number, with the number of its factors, that is too long to go on with.
fn check_power(base: &Q, size: u64) -> Result<()> {
    limits::BITS.check(base.numer().bits().max(base.denom().bits()).saturating_mul(size))
}

/// Declines a number that is too long to go on with.
pub fn check(number: &Q) -> Result<()> {
    check_power(number, 1)
}

/// The number itself, unless it is too long.
pub fn bounded(number: Q) -> Result<Q> {
    check(&number).map(|()| number)
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
pub fn power(base: &Q, exponent: &Q) -> Result<Q> {
    let exponent = integer(exponent)?;
    let size = exponent.magnitude().to_u32().unwrap_or(u32::MAX);
    check_power(base, size.into())?;
    let power = Q::new(Pow::pow(base.numer(), size), Pow::pow(base.denom(), size));
    if exponent.is_negative() { inverse(&power) } else { Ok(power) }
}

/// The number, which must have a logarithm.
pub fn positive(number: &Q) -> Result<&Q> {
    Reason::NoValue.unless(number.is_positive(), "the logarithm of a number that is not positive")?;
    Ok(number)
}

/// The largest integer `k` with `2^k <= number`.
pub fn floor_log2(number: &Q) -> Result<Q> {
    // numer / denom lies between 2^(guess - 1) and 2^(guess + 1), without the ends above.
    let guess = whole(positive(number)?.numer().bits()) - whole(number.denom().bits());
    Ok(if power(&whole(2), &guess)? <= *number { guess } else { guess - whole(1) })
}

/// The smallest integer `k` with `2^k >= number`.
pub fn ceil_log2(number: &Q) -> Result<Q> {
    floor_log2(&positive(number)?.recip()).map(|log| -log)
}

/// The number of subsets with `k` of `n` elements.
pub fn choose(n: usize, k: usize) -> BigInt {
    (0..k.min(n.saturating_sub(k))).fold(BigInt::from(u8::from(k <= n)), |product, i| product * (n - i) / (i + 1))
}

/// The greatest common divisor of positive integers, by which a fraction is reduced.
pub fn gcd(a: &BigUint, b: &BigUint) -> BigUint {
    a / Ratio::new(a.clone(), b.clone()).numer()
}

/// `sum q_x x`, with coefficients other than 0. Values of expressions are linear forms in `Symbol`s, differences are
/// linear forms in the rays of the cone, and the values of informations at a law are linear forms in the logarithms
/// of integers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linear<X: Ord>(BTreeMap<X, Q>);

impl<X: Ord + Clone> Linear<X> {
    pub fn zero() -> Self {
        Self(BTreeMap::new())
    }

    pub fn of(x: X) -> Self {
        Self(BTreeMap::from([(x, Q::one())]))
    }

    pub fn add(&mut self, x: X, factor: &Q) {
        let coefficient = self.0.entry(x.clone()).or_insert_with(Q::zero);
        *coefficient += factor;
        if coefficient.is_zero() {
            self.0.remove(&x);
        }
    }

    pub fn add_multiple(&mut self, other: &Self, factor: &Q) {
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), &(coefficient * factor)));
    }

    pub fn plus(mut self, other: &Self) -> Self {
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), coefficient));
        self
    }

    pub fn minus(mut self, other: &Self) -> Self {
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), &-coefficient));
        self
    }

    pub fn times(mut self, factor: &Q) -> Self {
        self.0.values_mut().for_each(|coefficient| *coefficient *= factor);
        self.0.retain(|_, coefficient| !coefficient.is_zero());
        self
    }

    pub fn coefficient(&self, x: &X) -> Option<&Q> {
        self.0.get(x)
    }

    /// What occurs, with its coefficients.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&X, &Q)> {
        self.0.iter()
    }
}
