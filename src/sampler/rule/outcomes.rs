//! Numbers of outcomes, to bound the work before it is done. Each is the largest number where it would be more.

use rug::Integer;

/// `V^size`: the drawings of a set of positions.
pub fn drawings(size: usize, vocabulary_size: usize) -> u64 {
    (vocabulary_size as u64).saturating_pow(u32::try_from(size).unwrap_or(u32::MAX))
}

/// `C(masked, size) V^size`: the sets of a size, each with its drawings.
pub fn subsets(masked: usize, size: usize, vocabulary_size: usize) -> u64 {
    let sets = Integer::from(masked).binomial(u32::try_from(size).unwrap_or(u32::MAX));
    sets.to_u64().unwrap_or(u64::MAX).saturating_mul(drawings(size, vocabulary_size))
}

/// The sets up to a size, each with its drawings.
pub fn subsets_up_to(masked: usize, most: usize, vocabulary_size: usize) -> u64 {
    (0..=most).map(|size| subsets(masked, size, vocabulary_size)).fold(0, u64::saturating_add)
}
