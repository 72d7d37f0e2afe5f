//! How much worse a schedule can be than the best one with as many steps when it was chosen on another curve: Secchi and
//! Zanella's Proposition 13, coefficient by coefficient.
//!
//! Costs are linear in `delta_m = 2 h_m - h_{m-1} - h_{m+1}`, `m = 1..L-1`, with coefficients `C_m >= 0`. Let a schedule be
//! worse by `w` than the best one on the measured curve, `delta'`, and let the best one for `delta` have coefficients `B_m`.
//! Then on `delta` it is worse by at most `w + sum_m (C_m - B_m)(delta_m - delta'_m)`. A term is at most `C_m (delta_m -
//! delta'_m)` where that is positive, and at most `K_m (delta'_m - delta_m)` elsewhere, with `K_m = L - max(m, T)` the largest
//! coefficient that any schedule of `T` steps has: the block that holds the positions `m` and `m + 1` ends `K_m` positions
//! behind `m` at most. With `K` above all coefficients the sum is at most `K sum_m |delta_m - delta'_m|`, half of what the
//! proposition has.

use rug::Rational;

use crate::entropy::{Band, ConcaveCurve};

use super::band::Combination;

/// How far the `delta_m` of curves in a band can be from those of a measured curve.
#[derive(Debug, Clone)]
pub struct ProfileBand {
    /// For `m = 1..L-1` how far `delta_m` can be above the measured one, and how far below.
    away: Vec<[Rational; 2]>,
}

impl ProfileBand {
    /// The curve that was measured, on the cone, and the band.
    ///
    /// # Panics
    /// When they have different lengths.
    pub fn new(curve: &ConcaveCurve, band: &Band) -> Self {
        assert_eq!(curve.values().len(), band.low().len(), "a band of another length");
        let (low, high) = (band.least_member(), band.high());
        let bend = |middle: &[Rational], outer: &[Rational], at: usize| {
            Rational::from(&middle[at] * 2u32) - &outer[at - 1] - &outer[at + 1]
        };
        let not_negative = |number: Rational| if number < 0 { Rational::new() } else { number };
        let away = (1..curve.length()).map(|at| {
            let measured = bend(curve.values(), curve.values(), at);
            let most = bend(high, &low, at);
            let least = not_negative(bend(&low, high, at));
            [not_negative(most - &measured), not_negative(measured - least)]
        });
        Self { away: away.collect() }
    }

    /// The most by which what costs `cost` can be worse than the best schedule of so many steps, over the curves in the band:
    /// a bound. It is worse by `worse` on the measured curve, and costs at most `rise` more on any curve in the band.
    pub fn regret_bound(&self, cost: &Combination, steps: usize, worse: &Rational, rise: &Rational) -> Rational {
        let length = self.away.len() + 1;
        let mut apart = Rational::new();
        // C_m (delta_m - delta'_m) where it is positive is the same at any sign, and C_m (delta'_m - delta_m) where that is.
        let mut joined = rise.clone();
        for ((own, [above, below]), at) in cost.on_rays().into_iter().zip(&self.away).zip(1..) {
            let any = Rational::from(length - steps.max(at));
            joined += Rational::from(&own + &any) * below;
            apart += (own * above).max(any * below);
        }
        worse + apart.min(joined)
    }
}
