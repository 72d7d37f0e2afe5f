//! The decision of a case on a law.

use crate::cases::bindings::Binding;
use crate::cases::plan::{Case, Goal, Relation};
use crate::cases::tree::Tree;

use super::outcome::Outcome;
use super::relation::decide_relation;
use super::subject::Subject;
use super::verdict::{Decided, Verdict};

/// Decides a case on a law: vacuously true where the premise is false, not decided where the premise is not, and
/// otherwise as its goal.
pub fn decide_case<'p>(case: &'p Case, subject: &'p Subject<'_>) -> Outcome<'p> {
    let premise = case.premise.iter().map(|relation| decide_relation(relation, subject)).reduce(Outcome::worse);
    match premise {
        Some(Outcome { verdict: Verdict::Violated, decisive, .. }) => {
            Outcome { verdict: Verdict::Vacuous, tightness: None, decisive }
        }
        Some(undecided) if !undecided.verdict.is_true() => undecided,
        _ => decide(&case.goal, subject),
    }
}

/// Whether one of several relations holds between two infinite sides.
pub fn has_infinite_sides(relations: &[Relation], subject: &Subject) -> bool {
    relations.iter().any(|relation| decide_relation(relation, subject).verdict == Verdict::BothInfinite)
}

/// Decides a goal on a law.
pub fn decide<'p>(goal: &'p Goal, subject: &'p Subject<'_>) -> Outcome<'p> {
    match goal {
        Tree::Leaf(relations) => relations
            .iter()
            .map(|relation| decide_relation(relation, subject))
            .reduce(Outcome::worse)
            .expect("a statement has a relation"),
        Tree::All(instances) => {
            let empty = Outcome { verdict: Verdict::Holds, tightness: None, decisive: None };
            decide_instances(instances, subject).reduce(Outcome::worse).unwrap_or(empty)
        }
        Tree::Any(instances) => {
            let empty = Outcome { verdict: Verdict::Violated, tightness: None, decisive: None };
            decide_instances(instances, subject).reduce(Outcome::better).unwrap_or(empty)
        }
    }
}

fn decide_instances<'p>(
    instances: &'p [(Binding, Goal)],
    subject: &'p Subject<'_>,
) -> impl Iterator<Item = Outcome<'p>> {
    instances.iter().map(move |(binding, goal)| {
        let mut outcome = decide(goal, subject);
        if let Some((_, bindings)) = &mut outcome.decisive {
            bindings.insert(0, binding);
        }
        outcome
    })
}
