//! The decision of a case on a law.

use std::cmp::Ordering;

use rug::Rational;

use crate::cases::bindings::Binding;
use crate::cases::plan::{Case, Goal, Relation, Tree};
use crate::exact::lazy_form::Terms;
use crate::exact::{Enclosure, Extended, LogForm, lazy_form};
use crate::language::words::Comparator;

use super::side::{Side, enclosure};
use super::subject::Subject;
use super::verdict::{Decided, Verdict};

/// The decision of a case with what makes it tight.
#[derive(Debug, Clone)]
pub struct Outcome<'p> {
    /// The verdict.
    pub verdict: Verdict,
    /// For an inequality that holds between positive values: encloses the smaller side over the larger one, at most 1.
    pub tightness: Option<Enclosure>,
    /// The relation that the verdict rests on, with what inner quantifiers bind, unless there is no instance.
    pub decisive: Option<(&'p Relation, Vec<&'p Binding>)>,
}

/// Decides a case on a law: its goal, unless the premise is false, or has no value.
pub fn decide_case<'p>(case: &'p Case, subject: &Subject) -> Outcome<'p> {
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
pub fn decide<'p>(goal: &'p Goal, subject: &Subject) -> Outcome<'p> {
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

fn decide_instances<'p>(instances: &'p [(Binding, Goal)], subject: &Subject) -> impl Iterator<Item = Outcome<'p>> {
    instances.iter().map(move |(binding, goal)| {
        let mut outcome = decide(goal, subject);
        if let Some((_, bindings)) = &mut outcome.decisive {
            bindings.insert(0, binding);
        }
        outcome
    })
}

impl Decided for Outcome<'_> {
    type Ratio = Enclosure;

    fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn ratio(&self) -> Option<&Enclosure> {
        self.tightness.as_ref()
    }
}

fn decide_relation<'p>(relation: &'p Relation, subject: &Subject) -> Outcome<'p> {
    decide_by_enclosures(relation, subject).unwrap_or_else(|| decide_by_values(relation, subject))
}

/// The decision of a relation whose sides are finite and provably apart: most are, and no value is made for it.
fn decide_by_enclosures<'p>(relation: &'p Relation, subject: &Subject) -> Option<Outcome<'p>> {
    let [left, right] = [&relation.left, &relation.right].map(|side| enclosure(side, subject));
    let (left, right) = (left?, right?);
    enclosure(&relation.shared, subject)?;
    let verdict = verdict(relation.relation, apart(&left, &right)?);
    let are_empty = relation.left.is_zero() || relation.right.is_zero();
    let tightness = tightness(relation.relation, &left, &right).filter(|_| verdict.is_true() && !are_empty);
    Some(Outcome { verdict, tightness, decisive: Some((relation, Vec::new())) })
}

fn decide_by_values<'p>(relation: &'p Relation, subject: &Subject) -> Outcome<'p> {
    let sides = (Side::of(&relation.left, subject), Side::of(&relation.right, subject));
    let shared = Side::of(&relation.shared, subject);
    let (verdict, tightness) = match &sides {
        (Side::Unavailable, _) | (_, Side::Unavailable) => (Verdict::Unavailable, None),
        (Side::Undefined, _) | (_, Side::Undefined) => (Verdict::Undefined, None),
        _ if matches!(shared, Side::Undefined) => (Verdict::Undefined, None),
        _ if matches!(shared, Side::Infinite) => (of_infinities(relation.relation), None),
        (Side::Infinite, Side::Infinite) => (of_infinities(relation.relation), None),
        (Side::Infinite, Side::Finite(..)) => (verdict(relation.relation, Ordering::Greater), None),
        (Side::Finite(..), Side::Infinite) => (verdict(relation.relation, Ordering::Less), None),
        (Side::Finite(left), Side::Finite(right)) => {
            let [left_enclosure, right_enclosure] = [left, right].map(|side| lazy_form::enclose(side));
            let order = compare(left, &left_enclosure, right, &right_enclosure);
            let verdict = verdict(relation.relation, order);
            let are_empty = left.is_empty() || right.is_empty();
            let tightness = tightness(relation.relation, &left_enclosure, &right_enclosure);
            let tightness = tightness.filter(|_| verdict.is_true() && !are_empty);
            (verdict, tightness)
        }
    };
    Outcome { verdict, tightness, decisive: Some((relation, Vec::new())) }
}

/// The order of two numbers whose enclosures do not meet.
fn apart(left: &Enclosure, right: &Enclosure) -> Option<Ordering> {
    if left.lower() > right.upper() {
        Some(Ordering::Greater)
    } else if left.upper() < right.lower() {
        Some(Ordering::Less)
    } else {
        None
    }
}

/// The smaller side over the larger one, where the relation is an inequality that holds.
fn tightness(comparator: Comparator, left: &Enclosure, right: &Enclosure) -> Option<Enclosure> {
    match comparator {
        Comparator::AtMost | Comparator::Below => left.quotient(right),
        Comparator::AtLeast | Comparator::Above => right.quotient(left),
        Comparator::Equals => None,
    }
}

fn verdict(relation: Comparator, order: Ordering) -> Verdict {
    match (relation.admits(order), order) {
        (false, _) => Verdict::Violated,
        (true, Ordering::Equal) => Verdict::Equality,
        (true, _) => Verdict::Holds,
    }
}

/// The verdict where both sides are `+infinity`.
fn of_infinities(relation: Comparator) -> Verdict {
    if relation.admits(Ordering::Equal) { Verdict::BothInfinite } else { Verdict::Violated }
}

/// Compares two combinations exactly: by their enclosures where these are apart, by the sign of the difference
/// otherwise.
fn compare(
    left: &lazy_form::Combination,
    left_enclosure: &Enclosure,
    right: &lazy_form::Combination,
    right_enclosure: &Enclosure,
) -> Ordering {
    if let Some(order) = apart(left_enclosure, right_enclosure) {
        return order;
    }
    let mut difference = lazy_form::expand(left);
    difference -= &lazy_form::expand(right);
    difference.sign()
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
        Some(match self.relation {
            Comparator::AtMost | Comparator::Below | Comparator::Equals => (left, right),
            Comparator::AtLeast | Comparator::Above => (right, left),
        })
    }
}

/// The sides of a relation on a law, as sums of multiples of what is known of the law: their exact forms are made only
/// where they are asked for.
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
        let (smaller, larger) = match self.relation.relation {
            Comparator::AtMost | Comparator::Below | Comparator::Equals => (left, right),
            Comparator::AtLeast | Comparator::Above => (right, left),
        };
        let mut terms = Terms::new();
        self.add(&mut terms, larger, 1);
        self.add(&mut terms, smaller, -1);
        Some(terms)
    }

    /// Adds a side, or subtracts it, in the scale of what is written.
    fn add(&self, terms: &mut Terms<'a>, side: &Terms<'a>, sign: i32) {
        let factor = Rational::from((sign, &self.relation.scale));
        terms.extend(side.iter().map(|(coefficient, form)| (Rational::from(coefficient * &factor), *form)));
    }
}
