//! Verdicts at single laws: the kinds `case` and `counterexample`.

use std::cmp::Ordering;

use crate::answer::{Reason, Result};
use crate::document::{Instance, Json};
use crate::evaluate::{Scope, halved, ideal_error};
use crate::instances::Problem;
use crate::law::{Law, expected_error, vocabulary};
use crate::limits;
use crate::logs::sign;
use crate::statement::Relation;

/// How the left side of a relation compares with the right side.
fn compare(scope: &Scope<'_>, relation: &Relation, law: &Law) -> Result<Ordering> {
    let side = |expr| law.value(&scope.value(expr)?, scope.instance.schedule.as_deref());
    match (side(&relation.left)?, side(&relation.right)?) {
        (Some(left), Some(right)) => sign(&left.minus(&right)),
        // Nothing stands for infinity.
        (left, right) => Ok(left.is_none().cmp(&right.is_none())),
    }
}

/// Whether the premise is true. Also what comes after a false relation must have a value.
fn premise_holds(problem: &Problem, scope: &Scope<'_>, law: &Law) -> Result<bool> {
    problem.statement.premise.iter().try_fold(true, |holds, relation| {
        let order = compare(scope, relation, law)?;
        Ok(holds && relation.admits.contains(&order))
    })
}

/// `case`: checks the verdict; the number of relations.
pub fn check_case(problem: &Problem, document: Json) -> Result<usize> {
    let [instance, law, verdict] = document.fields(["instance", "law", "verdict"])?;
    let (instance, verdict, vocabulary) = (instance.instance()?, verdict.text()?, vocabulary(&law));
    Reason::WrongForm.unless(vocabulary.is_some(), "a law without the size of its vocabulary")?;
    let has_schedule = problem.statement.schedule().is_none() || instance.schedule.is_some();
    Reason::WrongInstance.unless(has_schedule, &instance)?;
    problem.confirm(&instance, vocabulary)?;
    let scope = problem.scope(&instance, vocabulary)?;
    let law = Law::read(law, false, problem.length, &problem.meter)?;
    // The identity for the ideal error, against the sampler run over all orders, where these are few.
    let schedule = instance.schedule.iter().filter(|_| limits::SIMULATED.check(law.length).is_ok());
    for blocks in schedule.flat_map(|blocks| [None, Some(true), Some(false)].map(|halving| halved(blocks, halving))) {
        let definition = expected_error(&law, &blocks)?;
        let identity = law.value(&ideal_error(&blocks), None)?.map(|identity| sign(&identity.minus(&definition)));
        let agree = identity.transpose()? == Some(Ordering::Equal);
        Reason::FormulaMismatch.unless(agree, format_args!("the schedule {blocks:?}"))?;
    }
    Reason::PremiseFalse.unless(premise_holds(problem, &scope, &law)?, &instance)?;
    let mut found = "holds";
    for relation in &problem.statement.relations {
        let order = compare(&scope, relation, &law)?;
        if !relation.admits.contains(&order) {
            found = "violated";
        } else if order == Ordering::Equal && found == "holds" {
            found = "equality";
        }
    }
    Reason::VerdictDiffers.unless(verdict == found, found)?;
    Ok(problem.statement.relations.len())
}

/// A law, and whether the predictor is the uniform one.
type Subject = (Json, bool);

/// What shall violate the statement: the schedule that `exists` binds, a subject, and the index of a relation.
fn refutation(mut json: Json) -> Result<(Option<Vec<usize>>, Subject, usize)> {
    // Without the key, the predictor is exact.
    let predictor = if let Json::Object(keys) = &mut json { keys.remove("predictor") } else { None };
    let uniform = predictor.map(Json::text).transpose()?;
    let known = uniform.as_ref().is_none_or(|predictor| predictor == "uniform");
    Reason::WrongForm.unless(known, "another predictor than the uniform one")?;
    let [schedule, law, relation] = json.fields(["schedule", "law", "relation"])?;
    Ok((schedule.nullable(|blocks| blocks.list(Json::size))?, (law, uniform.is_some()), relation.size()?))
}

/// `counterexample`: checks every refutation, and that none is missing; their number.
pub fn check_counterexample(problem: &Problem, document: Json) -> Result<usize> {
    let [instance, refutations] = document.fields(["instance", "refutations"])?;
    let (instance, refutations) = (instance.instance()?, refutations.list(refutation)?);
    let exists = problem.statement.exists();
    let mut required = vec![None];
    if exists {
        // The law of the first refutation; a condition on the schedule can name its vocabulary where all laws are
        // equal.
        let vocabulary = refutations.first().and_then(|(_, (law, _), _)| vocabulary(law));
        required = problem.cases(&instance, vocabulary)?.into_iter().map(|case| case.schedule).collect();
    }
    for (schedule, _, _) in &refutations {
        let place = required.iter().position(|required| required == schedule);
        required.swap_remove(place.ok_or_else(|| Reason::WrongRefutations.of(format!("superfluous: {schedule:?}")))?);
    }
    Reason::WrongRefutations.unless(required.is_empty(), format_args!("missing: {:?}", required.first()))?;
    let all_equal = refutations.iter().all(|(_, subject, _)| *subject == refutations[0].1);
    let needs_one_law = exists && !problem.statement.exists_before_law();
    Reason::WrongRefutations.unless(all_equal || !needs_one_law, "one law must refute every schedule")?;
    let mut laws: Vec<(&Subject, Law)> = Vec::new();
    for (schedule, subject, relation) in &refutations {
        let schedule = if exists { schedule } else { &instance.schedule };
        let instance = Instance { schedule: schedule.clone(), ..instance.clone() };
        problem.confirm(&instance, vocabulary(&subject.0))?;
        let scope = problem.scope(&instance, vocabulary(&subject.0))?;
        // Often it is the law of the refutation before.
        if laws.last().is_none_or(|(before, _)| *before != subject) {
            let law = Law::read(subject.0.clone(), subject.1, problem.length, &problem.meter)?;
            laws = vec![(subject, law)];
        }
        let law = &laws[0].1;
        let relation = problem.statement.relations.get(*relation);
        let relation = relation.ok_or_else(|| Reason::WrongForm.of("the index of no relation"))?;
        Reason::NotViolated.unless(premise_holds(problem, &scope, law)?, &instance)?;
        Reason::NotViolated.unless(!relation.admits.contains(&compare(&scope, relation, law)?), &instance)?;
    }
    Ok(refutations.len())
}
