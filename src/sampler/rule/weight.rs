//! What leads to a state.

use std::convert::Infallible;

use rug::{Integer, Rational};

use crate::exact::Real;
use crate::exact::sum::Halves;

use super::rounds::Rounds;

/// The runs that come to a state.
#[derive(Debug, Clone)]
pub(super) struct Weight {
    mass: Mass,
    /// The largest number of rounds of a run so far.
    most_rounds: usize,
    /// The probability that the positions of the state are what has been revealed, when the tokens are those of a
    /// sequence of the law that agrees with the state: of choices that look at no drawn token.
    pub(super) chosen: Real,
}

/// The probability that a run comes by, and the sum over the runs of probability times the rounds that are missing from
/// the most.
#[derive(Debug, Clone)]
enum Mass {
    /// Over one denominator, in no lowest terms: of many fractions that are added up only the sum is reduced.
    Exact { probability: Integer, missing: Integer, denominator: Integer },
    /// Where a number is enclosed.
    Enclosed { probability: Real, missing: Real },
}

impl Mass {
    fn times(&self, factor: &Real) -> Self {
        match (self, factor.exact()) {
            (Self::Exact { probability, missing, denominator }, Some(factor)) => Self::Exact {
                probability: Integer::from(probability * factor.numer()),
                missing: Integer::from(missing * factor.numer()),
                denominator: Integer::from(denominator * factor.denom()),
            },
            _ => {
                let [probability, missing] = self.reals().map(|number| number.times(factor));
                Self::Enclosed { probability, missing }
            }
        }
    }

    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Exact { probability, missing, denominator },
                Self::Exact { probability: p, missing: m, denominator: d },
            ) => {
                let divisor = Integer::from(denominator.gcd_ref(&d));
                let [factor, share] = [&d, &denominator].map(|number| Integer::from(number.div_exact_ref(&divisor)));
                Self::Exact {
                    probability: probability * &factor + p * &share,
                    missing: missing * &factor + m * &share,
                    denominator: denominator * factor,
                }
            }
            (own, other) => {
                let [[probability, missing], [p, m]] = [own.reals(), other.reals()];
                Self::Enclosed { probability: probability.plus(&p), missing: missing.plus(&m) }
            }
        }
    }

    /// The same with this many rounds more missing from every run.
    fn lacking(self, rounds: usize) -> Self {
        match self {
            same if rounds == 0 => same,
            Self::Exact { probability, missing, denominator } => {
                let missing = missing + &probability * Integer::from(rounds);
                Self::Exact { probability, missing, denominator }
            }
            Self::Enclosed { probability, missing } => {
                let missing = missing.plus(&Real::from(rounds).times(&probability));
                Self::Enclosed { probability, missing }
            }
        }
    }

    fn reduced(self) -> Self {
        match self {
            Self::Exact { probability, missing, denominator } => {
                let divisor = Integer::from(denominator.gcd_ref(&probability)).gcd(&missing);
                let [probability, missing, denominator] =
                    [probability, missing, denominator].map(|number| number.div_exact(&divisor));
                Self::Exact { probability, missing, denominator }
            }
            enclosed @ Self::Enclosed { .. } => enclosed,
        }
    }

    /// The probability and what is missing.
    fn reals(&self) -> [Real; 2] {
        match self {
            Self::Exact { probability, missing, denominator } => {
                [probability, missing].map(|number| Real::Exact(Rational::from((number, denominator))))
            }
            Self::Enclosed { probability, missing } => [probability.clone(), missing.clone()],
        }
    }
}

impl Weight {
    /// Runs that begin with this probability. What [`chosen`](Self::chosen) is goes with the choices so far.
    pub(super) fn start(probability: &Real, chosen: Real) -> Self {
        let one = || Integer::from(1);
        let whole = Mass::Exact { probability: one(), missing: Integer::new(), denominator: one() };
        Self { mass: whole.times(probability), most_rounds: 0, chosen }
    }

    /// The probability that a run comes by.
    pub(super) fn probability(&self) -> Real {
        let [probability, _] = self.mass.reals();
        probability
    }

    /// The rounds of the runs so far.
    pub(super) fn rounds(&self) -> Rounds {
        let [_, missing] = self.mass.reals();
        Rounds { most: self.most_rounds, missing }
    }

    /// The same with every probability multiplied by a factor, `chosen` apart.
    pub(super) fn times(&self, factor: &Real) -> Self {
        Self { mass: self.mass.times(factor), most_rounds: self.most_rounds, chosen: Real::zero() }
    }

    /// One round more for every run.
    pub(super) fn count_round(&mut self) {
        self.most_rounds += 1;
    }

    /// The runs of both.
    fn plus(self, other: Self) -> Self {
        let most_rounds = self.most_rounds.max(other.most_rounds);
        let lacking = |weight: Self| weight.mass.lacking(most_rounds - weight.most_rounds);
        let chosen = self.chosen.plus(&other.chosen);
        Self { mass: lacking(self).plus(lacking(other)), most_rounds, chosen }
    }

    fn reduced(self) -> Self {
        Self { mass: self.mass.reduced(), ..self }
    }
}

/// Weights that lead to one state.
#[derive(Debug, Default)]
pub(super) struct Gathered(Halves<Weight>);

impl Gathered {
    /// Adds a weight.
    pub(super) fn add(&mut self, weight: Weight) {
        let Ok(()) = self.0.add(weight, &plus);
    }

    /// The sum; `None` of no weights.
    pub(super) fn total(self) -> Option<Weight> {
        let Ok(sum) = self.0.total(&plus);
        sum.map(Weight::reduced)
    }
}

fn plus(own: Weight, later: Weight) -> Result<Weight, Infallible> {
    Ok(own.plus(later))
}
