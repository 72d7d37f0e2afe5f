//! Whole parts of cosines.

use rug::float::Round;
use rug::ops::MulAssignRound;
use rug::{Float, Integer};

use super::enclosure::FIRST_PRECISION;

/// `floor( n cos( pi s / (2 t) ) )` for `0 <= s <= t`, exact: the number of positions that a cosine schedule leaves
/// masked.
///
/// By Niven's theorem the cosine is rational only where `s / (2 t)` is 0, 1/3 or 1/2. Everywhere else the product is
/// irrational, so that an enclosure of enough precision holds no integer.
///
/// ```
/// // A half, which binary32 makes 0.49999997.
/// assert_eq!(maskproof::exact::cosine::floor_of_cosine(4, 2, 3), 2);
/// ```
///
/// # Panics
/// Unless `0 < t` and `s <= t`.
pub fn floor_of_cosine(n: u32, s: u32, t: u32) -> u32 {
    assert!(t > 0 && s <= t, "an angle from 0 to a right angle");
    if n == 0 || s == t {
        return 0;
    }
    if s == 0 {
        return n;
    }
    if u64::from(s) * 3 == u64::from(t) * 2 {
        return n / 2;
    }
    let turn = t.checked_mul(4).expect("a number of steps is small");
    let mut precision = FIRST_PRECISION;
    loop {
        let whole_part = |round: Round| -> Integer {
            let mut cosine = Float::with_val(precision, s);
            cosine.cos_u_round(turn, round);
            cosine.mul_assign_round(n, round);
            cosine.floor().to_integer().expect("a finite number")
        };
        let (lower, upper) = (whole_part(Round::Down), whole_part(Round::Up));
        if lower == upper {
            return lower.to_u32().expect("from 0 to n");
        }
        precision *= 2;
    }
}
