//! How close a case is to being violated on a law, exactly.

use std::cmp::Ordering;

use crate::cases::linear::Linear;
use crate::cases::linear_sum::LinearSum;
use crate::cases::plan::{Case, Goal, Relation};
use crate::evaluation::{Comparison, Subject, Verdict, evaluate};
use crate::language::words::Comparator;

use super::affine::AffineGoal;
use super::constant_bound::{Implied, implied_constant};
use super::ratio::Ratio;

/// Where in a goal a ratio comes from: the instances chosen, and the relation at the leaf.
pub type Path = Vec<usize>;

/// What the exact evaluation says of a case on a law.
#[derive(Debug, Clone)]
pub struct Examined {
    /// The verdict of the ordinary evaluation.
    pub verdict: Verdict,
    /// The largest ratio over what has to hold, the smallest over what has to exist.
    pub ratio: Ratio,
    /// The relation with this ratio.
    pub path: Path,
    /// What the law says of the claim's constant, where the case is affine in it.
    pub implied: Option<Implied>,
}

/// Examines a case on a law whose quantities are prepared. `arranged` is its goal with the relations arranged, and
/// `affine` the goal as a condition on the claim's constant.
pub fn examine(case: &Case, arranged: &Goal, affine: Option<&AffineGoal>, subject: &Subject) -> Examined {
    let verdict = evaluate::decide_case(case, subject).verdict;
    if !case.premise.is_empty() && verdict != evaluate::decide(&case.goal, subject).verdict {
        // Decided by the premise: the goal is not asked.
        return Examined { verdict, ratio: Ratio::None, path: Vec::new(), implied: None };
    }
    let (ratio, path) = ratio_of(arranged, subject);
    let implied = affine.and_then(|affine| implied_constant(affine, subject));
    Examined { verdict, ratio, path, implied }
}

fn ratio_of(goal: &Goal, subject: &Subject) -> (Ratio, Path) {
    let chosen = |values: Vec<(Ratio, Path)>, better: Ordering| {
        let mut chosen: Option<(usize, (Ratio, Path))> = None;
        for (index, value) in values.into_iter().enumerate() {
            if chosen.as_ref().is_none_or(|(_, known)| value.0.rank(&known.0) == better) {
                chosen = Some((index, value));
            }
        }
        match chosen {
            Some((index, (ratio, mut path))) => {
                path.insert(0, index);
                (ratio, path)
            }
            // Nothing has to hold; or nothing can exist.
            None => (if better == Ordering::Greater { Ratio::None } else { Ratio::Unbounded }, Vec::new()),
        }
    };
    let of_relation = |relation: &Relation| (ratio_of_relation(relation, subject), Vec::new());
    goal.fold(
        &|relations: &Vec<_>| chosen(relations.iter().map(of_relation).collect(), Ordering::Greater),
        &|all| chosen(all, Ordering::Greater),
        &|any| chosen(any, Ordering::Less),
    )
}

fn ratio_of_relation(relation: &Relation, subject: &Subject) -> Ratio {
    let comparison = Comparison::new(relation, subject);
    let Some((smaller, larger)) = comparison.ordered() else { return Ratio::None };
    let ratio = Ratio::of(smaller, larger);
    if relation.relation != Comparator::Equals {
        return ratio;
    }
    let reversed = Ratio::of(larger, smaller);
    if reversed.rank(&ratio).is_gt() { reversed } else { ratio }
}

/// The goal with every relation [`arranged`].
pub fn arranged_goal(goal: &Goal) -> Goal {
    goal.map(&|relations| relations.iter().map(arranged).collect())
}

/// An equivalent relation whose ratio says something. Where a side has no positive term, as in
/// `2 h(1) - h(2) >= 0`, the terms with negative coefficients change sides.
pub fn arranged(relation: &Relation) -> Relation {
    let has_extrema = |side: &Linear| !side.extrema().is_empty();
    let is_positive =
        |side: &Linear| has_extrema(side) || side.terms().any(|(_, coefficient)| coefficient.sign().is_gt());
    if [&relation.left, &relation.right].into_iter().all(is_positive)
        || has_extrema(&relation.left)
        || has_extrema(&relation.right)
    {
        return relation.clone();
    }
    let mut sides = [LinearSum::default(), LinearSum::default()];
    for (own, side) in [&relation.left, &relation.right].into_iter().enumerate() {
        for (quantity, coefficient) in side.terms() {
            if coefficient.sign().is_gt() {
                sides[own].add(quantity.clone(), coefficient);
            } else {
                sides[1 - own].add(quantity.clone(), &coefficient.negated());
            }
        }
    }
    let [left, right] = sides.map(LinearSum::total);
    Relation { left, right, ..relation.clone() }
}
