//! Scalars that depend on the law, such as `1 - max_mass^2`, for given values of all that is bound before the law.

use std::fmt;
use std::sync::Arc;

use rug::Rational;
use rug::ops::Pow;

use crate::entropy::word_number::WordNumber;
use crate::exact::work::words_of;
use crate::language::words::{LawNumber, Meaning, RuleNumber, WordMass};
use crate::limits::DIGIT_LIMIT;

use super::position_set::Positions;

/// A rational number that depends on the law.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LawScalar {
    /// A number that is known before the law.
    Known(Rational),
    /// A mass or a distance of words.
    OfWords(WordNumber),
    /// A number of the rule of this name.
    OfRule(RuleNumber, Arc<str>),
    /// The probability of a word's tokens.
    OfWord(Box<TokensOfWord>),
    /// A sum.
    Sum(Vec<LawScalar>),
    /// A product.
    Product(Vec<LawScalar>),
    /// `1/x`
    Inverse(Box<LawScalar>),
    /// `x^n`; `x^0 = 1`, also for `x = 0`.
    Power(Box<LawScalar>, i32),
    /// The absolute value.
    Absolute(Box<LawScalar>),
    /// The greatest, or the least; not of nothing.
    Extremum {
        /// Whether it is the greatest.
        is_maximum: bool,
        /// What it is taken over.
        options: Vec<LawScalar>,
    },
}

/// The probability of a word's tokens at some positions, given those at others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokensOfWord {
    /// Whose probability.
    pub mass: WordMass,
    /// The index of the word, from 0.
    pub word: usize,
    /// The positions.
    pub set: Positions,
    /// The positions that are given.
    pub given: Positions,
}

/// Why a scalar has no value on a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoNumber {
    /// It is not defined there.
    Undefined(String),
    /// It was not computed.
    Unavailable(String),
}

impl LawScalar {
    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::Sum(vec![self, other])
    }

    /// The product of two.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self::Product(vec![self, other])
    }

    /// Visits the words.
    pub fn visit_words(&self, visit: &mut impl FnMut(&Self)) {
        match self {
            Self::Known(_) => {}
            Self::OfWords(_) | Self::OfRule(..) | Self::OfWord(_) => visit(self),
            Self::Sum(parts) | Self::Product(parts) | Self::Extremum { options: parts, .. } => {
                parts.iter().for_each(|part| part.visit_words(visit));
            }
            Self::Inverse(inner) | Self::Power(inner, _) | Self::Absolute(inner) => inner.visit_words(visit),
        }
    }

    /// How many words are multiplied or added, at most: a measure of the work of a value.
    pub fn size(&self) -> u64 {
        match self {
            Self::Known(number) => words_of(number),
            Self::OfWords(_) | Self::OfRule(..) | Self::OfWord(_) => 1,
            Self::Sum(parts) | Self::Product(parts) | Self::Extremum { options: parts, .. } => {
                parts.iter().map(Self::size).fold(1, u64::saturating_add)
            }
            Self::Inverse(inner) | Self::Absolute(inner) => inner.size(),
            Self::Power(inner, exponent) => inner.size().saturating_mul(u64::from(exponent.unsigned_abs()).max(1)),
        }
    }

    /// The value, where `word` has those of the words.
    ///
    /// # Errors
    /// A division by zero, a number of too many digits, and those of `word`.
    pub fn value(&self, word: &impl Fn(&Self) -> Result<Rational, NoNumber>) -> Result<Rational, NoNumber> {
        let division_by_zero = || NoNumber::Undefined(format!("a division by zero: {self}"));
        let of = |part: &Self| part.value(word);
        let value = match self {
            Self::Known(number) => number.clone(),
            Self::OfWords(_) | Self::OfRule(..) | Self::OfWord(_) => word(self)?,
            Self::Sum(parts) => parts.iter().try_fold(Rational::new(), |sum, part| Ok(sum + of(part)?))?,
            Self::Product(parts) => {
                parts.iter().try_fold(Rational::from(1), |product, part| Ok(product * of(part)?))?
            }
            Self::Inverse(inner) => match of(inner)? {
                zero if zero.is_zero() => return Err(division_by_zero()),
                value => value.recip(),
            },
            Self::Power(inner, exponent) => {
                let base = of(inner)?;
                if base.is_zero() && *exponent < 0 {
                    return Err(division_by_zero());
                }
                check_digits(digits(&base).saturating_mul(u64::from(exponent.unsigned_abs())))?;
                base.pow(*exponent)
            }
            Self::Absolute(inner) => of(inner)?.abs(),
            Self::Extremum { is_maximum, options } => {
                let values = options.iter().map(of).collect::<Result<Vec<_>, _>>()?.into_iter();
                let found = if *is_maximum { values.max() } else { values.min() };
                found.expect("an extremum is not of nothing")
            }
        };
        check_digits(digits(&value))?;
        Ok(value)
    }
}

fn digits(number: &Rational) -> u64 {
    u64::from(number.numer().significant_bits().max(number.denom().significant_bits()))
}

fn check_digits(digits: u64) -> Result<(), NoNumber> {
    let message = || format!("too large: numbers of at most {DIGIT_LIMIT} binary digits are evaluated");
    if digits <= DIGIT_LIMIT { Ok(()) } else { Err(NoNumber::Unavailable(message())) }
}

impl fmt::Display for LawScalar {
    /// As the language writes it, with parentheses around what is inside.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |number| Meaning::LawNumber(number).word().spelling;
        let joined = |parts: &[Self], sign: &str| {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            parts.join(sign)
        };
        match self {
            Self::Known(number) => number.fmt(formatter),
            Self::OfWords(number) => formatter.write_str(word(LawNumber::OfWords(*number))),
            Self::OfRule(number, rule) => write!(formatter, "{} of {rule}", word(LawNumber::OfRule(*number))),
            Self::OfWord(of) => of.fmt(formatter),
            Self::Sum(parts) => write!(formatter, "({})", joined(parts, " + ")),
            Self::Product(parts) => write!(formatter, "({})", joined(parts, "*")),
            Self::Inverse(inner) => write!(formatter, "1/({inner})"),
            Self::Power(inner, exponent) => write!(formatter, "({inner})^{exponent}"),
            Self::Absolute(inner) => write!(formatter, "abs({inner})"),
            Self::Extremum { is_maximum, options } => {
                write!(formatter, "{}({})", if *is_maximum { "max" } else { "min" }, joined(options, ", "))
            }
        }
    }
}

impl fmt::Display for TokensOfWord {
    /// As the language writes it, the sets in braces.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}({}; {} | {})", self.mass.spelling(), self.word + 1, self.set, self.given)
    }
}
