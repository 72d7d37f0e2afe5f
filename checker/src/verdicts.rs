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
    let side = |expr| law.value(&scope.value(expr)?.information()?, scope.schedule.as_deref());
    match (side(&relation.left)?, side(&relation.right)?) {
        (Some(left), Some(right)) => sign(&left.minus(&right)),
        // Nothing stands for infinity.
        (left, right) => Ok(left.is_none().cmp(&right.is_none())),
    }
}

/// Whether the relations are true.
fn hold(scope: &Scope<'_>, relations: &[Relation], law: &Law) -> Result<bool, Fault> {
    let each = relations.iter().map(|relation| Ok(relation.comparison.admits(compare(scope, relation, law)?)));
    each.collect::<Result<Vec<bool>, Fault>>().map(|each| !each.contains(&false))
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
    if !hold(&scope, &problem.statement.premise, &law)? {
        return Err(Reason::PremiseFalse(instance.to_string()).into());
    }
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
    for halving in [None, Some(true), Some(false)] {
        let blocks = halved(schedule, halving);
        let by_definition = sampler::expected_error(law, &blocks)?;
        let identity = law.value(&ideal_error(&blocks), None)?.map(|identity| sign(&identity.minus(&by_definition)));
        if identity.transpose()? != Some(Ordering::Equal) {
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
    let subject = |place: usize| (&refutations[place].law, refutations[place].predictor);
    if one_law && (1..refutations.len()).any(|place| subject(place) != subject(0)) {
        return Err(Reason::LawsDiffer.into());
    }
    let mut before: Option<Law> = None;
    for (place, Refutation { schedule, law, predictor, relation }) in refutations.iter().enumerate() {
        let schedule = if quantifier.exists() { schedule } else { &instance.schedule };
        let fixed = Instance { schedule: schedule.clone(), ..instance.clone() };
        let scope = problem.with_constant(&problem.scope(&fixed, vocabulary(law))?, None)?;
        // Often it is the law of the refutation before.
        let same = before.take().filter(|_| subject(place) == subject(place - 1));
        let computed = before.insert(match same {
            Some(same) => same,
            None => {
                let mut law = Law::new(law, problem.length, &problem.meter)?;
                law.uniform = predictor.is_some();
                law
            }
        });
        let relation = problem.statement.relations.get(*relation).ok_or(Reason::NoSuchRelation(*relation))?;
        let premise = hold(&scope, &problem.statement.premise, computed)?;
        if !premise || relation.comparison.admits(compare(&scope, relation, computed)?) {
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
