//! Random block sizes: tau-leaping on a time grid (Secchi & Zanella).
//!
//! With a grid `0 = beta_0 < .. < beta_K = 1` every position is revealed in step `k` with probability `beta_k -
//! beta_{k-1}`, independently: the block sizes are multinomial, and given them the blocks are uniform. With the mean
//! entropy of a random set that holds each position with probability `u`, `H(u) = sum_k h_k C(L,k) u^k (1-u)^(L-k)`,
//! step `k` costs `(beta_k - beta_{k-1}) H'(beta_{k-1}) - (H(beta_k) - H(beta_{k-1}))`, so that the expected KL divergence
//! is `sum_k (beta_k - beta_{k-1}) H'(beta_{k-1}) - h_L`. It is their `N sum_k Int (beta_k - u) rho(u) du`, since `H'' =
//! -N rho`.

use rug::{Integer, Rational};

use crate::entropy::ConcaveCurve;
use crate::exact::rational::over_common_denominator;

/// The coefficients of `h_0, ..., h_L` in the expected KL divergence of tau-leaping on a grid of rational times `beta_1 <
/// .. < beta_K = 1`: whole numbers over a common denominator.
///
/// # Panics
/// When the times are not positive and increasing to 1.
pub fn tau_leaping_coefficients(length: usize, times: &[Rational]) -> (Vec<Integer>, Integer) {
    let is_increasing = times.windows(2).all(|pair| pair[0] < pair[1]);
    let ends_at_one = times.last().is_some_and(|last| *last == 1);
    assert!(is_increasing && ends_at_one && times[0] > 0, "times that increase from above 0 to 1");
    let (whole, common) = over_common_denominator(times);
    let last = length - 1;
    // What L (h_{j+1} - h_j) is multiplied by, over common^L: each step's length times its Bernstein weights.
    let mut weights = vec![Integer::new(); length];
    let mut before = Integer::new();
    for time in whole {
        let step = Integer::from(&time - &before);
        add_bernstein_weights(&mut weights, &step, &before, &Integer::from(&common - &before), last);
        before = time;
    }
    let mut coefficients = vec![Integer::new(); length + 1];
    for (place, weight) in weights.into_iter().enumerate() {
        let weight = weight * length;
        coefficients[place] -= &weight;
        coefficients[place + 1] += weight;
    }
    let scale =
        Integer::from(rug::ops::Pow::pow(&common, u32::try_from(length).expect("sequences of moderate length")));
    coefficients[length] -= &scale;
    (coefficients, scale)
}

/// Adds `factor C(n,j) p^j q^(n-j)` for `j = 0..n`, with `n` the degree, `p >= 0` and `q > 0`.
fn add_bernstein_weights(weights: &mut [Integer], factor: &Integer, p: &Integer, q: &Integer, degree: usize) {
    let mut weight = Integer::from(rug::ops::Pow::pow(q, u32::try_from(degree).expect("sequences of moderate length")));
    weight *= factor;
    for (place, sum) in weights.iter_mut().enumerate().take(degree + 1) {
        *sum += &weight;
        // The next binomial coefficient and power: exact in this order of multiplication and division.
        weight *= degree - place;
        weight *= p;
        weight.div_exact_mut(q);
        weight.div_exact_mut(&Integer::from(place + 1));
    }
}

/// The expected KL divergence of tau-leaping on a grid of rational times `beta_1 < .. < beta_K = 1`, in the unit of the
/// curve; exact.
///
/// # Panics
/// When the times are not positive and increasing to 1.
pub fn tau_leaping_kl(curve: &ConcaveCurve, times: &[Rational]) -> Rational {
    let (coefficients, scale) = tau_leaping_coefficients(curve.length(), times);
    let (values, common) = over_common_denominator(curve.values());
    let sum: Integer =
        values.iter().zip(&coefficients).map(|(value, coefficient)| Integer::from(value * coefficient)).sum();
    Rational::from((sum, scale * common))
}

/// The times `k/K` of MDLM's log-linear grid, along which the expected number of masked positions falls evenly.
pub fn even_times(steps: usize) -> Vec<Rational> {
    (1..=steps).map(|step| Rational::from((step, steps))).collect()
}
