//! The decision of a case on a law.

use rug::Rational;

use crate::cases::bindings::Binding;
use crate::cases::plan::{Case, Goal, Relation};
use crate::cases::tree::Tree;
use crate::exact::lazy_form::Terms;
use crate::exact::{Extended, LogForm, lazy_form};
use crate::language::words::Comparator;

use super::outcome::Outcome;
use super::relation::decide_relation;
use super::side::Side;
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

/// The exact values of a relation's sides on a law.
#[derive(Debug, Clone)]
pub struct Comparison {
    left: Result<Extended, Verdict>,
    /// The relation.
    pub relation: Comparator,
    right: Result<Extended, Verdict>,
    shared: Result<Extended, Verdict>,
}

impl Comparison {
    /// Evaluates both sides.
    pub fn new(relation: &Relation, subject: &Subject) -> Self {
        let scale = Rational::from((1, &relation.scale));
        let value = |linear| match Side::of(linear, subject) {
            Side::Finite(terms) => Ok(Extended::Finite(lazy_form::expand(&terms).scaled(&scale))),
            Side::Infinite => Ok(Extended::PositiveInfinity),
            Side::Undefined => Err(Verdict::Undefined),
            Side::Unavailable => Err(Verdict::Unavailable),
        };
        Self {
            left: value(&relation.left),
            relation: relation.relation,
            right: value(&relation.right),
            shared: value(&relation.shared),
        }
    }

    /// The left side as written, or why it has no value.
    ///
    /// # Errors
    /// [`Verdict::Undefined`] or [`Verdict::Unavailable`].
    pub fn left(&self) -> Result<Extended, Verdict> {
        Ok(self.left.clone()?.plus(&self.shared.clone()?))
    }

    /// The right side as written, or why it has no value.
    ///
    /// # Errors
    /// As [`Comparison::left`].
    pub fn right(&self) -> Result<Extended, Verdict> {
        Ok(self.right.clone()?.plus(&self.shared.clone()?))
    }

    /// How far the relation is from equality, positive where it holds: right minus left for `<=`, `<` and `==`, left
    /// minus right for `>=` and `>`. `None` when a side has no finite value.
    pub fn slack(&self) -> Option<LogForm> {
        self.shared.as_ref().ok()?.finite()?;
        let (smaller, larger) = self.ordered()?;
        let mut slack = larger.clone();
        slack -= smaller;
        Some(slack)
    }

    /// The finite sides without the training error that both contain, first the one that the relation wants to be the
    /// smaller (the left one for `==`).
    pub fn ordered(&self) -> Option<(&LogForm, &LogForm)> {
        let left = self.left.as_ref().ok()?.finite()?;
        let right = self.right.as_ref().ok()?.finite()?;
        Some(self.relation.smaller_first(left, right).into())
    }

    /// The sides whose ratio says how tight a relation is that holds, the smaller one first: those of
    /// [`Comparison::ordered`], where the smaller one is positive.
    pub fn positive_sides(&self) -> Option<(&LogForm, &LogForm)> {
        self.ordered().filter(|(smaller, _)| smaller.sign().is_gt())
    }
}

/// The sides of a relation on a law, as combinations of the law's quantities that are not worked out: no exact form is
/// made for them.
pub struct Sums<'r, 'a> {
    relation: &'r Relation,
    left: Side<'a>,
    right: Side<'a>,
    shared: Side<'a>,
}

impl<'r, 'a> Sums<'r, 'a> {
    /// Both sides.
    pub fn new(relation: &'r Relation, subject: &'a Subject) -> Self {
        let [left, right, shared] =
            [&relation.left, &relation.right, &relation.shared].map(|linear| Side::of(linear, subject));
        Self { relation, left, right, shared }
    }

    /// The right side as written; `None` where it is `+infinity`.
    ///
    /// # Errors
    /// [`Verdict::Undefined`] or [`Verdict::Unavailable`], where it has no value.
    pub fn right(&self) -> Result<Option<Terms<'a>>, Verdict> {
        let mut terms = Terms::new();
        let mut is_finite = true;
        for side in [&self.right, &self.shared] {
            match side {
                Side::Finite(finite) => self.add(&mut terms, finite, 1),
                Side::Infinite => is_finite = false,
                Side::Undefined => return Err(Verdict::Undefined),
                Side::Unavailable => return Err(Verdict::Unavailable),
            }
        }
        Ok(is_finite.then_some(terms))
    }

    /// How far the relation is from equality, as [`Comparison::slack`] has it.
    pub fn slack(&self) -> Option<Terms<'a>> {
        let (Side::Finite(left), Side::Finite(right), Side::Finite(_)) = (&self.left, &self.right, &self.shared) else {
            return None;
        };
        let [smaller, larger] = self.relation.relation.smaller_first(left, right);
        let mut terms = Terms::new();
        self.add(&mut terms, larger, 1);
        self.add(&mut terms, smaller, -1);
        Some(terms)
    }

    /// Adds a side times a sign, in the scale of the relation as it is written.
    fn add(&self, terms: &mut Terms<'a>, side: &Terms<'a>, sign: i32) {
        let factor = Rational::from((sign, &self.relation.scale));
        terms.extend(side.iter().map(|(coefficient, form)| (Rational::from(coefficient * &factor), *form)));
    }
}
