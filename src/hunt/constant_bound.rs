//! What a law says of a claim's constant.

use std::cmp::Ordering;

use rug::Rational;

use crate::evaluation::{Comparison, Subject};
use crate::exact::{Enclosure, LogForm};

use super::affine::{Affine, AffineGoal};
use super::ratio::{Ratio, exact_rational};

/// A bound on the constant with which a claim can hold: the quotient of two forms, the divisor positive.
#[derive(Debug, Clone)]
pub struct ImpliedConstant {
    /// Whether the constant has to be at least this; at most otherwise.
    pub at_least: bool,
    numerator: LogForm,
    divisor: LogForm,
}

impl ImpliedConstant {
    /// The value, with all digits right.
    pub fn to_decimal(&self, digits: u32) -> String {
        self.numerator.ratio_to_decimal(&self.divisor, digits).expect("the divisor is positive")
    }

    /// The rational with a denominator up to 1000 that it is exactly, if it is one.
    pub fn as_rational(&self) -> Option<Rational> {
        exact_rational(&self.numerator, &self.divisor)
    }

    fn quotient(&self) -> Ratio {
        Ratio::Quotient(self.numerator.clone(), self.divisor.clone())
    }
}

/// The constants with which a case holds on a law.
#[derive(Debug, Clone)]
pub enum Implied {
    /// All.
    Every,
    /// Those beyond a bound.
    Beyond(ImpliedConstant),
    /// None.
    No,
}

impl Implied {
    /// The bound.
    pub fn bound(&self) -> Option<&ImpliedConstant> {
        match self {
            Self::Beyond(bound) => Some(bound),
            Self::Every | Self::No => None,
        }
    }

    /// The order by what is asked of the constant, the most last; `None` between a lower and an upper bound. Exact, up
    /// to quotients that 1024 bits do not tell apart.
    pub fn rank(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Beyond(first), Self::Beyond(second)) if first.at_least == second.at_least => {
                let order = first.quotient().rank(&second.quotient());
                Some(if first.at_least { order } else { order.reverse() })
            }
            (Self::Beyond(_), Self::Beyond(_)) => None,
            _ => Some(self.kind().cmp(&other.kind())),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Every => 0,
            Self::Beyond(_) => 1,
            Self::No => 2,
        }
    }

    /// A score for a search: the bound, or the negative one where it is an upper bound.
    pub fn score(&self, least: f64) -> f64 {
        match self {
            Self::Every => least,
            Self::Beyond(bound) => {
                let value = |form| Enclosure::of(form, 64).lower().to_f64();
                let quotient = value(&bound.numerator) / value(&bound.divisor);
                if bound.at_least { quotient } else { -quotient }
            }
            Self::No => -least,
        }
    }
}

/// What a law says of the constant: the hardest of what has to hold, the easiest of what has to exist.
///
/// `None` where the law bounds it from above in one instance and from below in another, or a quantity has no finite
/// value.
pub fn implied_constant(goal: &AffineGoal, subject: &Subject) -> Option<Implied> {
    let chosen = |values: Vec<Option<Implied>>, wanted: Ordering, of_none: Implied| {
        let mut chosen: Option<Implied> = None;
        for value in values {
            let value = value?;
            chosen = Some(match chosen {
                None => value,
                Some(known) if value.rank(&known)? == wanted => value,
                Some(known) => known,
            });
        }
        Some(chosen.unwrap_or(of_none))
    };
    let hardest = |values| chosen(values, Ordering::Greater, Implied::Every);
    let easiest = |values| chosen(values, Ordering::Less, Implied::No);
    let of_leaf = |relations: &Vec<_>| hardest(relations.iter().map(|affine| of_relation(affine, subject)).collect());
    goal.fold(&of_leaf, &hardest, &easiest)
}

fn of_relation(affine: &Affine, subject: &Subject) -> Option<Implied> {
    let [rest, slope] = [&affine.rest, &affine.slope].map(|relation| Comparison::new(relation, subject).slack());
    let (rest, slope) = (rest?, slope?);
    Some(match slope.sign() {
        Ordering::Equal if rest.sign().is_ge() => Implied::Every,
        Ordering::Equal => Implied::No,
        Ordering::Greater => Implied::Beyond(ImpliedConstant { at_least: true, numerator: -rest, divisor: slope }),
        Ordering::Less => Implied::Beyond(ImpliedConstant { at_least: false, numerator: rest, divisor: -slope }),
    })
}
