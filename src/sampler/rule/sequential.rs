//! Positions first: from left to right.

use crate::sampler::rows::Undecided;

use super::count::Count;
use super::outcomes::drawings;
use super::selection::{Place, Select, Selection};

/// Reveals the leftmost masked positions, so many of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequential {
    /// How many.
    pub count: Count,
}

impl Select for Sequential {
    fn steps(&self, _: usize) -> Option<usize> {
        self.count.steps()
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let number = self.count.number(place.step, place.block.size(), place.rows.number());
        Ok(Selection::set(place.rows.positions().positions().take(number).collect()))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        drawings(self.count.largest(block_size, masked), vocabulary_size)
    }
}
