//! The distribution of a token.

use std::cmp::{Ordering, Reverse};

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::{Enclosure, LogForm, Power, PowerQuotient, PowerSum, Real};
use crate::sampler::states::States;

use super::confidence::Confidence;

/// The distribution of a token: a nonnegative integer weight for each token over their sum, in no lowest terms; or,
/// with a power, the same power of each integer over the sum of the powers. Only the tokens that are possible are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The number of tokens.
    size: usize,
    /// The tokens that are possible, in increasing order, with their positive integers.
    weights: Vec<(usize, Integer)>,
    sum: Integer,
    /// What the weights are raised to where that is not rational; then they have no common divisor.
    power: Option<Power>,
}

impl Distribution {
    /// The distribution over so many tokens, of which those with these weights, in increasing order, are possible.
    ///
    /// # Panics
    /// When there is none, or a weight is not positive.
    pub fn new(size: usize, weights: Vec<(usize, Integer)>) -> Self {
        let sum = Integer::from(Integer::sum(weights.iter().map(|(_, weight)| weight)));
        assert!(sum > 0 && weights.iter().all(|(_, weight)| weight.is_positive()), "weights of a distribution");
        debug_assert!(weights.is_sorted_by(|(first, _), (second, _)| first < second), "tokens in increasing order");
        debug_assert!(weights.last().is_none_or(|(token, _)| *token < size), "tokens of the vocabulary");
        Self { size, weights, sum, power: None }
    }

    /// The predictor's row at a masked position of a state.
    pub fn at(model: &dyn States, state: usize, position: usize) -> Self {
        Self::new(model.shape().vocabulary_size(), weights_at(model, state, position))
    }

    /// The predictor's row at a masked position of a state without the tokens of probability 0, so that the others have
    /// lower numbers, in their order: what is compared without telling tokens apart.
    pub fn of_possible(model: &dyn States, state: usize, position: usize) -> Self {
        let row = model.row(state, position);
        Self::new(
            row.len(),
            row.into_iter().enumerate().map(|(place, (_, weight))| (place, weight.into_owned())).collect(),
        )
    }

    /// The distribution in proportion to a power of the weights, which are the integers themselves. It has rational
    /// probabilities where the power is a small whole number, or where the quotients of all weights have rational roots.
    #[must_use]
    pub fn raised(&self, power: Power) -> Self {
        debug_assert!(self.power.is_none(), "integer weights are raised once");
        match power.whole() {
            Some(whole) => Self::new(self.size, whole_powers(&self.weights, whole)),
            None => Self::of_powers(self.size, self.weights.clone(), power),
        }
    }

    /// The distribution in proportion to a power of some integers.
    fn of_powers(size: usize, mut weights: Vec<(usize, Integer)>, power: Power) -> Self {
        let divisor = weights.iter().fold(Integer::new(), |divisor, (_, weight)| divisor.gcd(weight));
        for (_, weight) in &mut weights {
            *weight /= &divisor;
        }
        let integers: Vec<Integer> = weights.iter().map(|(_, weight)| weight.clone()).collect();
        if let Some(roots) = power.roots(&integers) {
            let roots: Vec<(usize, Integer)> = weights.iter().map(|(token, _)| *token).zip(roots).collect();
            if roots.iter().all(|(_, root)| *root <= 1) {
                return Self::new(size, roots);
            }
            if let Some(whole) = power.without_root().whole() {
                return Self::new(size, whole_powers(&roots, whole));
            }
        }
        Self { power: Some(power), ..Self::new(size, weights) }
    }

    /// The distribution without the tokens that are not kept, of which one is possible.
    #[must_use]
    pub fn only(&self, keeps: impl Fn(usize) -> bool) -> Self {
        let weights = self.weights.iter().filter(|(token, _)| keeps(*token)).cloned().collect();
        match self.power {
            None => Self::new(self.size, weights),
            Some(power) => Self::of_powers(self.size, weights, power),
        }
    }

    /// The number of tokens.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The tokens that are possible, in increasing order, with their integers, of which the weights are powers where
    /// there is a [`power`](Self::power): in the order of the probabilities.
    pub fn possible(&self) -> &[(usize, Integer)] {
        &self.weights
    }

    /// The integer of a token; `None` where it is not possible.
    pub fn weight(&self, token: usize) -> Option<&Integer> {
        let place = self.weights.binary_search_by_key(&token, |(token, _)| *token).ok()?;
        Some(&self.weights[place].1)
    }

    fn integers(&self) -> impl Iterator<Item = &Integer> {
        self.weights.iter().map(|(_, weight)| weight)
    }

    /// The power of the integers to which probabilities are proportional; `None` where they are proportional to the
    /// integers.
    pub fn power(&self) -> Option<Power> {
        self.power
    }

    /// The probability of a token, as it is compared.
    pub fn probability(&self, token: usize) -> Confidence {
        let Some(weight) = self.weight(token) else { return Confidence::Rational(Rational::new()) };
        match self.power {
            None => Confidence::Rational(Rational::from((weight, &self.sum))),
            Some(power) => {
                let numerator = power_sum(power, [weight]);
                Confidence::Root(PowerQuotient::new(numerator, power_sum(power, self.integers())))
            }
        }
    }

    /// The tokens that are possible with the weights that probabilities are proportional to; at a precision where they
    /// are enclosed.
    pub fn values(&self, precision: u32) -> Vec<(usize, Real)> {
        let value = |(token, weight): &(usize, Integer)| {
            let weight = Real::from(weight.clone());
            (*token, self.power.map_or_else(|| weight.clone(), |power| weight.power(power, precision)))
        };
        self.weights.iter().map(value).collect()
    }

    /// How the probability of a set of tokens compares with a rational; exact.
    pub fn compare_mass(&self, tokens: &[usize], bound: &Rational) -> Ordering {
        let own = tokens.iter().filter_map(|&token| self.weight(token));
        match self.power {
            None => {
                let mass = Integer::from(Integer::sum(own));
                Rational::from(mass).cmp(&Rational::from(bound * &self.sum))
            }
            Some(power) => {
                let mut difference = power_sum(power, own);
                difference.add_scaled(&power_sum(power, self.integers()), &Rational::from(-bound));
                difference.sign()
            }
        }
    }

    /// The tokens that are possible, likeliest first; of those that tie the lower one.
    pub fn by_likelihood(&self) -> Vec<usize> {
        let mut sorted: Vec<&(usize, Integer)> = self.weights.iter().collect();
        sorted.sort_by_key(|(_, weight)| Reverse(weight));
        sorted.into_iter().map(|(token, _)| *token).collect()
    }

    /// The likeliest token; of those that tie the lowest.
    pub fn likeliest(&self) -> usize {
        let likeliest = self.weights.iter().min_by_key(|(_, weight)| Reverse(weight));
        likeliest.expect("a token is possible").0
    }

    /// The likeliest token for certain.
    #[must_use]
    pub fn likeliest_alone(&self) -> Self {
        let likeliest = self.likeliest();
        self.only(|token| token == likeliest)
    }

    /// The entropy in nats, `ln sum - (1/sum) sum_v w_v ln w_v`; `None` where the weights are no integers.
    pub fn entropy(&self) -> Option<LogForm> {
        if self.power.is_some() {
            return None;
        }
        let mut form = LogForm::zero();
        form.add_ln(&self.sum, &Rational::from(1));
        for weight in self.integers() {
            form.add_ln(weight, &-Rational::from((weight, &self.sum)));
        }
        Some(form)
    }

    /// Encloses the entropy in nats.
    pub fn enclose_entropy(&self, precision: u32) -> Enclosure {
        if let Some(form) = self.entropy() {
            return Enclosure::of(&form, precision);
        }
        let values: Vec<Real> = self.values(precision).into_iter().map(|(_, value)| value).collect();
        let sum = Real::sum(&values).enclosure(precision);
        let mut entropy = sum.logarithm().expect("a positive sum");
        for value in &values {
            let value = value.enclosure(precision);
            let logarithm = value.logarithm().expect("positive powers");
            let share = value.quotient(&sum).expect("a positive sum");
            entropy = entropy.minus(&share.times(&logarithm));
        }
        entropy
    }

    /// Whether two distributions are the same but for the order of the tokens. Of rational ones it is not asked.
    pub fn is_rearranged(&self, other: &Self) -> bool {
        let sorted = |row: &Self| {
            let mut weights: Vec<Integer> = row.integers().cloned().collect();
            weights.sort_unstable();
            weights
        };
        self.power == other.power && sorted(self) == sorted(other)
    }
}

/// The tokens that the predictor's row has at a masked position of a state, in increasing order, with their weights.
pub fn weights_at(model: &dyn States, state: usize, position: usize) -> Vec<(usize, Integer)> {
    model.row(state, position).into_iter().map(|(token, weight)| (token, weight.into_owned())).collect()
}

fn whole_powers(weights: &[(usize, Integer)], whole: u32) -> Vec<(usize, Integer)> {
    weights.iter().map(|(token, integer)| (*token, Integer::from(integer.pow(whole)))).collect()
}

/// The sum of a power of some positive integers.
fn power_sum<'a>(power: Power, integers: impl IntoIterator<Item = &'a Integer>) -> PowerSum {
    let mut sum = PowerSum::zero(power);
    for integer in integers {
        sum.add_term(Rational::from(integer), Rational::from(1));
    }
    sum
}
