//! Temperature, top-k and top-p: what is done to a row before tokens are drawn from it.

use std::cmp::Reverse;
use std::fmt;

use rug::Rational;
use rug::ops::Pow;

/// The distribution that tokens are drawn from, made from the predictor's row: first the temperature, then the filters
/// in the order in which they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shaping {
    /// The temperature.
    pub temperature: Temperature,
    /// What drops tokens.
    pub filters: Vec<Filter>,
    /// Which rows a rule measures.
    pub measured: Measured,
}

/// The temperature of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Temperature {
    /// `t = 1`: the row as it is.
    #[default]
    One,
    /// `t = 1/n`: `r(v)^n`, normalised.
    OneOver(u32),
    /// `t = 0`: the likeliest token, of those that tie the lowest.
    Zero,
}

/// What drops tokens from a row. The others keep their proportions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The tokens that are at least as likely as the `k`-th likeliest; all that tie with it stay.
    TopK(usize),
    /// The tokens whose likelier ones sum to at most `p`, so that the token which crosses `p` stays. Of tokens that tie
    /// the lower one counts as the likelier.
    Crossing(Rational),
    /// The tokens which with all likelier ones sum to at most `p`, and always the likeliest. Ties as in `Crossing`.
    Within(Rational),
}

/// The rows whose probabilities a rule compares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measured {
    /// The predictor's.
    #[default]
    Plain,
    /// The shaped ones, from which tokens are drawn.
    Shaped,
}

impl Shaping {
    /// The shaped row of a row; both sum to 1.
    pub fn shaped(&self, row: &[Rational]) -> Vec<Rational> {
        let heated = match self.temperature {
            Temperature::One => row.to_vec(),
            Temperature::OneOver(power) => {
                normalised(row.iter().map(|probability| Rational::from(probability.pow(power))).collect())
            }
            Temperature::Zero => {
                let likeliest = by_likelihood(row)[0];
                (0..row.len()).map(|token| Rational::from(u32::from(token == likeliest))).collect()
            }
        };
        self.filters.iter().fold(heated, |row, filter| filter.apply(row))
    }
}

impl Filter {
    fn apply(&self, row: Vec<Rational>) -> Vec<Rational> {
        let order = by_likelihood(&row);
        let mut kept = vec![false; row.len()];
        match self {
            Self::TopK(number) => {
                let least = &row[order[(*number).min(row.len()) - 1]];
                for (kept, probability) in kept.iter_mut().zip(&row) {
                    *kept = probability >= least;
                }
            }
            Self::Crossing(bound) => {
                let mut likelier = Rational::new();
                for &token in &order {
                    kept[token] = likelier <= *bound;
                    likelier += &row[token];
                }
            }
            Self::Within(bound) => {
                let mut sum = Rational::new();
                for (rank, &token) in order.iter().enumerate() {
                    sum += &row[token];
                    kept[token] = rank == 0 || sum <= *bound;
                }
            }
        }
        normalised(row.into_iter().zip(kept).map(|(value, kept)| if kept { value } else { Rational::new() }).collect())
    }
}

/// The tokens, likeliest first; of those that tie the lower one.
fn by_likelihood(row: &[Rational]) -> Vec<usize> {
    let mut tokens: Vec<usize> = (0..row.len()).collect();
    tokens.sort_by_key(|&token| Reverse(&row[token]));
    tokens
}

/// Nonnegative weights, not all 0, divided by their sum.
fn normalised(weights: Vec<Rational>) -> Vec<Rational> {
    let sum = Rational::from(Rational::sum(weights.iter()));
    weights.into_iter().map(|weight| weight / &sum).collect()
}

impl fmt::Display for Shaping {
    /// As behind the `@` of a rule; empty for rows as they are.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match self.temperature {
            Temperature::One => {}
            Temperature::OneOver(power) => parts.push(format!("t=1/{power}")),
            Temperature::Zero => parts.push("t=0".to_owned()),
        }
        parts.extend(self.filters.iter().map(|filter| match filter {
            Filter::TopK(number) => format!("top-k={number}"),
            Filter::Crossing(bound) => format!("top-p={bound},nucleus=crossing"),
            Filter::Within(bound) => format!("top-p={bound},nucleus=within"),
        }));
        if self.measured == Measured::Shaped {
            parts.push("conf=shaped".to_owned());
        }
        formatter.write_str(&parts.join(","))
    }
}
