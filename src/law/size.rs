//! How large a law may be.

use crate::limits::PATTERN_LIMIT;

use super::LawError;

/// The bytes of a token in a vocabulary: its name and its place by the name.
const TOKEN_BYTES: u64 = 200;

/// The bytes of a count, and of what is computed from it.
const COUNT_BYTES: u64 = 64;

/// The bytes of a law, about; a law that can be built has far fewer than 2^64.
pub fn law_bytes(vocabulary_size: usize, length: usize) -> u64 {
    let atoms = (0..length).fold(1_u64, |atoms, _| atoms.saturating_mul(vocabulary_size as u64));
    atoms.saturating_mul(COUNT_BYTES).saturating_add((vocabulary_size as u64).saturating_mul(TOKEN_BYTES))
}

/// Checks that laws of length `length` over `vocabulary_size` tokens are within bounds, and returns the number of their
/// atoms, `V^L`.
///
/// ```
/// use maskproof::law::{LawError, size::check_size};
/// assert_eq!(check_size(3, 4).unwrap(), 81);
/// assert!(matches!(check_size(2, 1_000_000), Err(LawError::TooLarge { .. })));
/// ```
///
/// # Errors
/// [`LawError::EmptyVocabulary`], [`LawError::NoPositions`], or [`LawError::TooLarge`] when `(V + 1)^L` is above
/// [`PATTERN_LIMIT`].
pub fn check_size(vocabulary_size: usize, length: usize) -> Result<usize, LawError> {
    if vocabulary_size == 0 {
        return Err(LawError::EmptyVocabulary);
    }
    if length == 0 {
        return Err(LawError::NoPositions);
    }
    let patterns = power(vocabulary_size, length);
    match patterns.map(usize::try_from) {
        Some(Ok(number)) if number <= PATTERN_LIMIT => {}
        _ => return Err(LawError::TooLarge { vocabulary_size, length, patterns, limit: PATTERN_LIMIT }),
    }
    // V^L < (V + 1)^L <= PATTERN_LIMIT, and L <= 22.
    Ok((0..length).fold(1, |atoms, _| atoms * vocabulary_size))
}

/// `(V + 1)^L`, or `None` when it does not fit in 128 bits.
pub(super) fn power(vocabulary_size: usize, length: usize) -> Option<u128> {
    let base = u128::try_from(vocabulary_size).ok()?.checked_add(1)?;
    base.checked_pow(u32::try_from(length).ok()?)
}
