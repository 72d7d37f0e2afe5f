//! What the variables of sums and quantifiers run over.

use rug::Integer;

use crate::exact::work::OPERATION_STEPS;
use crate::language::error::StatementError;
use crate::language::syntax::{Expression, Fold, Span, Values};

use super::scalar::{Environment, domain_error, index, range, too_large};
use super::symbol::Positions;

/// The most subsets of positions that one variable runs over.
const SUBSET_LIMIT: u32 = 1 << 18;

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// An integer.
    Integer(Integer),
    /// A set of positions.
    Subset(Positions),
}

/// The values of a variable, in order: integers as they grow, subsets as words of positions.
///
/// # Errors
/// A domain mistake, with its place.
pub fn values(values: &Values, environment: &Environment) -> Result<Vec<Bound>, StatementError> {
    match values {
        Values::Range { from, to } => {
            let range = range(from, to, environment)?;
            let count = range.end().saturating_sub(*range.start()).saturating_add(1);
            environment.spend(u64::try_from(count).unwrap_or(0) * OPERATION_STEPS, &to.span)?;
            Ok(range.map(|value| Bound::Integer(value.into())).collect())
        }
        Values::Subsets { size } => Ok(subsets(size, environment)?.into_iter().map(Bound::Subset).collect()),
    }
}

/// What a fold is over when it must not be empty.
///
/// # Errors
/// A domain mistake when it is empty, and as [`values`].
pub fn values_of_fold(
    fold: Fold,
    over: &Values,
    environment: &Environment,
    span: &Span,
) -> Result<Vec<Bound>, StatementError> {
    let found = values(over, environment)?;
    if found.is_empty() && fold != Fold::Sum {
        let message = format!("`{}` over nothing has no value", fold.name());
        return Err(domain_error(span, message, "there is nothing to run over"));
    }
    Ok(found)
}

fn subsets(size: &Expression, environment: &Environment) -> Result<Vec<Positions>, StatementError> {
    let length = environment.length;
    let chosen = index(size, environment, (0, length), "subsets(k)")?;
    let number = Integer::from(length).binomial(u32::try_from(chosen).expect("sequences of moderate length"));
    if number > SUBSET_LIMIT {
        let message =
            format!("too large: there are {number} sets of {chosen} positions, and at most {SUBSET_LIMIT} are listed");
        return Err(too_large(&size.span, message, "too many sets"));
    }
    let each = OPERATION_STEPS * (chosen as u64 + 2);
    environment.spend(number.to_u64().unwrap_or(u64::MAX).saturating_mul(each), &size.span)?;
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
