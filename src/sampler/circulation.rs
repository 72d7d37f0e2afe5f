//! How far a predictor is from that of one joint law: its circulations (path-dependent denoising, arXiv 2605.09303; see
//! `proofs-notes/circulations.md`).
//!
//! With the tokens at a set `A` revealed, let tokens `a`, `b` at two masked positions `i`, `j` be revealed in either order. The
//! circulation is the logarithm of `q_i(a | A) q_j(b | A, a) / (q_j(b | A) q_i(a | A, b))`: 0 for the predictor of a law, and all
//! are 0 only for such a one. The difference in log-probability of two orders is a sum of circulations.

use std::cmp::Ordering;

use rug::Rational;

use crate::limits::CIRCULATION_LIMIT;

use super::predictor::Model;

/// The circulations of a predictor at the contexts of positive probability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circulations {
    /// How many there are: a context, two masked positions and a token at each.
    pub count: u64,
    /// How many of them are not 0.
    pub nonzero: u64,
    /// The largest in size, the first of several, where one is not 0.
    pub largest: Option<Circulation>,
}

/// One circulation that is not 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circulation {
    /// The context: its tokens by their places in the vocabulary, `None` where it is masked.
    pub context: Vec<Option<usize>>,
    /// The two positions, from 0, the one that is revealed first with the greater probability of both tokens first.
    pub positions: [usize; 2],
    /// The tokens there.
    pub tokens: [usize; 2],
    /// The probability of both tokens when the first position is revealed first, and when the second is: the first is the
    /// greater one. The circulation is the logarithm of their quotient, which is infinite where the second is 0.
    pub probabilities: [Rational; 2],
}

impl Circulation {
    /// Whether another one is larger.
    fn is_below(&self, [greater, less]: [&Rational; 2]) -> bool {
        let [own_greater, own_less] = &self.probabilities;
        // Quotients of different circulations, where a denominator may be 0: both infinite are equal.
        let [own, other] = [Rational::from(own_greater * less), Rational::from(greater * own_less)];
        match (own_less.is_zero(), less.is_zero()) {
            (true, _) => false,
            (false, true) => true,
            (false, false) => own.cmp(&other) == Ordering::Less,
        }
    }
}

/// The circulations of a model's predictor, at the contexts to which its law gives a positive probability; `None` where there
/// are more than [`CIRCULATION_LIMIT`].
///
/// ```
/// use maskproof::exact::Integer;
/// use maskproof::law::{Law, PatternCounts, Vocabulary};
/// use maskproof::sampler::circulation::circulations;
/// use maskproof::sampler::{Model, Predictor};
/// let counts = [1, 0, 0, 1].map(Integer::from).to_vec();
/// let law = Law::from_counts("copy", Vocabulary::numbered(2), 2, counts).unwrap();
/// let patterns = PatternCounts::new(&law);
/// let found = circulations(&Model::new(&law, &patterns, Predictor::Exact)).unwrap();
/// assert_eq!((found.count, found.nonzero, found.largest), (4, 0, None));
/// ```
pub fn circulations(model: &Model) -> Option<Circulations> {
    let (patterns, labels) = (model.patterns(), model.law().labels());
    let mask = patterns.vocabulary_size();
    let contexts = || (0..patterns.counts().len()).filter(|&context| !patterns.count(context).is_zero());
    let masked = |context: usize| -> Vec<usize> {
        (0..patterns.length()).filter(|&position| patterns.digit(context, position) == mask).collect()
    };
    let mut count = 0u64;
    for context in contexts() {
        let sizes: Vec<u64> = masked(context).into_iter().map(|position| labels.size(position) as u64).collect();
        // The pairs of tokens at two of these positions: half of what is left of the square of the sum.
        let (sum, squares) = (sizes.iter().sum::<u64>(), sizes.iter().map(|size| size * size).sum::<u64>());
        count += (sum * sum - squares) / 2;
        if count > CIRCULATION_LIMIT {
            return None;
        }
    }
    let mut found = Circulations { count, nonzero: 0, largest: None };
    for context in contexts() {
        let masked = masked(context);
        for (place, &first) in masked.iter().enumerate() {
            for &second in &masked[place + 1..] {
                found.add_pair(model, context, [first, second]);
            }
        }
    }
    Some(found)
}

impl Circulations {
    /// Adds all tokens at two masked positions of a context.
    fn add_pair(&mut self, model: &Model, context: usize, [first, second]: [usize; 2]) {
        let (patterns, labels) = (model.patterns(), model.law().labels());
        let probability = |context, position, token| model.conditional(context, position, token).to_rational();
        for a in 0..labels.size(first) {
            for b in 0..labels.size(second) {
                let behind_first = patterns.with_token(context, first, a);
                let behind_second = patterns.with_token(context, second, b);
                let one = probability(context, first, a) * probability(behind_first, second, b);
                let other = probability(context, second, b) * probability(behind_second, first, a);
                let (positions, tokens, probabilities) = match one.cmp(&other) {
                    Ordering::Equal => continue,
                    Ordering::Greater => ([first, second], [a, b], [one, other]),
                    Ordering::Less => ([second, first], [b, a], [other, one]),
                };
                self.nonzero += 1;
                let [greater, less] = &probabilities;
                if self.largest.as_ref().is_none_or(|largest| largest.is_below([greater, less])) {
                    let digits = (0..patterns.length()).map(|position| patterns.digit(context, position));
                    let context = digits.map(|digit| (digit < patterns.vocabulary_size()).then_some(digit)).collect();
                    self.largest = Some(Circulation { context, positions, tokens, probabilities });
                }
            }
        }
    }
}
