//! `counterexample`: the statement is false.

use num_bigint::BigInt;

use crate::document::{AnyLaw, Refutation};
use crate::instances::{Class, ConstantValue, Instance, bind, candidates, set_constant};
use crate::law::{Entropies, Law};
use crate::limits::Meter;
use crate::outcome::{Fault, Reason};
use crate::truth;
use crate::typing::{ScheduleQuantifier, Statement};

/// Checks every refutation, and that none is missing; their number.
pub fn check(
    statement: &Statement,
    instance: &Instance,
    refutations: &[Refutation],
    length: usize,
    meter: &Meter,
) -> Result<usize, Fault> {
    let exists = statement.schedule.exists();
    if exists && instance.schedule.is_some() {
        return Err(Reason::WrongInstance(format!("{instance}: the schedule is bound by `exists`")).into());
    }
    let mut missing: Vec<Option<Vec<usize>>> = vec![None];
    if exists {
        // Without a schedule there may be no refutation, but the instance must be one all the same.
        bind(statement, instance, length, refutations.first().and_then(|first| vocabulary(&first.law)), meter)?;
        missing = candidates(statement, instance, length, Class::ALL, meter)?.into_iter().map(Some).collect();
    }
    for refutation in refutations {
        let Some(place) = missing.iter().position(|schedule| *schedule == refutation.schedule) else {
            return Err(Reason::UnexpectedRefutation(refutation.schedule.clone()).into());
        };
        missing.swap_remove(place);
    }
    if let Some(schedule) = missing.into_iter().next() {
        return Err(Reason::MissingRefutation(schedule).into());
    }
    let one_law = statement.schedule == ScheduleQuantifier::ExistsAfterLaw;
    if one_law && refutations.windows(2).any(|pair| pair[0].law != pair[1].law) {
        return Err(Reason::LawsDiffer.into());
    }
    let mut last: Option<(&Law, Entropies<'_>)> = None;
    for refutation in refutations {
        let schedule = if exists { refutation.schedule.clone() } else { instance.schedule.clone() };
        let fixed = Instance { schedule, ..instance.clone() };
        violates(statement, &fixed, refutation, &mut last, length, meter)?;
    }
    Ok(refutations.len())
}

fn vocabulary(law: &AnyLaw) -> Option<BigInt> {
    match law {
        AnyLaw::Explicit(law) => Some(law.vocabulary()),
        AnyLaw::Codes(_) => None,
    }
}

/// Checks one refutation. `last` keeps the entropies of the explicit law before, which often is the same.
fn violates<'a>(
    statement: &Statement,
    instance: &Instance,
    refutation: &'a Refutation,
    last: &mut Option<(&'a Law, Entropies<'a>)>,
    length: usize,
    meter: &Meter,
) -> Result<(), Fault> {
    let index = usize::try_from(refutation.relation).ok();
    let Some(relation) = index.and_then(|index| statement.relations.get(index)) else {
        return Err(Reason::NoSuchRelation(refutation.relation).into());
    };
    let mut scope = bind(statement, instance, length, vocabulary(&refutation.law), meter)?;
    set_constant(&mut scope, statement, ConstantValue::Claimed)?;
    let sign = match &refutation.law {
        AnyLaw::Codes(codes) => truth::compare(&scope, relation, |affine| codes.value(affine))?,
        AnyLaw::Explicit(law) => {
            let entropies = match last.take().filter(|(before, _)| *before == law) {
                Some((_, entropies)) => entropies,
                None => {
                    meter.tick(law.counts().len() << law.length())?;
                    law.entropies()
                }
            };
            let (_, entropies) = last.insert((law, entropies));
            truth::compare(&scope, relation, |affine| entropies.value(affine, scope.schedule.as_deref()))?
        }
    };
    if truth::holds(relation.0.comparison, sign) {
        return Err(Reason::NotViolated { schedule: instance.schedule.clone() }.into());
    }
    Ok(())
}
