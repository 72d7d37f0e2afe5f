//! The sides of a relation on a law: as combinations of the law's quantities, and worked out.

use rug::Rational;

use crate::cases::plan::Relation;
use crate::exact::lazy_form::Terms;
use crate::exact::{Extended, LogForm, lazy_form};
use crate::language::words::Comparator;

use super::side::Side;
use super::subject::Subject;
use super::verdict::Verdict;

/// The sides of a relation on a law, as combinations of the law's quantities that are not worked out: no exact form is
/// made for them.
pub struct Sums<'r, 'a> {
    relation: &'r Relation,
    pub(super) left: Side<'a>,
    pub(super) right: Side<'a>,
    pub(super) shared: Side<'a>,
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
        let [own, shared] = [self.right.finite()?, self.shared.finite()?];
        Ok(own.zip(shared).map(|(own, shared)| {
            let mut terms = Terms::new();
            self.add(&mut terms, own, 1);
            self.add(&mut terms, shared, 1);
            terms
        }))
    }

    /// How far the relation is from equality, as [`Comparison::slack`] has it.
    pub fn slack(&self) -> Option<Terms<'a>> {
        let [left, right, _] = [self.left.finite().ok()??, self.right.finite().ok()??, self.shared.finite().ok()??];
        let [smaller, larger] = self.relation.relation.smaller_first(left, right);
        let mut terms = Terms::new();
        self.add(&mut terms, larger, 1);
        self.add(&mut terms, smaller, -1);
        Some(terms)
    }

    /// The exact value of a side, in the scale of the relation as it is written.
    fn value(&self, side: &Side) -> Result<Extended, Verdict> {
        let scale = Rational::from((1, &self.relation.scale));
        let finite = |terms: &Terms| Extended::Finite(lazy_form::expand(terms).scaled(&scale));
        Ok(side.finite()?.map_or(Extended::PositiveInfinity, finite))
    }

    /// Adds a side times a sign, in the scale of the relation as it is written.
    fn add(&self, terms: &mut Terms<'a>, side: &Terms<'a>, sign: i32) {
        let factor = Rational::from((sign, &self.relation.scale));
        terms.extend(side.iter().map(|(coefficient, form)| (Rational::from(coefficient * &factor), *form)));
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
        let sums = Sums::new(relation, subject);
        let value = |side: &Side| sums.value(side);
        Self {
            relation: relation.relation,
            left: value(&sums.left),
            right: value(&sums.right),
            shared: value(&sums.shared),
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
