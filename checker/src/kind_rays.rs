//! `rays`: proof for all laws, from the cone theorem.

use num_traits::{Signed, Zero};

use crate::affine::Coefficients;
use crate::document::RaysEntry;
use crate::instances::{Class, ConstantValue, Instance, all, bind, coefficients, set_constant};
use crate::limits::Meter;
use crate::outcome::{Fault, Reason, outside};
use crate::typing::Statement;

/// Checks that the entries prove the statement for the class; their number.
pub fn check(
    statement: &Statement,
    entries: &[RaysEntry],
    length: usize,
    class: Class,
    constant: ConstantValue<'_>,
    meter: &Meter,
) -> Result<usize, Fault> {
    if statement.schedule.exists() {
        return Err(outside("an existential quantifier"));
    }
    let mut missing = all(statement, length, class, meter)?;
    for RaysEntry { instance, relations } in entries {
        if !missing.remove(instance) {
            return Err(not_missing(entries.iter().map(|entry| &entry.instance), instance));
        }
        let (expected, found) = (statement.relations.len(), relations.len());
        if expected != found {
            return Err(Reason::WrongRelationCount { instance: instance.to_string(), expected, found }.into());
        }
        let mut scope = bind(statement, instance, length, None, meter)?;
        set_constant(&mut scope, statement, constant)?;
        for (claimed, relation) in relations.iter().zip(&statement.relations) {
            let (right, equation) = coefficients(&scope, relation)?;
            compare(instance, &right, claimed)?;
            decide(instance, &right, equation)?;
        }
    }
    match missing.first() {
        Some(instance) => Err(Reason::MissingInstance(instance.to_string()).into()),
        None => Ok(entries.len()),
    }
}

/// Why an instance is not among those that are still missing: it is listed twice, or is none.
pub fn not_missing<'a>(mut listed: impl Iterator<Item = &'a Instance>, instance: &Instance) -> Fault {
    let again = listed.position(|other| other == instance).is_some() && listed.any(|other| other == instance);
    if again {
        Reason::DuplicateInstance(instance.to_string()).into()
    } else {
        Reason::WrongInstance(instance.to_string()).into()
    }
}

/// Complains about the first coefficient that differs.
pub fn compare(instance: &Instance, right: &Coefficients, claimed: &Coefficients) -> Result<(), Fault> {
    for ((which, expected), (_, found)) in right.named().zip(claimed.named()) {
        if expected != found {
            let (expected, found) = (expected.to_string(), found.to_string());
            return Err(Reason::WrongCoefficient { instance: instance.to_string(), which, expected, found }.into());
        }
    }
    Ok(())
}

/// Complains about a coefficient that does not fit the relation: all must be at least 0, and 0 for an equation.
pub fn decide(instance: &Instance, right: &Coefficients, equation: bool) -> Result<(), Fault> {
    for (which, coefficient) in right.named() {
        if equation && !coefficient.is_zero() {
            return Err(Reason::NonzeroCoefficient { instance: instance.to_string(), which }.into());
        }
        if coefficient.is_negative() {
            return Err(Reason::NegativeCoefficient { instance: instance.to_string(), which }.into());
        }
    }
    Ok(())
}
