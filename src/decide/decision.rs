//! The decision of a claim for one length.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rug::{Integer, Rational};

use crate::claim::plan::{Binding, Instantiation, Plan, Relations, ScheduleChoice, Tree};
use crate::claim::syntax::Relation;
use crate::claim::{Claim, ClaimError, Evaluation};
use crate::sampler::{Schedule, ScheduleClass};

use super::difference::{Difference, NotLinear, RayCoefficients, extreme_distance};
use super::existence::{Choice, ChoiceSchedules, Mixture, game};
use super::realise::ConePoint;
use super::usage::Usage;

/// What was decided for all laws of one length over all vocabularies, and all predictors.
#[derive(Debug, Clone)]
pub struct LengthDecision {
    /// `L`
    pub length: usize,
    /// How many schedules the statement was decided for: all that its quantifiers admit.
    pub schedules: Integer,
    /// The decision.
    pub decision: Decision,
}

/// A decision.
#[derive(Debug, Clone)]
pub enum Decision {
    /// True for all laws, over all vocabularies, with all predictors.
    Proved(Vec<Proof>),
    /// False: the laws at the given points break it.
    Refuted(Refutation),
    /// Beyond these means.
    Undecided(Undecided),
    /// The statement has no case of this length.
    NoCase,
}

/// The proof of one case.
#[derive(Debug, Clone)]
pub struct Proof {
    /// What the quantifiers bind: an integer, a schedule, a class of schedules.
    pub bindings: Vec<Binding>,
    /// Why it holds.
    pub reason: Reason,
}

/// Why a case holds for all laws.
#[derive(Debug, Clone)]
pub enum Reason {
    /// The least coefficients over the schedules of the case are nonnegative; one list for each relation.
    Coefficients(Vec<RayCoefficients>),
    /// A mixture of schedules has nonnegative coefficients.
    Mixture(Mixture),
}

/// A refutation.
#[derive(Debug, Clone)]
pub struct Refutation {
    /// What the `for all` quantifiers bind, a schedule among them where one is quantified so.
    pub bindings: Vec<Binding>,
    /// The relation that is broken, as an index of the statement's.
    pub relation: usize,
    /// Points of the cone: one, or one for each schedule where one is to serve all laws.
    pub points: Vec<(Option<Schedule>, ConePoint)>,
    /// Where a schedule should have existed for every law: the schedules that the one law refutes, if they can be listed.
    pub candidates: Option<Vec<Schedule>>,
}

/// Why a claim is not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// A quantity that is not linear in average entropies.
    NotLinear(NotLinear),
    /// The vocabulary size occurs outside `ln(V)`.
    VocabularySize,
    /// The schedules are too many to list, and the statement asks for more than their scalars.
    TooManySchedules,
    /// The claim states an identity, or an inequality, that the decision takes for granted.
    TakenForGranted,
    /// Quantifiers in an order that the methods do not cover.
    Quantifiers,
}

impl Undecided {
    /// The reason in a phrase.
    pub fn describe(&self) -> String {
        match self {
            Self::NotLinear(NotLinear::Symbol(symbol)) => format!("{symbol} is not linear in average entropies"),
            Self::NotLinear(NotLinear::Extremum) => "a minimum or maximum is not linear".to_owned(),
            Self::NotLinear(NotLinear::TrainingErrors) => "training errors of several schedules occur".to_owned(),
            Self::NotLinear(NotLinear::SubtractedTrainingError) => {
                "a side subtracts a training error, which may be infinite".to_owned()
            }
            Self::NotLinear(NotLinear::Strict) => "a strict relation fails where both sides vanish".to_owned(),
            Self::TakenForGranted => "the claim is one of those that decisions take for granted".to_owned(),
            Self::VocabularySize => "V occurs outside ln(V)".to_owned(),
            Self::TooManySchedules => "too many schedules to list".to_owned(),
            Self::Quantifiers => "this order of quantifiers is decided by cases only".to_owned(),
        }
    }
}

/// The longest sequences for which schedules are listed one by one.
pub(super) const LISTED_LENGTH: usize = 16;

/// Decides a claim for all laws of a length over all vocabularies, for all its schedules or for the given ones.
///
/// # Errors
/// When the claim cannot be instantiated (a domain mistake, with its place).
pub fn decide(claim: &Claim, length: usize, schedules: Option<&[Schedule]>) -> Result<LengthDecision, ClaimError> {
    decide_with(claim, length, schedules, None)
}

/// As [`decide`], with a value for the claim's constant.
///
/// # Errors
/// As [`decide`].
pub fn decide_with(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    constant: Option<&Rational>,
) -> Result<LengthDecision, ClaimError> {
    let undecided =
        |reason| Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::Undecided(reason) });
    let choice = match choice(claim, length, schedules) {
        Ok(choice) => choice,
        Err(reason) => return undecided(reason),
    };
    let instantiation = Instantiation {
        length,
        vocabulary_size: None,
        schedules: choice,
        evaluation: Evaluation::Formulas,
        constant: constant.cloned(),
    };
    let plan = Plan::of(claim, &instantiation).map_err(|error| claim.locate(error))?;
    let Some(plan) = plan else {
        return Ok(LengthDecision { length, schedules: Integer::new(), decision: Decision::NoCase });
    };
    let mut decider = Decider { length, plan: &plan, extremes: BTreeMap::new() };
    let decision = match decider.outer(&plan.outer, &mut Vec::new()) {
        Ok(decision) => decision,
        Err(reason) => Decision::Undecided(reason),
    };
    Ok(LengthDecision { length, schedules: count_schedules(&plan), decision })
}

/// How the schedules of a claim are instantiated for decisions.
pub(super) fn choice<'a>(
    claim: &Claim,
    length: usize,
    schedules: Option<&'a [Schedule]>,
) -> Result<ScheduleChoice<'a>, Undecided> {
    if claim.evaluation() == Evaluation::Definitions {
        return Err(Undecided::TakenForGranted);
    }
    let usage = Usage::of(claim);
    if usage.uses_vocabulary_size {
        return Err(Undecided::VocabularySize);
    }
    match schedules {
        Some(schedules) => Ok(ScheduleChoice::Given(schedules)),
        None if !usage.needs_single_schedule => Ok(ScheduleChoice::Classes(usage.key)),
        None if length <= LISTED_LENGTH => Ok(ScheduleChoice::All),
        None => Err(Undecided::TooManySchedules),
    }
}

/// The schedules that the instances of a plan have, each counted once.
fn count_schedules(plan: &Plan) -> Integer {
    fn bound<'p>(bindings: impl Iterator<Item = &'p Binding>, found: &mut BTreeMap<String, Integer>) {
        for binding in bindings {
            match binding {
                Binding::Schedule(_) => found.insert(binding.to_string(), Integer::from(1)),
                Binding::Class(class) => found.insert(binding.to_string(), class.size()),
                Binding::Variable(..) => None,
            };
        }
    }
    let mut found = BTreeMap::new();
    for case in &plan.cases {
        bound(case.bindings.iter(), &mut found);
        if let Tree::All(instances) | Tree::Any(instances) = &case.goal {
            bound(instances.iter().map(|(binding, _)| binding), &mut found);
        }
    }
    found.into_values().sum()
}

type Extreme = Option<(usize, Schedule)>;

struct Decider<'a> {
    length: usize,
    plan: &'a Plan,
    /// The extreme distances of a class, by class and whether they are the largest, for each ray.
    extremes: BTreeMap<(ScheduleClass, bool), Vec<Extreme>>,
}

impl Decider<'_> {
    /// Decides what is under an instance of the quantifiers before the law; `bindings` are those passed on the way.
    fn outer(&mut self, tree: &Tree<usize>, bindings: &mut Vec<Binding>) -> Result<Decision, Undecided> {
        match tree {
            Tree::Leaf(leaf) => {
                let plan = self.plan;
                self.all(plan.cases.iter().filter(|case| case.leaf == *leaf).map(|case| (&case.bindings, &case.goal)))
            }
            Tree::All(instances) => {
                let mut proofs = Vec::new();
                for (binding, tree) in instances {
                    bindings.push(binding.clone());
                    let decided = self.outer(tree, bindings);
                    bindings.pop();
                    match decided? {
                        Decision::Proved(more) => proofs.extend(more),
                        Decision::NoCase => {}
                        other => return Ok(other),
                    }
                }
                Ok(proved(proofs))
            }
            // Nothing exists, so nothing serves all laws, whatever they are.
            Tree::Any(instances) if instances.is_empty() => Ok(Decision::Refuted(Refutation {
                bindings: bindings.clone(),
                relation: 0,
                points: Vec::new(),
                candidates: None,
            })),
            Tree::Any(instances) => self.one_for_all_laws(instances),
        }
    }

    /// `exists schedule: for all law`: the first that serves, or a point against each.
    fn one_for_all_laws(&mut self, instances: &[(Binding, Tree<usize>)]) -> Result<Decision, Undecided> {
        let plan = self.plan;
        let mut points = Vec::new();
        let mut bindings = Vec::new();
        for (binding, tree) in instances {
            let (Binding::Schedule(_) | Binding::Class(_), Tree::Leaf(leaf)) = (binding, tree) else {
                return Err(Undecided::Quantifiers);
            };
            let cases: Vec<_> = plan.cases.iter().filter(|case| case.leaf == *leaf).collect();
            if cases.is_empty() {
                // Nothing is asked of this instance.
                return Ok(Decision::NoCase);
            }
            let [case] = cases[..] else { return Err(Undecided::Quantifiers) };
            let Tree::Leaf(relations) = &case.goal else { return Err(Undecided::Quantifiers) };
            let [relation] = relations.as_slice() else { return Err(Undecided::Quantifiers) };
            if relation.relation == Relation::Equals {
                return Err(Undecided::Quantifiers);
            }
            bindings = case.bindings.iter().filter(|bound| matches!(bound, Binding::Variable(..))).cloned().collect();
            for schedule in listed(binding, self.length)? {
                let single = Binding::Schedule(schedule.clone());
                let difference = self.difference(relation, Some(&schedule))?;
                let coefficients = difference.coefficients(Some(&schedule));
                match negative_point(&coefficients) {
                    Some(point) => points.push((Some(schedule), point)),
                    None => {
                        let mut proved = bindings;
                        proved.push(single);
                        let mixture = Mixture { weights: vec![(schedule, Rational::from(1))], coefficients };
                        return Ok(Decision::Proved(vec![Proof {
                            bindings: proved,
                            reason: Reason::Mixture(mixture),
                        }]));
                    }
                }
            }
        }
        Ok(Decision::Refuted(Refutation { bindings, relation: 0, points, candidates: None }))
    }

    fn all<'p>(
        &mut self,
        cases: impl Iterator<Item = (&'p Vec<Binding>, &'p Tree<Vec<Relations>>)>,
    ) -> Result<Decision, Undecided> {
        let mut proofs = Vec::new();
        for (bindings, goal) in cases {
            let reason = match goal {
                Tree::Leaf(relations) => match self.relations(bindings, relations)? {
                    Ok(coefficients) => Reason::Coefficients(coefficients),
                    Err(refutation) => return Ok(Decision::Refuted(refutation)),
                },
                Tree::Any(instances) => match self.exists(bindings, instances)? {
                    Ok(mixture) => Reason::Mixture(mixture),
                    Err(refutation) => return Ok(Decision::Refuted(refutation)),
                },
                Tree::All(_) => return Err(Undecided::Quantifiers),
            };
            proofs.push(Proof { bindings: bindings.clone(), reason });
        }
        Ok(proved(proofs))
    }

    /// Relations with every quantifier fixed, up to a class of schedules.
    fn relations(
        &mut self,
        bindings: &[Binding],
        relations: &[Relations],
    ) -> Result<Result<Vec<RayCoefficients>, Refutation>, Undecided> {
        let mut least = Vec::new();
        for (index, relation) in relations.iter().enumerate() {
            let single = bindings.iter().find_map(|binding| match binding {
                Binding::Schedule(schedule) => Some(schedule),
                Binding::Class(_) | Binding::Variable(..) => None,
            });
            let class = bindings.iter().find_map(|binding| match binding {
                Binding::Class(class) => Some(*class),
                Binding::Schedule(_) | Binding::Variable(..) => None,
            });
            let difference = self.difference(relation, single)?;
            // An equation is two inequalities.
            let senses: &[i32] = if relation.relation == Relation::Equals { &[-1, 1] } else { &[1] };
            for &sense in senses {
                let (coefficients, schedules) = self.least_coefficients(&difference, single, class, sense);
                if let Some(point) = negative_point(&coefficients) {
                    let schedule = match (&point.single_ray(), &schedules) {
                        (Some(ray), Some(schedules)) => schedules[ray - 1].clone(),
                        (None, Some(schedules)) => schedules.first().cloned().flatten(),
                        (_, None) => None,
                    };
                    let bindings = bindings.iter().map(|binding| match (binding, &schedule) {
                        (Binding::Class(_), Some(schedule)) => Binding::Schedule(schedule.clone()),
                        _ => binding.clone(),
                    });
                    return Ok(Err(Refutation {
                        bindings: bindings.collect(),
                        relation: index,
                        points: vec![(None, point)],
                        candidates: None,
                    }));
                }
                if sense == 1 {
                    least.push(coefficients);
                }
            }
        }
        Ok(Ok(least))
    }

    /// The least of `sense * coefficient` on each ray over the schedules of the case, and which schedule has it.
    fn least_coefficients(
        &mut self,
        difference: &Difference,
        single: Option<&Schedule>,
        class: Option<ScheduleClass>,
        sense: i32,
    ) -> (RayCoefficients, Option<Vec<Option<Schedule>>>) {
        let signed = |number: Rational| number * sense;
        let ln_v = signed(difference.ln_v().clone());
        let eps_train = signed(difference.eps_train().clone());
        let Some(class) = class else {
            let rays = difference.coefficients(single).rays.into_iter().map(signed).collect();
            return (RayCoefficients { rays, ln_v, eps_train }, None);
        };
        if difference.cost().is_zero() {
            let schedule = class.costliest(|_, _| 0_u8).map(|(_, schedule)| schedule);
            let rays = difference.coefficients(None).rays.into_iter().map(signed).collect();
            return (RayCoefficients { rays, ln_v, eps_train }, Some(vec![schedule; self.length]));
        }
        let most = signed(difference.cost().clone()) < 0;
        let length = self.length;
        let extremes = self
            .extremes
            .entry((class, most))
            .or_insert_with(|| (1..=length).map(|dimension| extreme_distance(class, dimension, most)).collect());
        let rays = extremes.iter().enumerate().map(|(index, extreme)| {
            let distance = extreme.as_ref().map_or(0, |(distance, _)| *distance);
            signed(difference.ray(index + 1, distance))
        });
        let schedules = extremes.iter().map(|extreme| extreme.as_ref().map(|(_, schedule)| schedule.clone()));
        (RayCoefficients { rays: rays.collect(), ln_v, eps_train }, Some(schedules.collect()))
    }

    /// `for all law: exists schedule`, a game.
    fn exists(
        &mut self,
        bindings: &[Binding],
        instances: &[(Binding, Tree<Vec<Relations>>)],
    ) -> Result<Result<Mixture, Refutation>, Undecided> {
        let refuted = |points| {
            let lists =
                instances.iter().map(|(binding, _)| listed(binding, self.length)).collect::<Result<Vec<_>, _>>();
            let candidates = lists.ok().map(|lists| lists.concat());
            Refutation { bindings: bindings.to_vec(), relation: 0, points, candidates }
        };
        if instances.is_empty() {
            // No schedule fulfils the condition: any law refutes.
            return Ok(Err(refuted(vec![(None, ConePoint::ray(self.length, self.length))])));
        }
        let choices = choices(instances, self.length)?;
        let optimum = game(&choices, self.length);
        if optimum.value >= 0 {
            return Ok(Ok(optimum.mixture));
        }
        Ok(Err(refuted(vec![(None, ConePoint::from_weights(optimum.weights))])))
    }

    fn difference(&self, relation: &Relations, schedule: Option<&Schedule>) -> Result<Difference, Undecided> {
        Difference::new(relation, self.length, schedule).map_err(Undecided::NotLinear)
    }
}

/// The decision of cases that all hold.
fn proved(proofs: Vec<Proof>) -> Decision {
    if proofs.is_empty() { Decision::NoCase } else { Decision::Proved(proofs) }
}

/// The choices of an `exists schedule` behind the law.
///
/// Training errors of different schedules are different quantities. Where their coefficients all have one sign they may be
/// treated as one (`proofs-notes/average-entropy-cone.md`, section 3), and otherwise the choices are not comparable.
pub(super) fn choices(instances: &[(Binding, Tree<Vec<Relations>>)], length: usize) -> Result<Vec<Choice>, Undecided> {
    let choices: Vec<Choice> = instances
        .iter()
        .map(|(binding, goal)| {
            let Tree::Leaf(relations) = goal else { return Err(Undecided::Quantifiers) };
            let [relation] = relations.as_slice() else { return Err(Undecided::Quantifiers) };
            if relation.relation == Relation::Equals {
                return Err(Undecided::Quantifiers);
            }
            let (single, schedules) = match binding {
                Binding::Schedule(schedule) => (Some(schedule), ChoiceSchedules::Single(schedule.clone())),
                Binding::Class(class) => (None, ChoiceSchedules::Class(*class)),
                Binding::Variable(..) => return Err(Undecided::Quantifiers),
            };
            let difference = Difference::new(relation, length, single).map_err(Undecided::NotLinear)?;
            Ok(Choice { schedules, difference })
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
        Binding::Class(_) if length > LISTED_LENGTH => Err(Undecided::TooManySchedules),
        Binding::Class(class) => {
            Ok(Schedule::all(length).into_iter().filter(|schedule| class.contains(schedule)).collect())
        }
        Binding::Variable(..) => Err(Undecided::Quantifiers),
    }
}

/// A point of the cone on which the coefficients are negative, if there is one.
fn negative_point(coefficients: &RayCoefficients) -> Option<ConePoint> {
    let length = coefficients.rays.len();
    if let Some(index) = coefficients.rays.iter().position(|coefficient| *coefficient < 0) {
        return Some(ConePoint::ray(index + 1, length));
    }
    if coefficients.ln_v < 0 {
        return Some(ConePoint::ln_v(length));
    }
    (coefficients.eps_train < 0).then(|| ConePoint::eps_train(length))
}
