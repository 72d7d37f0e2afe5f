//! The place of a case, and the tightest case of several.

use serde::{Deserialize, Serialize};

use crate::cases::plan::CaseIndex;
use crate::evaluation::verdict::Ratio;

/// A case on a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseLocation<L = usize> {
    /// The law: an index of the list of items, or what names the law in its sweep.
    pub law: L,
    /// The case of the plan.
    pub case: CaseIndex,
}

/// The tightest case so far, with bounds on its ratio and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tightest<R, L> {
    /// Whether the two sides are equal and positive.
    pub is_equality: bool,
    /// Bounds on the smaller side over the larger one.
    pub ratio: R,
    /// The place of the case. Files call it `site`.
    #[serde(rename = "site")]
    pub location: L,
}

impl<R: Ratio, L> Tightest<R, L> {
    /// Offers a case as the tightest, and says whether it is kept. The first equality is kept, or else the first case
    /// that no later one provably exceeds.
    pub fn offer(known: &mut Option<Self>, offered: Self) -> bool {
        let replaces = match &known {
            None => true,
            Some(known) if known.is_equality || offered.is_equality => offered.is_equality && !known.is_equality,
            Some(known) => offered.ratio.exceeds(&known.ratio),
        };
        if replaces {
            *known = Some(offered);
        }
        replaces
    }
}
