//! How many rounds runs have.

use crate::exact::Real;

/// The numbers of rounds of some runs: the most, and the sum over the runs of probability times what is missing from the
/// most. That is exactly 0 where all have the same number, as in most rules.
#[derive(Debug, Clone, Default)]
pub struct Rounds {
    /// The largest number of rounds of a run of positive probability.
    pub most: usize,
    /// The mean of what is missing, times the probability of the runs.
    pub missing: Real,
}

impl Rounds {
    /// The rounds of these runs and of others, with the probabilities of both.
    #[must_use]
    pub fn with(self, probability: &Real, other: Self, other_probability: &Real) -> Self {
        let most = self.most.max(other.most);
        let mut missing = self.missing;
        missing += &other.missing;
        for (number, probability) in [(self.most, probability), (other.most, other_probability)] {
            if number < most {
                missing += &Real::from(most - number).times(probability);
            }
        }
        Self { most, missing }
    }

    /// The mean over runs whose probabilities sum to a positive one.
    pub fn mean(&self, probability: &Real) -> Real {
        Real::from(self.most).minus(&self.missing.over(probability))
    }
}
