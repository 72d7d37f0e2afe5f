//! Proofs for all laws: the kinds `rays`, `mixture` and `constant`, by the two theorems of the certificate format.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use num_traits::{One, Signed, Zero};

use crate::answer::{Fault, Reason, outside};
use crate::document::{Class, Document, Entry, Instance, MixtureEntry, Part, RaysEntry, Sense, Sharpness};
use crate::evaluate::{Information, Scope, Symbol};
use crate::instances::Problem;
use crate::logs::{LogForm, log, sign};
use crate::number::{Q, choose, read, whole};
use crate::sampler;
use crate::statement::{Comparison, Relation, ScheduleQuantifier};

/// The ray coefficients of a difference: `c_1 .. c_L`, and those of `ln V` and of `eps_train`.
type Rays = Vec<Q>;

fn add_multiple(sum: &mut Rays, other: &Rays, factor: &Q) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += other * factor);
}

/// The ray coefficients of an information, where it is in the fragment: a combination of `h(k)`, `ln V`, `eps_train` and
/// logarithms of numbers, which are the second part.
fn rays(information: &Information, length: usize) -> Result<(Rays, LogForm), Fault> {
    let mut constant = LogForm::zero();
    let mut rays = vec![Q::zero(); length + 2];
    // `h(k)` is `min(k, m)` at the ray of `m`, and 0 at the last two.
    let add_average = |rays: &mut Rays, k: usize, factor: &Q| {
        rays.iter_mut().zip(1..=length).for_each(|(ray, m)| *ray += factor * whole(k.min(m)));
    };
    let mut of_size: BTreeMap<usize, Vec<&Q>> = BTreeMap::new();
    for (symbol, factor) in information.terms() {
        match symbol {
            Symbol::Average(k) => add_average(&mut rays, *k, factor),
            Symbol::Entropy(set) => of_size.entry(sampler::size(*set)).or_default().push(factor),
            Symbol::TrainingError(None) => rays[length + 1] += factor,
            Symbol::LogVocabulary => rays[..=length].iter_mut().for_each(|ray| *ray += factor),
            Symbol::Log(number) => constant.add_multiple(&log(number), factor),
            Symbol::TrainingError(Some(_)) => return Err(outside("E_KL of halved blocks")),
            Symbol::OfLaw(_) => return Err(outside("a quantity that is not linear in average entropies")),
        }
    }
    for (k, factors) in of_size {
        let subsets = choose(length, k);
        if subsets != factors.len().into() || factors.iter().any(|factor| *factor != factors[0]) {
            return Err(outside("entropies of single subsets of positions"));
        }
        add_average(&mut rays, k, &(factors[0] * whole(subsets)));
    }
    if rays[length + 1].is_negative() {
        // Where the training error is infinite the side has no value.
        return Err(outside("a side that subtracts a training error"));
    }
    Ok((rays, constant))
}

/// The ray coefficients of a relation's difference, and its constant: the side that should be the greater minus the other.
fn difference(scope: &Scope<'_>, relation: &Relation) -> Result<(Rays, LogForm), Fault> {
    let (greater, lesser) = match relation.comparison {
        Comparison::AtMost | Comparison::Equal => (&relation.right, &relation.left),
        Comparison::AtLeast => (&relation.left, &relation.right),
        Comparison::Below | Comparison::Above => return Err(outside("a strict relation")),
    };
    let side = |expr| rays(&scope.value(expr)?.information()?, scope.length);
    let ((mut difference, constant), (lesser, subtracted)) = (side(greater)?, side(lesser)?);
    add_multiple(&mut difference, &lesser, &-Q::one());
    Ok((difference, constant.minus(&subtracted)))
}

/// The ray coefficients of a relation's difference, which has no constant.
fn homogeneous(scope: &Scope<'_>, relation: &Relation) -> Result<Rays, Fault> {
    match difference(scope, relation)? {
        (rays, constant) if constant == LogForm::zero() => Ok(rays),
        _ => Err(outside("a logarithm of something else than V")),
    }
}

/// Checks that the entries prove the statement for the class; their number. `constant` is the value of the constant where
/// it is not the claimed one.
pub fn prove(problem: &Problem, entries: &[Entry], class: Class, constant: Option<&Q>) -> Result<usize, Fault> {
    let relations = &problem.statement.relations;
    let exists = problem.statement.schedule.exists();
    if exists && (relations.len() > 1 || relations[0].comparison == Comparison::Equal) {
        return Err(outside("several relations, or an equation, for some schedule"));
    }
    if !problem.statement.premise.is_empty() {
        return Err(outside("an implication"));
    }
    let instances = problem.instances(class)?;
    let mut seen = BTreeSet::new();
    for entry in entries {
        let (Entry::Rays(RaysEntry { instance, .. }) | Entry::Mixture(MixtureEntry { instance, .. })) = entry;
        let scope = instances.get(instance).ok_or_else(|| Reason::WrongInstance(instance.to_string()))?;
        if !seen.insert(instance) {
            return Err(Reason::DuplicateInstance(instance.to_string()).into());
        }
        match entry {
            Entry::Rays(RaysEntry { relations: claimed, .. }) if !exists => {
                if claimed.len() != relations.len() {
                    return Err(Reason::WrongRelationCount(instance.to_string()).into());
                }
                let scope = problem.with_constant(scope, constant)?;
                for (relation, claimed) in relations.iter().zip(claimed) {
                    let (right, number) = difference(&scope, relation)?;
                    let claimed = read_rays(&claimed.rays, &[&claimed.ln_v, &claimed.eps_train], problem.length)?;
                    let is_equation = relation.comparison == Comparison::Equal;
                    decide(instance, &right, &claimed, is_equation)?;
                    let sign = sign(&number)?;
                    if sign == Ordering::Less || (is_equation && sign == Ordering::Greater) {
                        return Err(Reason::WrongConstant(instance.to_string()).into());
                    }
                }
            }
            Entry::Mixture(MixtureEntry { mixture, rays, ln_v, eps_train, .. }) if exists => {
                let right = mean(problem, instance, mixture, class, constant)?;
                decide(instance, &right, &read_rays(rays, &[ln_v, eps_train], problem.length)?, false)?;
            }
            Entry::Rays(_) | Entry::Mixture(_) => return Err(outside("the proof of another quantifier")),
        }
    }
    match instances.keys().find(|instance| !seen.contains(instance)) {
        Some(instance) => Err(Reason::MissingInstance(instance.to_string()).into()),
        None => Ok(entries.len()),
    }
}

/// Exactly `L` rationals, and the others.
fn read_rays(rays: &[String], others: &[&String], length: usize) -> Result<Rays, Fault> {
    if rays.len() != length {
        return Err(Reason::WrongRayCount(rays.len()).into());
    }
    rays.iter().chain(others.iter().copied()).map(|text| read(text)).collect()
}

/// The weighted mean of the differences of a mixture's schedules.
fn mean(
    problem: &Problem,
    instance: &Instance,
    mixture: &[Part],
    class: Class,
    constant: Option<&Q>,
) -> Result<Rays, Fault> {
    if problem.statement.schedule == ScheduleQuantifier::ExistsBeforeLaw && mixture.len() > 1 {
        return Err(Reason::MixtureNotSingle(instance.to_string()).into());
    }
    let mut allowed = problem.candidates(instance, class, None)?;
    let mut seen = BTreeSet::new();
    let mut mean = vec![Q::zero(); problem.length + 2];
    let mut sum = Q::zero();
    for Part { schedule, weight } in mixture {
        let fixed = Instance { schedule: Some(schedule.clone()), ..instance.clone() };
        if !seen.insert(schedule) {
            return Err(Reason::RepeatedSchedule(fixed.to_string()).into());
        }
        let scope = allowed.remove(&fixed).ok_or_else(|| Reason::NotAMixtureSchedule(fixed.to_string()))?;
        let weight: Q = read(weight)?;
        if !weight.is_positive() {
            return Err(Reason::WeightNotPositive(weight.to_string()).into());
        }
        let of_schedule = homogeneous(&problem.with_constant(&scope, constant)?, &problem.statement.relations[0])?;
        if of_schedule[problem.length + 1].is_negative() {
            // The training error is another one for each schedule: those of the others do not make up for it.
            return Err(outside("a difference with a training error subtracted, for some schedule"));
        }
        add_multiple(&mut mean, &of_schedule, &weight);
        sum += weight;
    }
    if sum.is_one() { Ok(mean) } else { Err(Reason::WeightsDoNotSumToOne(sum.to_string()).into()) }
}

/// Complains about coefficients that are not the right ones, and about those that do not fit the relation: all must be at
/// least 0, and 0 for an equation.
fn decide(instance: &Instance, right: &Rays, claimed: &Rays, equation: bool) -> Result<(), Fault> {
    for (place, (expected, found)) in right.iter().zip(claimed).enumerate() {
        let instance = instance.to_string();
        let which = match right.len() - place {
            1 => "eps_train".to_owned(),
            2 => "ln_v".to_owned(),
            _ => format!("rays, m = {}", place + 1),
        };
        if found != expected {
            let (expected, found) = (expected.to_string(), found.to_string());
            return Err(Reason::WrongCoefficient { instance, which, expected, found }.into());
        }
        if equation && !found.is_zero() {
            return Err(Reason::NonzeroCoefficient { instance, which }.into());
        }
        if found.is_negative() {
            return Err(Reason::NegativeCoefficient { instance, which }.into());
        }
    }
    Ok(())
}

/// `constant`: the statement is true in the class with this constant, and with no smaller (larger) one.
pub fn check_constant(problem: &Problem, document: &mut Document<'_>) -> Result<usize, Fault> {
    let statement = &problem.statement;
    if statement.constant.is_none() {
        return Err(Reason::NoConstant.into());
    }
    if statement.relations.len() > 1 || statement.relations[0].comparison == Comparison::Equal {
        return Err(outside("a constant of several relations, or of an equation"));
    }
    if !statement.is_affine_in_constant() {
        return Err(outside("a difference that is not affine in the constant"));
    }
    let class = document.take("class")?;
    if class != Class::ALL && statement.schedule == ScheduleQuantifier::Absent {
        return Err(Reason::ClassWithoutSchedule.into());
    }
    let constant = read(&document.take::<String>("constant")?)?;
    check_sharpness(problem, class, &constant, &document.take("sense")?, &document.take("sharpness")?)?;
    prove(problem, &document.take::<Vec<_>>("proof")?, class, Some(&constant))
}

fn check_sharpness(
    problem: &Problem,
    class: Class,
    constant: &Q,
    sense: &Sense,
    sharpness: &Sharpness,
) -> Result<(), Fault> {
    let weights = read_rays(&sharpness.rays, &[&sharpness.ln_v], problem.length)?;
    if weights.iter().any(Signed::is_negative) {
        return Err(Reason::NegativeWeight.into());
    }
    if weights.iter().all(Zero::is_zero) {
        return Err(Reason::NoWeight.into());
    }
    let instance = &sharpness.instance;
    let wrong = |what: &str| Fault::from(Reason::WrongInstance(format!("{instance}: {what}")));
    let exists = problem.statement.schedule.exists();
    if exists && instance.schedule.is_some() {
        return Err(wrong("the schedule is bound by `exists`"));
    }
    let scope = problem.scope(instance, None)?;
    let scopes: Vec<Scope<'_>> = match &instance.schedule {
        _ if exists => problem.candidates(instance, class, None)?.into_values().collect(),
        Some(schedule) if !class.contains(schedule) => Vec::new(),
        _ => vec![scope],
    };
    if scopes.is_empty() {
        return Err(wrong("outside the class"));
    }
    for scope in scopes {
        // The difference at the point; it is affine in the constant.
        let at = |constant: &Q| -> Result<Q, Fault> {
            let scope = problem.with_constant(&scope, Some(constant))?;
            let difference = homogeneous(&scope, &problem.statement.relations[0])?;
            Ok(difference.iter().zip(&weights).map(|(coefficient, weight)| coefficient * weight).sum())
        };
        let (value, slope) = (at(constant)?, at(&Q::one())? - at(&Q::zero())?);
        if value.is_positive() || (!exists && !value.is_zero()) {
            return Err(Reason::NotTight.into());
        }
        let right_direction = match sense {
            Sense::Smallest => slope.is_positive(),
            Sense::Largest => slope.is_negative(),
        };
        if !right_direction {
            return Err(Reason::WrongDirection.into());
        }
    }
    Ok(())
}
