//! Powers of two, and rationals between them.

use rug::ops::Pow;
use rug::{Integer, Rational};

/// `2^exponent`
pub fn power_of_two(exponent: i32) -> Rational {
    Rational::from(2).pow(exponent)
}

/// The largest `e` with `2^e <= number`, for a positive number.
///
/// ```
/// use maskproof::exact::{Rational, powers_of_two::floor_log2};
/// let floors = [(1, 1), (7, 1), (8, 1), (1, 3), (1, 4)].map(|pair| floor_log2(&Rational::from(pair)));
/// assert_eq!(floors, [0, 2, 3, -2, -2]);
/// ```
///
/// # Panics
/// When a part of the number has `2^31` binary digits.
pub fn floor_log2(number: &Rational) -> i32 {
    let bits = |integer: &Integer| i32::try_from(integer.significant_bits()).expect("numbers of moderate size");
    let estimate = bits(number.numer()) - bits(number.denom());
    // 2^(a-1) <= n < 2^a and 2^(b-1) <= d < 2^b give 2^(a-b-1) < n/d < 2^(a-b+1)
    if power_of_two(estimate) <= *number { estimate } else { estimate - 1 }
}
