//! Rationals of which the small ones take no memory of their own.

use std::cmp::Ordering;
use std::fmt;

use num_integer::Integer as _;
use rug::{Integer, Rational};

use super::work::words_of;

/// An exact rational number. Small fractions, which most coefficients and scalars are, take no memory of their own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Number {
    /// A reduced fraction whose parts fit into words.
    Small(Small),
    /// A number of which a part does not fit into a word; the conversions alone make one.
    #[non_exhaustive]
    Large(Rational),
}

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Small {
    numerator: i64,
    denominator: i64,
}

impl Small {
    /// The fraction of these, which are in lowest terms; `None` where they do not fit.
    fn of_coprime(numerator: i128, denominator: i128) -> Option<Self> {
        Some(Self { numerator: i64::try_from(numerator).ok()?, denominator: i64::try_from(denominator).ok()? })
    }

    fn plus(self, other: Self) -> Option<Self> {
        if self.denominator == 1 && other.denominator == 1 {
            return Some(Self { numerator: self.numerator.checked_add(other.numerator)?, denominator: 1 });
        }
        // Knuth, The Art of Computer Programming, volume 2, 4.5.1: gcds of the denominators are enough.
        let divisor = self.denominator.gcd(&other.denominator);
        let [own, others] = [self.denominator / divisor, other.denominator / divisor];
        let sum = i128::from(self.numerator) * i128::from(others) + i128::from(other.numerator) * i128::from(own);
        let shared = i64::try_from(sum % i128::from(divisor)).expect("below a word").gcd(&divisor);
        Self::of_coprime(sum / i128::from(shared), i128::from(own) * i128::from(other.denominator / shared))
    }

    fn times(self, other: Self) -> Option<Self> {
        if self.denominator == 1 && other.denominator == 1 {
            return Some(Self { numerator: self.numerator.checked_mul(other.numerator)?, denominator: 1 });
        }
        let common = |numerator: i64, denominator: i64| {
            // The gcd with 0 is the other number; so that 0 has the denominator 1.
            i128::from(i64::try_from(numerator.unsigned_abs().gcd(&denominator.unsigned_abs())).expect("a divisor"))
        };
        let [first, second] = [common(self.numerator, other.denominator), common(other.numerator, self.denominator)];
        let numerator = (i128::from(self.numerator) / first) * (i128::from(other.numerator) / second);
        let denominator = (i128::from(self.denominator) / second) * (i128::from(other.denominator) / first);
        Self::of_coprime(numerator, denominator)
    }

    fn negated(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, ..self })
    }

    /// `1/x`; `None` for 0, and where the numerator has no positive word.
    fn reciprocal(self) -> Option<Self> {
        let numerator = self.numerator.signum() * self.denominator;
        Some(Self { numerator, denominator: self.numerator.checked_abs().filter(|whole| *whole > 0)? })
    }

    fn to_rational(self) -> Rational {
        Rational::from((self.numerator, self.denominator))
    }
}

impl Number {
    /// The number 0.
    pub const ZERO: Self = Self::Small(Small { numerator: 0, denominator: 1 });

    /// The number 1.
    pub const ONE: Self = Self::Small(Small { numerator: 1, denominator: 1 });

    /// The words of its numerator and denominator together, as [`words_of`] counts them.
    pub fn words(&self) -> u64 {
        match self {
            Self::Small(small) => 1 + u64::from(small.numerator != 0),
            Self::Large(rational) => words_of(rational),
        }
    }

    /// The number as a rational.
    pub fn to_rational(&self) -> Rational {
        match self {
            Self::Small(small) => small.to_rational(),
            Self::Large(rational) => rational.clone(),
        }
    }

    /// The number as a rational.
    pub fn into_rational(self) -> Rational {
        match self {
            Self::Small(small) => small.to_rational(),
            Self::Large(rational) => rational,
        }
    }

    /// The number, where it is an integer of a word.
    pub fn as_word(&self) -> Option<i64> {
        match self {
            Self::Small(Small { numerator, denominator: 1 }) => Some(*numerator),
            Self::Small(_) | Self::Large(_) => None,
        }
    }

    /// The number, where it is an integer of 128 bits.
    pub fn to_i128(&self) -> Option<i128> {
        match self {
            Self::Small(_) => self.as_word().map(i128::from),
            Self::Large(rational) => Some(rational.numer()).filter(|_| *rational.denom() == 1)?.to_i128(),
        }
    }

    /// The denominator.
    pub fn denominator(&self) -> Integer {
        match self {
            Self::Small(small) => Integer::from(small.denominator),
            Self::Large(rational) => rational.denom().clone(),
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.sign().is_eq()
    }

    /// Whether it is an integer.
    pub fn is_integer(&self) -> bool {
        match self {
            Self::Small(small) => small.denominator == 1,
            Self::Large(rational) => *rational.denom() == 1,
        }
    }

    /// How it compares with 0.
    pub fn sign(&self) -> Ordering {
        match self {
            Self::Small(small) => small.numerator.cmp(&0),
            Self::Large(rational) => rational.cmp0(),
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.operate(other, Small::plus, |left, right| left + right)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.operate(other, |left, right| left.plus(right.negated()?), |left, right| left - right)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.operate(other, Small::times, |left, right| left * right)
    }

    /// The quotient; the divisor is not zero.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        self.operate(other, |left, right| left.times(right.reciprocal()?), |left, right| left / right)
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self::ZERO.minus(self)
    }

    /// An operation on small numbers where it has a small result, and on rationals otherwise.
    fn operate(
        &self,
        other: &Self,
        of_small: impl FnOnce(Small, Small) -> Option<Small>,
        of_rationals: impl FnOnce(Rational, Rational) -> Rational,
    ) -> Self {
        if let (Self::Small(left), Self::Small(right)) = (self, other)
            && let Some(small) = of_small(*left, *right)
        {
            return Self::Small(small);
        }
        of_rationals(self.to_rational(), other.to_rational()).into()
    }
}

impl From<i32> for Number {
    fn from(integer: i32) -> Self {
        Self::from(i64::from(integer))
    }
}

impl From<i64> for Number {
    fn from(numerator: i64) -> Self {
        Self::Small(Small { numerator, denominator: 1 })
    }
}

impl From<usize> for Number {
    fn from(integer: usize) -> Self {
        i64::try_from(integer).map_or_else(|_| Self::Large(Rational::from(integer)), Self::from)
    }
}

impl From<&Integer> for Number {
    fn from(integer: &Integer) -> Self {
        integer.to_i64().map_or_else(|| Self::Large(Rational::from(integer)), Self::from)
    }
}

impl From<&Rational> for Number {
    fn from(rational: &Rational) -> Self {
        small(rational).map_or_else(|| Self::Large(rational.clone()), Self::Small)
    }
}

impl From<Rational> for Number {
    fn from(rational: Rational) -> Self {
        small(&rational).map_or(Self::Large(rational), Self::Small)
    }
}

/// The number as a fraction of words, where it is one.
fn small(rational: &Rational) -> Option<Small> {
    Some(Small { numerator: rational.numer().to_i64()?, denominator: rational.denom().to_i64()? })
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(left), Self::Small(right)) => {
                let product = |numerator: i64, denominator: i64| i128::from(numerator) * i128::from(denominator);
                product(left.numerator, right.denominator).cmp(&product(right.numerator, left.denominator))
            }
            (Self::Large(left), Self::Large(right)) => left.cmp(right),
            (Self::Small(left), Self::Large(right)) => left.to_rational().cmp(right),
            (Self::Large(left), Self::Small(right)) => left.cmp(&right.to_rational()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(Small { numerator, denominator: 1 }) => numerator.fmt(formatter),
            Self::Small(Small { numerator, denominator }) => write!(formatter, "{numerator}/{denominator}"),
            Self::Large(rational) => rational.fmt(formatter),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fractions of words at the ends of these, and beyond.
    fn numbers() -> Vec<Rational> {
        let words = [i64::MIN, i64::MIN + 1, -6, -3, -1, 0, 1, 2, 3, 4, 9, 12, i64::MAX - 1, i64::MAX];
        let integers: Vec<Integer> =
            words.into_iter().map(Integer::from).chain([Integer::from(i64::MAX) + 1, Integer::from(1) << 70]).collect();
        let denominators = integers.iter().filter(|integer| **integer > 0);
        denominators.flat_map(|under| integers.iter().map(move |over| Rational::from((over, under)))).collect()
    }

    /// Numbers compute as the rationals of GMP do, and what fits into words is always kept there.
    #[test]
    fn numbers_compute_as_rationals_do() {
        type Pair = (fn(&Number, &Number) -> Number, fn(Rational, Rational) -> Rational);
        let operations: [Pair; 4] = [
            (Number::plus, |left, right| left + right),
            (Number::minus, |left, right| left - right),
            (Number::times, |left, right| left * right),
            (Number::over, |left, right| left / right),
        ];
        let rationals = numbers();
        for left in &rationals {
            let first = Number::from(left);
            assert_eq!(first.negated().to_rational(), Rational::from(-left));
            assert_eq!((first.words(), first.sign()), (words_of(left), left.cmp0()));
            assert_eq!((first.is_integer(), first.is_zero()), (left.is_integer(), left.is_zero()));
            assert_eq!((first.to_string(), first.denominator()), (left.to_string(), left.denom().clone()));
            for right in &rationals {
                let second = Number::from(right);
                assert_eq!(first.cmp(&second), left.cmp(right), "{left}, {right}");
                for (of_numbers, of_rationals) in &operations[..if right.is_zero() { 3 } else { 4 }] {
                    let (found, expected) = (of_numbers(&first, &second), of_rationals(left.clone(), right.clone()));
                    assert_eq!(matches!(found, Number::Small(_)), small(&expected).is_some(), "{left}, {right}");
                    assert_eq!(found.clone().into_rational(), expected, "{left}, {right}");
                    assert_eq!(found, Number::from(expected));
                }
            }
        }
    }

    #[test]
    fn integers_of_words_and_of_128_bits() {
        let large: Integer = Integer::from(1) << 100;
        assert_eq!((Number::from(7).as_word(), Number::from(7).to_i128()), (Some(7), Some(7)));
        assert_eq!(Number::from(&Rational::from((7, 2))).to_i128(), None);
        assert_eq!((Number::from(&large).as_word(), Number::from(&large).to_i128()), (None, Some(1 << 100)));
        let last = Integer::from(i128::MAX);
        assert_eq!(Number::from(&last).to_i128(), Some(i128::MAX));
        assert_eq!(Number::from(&(last + 1)).to_i128(), None);
        assert_eq!(Number::from(Rational::from((1, large))).to_i128(), None);
        assert!(matches!(Number::from(usize::MAX), Number::Large(_)));
        assert_eq!(Number::from(usize::MAX).to_rational(), usize::MAX);
    }
}
