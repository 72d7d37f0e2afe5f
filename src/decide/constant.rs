//! Sharp constants.

use std::sync::Arc;

use rug::Rational;

use crate::cases::bindings::{Binding, ScheduleChoice};
use crate::cases::linear_sum::LinearSum;
use crate::cases::plan::{Case, Instantiation, LeafIndex, Plan, Relation};
use crate::cases::tree::Tree;
use crate::exact::{Number, Work};
use crate::language::error::Mistake;
use crate::language::words::Comparator;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::limits::DECISION_STEPS;
use crate::sampler::Schedule;

use super::alternatives::{choice, choices, listed};
use super::difference::{Difference, NotLinear, extreme_distance, extreme_distances};
use super::existence::{Alternative, LargestConstant, Mixture, largest_constant};
use super::quantifiers::{difference_steps, extreme_steps, spend_on_choices};
use super::range::each_within;
use super::realise::ConePoint;
use super::undecided::{NoConstant, Undecided};

/// Whether a constant is to be small or large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// The smallest constant that makes the claim true.
    Smallest,
    /// The largest one.
    Largest,
}

impl Sense {
    /// The name in reports and certificates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smallest => "smallest",
            Self::Largest => "largest",
        }
    }
}

/// The sharp constant of a claim for one length and one case: a class of schedules, an integer.
#[derive(Debug, Clone)]
pub struct SharpConstant {
    /// `L`
    pub length: usize,
    /// What the quantifiers bind.
    pub bindings: Vec<Binding>,
    /// The largest block, where the case fixes one.
    pub s_max: Option<usize>,
    /// Whether the constant is the smallest or largest.
    pub sense: Sense,
    /// The constant with what makes it sharp, or why there is none.
    pub bound: Bound,
}

/// What bounds a constant.
#[derive(Debug, Clone)]
pub enum Bound {
    /// The constant is attained: at the extremal point no better one will do.
    Sharp(Extremal),
    /// Every constant makes the claim true.
    Any,
    /// No constant makes the claim true: the point breaks it whatever the constant.
    None(ConePoint),
    /// Not decided.
    Undecided(Undecided),
}

/// A sharp constant with its witnesses.
#[derive(Debug, Clone)]
pub struct Extremal {
    /// The constant.
    pub constant: Rational,
    /// The point of the cone that no better constant survives.
    pub point: ConePoint,
    /// The schedule that is extremal there, for claims about every schedule.
    pub schedule: Option<Schedule>,
    /// The mixture of schedules that attains it, for claims that a schedule exists.
    pub mixture: Option<Mixture>,
}

/// The sharp constants of a claim for a length: one for each case, the classes of schedules told apart by `s_max` and
/// what else the claim uses.
///
/// # Errors
/// When the claim cannot be instantiated. The claim must have a constant.
pub fn sharp_constants(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
) -> Result<Vec<SharpConstant>, ClaimError> {
    let work = Arc::new(claim.limits().work(DECISION_STEPS));
    sharp_constants_metered(claim, length, schedules, &work)
}

/// The sharp constants of a claim for each of several lengths. As [`sharp_constants`], and within limits as
/// [`decide_each`](super::decide_each).
///
/// # Errors
/// As [`sharp_constants`].
pub fn sharp_constants_each(
    claim: &Claim,
    lengths: &[usize],
    schedules: Option<&[Schedule]>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Vec<SharpConstant>>, ClaimError> {
    let run = |length: usize, work: &Arc<Work>| sharp_constants_metered(claim, length, schedules, work);
    let reason = |found: &Vec<SharpConstant>| {
        found.iter().find_map(|constant| match &constant.bound {
            Bound::Undecided(reason) => Some(reason.clone()),
            _ => None,
        })
    };
    // A point of the cone, perhaps a schedule and a mixture.
    let bytes = |found: &Vec<SharpConstant>| found.iter().map(|constant| 1024 + 128 * constant.length as u64).sum();
    let not_run = |length, reason| vec![undecided(length, reason)];
    each_within(claim, lengths, (stop, &|_| {}), run, (reason, bytes), not_run)
}

/// As [`sharp_constants`], with a meter; beyond its limit the length has one constant, undecided.
fn sharp_constants_metered(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    work: &Arc<Work>,
) -> Result<Vec<SharpConstant>, ClaimError> {
    let found = match found_constants(claim, length, schedules, work) {
        Err(Fault::Undecided(reason)) => return Ok(vec![undecided(length, reason)]),
        Err(Fault::Claim(error)) => return Err(error),
        Ok(found) => found,
    };
    Ok(match work.spend(0) {
        Ok(()) => found,
        Err(error) => vec![undecided(length, error.into())],
    })
}

/// Why no constant was sought.
enum Fault {
    /// Nothing of this length is decided.
    Undecided(Undecided),
    /// The claim cannot be instantiated.
    Claim(ClaimError),
}

fn found_constants(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    work: &Arc<Work>,
) -> Result<Vec<SharpConstant>, Fault> {
    let choice = match choice(claim, length, schedules) {
        Ok(ScheduleChoice::Classes(mut key)) => {
            key.largest = true;
            ScheduleChoice::Classes(key)
        }
        Ok(choice) => choice,
        Err(reason) => return Err(Fault::Undecided(reason)),
    };
    // The constant of all vocabularies serves those that a condition admits; whether it is sharp there is not decided.
    let (of_every_vocabulary, vocabularies) = claim.without_vocabulary_condition();
    if !vocabularies.are_all() {
        return Ok(vec![undecided(length, NoConstant::WithinVocabularies.into())]);
    }
    let plan_with = |constant: u32| {
        let instantiation = Instantiation {
            length,
            vocabulary_size: None,
            schedules: choice,
            evaluation: Evaluation::Formulas,
            constant: Some(Rational::from(constant)),
        };
        Plan::metered(&of_every_vocabulary, &instantiation, work).map_err(|error| match error.mistake {
            Mistake::TooLarge => Fault::Undecided(Undecided::TooLarge(error.message)),
            _ => Fault::Claim(claim.locate(error)),
        })
    };
    let (Some(without), Some(with)) = (plan_with(0)?, plan_with(1)?) else { return Ok(Vec::new()) };
    if without.outer_has_existence() {
        let plans = Plans { without: &without, with: &with, length, work };
        let mut found = Vec::new();
        plans.outer(&without.outer, &mut Vec::new(), &mut found);
        return Ok(found);
    }
    Ok(without.cases.iter().zip(&with.cases).map(|(without, with)| of_case(without, with, length, work)).collect())
}

/// A difference that is affine in the constant: `without + C * slope`.
struct Affine {
    without: Difference,
    /// On the rays, `ln V` and the training error.
    slope: Vec<Rational>,
}

impl Affine {
    fn new(without: &Relation, with: &Relation, length: usize, schedule: Option<&Schedule>) -> Result<Self, Undecided> {
        let [without, with] = [without, with].map(|relation| {
            let difference = Difference::new(relation, length, schedule).and_then(Difference::homogeneous);
            difference.map_err(Undecided::NotLinear)
        });
        let (without, with) = (without?, with?);
        if without.cost() != with.cost() {
            return Err(NoConstant::TimesCost.into());
        }
        let vector = |difference: &Difference| -> Vec<Rational> {
            difference.base().iter().chain([difference.ln_v(), difference.eps_train()]).cloned().collect()
        };
        let slope = vector(&with).into_iter().zip(vector(&without)).map(|(with, without)| with - without).collect();
        Ok(Self { without, slope })
    }

    fn sense(&self) -> Result<Sense, Undecided> {
        let rising = self.slope.iter().any(|slope| *slope > 0);
        let falling = self.slope.iter().any(|slope| *slope < 0);
        match (rising, falling) {
            (true, true) => Err(NoConstant::BothSigns.into()),
            (_, true) => Ok(Sense::Largest),
            _ => Ok(Sense::Smallest),
        }
    }
}

fn of_case(without: &Case, with: &Case, length: usize, work: &Work) -> SharpConstant {
    let s_max = without.bindings.iter().find_map(largest_block).or_else(|| match &without.goal {
        Tree::Any(instances) => {
            let mut blocks: Vec<_> = instances.iter().map(|(binding, _)| largest_block(binding)).collect();
            blocks.dedup();
            if let [only] = blocks[..] { only } else { None }
        }
        _ => None,
    });
    let (sense, bound) = match bound_of_case(without, with, length, work) {
        Ok(found) => found,
        Err(reason) => (Sense::Smallest, Bound::Undecided(reason)),
    };
    SharpConstant { length, bindings: without.bindings.clone(), s_max, sense, bound }
}

fn largest_block(binding: &Binding) -> Option<usize> {
    match binding {
        Binding::Schedule(schedule) => Some(schedule.largest()),
        Binding::Class(class) => class.largest,
        Binding::Variable(..) | Binding::Subset(..) | Binding::Order(_) | Binding::Policy(_) | Binding::Rule(_) => None,
    }
}

fn bound_of_case(without: &Case, with: &Case, length: usize, work: &Work) -> Result<(Sense, Bound), Undecided> {
    match (&without.goal, &with.goal) {
        (Tree::Leaf(without_relations), Tree::Leaf(with_relations)) => {
            let (first, second) = (inequality(without_relations)?, inequality(with_relations)?);
            let (sense, bound) = every_schedule(&without.bindings, first, second, length, work)?;
            is_defined_at(first, second, &bound)?;
            Ok((sense, bound))
        }
        (Tree::Any(first), Tree::Any(second)) => {
            let (sense, bound) = some_schedule(first, second, length, work)?;
            for ((_, first), (_, second)) in first.iter().zip(second) {
                let (Tree::Leaf(first), Tree::Leaf(second)) = (first, second) else { continue };
                first.iter().zip(second).try_for_each(|(first, second)| is_defined_at(first, second, &bound))?;
            }
            Ok((sense, bound))
        }
        _ => Err(Undecided::Quantifiers),
    }
}

/// The one relation of a goal, where it is an inequality.
fn inequality(relations: &[Relation]) -> Result<&Relation, NoConstant> {
    match relations {
        [relation] if relation.relation == Comparator::Equals => Err(NoConstant::Equation),
        [relation] => Ok(relation),
        _ => Err(NoConstant::SeveralRelations),
    }
}

/// That no side subtracts a training error at the constant of a bound, or at any constant where each makes the claim
/// true: it has no value where the error is infinite.
fn is_defined_at(without: &Relation, with: &Relation, bound: &Bound) -> Result<(), Undecided> {
    let sides = |relation: &Relation| {
        [&relation.left, &relation.right].map(|side| {
            let unit = Number::ONE.over(&Number::from(&relation.scale));
            let mut training_errors = LinearSum::default();
            for (quantity, coefficient) in side.terms().chain(relation.shared.terms()) {
                if quantity.is_training_error() {
                    training_errors.add(quantity.clone(), &coefficient.times(&unit));
                }
            }
            training_errors.total()
        })
    };
    let minus_one = Number::from(-1);
    for (without, with) in sides(without).into_iter().zip(sides(with)) {
        let slope = with.plus_scaled(&without, &minus_one);
        let is_defined = match bound {
            Bound::Sharp(extremal) => {
                let sum = without.plus_scaled(&slope, &Number::from(&extremal.constant));
                sum.terms().all(|(_, coefficient)| coefficient.sign().is_ge())
            }
            Bound::Any => slope.terms().next().is_none(),
            Bound::None(_) | Bound::Undecided(_) => true,
        };
        if !is_defined {
            return Err(Undecided::NotLinear(NotLinear::SubtractedTrainingError));
        }
    }
    Ok(())
}

/// Claims about every schedule of the case: the worst quotient over the rays.
fn every_schedule(
    bindings: &[Binding],
    without: &Relation,
    with: &Relation,
    length: usize,
    work: &Work,
) -> Result<(Sense, Bound), Undecided> {
    work.spend(difference_steps(without, length).saturating_add(difference_steps(with, length)))?;
    let schedules = bindings.iter().find(|binding| !matches!(binding, Binding::Variable(..)));
    let single = schedules.and_then(Binding::schedule);
    let affine = Affine::new(without, with, length, single)?;
    let sense = affine.sense()?;
    let values = least_on_rays(&affine.without, schedules, work)?;
    // The constant, and the row that asks for it.
    let mut best: Option<(Rational, usize)> = None;
    for (row, (value, slope)) in values.into_iter().zip(&affine.slope).enumerate() {
        if slope.is_zero() {
            if value < 0 {
                return Ok((sense, Bound::None(unit_point(row, length))));
            }
            continue;
        }
        let constant = -value / slope;
        let replaces = best.as_ref().is_none_or(|(known, _)| match sense {
            Sense::Smallest => constant > *known,
            Sense::Largest => constant < *known,
        });
        if replaces {
            best = Some((constant, row));
        }
    }
    let Some((constant, row)) = best else { return Ok((sense, Bound::Any)) };
    let schedule = match schedules {
        // No schedule has a part in `ln V` and the training error: any of the class is extremal there.
        Some(Binding::Class(class)) => {
            let dimension = if row < length { row + 1 } else { 1 };
            extreme_distance(*class, dimension, *affine.without.cost() < 0).map(|(_, schedule)| schedule)
        }
        _ => single.cloned(),
    };
    Ok((sense, Bound::Sharp(Extremal { constant, point: unit_point(row, length), schedule, mixture: None })))
}

/// The least coefficients on the rays over the schedules of a binding, then those of `ln V` and of the training error.
fn least_on_rays(
    difference: &Difference,
    schedules: Option<&Binding>,
    work: &Work,
) -> Result<Vec<Rational>, Undecided> {
    let length = difference.base().len();
    let mut values = match schedules {
        Some(Binding::Schedule(schedule)) => difference.coefficients(Some(schedule)).rays,
        Some(Binding::Class(class)) => {
            work.spend(extreme_steps(length))?;
            let distances = extreme_distances(*class, *difference.cost() < 0);
            distances.iter().enumerate().map(|(index, distance)| difference.ray(index + 1, *distance)).collect()
        }
        _ => difference.coefficients(None).rays,
    };
    values.extend([difference.ln_v().clone(), difference.eps_train().clone()]);
    Ok(values)
}

fn unit_point(row: usize, length: usize) -> ConePoint {
    if row < length {
        ConePoint::ray(row + 1, length)
    } else if row == length {
        ConePoint::ln_v(length)
    } else {
        ConePoint::eps_train(length)
    }
}

/// Claims that a schedule exists: a linear program.
fn some_schedule(
    without: &[(Binding, Tree<Vec<Relation>>)],
    with: &[(Binding, Tree<Vec<Relation>>)],
    length: usize,
    work: &Work,
) -> Result<(Sense, Bound), Undecided> {
    if without.is_empty() {
        // No schedule fulfils the condition, and any law refutes.
        return Ok((Sense::Smallest, Bound::None(ConePoint::ray(length, length))));
    }
    for (_, goal) in without {
        if let Tree::Leaf(relations) = goal {
            inequality(relations)?;
        }
    }
    // The choices, and their differences with the constant at 0 and at 1 once more.
    for instances in [without, without, with] {
        spend_on_choices(instances, length, work)?;
    }
    let choices: Vec<Alternative> = choices(without, length)?;
    let mut errors = choices.iter().map(|choice| choice.difference.eps_train());
    let first_error = errors.next();
    if errors.any(|error| Some(error) != first_error) {
        // Whatever the constant adds, it must not come to training errors of both signs.
        return Err(Undecided::NotLinear(NotLinear::TrainingErrors));
    }
    let mut slope: Option<Vec<Rational>> = None;
    let mut sense = Sense::Smallest;
    for ((binding, first), (_, second)) in without.iter().zip(with) {
        let (Tree::Leaf(first), Tree::Leaf(second)) = (first, second) else { return Err(Undecided::Quantifiers) };
        let affine = Affine::new(&first[0], &second[0], length, binding.schedule())?;
        sense = affine.sense()?;
        // The program needs one slope for all schedules.
        if slope.as_ref().is_some_and(|known| *known != affine.slope) {
            return Err(NoConstant::SlopeOfSchedule.into());
        }
        slope = Some(affine.slope);
    }
    let Some(mut slope) = slope else { return Err(Undecided::Quantifiers) };
    if sense == Sense::Smallest {
        slope.iter_mut().for_each(|entry| *entry *= -1);
    }
    let optimum = match largest_constant(&choices, &slope, work)? {
        LargestConstant::Optimum(optimum) => optimum,
        LargestConstant::Any => return Ok((sense, Bound::Any)),
        LargestConstant::None(weights) => return Ok((sense, Bound::None(ConePoint::from_weights(weights)))),
    };
    let constant = if sense == Sense::Smallest { -optimum.value } else { optimum.value };
    // The mixture's coefficients at the constant, not at 0.
    let mut mixture = optimum.mixture;
    let signed = if sense == Sense::Smallest { -constant.clone() } else { constant.clone() };
    let at = |coefficient: &mut Rational, entry: &Rational| *coefficient += Rational::from(&signed * entry);
    for (coefficient, entry) in mixture.coefficients.rays.iter_mut().zip(&slope) {
        at(coefficient, entry);
    }
    at(&mut mixture.coefficients.ln_v, &slope[length]);
    at(&mut mixture.coefficients.eps_train, &slope[length + 1]);
    let point = ConePoint::from_weights(optimum.weights);
    Ok((sense, Bound::Sharp(Extremal { constant, point, schedule: None, mixture: Some(mixture) })))
}

/// A statement with its constant at 0 and at 1.
struct Plans<'a> {
    without: &'a Plan,
    with: &'a Plan,
    length: usize,
    work: &'a Work,
}

impl Plans<'_> {
    /// `exists schedule: for all law`: the schedule with the best constant of its own, for each instance of the `for
    /// all` quantifiers before it.
    fn outer(&self, tree: &Tree<LeafIndex>, bindings: &mut Vec<Binding>, found: &mut Vec<SharpConstant>) {
        match tree {
            Tree::Leaf(leaf) => {
                found.extend(self.cases(*leaf).map(|(without, with)| of_case(without, with, self.length, self.work)));
            }
            Tree::All(instances) => {
                for (binding, tree) in instances {
                    bindings.push(binding.clone());
                    self.outer(tree, bindings, found);
                    bindings.pop();
                }
            }
            Tree::Any(instances) => {
                let best = match self.one_for_all_laws(instances) {
                    Ok(best) => best,
                    Err(reason) => undecided(self.length, reason),
                };
                found.push(SharpConstant { bindings: bindings.clone(), ..best });
            }
        }
    }

    fn cases(&self, leaf: LeafIndex) -> impl Iterator<Item = (&Case, &Case)> {
        self.without.cases.iter().zip(&self.with.cases).filter(move |(case, _)| case.leaf == leaf)
    }

    fn one_for_all_laws(&self, instances: &[(Binding, Tree<LeafIndex>)]) -> Result<SharpConstant, Undecided> {
        // As long as there is no schedule, any law refutes.
        let mut best = SharpConstant {
            length: self.length,
            bindings: Vec::new(),
            s_max: None,
            sense: Sense::Smallest,
            bound: Bound::None(ConePoint::ray(self.length, self.length)),
        };
        for (binding, tree) in instances {
            let (Binding::Schedule(_) | Binding::Class(_), Tree::Leaf(leaf)) = (binding, tree) else {
                return Err(Undecided::Quantifiers);
            };
            let [(without, with)] = self.cases(*leaf).collect::<Vec<_>>()[..] else {
                return Err(Undecided::Quantifiers);
            };
            let (Tree::Leaf(first), Tree::Leaf(second)) = (&without.goal, &with.goal) else {
                return Err(Undecided::Quantifiers);
            };
            let (first, second) = (inequality(first)?, inequality(second)?);
            for schedule in listed(binding, self.length)? {
                let s_max = Some(schedule.largest());
                let (sense, bound) =
                    every_schedule(&[Binding::Schedule(schedule)], first, second, self.length, self.work)?;
                is_defined_at(first, second, &bound)?;
                let new = SharpConstant { length: self.length, bindings: Vec::new(), s_max, sense, bound };
                if is_better(&new, &best)? {
                    best = new;
                }
            }
        }
        Ok(best)
    }
}

fn undecided(length: usize, reason: Undecided) -> SharpConstant {
    SharpConstant { length, bindings: Vec::new(), s_max: None, sense: Sense::Smallest, bound: Bound::Undecided(reason) }
}

/// Whether a schedule's constant is better than another's; they must be sought in the same sense.
fn is_better(new: &SharpConstant, known: &SharpConstant) -> Result<bool, Undecided> {
    match (&new.bound, &known.bound) {
        (Bound::Sharp(_), Bound::Sharp(_)) if new.sense != known.sense => Err(NoConstant::SlopeOfSchedule.into()),
        (Bound::Sharp(new_extremal), Bound::Sharp(known_extremal)) => Ok(match new.sense {
            Sense::Smallest => new_extremal.constant < known_extremal.constant,
            Sense::Largest => new_extremal.constant > known_extremal.constant,
        }),
        (Bound::Any, Bound::Sharp(_) | Bound::None(_)) | (Bound::Sharp(_), Bound::None(_)) => Ok(true),
        _ => Ok(false),
    }
}
