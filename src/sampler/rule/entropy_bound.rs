//! Positions first: as many as a bound on their entropies allows (EB-Sampler).

use std::cmp::Ordering;

use crate::exact::{LazyForm, LogForm};
use crate::sampler::policy::adaptive::EntropyBound;

use super::outcomes::drawings;
use super::ranked::Measure;
use super::selection::{Place, Select, Selection};

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

impl EntropyBounded {
    /// Whether these entropies are within the bound. Adding one to them makes no sum smaller, so that the first
    /// beginning which is not within the bound ends the longest that is.
    fn allows(&self, entropies: &[LazyForm]) -> bool {
        let mut sum = LogForm::zero();
        for entropy in entropies {
            sum += entropy.form();
        }
        if self.sum == EntropySum::ButTheLargest {
            let largest = entropies.iter().max_by(|a, b| a.compare(b)).expect("at least one position");
            sum -= largest.form();
        }
        let order = self.bound.compare(&sum);
        if self.sum == EntropySum::AllStrictly { order == Ordering::Less } else { order != Ordering::Greater }
    }
}

impl Select for EntropyBounded {
    fn steps(&self, _: usize) -> Option<usize> {
        None
    }

    fn select(&self, place: &Place) -> Selection {
        let ranked = self.order.ranked(place.rows);
        let entropies: Vec<LazyForm> = ranked.iter().map(|row| row.entropy()).collect();
        let number = (2..=ranked.len()).take_while(|&number| self.allows(&entropies[..number])).last().unwrap_or(1);
        Selection::set(ranked.into_iter().take(number).map(|row| row.position).collect())
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}
