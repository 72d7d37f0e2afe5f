//! Whether a relation is true at one law, with the exact predictor.

use std::cmp::Ordering;

use num_traits::One;

use crate::affine::Affine;
use crate::evaluate::Scope;
use crate::instances::ordered;
use crate::logs::LogForm;
use crate::outcome::{Fault, Verdict};
use crate::scalar::Q;
use crate::syntax::{Comparison, Relation};

/// How the side that should be the greater compares with the other.
pub fn compare(
    scope: &Scope<'_>,
    (relation, informational): &(Relation, bool),
    value: impl Fn(&Affine) -> Result<LogForm, Fault>,
) -> Result<Ordering, Fault> {
    let (greater, lesser) = ordered(relation);
    if !informational {
        return Ok(scope.scalar(greater)?.cmp(&scope.scalar(lesser)?));
    }
    let mut difference = value(&scope.value(greater)?.information()?)?;
    difference.add_multiple(&value(&scope.value(lesser)?.information()?)?, &-Q::one());
    difference.sign()
}

/// Whether a relation with such a comparison of its sides is true.
pub fn holds(comparison: Comparison, sign: Ordering) -> bool {
    match comparison {
        Comparison::AtMost | Comparison::AtLeast => sign != Ordering::Less,
        Comparison::Equal => sign == Ordering::Equal,
        Comparison::Below | Comparison::Above => sign == Ordering::Greater,
    }
}

/// The verdict on relations with these comparisons of their sides.
pub fn verdict(relations: &[(Comparison, Ordering)]) -> Verdict {
    if !relations.iter().all(|(comparison, sign)| holds(*comparison, *sign)) {
        Verdict::Violated
    } else if relations.iter().any(|(_, sign)| *sign == Ordering::Equal) {
        Verdict::Equality
    } else {
        Verdict::Holds
    }
}
