//! Policies that do not look at the tokens: fixed orders, left to right, bisection.

use crate::law::PositionSet;
use crate::sampler::order::UnmaskingOrder;
use crate::sampler::states::States;

use super::Policy;

/// Reveals the blocks of an ordered partition, first block first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedOrder {
    order: UnmaskingOrder,
}

impl FixedOrder {
    /// The policy of an order, or `None` unless the order is of this length.
    pub fn new(order: UnmaskingOrder, length: usize) -> Option<Self> {
        (order.schedule().length() == length).then_some(Self { order })
    }
}

impl Policy for FixedOrder {
    /// As in `order:1,3/2`.
    fn name(&self) -> String {
        format!("order:{}", self.order)
    }

    /// What is masked of the first block that is not revealed whole.
    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        let masked = model.masked(state);
        let rest = |block: &PositionSet| block.minus(block.minus(masked));
        self.order.blocks().iter().map(rest).find(|set| !set.is_empty()).unwrap_or(masked)
    }
}

/// Reveals the first `b` masked positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftToRight {
    block: usize,
}

impl LeftToRight {
    /// The policy with blocks of this size, or `None` for size 0.
    pub fn new(block: usize) -> Option<Self> {
        (block > 0).then_some(Self { block })
    }
}

impl Policy for LeftToRight {
    fn name(&self) -> String {
        format!("left-to-right:{}", self.block)
    }

    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        model.masked(state).positions().take(self.block).collect()
    }
}

/// Reveals the middle of every run of masked positions; of two middles the left one. A Markov chain falls apart at
/// every revealed position, so that for it there is no error, in `ceil(log2(n + 1))` rounds for `n` positions: a run of
/// `m` positions leaves runs of at most `floor(m / 2)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bisection;

impl Policy for Bisection {
    fn name(&self) -> String {
        "bisection".to_owned()
    }

    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet {
        let masked = model.masked(state);
        let mut middles = PositionSet::EMPTY;
        let mut start = None;
        let length = model.shape().length();
        for position in 0..=length {
            match (start, position < length && masked.contains(position)) {
                (None, true) => start = Some(position),
                (Some(first), false) => {
                    middles = middles.with((first + position - 1) / 2);
                    start = None;
                }
                _ => {}
            }
        }
        middles
    }
}
