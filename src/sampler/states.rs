//! The partly masked sequences that a sampler comes to, with what the law and the predictor say there: all that decoding
//! rules and policies read, whether a law is a table or a list of its sequences.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Debug;

use rug::Integer;

use crate::entropy::CountLogs;
use crate::law::{Labels, Law, PatternCounts, PositionSet, PredictorTable, Shape};

use super::predictor::{Model, Ratio};

/// The marginal counts of partly masked sequences. A *state* is the number of one: of a law with a table its pattern, and
/// else a number in the order in which states are met.
pub trait Counts: Debug {
    /// The length, and the vocabulary size V.
    fn shape(&self) -> Shape;

    /// The state in which every position is masked.
    fn all_masked(&self) -> usize;

    /// The token of a state at a position (from 0), or V where it is masked.
    fn digit(&self, state: usize, position: usize) -> usize;

    /// The token of a state at each position, V where it is masked.
    fn digits(&self, state: usize) -> Vec<usize> {
        (0..self.shape().length()).map(|position| self.digit(state, position)).collect()
    }

    /// The masked positions of a state.
    fn masked(&self, state: usize) -> PositionSet;

    /// The state with some pairs of a position and its token written into it; the token V masks.
    fn written(&self, state: usize, tokens: &[(usize, usize)]) -> usize;

    /// The sum of the counts of the law's sequences that agree with a state.
    fn count(&self, state: usize) -> Cow<'_, Integer>;

    /// The tokens that the law has at a masked position of a state, in increasing order, with the counts of the states in
    /// which they are written.
    fn tokens(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)>;

    /// The states of positive count in which a set of masked positions of a state is revealed, in lexicographic order of
    /// their tokens.
    fn followers(&self, state: usize, set: PositionSet) -> Vec<usize>;

    /// The empty sum of logarithms of counts.
    fn logs(&self) -> CountLogs<'_>;

    /// Adds `weight ln c(state)` to a sum, for a state of positive count.
    fn add_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer);

    /// Subtracts `weight ln c(state)` from a sum, for a state of positive count.
    fn subtract_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer);
}

/// A row that a predictor lacks: at a masked position, from 0, of a state, tokens from 0, `mask` where a position is
/// masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRow {
    /// The state.
    pub state: String,
    /// The position.
    pub position: usize,
}

/// The states of a law with a predictor's rows.
pub trait States: Counts {
    /// What positions and tokens are called.
    fn labels(&self) -> &Labels;

    /// The common denominator of the law's probabilities, the count of the state in which every position is masked.
    fn total(&self) -> &Integer;

    /// The states of the law's sequences, in lexicographic order.
    fn support(&self) -> Vec<usize>;

    /// Whether the predictor is the exact one.
    fn is_exact(&self) -> bool;

    /// The predictor's probability of a token at a masked position of a state.
    fn conditional(&self, state: usize, position: usize, token: usize) -> Ratio<'_>;

    /// The tokens that the predictor has at a masked position of a state, in increasing order, with their weights, all
    /// positive.
    fn row(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)>;

    /// The unconditional predictor of guidance, where there is one.
    fn unconditional(&self) -> Option<&PredictorTable>;

    /// The lexicographic order of two states, `mask` behind all tokens.
    fn compare(&self, first: usize, second: usize) -> Ordering;

    /// The sequences whose probabilities an output law lists, in lexicographic order: all `V^L` of a law with a table, else
    /// those of the law and those, fully revealed, in which runs have ended.
    fn sequences(&self, ended: Vec<usize>) -> Vec<usize>;

    /// The law's table and predictor, where there is one.
    fn model(&self) -> Option<&Model<'_>>;

    /// About how many bytes are kept of the states that were met; none of a law with a table.
    fn bytes(&self) -> u64;

    /// A row that was asked for and that the predictor lacks.
    fn missing(&self) -> Option<MissingRow>;
}

impl Counts for PatternCounts {
    fn shape(&self) -> Shape {
        self.shape()
    }

    fn all_masked(&self) -> usize {
        self.all_masked()
    }

    fn digit(&self, state: usize, position: usize) -> usize {
        self.digit(state, position)
    }

    fn masked(&self, state: usize) -> PositionSet {
        PositionSet::all(self.length()).minus(self.kept(state))
    }

    fn written(&self, state: usize, tokens: &[(usize, usize)]) -> usize {
        tokens.iter().fold(state, |state, &(position, token)| self.with_token(state, position, token))
    }

    fn count(&self, state: usize) -> Cow<'_, Integer> {
        Cow::Borrowed(self.count(state))
    }

    fn tokens(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)> {
        let with_count = |token| (token, Cow::Borrowed(self.count(self.with_token(state, position, token))));
        (0..self.vocabulary_size()).map(with_count).filter(|(_, count)| !count.is_zero()).collect()
    }

    fn followers(&self, state: usize, set: PositionSet) -> Vec<usize> {
        let mut followers = vec![state];
        for position in set.positions() {
            let filled =
                |&state: &usize| (0..self.vocabulary_size()).map(move |token| self.with_token(state, position, token));
            let is_possible = |state: &usize| !self.count(*state).is_zero();
            followers = followers.iter().flat_map(filled).filter(is_possible).collect();
        }
        followers
    }

    fn logs(&self) -> CountLogs<'_> {
        CountLogs::new(self)
    }

    fn add_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer) {
        logs.add(state, weight);
    }

    fn subtract_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer) {
        logs.subtract(state, weight);
    }
}

impl Counts for Model<'_> {
    fn shape(&self) -> Shape {
        self.patterns().shape()
    }

    fn all_masked(&self) -> usize {
        self.patterns().all_masked()
    }

    fn digit(&self, state: usize, position: usize) -> usize {
        self.patterns().digit(state, position)
    }

    fn masked(&self, state: usize) -> PositionSet {
        Counts::masked(self.patterns(), state)
    }

    fn written(&self, state: usize, tokens: &[(usize, usize)]) -> usize {
        self.patterns().written(state, tokens)
    }

    fn count(&self, state: usize) -> Cow<'_, Integer> {
        Counts::count(self.patterns(), state)
    }

    fn tokens(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)> {
        self.patterns().tokens(state, position)
    }

    fn followers(&self, state: usize, set: PositionSet) -> Vec<usize> {
        self.patterns().followers(state, set)
    }

    fn logs(&self) -> CountLogs<'_> {
        self.patterns().logs()
    }

    fn add_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer) {
        logs.add(state, weight);
    }

    fn subtract_log(&self, logs: &mut CountLogs, state: usize, weight: &Integer) {
        logs.subtract(state, weight);
    }
}

impl States for Model<'_> {
    fn labels(&self) -> &Labels {
        self.law().labels()
    }

    fn total(&self) -> &Integer {
        self.law().total()
    }

    fn support(&self) -> Vec<usize> {
        let sequences = self.sequences(Vec::new());
        Law::support(self.law()).map(|(atom, _)| sequences[atom]).collect()
    }

    fn is_exact(&self) -> bool {
        self.is_exact()
    }

    fn conditional(&self, state: usize, position: usize, token: usize) -> Ratio<'_> {
        self.conditional(state, position, token)
    }

    fn row(&self, state: usize, position: usize) -> Vec<(usize, Cow<'_, Integer>)> {
        let weight = |token| (token, self.conditional(state, position, token).weight);
        (0..self.law().vocabulary_size()).map(weight).filter(|(_, weight)| !weight.is_zero()).collect()
    }

    fn unconditional(&self) -> Option<&PredictorTable> {
        self.unconditional()
    }

    fn compare(&self, first: usize, second: usize) -> Ordering {
        first.cmp(&second)
    }

    fn sequences(&self, _: Vec<usize>) -> Vec<usize> {
        self.patterns().patterns_on(PositionSet::all(self.law().length()))
    }

    fn model(&self) -> Option<&Model<'_>> {
        Some(self)
    }

    fn bytes(&self) -> u64 {
        0
    }

    fn missing(&self) -> Option<MissingRow> {
        None
    }
}
