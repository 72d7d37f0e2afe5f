//! Numbering of sequences: digits to index and back, most significant digit first.
//!
//! The atom `(x_1, .., x_L)` over `V` tokens has index `x_1 V^(L-1) + .. + x_L`; a pattern, where a position may also
//! be summed out, is numbered the same way in base `V + 1` with the digit `V` for a summed-out position.

/// The `length` digits of `index` in base `base`, most significant first; what does not fit in `length` digits is
/// dropped. Base 0 is read as base 1.
///
/// ```
/// use maskproof::law::digits_of;
/// assert_eq!(digits_of(11, 3, 4), [0, 1, 0, 2]);
/// ```
pub fn digits_of(index: usize, base: usize, length: usize) -> Vec<usize> {
    let base = base.max(1);
    let mut digits = vec![0; length];
    let mut rest = index;
    for digit in digits.iter_mut().rev() {
        *digit = rest % base;
        rest /= base;
    }
    digits
}

/// The index whose digits in base `base` are `digits`, most significant first; the inverse of [`digits_of`].
///
/// ```
/// use maskproof::law::index_of;
/// assert_eq!(index_of(&[0, 1, 0, 2], 3), 11);
/// ```
///
/// # Panics
/// When the index does not fit in `usize` and overflow checks are on, as in every profile of this crate. Indices of
/// atoms and patterns of a [`Law`](crate::law::Law) always fit, by
/// [`PATTERN_LIMIT`](crate::limits::PATTERN_LIMIT)(PATTERN_LIMIT)(PATTERN_LIMIT).
pub fn index_of(digits: &[usize], base: usize) -> usize {
    digits.iter().fold(0, |index, &digit| index * base + digit)
}
