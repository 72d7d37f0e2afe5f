//! Verdicts at single laws: the kinds `case` and `counterexample`.

use std::cmp::Ordering;

use crate::answer::{Reason, Result};
use crate::document::{Instance, Json};
use crate::evaluate::{Scope, halved, ideal_error};
use crate::instances::Problem;
use crate::law::{Law, vocabulary};
use crate::limits;
use crate::logs::sign;
use crate::sampler;
use crate::statement::{Relation, ScheduleQuantifier};

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
    let has_schedule = problem.statement.schedule == ScheduleQuantifier::Absent || instance.schedule.is_some();
    Reason::WrongInstance.unless(has_schedule, &instance)?;
    let scope = problem.confirm(&instance, vocabulary)?;
    let law = Law::read(law, false, problem.length, &problem.meter)?;
    compare_with_definition(&scope, &law)?;
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

/// The identity for the ideal error, against the sampler run over all orders, where these are few.
fn compare_with_definition(scope: &Scope<'_>, law: &Law) -> Result<()> {
    let schedule = scope.instance.schedule.iter().filter(|_| limits::SIMULATED.check(law.length).is_ok());
    for blocks in schedule.flat_map(|blocks| [None, Some(true), Some(false)].map(|halving| halved(blocks, halving))) {
        let by_definition = sampler::expected_error(law, &blocks)?;
        let identity = law.value(&ideal_error(&blocks), None)?.map(|identity| sign(&identity.minus(&by_definition)));
        let agree = identity.transpose()? == Some(Ordering::Equal);
        Reason::FormulaMismatch.unless(agree, format!("the schedule {blocks:?}"))?;
    }
    Ok(())
}

/// What shall violate the statement: the schedule that `exists` binds; a law, and whether the predictor is the uniform one;
/// and the index of a relation.
struct Refutation {
    schedule: Option<Vec<usize>>,
    subject: (Json, bool),
    relation: usize,
}

impl Refutation {
    fn read(mut json: Json) -> Result<Self> {
        // Without the key, the predictor is exact.
        let uniform = match &mut json {
            Json::Object(keys) => keys.remove("predictor").map(Json::text).transpose()?,
            Json::Null | Json::Number(_) | Json::Text(_) | Json::List(_) => None,
        };
        let known = uniform.as_ref().is_none_or(|predictor| predictor == "uniform");
        Reason::WrongForm.unless(known, "another predictor than the uniform one")?;
        let [schedule, law, relation] = json.fields(["schedule", "law", "relation"])?;
        let schedule = schedule.nullable(|blocks| blocks.list(Json::size))?;
        Ok(Self { schedule, subject: (law, uniform.is_some()), relation: relation.size()? })
    }
}

/// `counterexample`: checks every refutation, and that none is missing; their number.
pub fn check_counterexample(problem: &Problem, document: Json) -> Result<usize> {
    let [instance, refutations] = document.fields(["instance", "refutations"])?;
    let (instance, refutations) = (instance.instance()?, refutations.list(Refutation::read)?);
    let quantifier = problem.statement.schedule;
    let mut required = vec![None];
    if quantifier.exists() {
        Reason::WrongInstance.unless(instance.schedule.is_none(), format!("{instance}, which `exists` binds"))?;
        // The law of the first refutation; a condition on the schedule can name its vocabulary where all laws are equal.
        let vocabulary = refutations.first().and_then(|refutation| vocabulary(&refutation.subject.0));
        problem.confirm(&instance, vocabulary)?;
        let candidates = problem.candidates(&instance, vocabulary)?;
        required = candidates.into_iter().map(|candidate| candidate.schedule).collect();
    }
    for Refutation { schedule, .. } in &refutations {
        let place = required.iter().position(|required| required == schedule);
        let place =
            place.ok_or_else(|| Reason::WrongRefutations.of(format!("not required, or twice: {schedule:?}")))?;
        required.swap_remove(place);
    }
    Reason::WrongRefutations.unless(required.is_empty(), format!("missing: {:?}", required.first()))?;
    let all_equal = refutations.iter().all(|refutation| refutation.subject == refutations[0].subject);
    let needs_one_law = quantifier == ScheduleQuantifier::ExistsAfterLaw;
    Reason::LawsDiffer.unless(all_equal || !needs_one_law, "one law must refute every schedule")?;
    let mut laws: Vec<(&(Json, bool), Law)> = Vec::new();
    for Refutation { schedule, subject, relation } in &refutations {
        let schedule = if quantifier.exists() { schedule } else { &instance.schedule };
        let instance = Instance { schedule: schedule.clone(), ..instance.clone() };
        let scope = problem.confirm(&instance, vocabulary(&subject.0))?;
        // Often it is the law of the refutation before.
        if laws.last().is_none_or(|(before, _)| *before != subject) {
            let law = Law::read(subject.0.clone(), subject.1, problem.length, &problem.meter)?;
            laws = vec![(subject, law)];
        }
        let law = &laws[0].1;
        let relation = problem.statement.relations.get(*relation);
        let relation = relation.ok_or_else(|| Reason::WrongForm.of("the index of no relation"))?;
        let violated =
            premise_holds(problem, &scope, law)? && !relation.admits.contains(&compare(&scope, relation, law)?);
        Reason::NotViolated.unless(violated, instance)?;
    }
    Ok(refutations.len())
}
