//! As many positions as a bound on their entropies allows.

use std::cmp::Ordering;
use std::fmt;

use rug::Rational;

use crate::exact::{LazyForm, LogForm};
use crate::law::PositionSet;

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

    /// How an entropy compares with the bound; exact.
    pub fn compare(&self, entropy: &LogForm) -> Ordering {
        let mut without_bits = entropy.clone();
        without_bits.add_ln(&2.into(), &Rational::from(-&self.bits));
        without_bits.cmp_rational(&self.nats)
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
pub fn within_bound<'a>(
    rows: impl IntoIterator<Item = &'a Compared>,
    order: Measure,
    sum: EntropySum,
    bound: &EntropyBound,
) -> PositionSet {
    let mut set = PositionSet::EMPTY;
    let mut all = LogForm::zero();
    let mut largest: Option<LazyForm> = None;
    for row in order.ranked(rows) {
        let entropy = LazyForm::from(row.distribution.entropy());
        all += entropy.form();
        if largest.as_ref().is_none_or(|largest| largest.compare(&entropy).is_lt()) {
            largest = Some(entropy);
        }
        let compared = match (sum, &largest) {
            (EntropySum::ButTheLargest, Some(largest)) => {
                let mut others = all.clone();
                others -= largest.form();
                bound.compare(&others)
            }
            _ => bound.compare(&all),
        };
        let is_within = if sum == EntropySum::AllStrictly { compared.is_lt() } else { compared.is_le() };
        if !set.is_empty() && !is_within {
            break;
        }
        set = set.with(row.position);
    }
    set
}
