//! Verdicts at single laws, with the exact predictor: the kinds `case` and `counterexample`.

use std::cmp::Ordering;

use crate::answer::{Fault, Reason, Verdict};
use crate::document::{AnyLaw, Class, Counts, Instance, Refutation};
use crate::evaluate::{Scope, halved, ideal_error};
use crate::instances::Problem;
use crate::law::Law;
use crate::limits;
use crate::logs::sign;
use crate::sampler;
use crate::statement::{Relation, ScheduleQuantifier};

/// How the left side of a relation compares with the right side.
fn compare(scope: &Scope<'_>, relation: &Relation, law: &Law) -> Result<Ordering, Fault> {
    let (left, right) = (scope.value(&relation.left)?.information()?, scope.value(&relation.right)?.information()?);
    sign(&law.value(&left.minus(&right), scope.schedule.as_deref())?)
}

/// `case`: checks the verdict; the number of relations.
pub fn check_case(problem: &Problem, instance: &Instance, law: &Counts, claimed: Verdict) -> Result<usize, Fault> {
    if problem.statement.schedule != ScheduleQuantifier::Absent && instance.schedule.is_none() {
        return Err(Reason::WrongInstance(format!("{instance}: the schedule is missing")).into());
    }
    let scope = problem.scope(instance, Some(law.vocabulary_size))?;
    let scope = problem.with_constant(&scope, None)?;
    let law = Law::of_counts(law, problem.length, &problem.meter)?;
    compare_with_definition(&scope, &law)?;
    let mut found = Verdict::Holds;
    for relation in &problem.statement.relations {
        let order = compare(&scope, relation, &law)?;
        if !relation.comparison.admits(order) {
            found = Verdict::Violated;
        } else if order == Ordering::Equal && found == Verdict::Holds {
            found = Verdict::Equality;
        }
    }
    if found == claimed { Ok(problem.statement.relations.len()) } else { Err(Reason::VerdictDiffers { found }.into()) }
}

/// The identity for the ideal error, against the sampler run over all orders, where these are few.
fn compare_with_definition(scope: &Scope<'_>, law: &Law) -> Result<(), Fault> {
    let Some(schedule) = scope.schedule.as_ref().filter(|_| law.length <= limits::SIMULATED_LENGTH) else {
        return Ok(());
    };
    for blocks in [schedule.clone(), halved(schedule, true), halved(schedule, false)] {
        let difference = law.value(&ideal_error(&blocks), None)?.minus(&sampler::expected_error(law, &blocks)?);
        if sign(&difference)? != Ordering::Equal {
            return Err(Reason::FormulaMismatch.into());
        }
    }
    Ok(())
}

/// `counterexample`: checks every refutation, and that none is missing; their number.
pub fn check_counterexample(
    problem: &Problem,
    instance: &Instance,
    refutations: &[Refutation],
) -> Result<usize, Fault> {
    let quantifier = problem.statement.schedule;
    let mut required = vec![None];
    if quantifier.exists() {
        if instance.schedule.is_some() {
            return Err(Reason::WrongInstance(format!("{instance}: the schedule is bound by `exists`")).into());
        }
        // The law of the first refutation; a condition on the schedule can name its vocabulary where all laws are equal.
        let vocabulary = refutations.first().and_then(|refutation| vocabulary(&refutation.law));
        problem.scope(instance, vocabulary)?;
        let candidates = problem.candidates(instance, Class::ALL, vocabulary)?;
        required = candidates.into_keys().map(|candidate| candidate.schedule).collect();
    }
    for Refutation { schedule, .. } in refutations {
        let Some(place) = required.iter().position(|required| required == schedule) else {
            return Err(Reason::UnexpectedRefutation(format!("{schedule:?}")).into());
        };
        required.swap_remove(place);
    }
    if let Some(schedule) = required.first() {
        return Err(Reason::MissingRefutation(format!("{schedule:?}")).into());
    }
    let one_law = quantifier == ScheduleQuantifier::ExistsAfterLaw;
    if one_law && refutations.windows(2).any(|pair| pair[0].law != pair[1].law) {
        return Err(Reason::LawsDiffer.into());
    }
    let mut before: Option<(&AnyLaw, Law)> = None;
    for Refutation { schedule, law, relation } in refutations {
        let schedule = if quantifier.exists() { schedule } else { &instance.schedule };
        let fixed = Instance { schedule: schedule.clone(), ..instance.clone() };
        let scope = problem.with_constant(&problem.scope(&fixed, vocabulary(law))?, None)?;
        // Often it is the law of the refutation before.
        let same = before.take().filter(|(document, _)| *document == law);
        let (_, computed) = before.insert(match same {
            Some(same) => same,
            None => (law, Law::new(law, problem.length, &problem.meter)?),
        });
        let relation = problem.statement.relations.get(*relation).ok_or(Reason::NoSuchRelation(*relation))?;
        if relation.comparison.admits(compare(&scope, relation, computed)?) {
            return Err(Reason::NotViolated(fixed.to_string()).into());
        }
    }
    Ok(refutations.len())
}

fn vocabulary(law: &AnyLaw) -> Option<u64> {
    match law {
        AnyLaw::Counts(law) => Some(law.vocabulary_size),
        AnyLaw::Codes(_) => None,
    }
}
