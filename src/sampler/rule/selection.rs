//! What a rule keeps in one round.

use crate::exact::Real;
use crate::law::PositionSet;
use crate::sampler::rows::Undecided;
use crate::sampler::states::States;

use super::rows::Rows;
use super::shaping::Shaping;

/// Where the sampler stands: what a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The law with its predictor.
    pub model: &'a dyn States,
    /// The state.
    pub state: usize,
    /// The step inside the block, from 0; always 0 for rules without a number of steps.
    pub step: usize,
    /// The positions of the block.
    pub block: PositionSet,
    /// The rows of the masked positions of the block; at least one, unless the rule masks positions again.
    pub rows: &'a Rows<'a>,
    /// What makes the rows of other states.
    pub shaping: &'a Shaping,
    /// The precision, in bits, of what is enclosed.
    pub precision: u32,
    /// Whether long fractions are enclosed too.
    pub encloses: bool,
}

impl Place<'_> {
    /// The state with a set of positions masked.
    pub fn masking(&self, set: PositionSet) -> usize {
        let mask = self.model.shape().vocabulary_size();
        self.model.written(self.state, &set.positions().map(|position| (position, mask)).collect::<Vec<_>>())
    }
}

/// The law of what one round keeps. What has probability 0 is left out.
#[derive(Debug, Clone)]
pub enum Selection {
    /// Positions first: a set of masked positions is chosen without drawing a token, each set with its probability;
    /// its tokens are then drawn independently from their shaped rows.
    Positions(Vec<(PositionSet, Real)>),
    /// Positions first, without chance: this set, with the likeliest tokens of its shaped rows.
    Likeliest(PositionSet),
    /// Tokens first: what is kept together looks at the tokens that were drawn. What was drawn beside them is
    /// forgotten, and summed out here.
    Tokens {
        /// Pairs of a position and its token that are kept together, with their weight. A token `V` masks the position
        /// again.
        kept: Vec<(Vec<(usize, usize)>, Real)>,
        /// The sum of the weights: a probability is a weight over this.
        sum: Real,
    },
}

impl Selection {
    /// This set, for certain.
    pub fn set(set: PositionSet) -> Self {
        Self::Positions(vec![(set, Real::one())])
    }
}

/// How a rule chooses what to keep.
pub trait Select {
    /// The number of steps for a block, or `None` when a block is done as soon as nothing of it is masked. Within that
    /// number every position of the block is revealed.
    fn steps(&self, block_size: usize) -> Option<usize>;

    /// The law of what is kept. The probabilities are positive and sum to 1. A selection may be empty only where there
    /// is a number of steps.
    ///
    /// # Errors
    /// [`Undecided`]: what enclosures of the precision do not tell.
    fn select(&self, place: &Place) -> Result<Selection, Undecided>;

    /// How many outcomes, sets or kept tokens, [`select`](Self::select) lists or goes through at most, each with its
    /// tokens, when so many positions of a block are masked.
    fn outcomes(&self, masked: usize, block_size: usize, vocabulary_size: usize) -> u64;

    /// Whether [`select`](Self::select) chooses positions without going through their tokens, so that its work is that of
    /// a vocabulary of one token.
    fn is_blind(&self) -> bool {
        false
    }

    /// About how many bits the denominator of the probability of an output has beside the products of rows, from a block
    /// of a size, where the confidences at a state have a common denominator of so many bits. Rules whose probabilities
    /// are sums of fractions with many denominators have millions.
    fn fraction_bits(&self, _block_size: usize, _vocabulary_size: usize, _row_bits: u64) -> u64 {
        0
    }

    /// Whether states of the same step may have different numbers of masked positions, so that each state is met again
    /// at every step.
    fn has_random_sizes(&self) -> bool {
        false
    }

    /// Whether revealed positions may be masked again. Then every step of a block is gone through, also when nothing of
    /// it is masked, and there is a number of steps.
    fn masks_again(&self) -> bool {
        false
    }

    /// Whether the rows of a predictor table at revealed positions are read.
    fn reads_revealed_rows(&self) -> bool {
        false
    }

    /// Whether all probabilities are rational when those of the rows are.
    fn is_rational(&self) -> bool {
        true
    }

    /// Whether runs start from a sequence of the law, in place of masked positions.
    fn starts_from_law(&self) -> bool {
        false
    }
}
