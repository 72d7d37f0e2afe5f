//! The quantifiers of an instantiated claim, decided from the outside in.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rug::Rational;

use crate::cases::bindings::{Binding, schedule_of};
use crate::cases::plan::{LeafIndex, Plan, Relation};
use crate::cases::tree::Tree;
use crate::exact::work::{operation, words, words_of};
use crate::exact::{TooLarge, Work};
use crate::language::words::Comparator;
use crate::sampler::{Schedule, ScheduleClass};

use super::alternatives::{choices, listed};
use super::difference::{Difference, RayCoefficients, extreme_distance, extreme_distances};
use super::existence::{Mixture, game};
use super::outcome::{Decision, Proof, Reason, Refutation};
use super::realise::ConePoint;
use super::undecided::Undecided;
use super::violation::{negative_point, violating_point};

/// The bytes of a coefficient beside its words, which are allocated by themselves.
const RAY_BYTES: u64 = 64;

/// Decides the cases of a plan.
pub struct Decider<'a> {
    length: usize,
    plan: &'a Plan,
    work: &'a Work,
    /// The extreme distances of a class, by class and whether they are the largest, for each ray.
    extremes: BTreeMap<(ScheduleClass, bool), Vec<usize>>,
}

impl<'a> Decider<'a> {
    /// For the cases of a plan, with a meter.
    pub fn new(plan: &'a Plan, length: usize, work: &'a Work) -> Self {
        Self { length, plan, work, extremes: BTreeMap::new() }
    }

    /// Decides what is under an instance of the quantifiers before the law; `bindings` are those passed on the way.
    pub fn outer(&mut self, tree: &Tree<LeafIndex>, bindings: &mut Vec<Binding>) -> Result<Decision, Undecided> {
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
                law: None,
            })),
            Tree::Any(instances) => self.one_for_all_laws(instances),
        }
    }

    /// `exists schedule: for all law`: the first that serves, or a point against each.
    fn one_for_all_laws(&mut self, instances: &[(Binding, Tree<LeafIndex>)]) -> Result<Decision, Undecided> {
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
            if relation.relation == Comparator::Equals {
                return Err(Undecided::Quantifiers);
            }
            bindings = case.bindings.iter().filter(|bound| matches!(bound, Binding::Variable(..))).cloned().collect();
            for schedule in listed(binding, self.length)? {
                let single = Binding::Schedule(schedule.clone());
                let difference = self.difference(relation, Some(&schedule))?;
                let difference = difference.homogeneous().map_err(Undecided::NotLinear)?;
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
        Ok(Decision::Refuted(Refutation { bindings, relation: 0, points, candidates: None, law: None }))
    }

    fn all<'p>(
        &mut self,
        cases: impl Iterator<Item = (&'p Vec<Binding>, &'p Tree<Vec<Relation>>)>,
    ) -> Result<Decision, Undecided> {
        let mut proofs = Vec::new();
        for (bindings, goal) in cases {
            let reason = match goal {
                Tree::Leaf(relations) => match self.relations(bindings, relations)? {
                    Ok(coefficients) => Reason::Coefficients(coefficients),
                    Err(refutation) => return Ok(Decision::Refuted(refutation)),
                },
                Tree::Any(instances) => match self.exists(bindings, instances)? {
                    Ok(reason) => reason,
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
        relations: &[Relation],
    ) -> Result<Result<Vec<RayCoefficients>, Refutation>, Undecided> {
        let mut least = Vec::new();
        for (index, relation) in relations.iter().enumerate() {
            let single = schedule_of(bindings);
            let class = bindings.iter().find_map(|binding| match binding {
                Binding::Class(class) => Some(*class),
                _ => None,
            });
            let difference = self.difference(relation, single)?;
            // An equation is two inequalities.
            let senses: &[i32] = if relation.relation == Comparator::Equals { &[-1, 1] } else { &[1] };
            for &sense in senses {
                let coefficients = self.least_coefficients(&difference, single, class, sense)?;
                if let Some(point) = violating_point(&coefficients, &difference, sense)? {
                    let ray = point.single_ray().unwrap_or(1);
                    let schedule = class.and_then(|class| extreme_schedule(class, &difference, sense, ray));
                    let bindings = bindings.iter().map(|binding| match (binding, &schedule) {
                        (Binding::Class(_), Some(schedule)) => Binding::Schedule(schedule.clone()),
                        _ => binding.clone(),
                    });
                    return Ok(Err(Refutation {
                        bindings: bindings.collect(),
                        relation: index,
                        points: vec![(None, point)],
                        candidates: None,
                        law: None,
                    }));
                }
                if sense == 1 {
                    let words: u64 = coefficients.all().map(words_of).sum();
                    self.work.keep(8 * words + RAY_BYTES * (self.length as u64 + 2))?;
                    least.push(coefficients);
                }
            }
        }
        Ok(Ok(least))
    }

    /// The least of `sense * coefficient` on each ray over the schedules of the case.
    fn least_coefficients(
        &mut self,
        difference: &Difference,
        single: Option<&Schedule>,
        class: Option<ScheduleClass>,
        sense: i32,
    ) -> Result<RayCoefficients, Undecided> {
        let signed = |number: Rational| number * sense;
        let ln_v = signed(difference.ln_v().clone());
        let eps_train = signed(difference.eps_train().clone());
        let rays = match class {
            Some(class) if !difference.cost().is_zero() => {
                let most = signed(difference.cost().clone()) < 0;
                let distances = match self.extremes.entry((class, most)) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => {
                        self.work.spend(extreme_steps(self.length))?;
                        unknown.insert(extreme_distances(class, most))
                    }
                };
                let rays = distances.iter().enumerate().map(|(index, distance)| difference.ray(index + 1, *distance));
                rays.map(signed).collect()
            }
            _ => difference.coefficients(single).rays.into_iter().map(signed).collect(),
        };
        Ok(RayCoefficients { rays, ln_v, eps_train })
    }

    /// `for all law: exists schedule`, a game.
    fn exists(
        &mut self,
        bindings: &[Binding],
        instances: &[(Binding, Tree<Vec<Relation>>)],
    ) -> Result<Result<Reason, Refutation>, Undecided> {
        let refuted = |points| {
            let lists =
                instances.iter().map(|(binding, _)| listed(binding, self.length)).collect::<Result<Vec<_>, _>>();
            let candidates = lists.ok().map(|lists| lists.concat());
            Refutation { bindings: bindings.to_vec(), relation: 0, points, candidates, law: None }
        };
        if instances.is_empty() {
            // No schedule fulfils the condition: any law refutes.
            return Ok(Err(refuted(vec![(None, ConePoint::ray(self.length, self.length))])));
        }
        if instances.iter().all(|(binding, _)| matches!(binding, Binding::Variable(..))) {
            return self.one_instance(bindings, instances).map(|coefficients| Ok(Reason::Coefficients(coefficients)));
        }
        spend_on_choices(instances, self.length, self.work)?;
        let choices = choices(instances, self.length)?;
        let optimum = game(&choices, self.length, self.work)?;
        if optimum.value >= 0 {
            return Ok(Ok(Reason::Mixture(optimum.mixture)));
        }
        Ok(Err(refuted(vec![(None, ConePoint::from_weights(optimum.weights))])))
    }

    /// `for all law: exists m in a..b`: one integer that serves every law. Whether each law has its own is not decided.
    fn one_instance(
        &mut self,
        bindings: &[Binding],
        instances: &[(Binding, Tree<Vec<Relation>>)],
    ) -> Result<Vec<RayCoefficients>, Undecided> {
        for (binding, goal) in instances {
            let Tree::Leaf(relations) = goal else { return Err(Undecided::Quantifiers) };
            let bindings = [bindings, std::slice::from_ref(binding)].concat();
            match self.relations(&bindings, relations) {
                Ok(Ok(coefficients)) => return Ok(coefficients),
                Err(reason) if reason.is_of_work() => return Err(reason),
                Ok(Err(_)) | Err(_) => {}
            }
        }
        Err(Undecided::Quantifiers)
    }

    fn difference(&self, relation: &Relation, schedule: Option<&Schedule>) -> Result<Difference, Undecided> {
        self.work.spend(difference_steps(relation, self.length))?;
        Difference::new(relation, self.length, schedule).map_err(Undecided::NotLinear)
    }
}

/// The steps of a relation's difference and its coefficients on the rays.
pub(super) fn difference_steps(relation: &Relation, length: usize) -> u64 {
    let [left, right] = [&relation.left, &relation.right];
    let words = words(&relation.scale) + left.most_words().max(right.most_words());
    let rays = operation(words).saturating_mul(8).saturating_mul(length as u64 + 2);
    left.steps().saturating_add(right.steps()).saturating_mul(4).saturating_add(rays)
}

/// Spends the work for the differences of what an `exists` chooses from.
pub(super) fn spend_on_choices(
    instances: &[(Binding, Tree<Vec<Relation>>)],
    length: usize,
    work: &Work,
) -> Result<(), TooLarge> {
    instances.iter().try_for_each(|(_, goal)| match goal {
        Tree::Leaf(relations) => relations.iter().try_for_each(|one| work.spend(difference_steps(one, length))),
        Tree::All(_) | Tree::Any(_) => Ok(()),
    })
}

/// The steps of the extreme distances of a class.
pub(super) fn extreme_steps(length: usize) -> u64 {
    (length as u64).saturating_mul(length as u64).saturating_mul(16)
}

/// The schedule of a class at which `sense` times the coefficient of a difference on a ray is least.
fn extreme_schedule(class: ScheduleClass, difference: &Difference, sense: i32, ray: usize) -> Option<Schedule> {
    if difference.cost().is_zero() {
        return class.costliest(|_, _| 0_u8).map(|(_, schedule)| schedule);
    }
    let most = Rational::from(difference.cost() * sense) < 0;
    extreme_distance(class, ray, most).map(|(_, schedule)| schedule)
}

/// The decision of cases that all hold.
fn proved(proofs: Vec<Proof>) -> Decision {
    if proofs.is_empty() { Decision::NoCase } else { Decision::Proved(proofs) }
}
