//! As many positions as a bound on their entropies allows.

use std::cmp::Ordering;
use std::fmt;

use rug::Rational;

use crate::exact::{Enclosure, LazyForm, LogForm, lazy_form};
use crate::law::PositionSet;

use super::entropies::{Entropy, Undecided, decided};
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

    /// How a sum of entropies compares with the bound; exact for those of rational distributions.
    ///
    /// # Errors
    /// [`Undecided`]
    pub fn compare(&self, entropies: &[&Entropy]) -> Result<Ordering, Undecided> {
        let mut bound = LogForm::nats(self.nats.clone());
        bound.add_ln(&2.into(), &self.bits);
        let Some(forms) = entropies.iter().map(|entropy| entropy.form()).collect::<Option<Vec<_>>>() else {
            return decided("a sum of entropies of rows at a temperature and its bound", |precision| {
                let zero = Enclosure::zero(precision);
                let sum = entropies.iter().fold(zero, |sum, entropy| sum.plus(&entropy.enclosure(precision)));
                sum.apart(&Enclosure::of(&bound, precision))
            });
        };
        let bound = LazyForm::from(bound);
        let mut difference = vec![(Rational::from(-1), &bound)];
        difference.extend(forms.into_iter().map(|form| (Rational::from(1), form)));
        Ok(lazy_form::sign(&difference))
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
    let ranked = order.ranked_with_entropies(rows)?;
    let mut set = PositionSet::EMPTY;
    // The first of the rows so far that has the largest entropy of them.
    let mut largest = 0;
    for (last, (row, entropy)) in ranked.iter().enumerate() {
        if ranked[largest].1.compare(entropy)?.is_lt() {
            largest = last;
        }
        let left_out = (sum == EntropySum::ButTheLargest).then_some(largest);
        let summed = ranked[..=last].iter().enumerate().filter(|(index, _)| Some(*index) != left_out);
        let compared = bound.compare(&summed.map(|(_, (_, entropy))| entropy).collect::<Vec<_>>())?;
        let is_within = if sum == EntropySum::AllStrictly { compared.is_lt() } else { compared.is_le() };
        if !set.is_empty() && !is_within {
            break;
        }
        set = set.with(row.position);
    }
    Ok(set)
}
