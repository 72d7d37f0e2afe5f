//! How improbable a large likelihood ratio is: a bound for every number of samples, and the limit for many.
//!
//! Of `n` independent samples of a law `q` on `k` words let `p` be the shares of the words, and `D = KL(p || q)` in
//! nats. Then
//!
//! - for `n D > k - 1`: `P(D >= d) <= e^(-n d) (e n d / (k - 1))^(k - 1)` (R. Agrawal, *Finite-sample concentration of
//!   the multinomial in relative entropy*, IEEE Trans. Inf. Theory 66 (2020), arXiv 1904.02291);
//! - `P( 1/2 sum |p - q| >= t ) <= (2^k - 2) e^(-2 n t^2)` (T. Weissman, E. Ordentlich, G. Seroussi, S. Verdu, M. J.
//!   Weinberger, *Inequalities for the L1 deviation of the empirical distribution*, 2003, after Bretagnolle, Huber and
//!   Carol);
//! - for `n` to infinity `2 n D` has the chi-square law with `k - 1` degrees of freedom (Wilks).

use std::cmp::Ordering;

use rug::float::Round;
use rug::ops::{AddAssignRound, DivAssignRound, MulAssignRound};
use rug::{Float, Integer, Rational};

use crate::exact::Enclosure;

/// The precision of all bounds in bits.
pub const PRECISION: u32 = 192;

/// Bounds are not told below `e^-140`, about `10^-61`.
const LEAST_EXPONENT: i32 = -140;

/// Beyond this `n D`, and twice the degrees of freedom, the limit is bounded and not computed.
const LARGEST_ARGUMENT: u32 = 1000;

/// An upper bound of `e^(-x) (e x / m)^m` for every `x` in the enclosure, at most 1; 1 where `x` may be `m` or less.
///
/// For `x > m` the expression falls, so that the lower end of `x` bounds it, and each operation is rounded towards a
/// larger value.
pub fn relative_entropy_tail(x: &Enclosure, m: usize) -> Rational {
    if *x.lower() <= m {
        return Rational::from(1);
    }
    let mut exponent = Float::with_val_round(PRECISION, -x.lower(), Round::Up).0;
    if m > 0 {
        let mut logarithm = x.lower().clone();
        logarithm.div_assign_round(Float::with_val(PRECISION, m), Round::Up);
        logarithm.ln_round(Round::Up);
        logarithm.add_assign_round(1, Round::Up);
        logarithm.mul_assign_round(Float::with_val(PRECISION, m), Round::Up);
        exponent.add_assign_round(logarithm, Round::Up);
    }
    if exponent < LEAST_EXPONENT {
        exponent = Float::with_val(PRECISION, LEAST_EXPONENT);
    }
    exponent.exp_round(Round::Up);
    let bound = exponent.to_rational().expect("a power between e^-140 and 1 or so");
    bound.min(Rational::from(1))
}

/// Whether `(2^words - 2) e^(-x) <= level` is proven, for a positive level: whether `x >= ln((2^words - 2) / level)`.
pub fn is_total_variation_tail_within(x: &Rational, words: usize, level: &Rational) -> bool {
    let subsets = (Integer::from(1) << u32::try_from(words).unwrap_or(u32::MAX)) - 2_u32;
    if subsets.is_zero() {
        return true;
    }
    let mut needed = Enclosure::zero(PRECISION);
    let one = Rational::from(1);
    needed.add_scaled(&Enclosure::ln(&(subsets * level.denom()), PRECISION), &one);
    needed.add_scaled(&Enclosure::ln(level.numer(), PRECISION), &Rational::from(-1));
    Enclosure::of_rational(x, PRECISION).apart(&needed) == Some(Ordering::Greater)
}

/// Bounds of `P(C >= 2x)` where `C` has the chi-square law with `m` degrees of freedom: the quotient `Gamma(m/2, x) /
/// Gamma(m/2)`, both correctly rounded by MPFR.
pub fn chi_square_tail(x: &Enclosure, m: usize) -> (Rational, Rational) {
    if m == 0 || *x.upper() <= 0 {
        return (Rational::from(1), Rational::from(1));
    }
    let half = Float::with_val(PRECISION, m) / 2_u32;
    if *x.upper() > LARGEST_ARGUMENT + Float::with_val(PRECISION, m) {
        // Chernoff's bound, which has the form above: `P(C >= 2x) <= e^(-x) (e x / (m/2))^(m/2)`. Its square has `2x`
        // and `m`; the square root of it is bounded by that of its upper bound.
        let mut doubled = Enclosure::zero(PRECISION);
        doubled.add_scaled(x, &Rational::from(2));
        let mut root = Float::with_val_round(PRECISION, relative_entropy_tail(&doubled, m), Round::Up).0;
        root.sqrt_round(Round::Up);
        return (Rational::new(), root.to_rational().expect("a bound at most 1"));
    }
    let tail = |at: &Float, round: Round, opposite: Round| {
        let mut incomplete = half.clone();
        // No argument is below 0.
        let at = if *at < 0 { Float::new(PRECISION) } else { at.clone() };
        incomplete.gamma_inc_round(&at, round);
        let mut all = half.clone();
        all.gamma_round(opposite);
        incomplete.div_assign_round(all, round);
        incomplete.to_rational().expect("a quotient of finite values")
    };
    let lower = tail(x.upper(), Round::Down, Round::Up);
    let upper = tail(x.lower(), Round::Up, Round::Down);
    (lower, upper.min(Rational::from(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::exponential::exp_bounds;

    fn enclosed(x: &Rational) -> Enclosure {
        Enclosure::of_rational(x, PRECISION)
    }

    /// For an even number of degrees of freedom the tail is `e^(-x) sum_{j < m/2} x^j / j!`.
    #[test]
    fn the_chi_square_tail_is_the_sum_of_poisson_probabilities() {
        for (m, x) in [(2_u32, (1, 3)), (4, (5, 2)), (10, (7, 1)), (30, (40, 1))] {
            let x = Rational::from(x);
            let (mut sum, mut term) = (Rational::new(), Rational::from(1));
            for j in 1..=m / 2 {
                sum += &term;
                term = term * &x / j;
            }
            let (low, high) = exp_bounds(&Rational::from(-&x)).unwrap();
            let (lower, upper) = chi_square_tail(&enclosed(&x), m as usize);
            assert!(lower <= Rational::from(&high * &sum) && Rational::from(&low * &sum) <= upper, "{m} {x}");
            assert!(Rational::from(&upper - &lower) < Rational::from((1, Integer::from(1) << 100)));
        }
        // Of tables: 3.841459 is exceeded with probability 0.05 by one degree of freedom.
        let (lower, upper) = chi_square_tail(&enclosed(&Rational::from((3_841_459, 2_000_000))), 1);
        let expected = Rational::from((5, 100));
        assert!(Rational::from(&lower - &expected).abs() < Rational::from((1, 10_000_000)) && lower <= upper);
    }

    #[test]
    fn far_out_the_limit_is_bounded() {
        let (lower, upper) = chi_square_tail(&enclosed(&Rational::from(2000)), 7);
        assert!(lower == 0 && upper > 0 && upper < Rational::from((1, Integer::from(1) << 90)));
        assert_eq!(chi_square_tail(&enclosed(&Rational::new()), 3), (1.into(), 1.into()));
    }

    /// `e^(-5) (5e/2)^2 = 25/4 e^(-3)`.
    #[test]
    fn the_bound_is_rounded_up() {
        let bound = relative_entropy_tail(&enclosed(&Rational::from(5)), 2);
        let (low, high) = exp_bounds(&Rational::from(-3)).unwrap();
        let factor = Rational::from((25, 4));
        assert!(bound >= Rational::from(&factor * &low));
        assert!(bound <= Rational::from(&factor * &high) * Rational::from((1_000_000_001, 1_000_000_000)));
        assert_eq!(relative_entropy_tail(&enclosed(&Rational::from(2)), 2), 1);
        assert!(relative_entropy_tail(&enclosed(&Rational::from(10_000)), 2) > 0);
    }

    /// `14 e^(-x) <= 1/10` from `x = ln 140 = 4.9416..` on.
    #[test]
    fn the_tail_of_the_distance_is_decided() {
        let level = Rational::from((1, 10));
        assert!(!is_total_variation_tail_within(&Rational::from((4941, 1000)), 4, &level));
        assert!(is_total_variation_tail_within(&Rational::from((4942, 1000)), 4, &level));
        assert!(is_total_variation_tail_within(&Rational::new(), 1, &level));
    }
}
