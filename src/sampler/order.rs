//! Unmasking orders.

use std::fmt;
use std::str::FromStr;

use itertools::Itertools;

use crate::law::PositionSet;

use super::schedule::Schedule;

/// An ordered partition `(S_1, ..., S_T)` of the positions: block `t` is revealed by step `t`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnmaskingOrder {
    blocks: Vec<PositionSet>,
}

impl UnmaskingOrder {
    /// The order with these blocks, or `None` unless they are nonempty, disjoint and cover the first positions.
    pub fn new(blocks: Vec<PositionSet>) -> Option<Self> {
        let union = blocks.iter().fold(PositionSet::EMPTY, |union, &block| union.union(block));
        let size: usize = blocks.iter().map(|block| block.size()).sum();
        let valid = !blocks.is_empty()
            && blocks.iter().all(|block| !block.is_empty())
            && size == union.size()
            && union == PositionSet::all(size);
        valid.then_some(Self { blocks })
    }

    /// The order that a text such as `1,3/2` tells: every position below `length` once, counted from 1, blocks with `/`
    /// between; `None` for other texts, and for more than [`PositionSet::MAX_LENGTH`] positions.
    pub fn parse(text: &str, length: usize) -> Option<Self> {
        if length > PositionSet::MAX_LENGTH {
            return None;
        }
        let block = |text: &str| {
            text.split(',').try_fold(PositionSet::EMPTY, |block, position| {
                let index = usize::from_str(position.trim()).ok()?.checked_sub(1)?;
                (index < length && !block.contains(index)).then(|| block.with(index))
            })
        };
        let blocks: Option<Vec<PositionSet>> = text.split('/').map(block).collect();
        blocks.and_then(Self::new).filter(|order| order.schedule().length() == length)
    }

    /// The blocks, first revealed first.
    pub fn blocks(&self) -> &[PositionSet] {
        &self.blocks
    }

    /// The block sizes.
    pub fn schedule(&self) -> Schedule {
        let sizes = self.blocks.iter().map(|block| block.size()).collect();
        Schedule::new(sizes).expect("an order's blocks are not empty")
    }

    /// Each block with the set of positions revealed before it.
    pub fn steps(&self) -> impl Iterator<Item = (PositionSet, PositionSet)> {
        self.blocks.iter().scan(PositionSet::EMPTY, |revealed, &block| {
            let before = *revealed;
            *revealed = revealed.union(block);
            Some((before, block))
        })
    }
}

impl fmt::Display for UnmaskingOrder {
    /// As in `1,3/2`: positions from 1, blocks with `/` between.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |block: &PositionSet| block.positions().map(|position| position + 1).join(",");
        write!(formatter, "{}", self.blocks.iter().map(names).join("/"))
    }
}

/// All unmasking orders with the block sizes of a schedule, each once; the paper's order is uniform among them.
pub fn unmasking_orders(schedule: &Schedule) -> Vec<UnmaskingOrder> {
    let mut orders = Vec::new();
    let all = PositionSet::all(schedule.length());
    extend_orders(&mut Vec::new(), all, schedule.blocks(), &mut |blocks| {
        orders.push(UnmaskingOrder { blocks: blocks.to_vec() });
    });
    orders
}

/// Calls `visit` with the blocks of every unmasking order of a schedule, without storing them.
pub fn visit_orders(schedule: &Schedule, mut visit: impl FnMut(&[PositionSet])) {
    extend_orders(&mut Vec::new(), PositionSet::all(schedule.length()), schedule.blocks(), &mut visit);
}

fn extend_orders(
    prefix: &mut Vec<PositionSet>,
    masked: PositionSet,
    sizes: &[usize],
    visit: &mut impl FnMut(&[PositionSet]),
) {
    let Some((&size, rest)) = sizes.split_first() else {
        visit(prefix);
        return;
    };
    if rest.is_empty() {
        prefix.push(masked);
        visit(prefix);
        prefix.pop();
        return;
    }
    for block in masked.subsets_with(size) {
        prefix.push(block);
        extend_orders(prefix, masked.minus(block), rest, visit);
        prefix.pop();
    }
}
