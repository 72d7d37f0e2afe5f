//! Claims decided for every length, schedule and law at once.
//!
//! On the ray `m` of the cone of average entropies every quantity has a closed form in `L`, `m`, and the ends `a`, `b` of
//! the schedule's block that holds `m`: `h(k) = min(k, m)`, `zeta(k) = [k >= m]`, `delta(k) = [k = m]`, `TC = L - m`,
//! `DTC = m` for `m < L`, `ideal_KL = b - m`. So a claim holds for every length, schedule and law when finitely many
//! polynomials in integers are nonnegative wherever finitely many polynomial premises hold, after a split into cases at
//! the brackets. Each is proved by an identity, which is checked by expanding it. `proofs-notes/every-length.md` has the
//! theorem.

mod branch;
mod evaluator;
mod fraction;
mod handelman;
mod identity;
mod measures;
mod on_ray;
mod polynomial;
mod premises;
mod proof;
mod sums;

use std::sync::Arc;

use rug::Integer;

use crate::exact::Work;
use crate::language::{Claim, ClaimError, Evaluation};

use super::decision::decide_metered;
use super::outcome::{Decision, LengthDecision};
use super::undecided::Undecided;

pub use branch::Shown;
pub use evaluator::Ray;
pub use identity::Identity;
pub use polynomial::{Monomial, Polynomial, Unknown};
pub use premises::Premises;
pub use proof::{Case, End, RayProof};

use branch::Stop;

/// The work of the search for one proof, in steps.
const STEPS: u64 = 2_000_000_000;

/// The least lengths that a proof may begin with; those below are decided one by one.
const LEAST: [usize; 3] = [2, 3, 4];

/// The greatest length at which a refutation is sought.
const REFUTED_UP_TO: usize = 16;

/// What was decided for every length.
#[derive(Debug, Clone)]
pub enum EveryLength {
    /// True for every length, law, vocabulary, predictor and schedule.
    Proved(EveryLengthProof),
    /// False at a length, the least one.
    Refuted(Box<LengthDecision>),
    /// Neither, for the reason in a phrase.
    Undecided(String),
}

/// A proof for every length.
#[derive(Debug, Clone)]
pub struct EveryLengthProof {
    /// The length from which on the rays prove it.
    pub least: usize,
    /// The proofs on the rays.
    pub rays: Vec<RayProof>,
    /// The decisions of the lengths below: proofs, or lengths without a case or a meaning.
    pub below: Vec<LengthDecision>,
}

impl EveryLengthProof {
    /// How many cases it has that are not split, and how many identities.
    pub fn count(&self) -> (usize, usize) {
        let counts = self.rays.iter().map(|proof| proof.cases.count());
        counts.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    }

    /// Whether every identity is true, by expanding it, and no case is missing.
    pub fn is_true(&self) -> bool {
        self.rays.len() == Ray::ALL.len() && self.rays.iter().all(|proof| proof.cases.is_true())
    }
}

/// Decides a claim for every length, with all its schedules.
///
/// # Errors
/// When the claim cannot be instantiated at a length that is decided by itself.
pub fn decide_every_length(claim: &Claim) -> Result<EveryLength, ClaimError> {
    let at = |length: usize| {
        let work = Arc::new(claim.limits().work(STEPS));
        match decide_metered(claim, length, None.into(), None, &work) {
            Err(error) => match error.undefined() {
                Some(message) => {
                    let decision = Decision::Undecided(Undecided::Undefined(message.to_owned()));
                    Ok(LengthDecision { length, schedules: Integer::new(), decision })
                }
                None => Err(error),
            },
            decided => decided,
        }
    };
    let reach = beyond_all(claim);
    let mut reason = reach.clone().unwrap_or_default();
    let mut below: Vec<LengthDecision> = Vec::new();
    for least in LEAST {
        while below.len() + 1 < least {
            let decided = at(below.len() + 1)?;
            if matches!(decided.decision, Decision::Refuted(_)) {
                return Ok(EveryLength::Refuted(Box::new(decided)));
            }
            below.push(decided);
        }
        if reach.is_some() {
            continue;
        }
        if let Some(open) = below.iter().find(|decided| !is_proved(decided)) {
            reason = format!("at L = {} it is {}", open.length, open.decision);
            continue;
        }
        match prove_from(claim, least) {
            Ok(proof) if has_case(&below, at)? => return Ok(EveryLength::Proved(EveryLengthProof { below, ..proof })),
            Ok(_) => return Ok(EveryLength::Undecided("no length up to 16 has a case".to_owned())),
            Err(phrase) if least == LEAST[0] => reason = phrase,
            Err(_) => {}
        }
    }
    for length in below.len() + 1..=REFUTED_UP_TO {
        let decided = at(length)?;
        match decided.decision {
            Decision::Refuted(_) => return Ok(EveryLength::Refuted(Box::new(decided))),
            Decision::Undecided(reason) if !matches!(reason, Undecided::Undefined(_)) => break,
            Decision::Undecided(_) | Decision::Proved(_) | Decision::NoCase => {}
        }
    }
    Ok(EveryLength::Undecided(reason))
}

/// Whether one of the lengths up to [`REFUTED_UP_TO`] has a case, of which the first are decided.
fn has_case(
    decided: &[LengthDecision],
    at: impl Fn(usize) -> Result<LengthDecision, ClaimError>,
) -> Result<bool, ClaimError> {
    if decided.iter().any(|decided| matches!(decided.decision, Decision::Proved(_))) {
        return Ok(true);
    }
    for length in decided.len() + 1..=REFUTED_UP_TO {
        if matches!(at(length)?.decision, Decision::Proved(_)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a length leaves nothing to prove.
fn is_proved(decided: &LengthDecision) -> bool {
    matches!(decided.decision, Decision::Proved(_) | Decision::NoCase | Decision::Undecided(Undecided::Undefined(_)))
}

/// The proof of a claim for every length from `least` on, without the lengths below.
///
/// # Errors
/// The reason in a phrase.
pub fn prove_from(claim: &Claim, least: usize) -> Result<EveryLengthProof, String> {
    if let Some(reason) = beyond_all(claim) {
        return Err(reason);
    }
    let (claim, _) = claim.without_vocabulary_condition();
    let work: Work = claim.limits().work(STEPS);
    let rays = Ray::ALL.iter().map(|&ray| proof::prove_on(&claim, ray, least, &work));
    let rays = rays.collect::<Result<Vec<_>, Stop>>().map_err(|stop| match stop {
        Stop::Beyond(reason) => reason,
        Stop::TooLarge(error) => error.to_string(),
        Stop::Closed | Stop::Shown | Stop::Split(..) => unreachable!("an end of a case"),
    })?;
    let proof = EveryLengthProof { least, rays, below: Vec::new() };
    assert!(proof.is_true(), "a proof is checked before it is given");
    Ok(proof)
}

/// Whether the condition on laws admits a length, as far as is plain from it.
pub fn admits(claim: &Claim, length: usize) -> bool {
    let (claim, _) = claim.without_vocabulary_condition();
    proof::admits(&claim, length, &claim.limits().work(STEPS))
}

/// Why no claim of its kind is reached.
fn beyond_all(claim: &Claim) -> Option<String> {
    let reason = if claim.evaluation() == Evaluation::Definitions {
        Undecided::TakenForGranted
    } else if claim.names_laws() {
        Undecided::GivenLaws
    } else if !claim.statement().premise.is_empty() {
        Undecided::Implication
    } else if claim.has_existence() {
        return Some(
            "an exists quantifier: which schedule or integer serves, or which mixture of them, is found for each length \
             by itself"
                .to_owned(),
        );
    } else {
        return None;
    };
    Some(reason.describe())
}
