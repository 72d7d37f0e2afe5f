//! The weights of the effective total correlation of Dmitriev, Huang and Wei.
//!
//! For `n` positions, `w_m = n (n-1) C(n-2, m-1) Int_0^1 t^m (1-t)^(n-1-m) min(1, ln(1/t)) dt`. With `Int_0^1 t^a
//! min(1, ln(1/t)) dt = (1 - e^-(a+1))/(a+1)^2` (docs/claim-language.md has the proof) and the binomial theorem,
//!
//! ```text
//! w_m = n (n-1) C(n-2, m-1) sum_k (-1)^k C(n-1-m, k) (1 - e^-(m+k+1))/(m+k+1)^2.
//! ```

use rug::{Integer, Rational};

use crate::exact::exponential::exp_bounds_at;

/// The bounds are multiples of `2^-GRID`.
const GRID: u32 = 72;

/// Rationals at most and at least `w_m` for `length` positions, at most `2^-64` apart.
///
/// The terms cancel, so the powers of e are enclosed the more tightly the longer the sum is, until the bounds are
/// close.
///
/// # Panics
/// Unless `1 <= size < length`.
pub fn bounds(length: usize, size: usize) -> (Rational, Rational) {
    assert!(1 <= size && size < length, "w_{size} for {length} positions");
    let mut precision = 128;
    loop {
        let (lower, upper) = enclose(length, size, precision);
        if Rational::from(&upper - &lower) << (GRID - 1) < 1 {
            let scale = Integer::from(1) << GRID;
            let down = Rational::from(&lower * &scale).floor() / &scale;
            let up = Rational::from(&upper * &scale).ceil() / &scale;
            return (down, up);
        }
        precision *= 2;
    }
}

fn enclose(length: usize, size: usize, precision: u32) -> (Rational, Rational) {
    let binomial = |n: usize, k: usize| Integer::from(n).binomial(u32::try_from(k).expect("a short sequence"));
    let factor = Integer::from(length) * (length - 1) * binomial(length - 2, size - 1);
    let (mut lower, mut upper) = (Rational::new(), Rational::new());
    for k in 0..length - size {
        let place = size + k + 1;
        let (least, most) = exp_bounds_at(&-Rational::from(place), precision);
        let weight = Rational::from((&factor * binomial(length - 1 - size, k), Integer::from(place) * place));
        let (small, large) = (&weight * (1 - most), &weight * (1 - least));
        if k % 2 == 0 {
            lower += small;
            upper += large;
        } else {
            lower -= large;
            upper -= small;
        }
    }
    (lower, upper)
}
