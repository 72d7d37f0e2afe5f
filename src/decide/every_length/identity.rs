//! The proof that a polynomial is nonnegative: an identity, which is checked by expanding it.

use rug::Rational;

use super::handelman::Term;
use super::polynomial::Polynomial;

/// `target = product of divisors * sum_j c_j product of premises + sum_e q_e * p_e`, with `c_j >= 0`, where the premises
/// are nonnegative, the divisors are positive, and `p_e` and `-p_e` are both premises, so that `p_e = 0`. So
/// `target >= 0` there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What is nonnegative.
    pub target: Polynomial,
    /// The positive factors.
    pub divisors: Vec<Polynomial>,
    /// The coefficients of products of premises, which are given by their places.
    pub terms: Vec<Term>,
    /// The multiples of premises whose negatives are premises too: the places of the two, and the factor.
    pub multiples: Vec<([usize; 2], Polynomial)>,
}

impl Identity {
    /// Whether the two sides are the same polynomial, and the coefficients are nonnegative.
    pub fn is_true(&self, premises: &[Polynomial]) -> bool {
        let is_term =
            |(factors, coefficient): &Term| *coefficient >= 0 && factors.iter().all(|&place| place < premises.len());
        let is_pair = |([one, two], _): &([usize; 2], Polynomial)| {
            *one.max(two) < premises.len() && premises[*one].plus(&premises[*two]).is_zero()
        };
        if !self.terms.iter().all(is_term) || !self.multiples.iter().all(is_pair) {
            return false;
        }
        let mut sum = self.combined(premises);
        for ([place, _], multiple) in &self.multiples {
            sum = sum.plus(&multiple.times(&premises[*place]));
        }
        sum == self.target
    }

    /// The product of the divisors and the combination of products of premises.
    pub(super) fn combined(&self, premises: &[Polynomial]) -> Polynomial {
        let mut sum = Polynomial::default();
        for (factors, coefficient) in &self.terms {
            sum = sum.plus_scaled(&of_factors(factors.iter().map(|&place| &premises[place])), coefficient);
        }
        sum.times(&of_factors(self.divisors.iter()))
    }
}

/// The product.
fn of_factors<'a>(factors: impl Iterator<Item = &'a Polynomial>) -> Polynomial {
    factors.fold(Polynomial::constant(Rational::from(1)), |product, factor| product.times(factor))
}

#[cfg(test)]
mod tests {
    use super::super::polynomial::Unknown;
    use super::*;

    /// `y^2 - x^2 = (y - x)^2 + 2 x (y - x)`, where `x >= 0` and `y - x >= 0`.
    #[test]
    fn an_identity_is_expanded() {
        let (x, y) = (Polynomial::from(Unknown(0)), Polynomial::from(Unknown(1)));
        let premises = [x.clone(), y.minus(&x)];
        let identity = Identity {
            target: y.power(2).minus(&x.power(2)),
            divisors: Vec::new(),
            terms: vec![(vec![1, 1], Rational::from(1)), (vec![0, 1], Rational::from(2))],
            multiples: Vec::new(),
        };
        assert!(identity.is_true(&premises));
        let with = |change: &dyn Fn(&mut Identity)| {
            let mut other = identity.clone();
            change(&mut other);
            other.is_true(&premises)
        };
        assert!(!with(&|other| other.terms[0].1 = Rational::from(2)));
        assert!(!with(&|other| other.terms[1].0 = vec![0, 2]));
        assert!(!with(&|other| other.target = x.clone()));
        assert!(!with(&|other| other.multiples = vec![([0, 1], Polynomial::default())]));
        // A negative coefficient, in a true identity: -x = -1 * x.
        let negative = Identity { target: x.negated(), terms: vec![(vec![0], Rational::from(-1))], ..identity.clone() };
        assert!(!negative.is_true(&premises));
    }
}
