//! The numbers that scalars are evaluated in.

use std::cmp::Ordering;

use rug::{Integer, Rational};

use crate::exact::work::words_of;

/// An exact rational number. Small integers, which most scalars are, take no memory of their own.
#[derive(Debug, Clone)]
pub enum Number {
    /// A small integer.
    Word(i64),
    /// Any number.
    Rational(Rational),
}

impl Number {
    /// The words of its numerator and denominator together, as [`words_of`] counts them.
    pub fn words(&self) -> u64 {
        match self {
            Self::Word(word) => 1 + u64::from(*word != 0),
            Self::Rational(rational) => words_of(rational),
        }
    }

    /// The number as a rational.
    pub fn into_rational(self) -> Rational {
        match self {
            Self::Word(word) => Rational::from(word),
            Self::Rational(rational) => rational,
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Word(word) => *word == 0,
            Self::Rational(rational) => rational.is_zero(),
        }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        self.operate(other, i64::checked_add, |left, right| left + right)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Self {
        self.operate(other, i64::checked_sub, |left, right| left - right)
    }

    /// The product.
    pub fn times(self, other: Self) -> Self {
        self.operate(other, i64::checked_mul, |left, right| left * right)
    }

    /// The quotient; the divisor is not zero.
    pub fn over(self, other: Self) -> Self {
        let whole = |left: i64, right: i64| left.checked_rem(right).filter(|rest| *rest == 0).map(|_| left / right);
        self.operate(other, whole, |left, right| left / right)
    }

    /// The number with the other sign.
    pub fn negated(self) -> Self {
        Self::Word(0).minus(self)
    }

    /// An operation on words where it has a word for its result, and on rationals otherwise.
    fn operate(
        self,
        other: Self,
        of_words: impl FnOnce(i64, i64) -> Option<i64>,
        of_rationals: impl FnOnce(Rational, Rational) -> Rational,
    ) -> Self {
        if let (Self::Word(left), Self::Word(right)) = (&self, &other)
            && let Some(word) = of_words(*left, *right)
        {
            return Self::Word(word);
        }
        Self::Rational(of_rationals(self.into_rational(), other.into_rational()))
    }
}

impl From<usize> for Number {
    fn from(integer: usize) -> Self {
        i64::try_from(integer).map_or_else(|_| Self::Rational(Rational::from(integer)), Self::Word)
    }
}

impl From<&Integer> for Number {
    fn from(integer: &Integer) -> Self {
        integer.to_i64().map_or_else(|| Self::Rational(Rational::from(integer)), Self::Word)
    }
}

impl From<&Rational> for Number {
    fn from(rational: &Rational) -> Self {
        if *rational.denom() == 1 { Self::from(rational.numer()) } else { Self::Rational(rational.clone()) }
    }
}

impl From<Rational> for Number {
    fn from(rational: Rational) -> Self {
        Self::Rational(rational)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Word(left), Self::Word(right)) => left.cmp(right),
            (Self::Word(left), Self::Rational(right)) => Rational::from(*left).cmp(right),
            (Self::Rational(left), Self::Word(right)) => left.cmp(&Rational::from(*right)),
            (Self::Rational(left), Self::Rational(right)) => left.cmp(right),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words and rationals have the same results, at the ends of the words too.
    #[test]
    fn words_compute_as_rationals_do() {
        let words = [i64::MIN, i64::MIN + 1, -6, -3, -1, 0, 1, 2, 3, 7, 12, i64::MAX - 1, i64::MAX];
        for (left, right) in words.iter().flat_map(|&left| words.map(|right| (left, right))) {
            let [small_left, small_right] = [left, right].map(Number::Word);
            let [large_left, large_right] = [left, right].map(Rational::from);
            type Pair = (fn(Number, Number) -> Number, fn(Rational, Rational) -> Rational);
            let operations: [Pair; 4] = [
                (Number::plus, |left, right| left + right),
                (Number::minus, |left, right| left - right),
                (Number::times, |left, right| left * right),
                (Number::over, |left, right| left / right),
            ];
            for (of_numbers, of_rationals) in &operations[..if right == 0 { 3 } else { 4 }] {
                let expected = of_rationals(large_left.clone(), large_right.clone());
                for first in [small_left.clone(), Number::Rational(large_left.clone())] {
                    for second in [small_right.clone(), Number::Rational(large_right.clone())] {
                        let found = of_numbers(first.clone(), second.clone());
                        assert_eq!(found.words(), words_of(&expected));
                        assert_eq!(found.is_zero(), expected.is_zero());
                        assert_eq!(found.into_rational(), expected, "{left}, {right}");
                        assert_eq!(first.cmp(&second), large_left.cmp(&large_right));
                    }
                }
            }
            assert_eq!(small_left.negated().into_rational(), -large_left);
        }
    }

    #[test]
    fn integers_that_fit_are_words() {
        assert!(matches!(Number::from(7), Number::Word(7)));
        assert!(matches!(Number::from(usize::MAX), Number::Rational(_)));
        assert!(matches!(Number::from(&Integer::from(i64::MIN)), Number::Word(i64::MIN)));
        assert!(matches!(Number::from(&(Integer::from(i64::MAX) + 1)), Number::Rational(_)));
        assert!(matches!(Number::from(&Rational::from((4, 2))), Number::Word(2)));
        assert!(matches!(Number::from(&Rational::from((1, 2))), Number::Rational(_)));
    }
}
