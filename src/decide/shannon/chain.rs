//! A proof as a chain of inequalities with integer multipliers.

use rug::{Integer, Rational};

use super::combination::Combination;
use super::inequality::Inequality;
use super::proof::ShannonProof;

/// A step of a chain: what is taken away is at least 0.
#[derive(Debug, Clone)]
pub struct Step {
    /// How many times.
    pub times: Integer,
    /// What is at least 0.
    pub inequality: Inequality,
    /// What is left.
    pub rest: Combination,
}

/// `scale * target >= .. >= 0`, one inequality taken away at a time.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The factor that makes the multipliers integers without a common divisor.
    pub scale: Rational,
    /// The target times the scale.
    pub start: Combination,
    /// The steps; what the last one leaves is 0, unless the proof takes the mean over a group.
    pub steps: Vec<Step>,
}

impl Chain {
    /// The chain of a proof. Of the inequalities that are left, the next one is that which leaves the fewest terms.
    pub fn of(proof: &ShannonProof) -> Self {
        let denominator =
            proof.terms.iter().fold(Integer::from(1), |common, (_, multiplier)| common.lcm(multiplier.denom()));
        let whole = |multiplier: &Rational| (Rational::from(multiplier * &denominator)).into_numer_denom().0;
        let divisor = proof.terms.iter().fold(Integer::new(), |common, (_, multiplier)| common.gcd(&whole(multiplier)));
        let divisor = divisor.max(Integer::from(1));
        let scale = Rational::from((denominator.clone(), divisor.clone()));
        let mut start = Combination::default();
        start.add_scaled(&proof.target, &scale);
        let mut open: Vec<(Integer, &Inequality)> = proof
            .terms
            .iter()
            .map(|(inequality, multiplier)| (whole(multiplier).div_exact(&divisor), inequality))
            .collect();
        let (mut rest, mut steps) = (start.clone(), Vec::new());
        while !open.is_empty() {
            let without = |(times, inequality): &(Integer, &Inequality)| {
                let mut left = rest.clone();
                left.add_scaled(&inequality.combination(&proof.premises), &Rational::from(-times));
                left
            };
            let next = (0..open.len()).min_by_key(|index| without(&open[*index]).terms().len()).expect("some are open");
            let left = without(&open[next]);
            let (times, inequality) = open.remove(next);
            steps.push(Step { times, inequality: inequality.clone(), rest: left.clone() });
            rest = left;
        }
        Self { scale, start, steps }
    }
}
