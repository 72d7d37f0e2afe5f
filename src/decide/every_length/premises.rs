//! What is known in a case: inequalities and equations between polynomials in integers, and what follows from them.

use rug::Rational;

use crate::exact::{TooLarge, Work};

use super::handelman::combination;
use super::identity::Identity;
use super::polynomial::{Polynomial, Unknown};

/// An equation that is solved for an unknown, in which the earlier ones are put in.
#[derive(Debug, Clone)]
struct Solved {
    /// The places of the two opposite inequalities that it is.
    places: [usize; 2],
    /// 1 where it is `unknown - value`, and -1 where it is `value - unknown`.
    sign: Rational,
    /// The multiples of the earlier solved equations by which it differs from the equation as it was stated.
    earlier: Vec<Polynomial>,
    unknown: Unknown,
    value: Polynomial,
}

/// Which premises a proof may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those in which no other unknown occurs than in what is to be shown.
    Near,
    /// All.
    All,
}

/// Inequalities; two opposite ones are an equation.
#[derive(Debug, Clone, Default)]
pub struct Premises {
    inequalities: Vec<Polynomial>,
    solved: Vec<Solved>,
}

impl Premises {
    /// The polynomials that are nonnegative.
    pub fn inequalities(&self) -> &[Polynomial] {
        &self.inequalities
    }

    /// Adds `polynomial >= 0`.
    pub fn add(&mut self, polynomial: Polynomial) {
        let place = self.inequalities.len();
        let opposite = polynomial.negated();
        let opposite = self.inequalities.iter().position(|other| *other == opposite);
        self.inequalities.push(polynomial);
        if let Some(opposite) = opposite {
            self.solve([place, opposite]);
        }
    }

    /// Puts the equation that two inequalities are into what is proved from now on, where it can be solved.
    fn solve(&mut self, places: [usize; 2]) {
        let (reduced, earlier) = self.reduce_with_multiples(&self.inequalities[places[0]]);
        if let Some((unknown, value)) = reduced.solved() {
            let is_as_stated = Polynomial::from(unknown).minus(&value) == reduced;
            let sign = Rational::from(if is_as_stated { 1 } else { -1 });
            self.solved.push(Solved { places, sign, earlier, unknown, value });
        }
    }

    /// What a polynomial is with the solved equations put in.
    fn reduce(&self, polynomial: &Polynomial) -> Polynomial {
        self.solved.iter().fold(polynomial.clone(), |reduced, solved| {
            if reduced.mentions(solved.unknown) { reduced.at(solved.unknown, &solved.value) } else { reduced }
        })
    }

    /// The same, with the multiples `q_i` in `polynomial = reduced + sum_i q_i (unknown_i - value_i)`.
    fn reduce_with_multiples(&self, polynomial: &Polynomial) -> (Polynomial, Vec<Polynomial>) {
        let mut reduced = polynomial.clone();
        let mut multiples = Vec::new();
        for Solved { unknown, value, .. } in &self.solved {
            multiples.push(reduced.quotient_at(*unknown, value));
            reduced = reduced.at(*unknown, value);
        }
        (reduced, multiples)
    }

    /// The multiples of the equations as stated that make up a polynomial which is 0 once they are put in.
    fn multiples(&self, polynomial: &Polynomial) -> Option<Vec<([usize; 2], Polynomial)>> {
        let (reduced, mut of_solved) = self.reduce_with_multiples(polynomial);
        if !reduced.is_zero() {
            return None;
        }
        let mut multiples = Vec::new();
        for (place, solved) in self.solved.iter().enumerate().rev() {
            // unknown - value = sign * (equation - sum_i earlier_i (unknown_i - value_i))
            let multiple = of_solved[place].scaled(&solved.sign);
            for (earlier, of_earlier) in solved.earlier.iter().zip(&mut of_solved) {
                *of_earlier = of_earlier.minus(&multiple.times(earlier));
            }
            if !multiple.is_zero() {
                multiples.push((solved.places, multiple));
            }
        }
        Some(multiples)
    }

    /// The inequalities with the equations put in, each with its place among them: none that is weaker than another.
    fn reduced_inequalities(&self) -> Vec<(usize, Polynomial)> {
        let mut found: Vec<(usize, Polynomial)> = Vec::new();
        for (place, inequality) in self.inequalities.iter().enumerate() {
            let reduced = self.reduce(inequality);
            if reduced.value().is_some_and(|value| value >= 0) {
                continue;
            }
            let weaker = |weak: &Polynomial, strong: &Polynomial| weak.minus(strong).value().is_some_and(|by| by >= 0);
            if found.iter().any(|(_, other)| weaker(&reduced, other)) {
                continue;
            }
            found.retain(|(_, other)| !weaker(other, &reduced));
            found.push((place, reduced));
        }
        found
    }

    /// A proof that `target >= 0` from products of at most `factors` premises, divided by the positive `divisors`
    /// first.
    ///
    /// # Errors
    /// When the work is beyond the limit.
    fn prove(
        &self,
        target: &Polynomial,
        divisors: &[Polynomial],
        (factors, reach): (usize, Reach),
        work: &Work,
    ) -> Result<Option<Identity>, TooLarge> {
        let mut quotient = self.reduce(target);
        let mut used = Vec::new();
        for divisor in divisors {
            if let Some(divided) = quotient.over(&self.reduce(divisor)) {
                quotient = divided;
                used.push(divisor.clone());
            }
        }
        let mut inequalities = self.reduced_inequalities();
        if reach == Reach::Near {
            let near = quotient.unknowns();
            inequalities.retain(|(_, inequality)| inequality.unknowns().is_subset(&near));
        }
        let (places, polynomials): (Vec<usize>, Vec<Polynomial>) = inequalities.into_iter().unzip();
        let terms = if quotient.value().is_some_and(|value| value >= 0) {
            let value = quotient.constant_term();
            Some(if value == 0 { Vec::new() } else { vec![(Vec::new(), value)] })
        } else {
            combination(&quotient, &polynomials, factors, work)?
        };
        let Some(terms) = terms else { return Ok(None) };
        if terms.is_empty() {
            used.clear();
        }
        let as_stated = |(factors, coefficient): (Vec<usize>, Rational)| {
            (factors.into_iter().map(|place| places[place]).collect(), coefficient)
        };
        let terms = terms.into_iter().map(as_stated).collect();
        let mut identity = Identity { target: target.clone(), divisors: used, terms, multiples: Vec::new() };
        let residue = target.minus(&identity.combined(&self.inequalities));
        identity.multiples = self.multiples(&residue).expect("the two sides agree where the equations hold");
        Ok(Some(identity))
    }

    /// As [`Premises::prove`], with more and more factors, and first with the premises near by.
    ///
    /// # Errors
    /// When the work is beyond the limit.
    pub fn prove_by_products(
        &self,
        target: &Polynomial,
        divisors: &[Polynomial],
        most: usize,
        work: &Work,
    ) -> Result<Option<Identity>, TooLarge> {
        for factors in 1..=most {
            for reach in [Reach::Near, Reach::All] {
                if let Some(identity) = self.prove(target, divisors, (factors, reach), work)? {
                    return Ok(Some(identity));
                }
            }
        }
        Ok(None)
    }

    /// A proof that the premises contradict each other: that `-1 >= 0`.
    ///
    /// # Errors
    /// When the work is beyond the limit.
    pub fn contradiction(&self, factors: usize, work: &Work) -> Result<Option<Identity>, TooLarge> {
        self.prove(&Polynomial::constant(-1), &[], (factors, Reach::All), work)
    }
}
