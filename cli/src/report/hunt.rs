//! What a hunt found, as JSON. `hunt_text` has the text.

use itertools::Itertools;
use maskproof::cases::bindings::Binding;
use maskproof::evaluation::Verdict;
use maskproof::exact::Rational;
use maskproof::hunt::{CaseHunt, CaseOutcome, Finding, Hunt, HuntOutcome, Implied, LimitFamily, Options, Ratio};
use maskproof::language::{Claim, Expectation};
use maskproof::law::{Law, digits_of};
use serde::Serialize;

use super::name::Name;
use super::number::rounding;
use super::serialise::{Named, as_text_if_any, by_name, by_name_if_any};

/// The digits of the ratios and constants.
const DIGITS: u32 = 12;

/// How a hunt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All was tried.
    Finished,
    /// The time was over, or a stop was asked for: another run may find other laws.
    Stopped,
}

impl Named for Ending {
    fn name(&self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Stopped => "stopped by the time limit",
        }
    }
}

/// The outcome of `maskproof hunt`.
#[derive(Debug, Clone, Serialize)]
pub struct HuntReport {
    /// The claim.
    pub claim: String,
    /// Its statement, where that is all there is of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What is expected of it.
    #[serde(serialize_with = "by_name")]
    pub expectation: Expectation,
    /// `V`
    pub vocabulary_size: usize,
    /// `L`
    pub length: usize,
    /// The seed.
    pub seed: u64,
    /// The effort.
    pub effort: u32,
    /// How it ended.
    #[serde(serialize_with = "by_name")]
    pub ended: Ending,
    /// What it says of the claim.
    #[serde(serialize_with = "by_name")]
    pub outcome: HuntOutcome,
    /// How the ratios are rounded.
    pub rounding: String,
    /// How many laws of this shape the claim lists, for claims about the laws that they list: no other was examined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed_laws: Option<usize>,
    /// Where no violation was found: whether `maskproof decide` proves or refutes the claim for this length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_decidable: Option<bool>,
    /// The best case; where a schedule is to exist for all laws, the best case of each schedule.
    pub best: Vec<usize>,
    /// All cases.
    pub cases: Vec<CaseReport>,
}

/// A case.
#[derive(Debug, Clone, Serialize)]
pub struct CaseReport {
    /// What the quantifiers bind.
    pub case: String,
    /// What the laws that were tried say of it.
    #[serde(serialize_with = "by_name")]
    pub outcome: CaseOutcome,
    /// The exact verdict on the best law.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "by_name_if_any")]
    pub verdict: Option<Verdict>,
    /// The side that should be the smaller over the one that should be the larger, on the best law; `inf` where the
    /// latter is not positive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<String>,
    /// The ratio, where it is exactly a rational with a small denominator.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text_if_any")]
    pub ratio_exact: Option<Rational>,
    /// What inner quantifiers bind where the ratio is this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What the law says of the claim's constant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<ConstantBoundReport>,
    /// The law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<LawReport>,
    /// The violating law with the smallest denominator that came up, when it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplest: Option<SimplestReport>,
    /// The family in which the ratio still grows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approach: Option<LimitReport>,
}

/// What a law asks of a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstantBound {
    /// It is this or larger.
    AtLeast,
    /// It is this or smaller.
    AtMost,
    /// The law breaks the claim whatever the constant.
    NoValue,
}

impl Named for ConstantBound {
    fn name(&self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::NoValue => "no value",
        }
    }
}

/// A bound on a constant.
#[derive(Debug, Clone, Serialize)]
pub struct ConstantBoundReport {
    /// The constant's name.
    pub name: String,
    /// What is asked of it.
    #[serde(serialize_with = "by_name")]
    pub bound: ConstantBound,
    /// The bound; `none` without one.
    pub value: String,
    /// The bound, where it is exactly a rational with a small denominator.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text_if_any")]
    pub exact: Option<Rational>,
}

/// A law.
#[derive(Debug, Clone, Serialize)]
pub struct LawReport {
    /// Where it comes from.
    pub origin: Name,
    /// The common denominator.
    pub total: String,
    /// The sequences with positive counts.
    pub counts: Vec<(Vec<usize>, String)>,
}

/// A simpler law that violates a case too.
#[derive(Debug, Clone, Serialize)]
pub struct SimplestReport {
    /// Its ratio.
    pub ratio: String,
    /// The law.
    pub law: LawReport,
}

/// A family.
#[derive(Debug, Clone, Serialize)]
pub struct LimitReport {
    /// The family.
    pub family: String,
    /// `[parameter, ratio]`
    pub ratios: Vec<(String, String)>,
    /// What this suggests.
    pub suggests: &'static str,
}

impl HuntReport {
    /// The report of a hunt; `is_decidable` says of a claim that is still open whether it is decided for all laws of
    /// the length.
    pub fn new(claim: &Claim, options: &Options, hunt: &Hunt, is_decidable: Option<bool>) -> Self {
        Self {
            claim: claim.id().to_owned(),
            statement: claim.statement_alone().map(str::to_owned),
            expectation: claim.expectation(),
            vocabulary_size: options.shape.vocabulary_size(),
            length: options.shape.length(),
            seed: options.seed,
            effort: options.effort,
            ended: if hunt.is_stopped { Ending::Stopped } else { Ending::Finished },
            outcome: hunt.outcome(),
            listed_laws: hunt.listed,
            is_decidable,
            rounding: rounding(DIGITS),
            best: hunt.best.clone(),
            cases: hunt.cases.iter().map(|case| CaseReport::new(claim, case)).collect(),
        }
    }
}

impl CaseReport {
    fn new(claim: &Claim, case: &CaseHunt) -> Self {
        let finding = case.finding.as_ref();
        Self {
            case: listed(&case.bindings),
            outcome: case.outcome(),
            verdict: finding.map(|finding| finding.verdict),
            ratio: finding.and_then(|finding| finding.ratio.to_decimal(DIGITS)),
            ratio_exact: finding.and_then(|finding| finding.ratio.as_rational()),
            at: finding.filter(|finding| !finding.inner.is_empty()).map(|finding| listed(&finding.inner)),
            constant: finding.and_then(|finding| ConstantBoundReport::new(claim, finding)),
            law: finding.map(|finding| LawReport::new(&finding.law)),
            simplest: case
                .simplest
                .as_ref()
                .map(|finding| SimplestReport { ratio: decimal(&finding.ratio), law: LawReport::new(&finding.law) }),
            approach: case.approach.as_ref().map(LimitReport::new),
        }
    }
}

impl ConstantBoundReport {
    fn new(claim: &Claim, finding: &Finding) -> Option<Self> {
        let name = claim.constant()?.name.clone();
        match finding.constant.as_ref()? {
            Implied::Every => None,
            Implied::No => Some(Self { name, bound: ConstantBound::NoValue, value: "none".to_owned(), exact: None }),
            Implied::Beyond(constant) => Some(Self {
                name,
                bound: if constant.at_least { ConstantBound::AtLeast } else { ConstantBound::AtMost },
                value: constant.to_decimal(DIGITS),
                exact: constant.as_rational(),
            }),
        }
    }
}

impl LawReport {
    fn new(law: &Law) -> Self {
        let digits = |atom| digits_of(atom, law.vocabulary_size(), law.length());
        Self {
            origin: law.name().into(),
            total: law.total().to_string(),
            counts: law.support().map(|(atom, count)| (digits(atom), count.to_string())).collect(),
        }
    }
}

impl LimitReport {
    fn new(approach: &LimitFamily) -> Self {
        let ratio = |(power, ratio): &(u32, Ratio)| (format!("2^-{power}"), decimal(ratio));
        Self {
            family: approach.family.clone(),
            ratios: approach.ratios.iter().map(ratio).collect(),
            suggests: "the ratio still grows as e becomes smaller: its supremum seems to be approached, not attained",
        }
    }
}

fn decimal(ratio: &Ratio) -> String {
    ratio.to_decimal(DIGITS).unwrap_or_else(|| "none".to_owned())
}

fn listed(bindings: &[Binding]) -> String {
    if bindings.is_empty() { "every law".to_owned() } else { bindings.iter().join(", ") }
}
