//! Coprime bases by gcd refinement, and the exact zero test that rests on them.

use std::collections::BTreeMap;

use rug::{Integer, Rational};

use super::log_form::LogForm;

/// Primes up to this bound are divided out before the gcd refinement starts. Any bound is correct; this one settles
/// counts of ordinary size without a single gcd.
const TRIAL_BOUND: u32 = 2048;

/// Rewrites a form over pairwise coprime integers, by gcd refinement (no factoring is needed).
///
/// The logarithms of pairwise coprime integers above 1 are linearly independent over the rationals: a relation
/// `sum_k m_k ln b_k = 0` with integer `m_k` says `prod_{m_k > 0} b_k^{m_k} = prod_{m_k < 0} b_k^{-m_k}`, and the two sides
/// share no prime, so both are 1 and all `m_k` vanish. The form is therefore zero exactly when the result has no terms.
///
/// ```
/// use maskproof::exact::{coprime::refined, LogForm};
/// // 2 ln 6 - ln 4 - ln 9 = 0
/// let form: LogForm = [(6.into(), 2.into()), (4.into(), (-1).into()), (9.into(), (-1).into())].into_iter().collect();
/// assert!(refined(&form).has_no_terms());
/// ```
#[must_use]
pub fn refined(form: &LogForm) -> LogForm {
    let mut exponents: BTreeMap<Integer, Rational> = BTreeMap::new();
    let mut cofactors: Vec<(Integer, &Rational)> = Vec::new();
    let primes = small_primes();
    for (argument, coefficient) in form.terms() {
        let cofactor = divide_out(argument.clone(), &primes, |prime, exponent| {
            *exponents.entry(Integer::from(prime)).or_default() += Rational::from(coefficient * exponent);
        });
        if cofactor > 1 {
            cofactors.push((cofactor, coefficient));
        }
    }
    for (base, exponent) in collect_over_base(&cofactors) {
        *exponents.entry(base).or_default() += exponent;
    }
    exponents.into_iter().filter(|(_, exponent)| !exponent.is_zero()).collect()
}

/// The pairwise coprime base of some integers above 1: each of them is a product of powers of base elements.
pub fn coprime_base(integers: impl IntoIterator<Item = Integer>) -> Vec<Integer> {
    let mut base = Vec::new();
    let mut product = Integer::from(1);
    let mut pending: Vec<Integer> = integers.into_iter().filter(|integer| *integer > 1).collect();
    while let Some(integer) = pending.pop() {
        if Integer::from(integer.gcd_ref(&product)) == 1 {
            product *= &integer;
            base.push(integer);
            continue;
        }
        let position = base
            .iter()
            .position(|element: &Integer| Integer::from(element.gcd_ref(&integer)) > 1)
            .expect("an integer that shares a factor with the product shares one with an element");
        if base[position] == integer {
            continue;
        }
        let element = base.swap_remove(position);
        product.div_exact_mut(&element);
        let common = Integer::from(element.gcd_ref(&integer));
        // The product of what is pending and what is in the base falls by the factor `common`, so this ends.
        pending.extend([element.div_exact(&common), integer.div_exact(&common), common].into_iter().filter(|n| *n > 1));
    }
    base.sort();
    base
}

fn collect_over_base(cofactors: &[(Integer, &Rational)]) -> Vec<(Integer, Rational)> {
    let base = coprime_base(cofactors.iter().map(|(cofactor, _)| cofactor.clone()));
    let mut exponents = vec![Rational::new(); base.len()];
    for (cofactor, coefficient) in cofactors {
        let mut rest = cofactor.clone();
        for (element, exponent) in base.iter().zip(&mut exponents) {
            if rest == 1 {
                break;
            }
            let multiplicity = rest.remove_factor_mut(element);
            *exponent += Rational::from(*coefficient * multiplicity);
        }
        debug_assert_eq!(rest, 1, "the base must split every cofactor");
    }
    base.into_iter().zip(exponents).collect()
}

/// Divides out the given primes, reporting each with its exponent, and returns what is left.
fn divide_out(mut integer: Integer, primes: &[u32], mut report: impl FnMut(u32, u32)) -> Integer {
    for &prime in primes {
        if integer < prime * prime {
            break;
        }
        if integer.is_divisible_u(prime) {
            report(prime, integer.remove_factor_mut(&Integer::from(prime)));
        }
    }
    // What is left below the square of the bound is 1 or a prime; a small prime must be reported like its fellows.
    match integer.to_u32() {
        Some(prime) if prime > 1 && prime < TRIAL_BOUND => {
            report(prime, 1);
            Integer::from(1)
        }
        _ => integer,
    }
}

fn small_primes() -> Vec<u32> {
    let mut primes: Vec<u32> = Vec::new();
    for candidate in 2..TRIAL_BOUND {
        if primes.iter().take_while(|&&prime| prime * prime <= candidate).all(|prime| candidate % prime != 0) {
            primes.push(candidate);
        }
    }
    primes
}
