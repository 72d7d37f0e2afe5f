//! Certificates of proofs for every length.

use rug::Rational;
use serde::Serialize;

use crate::decide::every_length::{Case, End, EveryLengthProof, Identity, Monomial, Polynomial, Ray, RayProof, Shown};
use crate::language::typed::{Domain, MeasureNode, NamedSchedule, Quantifier, ScalarNode};
use crate::language::words::{Fold, Function};
use crate::language::{Claim, Part};

use super::declined::Declined;
use super::document::{Certificate, Evidence};
use super::features::unread;

/// A polynomial: the places of the unknowns of each term, each as often as its exponent says, with the coefficient.
type PolynomialText = Vec<(Vec<usize>, String)>;

/// The proof on one ray.
#[derive(Debug, Clone, Serialize)]
pub struct RayText {
    ray: &'static str,
    #[serde(flatten)]
    cases: CaseText,
}

/// What is shown in a case, and how it ends.
#[derive(Debug, Clone, Serialize)]
pub struct CaseText {
    shown: Vec<ShownText>,
    contradiction: Option<IdentityText>,
    cases: Vec<CaseText>,
}

/// An answer with the identity that shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ShownText {
    answer: &'static str,
    #[serde(flatten)]
    identity: IdentityText,
}

/// An identity.
#[derive(Debug, Clone, Serialize)]
pub struct IdentityText {
    divisors: Vec<PolynomialText>,
    terms: Vec<(Vec<usize>, String)>,
    multiples: Vec<([usize; 2], PolynomialText)>,
}

impl From<&RayProof> for RayText {
    fn from(proof: &RayProof) -> Self {
        let ray = match proof.ray {
            Ray::Code => "code",
            Ray::LnVocabulary => "ln_v",
            Ray::TrainingError => "eps_train",
            Ray::Constant => "constant",
        };
        Self { ray, cases: CaseText::from(&proof.cases) }
    }
}

impl From<&Case> for CaseText {
    fn from(case: &Case) -> Self {
        let shown = case.shown.iter().map(ShownText::from).collect();
        let (contradiction, cases) = match &case.end {
            End::Shown => (None, Vec::new()),
            End::Contradiction(shown) => (Some(IdentityText::from(&shown.identity)), Vec::new()),
            End::Split(cases) => (None, cases.iter().map(Self::from).collect()),
        };
        Self { shown, contradiction, cases }
    }
}

impl From<&Shown> for ShownText {
    fn from(shown: &Shown) -> Self {
        Self { answer: if shown.answer { "yes" } else { "no" }, identity: IdentityText::from(&shown.identity) }
    }
}

impl From<&Identity> for IdentityText {
    fn from(identity: &Identity) -> Self {
        Self {
            divisors: identity.divisors.iter().map(polynomial).collect(),
            terms: identity.terms.iter().map(|(factors, value)| (factors.clone(), value.to_string())).collect(),
            multiples: identity.multiples.iter().map(|(places, factor)| (*places, polynomial(factor))).collect(),
        }
    }
}

fn polynomial(polynomial: &Polynomial) -> PolynomialText {
    let term = |(monomial, coefficient): (&Monomial, &Rational)| {
        (monomial.unknowns().iter().map(|unknown| unknown.0).collect(), coefficient.to_string())
    };
    polynomial.terms().map(term).collect()
}

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
