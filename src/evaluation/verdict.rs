//! Verdicts of cases, and the rule by which several verdicts become one.
//!
//! `all` takes the worst of its instances, and `exists` the best. Of two equal verdicts `all` takes the tighter case
//! and `exists` the looser one. Every way to decide a case uses this rule: [`super::evaluate`] with intervals and
//! enclosures, and the sweep of a grid with floating-point bounds.

use std::cmp::Ordering;
use std::fmt;

use crate::exact::Enclosure;

/// The exact verdict on a case. The variants are in the order in which `all` takes the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The relation holds because both sides are `+infinity`: nothing finite was compared.
    BothInfinite,
    /// The relation holds, strictly.
    Holds,
    /// The relation holds, and the two sides are equal.
    Equality,
    /// The premise is false, so that nothing is asked.
    Vacuous,
    /// A value was not computed (a limit of enumeration), so that nothing was decided.
    Unavailable,
    /// A side is a difference of infinities, so that the relation has no meaning.
    Undefined,
    /// The relation is false.
    Violated,
}

impl Verdict {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::BothInfinite => "both sides infinite",
            Self::Holds => "holds",
            Self::Equality => "holds with equality",
            Self::Vacuous => "holds vacuously",
            Self::Unavailable => "not computed",
            Self::Undefined => "undefined",
            Self::Violated => "violated",
        }
    }

    /// Whether the relation holds.
    pub fn is_true(self) -> bool {
        matches!(self, Self::BothInfinite | Self::Holds | Self::Equality | Self::Vacuous)
    }

    /// The rank of the verdict among the instances of an `exists`, the best first. The verdict that says most comes
    /// first, so two infinite sides come behind what is finite and true.
    fn rank_in_existence(self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::Equality => 1,
            Self::BothInfinite => 2,
            Self::Vacuous => 3,
            Self::Unavailable => 4,
            Self::Undefined => 5,
            Self::Violated => 6,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Bounds on the smaller side of a relation over the larger one.
pub trait Ratio {
    /// Whether this ratio is provably larger than another one.
    fn exceeds(&self, other: &Self) -> bool;
}

impl Ratio for Enclosure {
    fn exceeds(&self, other: &Self) -> bool {
        self.lower() > other.upper()
    }
}

/// A decision of a case: a verdict, and a ratio where tightness is measured.
pub trait Decided: Sized {
    /// The bounds on a ratio.
    type Ratio: Ratio;

    /// The verdict.
    fn verdict(&self) -> Verdict;

    /// The smaller side over the larger one, for an inequality that holds between positive values.
    fn ratio(&self) -> Option<&Self::Ratio>;

    /// Whether this decision is provably tighter than another one.
    fn is_tighter_than(&self, other: &Self) -> bool {
        match (self.ratio(), other.ratio()) {
            (Some(ratio), Some(other)) => ratio.exceeds(other),
            (ratio, other) => ratio.is_some() && other.is_none(),
        }
    }

    /// The worse of two decisions; of two equal verdicts the tighter decision.
    #[must_use]
    fn worse(self, other: Self) -> Self {
        match self.verdict().cmp(&other.verdict()) {
            Ordering::Greater => self,
            Ordering::Less => other,
            Ordering::Equal if other.is_tighter_than(&self) => other,
            Ordering::Equal => self,
        }
    }

    /// The better of two decisions; of two equal verdicts the looser decision.
    #[must_use]
    fn better(self, other: Self) -> Self {
        match self.verdict().rank_in_existence().cmp(&other.verdict().rank_in_existence()) {
            Ordering::Less => self,
            Ordering::Greater => other,
            Ordering::Equal if self.is_tighter_than(&other) => other,
            Ordering::Equal => self,
        }
    }
}
