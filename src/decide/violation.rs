//! Points of the cone at which a relation is false.

use std::cmp::Ordering;

use rug::{Integer, Rational};

use super::difference::{Difference, NotLinear, RayCoefficients};
use super::realise::ConePoint;
use super::undecided::Undecided;

/// A point at which a relation is false, if there is one; the coefficients are those of `sense` times the difference.
///
/// With a constant the vectors no longer fill a cone. What still decides: a nonnegative constant (a positive one, for a
/// strict relation) with nonnegative coefficients, and the laws of one sequence over one or two tokens, where all but
/// `ln V` vanishes, and over one token `ln V` too.
pub fn violating_point(
    coefficients: &RayCoefficients,
    difference: &Difference,
    sense: i32,
) -> Result<Option<ConePoint>, Undecided> {
    let negative = negative_point(coefficients);
    let constant = difference.constant().scaled(&Rational::from(sense));
    let sign = constant.sign();
    if sign.is_eq() && !difference.is_strict() {
        return Ok(negative);
    }
    let mut at_one_sequence = constant;
    at_one_sequence.add_ln(&Integer::from(2), &coefficients.ln_v);
    let is_false = |sign: Ordering| if difference.is_strict() { sign.is_le() } else { sign.is_lt() };
    if is_false(at_one_sequence.sign()) || is_false(sign) {
        return Ok(Some(ConePoint::origin(coefficients.rays.len())));
    }
    match negative {
        None => Ok(None),
        Some(_) => Err(Undecided::NotLinear(NotLinear::Constant)),
    }
}

/// A point of the cone on which the coefficients are negative, if there is one.
pub fn negative_point(coefficients: &RayCoefficients) -> Option<ConePoint> {
    let length = coefficients.rays.len();
    if let Some(index) = coefficients.rays.iter().position(|coefficient| *coefficient < 0) {
        return Some(ConePoint::ray(index + 1, length));
    }
    if coefficients.ln_v < 0 {
        return Some(ConePoint::ln_v(length));
    }
    (coefficients.eps_train < 0).then(|| ConePoint::eps_train(length))
}
