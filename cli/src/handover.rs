//! Hunts that a decision hands over to, where it has found no law over the vocabulary in question.

use maskproof::cases::bindings::Binding;
use maskproof::hunt::{Options, hunt};
use maskproof::language::Claim;
use maskproof::law::{Law, Shape};
use maskproof::sampler::Schedule;

use super::interrupt;

/// The most patterns `(V + 1)^L` of a law for which a short hunt is done.
const PATTERNS: usize = 1 << 10;

/// What a hunt came to.
pub enum Handover {
    /// A law that breaks the claim, with what the quantifiers of the case bind.
    Found(Law, Vec<Binding>),
    /// None was found.
    NoneFound,
    /// Ctrl-C ended the hunt before one was found.
    Stopped,
    /// There was no hunt: the shape is too large for a short one.
    NoHunt,
}

/// A short hunt for a law of a shape that breaks the claim.
pub fn short_hunt(claim: &Claim, shape: Shape, schedules: Option<&[Schedule]>) -> Handover {
    if shape.patterns() > PATTERNS {
        return Handover::NoHunt;
    }
    let options = Options { shape, schedules, seed: 1, effort: 1 };
    let Ok(found) = hunt(claim, &options, &interrupt::is_asked) else { return Handover::NoHunt };
    match (found.is_violated, found.best.as_slice()) {
        (true, [best]) => {
            let case = &found.cases[*best];
            let law = case.simplest.as_ref().or(case.finding.as_ref()).map(|finding| finding.law.clone());
            law.map_or(Handover::NoHunt, |law| Handover::Found(law, case.bindings.clone()))
        }
        (false, _) if found.is_stopped => Handover::Stopped,
        // No single law refutes what is to exist before the law.
        _ => Handover::NoneFound,
    }
}

/// The command of such a hunt.
pub fn command(claim: &str, shape: Shape, schedules: Option<&[Schedule]>) -> String {
    let quoted = if claim.contains(|letter: char| letter.is_whitespace() || letter == '\'') {
        format!("'{}'", claim.replace('\'', "'\\''"))
    } else {
        claim.to_owned()
    };
    let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
    let mut text = format!("maskproof hunt {quoted} --vocabulary {vocabulary_size} --length {length}");
    for schedule in schedules.unwrap_or_default() {
        let sizes: Vec<String> = schedule.blocks().iter().map(ToString::to_string).collect();
        text += &format!(" --schedule {}", sizes.join(","));
    }
    text
}
