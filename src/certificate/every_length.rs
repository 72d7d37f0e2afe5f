//! Certificates of proofs for every length.

use crate::decide::EveryLengthProof;
use crate::language::typed::{Domain, MeasureNode, NamedSchedule, Quantifier, ScalarNode};
use crate::language::words::{Fold, Function};
use crate::language::{Claim, Part};

use super::declined::Declined;
use super::document::{Certificate, Evidence};
use super::features::unread;
use super::ray_text::RayText;

/// The certificate of a proof for every length from `proof.least` on.
///
/// # Errors
/// For statements that the checker does not read.
pub fn try_every_length(claim: &Claim, proof: &EveryLengthProof) -> Result<Certificate, Declined> {
    if let Some(piece) = unread(claim) {
        return Err(Declined::Unread(piece));
    }
    if is_beyond_checker(claim) {
        return Err(Declined::Format("uniform(b), N[t], s[t], abs, log2, factorials and folds other than sums here"));
    }
    let rays = proof.rays.iter().map(RayText::from).collect();
    Ok(Certificate::new(claim, proof.least, Evidence::EveryLength { rays }))
}

/// Whether a word occurs that the checker does not evaluate on a ray.
fn is_beyond_checker(claim: &Claim) -> bool {
    let is_uniform = |quantifier: &Quantifier| {
        matches!(&quantifier.domain, Domain::NamedSchedule(NamedSchedule { name: "uniform", .. }))
    };
    let mut is_beyond = claim.statement().quantifiers.iter().any(is_uniform);
    let mut note = |part: Part| {
        is_beyond |= match part {
            Part::Scalar(scalar) => match &scalar.node {
                ScalarNode::Entry(..) | ScalarNode::Binomial(_) | ScalarNode::Beta(_) | ScalarNode::Bernstein(_) => {
                    true
                }
                ScalarNode::Function(function, _) => matches!(function, Function::Abs | Function::Factorial),
                ScalarNode::Fold(folded) => folded.fold != Fold::Sum,
                _ => false,
            },
            Part::Measure(measure) => {
                matches!(&measure.node, MeasureNode::Fold(folded) if folded.fold != Fold::Sum)
            }
        };
        true
    };
    claim.statement().visit(&mut note);
    if let Some(constant) = claim.constant() {
        constant.value.visit(&mut note);
    }
    is_beyond
}
