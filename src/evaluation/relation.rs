//! The decision of a relation on a law.
//!
//! Doubles come first: where the intervals of the sides do not meet, they decide. Where they meet and the sides are
//! sums of forms over small primes, integers of 128 bits prove an equality. What is left is decided by enclosures of
//! 128 bits, and at last by the exact sign of the difference.

use std::cmp::Ordering;

use crate::cases::linear::Linear;
use crate::cases::plan::Relation;
use crate::exact::lazy_form::{Combination, is_zero_in_i128};
use crate::exact::{Enclosure, Interval, LazyForm, Number, lazy_form};
use crate::language::words::Comparator;

use super::comparison::Sums;
use super::outcome::{Outcome, Tightness, ordered};
use super::side::{Side, enclosure};
use super::subject::Subject;
use super::verdict::Verdict;

/// Decides a relation on a law.
pub(super) fn decide_relation<'p>(relation: &'p Relation, subject: &'p Subject<'_>) -> Outcome<'p> {
    decide_by_intervals(relation, subject)
        .or_else(|| decide_by_enclosures(relation, subject))
        .unwrap_or_else(|| decide_by_values(relation, subject))
}

/// The decision of a relation whose sides are finite, and that intervals or integers of 128 bits decide: most are.
fn decide_by_intervals<'p>(relation: &'p Relation, subject: &'p Subject<'_>) -> Option<Outcome<'p>> {
    let [left, right] = [interval(&relation.left, subject)?, interval(&relation.right, subject)?];
    interval(&relation.shared, subject)?;
    let order = match left.apart(right) {
        Some(order) => order,
        None => is_equality_in_i128(relation, subject)?.then_some(Ordering::Equal)?,
    };
    let verdict = verdict(relation.relation, order);
    let tightness = match measured_sides(relation, verdict, [left, right]) {
        None => None,
        Some((_, larger)) if larger.upper() <= 0.0 => None,
        Some((_, larger)) if order.is_eq() && larger.lower() > 0.0 => Some(Interval::ONE),
        Some(_) if order.is_eq() && is_zero_in_i128(integer_terms(&relation.left, subject, 1)?.iter().copied())? => {
            None
        }
        // Where the sign of the larger side is open, enclosures decide whether there is a ratio.
        Some((smaller, larger)) => Some(smaller.quotient(larger)?),
    };
    let tightness = tightness.map(|interval| Tightness::of_interval(relation, subject, interval));
    Some(Outcome { verdict, tightness, decisive: Some((relation, Vec::new())) })
}

/// The interval of a combination of quantities whose values are finite; `None` where one is not, where there is a
/// minimum or a maximum, or a coefficient that is no integer or fits into no double.
fn interval(linear: &Linear, subject: &Subject) -> Option<Interval> {
    let mut sum = linear.extrema().is_empty().then_some(Interval::ZERO)?;
    for (quantity, coefficient) in linear.terms() {
        sum = sum.plus_scaled(subject.finite(quantity)?.interval(), coefficient)?;
    }
    Some(sum)
}

/// Whether the sides are equal; `None` where integers of 128 bits do not tell.
fn is_equality_in_i128(relation: &Relation, subject: &Subject) -> Option<bool> {
    let mut terms = integer_terms(&relation.left, subject, 1)?;
    terms.extend(integer_terms(&relation.right, subject, -1)?);
    is_zero_in_i128(terms.iter().copied())
}

/// The terms of a side, times a sign; `None` unless their values are finite and their coefficients are integers of 128
/// bits.
fn integer_terms<'s>(side: &Linear, subject: &'s Subject<'_>, sign: i128) -> Option<Vec<(i128, &'s LazyForm<'s>)>> {
    let term = |(quantity, coefficient): (_, &Number)| {
        Some((coefficient.to_i128()?.checked_mul(sign)?, subject.finite(quantity)?))
    };
    side.terms().map(term).collect()
}

/// The decision of an inequality whose sides are finite and provably apart, by enclosures: no value is made for it.
/// Sides of an equation that intervals do not tell apart are equal as a rule, which enclosures cannot prove.
fn decide_by_enclosures<'p>(relation: &'p Relation, subject: &'p Subject<'_>) -> Option<Outcome<'p>> {
    if relation.relation == Comparator::Equals {
        return None;
    }
    let [left, right] = [enclosure(&relation.left, subject)?, enclosure(&relation.right, subject)?];
    enclosure(&relation.shared, subject)?;
    let verdict = verdict(relation.relation, left.apart(&right)?);
    Some(measured(relation, subject, verdict, [left, right]))
}

/// The decision of a relation by the exact values of its sides, infinite and missing ones included.
fn decide_by_values<'p>(relation: &'p Relation, subject: &'p Subject<'_>) -> Outcome<'p> {
    let sums = Sums::new(relation, subject);
    let verdict = match (&sums.left, &sums.right) {
        (Side::Unavailable, _) | (_, Side::Unavailable) => Verdict::Unavailable,
        (Side::Undefined, _) | (_, Side::Undefined) => Verdict::Undefined,
        _ if matches!(sums.shared, Side::Undefined) => Verdict::Undefined,
        _ if matches!(sums.shared, Side::Infinite) => of_infinities(relation.relation),
        (Side::Infinite, Side::Infinite) => of_infinities(relation.relation),
        (Side::Infinite, Side::Finite(..)) => verdict(relation.relation, Ordering::Greater),
        (Side::Finite(..), Side::Infinite) => verdict(relation.relation, Ordering::Less),
        (Side::Finite(left), Side::Finite(right)) if relation.relation == Comparator::Equals => {
            verdict(relation.relation, compare_values([left, right]))
        }
        (Side::Finite(left), Side::Finite(right)) => {
            let enclosures = [left, right].map(|side| lazy_form::enclose(side));
            let verdict = verdict(relation.relation, compare([left, right], &enclosures));
            // A minimum may be the empty sum.
            if !left.is_empty() && !right.is_empty() {
                return measured(relation, subject, verdict, enclosures);
            }
            verdict
        }
    };
    Outcome { verdict, tightness: None, decisive: Some((relation, Vec::new())) }
}

/// The outcome with a verdict, and with the ratio of the sides where tightness is measured.
fn measured<'p>(
    relation: &'p Relation,
    subject: &'p Subject<'_>,
    verdict: Verdict,
    sides: [Enclosure; 2],
) -> Outcome<'p> {
    let quotient = measured_sides(relation, verdict, sides).and_then(|(smaller, larger)| smaller.quotient(&larger));
    let tightness = quotient.map(|enclosure| Tightness::of_enclosure(relation, subject, enclosure));
    Outcome { verdict, tightness, decisive: Some((relation, Vec::new())) }
}

/// The smaller side and the larger one of an inequality that holds, where both sides have terms.
fn measured_sides<Bounds>(relation: &Relation, verdict: Verdict, sides: [Bounds; 2]) -> Option<(Bounds, Bounds)> {
    let is_measured = verdict.is_true() && !relation.left.is_zero() && !relation.right.is_zero();
    is_measured.then(|| ordered(relation.relation, sides))?
}

/// The verdict on a relation whose sides are in this order.
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

/// Compares two combinations exactly: by their enclosures where these are apart, by their values otherwise.
fn compare(sides: [&Combination; 2], [left_enclosure, right_enclosure]: &[Enclosure; 2]) -> Ordering {
    left_enclosure.apart(right_enclosure).unwrap_or_else(|| compare_values(sides))
}

/// Compares two combinations by the exact sign of their difference.
fn compare_values([left, right]: [&Combination; 2]) -> Ordering {
    let mut difference = lazy_form::expand(left);
    difference -= &lazy_form::expand(right);
    difference.sign()
}
