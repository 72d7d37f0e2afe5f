//! Natural logarithms of small integers, cut to a fixed number of binary places.

use rug::Integer;
use rug::float::Round;

use crate::exact::Enclosure;

/// The binary places that searches use: sums for 100,000 tokens stay below `2^102`, and the products of two differences
/// that [`super::convexity`] compares below `2^119`.
pub const PLACES: u32 = 80;

/// `floor(2^p ln k)` for `k = 1, ..., n`, each proven.
///
/// For a composition of `n` the sum `a = sum_t B_t floor(2^p ln M_t)` satisfies `a <= 2^p sum_t B_t ln M_t < a + n`:
/// each of the `n` logarithms loses less than one unit. The least `a` over compositions then bounds the least true sum
/// in the same way, `min a <= 2^p F < min a + n`, without any comparison of near ties.
#[derive(Debug, Clone)]
pub struct FixedLogarithms {
    floors: Vec<i128>,
}

impl FixedLogarithms {
    /// The logarithms up to that of `size`, with `places` binary places, at most [`PLACES`].
    ///
    /// # Panics
    /// When `places` is above [`PLACES`].
    pub fn new(size: usize, places: u32) -> Self {
        assert!(places <= PLACES, "more binary places than fit");
        Self { floors: (0..=size).map(|argument| floor(argument, places)).collect() }
    }

    /// `floor(2^p ln k)`.
    ///
    /// # Panics
    /// Unless `1 <= k <= n`.
    pub fn of(&self, argument: usize) -> i128 {
        assert!(argument >= 1, "the logarithm of 0");
        self.floors[argument]
    }
}

/// The enclosure is made narrower until both its ends have the same floor. That comes to an end, as the logarithm of an
/// integer above 1 is no dyadic number.
fn floor(argument: usize, places: u32) -> i128 {
    if argument <= 1 {
        return 0;
    }
    let mut precision = 160;
    loop {
        let enclosure = Enclosure::ln(&Integer::from(argument), precision);
        // A shift by `places` changes the exponent alone, so that nothing is rounded but the floor.
        let [low, high] = [enclosure.lower(), enclosure.upper()].map(|end| {
            let scaled = end.clone() << places;
            scaled.to_integer_round(Round::Down).and_then(|(floor, _)| floor.to_i128())
        });
        if let (Some(low), Some(high)) = (low, high)
            && low == high
        {
            return low;
        }
        precision *= 2;
    }
}
