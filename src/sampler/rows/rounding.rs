//! The precision in which samplers hold probabilities that they compare.

use rug::{Integer, Rational};

use crate::exact::powers_of_two::{floor_log2, power_of_two};

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

    /// The rounding of a probability.
    pub fn of(self, probability: Rational) -> Rational {
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
