//! The document of a certificate, as it is written in JSON.

use std::collections::BTreeMap;

use rug::Rational;
use serde::Serialize;

use crate::cases::bindings::Binding;
use crate::decide::{CodeProduct, RayCoefficients};
use crate::language::Claim;
use crate::law::Law;

use super::ray_text::RayText;
use super::shannon_text::{OthersText, ShannonText};

/// The version of the format.
pub const VERSION: u32 = 1;

/// A certificate.
#[derive(Debug, Clone, Serialize)]
pub struct Certificate {
    format: &'static str,
    version: u32,
    kind: &'static str,
    claim: ClaimText,
    length: usize,
    #[serde(flatten)]
    evidence: Evidence,
}

impl Certificate {
    /// A certificate for a claim at a length.
    pub fn new(claim: &Claim, length: usize, evidence: Evidence) -> Self {
        let constant =
            claim.constant().map(|constant| ConstantText { name: constant.name.clone(), value: constant.text.clone() });
        Self {
            format: "maskproof-certificate",
            version: VERSION,
            kind: evidence.kind(),
            claim: ClaimText { id: claim.id().to_owned(), statement: claim.text().trim().to_owned(), constant },
            length,
            evidence,
        }
    }

    /// The kind of evidence.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The JSON text.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("certificates are plain data");
        text.push('\n');
        text
    }
}

#[derive(Debug, Clone, Serialize)]
struct ClaimText {
    id: String,
    statement: String,
    constant: Option<ConstantText>,
}

#[derive(Debug, Clone, Serialize)]
struct ConstantText {
    name: String,
    value: String,
}

/// What a certificate rests on.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Evidence {
    /// A verdict on one law.
    Case {
        /// The case.
        instance: Instance,
        /// The law.
        law: LawText,
        /// `holds`, `equality` or `violated`.
        verdict: &'static str,
    },
    /// A proof for all laws by ray coefficients.
    Rays {
        /// Every instance of the length.
        instances: Vec<RaysInstance>,
    },
    /// A proof for all laws by mixtures of schedules.
    Mixture {
        /// Every instance of the length.
        instances: Vec<MixtureInstance>,
    },
    /// Laws that break the claim.
    Counterexample {
        /// What the `for all` quantifiers bind.
        instance: Instance,
        /// One law, or laws for all schedules.
        refutations: Vec<RefutationText>,
    },
    /// A proof for all laws by Shannon's inequalities.
    Shannon {
        /// Every instance of the length.
        instances: Vec<ShannonInstance>,
    },
    /// A proof for all laws that fulfil a premise.
    Farkas {
        /// Every instance of the length.
        instances: Vec<ShannonInstance>,
    },
    /// A polymatroid that shows that there is no such proof.
    Polymatroid {
        /// The case.
        instance: Instance,
        /// The relation.
        relation: usize,
        /// The values at all sets but the empty one, in the order of their bits.
        entropies: Vec<String>,
        /// The values of other coordinates.
        others: OthersText,
    },
    /// A sharp constant.
    Constant {
        /// `smallest` or `largest`.
        sense: &'static str,
        /// The schedules.
        class: ClassText,
        /// The constant.
        constant: String,
        /// The claim with this constant is true.
        proof: ProofText,
        /// No better constant will do.
        sharpness: Sharpness,
    },
    /// A proof for every length.
    EveryLength {
        /// The proofs on the rays.
        rays: Vec<RayText>,
    },
}

macro_rules! kinds {
    ($($variant:ident $name:literal;)*) => {
        /// The kinds of certificates, which end the names of their files.
        pub const KINDS: &[&str] = &[$($name),*];

        impl Evidence {
            fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name),*
                }
            }
        }
    };
}

kinds! {
    Case "case";
    Rays "rays";
    Mixture "mixture";
    Counterexample "counterexample";
    Shannon "shannon";
    Farkas "farkas";
    Polymatroid "polymatroid";
    Constant "constant";
    EveryLength "every-length";
}

/// What the quantifiers bind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instance {
    variables: BTreeMap<String, String>,
    schedule: Option<Vec<usize>>,
}

impl Instance {
    /// The instance of these bindings; a class of schedules counts as none.
    pub fn new(bindings: &[Binding]) -> Self {
        let mut instance = Self { variables: BTreeMap::new(), schedule: None };
        for binding in bindings {
            match binding {
                Binding::Variable(name, value) => {
                    instance.variables.insert(name.clone(), value.to_string());
                }
                Binding::Schedule(schedule) => instance.schedule = Some(schedule.blocks().to_vec()),
                // No certificate is written for a statement with sets of positions, orders or policies.
                Binding::Class(_) | Binding::Subset(..) | Binding::Order(_) | Binding::Policy(_) | Binding::Rule(_) => {
                }
            }
        }
        instance
    }
}

/// Ray coefficients.
#[derive(Debug, Clone, Serialize)]
pub struct CoefficientsText {
    rays: Vec<String>,
    ln_v: String,
    eps_train: String,
}

impl From<&RayCoefficients> for CoefficientsText {
    fn from(coefficients: &RayCoefficients) -> Self {
        Self {
            rays: rationals(&coefficients.rays),
            ln_v: coefficients.ln_v.to_string(),
            eps_train: coefficients.eps_train.to_string(),
        }
    }
}

/// The proof of one instance by ray coefficients.
#[derive(Debug, Clone, Serialize)]
pub struct RaysInstance {
    /// The instance.
    pub instance: Instance,
    /// The coefficients of each relation.
    pub relations: Vec<CoefficientsText>,
}

/// The proofs of one instance by Shannon's inequalities.
#[derive(Debug, Clone, Serialize)]
pub struct ShannonInstance {
    /// The instance.
    pub instance: Instance,
    /// One for each inequality of the relations.
    pub proofs: Vec<ShannonText>,
}

/// The proof of one instance by a mixture.
#[derive(Debug, Clone, Serialize)]
pub struct MixtureInstance {
    /// The instance.
    pub instance: Instance,
    /// The schedules with their weights.
    pub mixture: Vec<WeightedSchedule>,
    /// The mean coefficients.
    #[serde(flatten)]
    pub coefficients: CoefficientsText,
}

/// A schedule of a mixture.
#[derive(Debug, Clone, Serialize)]
pub struct WeightedSchedule {
    /// The blocks.
    pub schedule: Vec<usize>,
    /// The weight.
    pub weight: String,
}

/// A law with what it breaks.
#[derive(Debug, Clone, Serialize)]
pub struct RefutationText {
    /// The law.
    pub law: LawText,
    /// `uniform`, where the predictor is not exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictor: Option<&'static str>,
    /// The schedules that it is against.
    pub cases: Vec<RefutedCase>,
}

/// A relation that is broken.
#[derive(Debug, Clone, Serialize)]
pub struct RefutedCase {
    /// The schedule, where `exists` binds it.
    pub schedule: Option<Vec<usize>>,
    /// The relation, from 0.
    pub relation: usize,
}

/// A law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum LawText {
    /// Sequences with their counts.
    Counts {
        /// `V`
        vocabulary_size: usize,
        /// The sequences with positive counts.
        counts: Vec<(Vec<usize>, String)>,
    },
    /// A product of codes.
    Codes {
        /// The codes.
        codes: Vec<CodeText>,
    },
}

/// Copies of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeText {
    dimension: usize,
    field: usize,
    copies: u32,
}

impl From<&Law> for LawText {
    fn from(law: &Law) -> Self {
        let (vocabulary_size, length) = (law.vocabulary_size(), law.length());
        let counts = law
            .support()
            .map(|(atom, count)| (crate::law::digits_of(atom, vocabulary_size, length), count.to_string()))
            .collect();
        Self::Counts { vocabulary_size, counts }
    }
}

impl From<&CodeProduct> for LawText {
    fn from(product: &CodeProduct) -> Self {
        let codes = product.codes().iter().map(|code| CodeText {
            dimension: code.dimension,
            field: code.field,
            copies: code.copies,
        });
        Self::Codes { codes: codes.collect() }
    }
}

/// A class of schedules.
#[derive(Debug, Clone, Serialize)]
pub struct ClassText {
    /// The largest block.
    pub s_max: Option<usize>,
}

/// The proof of a constant: instances, as of `rays` or of `mixture`.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ProofText {
    /// By ray coefficients.
    Rays(Vec<RaysInstance>),
    /// By mixtures.
    Mixture(Vec<MixtureInstance>),
}

/// Why no better constant will do.
#[derive(Debug, Clone, Serialize)]
pub struct Sharpness {
    /// The instance.
    pub instance: Instance,
    /// Weights on the rays.
    pub rays: Vec<String>,
    /// The weight on the ray of `ln V`.
    pub ln_v: String,
}

/// Rationals as strings in lowest terms.
pub fn rationals(numbers: &[Rational]) -> Vec<String> {
    numbers.iter().map(Rational::to_string).collect()
}
