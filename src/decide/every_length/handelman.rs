//! Polynomials as nonnegative combinations of products of premises.
//!
//! Where premises `g_1 >= 0, .., g_n >= 0` hold, every product of them is nonnegative, and so is every combination with
//! nonnegative coefficients (Handelman 1988, who shows that on a bounded polyhedron with linear `g_i` every positive
//! polynomial is such a combination). With products of one factor this is Farkas' lemma. Finding a combination is a
//! linear program with one row for each monomial, solved exactly.

use std::collections::{BTreeMap, BTreeSet};

use rug::{Integer, Rational};

use crate::decide::simplex::{Column, Program, Row, Solution};
use crate::exact::work::operation;
use crate::exact::{TooLarge, Work};

use super::polynomial::{Monomial, Polynomial};

/// The largest number of products that a program has.
const PRODUCTS: usize = 3000;

/// The largest number of monomials that a program has, after those are left out that no combination can have.
const MONOMIALS: usize = 220;

/// A product of premises, by their places, with its coefficient in a combination.
pub type Term = (Vec<usize>, Rational);

/// A product of premises, by their places.
struct Product {
    factors: Vec<usize>,
    polynomial: Polynomial,
}

/// Nonnegative coefficients with which products of at most `factors` premises add up to a polynomial, if some do.
///
/// # Errors
/// When the work is beyond the limit.
pub fn combination(
    target: &Polynomial,
    premises: &[Polynomial],
    factors: usize,
    work: &Work,
) -> Result<Option<Vec<Term>>, TooLarge> {
    let products = products(premises, factors, target.degree().max(factors), work)?;
    let Some((products, monomials)) = possible(products, target) else { return Ok(None) };
    if products.len() > PRODUCTS || monomials.len() > MONOMIALS {
        return Ok(None);
    }
    let rows: Vec<&Monomial> = monomials.iter().collect();
    let scale = target.denominator();
    let places: BTreeMap<&Monomial, usize> = rows.iter().enumerate().map(|(place, row)| (*row, place)).collect();
    let column = |polynomial: &Polynomial, scale: &Integer| {
        let mut entries = vec![Integer::new(); rows.len()];
        for (monomial, coefficient) in polynomial.terms() {
            entries[places[monomial]] = Rational::from(coefficient * scale).into_numer_denom().0;
        }
        entries
    };
    let mut right = column(target, &scale);
    let is_flipped: Vec<bool> = right.iter().map(|side| *side < 0).collect();
    right.iter_mut().for_each(|side| side.abs_mut());
    let mut program = Program::new(right.into_iter().map(|side| (Row::Equal, side)).collect());
    let mut scales = Vec::new();
    for product in &products {
        let of_product = product.polynomial.denominator();
        let mut entries = column(&product.polynomial, &of_product);
        for (entry, _) in entries.iter_mut().zip(&is_flipped).filter(|(_, is_flipped)| **is_flipped) {
            *entry = Integer::from(-&*entry);
        }
        program.add(Column { entries, cost: Integer::new() });
        scales.push(of_product);
    }
    let Solution::Optimum(optimum) = program.solve_within(|_| None, work)? else { return Ok(None) };
    let terms = optimum.basic.into_iter().filter(|(_, value)| *value != 0);
    let term = |(index, value): (usize, Rational)| {
        (products[index].factors.clone(), value * Rational::from((scales[index].clone(), scale.clone())))
    };
    Ok(Some(terms.map(term).collect()))
}

/// The products of at most so many premises, 1 among them, of at most this degree; each polynomial once.
fn products(premises: &[Polynomial], factors: usize, degree: usize, work: &Work) -> Result<Vec<Product>, TooLarge> {
    let mut products = vec![Product { factors: Vec::new(), polynomial: Polynomial::constant(1) }];
    let mut seen: BTreeSet<Polynomial> = BTreeSet::from([Polynomial::constant(1)]);
    let mut start = 0;
    for _ in 0..factors {
        let end = products.len();
        for shorter in start..end {
            let least = products[shorter].factors.last().copied().unwrap_or(0);
            for (place, premise) in premises.iter().enumerate().skip(least) {
                let is_constant = premise.value().is_some() && !products[shorter].factors.is_empty();
                if is_constant || products[shorter].polynomial.degree() + premise.degree() > degree {
                    continue;
                }
                work.spend(operation(1) * (products[shorter].polynomial.terms().len() * premise.terms().len()) as u64)?;
                let polynomial = products[shorter].polynomial.times(premise);
                if seen.insert(polynomial.clone()) {
                    let factors = products[shorter].factors.iter().copied().chain([place]).collect();
                    products.push(Product { factors, polynomial });
                }
            }
        }
        start = end;
    }
    Ok(products)
}

/// The products that a combination can have, with all their monomials; `None` where it is plain that there is no
/// combination. A product falls out with a monomial that the target lacks and that all products have with one sign.
fn possible(mut products: Vec<Product>, target: &Polynomial) -> Option<(Vec<Product>, BTreeSet<Monomial>)> {
    loop {
        let mut signs: BTreeMap<Monomial, (bool, bool)> = BTreeMap::new();
        for product in &products {
            for (monomial, coefficient) in product.polynomial.terms() {
                let sign = signs.entry(monomial.clone()).or_default();
                if *coefficient > 0 { sign.0 = true } else { sign.1 = true }
            }
        }
        let wanted: BTreeMap<&Monomial, &Rational> = target.terms().collect();
        for (monomial, coefficient) in &wanted {
            let (has_positive, has_negative) = signs.get(*monomial).copied().unwrap_or_default();
            if !(if **coefficient > 0 { has_positive } else { has_negative }) {
                return None;
            }
        }
        let count = products.len();
        let is_possible = |monomial: &Monomial| wanted.contains_key(monomial) || signs[monomial] == (true, true);
        products.retain(|product| product.polynomial.terms().all(|(monomial, _)| is_possible(monomial)));
        if products.len() == count {
            return Some((products, signs.into_keys().collect()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::polynomial::Unknown;
    use super::*;

    fn sum(terms: &[Term], premises: &[Polynomial]) -> Polynomial {
        terms.iter().fold(Polynomial::default(), |sum, (factors, coefficient)| {
            let product =
                factors.iter().fold(Polynomial::constant(1), |product, &place| product.times(&premises[place]));
            sum.plus_scaled(&product, coefficient)
        })
    }

    #[test]
    fn combinations_add_up_and_false_ones_are_not_found() {
        let (x, y) = (Polynomial::from(Unknown(0)), Polynomial::from(Unknown(1)));
        // 0 <= x <= y: then y^2 - x^2 >= 0, by products of two; x^2 - y is not.
        let premises = [x.clone(), y.minus(&x)];
        let work = Work::unlimited();
        let target = y.power(2).minus(&x.power(2));
        assert_eq!(combination(&target, &premises, 1, &work).expect("no limit"), None);
        let terms = combination(&target, &premises, 2, &work).expect("no limit").expect("a combination");
        assert_eq!(sum(&terms, &premises), target);
        assert!(terms.iter().all(|(_, coefficient)| *coefficient > 0));
        assert_eq!(combination(&x.power(2).minus(&y), &premises, 3, &work).expect("no limit"), None);
    }
}
