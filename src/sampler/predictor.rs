//! Predictors: the conditional marginals that the sampler draws from.

use std::borrow::Cow;

use rug::{Integer, Rational};

use crate::law::{Law, PatternCounts, PredictorTable};

/// Where the sampler's conditional marginals `p_i(. | revealed tokens)` come from.
#[derive(Debug, Clone, Copy)]
pub enum Predictor<'a> {
    /// The law's own conditional marginals. In a context of probability zero, which a parallel sampler can reach, they
    /// are not defined by the law and are uniform here, over the tokens of the position: a convention that changes the output law off the support of the
    /// law, and no KL divergence of the law from it.
    Exact,
    /// A table, such as a trained network's outputs.
    Table(&'a PredictorTable),
}

/// A law with the predictor that samples it.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    law: &'a Law,
    patterns: &'a PatternCounts,
    predictor: Predictor<'a>,
    unconditional: Option<&'a PredictorTable>,
}

/// A probability `weight / sum` that is kept unreduced, so that its logarithm is that of two table entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratio<'a> {
    /// The numerator, at least 0.
    pub weight: Cow<'a, Integer>,
    /// The denominator, above 0.
    pub sum: Cow<'a, Integer>,
}

impl Ratio<'_> {
    /// The probability as a rational.
    pub fn to_rational(&self) -> Rational {
        Rational::from((&*self.weight, &*self.sum))
    }
}

impl<'a> Model<'a> {
    /// A law, its pattern counts, and a predictor over the same vocabulary and length.
    ///
    /// # Panics
    /// When the shapes differ: readers check them.
    pub fn new(law: &'a Law, patterns: &'a PatternCounts, predictor: Predictor<'a>) -> Self {
        assert_eq!(law.shape(), patterns.shape(), "the patterns are those of another law");
        if let Predictor::Table(table) = predictor {
            assert_eq!(law.shape(), table.shape(), "the table is of another shape");
        }
        Self { law, patterns, predictor, unconditional: None }
    }

    /// The same with a second predictor, the unconditional one of guidance; nothing else reads it.
    ///
    /// # Panics
    /// When the shapes differ: readers check them.
    #[must_use]
    pub fn with_unconditional(self, table: &'a PredictorTable) -> Self {
        assert_eq!(self.law.shape(), table.shape(), "the table is of another shape");
        Self { unconditional: Some(table), ..self }
    }

    /// The same law with its exact predictor.
    #[must_use]
    pub fn ideal(self) -> Self {
        Self { predictor: Predictor::Exact, ..self }
    }

    /// The law.
    pub fn law(&self) -> &'a Law {
        self.law
    }

    /// Its pattern counts.
    pub fn patterns(&self) -> &'a PatternCounts {
        self.patterns
    }

    /// The predictor.
    pub fn predictor(&self) -> Predictor<'a> {
        self.predictor
    }

    /// The unconditional predictor, where there is one.
    pub fn unconditional(&self) -> Option<&'a PredictorTable> {
        self.unconditional
    }

    /// Whether the predictor is the exact one.
    pub fn is_exact(&self) -> bool {
        matches!(self.predictor, Predictor::Exact)
    }

    /// The predictor's probability of a token at a masked position of a pattern.
    pub fn conditional(&self, pattern: usize, position: usize, token: usize) -> Ratio<'a> {
        match self.predictor {
            Predictor::Exact => {
                let sum = self.patterns.count(pattern);
                if sum.is_zero() {
                    let size = self.law.labels().size(position);
                    let [weight, sum] =
                        [usize::from(token < size), size].map(|number| Cow::Owned(Integer::from(number)));
                    return Ratio { weight, sum };
                }
                let weight = self.patterns.count(self.patterns.with_token(pattern, position, token));
                Ratio { weight: Cow::Borrowed(weight), sum: Cow::Borrowed(sum) }
            }
            Predictor::Table(table) => Ratio {
                weight: Cow::Borrowed(table.weight(pattern, position, token)),
                sum: Cow::Borrowed(table.row_sum(pattern, position)),
            },
        }
    }
}
