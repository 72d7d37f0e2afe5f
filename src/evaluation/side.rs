//! The value of a side of a relation on a law: a sum of multiples of known forms, or why there is none.

use std::cmp::Ordering;

use rug::Rational;

use crate::cases::linear::Linear;
use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::lazy_form::Terms;
use crate::exact::{Enclosure, Number, lazy_form};

use super::subject::Subject;
use super::value::Value;
use super::verdict::Verdict;

/// The value of a side on a law.
#[derive(Clone)]
pub(super) enum Side<'a> {
    /// A finite value.
    Finite(Terms<'a>),
    /// `+infinity`.
    Infinite,
    /// A difference of infinities.
    Undefined,
    /// A quantity in it was not computed.
    Unavailable,
}

/// The enclosure of a combination of quantities whose values are finite; `None` where one is not, or where there is a
/// minimum or a maximum.
pub(super) fn enclosure(linear: &Linear, subject: &Subject) -> Option<Enclosure> {
    let mut sum = linear.extrema().is_empty().then(|| Enclosure::zero(FIRST_PRECISION))?;
    for (quantity, coefficient) in linear.terms() {
        sum.add_scaled(subject.finite(quantity)?.enclosure(), &coefficient.to_rational());
    }
    Some(sum)
}

impl<'a> Side<'a> {
    /// The terms of a finite side; `None` where it is `+infinity`.
    ///
    /// # Errors
    /// [`Verdict::Undefined`] or [`Verdict::Unavailable`].
    pub(super) fn finite(&self) -> Result<Option<&Terms<'a>>, Verdict> {
        match self {
            Self::Finite(terms) => Ok(Some(terms)),
            Self::Infinite => Ok(None),
            Self::Undefined => Err(Verdict::Undefined),
            Self::Unavailable => Err(Verdict::Unavailable),
        }
    }

    /// The value of a combination of quantities, which have been prepared.
    pub(super) fn of(linear: &Linear, subject: &'a Subject<'a>) -> Self {
        let mut terms = Vec::with_capacity(linear.terms().len());
        let mut side = Self::add_terms(linear, subject, &mut terms);
        for (coefficient, extremum) in linear.extrema() {
            let inner = Self::select(extremum.is_maximum, &extremum.options, subject);
            side = join(side, inner, coefficient, &mut terms);
        }
        match side {
            None => Self::Finite(terms),
            Some(special) => special,
        }
    }

    /// Adds the terms over quantities to a sum; where a value is not finite, returns what that makes of the side.
    fn add_terms(linear: &Linear, subject: &'a Subject<'a>, terms: &mut Terms<'a>) -> Option<Self> {
        let mut special = None;
        for (quantity, coefficient) in linear.terms() {
            let found = match subject.value(quantity) {
                Value::Finite(form) => {
                    terms.push((coefficient.to_rational(), form));
                    continue;
                }
                Value::PositiveInfinity if coefficient.sign().is_gt() => Self::Infinite,
                Value::PositiveInfinity => Self::Undefined,
                Value::Undefined(_) => Self::Undefined,
                Value::Unavailable(_) => Self::Unavailable,
            };
            special = combine_special(special, Some(found));
        }
        special
    }

    /// The least or greatest of several combinations.
    fn select(is_maximum: bool, options: &[Linear], subject: &'a Subject<'a>) -> Self {
        let mut chosen: Option<Self> = None;
        for option in options {
            let side = Self::of(option, subject);
            chosen = Some(match (chosen, side) {
                (None, side) => side,
                (Some(Self::Unavailable), _) | (_, Self::Unavailable) => Self::Unavailable,
                (Some(Self::Undefined), _) | (_, Self::Undefined) => Self::Undefined,
                (Some(Self::Infinite), other) | (Some(other), Self::Infinite) => {
                    if is_maximum {
                        Self::Infinite
                    } else {
                        other
                    }
                }
                (Some(Self::Finite(known)), Self::Finite(other)) => {
                    let mut difference = other.clone();
                    difference.extend(known.iter().map(|(q, quantity)| (Rational::from(-q), *quantity)));
                    let replace = match lazy_form::sign(&difference) {
                        Ordering::Greater => is_maximum,
                        Ordering::Less => !is_maximum,
                        Ordering::Equal => false,
                    };
                    Self::Finite(if replace { other } else { known })
                }
            });
        }
        chosen.expect("a minimum is taken over at least one option")
    }
}

/// Adds a multiple of a minimum or maximum to a side: to its terms, or to what makes it not finite.
fn join<'a>(
    special: Option<Side<'a>>,
    inner: Side<'a>,
    coefficient: &Number,
    terms: &mut Terms<'a>,
) -> Option<Side<'a>> {
    let found = match inner {
        Side::Finite(inner) => {
            let coefficient = coefficient.to_rational();
            terms.extend(inner.into_iter().map(|(q, quantity)| (q * &coefficient, quantity)));
            None
        }
        Side::Infinite if coefficient.sign().is_gt() => Some(Side::Infinite),
        Side::Infinite => Some(Side::Undefined),
        other => Some(other),
    };
    combine_special(special, found)
}

/// The side that a sum is when some of its parts are not finite; `None` stands for a finite part.
fn combine_special<'a>(first: Option<Side<'a>>, second: Option<Side<'a>>) -> Option<Side<'a>> {
    match (first, second) {
        (None, other) | (other, None) => other,
        (Some(Side::Unavailable), _) | (_, Some(Side::Unavailable)) => Some(Side::Unavailable),
        (Some(Side::Undefined), _) | (_, Some(Side::Undefined)) => Some(Side::Undefined),
        (first, _) => first,
    }
}
