//! Seeded chance, the same on every platform.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of random numbers that belongs to a seed, a purpose and a number.
#[derive(Debug, Clone)]
pub struct SeededRng(ChaCha8Rng);

impl SeededRng {
    /// The stream of a seed for a purpose (at most 8 bytes) and a number, such as that of a case.
    pub fn new(seed: u64, purpose: &[u8], number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&number.to_le_bytes());
        key[16..16 + purpose.len()].copy_from_slice(purpose);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Uniform on `0..limit` for a positive limit, by rejection.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit as u64;
        let fair = u64::MAX - u64::MAX % limit;
        loop {
            let value = self.0.next_u64();
            if value < fair {
                return usize::try_from(value % limit).expect("below a usize");
            }
        }
    }

    /// Uniform on the multiples of `2^-53` in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A distinct random choice of `size` of the numbers below `limit`, in no order.
    pub fn subset(&mut self, size: usize, limit: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..limit).collect();
        for place in 0..size.min(limit) {
            let other = place + self.below(limit - place);
            numbers.swap(place, other);
        }
        numbers.truncate(size);
        numbers
    }
}
