//! The verdicts of comparisons and goals on a batch of laws, one bit a law, from the signs of differences.

use crate::evaluation::Verdict;
use crate::language::words::Comparator;

use super::compiled::{CompiledClaim, Node};
use super::patterns::Mask;

/// The laws of a batch by sign; the others are negative.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs {
    /// A bit for each law.
    pub(super) positive: Mask,
    /// A bit for each law.
    pub(super) zero: Mask,
}

/// The laws of a batch by verdict; on the others it is violated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdicts {
    /// It holds strictly.
    pub(super) holds: Mask,
    /// It holds with equality.
    pub(super) equality: Mask,
}

impl Verdicts {
    /// The laws on which it is violated.
    pub(super) fn violated(self) -> Mask {
        !(self.holds | self.equality)
    }

    /// The verdict on one law.
    pub(super) fn at(self, lane: usize) -> Verdict {
        match (self.holds >> lane & 1, self.equality >> lane & 1) {
            (1, _) => Verdict::Holds,
            (_, 1) => Verdict::Equality,
            _ => Verdict::Violated,
        }
    }

    #[inline(always)]
    fn of_comparison(compiled: &CompiledClaim, index: usize, signs: &[Signs]) -> Self {
        let comparison = &compiled.comparisons[index];
        let (greater, equal) = match comparison.difference {
            None => (0, Mask::MAX),
            Some((difference, flipped)) => {
                let Signs { positive, zero } = signs[difference];
                (if flipped { !(positive | zero) } else { positive }, zero)
            }
        };
        let less = !(greater | equal);
        match comparison.relation {
            Comparator::AtMost => Self { holds: less, equality: equal },
            Comparator::AtLeast => Self { holds: greater, equality: equal },
            Comparator::Below => Self { holds: less, equality: 0 },
            Comparator::Above => Self { holds: greater, equality: 0 },
            Comparator::Equals => Self { holds: 0, equality: equal },
        }
    }

    /// The verdicts of a goal: the worst of all, or the best of any.
    #[inline(always)]
    pub(super) fn of(goal: &Node, compiled: &CompiledClaim, signs: &[Signs]) -> Self {
        match goal {
            Node::Comparison(index) => Self::of_comparison(compiled, *index, signs),
            Node::All(nodes) => Self::of_all(nodes, compiled, signs),
            Node::Any(nodes) => Self::of_any(nodes, compiled, signs),
        }
    }

    fn of_all(nodes: &[Node], compiled: &CompiledClaim, signs: &[Signs]) -> Self {
        let each = nodes.iter().map(|node| Self::of(node, compiled, signs));
        each.fold(Self { holds: Mask::MAX, equality: 0 }, |a, b| {
            let holds = a.holds & b.holds;
            Self { holds, equality: !(a.violated() | b.violated() | holds) }
        })
    }

    fn of_any(nodes: &[Node], compiled: &CompiledClaim, signs: &[Signs]) -> Self {
        let each = nodes.iter().map(|node| Self::of(node, compiled, signs));
        each.fold(Self { holds: 0, equality: 0 }, |a, b| {
            let holds = a.holds | b.holds;
            Self { holds, equality: (a.equality | b.equality) & !holds }
        })
    }
}
