//! Random schedules and unmasking orders.

use crate::hunt::seeded_rng::SeededRng;
use crate::law::{PositionSet, Shape};
use crate::sampler::{Schedule, UnmaskingOrder};

use super::companion::Companion;
use super::sizes::Sizes;

/// Random schedules: a strategy of proptest.
#[derive(Debug, Clone)]
pub struct Schedules {
    pub(super) length: Sizes,
}

/// Random unmasking orders: a strategy of proptest.
#[derive(Debug, Clone)]
pub struct Orders {
    pub(super) length: Sizes,
}

/// Random schedules of such lengths, each of the schedules of a length with the same chance. They shrink to shorter
/// ones, and to fewer steps.
///
/// # Panics
/// When the range is empty or begins with 0.
pub fn schedules(length: impl Into<Sizes>) -> Schedules {
    Schedules { length: positive(length.into()) }
}

/// Random unmasking orders of so many positions. They shrink to fewer positions and steps, and towards left to right.
///
/// # Panics
/// When the range is empty or begins with 0.
pub fn orders(length: impl Into<Sizes>) -> Orders {
    let length = positive(length.into());
    assert!(length.most() <= PositionSet::MAX_LENGTH, "orders of {} positions: expected at most 64", length.most());
    Orders { length }
}

fn positive(length: Sizes) -> Sizes {
    assert!(length.least() > 0, "a length of 0: sequences have at least one position");
    length
}

/// The shape of laws of a length, where the vocabulary does not count.
pub(super) fn of_length(length: usize) -> Shape {
    Shape::new(length, 1).expect("a positive length")
}

impl Companion for Schedule {
    fn draw(shape: Shape, random: &mut SeededRng) -> Self {
        let mut blocks = vec![1];
        for _ in 1..shape.length() {
            match blocks.last_mut() {
                Some(last) if random.below(2) == 0 => *last += 1,
                _ => blocks.push(1),
            }
        }
        of_blocks(blocks)
    }

    fn shape(&self) -> Shape {
        of_length(self.length())
    }

    /// Two neighbouring blocks as one, or the larger one first.
    fn smaller_of_shape(&self) -> Vec<Self> {
        let mut found = Vec::new();
        for first in 1..self.steps() {
            let mut joined = self.blocks().to_vec();
            joined[first - 1] += joined.remove(first);
            found.push(of_blocks(joined));
        }
        for first in 1..self.steps() {
            let mut swapped = self.blocks().to_vec();
            if swapped[first - 1] < swapped[first] {
                swapped.swap(first - 1, first);
                found.push(of_blocks(swapped));
            }
        }
        found
    }

    fn without_position(&self, _: usize) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for step in 0..self.steps() {
            let mut blocks = self.blocks().to_vec();
            blocks[step] -= 1;
            blocks.retain(|block| *block > 0);
            found.extend(Schedule::new(blocks));
        }
        found.dedup();
        found
    }

    fn without_token(&self, _: usize) -> Self {
        self.clone()
    }
}

fn of_blocks(blocks: Vec<usize>) -> Schedule {
    Schedule::new(blocks).expect("positive blocks")
}

impl Companion for UnmaskingOrder {
    fn draw(shape: Shape, random: &mut SeededRng) -> Self {
        let mut positions = random.subset(shape.length(), shape.length()).into_iter();
        let schedule = Schedule::draw(shape, random);
        let blocks = schedule.blocks().iter().map(|size| set(positions.by_ref().take(*size)));
        of_sets(blocks.collect())
    }

    fn shape(&self) -> Shape {
        of_length(self.schedule().length())
    }

    /// Two neighbouring blocks as one, or two positions exchanged that are not revealed from left to right.
    fn smaller_of_shape(&self) -> Vec<Self> {
        let blocks = self.blocks();
        let mut found = Vec::new();
        for first in 1..blocks.len() {
            let mut joined = blocks.to_vec();
            joined[first - 1] = joined[first - 1].union(joined.remove(first));
            found.push(of_sets(joined));
        }
        for (later, block) in blocks.iter().enumerate() {
            for (earlier, before) in blocks[..later].iter().enumerate() {
                for (left, right) in
                    block.positions().flat_map(|left| before.positions().map(move |right| (left, right)))
                {
                    if left < right {
                        let mut swapped = blocks.to_vec();
                        swapped[later] = block.without(left).with(right);
                        swapped[earlier] = before.without(right).with(left);
                        found.push(of_sets(swapped));
                    }
                }
            }
        }
        found
    }

    fn without_position(&self, position: usize) -> Vec<Self> {
        let renumbered = |block: &PositionSet| {
            let others = block.positions().filter(|other| *other != position);
            set(others.map(|other| other - usize::from(other > position)))
        };
        let blocks = self.blocks().iter().map(renumbered).filter(|block| !block.is_empty()).collect();
        UnmaskingOrder::new(blocks).into_iter().collect()
    }

    fn without_token(&self, _: usize) -> Self {
        self.clone()
    }
}

fn set(positions: impl Iterator<Item = usize>) -> PositionSet {
    positions.fold(PositionSet::EMPTY, PositionSet::with)
}

fn of_sets(blocks: Vec<PositionSet>) -> UnmaskingOrder {
    UnmaskingOrder::new(blocks).expect("a partition of the positions")
}
