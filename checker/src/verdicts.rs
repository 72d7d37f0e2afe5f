//! Verdicts at single laws: the kinds `case` and `counterexample`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::answer::{Reason, Result};
use crate::document::Json;
use crate::evaluate::{Scope, Value, ideal};
use crate::instances::{Instance, Problem};
use crate::law::{Law, vocabulary};
use crate::limits;
use crate::logs::sign;
use crate::sampler::expected_error;
use crate::schedules::halved;
use crate::statement::{Comparison, Relation};
use crate::words::Halving;

/// A relation in an instance: the values of its sides.
struct Valued {
    left: Value,
    comparison: Comparison,
    right: Value,
}

/// A statement in an instance.
struct Valuation<'a> {
    scope: Scope<'a>,
    premise: Vec<Valued>,
    relations: Vec<Valued>,
}

impl<'a> Valuation<'a> {
    /// The values of all sides, also of those that the verdict does not rest on: where one has none, the statement is
    /// neither true nor false in the instance.
    fn of(problem: &'a Problem, instance: &Instance, vocabulary: Option<u64>) -> Result<Self> {
        let scope = problem.scope(instance, vocabulary)?;
        let valued = |Relation { left, comparison, right }: &Relation| {
            Ok(Valued { left: scope.value(left)?, comparison: *comparison, right: scope.value(right)? })
        };
        let premise = problem.statement.premise.iter().map(valued).collect::<Result<_>>()?;
        let relations = problem.statement.relations.iter().map(valued).collect::<Result<_>>()?;
        Ok(Self { scope, premise, relations })
    }

    /// How the left side of a relation compares with the right side.
    fn compare(&self, relation: &Valued, law: &Law<'_>) -> Result<Ordering> {
        let side = |value| law.value(value, self.scope.schedule.as_deref());
        match (side(&relation.left)?, side(&relation.right)?) {
            (Some(left), Some(right)) => sign(&left.minus(&right, self.scope.meter)?, self.scope.meter),
            // Nothing stands for infinity.
            (left, right) => Ok(left.is_none().cmp(&right.is_none())),
        }
    }

    /// Whether the premise is true: not where a relation is false, whatever the others are at the law.
    fn premise_holds(&self, law: &Law<'_>) -> Result<bool> {
        let mut undecided = None;
        for relation in &self.premise {
            match self.compare(relation, law) {
                Ok(order) if !relation.comparison.admits(order) => return Ok(false),
                Ok(_) => {}
                Err(refusal) => drop(undecided.get_or_insert(refusal)),
            }
        }
        undecided.map_or(Ok(true), Err)
    }
}

/// `case`: checks the verdict; the number of relations, and the case in words.
pub fn check_case(problem: &Problem, document: Json) -> Result<(usize, String)> {
    let [instance, law, verdict] = document.fields(["instance", "law", "verdict"])?;
    let (instance, verdict, vocabulary) = (problem.read(instance)?, verdict.text()?, vocabulary(&law));
    Reason::WrongForm.unless(vocabulary.is_some(), "a law without the size of its vocabulary")?;
    let has_schedule = problem.statement.schedule().is_none() || instance.schedule.is_some();
    Reason::WrongInstance.unless(has_schedule, problem.shown(&instance))?;
    problem.confirm(&instance, vocabulary)?;
    let valuation = Valuation::of(problem, &instance, vocabulary)?;
    let law = Law::read(law, false, problem.length, &problem.meter)?;
    // The identity for the ideal error, against the sampler run over all orders, where these are few.
    let schedule = instance.schedule.iter().filter(|_| limits::SIMULATED.check(law.length).is_ok());
    let halvings = [Halving::Whole, Halving::LargerFirst, Halving::SmallerFirst];
    for blocks in schedule.flat_map(|blocks| halvings.map(|halving| halved(blocks, halving))) {
        let definition = expected_error(&law, &blocks)?;
        let identity = law.value(&ideal(&blocks, &problem.meter)?, None)?;
        let identity = identity.ok_or_else(|| Reason::FormulaMismatch.of("an infinite ideal error"))?;
        let order = sign(&identity.minus(&definition, &problem.meter)?, &problem.meter)?;
        Reason::FormulaMismatch.unless(order == Ordering::Equal, format_args!("the schedule {blocks:?}"))?;
    }
    Reason::PremiseFalse.unless(valuation.premise_holds(&law)?, problem.shown(&instance))?;
    let mut found = "holds";
    for relation in &valuation.relations {
        let order = valuation.compare(relation, &law)?;
        if !relation.comparison.admits(order) {
            found = "violated";
        } else if order == Ordering::Equal && found == "holds" {
            found = "equality";
        }
    }
    Reason::VerdictDiffers.unless(verdict == found, found)?;
    let what = format!("{found} in one case ({}; {})", problem.shown(&instance), law.shown());
    Ok((problem.statement.relations.len(), what))
}

/// `counterexample`: checks every case of every refutation, and that none is missing; their number, and in
/// words what refutes the statement.
pub fn check_counterexample(problem: &Problem, document: Json) -> Result<(usize, String)> {
    let [instance, refutations] = document.fields(["instance", "refutations"])?;
    let (mut instance, refutations) = (problem.read(instance)?, refutations.list(Ok)?);
    let exists = problem.statement.exists();
    let needs_one_law = exists && !problem.statement.exists_before_law();
    let fits = refutations.len() < 2 || !needs_one_law;
    Reason::WrongRefutations.unless(fits, "several laws, where one must refute every schedule")?;
    let mut required = BTreeSet::from([None]);
    if exists {
        // A condition on the schedule can name the vocabulary where there is one law.
        let vocabulary = match refutations.first() {
            Some(Json::Object(keys)) => keys.get("law").and_then(vocabulary),
            _ => None,
        };
        required = problem.cases(&instance, vocabulary)?.into_iter().map(|case| case.schedule).collect();
    }
    let checked = required.len();
    let of_what = problem.shown(&instance);
    let what = match (checked, refutations.len()) {
        (0, _) => format!("refuted, for no schedule fulfils the condition ({of_what})"),
        (_, 1) => format!("refuted by one law ({of_what})"),
        (_, laws) => format!("refuted by {laws} laws ({of_what})"),
    };
    for mut refutation in refutations {
        // Without the key, the predictor is exact.
        let predictor = if let Json::Object(keys) = &mut refutation { keys.remove("predictor") } else { None };
        let uniform = predictor.is_some();
        let known = predictor.is_none_or(|predictor| predictor == Json::Text("uniform".into()));
        Reason::WrongForm.unless(known, "another predictor than the uniform one")?;
        let [law, cases] = refutation.fields(["law", "cases"])?;
        let vocabulary = vocabulary(&law);
        let law = Law::read(law, uniform, problem.length, &problem.meter)?;
        let cases = cases.list(|case| {
            let [schedule, relation] = case.fields(["schedule", "relation"])?;
            let schedule = schedule.nullable(|blocks| blocks.list(Json::size))?;
            Reason::WrongRefutations.unless(required.remove(&schedule), format_args!("superfluous: {schedule:?}"))?;
            let relation = relation.size::<usize>()?;
            let of_statement = relation < problem.statement.relations.len();
            Reason::WrongForm.unless(of_statement, "the index of no relation")?;
            if exists {
                instance.schedule = schedule;
            }
            problem.confirm(&instance, vocabulary)?;
            let valuation = Valuation::of(problem, &instance, vocabulary)?;
            Reason::NotViolated.unless(valuation.premise_holds(&law)?, problem.shown(&instance))?;
            let relation = &valuation.relations[relation];
            let order = valuation.compare(relation, &law)?;
            Reason::NotViolated.unless(!relation.comparison.admits(order), problem.shown(&instance))
        })?;
        Reason::WrongRefutations.unless(!cases.is_empty(), "a law against nothing")?;
    }
    Reason::WrongRefutations.unless(required.is_empty(), format_args!("missing: {:?}", required.first()))?;
    Ok((checked, what))
}
