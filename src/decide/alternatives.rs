//! The schedules of a statement, for decisions: how its quantifiers are instantiated, and what an `exists` chooses
//! from.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rug::Integer;

use crate::cases::bindings::{Binding, ScheduleChoice};
use crate::cases::plan::{Plan, Relation};
use crate::cases::tree::Tree;
use crate::language::typed::Domain;
use crate::language::words::Comparator;
use crate::language::{Claim, Evaluation};
use crate::limits::SCHEDULE_LENGTH_LIMIT;
use crate::sampler::Schedule;

use super::difference::{Difference, NotLinear};
use super::existence::{Alternative, AlternativeSchedules};
use super::undecided::Undecided;
use super::usage::Usage;

/// How the schedules of a claim are instantiated for decisions.
pub(super) fn choice<'a>(
    claim: &Claim,
    length: usize,
    schedules: Option<&'a [Schedule]>,
) -> Result<ScheduleChoice<'a>, Undecided> {
    if claim.evaluation() == Evaluation::Definitions {
        return Err(Undecided::TakenForGranted);
    }
    if claim.names_laws() {
        return Err(Undecided::GivenLaws);
    }
    let usage = Usage::of(&claim.without_vocabulary_condition().0);
    if usage.uses_vocabulary_size {
        return Err(Undecided::VocabularySize);
    }
    if !claim.statement().premise.is_empty() {
        return Err(Undecided::Implication);
    }
    let quantifiers = claim.statement().quantifiers.iter();
    let is_constructed =
        quantifiers.map(|one| &one.domain).any(|domain| matches!(domain, Domain::NamedSchedule { .. }));
    match schedules {
        // There is nothing to choose.
        _ if is_constructed => Ok(ScheduleChoice::Given(&[])),
        Some(schedules) => Ok(ScheduleChoice::Given(schedules)),
        None if !usage.needs_single_schedule => Ok(ScheduleChoice::Classes(usage.key)),
        None if length <= SCHEDULE_LENGTH_LIMIT => Ok(ScheduleChoice::All),
        None => Err(Undecided::TooManySchedules),
    }
}

/// The schedules that the instances of a plan have, each counted once.
pub(super) fn count_schedules(plan: &Plan) -> Integer {
    fn bound<'p>(bindings: impl Iterator<Item = &'p Binding>, found: &mut BTreeMap<String, Integer>) {
        for binding in bindings {
            match binding {
                Binding::Schedule(_) => found.insert(binding.to_string(), Integer::from(1)),
                Binding::Class(class) => found.insert(binding.to_string(), class.size()),
                Binding::Variable(..)
                | Binding::Subset(..)
                | Binding::Order(_)
                | Binding::Policy(_)
                | Binding::Rule(_) => None,
            };
        }
    }
    let mut found = BTreeMap::new();
    for case in &plan.cases {
        bound(case.bindings.iter(), &mut found);
        bound(case.goal.instances().iter().map(|(binding, _)| binding), &mut found);
    }
    found.into_values().sum()
}

/// The choices of an `exists schedule` behind the law.
///
/// Training errors of different schedules are different quantities. Where their coefficients all have one sign they may
/// be treated as one (`proofs-notes/average-entropy-cone.md`, section 3), and otherwise the choices are not comparable.
pub(super) fn choices(
    instances: &[(Binding, Tree<Vec<Relation>>)],
    length: usize,
) -> Result<Vec<Alternative>, Undecided> {
    let choices: Vec<Alternative> = instances
        .iter()
        .map(|(binding, goal)| {
            let Tree::Leaf(relations) = goal else { return Err(Undecided::Quantifiers) };
            let [relation] = relations.as_slice() else { return Err(Undecided::Quantifiers) };
            if relation.relation == Comparator::Equals {
                return Err(Undecided::Quantifiers);
            }
            let (single, schedules) = match binding {
                Binding::Schedule(schedule) => (Some(schedule), AlternativeSchedules::Single(schedule.clone())),
                Binding::Class(class) => (None, AlternativeSchedules::Class(*class)),
                Binding::Variable(..)
                | Binding::Subset(..)
                | Binding::Order(_)
                | Binding::Policy(_)
                | Binding::Rule(_) => {
                    return Err(Undecided::Quantifiers);
                }
            };
            let difference = Difference::new(relation, length, single).and_then(Difference::homogeneous);
            let difference = difference.map_err(Undecided::NotLinear)?;
            Ok(Alternative { schedules, difference })
        })
        .collect::<Result<_, _>>()?;
    let has_sign = |sign| choices.iter().any(|choice| choice.difference.eps_train().cmp0() == sign);
    if has_sign(Ordering::Less) && has_sign(Ordering::Greater) {
        return Err(Undecided::NotLinear(NotLinear::TrainingErrors));
    }
    Ok(choices)
}

/// The schedules that a binding stands for.
pub(super) fn listed(binding: &Binding, length: usize) -> Result<Vec<Schedule>, Undecided> {
    match binding {
        Binding::Schedule(schedule) => Ok(vec![schedule.clone()]),
        Binding::Class(_) if length > SCHEDULE_LENGTH_LIMIT => Err(Undecided::TooManySchedules),
        Binding::Class(class) => {
            Ok(Schedule::all(length).into_iter().filter(|schedule| class.contains(schedule)).collect())
        }
        Binding::Variable(..) | Binding::Subset(..) | Binding::Order(_) | Binding::Policy(_) | Binding::Rule(_) => {
            Err(Undecided::Quantifiers)
        }
    }
}
