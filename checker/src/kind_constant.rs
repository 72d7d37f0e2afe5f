//! `constant`: the smallest, or the largest, constant with which a statement is true.

use num_traits::{One, Signed, Zero};

use crate::affine::Coefficients;
use crate::document::{ConstantEvidence, mixture_entries, rays_entries};
use crate::instances::{Class, ConstantValue, Instance, bind, candidates, coefficients, set_constant};
use crate::limits::Meter;
use crate::outcome::{Fault, Reason, SharpnessError, outside};
use crate::scalar::Q;
use crate::syntax::Comparison;
use crate::typing::{ScheduleQuantifier, Statement};
use crate::{kind_mixture, kind_rays};

/// Checks that the constant is right and sharp; the number of instances.
pub fn check(statement: &Statement, evidence: ConstantEvidence, length: usize, meter: &Meter) -> Result<usize, Fault> {
    if statement.constant.is_none() {
        return Err(Reason::NoConstant.into());
    }
    let [(relation, _)] = statement.relations.as_slice() else { return Err(outside("several relations")) };
    if relation.comparison == Comparison::Equal {
        return Err(outside("a constant of an equation"));
    }
    if !statement.is_affine_in_constant() {
        return Err(outside("a difference that is not affine in the constant"));
    }
    if evidence.s_max.is_some() && statement.schedule == ScheduleQuantifier::Absent {
        return Err(Reason::ClassWithoutSchedule.into());
    }
    let class = Class(evidence.s_max);
    sharp(statement, &evidence, length, class, meter)?;
    let value = ConstantValue::Fixed(&evidence.constant);
    if statement.schedule.exists() {
        let entries = mixture_entries(evidence.proof, length)?;
        kind_mixture::check(statement, &entries, length, class, value, meter)
    } else {
        let entries = rays_entries(evidence.proof, length)?;
        kind_rays::check(statement, &entries, length, class, value, meter)
    }
}

fn sharp(
    statement: &Statement,
    evidence: &ConstantEvidence,
    length: usize,
    class: Class,
    meter: &Meter,
) -> Result<(), Fault> {
    let weights = || evidence.rays.iter().chain([&evidence.ln_v]);
    if weights().any(Signed::is_negative) {
        return Err(SharpnessError::NegativeWeight.into());
    }
    if weights().all(Zero::is_zero) {
        return Err(SharpnessError::NoWeight.into());
    }
    let instance = &evidence.instance;
    let exists = statement.schedule.exists();
    if exists && instance.schedule.is_some() {
        return Err(Reason::WrongInstance(format!("{instance}: the schedule is bound by `exists`")).into());
    }
    bind(statement, instance, length, None, meter)?;
    let outside_class = || Reason::WrongInstance(format!("{instance}: outside the class"));
    let schedules = if exists {
        let schedules = candidates(statement, instance, length, class, meter)?;
        if schedules.is_empty() {
            return Err(outside_class().into());
        }
        schedules.into_iter().map(Some).collect()
    } else {
        if instance.schedule.as_ref().is_some_and(|schedule| !class.contains(schedule)) {
            return Err(outside_class().into());
        }
        vec![instance.schedule.clone()]
    };
    for schedule in schedules {
        let fixed = Instance { schedule, ..instance.clone() };
        let at = |constant: &Q| -> Result<Q, Fault> {
            let mut scope = bind(statement, &fixed, length, None, meter)?;
            set_constant(&mut scope, statement, ConstantValue::Fixed(constant))?;
            let (difference, _) = coefficients(&scope, &statement.relations[0])?;
            Ok(at_point(&difference, evidence))
        };
        // The difference at the point is affine in the constant.
        let slope = at(&Q::one())? - at(&Q::zero())?;
        let value = at(&evidence.constant)?;
        if value.is_positive() || (!exists && !value.is_zero()) {
            return Err(SharpnessError::NotTight.into());
        }
        if !(if evidence.smallest { slope.is_positive() } else { slope.is_negative() }) {
            return Err(SharpnessError::WrongDirection.into());
        }
    }
    Ok(())
}

fn at_point(difference: &Coefficients, evidence: &ConstantEvidence) -> Q {
    let rays = difference.rays.iter().zip(&evidence.rays).map(|(coefficient, weight)| coefficient * weight);
    rays.fold(&difference.ln_v * &evidence.ln_v, |sum, term| sum + term)
}
