//! Minima and maxima of combinations of quantities.

use crate::exact::Number;
use crate::language::error::{Span, StatementError};

use super::environment::Environment;
use super::linear::Linear;
use super::linear_sum::LinearSum;

/// Adds `factor` times a minimum or maximum, and spends the work and the bytes of copying what it is taken over.
///
/// # Errors
/// When that is beyond the limit.
pub fn add_extremum(
    sum: &mut LinearSum,
    is_maximum: bool,
    options: Vec<Linear>,
    factor: &Number,
    environment: &Environment,
    span: &Span,
) -> Result<(), StatementError> {
    for option in &options {
        environment.keep(option.bytes() as u64, span)?;
        environment.spend(option.steps(), span)?;
    }
    sum.add_scaled(Linear::extremum(is_maximum, options), factor);
    Ok(())
}
