//! Positions first: the positions whose rows rank best, or pass a threshold.

use crate::sampler::rows::{Threshold, Undecided, best, passing};

use super::count::Count;
use super::outcomes::drawings;
use super::selection::{Place, Select, Selection};

pub use crate::sampler::rows::Measure;

/// Reveals the best positions by a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// What ranks.
    pub measure: Measure,
    /// How many.
    pub count: Count,
}

impl Select for Ranked {
    fn steps(&self, _: usize) -> Option<usize> {
        self.count.steps()
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let number = self.count.number(place.step, place.block.size(), place.rows.number());
        Ok(Selection::set(best(place.rows.compared(), self.measure, number)?))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        drawings(self.count.largest(block_size, masked), vocabulary_size)
    }
}

/// Reveals every position whose largest probability passes a threshold, and the one with the largest where none does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowThreshold {
    /// The threshold.
    pub threshold: Threshold,
}

impl Select for RowThreshold {
    fn steps(&self, _: usize) -> Option<usize> {
        None
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        Ok(Selection::set(passing(place.rows.compared(), &self.threshold)))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}
