//! The incumbent of a claim: what is known of its tightest case before a sweep.

use crate::sweep::grid::results::tally::RatioBounds;

/// What is known of the tightest case of a claim on the whole grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Incumbent {
    /// Nothing is known.
    None,
    /// Two positive sides are equal on some law.
    Equality,
    /// On some law the smaller side over the larger one has this upper bound.
    Ratio(f64),
}

impl Incumbent {
    /// Whether a case that is no equality may be the tightest. The case of the incumbent itself may.
    pub fn admits(self, ratio: &RatioBounds) -> bool {
        match self {
            Self::None => true,
            Self::Equality => false,
            Self::Ratio(upper) => ratio.upper() >= upper,
        }
    }

    /// The factor that a case must exceed to be tighter than another factor, and than the incumbent.
    pub fn or_more(self, factor: f64) -> f64 {
        match self {
            Self::Ratio(known) => f64::max(known, factor),
            Self::None | Self::Equality => factor,
        }
    }
}
