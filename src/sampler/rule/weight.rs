//! What leads to a state.

use crate::exact::Real;

use super::rounds::Rounds;

/// The runs that come to a state.
#[derive(Debug, Clone, Default)]
pub(super) struct Weight {
    /// The probability that a run comes by.
    pub(super) probability: Real,
    /// The rounds of the runs so far.
    pub(super) rounds: Rounds,
    /// The probability that the positions of the state are what has been revealed, when the tokens are those of a
    /// sequence of the law that agrees with the state: of choices that look at no drawn token.
    pub(super) chosen: Real,
}

impl Weight {
    /// The same with every probability multiplied by a factor, `chosen` apart.
    pub(super) fn times(&self, factor: &Real) -> Self {
        Self { probability: self.probability.times(factor), rounds: self.rounds.times(factor), chosen: Real::zero() }
    }

    /// The runs of both.
    fn plus(mut self, other: Self) -> Self {
        self.rounds = self.rounds.with(&self.probability, other.rounds, &other.probability);
        self.probability += &other.probability;
        self.chosen += &other.chosen;
        self
    }
}

/// Weights that lead to one state, added up by splitting: two sums of equally many at a time, so that the long fractions
/// that sums come to are added seldom.
#[derive(Debug, Default)]
pub(super) struct Gathered(Vec<(u32, Weight)>);

impl Gathered {
    /// Adds a weight.
    pub(super) fn add(&mut self, weight: Weight) {
        let (mut doublings, mut sum) = (0, weight);
        while let Some((_, last)) = self.0.pop_if(|(known, _)| *known == doublings) {
            sum = last.plus(sum);
            doublings += 1;
        }
        self.0.push((doublings, sum));
    }

    /// The sum.
    pub(super) fn total(self) -> Weight {
        self.0.into_iter().rev().map(|(_, weight)| weight).reduce(|sum, weight| weight.plus(sum)).unwrap_or_default()
    }
}
