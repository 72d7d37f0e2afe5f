//! A case as a condition on the claim's constant: relations that are affine in it, `rest + C slope >= 0`.

use crate::cases::linear::Linear;
use crate::cases::plan::{Goal, Relation};
use crate::cases::quantity::Quantity;
use crate::cases::tree::Tree;
use crate::exact::Number;
use crate::language::words::Comparator;

/// A relation that asks for `rest + C slope >= 0`.
#[derive(Debug, Clone)]
pub struct Affine {
    /// `0 <= rest`
    pub rest: Relation,
    /// `0 <= slope`
    pub slope: Relation,
}

/// A goal of relations that are affine in the constant.
pub type AffineGoal = Tree<Vec<Affine>>;

/// The goal that has these instances with the constants 0, 1 and 2; `None` where it is not affine in the constant, does
/// not depend on it, or has equations, minima or maxima.
pub fn affine_goal(at: [&Goal; 3]) -> Option<AffineGoal> {
    let goal = zipped(at)?;
    let depends = goal.leaves().flatten().any(|affine| !affine.slope.right.is_zero());
    depends.then_some(goal)
}

/// The quantities that a goal needs.
pub fn quantities(goal: &AffineGoal) -> Vec<Quantity> {
    let mut found = Vec::new();
    for relation in goal.leaves().flatten().flat_map(|affine| [&affine.rest, &affine.slope]) {
        relation.right.visit_quantities(&mut |quantity| found.push(quantity.clone()));
    }
    found
}

fn zipped([zero, one, two]: [&Goal; 3]) -> Option<AffineGoal> {
    match (zero, one, two) {
        (Tree::Leaf(zero), Tree::Leaf(one), Tree::Leaf(two)) if zero.len() == one.len() && one.len() == two.len() => {
            let leaf = zero.iter().zip(one).zip(two).map(|((zero, one), two)| affine([zero, one, two]));
            Some(Tree::Leaf(leaf.collect::<Option<_>>()?))
        }
        (Tree::All(zero), Tree::All(one), Tree::All(two)) => Some(Tree::All(instances([zero, one, two])?)),
        (Tree::Any(zero), Tree::Any(one), Tree::Any(two)) => Some(Tree::Any(instances([zero, one, two])?)),
        _ => None,
    }
}

type Instances<Leaf> = Vec<(crate::cases::bindings::Binding, Tree<Leaf>)>;

fn instances([zero, one, two]: [&Instances<Vec<Relation>>; 3]) -> Option<Instances<Vec<Affine>>> {
    if zero.len() != one.len() || one.len() != two.len() {
        return None;
    }
    let all = zero.iter().zip(one).zip(two).map(|((zero, one), two)| {
        // A condition may ask for the constant.
        let is_same = zero.0 == one.0 && one.0 == two.0;
        is_same.then(|| zipped([&zero.1, &one.1, &two.1])).flatten().map(|goal| (zero.0.clone(), goal))
    });
    all.collect()
}

fn affine(at: [&Relation; 3]) -> Option<Affine> {
    let [zero, one, two] = at.map(difference);
    let (rest, one, two) = (zero?, one?, two?);
    let minus = |first: &Linear, second: &Linear| first.clone().plus_scaled(second, &Number::ONE.negated());
    let slope = minus(&one, &rest);
    (minus(&two, &one) == slope).then(|| Affine { rest: nonnegative(&rest), slope: nonnegative(&slope) })
}

/// The side that should be the larger, less the other, as written.
fn difference(relation: &Relation) -> Option<Linear> {
    if relation.relation == Comparator::Equals {
        return None;
    }
    let [smaller, larger] = relation.relation.smaller_first(&relation.left, &relation.right);
    let unit = Number::ONE.over(&Number::from(&relation.scale));
    let difference = larger.clone().scaled(&unit).plus_scaled(smaller, &unit.negated());
    difference.extrema().is_empty().then_some(difference)
}

fn nonnegative(form: &Linear) -> Relation {
    let unmetered = |_| Ok::<(), std::convert::Infallible>(());
    let Ok(scale) = form.common_denominator(rug::Integer::from(1), &unmetered);
    Relation {
        left: Linear::zero(),
        relation: Comparator::AtMost,
        right: form.clone().scaled(&Number::from(&scale)),
        shared: Linear::zero(),
        scale,
    }
}
