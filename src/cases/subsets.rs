//! The sets of so many positions, in order.

use rug::Integer;

use crate::exact::work::OPERATION_STEPS;
use crate::language::error::{Span, StatementError};
use crate::limits::SUBSET_LIMIT;

use super::domain::too_large;
use super::environment::Environment;
use super::quantity::Positions;

/// The sets of `chosen` positions, as words of positions.
///
/// # Errors
/// When there are too many.
pub fn subsets(chosen: usize, environment: &Environment, span: &Span) -> Result<Vec<Positions>, StatementError> {
    let length = environment.length;
    let number = Integer::from(length).binomial(u32::try_from(chosen).expect("sequences of moderate length"));
    if number > SUBSET_LIMIT {
        let message =
            format!("too large: there are {number} sets of {chosen} positions, and at most {SUBSET_LIMIT} are listed");
        return Err(too_large(span, message, "too many sets"));
    }
    let each = OPERATION_STEPS * (chosen as u64 + 2);
    environment.spend(number.to_u64().unwrap_or(u64::MAX).saturating_mul(each), span)?;
    let mut found = Vec::new();
    extend(&mut Vec::new(), chosen, length, &mut found);
    Ok(found)
}

/// Lists the sets that begin with the given positions.
fn extend(begun: &mut Vec<usize>, chosen: usize, length: usize, found: &mut Vec<Positions>) {
    if begun.len() == chosen {
        let mut set = Positions::default();
        begun.iter().for_each(|&position| set.insert(position));
        found.push(set);
        return;
    }
    let missing = chosen - begun.len();
    for position in begun.last().map_or(0, |last| last + 1)..=length - missing {
        begun.push(position);
        extend(begun, chosen, length, found);
        begun.pop();
    }
}
