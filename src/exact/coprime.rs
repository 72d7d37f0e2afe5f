//! Coprime bases by gcd refinement, and the exact zero test that rests on them.
//!
//! The refinement divides and conquers: refine each half of the terms, then merge the two halves. Within a half the
//! integers are already pairwise coprime, so a prime that two integers of different halves share occurs in no third
//! one; each such pair is therefore settled on its own, once. Product trees find the pairs, so halves that share
//! nothing cost one gcd. This is the plan of Bernstein's *Factoring into coprimes in essentially linear time* (2005),
//! with a simpler merge: his separates the pairs by the bits of their indices, ours descends both product trees.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rug::{Integer, Rational};

use super::log_form::LogForm;

/// Primes below this bound are divided out before the gcd refinement starts. Any bound is correct; this one settles
/// counts of ordinary size without a single gcd.
const TRIAL_BOUND: u32 = 2048;

/// Below this number an integer without a small prime factor is 1 or a prime.
pub(super) const PRIMES_BELOW: u64 = (TRIAL_BOUND as u64).pow(2);

pub(super) static SMALL_PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut primes: Vec<u32> = Vec::new();
    for candidate in 2..TRIAL_BOUND {
        if primes.iter().take_while(|&&prime| prime * prime <= candidate).all(|prime| candidate % prime != 0) {
            primes.push(candidate);
        }
    }
    primes
});

/// Lists no longer than this are refined by comparing all pairs.
const FEW: usize = 4;

/// Rewrites a form over pairwise coprime integers, by gcd refinement (no factoring is needed).
///
/// The logarithms of pairwise coprime integers above 1 are linearly independent over the rationals: a relation `sum_k
/// m_k ln b_k = 0` with integer `m_k` says `prod_{m_k > 0} b_k^{m_k} = prod_{m_k < 0} b_k^{-m_k}`, and the two sides
/// share no prime, so both are 1 and all `m_k` vanish. The form is therefore zero exactly when the result has no terms;
/// its constant is kept.
///
/// ```
/// use maskproof::exact::{coprime::refined, LogForm};
/// // 2 ln 6 - ln 4 - ln 9 = 0
/// let form: LogForm = [(6.into(), 2.into()), (4.into(), (-1).into()), (9.into(), (-1).into())].into_iter().collect();
/// assert!(refined(&form).has_no_terms());
/// ```
#[must_use]
pub fn refined(form: &LogForm) -> LogForm {
    let mut exponents: BTreeMap<u32, Rational> = BTreeMap::new();
    let mut cofactors: BTreeMap<Integer, Rational> = BTreeMap::new();
    for (argument, coefficient) in form.terms() {
        let cofactor = divide_out(argument.clone(), |prime, exponent| {
            *exponents.entry(prime).or_default() += Rational::from(coefficient * exponent);
        });
        if cofactor > 1 {
            *cofactors.entry(cofactor).or_default() += coefficient;
        }
    }
    let small = exponents.into_iter().map(|(prime, exponent)| (Integer::from(prime), exponent));
    let large =
        coprime_terms(cofactors.into_iter().map(|(argument, coefficient)| Term { argument, coefficient }).collect());
    let mut refined: LogForm = small.chain(large.into_iter().map(|term| (term.argument, term.coefficient))).collect();
    refined.add_nats(form.constant());
    refined
}

/// A pairwise coprime base of some integers above 1, in increasing order: each of them is a product of powers of base
/// elements. Integers below 2 are ignored.
pub fn coprime_base(integers: impl IntoIterator<Item = Integer>) -> Vec<Integer> {
    // Coefficients that are all positive never cancel, so no factor is lost.
    let above_1 = integers.into_iter().filter(|integer| *integer > 1);
    let terms = above_1.map(|argument| Term { argument, coefficient: Rational::from(1) });
    let mut base: Vec<Integer> = coprime_terms(terms.collect()).into_iter().map(|term| term.argument).collect();
    base.sort();
    base
}

/// `coefficient * ln argument`
struct Term {
    argument: Integer,
    coefficient: Rational,
}

impl Term {
    /// Whether the term contributes nothing: `ln 1`, or a coefficient that has cancelled.
    fn is_void(&self) -> bool {
        self.argument <= 1 || self.coefficient.is_zero()
    }
}

/// Terms of the same sum, none void, whose arguments are pairwise coprime.
fn coprime_terms(mut terms: Vec<Term>) -> Vec<Term> {
    if terms.len() <= FEW {
        return coprime_by_pairs(terms);
    }
    let mut coprime = split_off_private_parts(&mut terms);
    terms.retain(|term| !term.is_void());
    coprime.extend(conquered(terms));
    coprime
}

/// Splits off, from each argument, the part made of primes that divide no other argument.
///
/// Costs products and remainders of large integers, where merging would need their gcds, some thirty times as slow, to
/// find that nothing is shared. With `D = sum_k prod_{j != k} n_j`, the remainder of `D` by `n_k` is that of the
/// product of all other arguments.
fn split_off_private_parts(terms: &mut [Term]) -> Vec<Term> {
    let mut private_parts = Vec::new();
    let Some(tree) = ProductTree::of(terms, 0) else {
        return private_parts;
    };
    tree.remainders(&tree.sum_of_products_of_others(), &mut |position, others| {
        let term = &mut terms[position];
        let shared = split_off_common_primes(&mut term.argument, &others);
        let argument = std::mem::replace(&mut term.argument, shared);
        private_parts.push(Term { argument, coefficient: term.coefficient.clone() });
    });
    private_parts.retain(|term| !term.is_void());
    private_parts
}

/// As [`coprime_terms`], by divide and conquer.
fn conquered(mut terms: Vec<Term>) -> Vec<Term> {
    if terms.len() <= FEW {
        return coprime_by_pairs(terms);
    }
    let right = terms.split_off(terms.len() / 2);
    merged(conquered(terms), conquered(right))
}

/// As [`coprime_terms`], for short lists: compares all pairs.
fn coprime_by_pairs(mut pending: Vec<Term>) -> Vec<Term> {
    // The product of all arguments, pending or coprime, falls with every split and every division, so this ends.
    let mut coprime: Vec<Term> = Vec::new();
    'pending: while let Some(mut term) = pending.pop() {
        if term.is_void() {
            continue;
        }
        for position in 0..coprime.len() {
            let element = &mut coprime[position];
            let mut common = Integer::from(element.argument.gcd_ref(&term.argument));
            if common == element.argument {
                // `term = rest * element^k`: the powers go to the element, at once
                let multiplicity = term.argument.remove_factor_mut(&element.argument);
                element.coefficient += Rational::from(&term.coefficient * multiplicity);
                common = Integer::from(element.argument.gcd_ref(&term.argument));
            }
            if common > 1 {
                // `a ln(cx) + b ln(cy) = a ln x + b ln y + (a + b) ln c`
                let element = coprime.swap_remove(position);
                pending.push(Term {
                    coefficient: Rational::from(&element.coefficient + &term.coefficient),
                    argument: common.clone(),
                });
                pending.push(Term { argument: element.argument.div_exact(&common), ..element });
                pending.push(Term { argument: term.argument.div_exact(&common), ..term });
                continue 'pending;
            }
        }
        if term.argument > 1 {
            coprime.push(term);
        }
    }
    // An element's coefficient may have cancelled after the element was set down.
    coprime.retain(|term| !term.is_void());
    coprime
}

/// Merges two lists, each with pairwise coprime arguments.
///
/// Let `p` and `q`, one of each list, share a prime. No other argument of either list has it, so the parts of `p` and
/// `q` made of their common primes are coprime to everything but each other, and what is left of `p` after splitting
/// off its common part with every partner is coprime to everything.
fn merged(mut left: Vec<Term>, mut right: Vec<Term>) -> Vec<Term> {
    let mut pairs = Vec::new();
    if let (Some(left_tree), Some(right_tree)) = (ProductTree::of(&left, 0), ProductTree::of(&right, 0)) {
        let shared = Integer::from(left_tree.product.gcd_ref(&right_tree.product));
        if shared > 1 {
            find_pairs(&left_tree, &right_tree, &shared, &mut pairs);
        }
    }
    let mut terms = Vec::with_capacity(left.len() + right.len() + pairs.len());
    for (i, j) in pairs {
        let in_left = split_off_common_primes(&mut left[i].argument, &right[j].argument);
        let in_right = split_off_common_primes(&mut right[j].argument, &in_left);
        terms.extend(coprime_by_pairs(vec![
            Term { argument: in_left, coefficient: left[i].coefficient.clone() },
            Term { argument: in_right, coefficient: right[j].coefficient.clone() },
        ]));
    }
    terms.extend(left.into_iter().chain(right).filter(|term| !term.is_void()));
    terms
}

/// Splits off the part of `integer` made of the primes that divide `other`.
fn split_off_common_primes(integer: &mut Integer, other: &Integer) -> Integer {
    let mut part = Integer::from(integer.gcd_ref(other));
    integer.div_exact_mut(&part);
    loop {
        // At least doubles the exponent of each prime in the part, or moves all that is left of it.
        let more = Integer::from(integer.gcd_ref(&part));
        if more == 1 {
            return part;
        }
        integer.div_exact_mut(&more);
        part *= more;
    }
}

/// The product of a run of arguments, with the trees of its halves.
struct ProductTree {
    product: Integer,
    /// Where the run starts in the list.
    start: usize,
    /// Two trees, or none for a run of a single argument.
    halves: Vec<ProductTree>,
}

impl ProductTree {
    fn of(terms: &[Term], start: usize) -> Option<Self> {
        match terms {
            [] => None,
            [term] => Some(Self { product: term.argument.clone(), start, halves: Vec::new() }),
            _ => {
                let middle = terms.len() / 2;
                let (low, high) = terms.split_at(middle);
                let halves = vec![Self::of(low, start)?, Self::of(high, start + middle)?];
                Some(Self { product: Integer::from(&halves[0].product * &halves[1].product), start, halves })
            }
        }
    }

    /// The sum, over the arguments of the run, of the product of all its other arguments.
    fn sum_of_products_of_others(&self) -> Integer {
        match &self.halves[..] {
            [low, high] => {
                low.sum_of_products_of_others() * &high.product + high.sum_of_products_of_others() * &low.product
            }
            _ => Integer::from(1),
        }
    }

    /// Reports the remainder of a number by each argument of the run, with the argument's position in the list.
    fn remainders(&self, number: &Integer, report: &mut impl FnMut(usize, Integer)) {
        let remainder = Integer::from(number % &self.product);
        if self.halves.is_empty() {
            report(self.start, remainder);
            return;
        }
        for half in &self.halves {
            half.remainders(&remainder, report);
        }
    }

    fn halves_or_self(&self) -> &[Self] {
        if self.halves.is_empty() { std::slice::from_ref(self) } else { &self.halves }
    }
}

/// Finds all pairs of arguments, one of each tree, that share a prime. The primes of `shared`, of which there is at
/// least one, must be those that the two products have in common.
fn find_pairs(left: &ProductTree, right: &ProductTree, shared: &Integer, pairs: &mut Vec<(usize, usize)>) {
    if left.halves.is_empty() && right.halves.is_empty() {
        pairs.push((left.start, right.start));
        return;
    }
    for left_half in left.halves_or_self() {
        let shared_by_half = Integer::from(left_half.product.gcd_ref(shared));
        if shared_by_half == 1 {
            continue;
        }
        for right_half in right.halves_or_self() {
            let shared_by_halves = Integer::from(right_half.product.gcd_ref(&shared_by_half));
            if shared_by_halves > 1 {
                find_pairs(left_half, right_half, &shared_by_halves, pairs);
            }
        }
    }
}

/// Divides out primes, the smallest first, until what is left is below the square of the next one; reports the index and
/// the exponent of each that divides the number, and returns what is left.
pub fn divide_out_primes(number: u64, primes: &[u32], mut report: impl FnMut(usize, u32)) -> u64 {
    let mut left = number;
    for (index, prime) in primes.iter().map(|prime| u64::from(*prime)).enumerate() {
        if prime * prime > left {
            break;
        }
        let mut exponent = 0;
        while left.is_multiple_of(prime) {
            left /= prime;
            exponent += 1;
        }
        if exponent > 0 {
            report(index, exponent);
        }
    }
    left
}

/// Divides out the small primes, reporting each with its exponent, and returns what is left.
fn divide_out(mut integer: Integer, mut report: impl FnMut(u32, u32)) -> Integer {
    for &prime in SMALL_PRIMES.iter() {
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
