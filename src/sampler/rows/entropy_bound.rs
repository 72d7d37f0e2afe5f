//! As many positions as a bound on their entropies allows.

use std::cmp::Ordering;
use std::fmt;

use rug::Rational;

use crate::exact::{Enclosure, LogForm};
use crate::law::PositionSet;

use super::entropies::{Entropies, Undecided, decided};
use super::ranking::{Compared, Measure};

/// A bound on entropies: a rational number of nats, or of bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntropyBound {
    /// This rational, plus the other multiple of `ln 2`.
    nats: Rational,
    bits: Rational,
}

impl EntropyBound {
    /// A bound in nats, or `None` when it is negative.
    pub fn nats(bound: Rational) -> Option<Self> {
        (bound >= 0).then(|| Self { nats: bound, bits: Rational::new() })
    }

    /// A bound in bits, or `None` when it is negative.
    pub fn bits(bound: Rational) -> Option<Self> {
        (bound >= 0).then(|| Self { nats: Rational::new(), bits: bound })
    }

    /// How a sum of entropies compares with the bound; exact for rational distributions.
    ///
    /// # Errors
    /// [`Undecided`]
    pub fn compare(&self, entropies: &Entropies) -> Result<Ordering, Undecided> {
        let mut bound = LogForm::nats(self.nats.clone());
        bound.add_ln(&2.into(), &self.bits);
        match entropies.form() {
            Some(form) => Ok(form.cmp(&bound)),
            None => decided("an entropy of rows at a temperature and its bound", |precision| {
                entropies.enclosure(precision).apart(&Enclosure::of(&bound, precision))
            }),
        }
    }
}

impl fmt::Display for EntropyBound {
    /// In nats, or in bits with `bits` after it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits.is_zero() { write!(formatter, "{}", self.nats) } else { write!(formatter, "{}bits", self.bits) }
    }
}

/// The sum of entropies that is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntropySum {
    /// `sum H - max H <= g`, a bound on the total correlation of what is revealed.
    ButTheLargest,
    /// `sum H <= g`.
    All,
    /// `sum H < g`.
    AllStrictly,
}

impl EntropySum {
    /// The name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::ButTheLargest => "sum-max",
            Self::All => "sum",
            Self::AllStrictly => "sum-strict",
        }
    }
}

/// The longest beginning of a ranking whose entropies stay within a bound, and one position at least.
///
/// One more entropy makes no sum smaller, so that the first beginning which is not within the bound ends the longest
/// that is.
///
/// # Errors
/// [`Undecided`], for entropies of powers of rows only.
pub fn within_bound<'a>(
    rows: impl IntoIterator<Item = &'a Compared>,
    order: Measure,
    sum: EntropySum,
    bound: &EntropyBound,
) -> Result<PositionSet, Undecided> {
    let ranked = order.ranked(rows)?;
    let mut largest: Option<(usize, Entropies)> = None;
    for (place, row) in ranked.iter().enumerate() {
        let entropy = Entropies::of([&row.distribution]);
        let is_larger = match &largest {
            None => true,
            Some((_, largest)) => largest.compare(&entropy)?.is_lt(),
        };
        if is_larger {
            largest = Some((place, entropy));
        }
        let left_out = largest.as_ref().map(|(place, _)| *place).filter(|_| sum == EntropySum::ButTheLargest);
        let counted = ranked[..=place].iter().enumerate().filter(|(place, _)| Some(*place) != left_out);
        let compared = bound.compare(&Entropies::of(counted.map(|(_, row)| &row.distribution)))?;
        let is_within = if sum == EntropySum::AllStrictly { compared.is_lt() } else { compared.is_le() };
        if place > 0 && !is_within {
            return Ok(ranked[..place].iter().map(|row| row.position).collect());
        }
    }
    Ok(ranked.iter().map(|row| row.position).collect())
}
