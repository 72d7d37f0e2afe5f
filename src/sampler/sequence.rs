//! One sequence, as the sampler draws it.

use crate::law::PositionSet;

use super::predictor::{Model, Ratio};

/// One sequence and the contexts in which its tokens are drawn.
pub(super) struct Sequence<'a> {
    pub(super) model: &'a Model<'a>,
    /// The token of each position.
    pub(super) tokens: Vec<usize>,
    /// By how much each token lowers the index of a pattern in which it takes the place of a mask.
    lower: Vec<usize>,
}

impl<'a> Sequence<'a> {
    pub(super) fn new(model: &'a Model<'a>, sequence: usize) -> Self {
        let patterns = model.patterns();
        let (length, masked) = (patterns.length(), patterns.all_masked());
        let tokens: Vec<usize> = (0..length).map(|position| patterns.digit(sequence, position)).collect();
        let lower = |(position, &token)| masked - patterns.with_token(masked, position, token);
        let lower = tokens.iter().enumerate().map(lower).collect();
        Self { model, tokens, lower }
    }

    /// The pattern with the tokens of a set revealed.
    pub(super) fn context(&self, revealed: PositionSet) -> usize {
        self.model.patterns().all_masked() - revealed.positions().map(|position| self.lower[position]).sum::<usize>()
    }

    /// The predictor's probability of the sequence's token at a masked position of a context.
    pub(super) fn conditional(&self, context: usize, position: usize) -> Ratio<'a> {
        self.model.conditional(context, position, self.tokens[position])
    }

    pub(super) fn masked(&self, revealed: PositionSet) -> PositionSet {
        PositionSet::all(self.tokens.len()).minus(revealed)
    }

    /// The patterns with the tokens of each set revealed, in the order of the bits of the sets.
    pub(super) fn contexts(&self) -> Vec<usize> {
        let mut contexts = Vec::with_capacity(1 << self.tokens.len());
        contexts.push(self.model.patterns().all_masked());
        for lower in &self.lower {
            for set in 0..contexts.len() {
                contexts.push(contexts[set] - lower);
            }
        }
        contexts
    }
}
