//! Decisions for the vocabularies that a claim's condition on `V` admits.
//!
//! A proof for every vocabulary is one for these. A refutation needs a law over one of them, such as `admitted.rs`
//! seeks, or for two letters a search.

use crate::cases::bindings::Binding;
use crate::cases::vocabularies::Vocabularies;
use crate::evaluation::Verdict;
use crate::language::{Claim, ClaimError};
use crate::law::{Law, Shape};
use crate::sampler::Schedule;

use super::binary::search_binary;
use super::breaking_law::Counterexample;
use super::counterexample::counterexamples;
use super::outcome::{Decision, Refutation};
use super::undecided::Undecided;

/// What a decision for all vocabularies says of those that the claim's condition admits.
pub(super) fn within(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
    decision: Decision,
    vocabularies: &Vocabularies,
) -> Result<Decision, ClaimError> {
    if matches!(decision, Decision::NoCase) {
        return Ok(decision);
    }
    if vocabularies.admitted(length).next().is_none() {
        return Ok(Decision::Undecided(Undecided::NoVocabulary));
    }
    let Decision::Refuted(refutation) = decision else { return Ok(decision) };
    let found = counterexamples(claim, length, &refutation)?;
    // A law that can be written out must break the claim in the ordinary check: over one token ln V vanishes, over more
    // it does not.
    let breaks = |one: &Counterexample| one.law.is_none() || one.confirmed == Some(Verdict::Violated);
    if found.len() == refutation.points.len() && found.iter().all(breaks) {
        return Ok(Decision::Refuted(refutation));
    }
    if Shape::new(length, 2).is_ok_and(|shape| vocabularies.admit(shape))
        && let Some((law, bindings)) = two_letters(claim, length, schedules)?
    {
        return Ok(Decision::Refuted(Refutation::by_law(law, bindings)));
    }
    Ok(Decision::Undecided(Undecided::OutsideVocabularies))
}

/// Searches for a counterexample over two letters, for each schedule in turn where schedules are given.
///
/// # Errors
/// When the claim cannot be instantiated.
pub fn two_letters(
    claim: &Claim,
    length: usize,
    schedules: Option<&[Schedule]>,
) -> Result<Option<(Law, Vec<Binding>)>, ClaimError> {
    match schedules {
        None => search_binary(claim, length, None),
        // What one schedule does not fulfil, another may.
        Some(schedules) if schedules.len() > 1 && claim.has_existence() => match claim.restricted_to(schedules) {
            Some(restricted) => search_binary(&restricted, length, None),
            None => Ok(None),
        },
        Some(schedules) => {
            for schedule in schedules {
                if let Some(found) = search_binary(claim, length, Some(schedule))? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        }
    }
}
