//! How large the numbers of a law may be.

use crate::exact::Limits;
use crate::exact::work::{OPERATION_STEPS, operation, words};
use crate::limits::{KEPT_BYTES, LAW_STEPS, REFINEMENT_COUNT_LIMIT};

use super::{Law, LawError, SparseLaw};

/// Checks that the numbers of a law are not too many and too large for exact entropies: an operation on each marginal
/// count, of which `(V + 1)^L` are as large as the total at the most, is within [`LAW_STEPS`], times the limits.
///
/// # Errors
/// [`LawError::LargeNumbers`].
pub fn check_numbers(law: &Law, limits: Limits) -> Result<(), LawError> {
    let patterns = law.shape().wide_patterns().and_then(|patterns| u64::try_from(patterns).ok());
    let each = operation(words(law.total())) - OPERATION_STEPS;
    let steps = patterns.unwrap_or(u64::MAX).saturating_mul(each);
    let limit = limits.of(LAW_STEPS);
    if steps <= limit {
        return Ok(());
    }
    let (name, digits) = (law.name().to_owned(), law.total().significant_bits());
    Err(LawError::LargeNumbers { name, digits, patterns: patterns.unwrap_or(u64::MAX), steps, limit })
}

/// The most logarithms of counts that the average entropies of a law by its sequences may have, in all: an operation on
/// each is within [`LAW_STEPS`], and the counts within [`KEPT_BYTES`], times the limits.
pub fn most_logarithms(law: &SparseLaw, limits: Limits) -> u64 {
    let each = operation(words(law.total())) - OPERATION_STEPS;
    let of_bytes = limits.of(KEPT_BYTES) / (64 + 8 * words(law.total()));
    (limits.of(LAW_STEPS) / each).min(of_bytes).min(limits.of(REFINEMENT_COUNT_LIMIT))
}
