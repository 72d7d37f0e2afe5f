//! Tokens first, as in dInfer: all that is near the best, and the best of every run of masked positions.

use rug::Rational;

use crate::sampler::rows::{Confidence, Undecided, difference};

use super::draws::{by_draws, confidences, pairs};
use super::outcomes::drawings;
use super::selection::{Place, Select, Selection};

/// Keeps every draw of confidence `c >= min( bound, max c - gap )`, so that all that tie with the best are kept too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearBest {
    /// The bound.
    pub bound: Rational,
    /// How far below the best a draw may be where none reaches the bound; not negative.
    pub gap: Rational,
}

impl Select for NearBest {
    fn steps(&self, _: usize) -> Option<usize> {
        None
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let (ranks, places) = confidences(place.rows);
        let [gap, bound] = [&self.gap, &self.bound].map(|number| Confidence::Rational(number.clone()));
        let least = |best: &Confidence| ranks.below(&difference(best, &gap).min(bound.clone()));
        let least: Vec<usize> = ranks.numbers().iter().map(least).collect();
        Ok(by_draws(place.rows, |tokens| {
            let confidence = |index: usize| places[index][tokens[index]];
            let best = (0..tokens.len()).map(confidence).max().expect("a masked position");
            pairs(place.rows, tokens, |index| confidence(index) >= least[best])
        }))
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}

/// Of every maximal run of neighbouring masked positions keeps the best draws, all that tie, where they are above a low
/// bound; every draw above a high one; and always the best of all, of those that tie the lowest position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    /// The bound above which every draw is kept.
    pub high: Rational,
    /// The bound above which the best of a run is kept.
    pub low: Rational,
}

impl Select for Hierarchy {
    fn steps(&self, _: usize) -> Option<usize> {
        None
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let (ranks, places) = confidences(place.rows);
        let [low, high] = [&self.low, &self.high].map(|bound| ranks.not_above(bound));
        // The run of each row, by its first row.
        let mut first = Vec::new();
        for (index, row) in place.rows.rows().iter().enumerate() {
            let follows = index > 0 && place.rows.rows()[index - 1].position() + 1 == row.position();
            first.push(if follows { first[index - 1] } else { index });
        }
        Ok(by_draws(place.rows, |tokens| {
            let confidence = |index: usize| places[index][tokens[index]];
            let mut best = vec![0; tokens.len()];
            for (index, &first) in first.iter().enumerate() {
                best[first] = best[first].max(confidence(index));
            }
            // The last of the largest in falling order: the lowest position.
            let best_of_all = (0..tokens.len()).rev().max_by_key(|&index| confidence(index));
            pairs(place.rows, tokens, |index| {
                let is_best_of_run = confidence(index) == best[first[index]] && confidence(index) >= low;
                is_best_of_run || confidence(index) >= high || Some(index) == best_of_all
            })
        }))
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }
}
