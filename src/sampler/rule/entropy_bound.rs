//! Positions first: as many as a bound on their entropies allows (EB-Sampler).

use crate::sampler::rows::{EntropyBound, Measure, Undecided, within_bound};

use super::outcomes::drawings;
use super::selection::{Place, Select, Selection};

pub use crate::sampler::rows::EntropySum;

/// Reveals the longest beginning of a ranking whose entropies stay within a bound, and one position at least.
#[derive(Debug, Clone)]
pub struct EntropyBounded {
    /// What is bounded.
    pub sum: EntropySum,
    /// The bound.
    pub bound: EntropyBound,
    /// The ranking.
    pub order: Measure,
}

impl Select for EntropyBounded {
    fn steps(&self, _: usize) -> Option<usize> {
        None
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        Ok(Selection::set(within_bound(place.rows.compared(), self.order, self.sum, &self.bound)?))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}
