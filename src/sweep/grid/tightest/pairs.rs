//! Pairs of sides, and the ratio of the sides of a case on one law.

use std::collections::BTreeMap;

use crate::evaluation::Verdict;
use crate::evaluation::verdict::Decided;
use crate::sweep::grid::program::basis::{Basis, BasisCombination};
use crate::sweep::grid::program::form::Form;
use crate::sweep::grid::program::{ClaimProgram, Program, SignTree};
use crate::sweep::grid::results::tally::RatioBounds;
use crate::sweep::grid::signs::{BatchSigns, SignTables};

use super::ratio::{BoundedForm, SumBounds, ratio};

/// Two sides of a relation, of which the smaller over the larger is measured.
#[derive(Debug)]
pub struct SidePair {
    /// The smaller side and the larger one.
    pub sides: [BoundedForm; 2],
    /// The same sides as combinations of the basis, where there is a basis and both are.
    pub combinations: Option<[BasisCombination; 2]>,
}

/// All pairs of sides of a program, each once, for laws of one total.
#[derive(Debug)]
pub struct SidePairs<'a> {
    program: &'a Program,
    list: Vec<SidePair>,
    /// For each claim and sign test, the index of its pair; `None` where tightness is not measured.
    of_tests: Vec<Vec<Option<usize>>>,
    bounds: SumBounds,
    scale: u32,
}

impl<'a> SidePairs<'a> {
    /// The pairs of sides of a program.
    pub fn new(tables: &SignTables<'a>) -> Self {
        let (program, total, filter) = (tables.program(), tables.total(), tables.filter());
        let bounds = SumBounds::new(filter, program.columns, total);
        let basis = Basis::new(program.shape.length());
        let mut list = Vec::new();
        let mut known: BTreeMap<&[Form; 2], usize> = BTreeMap::new();
        let mut of_tests = Vec::new();
        for (_, claim) in &program.claims {
            let of_claim = claim.tests.iter().map(|test| {
                let sides = test.sides.as_ref()?;
                let pair = *known.entry(sides).or_insert(list.len());
                if pair == list.len() {
                    let bounded = |form: &Form| BoundedForm::new(form, total, filter.scale(), &bounds);
                    let combinations = || {
                        let [small, large] = sides.each_ref().map(|form| basis.combination(form, total));
                        Some([small?, large?])
                    };
                    list.push(SidePair {
                        sides: sides.each_ref().map(bounded),
                        combinations: if program.rules.is_empty() { None } else { combinations() },
                    });
                }
                Some(pair)
            });
            of_tests.push(of_claim.collect());
        }
        Self { program, list, of_tests, bounds, scale: filter.scale() }
    }

    /// A pair.
    pub fn get(&self, pair: usize) -> &SidePair {
        &self.list[pair]
    }

    /// The pair of each sign test of a claim.
    pub fn of_claim(&self, claim: usize) -> &[Option<usize>] {
        &self.of_tests[claim]
    }

    /// The bounds of the sums of table entries.
    pub fn bounds(&self) -> &SumBounds {
        &self.bounds
    }

    /// The scale of the filter.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// The verdict of a case of a claim on the law in a lane, with its ratio where it has one.
    pub fn decide(&self, signs: &BatchSigns, claim: usize, case: usize, lane: usize) -> RatedVerdict {
        let program = &self.program.claims[claim].1;
        self.decide_goal(signs, claim, program, &program.cases[case].goal, lane)
    }

    /// The same for a goal: the worst of all, or the best of any.
    fn decide_goal(
        &self,
        signs: &BatchSigns,
        claim: usize,
        program: &ClaimProgram,
        goal: &SignTree,
        lane: usize,
    ) -> RatedVerdict {
        let each = |goals: &[SignTree], fold: fn(RatedVerdict, RatedVerdict) -> RatedVerdict| {
            goals.iter().map(|goal| self.decide_goal(signs, claim, program, goal, lane)).reduce(fold)
        };
        match goal {
            SignTree::Test(index) => {
                let verdict = signs.verdicts(goal, program).at(lane);
                let pair = self.of_tests[claim][*index].filter(|_| verdict.is_true());
                let ratio = pair.and_then(|pair| {
                    let forms = program.tests[*index].sides.as_ref()?;
                    ratio(&self.list[pair].sides, signs.sums(), lane, |side| signs.value(&forms[side], lane))
                });
                RatedVerdict { verdict, ratio }
            }
            SignTree::All(goals) => {
                each(goals, RatedVerdict::worse).unwrap_or(RatedVerdict { verdict: Verdict::Holds, ratio: None })
            }
            SignTree::Any(goals) => {
                each(goals, RatedVerdict::better).unwrap_or(RatedVerdict { verdict: Verdict::Violated, ratio: None })
            }
        }
    }
}

/// A verdict with the ratio of the two sides, where it is measured and the larger side is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatedVerdict {
    /// The verdict.
    pub verdict: Verdict,
    /// The bounds of the ratio.
    pub ratio: Option<RatioBounds>,
}

impl Decided for RatedVerdict {
    type Ratio = RatioBounds;

    fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn ratio(&self) -> Option<&RatioBounds> {
        self.ratio.as_ref()
    }
}
