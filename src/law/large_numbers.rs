//! How large the numbers of a law may be.

use crate::exact::Limits;
use crate::exact::work::{OPERATION_STEPS, operation, words};
use crate::limits::LAW_STEPS;

use super::{Law, LawError};

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
