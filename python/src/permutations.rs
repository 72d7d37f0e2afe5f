//! Uniform permutations revealed in batches.

use maskproof::limits::{CONVEXITY_LIMIT, PERMUTATION_TABLE_LIMIT};
use maskproof::sampler::permutations::{Convexity, PermutationTable, check_convexity};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::background;
use super::log_form::LogForm;

/// The number of rounds, the least error, the batches.
type LeastErrorParts = (usize, LogForm, Vec<usize>);

/// The least errors for uniform permutations of `size` tokens in each of some numbers of rounds.
#[pyfunction]
pub fn least_errors(py: Python, size: usize, rounds: Vec<usize>) -> PyResult<Vec<LeastErrorParts>> {
    let found = background::run(py, None, move |monitor| {
        let table = PermutationTable::new(size)?;
        let asked = rounds.into_iter().take_while(|_| !monitor.is_stopped());
        asked.map(|rounds| table.least_error(size, rounds)).collect::<Option<Vec<_>>>()
    })?;
    let found = found.ok_or_else(|| {
        PyValueError::new_err(format!(
            "size is {size}: expected 1 to {PERMUTATION_TABLE_LIMIT} tokens, and numbers of rounds from 1 to the size"
        ))
    })?;
    Ok(found.into_iter().map(|least| (least.rounds, LogForm(least.error), least.profile)).collect())
}

/// The largest number of tokens with every sign decided, the numbers of decided second differences and of those that
/// are 0, the curvature, and where it is negative.
type ConvexityParts = (usize, u64, u64, &'static str, Vec<(usize, usize)>);

/// Whether the least error is convex in the number of rounds, for each number of tokens up to `size`.
#[pyfunction]
pub fn convexity(py: Python, size: usize) -> PyResult<ConvexityParts> {
    let found = background::run(py, None, move |monitor| check_convexity(size, &|| monitor.is_stopped()))?;
    let found: Convexity = found
        .ok_or_else(|| PyValueError::new_err(format!("size is {size}: expected 1 to {CONVEXITY_LIMIT} tokens")))?;
    Ok((found.checked(), found.decided, found.equalities, found.curvature().name(), found.violations))
}
