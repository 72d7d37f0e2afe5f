//! What a hunt found, case by case, and what that says of the claim.

use crate::cases::bindings::Binding;
use crate::cases::plan::{Case, LeafIndex};
use crate::cases::tree::Tree;
use crate::evaluation::Verdict;
use crate::law::Law;

use super::constant_bound::Implied;
use super::family::LimitFamily;
use super::ratio::Ratio;

/// The best law that was found for a case.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The law.
    pub law: Law,
    /// The verdict of the ordinary evaluation, exact.
    pub verdict: Verdict,
    /// The ratio, exact.
    pub ratio: Ratio,
    /// What the law says of the claim's constant.
    pub constant: Option<Implied>,
    /// What inner quantifiers bind in the relation with this ratio.
    pub inner: Vec<Binding>,
    /// The instances that together make the verdict, by what inner quantifiers bind, each with its verdict.
    pub instances: Vec<(Vec<Binding>, Verdict)>,
}

/// What was found for a case.
#[derive(Debug, Clone)]
pub struct CaseHunt {
    /// What the quantifiers before and behind the law bind.
    pub bindings: Vec<Binding>,
    /// The best law; `None` when no law has a ratio.
    pub finding: Option<Finding>,
    /// The violating law with the smallest denominator that came up, when it is not the best one.
    pub simplest: Option<Finding>,
    /// Whether laws were examined before time ran out.
    pub is_reached: bool,
    /// The family in which the ratio still grows, when its last law is the best one.
    pub approach: Option<LimitFamily>,
}

/// What a hunt says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseOutcome {
    /// A law violates it.
    Violated,
    /// No law that was tried violates it.
    NoViolation,
    /// No law that was tried has a ratio.
    NoRatio,
    /// The time was over before the case was reached.
    NotReached,
}

impl CaseOutcome {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::NoViolation => "no violation found",
            Self::NoRatio => "no law with a ratio",
            Self::NotReached => "not reached",
        }
    }
}

/// What a hunt says of the claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HuntOutcome {
    /// The claim is false.
    Violated,
    /// No law that was tried breaks it.
    NoViolation,
    /// It has no case of this shape.
    NoCase,
}

impl HuntOutcome {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::NoViolation => "no violation found",
            Self::NoCase => "no case",
        }
    }
}

impl CaseHunt {
    /// What the laws that were tried say of the case.
    pub fn outcome(&self) -> CaseOutcome {
        match self.finding.as_ref().map(|finding| finding.verdict) {
            Some(Verdict::Violated) => CaseOutcome::Violated,
            Some(_) => CaseOutcome::NoViolation,
            None if self.is_reached => CaseOutcome::NoRatio,
            None => CaseOutcome::NotReached,
        }
    }

    pub(super) fn unreached(case: &Case) -> Self {
        let bindings = case.bindings.clone();
        Self { bindings, finding: None, simplest: None, is_reached: false, approach: None }
    }

    fn ratio(&self) -> &Ratio {
        self.finding.as_ref().map_or(&Ratio::None, |finding| &finding.ratio)
    }
}

/// The outcome of a hunt.
#[derive(Debug, Clone)]
pub struct Hunt {
    /// Whether the claim is violated: with a schedule that is to exist for all laws, only if every one of them is.
    pub is_violated: bool,
    /// The case with the best ratio, or where a schedule is to exist for all laws, one for each schedule.
    pub best: Vec<usize>,
    /// All cases.
    pub cases: Vec<CaseHunt>,
    /// Whether it was stopped before it was done.
    pub is_stopped: bool,
    /// Whether floating-point proposals were possible; if not, every law was examined exactly.
    pub has_proposals: bool,
    /// How many laws the claim lists of this shape, for claims about the laws that they list: no other was examined.
    pub listed: Option<usize>,
}

impl Hunt {
    /// What the hunt says of the claim.
    pub fn outcome(&self) -> HuntOutcome {
        match (self.is_violated, self.cases.is_empty()) {
            (true, _) => HuntOutcome::Violated,
            (false, true) => HuntOutcome::NoCase,
            (false, false) => HuntOutcome::NoViolation,
        }
    }

    /// Whether a law that was not examined may still break the claim.
    pub fn is_open(&self) -> bool {
        self.outcome() == HuntOutcome::NoViolation && self.listed.is_none()
    }
}

/// Whether the quantifiers before the law make the claim false, with the ratio, and the cases that this rests on.
pub(super) fn conclude(tree: &Tree<LeafIndex>, cases: &[Case], hunts: &[CaseHunt]) -> (bool, Ratio, Vec<usize>) {
    let better =
        |a: &(bool, Ratio, Vec<usize>), b: &(bool, Ratio, Vec<usize>)| a.0.cmp(&b.0).then(a.1.rank(&b.1)).is_gt();
    let largest = |parts: Vec<(bool, Ratio, Vec<usize>)>| {
        let best = parts.into_iter().reduce(|best, next| if better(&next, &best) { next } else { best });
        best.unwrap_or((false, Ratio::None, Vec::new()))
    };
    let of_leaf = |leaf: &LeafIndex| {
        let of_leaf = cases.iter().zip(hunts).enumerate().filter(|(_, (case, _))| case.leaf == *leaf);
        let parts = of_leaf
            .filter(|(_, (_, hunt))| hunt.finding.is_some())
            .map(|(index, (_, hunt))| (hunt.outcome() == CaseOutcome::Violated, hunt.ratio().clone(), vec![index]));
        largest(parts.collect())
    };
    let of_any = |parts: Vec<(bool, Ratio, Vec<usize>)>| {
        let is_violated = parts.iter().all(|part| part.0);
        let all = parts.iter().flat_map(|part| part.2.iter().copied()).collect();
        let least = parts.into_iter().map(|part| part.1).reduce(|a, b| if b.rank(&a).is_lt() { b } else { a });
        (is_violated, least.unwrap_or(Ratio::Unbounded), all)
    };
    tree.fold(&of_leaf, &largest, &of_any)
}
