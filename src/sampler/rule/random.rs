//! Positions first, at random: uniform sets, and positions that are revealed on their own.

use rug::{Integer, Rational};

use crate::exact::Real;
use crate::law::PositionSet;
use crate::sampler::rows::Undecided;

use super::count::{Count, dream_share};
use super::outcomes::subsets_up_to;
use super::selection::{Place, Select, Selection};
use super::time_grid::{Share, TimeGrid};

/// Reveals a uniformly random set of positions of a given size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniformSet {
    /// The size.
    pub count: Count,
}

impl Select for UniformSet {
    fn steps(&self, _: usize) -> Option<usize> {
        self.count.steps()
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let size = self.count.number(place.step, place.block.size(), place.rows.number());
        let sets: Vec<PositionSet> = place.rows.positions().subsets_with(size).collect();
        let share = Real::Exact(Rational::from((Integer::from(1), sets.len())));
        Ok(Selection::Positions(sets.into_iter().map(|set| (set, share.clone())).collect()))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64 {
        subsets_up_to(masked, self.count.largest(block_size, masked), vocabulary_size)
    }
}

/// Reveals every masked position on its own, with a probability for each step (MDLM's ancestral sampler, and Dream's
/// `origin`). The probability of the last step is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestral {
    /// The probability of each step that a position which is masked is revealed.
    pub grid: TimeGrid,
    /// What the last step writes.
    pub last: Fill,
}

/// What is written where a position is still masked in the last step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fill {
    /// A token drawn from its row.
    #[default]
    Drawn,
    /// The likeliest token of its row (MDLM, ReMDM); of those that tie the lowest.
    Likeliest,
}

impl Fill {
    /// The name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Likeliest => "likeliest",
        }
    }
}

impl Ancestral {
    /// Steps between the retentions `0 = a_0 < a_1 < ... < a_T = 1`, of which `a_1, ..., a_T` are given: step `n`
    /// reveals with probability `(a_n - a_{n-1})/(1 - a_{n-1})`. `None` unless they increase from above 0 to 1.
    pub fn on_grid(retentions: &[Rational]) -> Option<Self> {
        let mut probabilities = Vec::new();
        let mut before = Rational::new();
        for retention in retentions {
            if *retention <= before || *retention > 1 {
                return None;
            }
            probabilities.push(Rational::from(retention - &before) / Rational::from(1 - &before));
            before.clone_from(retention);
        }
        (before == 1).then_some(Self { grid: TimeGrid::Rational(probabilities), last: Fill::Drawn })
    }

    /// `T >= 1` steps on MDLM's log-linear grid with a smallest time `0 <= eps < 1`: retentions `a_n = n(1 - eps)/T`,
    /// and where `eps` is positive one step more that fills what is masked at the end.
    pub fn linear(steps: usize, eps: &Rational, last: Fill) -> Option<Self> {
        let retention = |step: usize| Rational::from(1 - eps) * Rational::from((step, steps));
        let filling = (!eps.is_zero()).then(|| Rational::from(1));
        let grid: Vec<Rational> = (1..=steps).map(retention).chain(filling).collect();
        Some(Self { last, ..Self::on_grid(&grid)? })
    }

    /// Dream's steps: the share of [`Count::Dream`] as a probability, and all in the last step.
    pub fn dream(steps: usize) -> Self {
        let share = |step| if step + 1 == steps { Rational::from(1) } else { dream_share(step, steps) };
        Self { grid: TimeGrid::Rational((0..steps).map(share).collect()), last: Fill::Drawn }
    }
}

impl Select for Ancestral {
    fn steps(&self, _: usize) -> Option<usize> {
        Some(self.grid.steps())
    }

    fn select(&self, place: &Place) -> Result<Selection, Undecided> {
        let positions = place.rows.positions();
        let Share { revealed, masked } = self.grid.share(place.step, place.precision)?;
        if masked.is_zero() {
            return Ok(match self.last {
                Fill::Drawn => Selection::set(positions),
                Fill::Likeliest => Selection::Likeliest(positions),
            });
        }
        let sets = (0..=positions.size()).flat_map(|size| positions.subsets_with(size));
        let probability = |set: PositionSet| {
            let power = |base: &Real, size: usize| Real::product(std::iter::repeat_n(base, size));
            power(&revealed, set.size()).times(&power(&masked, positions.size() - set.size()))
        };
        Ok(Selection::Positions(sets.map(|set| (set, probability(set))).collect()))
    }

    fn is_blind(&self) -> bool {
        true
    }

    fn outcomes(&self, masked: usize, _: usize, vocabulary_size: usize) -> u64 {
        subsets_up_to(masked, masked, vocabulary_size)
    }

    fn has_random_sizes(&self) -> bool {
        true
    }

    fn is_rational(&self) -> bool {
        self.grid.is_rational()
    }
}
