//! The distribution of a token.

use std::cmp::Ordering;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::{Enclosure, LogForm, Power, PowerQuotient, PowerSum, Real};
use crate::sampler::states::States;

use super::confidence::Confidence;

/// The distribution of a token: a nonnegative integer weight for each token over their sum, in no lowest terms; or,
/// with a power, the same power of each integer over the sum of the powers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    weights: Vec<Integer>,
    sum: Integer,
    /// What the weights are raised to where that is not rational; then they have no common divisor.
    power: Option<Power>,
}

impl Distribution {
    /// The distribution with these weights.
    ///
    /// # Panics
    /// When none is positive, or one is negative.
    pub fn new(weights: Vec<Integer>) -> Self {
        let sum = Integer::from(Integer::sum(weights.iter()));
        assert!(sum > 0 && weights.iter().all(|weight| !weight.is_negative()), "weights of a distribution");
        Self { weights, sum, power: None }
    }

    /// The predictor's row at a masked position of a state.
    pub fn at(model: &dyn States, state: usize, position: usize) -> Self {
        Self::new(weights_at(model, state, position))
    }

    /// The predictor's row at a masked position of a state without the tokens of probability 0, so that the others have
    /// lower numbers, in their order: what is compared without telling tokens apart.
    pub fn of_possible(model: &dyn States, state: usize, position: usize) -> Self {
        Self::new(model.row(state, position).into_iter().map(|(_, weight)| weight.into_owned()).collect())
    }

    /// The distribution in proportion to a power of the weights, which are the integers themselves. It has rational
    /// probabilities where the power is a small whole number, or where the quotients of all weights have rational roots.
    #[must_use]
    pub fn raised(&self, power: Power) -> Self {
        debug_assert!(self.power.is_none(), "integer weights are raised once");
        match power.whole() {
            Some(whole) => Self::new(whole_powers(&self.weights, whole)),
            None => Self::of_powers(self.weights.clone(), power),
        }
    }

    /// The distribution in proportion to a power of some integers.
    fn of_powers(mut weights: Vec<Integer>, power: Power) -> Self {
        let divisor = weights.iter().fold(Integer::new(), |divisor, weight| divisor.gcd(weight));
        for weight in &mut weights {
            *weight /= &divisor;
        }
        if let Some(roots) = power.roots(&weights) {
            if roots.iter().all(|root| *root <= 1) {
                return Self::new(roots);
            }
            if let Some(whole) = power.without_root().whole() {
                return Self::new(whole_powers(&roots, whole));
            }
        }
        Self { power: Some(power), ..Self::new(weights) }
    }

    /// The distribution without the tokens that are not kept, of which one is possible.
    #[must_use]
    pub fn only(&self, keeps: impl Fn(usize) -> bool) -> Self {
        let weight = |(token, weight): (usize, &Integer)| if keeps(token) { weight.clone() } else { Integer::new() };
        let weights = self.weights.iter().enumerate().map(weight).collect();
        match self.power {
            None => Self::new(weights),
            Some(power) => Self::of_powers(weights, power),
        }
    }

    /// The integers, of which the weights are powers where there is a [`power`](Self::power): in the order of the
    /// probabilities, and zero where these are.
    pub fn weights(&self) -> &[Integer] {
        &self.weights
    }

    /// The power of the integers to which probabilities are proportional; `None` where they are proportional to the
    /// integers.
    pub fn power(&self) -> Option<Power> {
        self.power
    }

    /// The probability of a token, as it is compared.
    pub fn probability(&self, token: usize) -> Confidence {
        match self.power {
            None => Confidence::Rational(Rational::from((&self.weights[token], &self.sum))),
            Some(_) if self.weights[token].is_zero() => Confidence::Rational(Rational::new()),
            Some(power) => {
                let numerator = power_sum(power, [&self.weights[token]]);
                Confidence::Root(PowerQuotient::new(numerator, power_sum(power, &self.weights)))
            }
        }
    }

    /// The weights that probabilities are proportional to; at a precision where they are enclosed.
    pub fn values(&self, precision: u32) -> Vec<Real> {
        let value = |weight: &Integer| {
            let weight = Real::from(weight.clone());
            self.power.map_or_else(|| weight.clone(), |power| weight.power(power, precision))
        };
        self.weights.iter().map(value).collect()
    }

    /// How the probability of a set of tokens compares with a rational; exact.
    pub fn compare_mass(&self, tokens: &[usize], bound: &Rational) -> Ordering {
        let own = tokens.iter().map(|&token| &self.weights[token]);
        match self.power {
            None => {
                let mass = Integer::from(Integer::sum(own));
                Rational::from(mass).cmp(&Rational::from(bound * &self.sum))
            }
            Some(power) => {
                let mut difference = power_sum(power, own);
                difference.add_scaled(&power_sum(power, &self.weights), &Rational::from(-bound));
                difference.sign()
            }
        }
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
        for weight in self.weights.iter().filter(|weight| !weight.is_zero()) {
            form.add_ln(weight, &-Rational::from((weight, &self.sum)));
        }
        Some(form)
    }

    /// Encloses the entropy in nats.
    pub fn enclose_entropy(&self, precision: u32) -> Enclosure {
        if let Some(form) = self.entropy() {
            return Enclosure::of(&form, precision);
        }
        let values = self.values(precision);
        let sum = Real::sum(&values).enclosure(precision);
        let mut entropy = sum.logarithm().expect("a positive sum");
        for value in values.iter().filter(|value| !value.is_zero()) {
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
            let mut weights: Vec<Integer> = row.weights.iter().filter(|weight| !weight.is_zero()).cloned().collect();
            weights.sort_unstable();
            weights
        };
        self.power == other.power && sorted(self) == sorted(other)
    }
}

/// The weights of all tokens in the predictor's row at a masked position of a state.
pub fn weights_at(model: &dyn States, state: usize, position: usize) -> Vec<Integer> {
    let mut weights = vec![Integer::new(); model.shape().vocabulary_size()];
    for (token, weight) in model.row(state, position) {
        weights[token] = weight.into_owned();
    }
    weights
}

fn whole_powers(integers: &[Integer], whole: u32) -> Vec<Integer> {
    integers.iter().map(|integer| Integer::from(integer.pow(whole))).collect()
}

/// The sum of a power of some integers.
fn power_sum<'a>(power: Power, integers: impl IntoIterator<Item = &'a Integer>) -> PowerSum {
    let mut sum = PowerSum::zero(power);
    for integer in integers.into_iter().filter(|integer| !integer.is_zero()) {
        sum.add_term(Rational::from(integer), Rational::from(1));
    }
    sum
}
