//! The verdicts of goals on a batch of laws, one bit a law, from the signs of differences.

use crate::evaluation::Verdict;
use crate::language::words::Comparator;
use crate::sweep::grid::program::{ClaimProgram, SignTree};

use super::batch::Mask;
use super::sign::Signs;

/// The laws of a batch by the verdict of a goal. On the laws in neither set it is violated.
#[derive(Debug, Clone, Copy)]
pub struct Verdicts {
    /// The laws on which the goal holds strictly.
    pub holds: Mask,
    /// The laws on which the goal holds with equality.
    pub equality: Mask,
}

impl Verdicts {
    /// The verdicts of a goal: the worst of all, or the best of any.
    #[inline(always)]
    pub fn of(goal: &SignTree, claim: &ClaimProgram, signs: &[Signs]) -> Self {
        match goal {
            SignTree::Test(index) => Self::of_test(claim, *index, signs),
            SignTree::All(goals) => Self::of_all(goals, claim, signs),
            SignTree::Any(goals) => Self::of_any(goals, claim, signs),
        }
    }

    /// The laws on which the goal is violated.
    #[inline(always)]
    pub fn violated(self) -> Mask {
        !(self.holds | self.equality)
    }

    /// The verdict on the law in a lane.
    pub fn at(self, lane: usize) -> Verdict {
        match (self.holds >> lane & 1, self.equality >> lane & 1) {
            (1, _) => Verdict::Holds,
            (_, 1) => Verdict::Equality,
            _ => Verdict::Violated,
        }
    }

    #[inline(always)]
    fn of_test(claim: &ClaimProgram, index: usize, signs: &[Signs]) -> Self {
        let test = &claim.tests[index];
        let (greater, equal) = match test.difference {
            None => (0, Mask::MAX),
            Some((difference, flipped)) => {
                let Signs { positive, zero } = signs[difference];
                (if flipped { !(positive | zero) } else { positive }, zero)
            }
        };
        let less = !(greater | equal);
        match test.relation {
            Comparator::AtMost => Self { holds: less, equality: equal },
            Comparator::AtLeast => Self { holds: greater, equality: equal },
            Comparator::Below => Self { holds: less, equality: 0 },
            Comparator::Above => Self { holds: greater, equality: 0 },
            Comparator::Equals => Self { holds: 0, equality: equal },
        }
    }

    fn of_all(goals: &[SignTree], claim: &ClaimProgram, signs: &[Signs]) -> Self {
        let each = goals.iter().map(|goal| Self::of(goal, claim, signs));
        each.fold(Self { holds: Mask::MAX, equality: 0 }, |a, b| {
            let holds = a.holds & b.holds;
            Self { holds, equality: !(a.violated() | b.violated() | holds) }
        })
    }

    fn of_any(goals: &[SignTree], claim: &ClaimProgram, signs: &[Signs]) -> Self {
        let each = goals.iter().map(|goal| Self::of(goal, claim, signs));
        each.fold(Self { holds: 0, equality: 0 }, |a, b| {
            let holds = a.holds | b.holds;
            Self { holds, equality: (a.equality | b.equality) & !holds }
        })
    }
}
