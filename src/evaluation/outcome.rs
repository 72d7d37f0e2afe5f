//! The decision of a case, and the ratio of the sides of an inequality that holds.

use std::cell::OnceCell;
use std::fmt;

use crate::cases::bindings::Binding;
use crate::cases::plan::Relation;
use crate::exact::{Enclosure, Interval};
use crate::language::words::Comparator;

use super::side::enclosure;
use super::subject::Subject;
use super::verdict::{Decided, Ratio, Verdict};

/// The decision of a case with what makes it tight.
#[derive(Debug, Clone)]
pub struct Outcome<'p> {
    /// The verdict.
    pub verdict: Verdict,
    /// For an inequality that holds between positive values: the smaller side over the larger one.
    pub tightness: Option<Tightness<'p>>,
    /// The relation that the verdict rests on, with what inner quantifiers bind, unless there is no instance.
    pub decisive: Option<(&'p Relation, Vec<&'p Binding>)>,
}

impl<'p> Decided for Outcome<'p> {
    type Ratio = Tightness<'p>;

    fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn ratio(&self) -> Option<&Tightness<'p>> {
        self.tightness.as_ref()
    }
}

/// The smaller side of an inequality over the larger one, at most 1. Its interval of doubles is known; its enclosure of
/// 128 bits is computed when it is first asked for.
#[derive(Clone)]
pub struct Tightness<'s> {
    relation: &'s Relation,
    subject: &'s Subject<'s>,
    interval: Interval,
    enclosure: OnceCell<Enclosure>,
}

impl<'s> Tightness<'s> {
    pub(super) fn of_interval(relation: &'s Relation, subject: &'s Subject<'_>, interval: Interval) -> Self {
        Self { relation, subject, interval, enclosure: OnceCell::new() }
    }

    pub(super) fn of_enclosure(relation: &'s Relation, subject: &'s Subject<'_>, enclosure: Enclosure) -> Self {
        Self { relation, subject, interval: Interval::from(&enclosure), enclosure: OnceCell::from(enclosure) }
    }

    /// The enclosure.
    pub fn enclosure(&self) -> &Enclosure {
        self.enclosure.get_or_init(|| {
            let [left, right] = [&self.relation.left, &self.relation.right].map(|side| enclosure(side, self.subject));
            let ratio = left.zip(right).and_then(|(left, right)| {
                let (smaller, larger) = ordered(self.relation.relation, [left, right])?;
                smaller.quotient(&larger)
            });
            ratio.unwrap_or_else(|| Enclosure::from(self.interval))
        })
    }
}

impl Ratio for Tightness<'_> {
    fn exceeds(&self, other: &Self) -> bool {
        match self.interval.apart(other.interval) {
            Some(order) => order.is_gt(),
            None => self.enclosure().exceeds(other.enclosure()),
        }
    }
}

impl fmt::Debug for Tightness<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Tightness").field(&self.interval).finish()
    }
}

/// The side that an inequality wants to be the smaller one, and the other.
pub(super) fn ordered<Bounds>(comparator: Comparator, [left, right]: [Bounds; 2]) -> Option<(Bounds, Bounds)> {
    (comparator != Comparator::Equals).then(|| comparator.smaller_first(left, right).into())
}
