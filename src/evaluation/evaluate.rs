//! The decision of a case on a law.

use std::cmp::Ordering;

use rug::Rational;

use crate::cases::bindings::Binding;
use crate::cases::linear::Linear;
use crate::cases::plan::{Case, Goal, Relation, Tree};
use crate::exact::{Enclosure, Extended, LazyForm, LogForm, lazy_form};
use crate::language::words::Comparator;

use super::subject::Subject;
use super::value::Value;
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
            let tightness = if verdict.is_true() && !left.is_empty() && !right.is_empty() {
                match relation.relation {
                    Comparator::AtMost | Comparator::Below => left_enclosure.quotient(&right_enclosure),
                    Comparator::AtLeast | Comparator::Above => right_enclosure.quotient(&left_enclosure),
                    Comparator::Equals => None,
                }
            } else {
                None
            };
            (verdict, tightness)
        }
    };
    Outcome { verdict, tightness, decisive: Some((relation, Vec::new())) }
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
    if left_enclosure.lower() > right_enclosure.upper() {
        return Ordering::Greater;
    }
    if left_enclosure.upper() < right_enclosure.lower() {
        return Ordering::Less;
    }
    let mut difference = lazy_form::expand(left);
    difference -= &lazy_form::expand(right);
    difference.sign()
}

/// The value of a side on a law.
enum Side<'a> {
    Finite(Vec<(Rational, &'a LazyForm<'a>)>),
    Infinite,
    Undefined,
    Unavailable,
}

impl<'a> Side<'a> {
    fn of(linear: &Linear, subject: &'a Subject) -> Self {
        let mut terms = Vec::with_capacity(linear.terms().len());
        let mut side = Self::add_terms(linear, &Rational::from(1), subject, &mut terms);
        for (coefficient, extremum) in linear.extrema() {
            let inner = Self::select(extremum.is_maximum, &extremum.options, subject);
            side = join(side, inner, coefficient, &mut terms);
        }
        match side {
            None => Self::Finite(terms),
            Some(special) => special,
        }
    }

    /// Adds the terms over symbols; returns what is not finite.
    fn add_terms(
        linear: &Linear,
        factor: &Rational,
        subject: &'a Subject,
        terms: &mut Vec<(Rational, &'a LazyForm<'a>)>,
    ) -> Option<Self> {
        let mut special = None;
        for (symbol, coefficient) in linear.terms() {
            let coefficient = Rational::from(coefficient * factor);
            let found = match subject.value(symbol) {
                Value::Finite(quantity) => {
                    terms.push((coefficient, quantity));
                    continue;
                }
                Value::PositiveInfinity if coefficient > 0 => Self::Infinite,
                Value::PositiveInfinity => Self::Undefined,
                Value::Unavailable(_) => Self::Unavailable,
            };
            special = combine_special(special, Some(found));
        }
        special
    }

    /// The least or greatest of several combinations.
    fn select(is_maximum: bool, options: &[Linear], subject: &'a Subject) -> Self {
        let mut chosen: Option<Self> = None;
        for option in options {
            let side = Self::of(option, subject);
            chosen = Some(match (chosen, side) {
                (None, side) => side,
                (Some(Self::Unavailable), _) | (_, Self::Unavailable) => Self::Unavailable,
                (Some(Self::Undefined), _) | (_, Self::Undefined) => Self::Undefined,
                (Some(Self::Infinite), other) | (Some(other), Self::Infinite) => {
                    if is_maximum {
                        Self::Infinite
                    } else {
                        other
                    }
                }
                (Some(Self::Finite(known)), Self::Finite(other)) => {
                    let mut difference = other.clone();
                    difference.extend(known.iter().map(|(q, quantity)| (Rational::from(-q), *quantity)));
                    let replace = match lazy_form::sign(&difference) {
                        Ordering::Greater => is_maximum,
                        Ordering::Less => !is_maximum,
                        Ordering::Equal => false,
                    };
                    Self::Finite(if replace { other } else { known })
                }
            });
        }
        chosen.expect("a minimum is taken over at least one option")
    }
}

fn join<'a>(
    special: Option<Side<'a>>,
    inner: Side<'a>,
    coefficient: &Rational,
    terms: &mut Vec<(Rational, &'a LazyForm<'a>)>,
) -> Option<Side<'a>> {
    let found = match inner {
        Side::Finite(inner) => {
            terms.extend(inner.into_iter().map(|(q, quantity)| (q * coefficient, quantity)));
            None
        }
        Side::Infinite if *coefficient > 0 => Some(Side::Infinite),
        Side::Infinite => Some(Side::Undefined),
        other => Some(other),
    };
    combine_special(special, found)
}

/// What a sum is that has two terms which are not finite.
fn combine_special<'a>(first: Option<Side<'a>>, second: Option<Side<'a>>) -> Option<Side<'a>> {
    match (first, second) {
        (None, other) | (other, None) => other,
        (Some(Side::Unavailable), _) | (_, Some(Side::Unavailable)) => Some(Side::Unavailable),
        (Some(Side::Undefined), _) | (_, Some(Side::Undefined)) => Some(Side::Undefined),
        (first, _) => first,
    }
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
