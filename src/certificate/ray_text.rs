//! Proofs for every length on the rays, as they are written.

use rug::Rational;
use serde::Serialize;

use crate::decide::every_length::{Case, End, Identity, Monomial, Polynomial, Ray, RayProof, Shown};

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
