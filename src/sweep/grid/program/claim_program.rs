//! A claim as trees of sign tests.

use crate::cases::plan::{CaseIndex, LeafIndex};
use crate::language::words::Comparator;

use super::form::Form;

/// A relation of a claim, as a test of the sign of a form.
#[derive(Debug, Clone)]
pub struct SignTest {
    /// Left minus right up to a positive factor: an index of the program's forms, and whether the sign is the other
    /// one. `None` when the difference is zero for all laws.
    pub difference: Option<(usize, bool)>,
    /// The relation.
    pub relation: Comparator,
    /// The side that should be smaller and the larger one, for inequalities whose tightness is measured.
    pub sides: Option<[Form; 2]>,
    /// The larger side up to a positive factor: an index of the program's forms, and whether the sign is the other one.
    /// `None` where there are no sides, or the larger side is zero for all laws.
    pub larger: Option<(usize, bool)>,
}

/// A goal: a tree over the sign tests of a claim.
#[derive(Debug, Clone)]
pub enum SignTree {
    /// One of the claim's sign tests.
    Test(usize),
    /// All must hold.
    All(Vec<SignTree>),
    /// One must hold.
    Any(Vec<SignTree>),
}

impl SignTree {
    /// The same goal over tests that stand so many places further behind.
    #[must_use]
    pub fn moved(&self, places: usize) -> Self {
        let moved = |goals: &[Self]| goals.iter().map(|goal| goal.moved(places)).collect();
        match self {
            Self::Test(index) => Self::Test(index + places),
            Self::All(goals) => Self::All(moved(goals)),
            Self::Any(goals) => Self::Any(moved(goals)),
        }
    }
}

/// A case of a claim, or one of its images (see [`images`](super::images)).
#[derive(Debug, Clone)]
pub struct CaseProgram {
    /// The case of the plan.
    pub case: CaseIndex,
    /// The leaf of the quantifiers before the law.
    pub leaf: LeafIndex,
    /// The goal of the case.
    pub goal: SignTree,
    /// The order of positions: on a law, the goal is that of the case on the law of the positions in this order. There
    /// position i is the position `order[i]` of the law. `None` for the order as it is.
    pub order: Option<Vec<usize>>,
    /// How many of the orders of the positions have this goal.
    pub orders: u64,
}

/// A claim without its quantifiers.
#[derive(Debug, Clone, Default)]
pub struct ClaimProgram {
    /// The sign tests of all cases.
    pub tests: Vec<SignTest>,
    /// The cases, in the order of the plan, and for each its images.
    pub cases: Vec<CaseProgram>,
    /// The number of orders of the positions that are looked at: all, or 1 where one is enough.
    pub orders: u64,
}

impl ClaimProgram {
    /// The number of cases of the plan.
    pub fn cases_of_plan(&self) -> u64 {
        self.cases.iter().map(|case| case.orders).sum::<u64>() / self.orders.max(1)
    }

    /// Numbers that tell a goal from others: all that its verdict depends on, and all that decides whether an equality
    /// is one of positive values. The order of goals that must all hold, or of which one must, is left out.
    pub fn key(&self, goal: &SignTree) -> Vec<usize> {
        let several = |kind: usize, goals: &[SignTree]| {
            let mut keys: Vec<Vec<usize>> = goals.iter().map(|goal| self.key(goal)).collect();
            keys.sort_unstable();
            keys.insert(0, vec![kind, goals.len()]);
            keys.concat()
        };
        match goal {
            SignTree::Test(index) => {
                let test = &self.tests[*index];
                let form =
                    |form: Option<(usize, bool)>| form.map_or(0, |(form, flipped)| 2 * form + usize::from(flipped) + 1);
                vec![0, form(test.difference), test.relation as usize, form(test.larger)]
            }
            SignTree::All(goals) => several(1, goals),
            SignTree::Any(goals) => several(2, goals),
        }
    }
}
