//! What the cases of a claim and the decisions for all laws come to together.

use crate::cases::shapes::{Extent, Skipped, extent, repaired};
use crate::decide::{Decision, RangeOutcome, Undecided};
use crate::language::{Claim, Expectation};
use crate::law::Shape;
use crate::sweep::{ClaimReport, Conclusion};

use super::all_laws::AllLaws;

/// What is known of a claim's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// A law breaks it: one that was tried, or one that a refutation names.
    False,
    /// Proved for all laws of the lengths that were decided, and no case speaks against it.
    Proved,
    /// It holds in every case that was tried, and nothing more is known.
    InCases,
    /// Not known.
    Open,
    /// Proved for all laws of a length, and violated by a law of that length: a defect of this program.
    Contradiction,
}

impl Truth {
    /// What the cases and the decisions say together: the stronger of the two.
    pub fn of(report: &ClaimReport, all_laws: &AllLaws) -> Self {
        let is_violated = report.conclusion == Conclusion::Violated;
        let is_proved_there = match report.refuted_length {
            Some(length) => all_laws.is_proved_at(length),
            None => all_laws.outcome == RangeOutcome::Proved,
        };
        match (report.conclusion, all_laws.outcome) {
            _ if is_violated && is_proved_there => Self::Contradiction,
            (Conclusion::Violated, _) | (_, RangeOutcome::Refuted(_)) => Self::False,
            (Conclusion::Holds | Conclusion::Stopped, RangeOutcome::Proved) => Self::Proved,
            (Conclusion::Holds, _) => Self::InCases,
            _ => Self::Open,
        }
    }

    /// Whether that is what is expected. What the limit of work, or a stop, left open meets no expectation.
    pub fn meets(self, expectation: Expectation, all_laws: &AllLaws) -> bool {
        match self {
            Self::False => expectation == Expectation::Fails,
            Self::Proved => expectation == Expectation::Holds,
            Self::InCases => expectation == Expectation::Holds && all_laws.outcome != RangeOutcome::Unfinished,
            Self::Open | Self::Contradiction => false,
        }
    }

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Proved => "proved",
            Self::InCases => "holds in the cases tried",
            Self::Open => "open",
            Self::Contradiction => "contradiction",
        }
    }
}

/// What a verdict on a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Its cases on laws that were tried.
    Cases,
    /// The decisions for all laws.
    AllLaws,
}

/// A verdict that rests on fewer laws is little evidence.
const FEW_LAWS: u64 = 100;

/// A claim with all that was found out about it.
#[derive(Debug, Clone)]
pub struct CheckedClaim<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// What its cases say.
    pub report: &'a ClaimReport,
    /// What is decided for all laws.
    pub all_laws: &'a AllLaws,
    /// What both say together.
    pub truth: Truth,
    /// What laws its condition leaves, where none was tried.
    pub extent: Option<Extent>,
    /// The statement with a condition that leaves out the shapes without a meaning, where there are some and none is
    /// too large.
    pub repaired: Option<String>,
}

impl<'a> CheckedClaim<'a> {
    /// Puts together what was found out.
    pub fn new(claim: &'a Claim, report: &'a ClaimReport, all_laws: &'a AllLaws) -> Self {
        let is_too_large = report.skipped.iter().any(|skipped| skipped.is_too_large);
        Self {
            claim,
            report,
            all_laws,
            truth: Truth::of(report, all_laws),
            extent: (report.done.laws == 0).then(|| extent(claim)),
            repaired: if is_too_large { None } else { repaired_for_all(claim, report, all_laws) },
        }
    }

    /// Which of the two verdicts says more against the claim: a refutation for all laws where no case is violated, and
    /// decisions that are not finished where the cases hold.
    pub fn stronger(&self) -> Evidence {
        let is_for_all_laws = match self.all_laws.outcome {
            RangeOutcome::Refuted(_) => self.report.conclusion != Conclusion::Violated,
            RangeOutcome::Unfinished => self.report.conclusion == Conclusion::Holds,
            RangeOutcome::Proved | RangeOutcome::Undecided => false,
        };
        if is_for_all_laws { Evidence::AllLaws } else { Evidence::Cases }
    }

    /// Whether all that is known is that the claim holds on few laws, which it does not name.
    pub fn rests_on_few_laws(&self) -> bool {
        let holds = self.report.conclusion == Conclusion::Holds && self.truth == Truth::InCases;
        holds && self.report.tally.laws < FEW_LAWS && !self.claim.names_laws()
    }

    /// Whether the claim behaves as it is expected to.
    pub fn is_as_expected(&self) -> bool {
        self.truth.meets(self.claim.expectation(), self.all_laws)
    }
}

/// The statement with a condition that leaves out the shapes without a meaning: those of laws, and those of the
/// decisions for all laws, which meet more lengths.
fn repaired_for_all(claim: &Claim, report: &ClaimReport, decided: &AllLaws) -> Option<String> {
    let (mut skipped, mut defined) = (report.skipped.clone(), report.shapes.clone());
    for decision in &decided.decisions {
        // The decisions are for every vocabulary: one stands for all, and leaves the bound to the lengths.
        let shape = Shape::new(decision.length, 2).expect("claims are decided for the lengths of laws");
        match &decision.decision {
            Decision::Proved(_) | Decision::Refuted(_) | Decision::Undecided(Undecided::NotLinear(_)) => {
                defined.insert(shape);
            }
            Decision::Undecided(Undecided::Undefined(message)) => {
                skipped.push(Skipped { shape, message: message.clone(), is_too_large: false });
            }
            Decision::Undecided(_) | Decision::NoCase => {}
        }
    }
    repaired(claim, &skipped, &defined)
}
