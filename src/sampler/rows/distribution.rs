//! The distribution of a token.

use rug::{Integer, Rational};

use crate::exact::LogForm;
use crate::sampler::predictor::Model;

/// The distribution of a token: a nonnegative integer weight for each token, over their sum, in no lowest terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    weights: Vec<Integer>,
    sum: Integer,
}

impl Distribution {
    /// The distribution with these weights.
    ///
    /// # Panics
    /// When none is positive, or one is negative.
    pub fn new(weights: Vec<Integer>) -> Self {
        let sum = Integer::from(Integer::sum(weights.iter()));
        assert!(sum > 0 && weights.iter().all(|weight| !weight.is_negative()), "weights of a distribution");
        Self { weights, sum }
    }

    /// The predictor's row at a masked position of a state.
    pub fn at(model: &Model, state: usize, position: usize) -> Self {
        let weight = |token| model.conditional(state, position, token).weight.into_owned();
        Self::new((0..model.law().vocabulary_size()).map(weight).collect())
    }

    /// The weights.
    pub fn weights(&self) -> &[Integer] {
        &self.weights
    }

    /// Their sum.
    pub fn sum(&self) -> &Integer {
        &self.sum
    }

    /// The probability of a token.
    pub fn probability(&self, token: usize) -> Rational {
        Rational::from((&self.weights[token], &self.sum))
    }

    /// The tokens, likeliest first; of those that tie the lower one.
    pub fn by_likelihood(&self) -> Vec<usize> {
        let mut tokens: Vec<usize> = (0..self.weights.len()).collect();
        tokens.sort_by_key(|&token| std::cmp::Reverse(&self.weights[token]));
        tokens
    }

    /// The likeliest token; of those that tie the lowest.
    pub fn likeliest(&self) -> usize {
        self.by_likelihood()[0]
    }

    /// The distribution of the tokens for which a test holds; they keep their proportions.
    ///
    /// # Panics
    /// When none of them is possible.
    #[must_use]
    pub fn only(&self, keeps: impl Fn(usize) -> bool) -> Self {
        let weight = |(token, weight): (usize, &Integer)| if keeps(token) { weight.clone() } else { Integer::new() };
        Self::new(self.weights.iter().enumerate().map(weight).collect())
    }

    /// The likeliest token for certain.
    #[must_use]
    pub fn likeliest_alone(&self) -> Self {
        let likeliest = self.likeliest();
        self.only(|token| token == likeliest)
    }

    /// The entropy in nats, `ln sum - (1/sum) sum_v w_v ln w_v`.
    pub fn entropy(&self) -> LogForm {
        let mut form = LogForm::zero();
        form.add_ln(&self.sum, &Rational::from(1));
        for weight in self.weights.iter().filter(|weight| !weight.is_zero()) {
            form.add_ln(weight, &-Rational::from((weight, &self.sum)));
        }
        form
    }
}
