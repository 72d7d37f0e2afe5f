//! Path planning: tokens first, and what is masked next is chosen among all positions (P2, arXiv 2502.03540).
//!
//! In step `n = 1, ..., T` every masked token is drawn, and has the score `ln c_i`, with `c_i` the measured probability of
//! the draw. A token that is revealed has the score `eta ln g_i`, with `g_i` what a [`Planner`] says of it. Of the `N`
//! positions the `floor( N (1 - kappa(n/T)) )` of lowest score are masked, revealed ones too; those that tie with the next
//! one are not. Everywhere else the draws are written. Step `T` masks nothing.
//!
//! Scores are compared as `c^b` and `g^a` for `eta = a/b`, which are rational.

use std::fmt;

use rug::Rational;
use rug::ops::Pow;

use crate::limits::TEMPERATURE_POWER_LIMIT;
use crate::sampler::rows::{Confidence, Undecided};

use super::draws::{Ranks, by_draws, cut};
use super::mask_schedule::MaskSchedule;
use super::outcomes::drawings;
use super::rows::{Row, Rows};
use super::selection::{Place, Select, Selection};

/// What says how good a revealed token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planner {
    /// The predictor, of the token when its position alone is masked again: a term of the pseudo-likelihood.
    Remasked,
    /// The row that the predictor's table has at the revealed position: what a network puts out there.
    Table,
    /// No one: nothing is masked again, whatever `eta`.
    Never,
}

impl Planner {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Remasked, Self::Table, Self::Never];

    /// The name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Remasked => "remasked",
            Self::Table => "table",
            Self::Never => "never",
        }
    }

    /// The measured probability of the token at a revealed position; `None` for one that stays.
    fn measure(self, place: &Place, position: usize) -> Option<Rational> {
        let alone = [position].into_iter().collect();
        let state = match self {
            Self::Never => return None,
            Self::Remasked => place.masking(alone),
            Self::Table => place.state,
        };
        let rows = Rows::new(place.model, state, alone, place.shaping, place.precision);
        Some(measured(rows.of(position), place.model.digit(place.state, position)))
    }
}

/// The measured probability of a token.
///
/// # Panics
/// When it is not known to be rational: rules that would measure such rows are not read.
fn measured(row: &Row, token: usize) -> Rational {
    match row.compared.confidence(token) {
        Confidence::Rational(number) => number,
        Confidence::Root(_) => unreachable!("path planning measures rational rows"),
    }
}

/// The weight `eta = a/b` of the scores of revealed tokens, with numbers `a >= 0` and `b >= 1` up to
/// [`TEMPERATURE_POWER_LIMIT`] without a common factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eta {
    numerator: u32,
    denominator: u32,
}

impl Eta {
    /// The weight; `None` where it is negative or its powers are too large.
    pub fn new(eta: &Rational) -> Option<Self> {
        let small = |number: &rug::Integer| number.to_u32().filter(|number| *number <= TEMPERATURE_POWER_LIMIT);
        Some(Self { numerator: small(eta.numer())?, denominator: small(eta.denom())? })
    }
}

impl fmt::Display for Eta {
    /// As a fraction.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Rational::from((self.numerator, self.denominator)).fmt(formatter)
    }
}

/// P2's rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPlanning {
    /// The number of steps, at least 1.
    pub steps: usize,
    /// The weight of the scores of revealed tokens.
    pub eta: Eta,
    /// What scores revealed tokens.
    pub planner: Planner,
    /// How many positions are masked after a step: `N (1 - kappa)`.
    pub schedule: MaskSchedule,
}

/// What becomes of a position by its score.
enum Standing {
    /// It is masked: the index of its row, with the place of the score of each token.
    Masked(usize, Vec<usize>),
    /// It is revealed, with the place of its score.
    Revealed(usize),
}

impl PathPlanning {
    /// How the positions of a block stand, in their order, with the places of their scores in the order of all.
    fn standings(&self, place: &Place) -> Vec<(usize, Standing)> {
        let rows = place.rows.rows();
        let drawn = |row: &Row| -> Vec<Rational> {
            let tokens = 0..row.drawn.size();
            tokens.map(|token| measured(row, token).pow(self.eta.denominator)).collect()
        };
        let of_rows: Vec<Vec<Rational>> = rows.iter().map(drawn).collect();
        let revealed = place.block.minus(place.rows.positions());
        let planned = |position| Some(self.planner.measure(place, position)?.pow(self.eta.numerator));
        let of_revealed: Vec<(usize, Option<Rational>)> =
            revealed.positions().map(|position| (position, planned(position))).collect();
        let ranks = Ranks::of(
            of_rows.iter().flatten().cloned().chain(of_revealed.iter().filter_map(|(_, score)| score.clone())),
        );
        let masked = rows.iter().zip(&of_rows).enumerate().map(|(index, (row, scores))| {
            (row.position(), Standing::Masked(index, scores.iter().map(|score| ranks.below(score)).collect()))
        });
        let stands = |(position, score): &(usize, Option<Rational>)| {
            let place = score.as_ref().map_or(usize::MAX, |score| ranks.below(score));
            (*position, Standing::Revealed(place))
        };
        let mut standings: Vec<(usize, Standing)> = masked.chain(of_revealed.iter().map(stands)).collect();
        standings.sort_unstable_by_key(|(position, _)| *position);
        standings
    }
}

impl Select for PathPlanning {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.steps)
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let mask = place.model.shape().vocabulary_size();
        let staying = self.schedule.floor(place.block.size(), place.step + 1, self.steps);
        let standings = self.standings(place);
        Ok(by_draws(place.rows, |tokens| {
            let score = |(_, standing): &(usize, Standing)| match standing {
                Standing::Masked(index, places) => places[tokens[*index]],
                Standing::Revealed(place) => *place,
            };
            let cut = cut(&standings.iter().map(score).collect::<Vec<_>>(), staying);
            let written = |at: &(usize, Standing)| match (&at.1, score(at) < cut) {
                (Standing::Masked(index, _), false) => Some((at.0, tokens[*index])),
                (Standing::Revealed(_), true) => Some((at.0, mask)),
                _ => None,
            };
            standings.iter().filter_map(written).collect()
        }))
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        drawings(masked, vocabulary_size)
    }

    fn has_random_sizes(&self) -> bool {
        true
    }

    fn masks_again(&self) -> bool {
        true
    }

    fn reads_revealed_rows(&self) -> bool {
        self.planner == Planner::Table
    }
}
