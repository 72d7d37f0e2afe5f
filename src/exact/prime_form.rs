//! Linear forms over the logarithms of primes, with integers of 128 bits.

use super::coprime::{PRIMES_BELOW, SMALL_PRIMES, divide_out_primes};
use super::log_form::LogForm;

/// A form `(1/d) sum_k n_k ln p_k` with distinct primes `p_k`, and with integers of 128 bits.
///
/// The logarithms of primes are linearly independent over the rationals, so a sum of such forms is zero exactly where
/// all its coefficients are. Most forms of laws with counts of ordinary size are of this kind, and a tie among them is
/// proven without a fraction.
#[derive(Debug, Clone)]
pub struct PrimeForm {
    denominator: i128,
    terms: Vec<(u64, i128)>,
}

impl PrimeForm {
    /// The form over primes; `None` where it has a constant, where a factor is too large to be known as a prime, or
    /// where a number does not fit into 128 bits.
    pub fn of(form: &LogForm) -> Option<Self> {
        if !form.constant().is_zero() {
            return None;
        }
        let mut denominator = 1;
        for (_, coefficient) in form.terms() {
            denominator = least_common_multiple(denominator, coefficient.denom().to_i128()?)?;
        }
        let mut terms = Vec::new();
        for (argument, coefficient) in form.terms() {
            let share = denominator / coefficient.denom().to_i128()?;
            let numerator = coefficient.numer().to_i128()?.checked_mul(share)?;
            add_primes(argument.to_u64()?, numerator, &mut terms)?;
        }
        Some(Self { denominator, terms: collected(terms)? })
    }

    /// Whether a sum of integer multiples of forms is zero; `None` where a number does not fit into 128 bits.
    pub fn is_zero_sum<'f>(sum: impl Iterator<Item = (i128, Option<&'f Self>)> + Clone) -> Option<bool> {
        let mut common: i128 = 1;
        for (_, form) in sum.clone() {
            common = least_common_multiple(common, form?.denominator)?;
        }
        let mut terms = Vec::new();
        for (factor, form) in sum {
            let form = form?;
            let factor = factor.checked_mul(common / form.denominator)?;
            for &(prime, numerator) in &form.terms {
                terms.push((prime, numerator.checked_mul(factor)?));
            }
        }
        Some(collected(terms)?.is_empty())
    }
}

/// Adds `numerator * ln argument`, by the primes of the argument; `None` where a factor is too large to be known as a
/// prime.
fn add_primes(argument: u64, numerator: i128, terms: &mut Vec<(u64, i128)>) -> Option<()> {
    let mut fits = true;
    let rest = divide_out_primes(argument, &SMALL_PRIMES, |index, exponent| {
        let multiple = numerator.checked_mul(i128::from(exponent));
        fits &= multiple.is_some();
        terms.extend(multiple.map(|multiple| (u64::from(SMALL_PRIMES[index]), multiple)));
    });
    if rest >= PRIMES_BELOW {
        return None;
    }
    if rest > 1 {
        terms.push((rest, numerator));
    }
    fits.then_some(())
}

/// The terms in increasing order of their primes, those with equal primes added up and zeros left out; `None` where a
/// sum does not fit into 128 bits.
fn collected(mut terms: Vec<(u64, i128)>) -> Option<Vec<(u64, i128)>> {
    terms.sort_unstable_by_key(|(prime, _)| *prime);
    let mut collected: Vec<(u64, i128)> = Vec::with_capacity(terms.len());
    for (prime, numerator) in terms {
        match collected.last_mut() {
            Some((last, sum)) if *last == prime => *sum = sum.checked_add(numerator)?,
            _ => collected.push((prime, numerator)),
        }
    }
    collected.retain(|(_, numerator)| *numerator != 0);
    Some(collected)
}

/// The least common multiple of two positive integers; `None` where it does not fit into 128 bits.
fn least_common_multiple(first: i128, second: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (first, second);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (first / divisor).checked_mul(second)
}
