//! Proofs for all laws: the kinds `rays`, `mixture` and `constant`, by the two theorems of the certificate format.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::collections::BTreeMap;

use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result, Why};
use crate::document::Json;
use crate::evaluate::{Scope, Symbol, Value};
use crate::instances::{Instance, Problem};
use crate::law::size;
use crate::limits::Meter;
use crate::logs::{LogForm, log, sign};
use crate::number::{Linear, Q, Unknown, check, choose, product, sum, whole};
use crate::statement::{Comparison, Relation};
use crate::words::Halving;

/// What differences have coefficients at: the rays of `m = 1..L`, and those of `ln V` and of `eps_train`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ray {
    Code(usize),
    LogVocabulary,
    TrainingError,
}

impl Unknown for Ray {}

/// The ray coefficients of a difference.
type Rays = Linear<Ray>;

/// The ray coefficients of an information measure, where it is in the fragment: a combination of `h(k)`, `ln V`,
/// `eps_train` and logarithms of numbers, which are the second part.
fn rays(measure: &Value, length: usize, meter: &Meter) -> Result<(Rays, LogForm)> {
    let mut constant = LogForm::number(measure.constant.clone());
    let mut rays = Rays::zero();
    let mut averages: Linear<usize> = Linear::zero();
    let mut of_size: BTreeMap<usize, Vec<&Q>> = BTreeMap::new();
    for (symbol, factor) in measure.terms() {
        match symbol {
            Symbol::Average(k) => averages.add(*k, factor, meter)?,
            Symbol::Entropy(set) => of_size.entry(size(*set)).or_default().push(factor),
            // Where the training error is infinite the side has no value.
            Symbol::TrainingError(Halving::Whole) if factor.is_negative() => {
                return Err(Why::Fragment.of("a side that subtracts a training error"));
            }
            Symbol::TrainingError(Halving::Whole) => rays.add(Ray::TrainingError, factor, meter)?,
            Symbol::LogVocabulary => {
                let all = (1..=length).map(Ray::Code).chain([Ray::LogVocabulary]);
                all.into_iter().try_for_each(|ray| rays.add(ray, factor, meter))?;
            }
            Symbol::Log(number) => constant.add_multiple(&log(number), factor, meter)?,
            Symbol::TrainingError(Halving::LargerFirst | Halving::SmallerFirst) | Symbol::OfLaw(_) => {
                return Err(Why::Fragment.of("a quantity that is not linear in average entropies"));
            }
        }
    }
    for (k, factors) in of_size {
        let subsets = choose(length, k, meter)?;
        let all_alike = subsets == factors.len().into() && factors.iter().all(|factor| *factor == factors[0]);
        Why::Fragment.unless(all_alike, "entropies of single subsets of positions")?;
        averages.add(k, &product(factors[0], &whole(subsets), meter)?, meter)?;
    }
    // `h(k)` is `min(k, m)` at the ray of `m`: from one ray to the next it grows by 1, up to that of `k`.
    let mut slope = Q::zero();
    averages.terms().try_for_each(|(_, factor)| sum(&slope, factor, meter).map(|more| slope = more))?;
    let mut coefficient = Q::zero();
    for m in 1..=length {
        if let Some(past) = averages.coefficient(&(m - 1)) {
            slope = sum(&slope, &-past, meter)?;
        }
        coefficient = sum(&coefficient, &slope, meter)?;
        rays.add(Ray::Code(m), &coefficient, meter)?;
    }
    Ok((rays, constant))
}

/// The ray coefficients of a relation's difference, and its constant: the side that should be the greater minus the
/// other.
fn difference(scope: &Scope<'_>, relation: &Relation) -> Result<(Rays, LogForm)> {
    let (greater, lesser) = match relation.comparison {
        Comparison::AtMost | Comparison::Equals => (&relation.right, &relation.left),
        Comparison::AtLeast => (&relation.left, &relation.right),
        Comparison::Below | Comparison::Above => return Err(Why::Fragment.of("a strict relation")),
    };
    let meter = scope.meter;
    let side = |expr| rays(&scope.value(expr)?, scope.length, meter);
    let ((greater, constant), (lesser, subtracted)) = (side(greater)?, side(lesser)?);
    Ok((greater.minus(&lesser, meter)?, constant.minus(&subtracted, meter)?))
}

/// The ray coefficients of the only relation's difference, which has no constant.
fn homogeneous(problem: &Problem, instance: &Instance) -> Result<Rays> {
    let (rays, constant) = difference(&problem.scope(instance, None)?, &problem.statement.relations[0])?;
    Why::Fragment.unless(constant == LogForm::zero(), "a logarithm of something else than V")?;
    Ok(rays)
}

/// Whether the statement has one relation, an inequality.
fn is_one_inequality(problem: &Problem) -> bool {
    problem.statement.relations.len() == 1 && problem.statement.relations[0].comparison != Comparison::Equals
}

/// Checks that a list proves the statement, in the class and with the constant of the problem; how many instances it
/// has.
pub fn prove(problem: &Problem, list: Json) -> Result<usize> {
    let relations = &problem.statement.relations;
    let exists = problem.statement.exists();
    Why::Fragment.unless(!exists || is_one_inequality(problem), "several relations, for some schedule")?;
    Why::Fragment.unless(problem.statement.premise.is_empty(), "an implication")?;
    let mut missing = problem.instances()?;
    let entries = list.list(|mut entry| {
        let instance = problem.read(entry.take("instance")?)?;
        Reason::WrongInstance.unless(missing.remove(&instance), problem.shown(&instance))?;
        if exists {
            let [mixture, rays, ln_v, eps_train] = entry.fields(["mixture", "rays", "ln_v", "eps_train"])?;
            let claimed = coefficients(problem, rays, [ln_v, eps_train])?;
            return decide(problem, &instance, &mean(problem, &instance, mixture)?, &claimed, false);
        }
        let [claimed] = entry.fields(["relations"])?;
        let claimed = claimed.list(|claimed| {
            let [rays, ln_v, eps_train] = claimed.fields(["rays", "ln_v", "eps_train"])?;
            coefficients(problem, rays, [ln_v, eps_train])
        })?;
        Reason::WrongForm.unless(claimed.len() == relations.len(), "coefficients of another number of relations")?;
        let scope = problem.scope(&instance, None)?;
        for (relation, claimed) in relations.iter().zip(claimed) {
            let (right, constant) = difference(&scope, relation)?;
            let is_equation = relation.comparison == Comparison::Equals;
            decide(problem, &instance, &right, &claimed, is_equation)?;
            let order = sign(&constant, &problem.meter)?;
            let fits = order == Equal || (order == Greater && !is_equation);
            let words = || format!("{}: the constant of a difference", problem.shown(&instance));
            Reason::NotProved.unless(fits, words())?;
        }
        Ok(())
    })?;
    if let Some(instance) = missing.first() {
        return Err(Reason::MissingInstance.of(problem.shown(instance)));
    }
    Ok(entries.len())
}

/// The coefficients of exactly `L` rays, and of the others in their order.
fn coefficients<const N: usize>(problem: &Problem, rays: Json, others: [Json; N]) -> Result<Rays> {
    let rays: Vec<Q> = rays.list(Json::number)?;
    Reason::WrongForm.unless(rays.len() == problem.length, "coefficients of another number of rays")?;
    let mut coefficients = Rays::zero();
    let meter = &problem.meter;
    (1..).zip(&rays).try_for_each(|(m, ray)| coefficients.add(Ray::Code(m), ray, meter))?;
    for (ray, other) in [Ray::LogVocabulary, Ray::TrainingError].into_iter().zip(others) {
        coefficients.add(ray, &other.number()?, meter)?;
    }
    Ok(coefficients)
}

/// The weighted mean of the differences of a mixture's schedules.
fn mean(problem: &Problem, instance: &Instance, mixture: Json) -> Result<Rays> {
    let mut allowed = problem.candidates(instance, None)?;
    let (mut mean, mut total) = (Rays::zero(), Q::zero());
    let parts = mixture.list(|part| {
        let [schedule, weight] = part.fields(["schedule", "weight"])?;
        let instance = Instance { schedule: Some(schedule.list(Json::size)?), ..instance.clone() };
        let is_allowed = allowed.remove(&instance) && problem.in_class(&instance);
        let shown = problem.shown(&instance);
        Reason::WrongMixture.unless(is_allowed, format_args!("{shown}: not allowed, or there twice"))?;
        let weight: Q = weight.number()?;
        Reason::WrongMixture.unless(weight.is_positive(), format_args!("{shown}: the weight is not positive"))?;
        let of_schedule = homogeneous(problem, &instance)?;
        // The training error is another one for each schedule: those of the others do not make up for it.
        let subtracted = of_schedule.coefficient(&Ray::TrainingError).is_some_and(Signed::is_negative);
        Why::Fragment.unless(!subtracted, "a training error that is subtracted, for some schedule")?;
        mean.add_multiple(&of_schedule, &weight, &problem.meter)?;
        total = sum(&total, &weight, &problem.meter)?;
        mean.terms().map(|(_, coefficient)| coefficient).chain([&total]).try_for_each(check)
    })?;
    let one_for_all = problem.statement.exists_before_law();
    Reason::WrongMixture
        .unless(!one_for_all || parts.len() < 2, "several schedules, where every law needs the same")?;
    Reason::WrongMixture.unless(total.is_one(), format_args!("{}: weights of sum {total}", problem.shown(instance)))?;
    // The statement must have a value with the schedules that the mixture leaves out, too.
    for other in allowed.iter().filter(|other| problem.in_class(other)) {
        let scope = problem.scope(other, None)?;
        for Relation { left, right, .. } in &problem.statement.relations {
            scope.value(left)?;
            scope.value(right)?;
        }
    }
    Ok(mean)
}

/// Complains about coefficients that are not the right ones, and about those that do not fit the relation: all must
/// be at least 0, and 0 for an equation.
fn decide(problem: &Problem, instance: &Instance, right: &Rays, claimed: &Rays, equation: bool) -> Result<()> {
    let shown = || problem.shown(instance);
    if let Some((ray, _)) = right.clone().minus(claimed, &problem.meter)?.terms().next() {
        return Err(Reason::WrongCoefficient.of(format!("{}: {ray:?}", shown())));
    }
    match right.terms().find(|(_, coefficient)| equation || coefficient.is_negative()) {
        Some((ray, coefficient)) => Err(Reason::NotProved.of(format!("{}: {ray:?}: {coefficient}", shown()))),
        None => Ok(()),
    }
}

/// `constant`: the statement is true in the class with this constant, and with no smaller (larger) one.
/// How many instances the proof has, and the constant in words.
pub fn check_constant(problem: &mut Problem, document: Json) -> Result<(usize, String)> {
    let keys = ["class", "constant", "sense", "sharpness", "proof"];
    let [class, constant, sense, sharpness, proof] = document.fields(keys)?;
    Reason::NotInStatement.unless(problem.statement.constant.is_some(), "a constant")?;
    Why::Fragment.unless(is_one_inequality(problem), "a constant of several relations, or of an equation")?;
    let [largest_block] = class.fields(["s_max"])?;
    problem.largest_block = largest_block.nullable(Json::size)?;
    let has_class = problem.statement.schedule().is_some() || problem.largest_block.is_none();
    Reason::NotInStatement.unless(has_class, "a schedule, which could be in a class")?;
    let constant: Q = constant.number()?;
    let sense = sense.text()?;
    check_sharpness(problem, &constant, &sense, sharpness)?;
    problem.constant = Some(constant);
    let class = problem.largest_block.map_or(String::new(), |largest| format!(", where s_max = {largest}"));
    Ok((prove(problem, proof)?, format!("the {sense} constant is proved for all laws{class}")))
}

fn check_sharpness(problem: &mut Problem, constant: &Q, sense: &str, sharpness: Json) -> Result<()> {
    // How the difference compares with 0 where the constant is large.
    let direction = match sense {
        "smallest" => Greater,
        "largest" => Less,
        _ => return Err(Reason::WrongForm.of("a sense that is neither smallest nor largest")),
    };
    let [instance, rays, ln_v] = sharpness.fields(["instance", "rays", "ln_v"])?;
    let (instance, weights) = (problem.read(instance)?, coefficients(problem, rays, [ln_v])?);
    Reason::NotSharp.unless(weights.terms().len() > 0, "weights that are all 0")?;
    Reason::NotSharp.unless(weights.terms().all(|(_, weight)| weight.is_positive()), "a negative weight")?;
    let exists = problem.statement.exists();
    let mut cases = problem.cases(&instance, None)?;
    cases.retain(|instance| problem.in_class(instance));
    let shown = problem.shown(&instance);
    Reason::WrongInstance.unless(!cases.is_empty(), format_args!("{shown}: outside the class"))?;
    for instance in cases {
        // The difference at the point; it is affine in the constant.
        let mut at = |constant: &Q| -> Result<Q> {
            problem.constant = Some(constant.clone());
            let difference = homogeneous(problem, &instance)?;
            weights.terms().try_fold(Q::zero(), |total, (ray, weight)| {
                let coefficient = difference.coefficient(ray).cloned().unwrap_or_default();
                sum(&total, &product(&coefficient, weight, &problem.meter)?, &problem.meter)
            })
        };
        let (value, one, zero) = (at(constant)?, at(&Q::one())?, at(&Q::zero())?);
        let slope = sum(&one, &-zero, &problem.meter)?;
        let shown = problem.shown(&instance);
        let tight = value.is_zero() || (exists && value.is_negative());
        Reason::NotSharp.unless(tight, format_args!("{shown}: the difference is {value} at the point"))?;
        let right_direction = slope.cmp(&Q::zero()) == direction;
        Reason::NotSharp.unless(right_direction, format_args!("{shown}: a constant of the other direction"))?;
    }
    Ok(())
}
