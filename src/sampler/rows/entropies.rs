//! Entropies of rows, as they are compared.

use std::cmp::Ordering;

use crate::exact::enclosure::FIRST_PRECISION;
use crate::exact::{Enclosure, LazyForm};
use crate::limits::RULE_PRECISION_LIMIT;

use super::distribution::Distribution;

/// A comparison that enclosures of [`RULE_PRECISION_LIMIT`] bits do not decide, and no proof of equality does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecided {
    /// What was compared, in words.
    pub what: &'static str,
}

/// The entropy of a distribution in nats.
#[derive(Debug, Clone)]
pub enum Entropy {
    /// That of a rational distribution.
    Rational(LazyForm<'static>),
    /// That of a distribution that is not known to be rational.
    OfPowers(Distribution),
}

impl Entropy {
    /// The entropy of a distribution.
    pub fn of(distribution: &Distribution) -> Self {
        match distribution.entropy() {
            Some(form) => Self::Rational(LazyForm::from(form)),
            None => Self::OfPowers(distribution.clone()),
        }
    }

    /// The form, where the distribution is rational.
    pub fn form(&self) -> Option<&LazyForm<'static>> {
        match self {
            Self::Rational(form) => Some(form),
            Self::OfPowers(_) => None,
        }
    }

    /// Encloses it.
    pub fn enclosure(&self, precision: u32) -> Enclosure {
        match self {
            Self::Rational(form) => Enclosure::of(form.form(), precision),
            Self::OfPowers(distribution) => distribution.enclose_entropy(precision),
        }
    }

    /// How two entropies compare. Those of rational distributions are decided; others are equal where the distributions
    /// are the same but for the order of their tokens, and else enclosed.
    ///
    /// # Errors
    /// [`Undecided`]
    pub fn compare(&self, other: &Self) -> Result<Ordering, Undecided> {
        match (self, other) {
            (Self::Rational(own), Self::Rational(other)) => Ok(own.compare(other)),
            (Self::OfPowers(own), Self::OfPowers(other)) if own.is_rearranged(other) => Ok(Ordering::Equal),
            _ => decided("two entropies of rows at a temperature", |precision| {
                self.enclosure(precision).apart(&other.enclosure(precision))
            }),
        }
    }
}

/// What enclosures of growing precision decide.
///
/// # Errors
/// [`Undecided`] at [`RULE_PRECISION_LIMIT`] bits.
pub fn decided<T>(what: &'static str, decide: impl Fn(u32) -> Option<T>) -> Result<T, Undecided> {
    let mut precision = FIRST_PRECISION;
    while precision <= RULE_PRECISION_LIMIT {
        if let Some(decision) = decide(precision) {
            return Ok(decision);
        }
        precision *= 2;
    }
    Err(Undecided { what })
}
