//! The sets of positions that a term names, at a length.

use crate::exact::work::OPERATION_STEPS;
use crate::language::error::StatementError;
use crate::language::typed::{PositionItem, Positions as Named, Scalar};
use crate::language::words::{Meaning, OrderPart};

use super::domain::domain_error;
use super::environment::Environment;
use super::quantity::Positions;
use super::scalar::{index, range};

/// The sets of one term; `rest` is what no other item names.
///
/// # Errors
/// A domain mistake, with its place.
pub fn resolve<const SETS: usize>(
    sets: [&Named; SETS],
    environment: &Environment,
) -> Result<[Positions; SETS], StatementError> {
    let length = environment.length;
    let mut resolved: [Positions; SETS] = std::array::from_fn(|_| Positions::default());
    for (set, named) in resolved.iter_mut().zip(sets) {
        // Sets have a bit for each position.
        let each = 4 * OPERATION_STEPS + length as u64 / 64;
        environment.spend(each * (named.items.len() as u64 + 2), &named.span)?;
        for item in &named.items {
            match item {
                PositionItem::One(position) => {
                    set.insert(index(position, environment, (1, length), "a position")? - 1);
                }
                PositionItem::Variable(name) => *set = set.union(environment.subset(name)),
                PositionItem::Part(part, step) => *set = set.union(&part_of_order(*part, step, environment)?),
                PositionItem::Range(first, last) => {
                    let range = range(first, last, environment)?;
                    let members = length.saturating_add(1) as u64;
                    environment.spend(members * OPERATION_STEPS, &named.span)?;
                    for value in range {
                        match usize::try_from(value) {
                            Ok(value) if (1..=length).contains(&value) => set.insert(value - 1),
                            _ => {
                                let message = format!("position {value} does not exist at L = {length}");
                                return Err(domain_error(&named.span, message, "outside the sequence"));
                            }
                        }
                    }
                }
                PositionItem::All => *set = Positions::all(length),
                PositionItem::Rest | PositionItem::None => {}
            }
        }
    }
    let named = resolved.iter().fold(Positions::default(), |union, set| union.union(set));
    for (set, read) in resolved.iter_mut().zip(sets) {
        if read.items.iter().any(|item| matches!(item, PositionItem::Rest)) {
            *set = set.union(&named.complement(length));
        }
    }
    Ok(resolved)
}

/// The set that the order in scope defines by the number of a step.
fn part_of_order(part: OrderPart, step: &Scalar, environment: &Environment) -> Result<Positions, StatementError> {
    let steps: Vec<_> = environment.order().steps().collect();
    let spelling = Meaning::OrderPart(part).word().spelling;
    let step = index(step, environment, (1, steps.len()), &format!("{spelling}(t)"))? - 1;
    let (before, block) = steps[step];
    Ok(match part {
        OrderPart::Block => block,
        OrderPart::Before => before,
    }
    .positions()
    .collect())
}
