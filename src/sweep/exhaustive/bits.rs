//! Sets of small numbers, one bit for each, in words of 64 bits.

/// Whether a number is in a set.
#[inline(always)]
pub(super) fn has(words: &[u64], number: usize) -> bool {
    words[number / 64] >> (number % 64) & 1 == 1
}

/// Puts a number into a set, or takes it out.
#[inline(always)]
pub(super) fn set(words: &mut [u64], number: usize, is_in: bool) {
    let bit = 1 << (number % 64);
    let word = &mut words[number / 64];
    *word = if is_in { *word | bit } else { *word & !bit };
}
