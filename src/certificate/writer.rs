//! From verdicts to certificates.

use rug::Rational;

use crate::cases::bindings::{Binding, ScheduleChoice, schedule_of};
use crate::cases::plan::{Instantiation, Plan};
use crate::cases::tree::Tree;
use crate::decide::constant::{Bound, SharpConstant};
use crate::decide::decision::decide_with;
use crate::decide::difference::Difference;
use crate::decide::existence::Mixture;
use crate::decide::outcome::{Proof, Reason};
use crate::decide::realise::{single_sequence, wrong_predictor};
use crate::decide::{
    Counterexample, Decision, LengthDecision, Refutation, Undecided, counterexamples, sharp_constants,
};
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Setting, Subject, Verdict, evaluate};
use crate::language::typed::Domain;
use crate::language::words::{Binder, Comparator, Meaning, MeasureName};
use crate::language::{Claim, ClaimError, Evaluation};
use crate::law::{Law, PatternCounts, Shape};
use crate::limits::CERTIFICATE_LENGTH_LIMIT;
use crate::sampler::{Model, Predictor, Schedule};

use super::declined::Declined;
use super::document::{
    Certificate, ClassText, Evidence, Instance, LawText, MixtureInstance, ProofText, RaysInstance, RefutationText,
    RefutedCase, Sharpness, WeightedSchedule, rationals,
};
use super::features::{proof_is_read, unread};
use super::shannon;

/// The certificate of a verdict on one law with its exact predictor, where there is one.
pub fn case(claim: &Claim, law: &Law, bindings: &[Binding], verdict: Verdict) -> Option<Certificate> {
    try_case(claim, law, bindings, verdict).ok()
}

/// The certificate of a verdict on one law with its exact predictor: of kind `case`, and where a schedule should exist
/// for the law and none serves, of kind `counterexample`.
///
/// # Errors
/// For verdicts that are not decisions, and for statements that the checker does not read.
pub fn try_case(claim: &Claim, law: &Law, bindings: &[Binding], verdict: Verdict) -> Result<Certificate, Declined> {
    if let Some(piece) = unread(claim) {
        return Err(Declined::Unread(piece));
    }
    let verdict = match verdict {
        // The format compares in the extended reals: `+infinity` equals itself, also in one relation of several.
        Verdict::Equality | Verdict::BothInfinite => "equality",
        Verdict::Holds if has_infinite_relation(claim, law, bindings) => "equality",
        Verdict::Holds => "holds",
        Verdict::Violated => "violated",
        Verdict::Vacuous | Verdict::Unavailable | Verdict::Undefined => return Err(Declined::NoDecision),
    };
    let evidence = match every_schedule(claim, law, bindings) {
        Some(evidence) if verdict == "violated" => evidence,
        _ => Evidence::Case { instance: Instance::new(bindings), law: law.into(), verdict },
    };
    Ok(Certificate::new(claim, law.length(), evidence))
}

/// Whether a word of the language may be infinite with the exact predictor.
fn may_be_infinite(word: Meaning) -> bool {
    match word {
        Meaning::Measure(MeasureName::Statistic(statistic)) => statistic.may_be_infinite(),
        Meaning::Measure(MeasureName::OfRule(_)) => true,
        Meaning::Measure(
            MeasureName::Nat
            | MeasureName::TotalCorrelation
            | MeasureName::DualTotalCorrelation
            | MeasureName::TrainingError
            | MeasureName::OutputKl
            | MeasureName::OfPolicy(_)
            | MeasureName::OfAll(_),
        )
        | Meaning::LawNumber(_)
        | Meaning::Scalar(_)
        | Meaning::Entry(_)
        | Meaning::Function(_)
        | Meaning::Binomial
        | Meaning::Beta
        | Meaning::Bernstein
        | Meaning::Extremum(_)
        | Meaning::Divergence(_)
        | Meaning::MeasureFunction(_)
        | Meaning::PermutationError
        | Meaning::Rounds(_)
        | Meaning::OrderPart(_)
        | Meaning::Halving(_)
        | Meaning::Grammar => false,
    }
}

/// Whether the two sides of a relation of a case that holds are infinite.
fn has_infinite_relation(claim: &Claim, law: &Law, bindings: &[Binding]) -> bool {
    let mut has_infinite_word = false;
    claim.statement().visit(&mut |part| {
        has_infinite_word |= part.word().is_some_and(may_be_infinite);
        true
    });
    if !has_infinite_word {
        return false;
    }
    let own: Vec<Schedule> = schedule_of(bindings).cloned().into_iter().collect();
    let schedules = if own.is_empty() { ScheduleChoice::All } else { ScheduleChoice::Given(&own) };
    let plan = Plan::with_schedules(claim, law.shape(), schedules);
    let Ok(Some(plan)) = plan else { return false };
    let is_bound = |binding: &Binding| bindings.contains(binding);
    let Some(case) = plan.case_of(bindings) else { return false };
    let mut goal = &case.goal;
    let relations = loop {
        match goal {
            Tree::Leaf(relations) => break relations,
            quantified => match quantified.instances().iter().find(|(own, _)| is_bound(own)) {
                Some((_, inner)) => goal = inner,
                None => return false,
            },
        }
    };
    Setting::exact(law.clone()).evaluate(&OrderTables::default(), |subject| {
        subject.prepare(plan.quantities());
        evaluate::has_infinite_sides(relations, subject)
    })
}

/// Where a schedule should exist for the law: the law against each of them.
fn every_schedule(claim: &Claim, law: &Law, bindings: &[Binding]) -> Option<Evidence> {
    if law.length() > CERTIFICATE_LENGTH_LIMIT {
        return None;
    }
    let plan = Plan::with_schedules(claim, law.shape(), ScheduleChoice::All).ok()??;
    let case = plan.case_of(bindings)?;
    let Tree::Any(candidates) = &case.goal else { return None };
    let cases = candidates.iter().map(|(binding, goal)| match (binding, goal) {
        (Binding::Schedule(schedule), Tree::Leaf(relations)) if relations.len() == 1 => {
            Some(RefutedCase { schedule: Some(schedule.blocks().to_vec()), relation: 0 })
        }
        _ => None,
    });
    let cases: Vec<RefutedCase> = cases.collect::<Option<_>>()?;
    // Without a schedule there is nothing that the law would be against.
    let refutation = (!cases.is_empty()).then(|| RefutationText { law: law.into(), predictor: None, cases });
    Some(Evidence::Counterexample {
        instance: Instance::new(&case.bindings),
        refutations: refutation.into_iter().collect(),
    })
}

/// The certificate of a decision for all laws, where there is one.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn decision(claim: &Claim, decided: &LengthDecision) -> Result<Option<Certificate>, ClaimError> {
    Ok(try_decision(claim, decided)?.ok())
}

/// The certificate of a decision for all laws, or why there is none: the checker does not read the statement, nothing
/// was decided, the schedules are too many to list, or the law breaks the claim only with a predictor of its own.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn try_decision(claim: &Claim, decided: &LengthDecision) -> Result<Result<Certificate, Declined>, ClaimError> {
    if let Some(piece) = unread(claim) {
        return Ok(Err(Declined::Unread(piece)));
    }
    let length = decided.length;
    let has_condition_on_vocabularies = !claim.without_vocabulary_condition().1.are_all();
    let too_long = if length > CERTIFICATE_LENGTH_LIMIT {
        Declined::TooLong(length)
    } else {
        Declined::Format("a proof of a strict relation")
    };
    let evidence = match &decided.decision {
        Decision::Proved(_) if has_condition_on_vocabularies => {
            Err(Declined::Format("a condition on V in a proof for all laws"))
        }
        Decision::Proved(proofs) if matches!(proofs[0].reason, Reason::Shannon(_)) => {
            shannon::proved(claim, length, proofs).unwrap_or(Err(NOT_LINEAR))
        }
        Decision::Proved(_) if !proof_is_read(claim) => Err(NOT_LINEAR),
        Decision::Proved(proofs) => match mixtures(proofs) {
            Some(instances) => Ok(Evidence::Mixture { instances }),
            None => rays(claim, length, None, None)?.map(|instances| Evidence::Rays { instances }).ok_or(too_long),
        },
        Decision::Refuted(Refutation { law: Some(law), bindings, .. }) => {
            return Ok(try_case(claim, law, bindings, Verdict::Violated));
        }
        Decision::Refuted(refutation) => {
            let laws = counterexamples(claim, length, refutation)?;
            match refutations(refutation, &laws) {
                Some(_) if has_condition_on_vocabularies && laws.iter().any(|law| law.law.is_none()) => {
                    Err(Declined::Format("a law too large to enumerate beside a condition on V"))
                }
                Some(refutations) if has_condition_on_vocabularies && refutations.is_empty() => {
                    Err(Declined::Format("a refutation without a law beside a condition on V"))
                }
                Some(refutations) => {
                    Ok(Evidence::Counterexample { instance: Instance::new(&refutation.bindings), refutations })
                }
                None => by_uniform_predictor(claim, length)?.ok_or(Declined::Format(
                    "this refutation: no law was made, or its predictor is not the uniform one",
                )),
            }
        }
        Decision::Undecided(Undecided::TakenForGranted) => {
            by_uniform_predictor(claim, length)?.ok_or(Declined::Undecided)
        }
        Decision::Undecided(Undecided::NotShannon(no_proof)) => shannon::no_proof(length, no_proof),
        Decision::Undecided(_) => Err(Declined::Undecided),
        Decision::NoCase => Err(Declined::NoCase),
    };
    Ok(evidence.map(|evidence| Certificate::new(claim, length, evidence)))
}

/// The certificate of a sharp constant, where there is one.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn constant(claim: &Claim, sharp: &SharpConstant) -> Result<Option<Certificate>, ClaimError> {
    Ok(try_constant(claim, sharp)?.ok())
}

/// The certificate of a sharp constant, or why there is none.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn try_constant(claim: &Claim, sharp: &SharpConstant) -> Result<Result<Certificate, Declined>, ClaimError> {
    let extremal = match &sharp.bound {
        Bound::Sharp(extremal) => extremal,
        Bound::Any | Bound::None(_) => return Ok(Err(Declined::Format("a claim without a sharp constant"))),
        Bound::Undecided(_) => return Ok(Err(Declined::Undecided)),
    };
    if let Some(piece) = unread(claim) {
        return Ok(Err(Declined::Unread(piece)));
    }
    if has_existence_before_law(claim) {
        return Ok(Err(Declined::Format("an extremal point for each schedule")));
    }
    if !proof_is_read(claim) {
        return Ok(Err(NOT_LINEAR));
    }
    if extremal.point.rays.iter().chain([&extremal.point.ln_v]).all(|weight| *weight == 0) {
        return Ok(Err(Declined::Format("the weight of the training error, by which alone the constant is sharp")));
    }
    let mut instance: Vec<Binding> =
        sharp.bindings.iter().filter(|binding| matches!(binding, Binding::Variable(..))).cloned().collect();
    let proof = match &extremal.mixture {
        Some(mixture) => mixtures_of_class(claim, sharp, mixture, &extremal.constant)?.map(ProofText::Mixture),
        None => {
            instance.extend(extremal.schedule.clone().map(Binding::Schedule));
            rays(claim, sharp.length, sharp.s_max, Some(&extremal.constant))?.map(ProofText::Rays)
        }
    };
    let Some(proof) = proof else {
        return Ok(Err(if sharp.length > CERTIFICATE_LENGTH_LIMIT {
            Declined::TooLong(sharp.length)
        } else {
            Declined::Format("constants that differ from one value of the variables to another")
        }));
    };
    let evidence = Evidence::Constant {
        sense: sharp.sense.name(),
        class: ClassText { s_max: sharp.s_max },
        constant: extremal.constant.to_string(),
        proof,
        sharpness: Sharpness {
            instance: Instance::new(&instance),
            rays: rationals(&extremal.point.rays),
            ln_v: extremal.point.ln_v.to_string(),
        },
    };
    Ok(Ok(Certificate::new(claim, sharp.length, evidence)))
}

/// The mixtures of all instances that are in the class of a sharp constant.
fn mixtures_of_class(
    claim: &Claim,
    sharp: &SharpConstant,
    mixture: &Mixture,
    constant: &Rational,
) -> Result<Option<Vec<MixtureInstance>>, ClaimError> {
    let has_variables = sharp.bindings.iter().any(|binding| matches!(binding, Binding::Variable(..)));
    let in_class =
        |other: &&SharpConstant| sharp.s_max.is_none() || other.s_max.is_none() || other.s_max == sharp.s_max;
    if !has_variables || sharp_constants(claim, sharp.length, None)?.iter().filter(in_class).count() == 1 {
        return Ok(Some(vec![mixture_instance(&sharp.bindings, mixture)]));
    }
    if sharp.s_max.is_some() {
        return Ok(None);
    }
    // What is sharp for one instance must do for the others.
    match decide_with(claim, sharp.length, None, Some(constant))?.decision {
        Decision::Proved(proofs) => Ok(mixtures(&proofs)),
        _ => Ok(None),
    }
}

/// What proofs do not speak of, even where it cancels.
const NOT_LINEAR: Declined =
    Declined::Format("a proof of a statement with a quantity that is not linear in average entropies");

/// The longest sequences on which the uniform predictor is tried.
const PREDICTED_LENGTH: usize = 4;

/// The law of one sequence with the uniform predictor, where the ordinary check finds a case of the claim violated.
fn by_uniform_predictor(claim: &Claim, length: usize) -> Result<Option<Evidence>, ClaimError> {
    if length > PREDICTED_LENGTH || has_existence_before_law(claim) {
        return Ok(None);
    }
    let law = Shape::new(length, 2).and_then(single_sequence);
    let (Ok(law), Some(uniform)) = (law, wrong_predictor(length, 1)) else { return Ok(None) };
    let plan = Plan::with_schedules(claim, law.shape(), ScheduleChoice::All);
    let cases = plan.map_err(|error| claim.locate(error))?.map(|plan| plan.cases).unwrap_or_default();
    let (orders, patterns) = (OrderTables::default(), PatternCounts::new(&law));
    let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Table(&uniform)), &orders);
    for case in &cases {
        let Tree::Leaf(relations) = &case.goal else { return Ok(None) };
        subject.prepare(&case.quantities());
        for (index, relation) in relations.iter().enumerate() {
            if evaluate::decide(&Tree::Leaf(vec![relation.clone()]), &subject).verdict == Verdict::Violated {
                let cases = vec![RefutedCase { schedule: None, relation: index }];
                let refutation = RefutationText { law: (&law).into(), predictor: Some("uniform"), cases };
                let instance = Instance::new(&case.bindings);
                return Ok(Some(Evidence::Counterexample { instance, refutations: vec![refutation] }));
            }
        }
    }
    Ok(None)
}

fn has_existence_before_law(claim: &Claim) -> bool {
    let quantifiers = claim.statement().quantifiers.iter();
    quantifiers
        .take_while(|quantifier| !matches!(quantifier.domain, Domain::Law(_)))
        .any(|quantifier| quantifier.binder == Binder::Exists)
}

/// The coefficients of every instance, each schedule by itself, optionally only those with a largest block.
fn rays(
    claim: &Claim,
    length: usize,
    s_max: Option<usize>,
    constant: Option<&Rational>,
) -> Result<Option<Vec<RaysInstance>>, ClaimError> {
    if length > CERTIFICATE_LENGTH_LIMIT {
        return Ok(None);
    }
    let instantiation = Instantiation {
        length,
        vocabulary_size: None,
        schedules: ScheduleChoice::All,
        evaluation: Evaluation::Formulas,
        constant: constant.cloned(),
    };
    let plan = Plan::of(claim, &instantiation).map_err(|error| claim.locate(error))?;
    let cases = plan.map(|plan| plan.cases).unwrap_or_default();
    let mut instances = Vec::new();
    for case in &cases {
        let Tree::Leaf(relations) = &case.goal else { return Ok(None) };
        let schedule = schedule_of(&case.bindings);
        if s_max.is_some_and(|s_max| schedule.is_some_and(|schedule| schedule.largest() != s_max)) {
            continue;
        }
        let mut coefficients = Vec::new();
        for relation in relations {
            if matches!(relation.relation, Comparator::Below | Comparator::Above) {
                // Strict relations are outside the fragment of the kind.
                return Ok(None);
            }
            let difference = Difference::new(relation, length, schedule).and_then(|difference| match constant {
                Some(_) => difference.homogeneous(),
                None => Ok(difference),
            });
            let Ok(difference) = difference else { return Ok(None) };
            let of_relation = difference.coefficients(schedule);
            if constant.is_some() && of_relation.all().any(|coefficient| *coefficient < 0) {
                // The constant is that of some values of the variables, and the statement needs another for these.
                return Ok(None);
            }
            coefficients.push((&of_relation).into());
        }
        instances.push(RaysInstance { instance: Instance::new(&case.bindings), relations: coefficients });
    }
    Ok(Some(instances))
}

/// The instances of a proof that is by mixtures throughout.
fn mixtures(proofs: &[Proof]) -> Option<Vec<MixtureInstance>> {
    if proofs.is_empty() {
        return None;
    }
    proofs
        .iter()
        .map(|proof| match &proof.reason {
            Reason::Mixture(mixture) => Some(mixture_instance(&proof.bindings, mixture)),
            Reason::Coefficients(_) | Reason::Shannon(_) => None,
        })
        .collect()
}

fn mixture_instance(bindings: &[Binding], mixture: &Mixture) -> MixtureInstance {
    let variables: Vec<Binding> =
        bindings.iter().filter(|binding| matches!(binding, Binding::Variable(..))).cloned().collect();
    MixtureInstance {
        instance: Instance::new(&variables),
        mixture: mixture
            .weights
            .iter()
            .map(|(schedule, weight)| WeightedSchedule {
                schedule: schedule.blocks().to_vec(),
                weight: weight.to_string(),
            })
            .collect(),
        coefficients: (&mixture.coefficients).into(),
    }
}

/// The laws, each once, with the schedules that it is against.
fn refutations(refutation: &Refutation, laws: &[Counterexample]) -> Option<Vec<RefutationText>> {
    let relation = refutation.relation;
    let case = |schedule: Option<&Schedule>| {
        let schedule = schedule.map(|schedule| schedule.blocks().to_vec());
        RefutedCase { schedule, relation }
    };
    // Of no schedule there is no law.
    let mut pairs: Vec<(&Counterexample, RefutedCase)> = Vec::new();
    match &refutation.candidates {
        // One law against every schedule that might have existed.
        Some(schedules) => {
            let [law] = laws else { return None };
            pairs.extend(schedules.iter().map(|schedule| (law, case(Some(schedule)))));
        }
        // A point without a law leaves a gap.
        None if laws.len() != refutation.points.len() => return None,
        None => pairs.extend(laws.iter().map(|law| (law, case(law.schedule.as_ref())))),
    }
    let mut found: Vec<RefutationText> = Vec::new();
    for (law, case) in pairs {
        if law.predictor.is_some() {
            return None;
        }
        let text = match (&law.law, &law.codes) {
            // A code is shorter than a long law of few sequences, and the checker needs no table of it.
            (Some(written), Some(codes)) if written.length() > CERTIFICATE_LENGTH_LIMIT => LawText::from(codes),
            (Some(law), _) => LawText::from(law),
            (None, Some(codes)) => LawText::from(codes),
            (None, None) => return None,
        };
        match found.iter_mut().find(|known| known.law == text) {
            Some(known) => known.cases.push(case),
            None => found.push(RefutationText { law: text, predictor: None, cases: vec![case] }),
        }
    }
    Some(found)
}
