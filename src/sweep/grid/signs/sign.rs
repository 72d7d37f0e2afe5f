//! The signs of a form on the laws of a batch.

use crate::sweep::grid::bit_set::BitSet;

use super::batch::Mask;

/// The laws of a batch by the sign of a form. On the laws in neither set the form is negative.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs {
    /// The laws on which the form is positive.
    pub positive: Mask,
    /// The laws on which the form is zero.
    pub zero: Mask,
}

/// The differences with one strict sign on all laws of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct StrictSigns {
    /// The differences that are positive on all laws.
    positive: BitSet,
    /// The differences that are negative on all laws.
    negative: BitSet,
}

impl StrictSigns {
    /// No strict sign, for a number of differences.
    pub fn new(differences: usize) -> Self {
        Self { positive: BitSet::new(differences), negative: BitSet::new(differences) }
    }

    /// Adds a difference with its sign.
    #[inline]
    pub fn insert(&mut self, difference: usize, is_positive: bool) {
        let set = if is_positive { &mut self.positive } else { &mut self.negative };
        set.insert(difference);
    }

    /// Whether a difference has one strict sign on all laws.
    #[inline]
    pub fn contains(&self, difference: usize) -> bool {
        self.positive.contains(difference) || self.negative.contains(difference)
    }

    /// Takes all differences out.
    #[inline]
    pub fn clear(&mut self) {
        self.positive.clear();
        self.negative.clear();
    }

    /// Makes these signs equal to others of as many differences.
    #[inline]
    pub fn copy_from(&mut self, other: &Self) {
        self.positive.copy_from(&other.positive);
        self.negative.copy_from(&other.negative);
    }
}
