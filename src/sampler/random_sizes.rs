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

/// The expected KL divergence of tau-leaping on a grid of rational times `beta_1 < .. < beta_K = 1`, in the unit of the
/// curve; exact.
///
/// # Panics
/// When the times are not positive and increasing to 1.
pub fn tau_leaping_kl(curve: &ConcaveCurve, times: &[Rational]) -> Rational {
    let is_increasing = times.windows(2).all(|pair| pair[0] < pair[1]);
    let ends_at_one = times.last().is_some_and(|last| *last == 1);
    assert!(is_increasing && ends_at_one && times[0] > 0, "times that increase from above 0 to 1");
    let increments = WholeIncrements::new(curve);
    let mut sum = -curve.h(curve.length()).clone();
    let mut before = Rational::new();
    for time in times {
        sum += Rational::from(time - &before) * increments.slope(&before);
        before.clone_from(time);
    }
    sum
}

/// The times `k/K` of MDLM's log-linear grid, along which the expected number of masked positions falls evenly.
pub fn even_times(steps: usize) -> Vec<Rational> {
    (1..=steps).map(|step| Rational::from((step, steps))).collect()
}

/// The increments of a curve over their common denominator.
struct WholeIncrements {
    increments: Vec<Integer>,
    common: Integer,
}

impl WholeIncrements {
    fn new(curve: &ConcaveCurve) -> Self {
        let (increments, common) = over_common_denominator(&curve.increments());
        Self { increments, common }
    }

    /// `H'(u) = L sum_j (h_{j+1} - h_j) C(L-1,j) u^j (1-u)^(L-1-j)` for `0 <= u < 1`.
    fn slope(&self, time: &Rational) -> Rational {
        let last = self.increments.len() - 1;
        let (shown, all) = (time.numer(), time.denom());
        let hidden = Integer::from(all - shown);
        // Horner's rule for sum_j d_j C(n,j) p^j q^(n-j), from j = n down: the powers of q grow on the way.
        let mut power = Integer::from(1);
        let mut binomial = Integer::from(1);
        let mut sum = Integer::new();
        for place in (0..=last).rev() {
            sum *= shown;
            sum += Integer::from(&binomial * &power) * &self.increments[place];
            power *= &hidden;
            binomial *= place;
            binomial /= last + 1 - place;
        }
        let scale = Integer::from(rug::ops::Pow::pow(all, u32::try_from(last).expect("sequences of moderate length")));
        Rational::from((sum * self.increments.len(), scale * &self.common))
    }
}
