//! The precision in which samplers hold probabilities that they compare.

use rug::{Integer, Rational};

use crate::exact::PowerQuotient;
use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::powers_of_two::{floor_log2, power_of_two};

use super::confidence::Confidence;

/// The format to which a probability is rounded before it is compared: to nearest, and of two nearest values to the one
/// with an even significand, as IEEE 754 does. The rounding of the exact probability is meant, not the errors of a
/// computed softmax.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rounding {
    /// None.
    #[default]
    Exact,
    /// bfloat16: 8 significant bits.
    Bfloat16,
    /// binary32: 24 significant bits.
    Binary32,
}

/// The exponent of the least normal number of either format, `2^-126`; below it the spacing stays the same.
const LEAST_EXPONENT: i32 = -126;

impl Rounding {
    /// The name in rules, where there is one.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Exact => None,
            Self::Bfloat16 => Some("bf16"),
            Self::Binary32 => Some("f32"),
        }
    }

    /// The rounding of a probability; exact.
    pub fn of(self, probability: Confidence) -> Confidence {
        match (self, probability) {
            (Self::Exact, probability) => probability,
            (_, Confidence::Rational(number)) => Confidence::Rational(self.rational(number)),
            (_, Confidence::Root(quotient)) => Confidence::Rational(self.of_quotient(&quotient)),
        }
    }

    /// The rounding of a quotient of sums of powers that is not negative: that of both ends of an enclosure, or of the
    /// middle between them where the quotient is that.
    fn of_quotient(self, quotient: &PowerQuotient) -> Rational {
        let mut precision = FIRST_PRECISION;
        loop {
            let ends = quotient.enclosure(precision).not_negative().ends();
            let [low, high] = ends.map(|end| self.rational(end));
            if low == high {
                return low;
            }
            let middle = Rational::from(&low + &high) / 2_u32;
            if quotient.cmp_rational(&middle).is_eq() {
                return self.rational(middle);
            }
            precision *= 2;
        }
    }

    /// The rounding of a rational that is not negative.
    pub fn rational(self, probability: Rational) -> Rational {
        let significand_bits = match self {
            Self::Exact => return probability,
            Self::Bfloat16 => 8,
            Self::Binary32 => 24,
        };
        if probability.is_zero() {
            return probability;
        }
        let spacing = power_of_two(floor_log2(&probability).max(LEAST_EXPONENT) + 1 - significand_bits);
        let scaled = probability / &spacing;
        let (numerator, denominator) = scaled.into_numer_denom();
        let (mut quotient, remainder) = numerator.div_rem_floor(denominator.clone());
        let twice: Integer = remainder << 1;
        if twice > denominator || (twice == denominator && quotient.is_odd()) {
            quotient += 1;
        }
        spacing * quotient
    }
}
