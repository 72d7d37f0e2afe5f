//! The decisions of a claim, added up.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::plan::{Case, CaseIndex, LeafIndex};
use crate::cases::tree::Tree;
use crate::evaluation::outcome::{Outcome, Tightness};
use crate::evaluation::{Subject, Verdict, evaluate};
use crate::exact::Enclosure;

use super::case_location::{CaseLocation, Tightest};
use super::conclusion::{Findings, refuting_leaves};

/// The decisions of one claim on some laws.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Laws with at least one case.
    pub laws: u64,
    /// Cases decided or tried.
    pub cases: u64,
    /// Cases by verdict.
    pub by_verdict: BTreeMap<Verdict, u64>,
    /// Inequalities that hold with equality between positive values: where the bound is attained.
    pub attained: u64,
    /// The leaves of the outer quantifiers that a law refutes, by length, each with the first law that does.
    pub refuted: BTreeMap<(usize, LeafIndex), CaseLocation>,
    /// The leaves of the outer quantifiers for which some law was not decided, by length.
    pub undecided: BTreeSet<(usize, LeafIndex)>,
    /// The lengths that occurred.
    pub lengths: BTreeSet<usize>,
    /// The first case with each verdict that needs an explanation.
    pub first: BTreeMap<Verdict, CaseLocation>,
    tightest: Option<Tightest<Enclosure, CaseLocation>>,
}

impl Tally {
    /// Decides the cases of a plan on one law.
    pub fn of_law(cases: &[Case], subject: &Subject, item: usize) -> Self {
        Self::of_outcomes(cases, subject, item, |_, _| ())
    }

    /// As [`Tally::of_law`], and calls `visit` with each outcome.
    pub fn of_outcomes(cases: &[Case], subject: &Subject, item: usize, mut visit: impl FnMut(&Case, &Outcome)) -> Self {
        let mut tally = Self::default();
        let mut tightest: Option<Tightest<Tightness, CaseLocation>> = None;
        let length = subject.shape().length();
        for (index, case) in cases.iter().enumerate() {
            let outcome = evaluate::decide_case(case, subject);
            visit(case, &outcome);
            let location = CaseLocation { law: item, case: CaseIndex(index) };
            tally.add(outcome.verdict, location, (length, case.leaf));
            if let Some(ratio) = outcome.tightness {
                let is_equality = outcome.verdict == Verdict::Equality;
                tally.attained += u64::from(is_equality);
                Tightest::offer(&mut tightest, Tightest { is_equality, ratio, location });
            }
        }
        tally.tightest = tightest.map(|Tightest { is_equality, ratio, location }| {
            let ratio = ratio.enclosure().clone();
            Tightest { is_equality, ratio, location }
        });
        if tally.cases > 0 {
            tally.laws = 1;
            tally.lengths.insert(length);
        }
        tally
    }

    fn add(&mut self, verdict: Verdict, location: CaseLocation, leaf: (usize, LeafIndex)) {
        self.cases += 1;
        *self.by_verdict.entry(verdict).or_insert(0) += 1;
        if !verdict.is_true() {
            self.first.entry(verdict).or_insert(location);
        }
        match verdict {
            Verdict::Violated => {
                self.refuted.entry(leaf).or_insert(location);
            }
            Verdict::Undefined | Verdict::Unavailable => {
                self.undecided.insert(leaf);
            }
            Verdict::Holds | Verdict::Equality | Verdict::BothInfinite | Verdict::Vacuous => {}
        }
    }

    /// Adds the decisions on later laws.
    pub fn merge(&mut self, later: Self) {
        self.laws += later.laws;
        self.cases += later.cases;
        self.attained += later.attained;
        for (verdict, count) in later.by_verdict {
            *self.by_verdict.entry(verdict).or_insert(0) += count;
        }
        for (leaf, location) in later.refuted {
            self.refuted.entry(leaf).or_insert(location);
        }
        for (verdict, location) in later.first {
            self.first.entry(verdict).or_insert(location);
        }
        self.undecided.extend(later.undecided);
        self.lengths.extend(later.lengths);
        if let Some(tightest) = later.tightest {
            Tightest::offer(&mut self.tightest, tightest);
        }
    }

    /// The first length at which the refuted leaves make the quantifiers before the law false, with what refutes them.
    pub fn refutation(&self, outer: &BTreeMap<usize, &Tree<LeafIndex>>) -> Option<(usize, Vec<CaseLocation>)> {
        outer.iter().find_map(|(&length, tree)| {
            let refuted = |leaf| self.refuted.get(&(length, leaf)).copied();
            refuting_leaves(tree, &refuted).map(|leaves| (length, leaves))
        })
    }

    /// What the decisions say of the claim, with the quantifiers before the law for each length: all laws were decided.
    pub fn findings(&self, outer: &BTreeMap<usize, &Tree<LeafIndex>>) -> Findings {
        // What is not decided counts as false here: only a statement that is true all the same is decided.
        let is_open = outer.iter().any(|(&length, tree)| {
            let is_open = |leaf| self.refuted.contains_key(&(length, leaf)) || self.undecided.contains(&(length, leaf));
            refuting_leaves(tree, &|leaf| is_open(leaf).then_some(())).is_some()
        });
        Findings {
            is_refuted: self.refutation(outer).is_some(),
            is_open,
            is_incomplete: false,
            is_without_law: outer.is_empty(),
            cases: self.cases,
            vacuous: self.count(Verdict::Vacuous),
        }
    }

    /// The number of cases with a verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.by_verdict.get(&verdict).copied().unwrap_or(0)
    }

    /// The tightest case: the first one that attains equality between positive values, or else the one with the largest
    /// quotient of the smaller side by the larger (the first of those that enclosures of 128 bits cannot tell apart).
    pub fn tightest(&self) -> Option<CaseLocation> {
        self.tightest.as_ref().map(|tightest| tightest.location)
    }
}
