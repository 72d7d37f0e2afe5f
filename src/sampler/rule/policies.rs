//! The deterministic policies as rules.

use crate::sampler::policy::Policy;
use crate::sampler::rows::Undecided;

use super::outcomes::drawings;
use super::selection::{Place, Select, Selection};

/// Reveals what a policy says, which looks at the whole state and at the predictor's rows.
pub struct OfPolicy(pub Box<dyn Policy>);

impl Select for OfPolicy {
    fn steps(&self, _: usize) -> Option<usize> {
        None
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        Ok(Selection::set(self.0.reveal(place.model, place.state)))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}
