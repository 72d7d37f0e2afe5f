//! Positions first: the positions whose rows rank best, or pass a threshold.

use crate::exact::LazyForm;
use crate::law::PositionSet;

use super::confidence::Threshold;
use super::count::Count;
use super::outcomes::drawings;
use super::rows::{Row, Rows};
use super::selection::{Place, Select, Selection};

/// What ranks rows; of those that tie the lower position comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The largest probability, the largest first.
    Top,
    /// The largest less the second largest probability, the largest first.
    Margin,
    /// The entropy, the least first.
    Entropy,
}

impl Measure {
    /// The name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Margin => "margin",
            Self::Entropy => "entropy",
        }
    }

    /// The rows, best first.
    pub fn ranked(self, rows: &Rows) -> Vec<&Row> {
        let mut ranked: Vec<&Row> = rows.rows().iter().collect();
        // Stable sorts, so that ties stay in the order of positions.
        match self {
            Self::Top => ranked.sort_by_cached_key(|row| std::cmp::Reverse(row.top())),
            Self::Margin => ranked.sort_by_cached_key(|row| std::cmp::Reverse(row.margin())),
            Self::Entropy => {
                let mut entropies: Vec<(&Row, LazyForm)> = ranked.iter().map(|&row| (row, row.entropy())).collect();
                entropies.sort_by(|a, b| a.1.compare(&b.1));
                ranked = entropies.into_iter().map(|(row, _)| row).collect();
            }
        }
        ranked
    }
}

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

    fn select(&self, place: &Place) -> Selection {
        let number = self.count.number(place.step, place.block_size, place.rows.number());
        let ranked = self.measure.ranked(place.rows);
        Selection::set(ranked.into_iter().take(number).map(|row| row.position).collect())
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

    fn select(&self, place: &Place) -> Selection {
        let passes = |row: &&Row| self.threshold.admits(&row.top());
        let sure: PositionSet = place.rows.rows().iter().filter(passes).map(|row| row.position).collect();
        let best = || Measure::Top.ranked(place.rows).into_iter().take(1).map(|row| row.position).collect();
        Selection::set(if sure.is_empty() { best() } else { sure })
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}
