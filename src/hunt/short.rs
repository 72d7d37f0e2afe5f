//! Short hunts: what a decision hands over to, where it has found no law over the vocabularies in question.

use crate::cases::bindings::Binding;
use crate::decide::{Decision, LengthDecision, Refutation, Undecided};
use crate::language::Claim;
use crate::law::{Law, Shape};
use crate::sampler::Schedule;

use super::plans::Options;
use super::run::hunt;

/// The most patterns `(V + 1)^L` of a law for which a short hunt is done.
const PATTERNS: usize = 1 << 10;

/// What a short hunt came to.
#[derive(Debug, Clone)]
pub enum ShortHunt {
    /// A law that breaks the claim, with what the quantifiers of the case bind.
    Found(Law, Vec<Binding>),
    /// None was found.
    NoneFound,
    /// A stop ended the hunt before one was found.
    Stopped,
    /// There was no hunt: the shape is too large for a short one.
    NoHunt,
}

/// A short hunt for a law of a shape that breaks the claim; the same claim and shape give the same law. `stop` is asked
/// now and then whether to end.
pub fn short_hunt(
    claim: &Claim,
    shape: Shape,
    schedules: Option<&[Schedule]>,
    stop: &(dyn Fn() -> bool + Sync),
) -> ShortHunt {
    if shape.patterns() > PATTERNS {
        return ShortHunt::NoHunt;
    }
    let options = Options { shape, schedules, seed: 1, effort: 1 };
    let Ok(found) = hunt(claim, &options, stop) else { return ShortHunt::NoHunt };
    match (found.is_violated, found.best.as_slice()) {
        (true, [best]) => {
            let case = &found.cases[*best];
            let law = case.simplest.as_ref().or(case.finding.as_ref()).map(|finding| finding.law.clone());
            law.map_or(ShortHunt::NoHunt, |law| ShortHunt::Found(law, case.bindings.clone()))
        }
        (false, _) if found.is_stopped => ShortHunt::Stopped,
        // No single law refutes what is to exist before the law.
        _ => ShortHunt::NoneFound,
    }
}

/// Hands a decision over to a short hunt, where the claim has a condition on the vocabulary and is false without it: a
/// law that the hunt finds refutes the claim. Returns the shape over which no law was found.
pub fn hunt_within_vocabularies(
    claim: &Claim,
    decided: &mut LengthDecision,
    schedules: Option<&[Schedule]>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Shape> {
    if !matches!(decided.decision, Decision::Undecided(Undecided::OutsideVocabularies)) {
        return None;
    }
    // Over one letter there is one law, which the decision has tried.
    let sizes = claim.without_vocabulary_condition().1;
    let size = sizes.admitted(decided.length).find(|size| *size > 1)?;
    let shape = Shape::new(decided.length, size).expect("lengths are at least 1");
    match short_hunt(claim, shape, schedules, stop) {
        ShortHunt::Found(law, bindings) => {
            decided.decision = Decision::Refuted(Refutation::by_law(law, bindings));
            None
        }
        ShortHunt::NoneFound | ShortHunt::Stopped | ShortHunt::NoHunt => Some(shape),
    }
}
