//! `mixture`: proof that for every law there is a schedule, from the theorem on mixtures.

use num_traits::{One, Signed, Zero};

use crate::affine::Coefficients;
use crate::document::MixtureEntry;
use crate::instances::{Class, ConstantValue, Instance, all, bind, candidates, coefficients, set_constant};
use crate::kind_rays::{compare, decide, not_missing};
use crate::limits::Meter;
use crate::outcome::{Fault, Reason, outside};
use crate::scalar::Q;
use crate::typing::{ScheduleQuantifier, Statement};

/// Checks that the entries prove the statement for the class; their number.
pub fn check(
    statement: &Statement,
    entries: &[MixtureEntry],
    length: usize,
    class: Class,
    constant: ConstantValue<'_>,
    meter: &Meter,
) -> Result<usize, Fault> {
    if !statement.schedule.exists() {
        return Err(outside("no existential quantifier"));
    }
    let [relation] = statement.relations.as_slice() else { return Err(outside("several relations")) };
    let mut missing = all(statement, length, class, meter)?;
    for MixtureEntry { instance, mixture, coefficients: claimed } in entries {
        if !missing.remove(instance) {
            return Err(not_missing(entries.iter().map(|entry| &entry.instance), instance));
        }
        if statement.schedule == ScheduleQuantifier::ExistsBeforeLaw && mixture.len() > 1 {
            return Err(Reason::MixtureNotSingle(instance.to_string()).into());
        }
        let allowed = candidates(statement, instance, length, class, meter)?;
        let mut mean = Coefficients::zero(length);
        let mut sum = Q::zero();
        for (place, (schedule, weight)) in mixture.iter().enumerate() {
            if !allowed.contains(schedule) {
                return Err(Reason::NotAMixtureSchedule(schedule.clone()).into());
            }
            if mixture[..place].iter().any(|(earlier, _)| earlier == schedule) {
                return Err(Reason::RepeatedSchedule(schedule.clone()).into());
            }
            if !weight.is_positive() {
                return Err(Reason::WeightNotPositive(weight.to_string()).into());
            }
            sum += weight;
            let fixed = Instance { schedule: Some(schedule.clone()), ..instance.clone() };
            let mut scope = bind(statement, &fixed, length, None, meter)?;
            set_constant(&mut scope, statement, constant)?;
            let (of_schedule, equation) = coefficients(&scope, relation)?;
            if equation {
                return Err(outside("an equation for some schedule"));
            }
            if of_schedule.eps_train.is_negative() {
                // The training error is another one for each schedule: those of the others do not make up for it.
                return Err(outside("a difference with a training error subtracted, for some schedule"));
            }
            mean.add_multiple(&of_schedule, weight);
        }
        if !sum.is_one() {
            return Err(Reason::WeightsDoNotSumToOne(sum.to_string()).into());
        }
        compare(instance, &mean, claimed)?;
        decide(instance, &mean, false)?;
    }
    match missing.first() {
        Some(instance) => Err(Reason::MissingInstance(instance.to_string()).into()),
        None => Ok(entries.len()),
    }
}
