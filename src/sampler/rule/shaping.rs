//! Guidance, temperature, top-k and top-p: what is done to a row before tokens are drawn from it.

use std::collections::BTreeSet;
use std::fmt;

use rug::{Integer, Rational};

use crate::exact::Power;
use crate::sampler::rows::{Distribution, Rounding};

/// The distribution that tokens are drawn from, made from the predictor's row: first guidance, then the tokens that are
/// removed, then the temperature, then the filters in the order in which they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shaping {
    /// The strength `w` of guidance, which comes first of all and changes what is compared too; 0 for none.
    pub guidance: u32,
    /// Tokens with their names that are removed before what follows, from what is compared too. Where a row has nothing
    /// but them, the others become equally likely.
    pub removed: Vec<(usize, String)>,
    /// The temperature.
    pub temperature: Temperature,
    /// What drops tokens.
    pub filters: Vec<Filter>,
    /// Which rows a rule measures.
    pub measured: Measured,
    /// How the measured probabilities are rounded before they are compared.
    pub rounding: Rounding,
}

/// The temperature of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Temperature {
    /// `t = 1`: the row as it is.
    #[default]
    One,
    /// Any other `t > 0`, by `1/t`: `r(v)^(1/t)`, normalised.
    OneOver(Power),
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
    /// The distribution that a token is drawn from, and the one whose probabilities are compared, made from the number of
    /// tokens and the weights of those that the predictor's row has, guided where there is guidance.
    pub fn drawn_and_compared(&self, size: usize, weights: Vec<(usize, Integer)>) -> (Distribution, Distribution) {
        let row = self.without_removed(size, weights);
        let drawn = self.shaped(&row);
        let compared = match self.measured {
            Measured::Plain => row,
            Measured::Shaped => drawn.clone(),
        };
        (drawn, compared)
    }

    /// Whether a token is among those that are removed.
    pub fn removes(&self, token: usize) -> bool {
        self.removed.iter().any(|(removed, _)| *removed == token)
    }

    /// Whether shaped rows are rational when the rows are, whatever these are.
    pub fn is_rational(&self) -> bool {
        match self.temperature {
            Temperature::OneOver(power) => power.whole().is_some(),
            Temperature::One | Temperature::Zero => true,
        }
    }

    fn without_removed(&self, size: usize, mut weights: Vec<(usize, Integer)>) -> Distribution {
        weights.retain(|(token, _)| !self.removes(*token));
        if weights.is_empty() {
            let others = (0..size).filter(|token| !self.removes(*token));
            weights = others.map(|token| (token, Integer::from(1))).collect();
        }
        Distribution::new(size, weights)
    }

    fn shaped(&self, row: &Distribution) -> Distribution {
        let heated = match self.temperature {
            Temperature::One => row.clone(),
            Temperature::OneOver(power) => row.raised(power),
            Temperature::Zero => row.likeliest_alone(),
        };
        self.filters.iter().fold(heated, |row, filter| filter.apply(&row))
    }
}

impl Filter {
    fn apply(&self, row: &Distribution) -> Distribution {
        let order = row.by_likelihood();
        let is_kept = |rank: usize| match self {
            Self::TopK(number) => row.weight(order[rank]) >= row.weight(order[(*number).min(order.len()) - 1]),
            Self::Crossing(bound) => row.compare_mass(&order[..rank], bound).is_le(),
            Self::Within(bound) => rank == 0 || row.compare_mass(&order[..=rank], bound).is_le(),
        };
        let kept: BTreeSet<usize> = (0..order.len()).filter(|&rank| is_kept(rank)).map(|rank| order[rank]).collect();
        row.only(|token| kept.contains(&token))
    }
}

impl fmt::Display for Shaping {
    /// As behind the `@` of a rule; empty for rows as they are.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let guidance = (self.guidance > 0).then(|| format!("guidance={}", self.guidance));
        let mut parts: Vec<String> = guidance.into_iter().collect();
        parts.extend(self.removed.iter().map(|(_, name)| format!("without={name}")));
        match self.temperature {
            Temperature::One => {}
            Temperature::OneOver(power) => parts.push(format!("t={}", power.to_rational().recip())),
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
        parts.extend(self.rounding.name().map(|name| format!("round={name}")));
        formatter.write_str(&parts.join(","))
    }
}
