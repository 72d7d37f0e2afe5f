//! `case`: a verdict on one law, with the exact predictor.

use std::cmp::Ordering;

use num_traits::One;

use crate::evaluate::{Scope, halved};
use crate::instances::{ConstantValue, Instance, bind, set_constant};
use crate::law::{Entropies, Law};
use crate::limits::{self, Meter};
use crate::outcome::{Fault, Reason, Verdict};
use crate::sampler;
use crate::scalar::Q;
use crate::truth;
use crate::typing::{ScheduleQuantifier, Statement};

/// Checks the verdict; the number of relations.
pub fn check(
    statement: &Statement,
    instance: &Instance,
    law: &Law,
    claimed: Verdict,
    meter: &Meter,
) -> Result<usize, Fault> {
    let needs_schedule = statement.schedule != ScheduleQuantifier::Absent;
    if needs_schedule && instance.schedule.is_none() {
        return Err(Reason::WrongInstance(format!("{instance}: the schedule is missing")).into());
    }
    let mut scope = bind(statement, instance, law.length(), Some(law.vocabulary()), meter)?;
    set_constant(&mut scope, statement, ConstantValue::Claimed)?;
    let entropies = law.entropies();
    compare_with_definition(&scope, law, &entropies)?;
    let mut relations = Vec::new();
    for relation in &statement.relations {
        let value = |affine: &_| entropies.value(affine, scope.schedule.as_deref());
        relations.push((relation.0.comparison, truth::compare(&scope, relation, value)?));
    }
    let found = truth::verdict(&relations);
    if found == claimed { Ok(relations.len()) } else { Err(Reason::VerdictDiffers { found }.into()) }
}

/// The identity for the ideal error, against the sampler run over all orders, where these are few.
fn compare_with_definition(scope: &Scope<'_>, law: &Law, entropies: &Entropies<'_>) -> Result<(), Fault> {
    let Some(schedule) = &scope.schedule else { return Ok(()) };
    if law.length() > limits::SIMULATED_LENGTH {
        return Ok(());
    }
    for blocks in [schedule.clone(), halved(schedule, true), halved(schedule, false)] {
        let mut difference = entropies.value(&scope.ideal_error(&blocks), None)?;
        difference.add_multiple(&sampler::expected_error(law, &blocks)?, &-Q::one());
        if difference.sign()? != Ordering::Equal {
            return Err(Reason::FormulaMismatch.into());
        }
    }
    Ok(())
}
