//! Schedules by what a statement asks of them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Add;

use rug::Integer;

use super::schedule::Schedule;

/// All schedules of a length with given numbers of steps, largest and smallest blocks, each as far as it is given.
///
/// A statement that asks a schedule for nothing but `T`, `s_max` and `s_min` says the same of every schedule of a class,
/// except through the cost of the schedule itself, whose extremes over the class [`ScheduleClass::costliest`] finds. That
/// is how all `2^(L-1)` schedules are decided without listing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduleClass {
    /// `L`
    pub length: usize,
    /// `T`, if given.
    pub steps: Option<usize>,
    /// `s_max`, if given.
    pub largest: Option<usize>,
    /// `s_min`, if given.
    pub smallest: Option<usize>,
}

/// Which scalars distinguish the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassKey {
    /// Whether `T` does.
    pub steps: bool,
    /// Whether `s_max` does.
    pub largest: bool,
    /// Whether `s_min` does.
    pub smallest: bool,
}

/// What a path over the boundaries has met so far: steps taken, largest block met, smallest block met.
type Progress = (usize, bool, bool);

/// The cost of a path, and its last block with the progress before that.
type Path<C> = (C, Option<(usize, Progress)>);

impl ScheduleClass {
    /// The nonempty classes of a length, which together hold each schedule once.
    pub fn all(length: usize, key: ClassKey) -> Vec<Self> {
        let options =
            |wanted: bool| -> Vec<Option<usize>> { if wanted { (1..=length).map(Some).collect() } else { vec![None] } };
        let mut classes = Vec::new();
        for steps in options(key.steps) {
            for &largest in &options(key.largest) {
                for &smallest in &options(key.smallest) {
                    let class = Self { length, steps, largest, smallest };
                    if !class.is_empty() {
                        classes.push(class);
                    }
                }
            }
        }
        classes
    }

    /// Whether the class has no schedule.
    pub fn is_empty(self) -> bool {
        let steps = self.steps.map_or(1..=self.length, |wanted| wanted..=wanted.min(self.length));
        !steps.into_iter().any(|steps| self.has_schedule_with(steps))
    }

    /// Whether blocks between the smallest and the largest, both of which occur, can sum to the length in so many steps:
    /// all sums between that of small blocks and that of large ones occur.
    fn has_schedule_with(self, steps: usize) -> bool {
        let smallest = self.smallest.unwrap_or(1);
        let largest = self.largest.unwrap_or(self.length);
        if smallest > largest {
            return false;
        }
        let required: Vec<usize> = match (self.smallest, self.largest) {
            (Some(smallest), Some(largest)) if smallest != largest => vec![smallest, largest],
            (Some(only), _) | (_, Some(only)) => vec![only],
            (None, None) => Vec::new(),
        };
        let Some(free) = steps.checked_sub(required.len()) else { return false };
        let sum: usize = required.iter().sum();
        (sum + free * smallest..=sum + free * largest).contains(&self.length)
    }

    /// Whether a schedule is in the class.
    pub fn contains(self, schedule: &Schedule) -> bool {
        schedule.length() == self.length
            && self.steps.is_none_or(|steps| steps == schedule.steps())
            && self.largest.is_none_or(|largest| largest == schedule.largest())
            && self.smallest.is_none_or(|smallest| smallest == schedule.smallest())
    }

    /// How many schedules the class has.
    pub fn size(self) -> Integer {
        // counts[start][progress]: the ways to have revealed `start` positions
        let mut counts: Vec<BTreeMap<Progress, Integer>> = vec![BTreeMap::new(); self.length + 1];
        counts[0].insert((0, false, false), Integer::from(1));
        for start in 0..self.length {
            for (progress, ways) in counts[start].clone() {
                for block in self.blocks(start) {
                    *counts[start + block].entry(self.advance(progress, block)).or_default() += &ways;
                }
            }
        }
        counts[self.length].iter().filter(|(progress, _)| self.is_complete(**progress)).map(|(_, ways)| ways).sum()
    }

    /// The schedule of the class with the largest total cost, where `cost(a, s)` is the cost of a block of `s` positions
    /// after `a` revealed ones; among equally costly ones the first in an order that depends on the class alone. `None`
    /// when the class is empty.
    pub fn costliest<C: Clone + Ord + Add<Output = C> + Default>(
        self,
        cost: impl Fn(usize, usize) -> C,
    ) -> Option<(C, Schedule)> {
        let mut best: Vec<BTreeMap<Progress, Path<C>>> = vec![BTreeMap::new(); self.length + 1];
        best[0].insert((0, false, false), (C::default(), None));
        for start in 0..self.length {
            for (progress, (total, _)) in best[start].clone() {
                for block in self.blocks(start) {
                    let next = self.advance(progress, block);
                    let total = total.clone() + cost(start, block);
                    let known = best[start + block].get(&next);
                    if known.is_none_or(|(known, _)| total > *known) {
                        best[start + block].insert(next, (total, Some((block, progress))));
                    }
                }
            }
        }
        let complete = best[self.length].iter().filter(|(progress, _)| self.is_complete(**progress));
        let (mut progress, total) = complete.fold(None, |found: Option<(Progress, &C)>, (progress, (total, _))| {
            if found.is_none_or(|(_, known)| total > known) { Some((*progress, total)) } else { found }
        })?;
        let total = total.clone();
        let mut blocks = Vec::new();
        let mut end = self.length;
        while let Some((block, before)) = best[end][&progress].1 {
            blocks.push(block);
            end -= block;
            progress = before;
        }
        blocks.reverse();
        Some((total, Schedule::new(blocks)?))
    }

    fn blocks(self, start: usize) -> impl Iterator<Item = usize> {
        let largest = self.largest.unwrap_or(self.length).min(self.length - start);
        self.smallest.unwrap_or(1)..=largest
    }

    fn advance(self, (steps, met_largest, met_smallest): Progress, block: usize) -> Progress {
        (
            // Steps, and met blocks, are told apart only where the class asks for them.
            if self.steps.is_some() { steps + 1 } else { 0 },
            met_largest || self.largest == Some(block),
            met_smallest || self.smallest == Some(block),
        )
    }

    fn is_complete(self, (steps, met_largest, met_smallest): Progress) -> bool {
        self.steps.is_none_or(|wanted| wanted == steps)
            && (met_largest || self.largest.is_none())
            && (met_smallest || self.smallest.is_none())
    }
}

impl fmt::Display for ScheduleClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = [("T", self.steps), ("s_max", self.largest), ("s_min", self.smallest)];
        let conditions: Vec<String> =
            given.iter().filter_map(|(name, value)| value.map(|value| format!("{name} = {value}"))).collect();
        if conditions.is_empty() {
            write!(formatter, "every schedule of length {}", self.length)
        } else {
            write!(formatter, "schedules of length {} with {}", self.length, conditions.join(", "))
        }
    }
}
