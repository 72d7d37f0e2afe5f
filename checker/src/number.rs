//! Rational numbers, with their functions in the claim language, and linear forms with rational coefficients.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
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
pub fn check_power(base: &Q, size: usize) -> Result<()> {
    let size = u64::try_from(size).unwrap_or(u64::MAX);
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
    let size = exponent.magnitude().to_usize().unwrap_or(usize::MAX);
    check_power(base, size)?;
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

/// The greatest common divisor of the absolute values, by Euclid; with machine words as soon as they suffice.
pub fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut a, mut b) = (a.clone(), b.clone());
    while !b.is_zero() {
        if let (Some(mut a), Some(mut b)) = (a.magnitude().to_u64(), b.magnitude().to_u64()) {
            while b > 0 {
                (a, b) = (b, a % b);
            }
            return a.into();
        }
        (a, b) = (b.clone(), a % b);
    }
    a.abs()
}

/// A fraction, in lowest terms. (`num-rational` finds divisors bit by bit, which takes most of the time of a check.)
fn fraction(numer: BigInt, denom: BigInt) -> Q {
    let divisor = gcd(&numer, &denom);
    if divisor.is_one() { Q::new_raw(numer, denom) } else { Q::new_raw(numer / &divisor, denom / divisor) }
}

/// `a + b`
pub fn sum(a: &Q, b: &Q) -> Q {
    fraction(a.numer() * b.denom() + b.numer() * a.denom(), a.denom() * b.denom())
}

/// `a b`
pub fn product(a: &Q, b: &Q) -> Q {
    fraction(a.numer() * b.numer(), a.denom() * b.denom())
}

/// `q + sum q_x x`, with coefficients other than 0. Values of expressions are linear forms in `Symbol`s, differences
/// are linear forms in the rays of the cone, and the values of informations at a law are linear forms in the
/// logarithms of integers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linear<X: Ord> {
    pub constant: Q,
    coefficients: BTreeMap<X, Q>,
}

impl<X: Ord + Clone> Linear<X> {
    pub fn zero() -> Self {
        Self::number(Q::zero())
    }

    pub fn number(constant: Q) -> Self {
        Self { constant, coefficients: BTreeMap::new() }
    }

    pub fn of(x: X) -> Self {
        Self { constant: Q::zero(), coefficients: BTreeMap::from([(x, Q::one())]) }
    }

    pub fn add(&mut self, x: X, factor: &Q) {
        let coefficient = self.coefficients.entry(x.clone()).or_insert_with(Q::zero);
        *coefficient = sum(coefficient, factor);
        if coefficient.is_zero() {
            self.coefficients.remove(&x);
        }
    }

    pub fn add_multiple(&mut self, other: &Self, factor: &Q) {
        self.constant = sum(&self.constant, &product(&other.constant, factor));
        other.terms().for_each(|(x, coefficient)| self.add(x.clone(), &product(coefficient, factor)));
    }

    pub fn plus(mut self, other: &Self) -> Self {
        self.add_multiple(other, &Q::one());
        self
    }

    pub fn minus(mut self, other: &Self) -> Self {
        self.add_multiple(other, &-Q::one());
        self
    }

    pub fn times(&self, factor: &Q) -> Self {
        let mut multiple = Self::zero();
        multiple.add_multiple(self, factor);
        multiple
    }

    pub fn coefficient(&self, x: &X) -> Option<&Q> {
        self.coefficients.get(x)
    }

    /// What occurs, with its coefficients.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (&X, &Q)> {
        self.coefficients.iter()
    }
}
