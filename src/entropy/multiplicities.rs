//! How often each count occurs in the classes of all sets of positions.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rug::Integer;
use rustc_hash::FxHashMap;

use crate::law::PositionSet;

use super::refinement::{Classes, Columns, Refiner, Weight};

/// How many positions are decided on by which task a set belongs to.
const SPLIT: usize = 7;

/// The most steps, and the most logarithms in all averages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Most {
    pub(super) steps: u64,
    pub(super) logarithms: u64,
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    Steps,
    Logarithms,
}

/// How often each count occurs in the classes of the sets of each size.
pub(super) fn multiplicities<W: Weight>(
    columns: &Columns<W>,
    most: Most,
) -> Result<Vec<BTreeMap<Integer, Integer>>, Beyond> {
    tallies(columns, most)?.multiplicities(most)
}

/// How often each count occurs in the classes of all sets.
fn tallies<W: Weight>(columns: &Columns<W>, most: Most) -> Result<Tallies<W>, Beyond> {
    let length = columns.length();
    let split = length.min(SPLIT);
    let steps = AtomicU64::new(0);
    let tasks = 0..1_u64 << split;
    let whole = |_: &u64| Tallies::new(length);
    let of_task = |task: u64| {
        let mut search =
            Search { columns, most, steps: &steps, unsaid: 0, kept: 0, tallies: whole(&task), rooms: Vec::new() };
        search.task(PositionSet::from_bits(task), split).map(|()| search.tallies)
    };
    let with = |first: Tallies<W>, second| first.with(second).within(most);
    tasks.into_par_iter().map(of_task).try_reduce(|| Tallies::new(length), with)
}

/// Counts from here on are kept by hash.
const SMALL: usize = 512;

/// How often each count occurs.
#[derive(Debug, Clone)]
struct Tally<W> {
    small: Vec<u64>,
    large: FxHashMap<W, u64>,
}

impl<W: Weight> Tally<W> {
    /// Adds a count, and says how many more are kept by hash now.
    fn add(&mut self, weight: &W) -> u64 {
        match weight.small().filter(|small| *small < SMALL) {
            Some(small) => {
                if self.small.len() <= small {
                    self.small.resize(small + 1, 0);
                }
                self.small[small] += 1;
                0
            }
            None => {
                let before = self.large.len();
                *self.large.entry(weight.clone()).or_insert(0) += 1;
                (self.large.len() - before) as u64
            }
        }
    }

    fn with(mut self, other: Self) -> Self {
        let length = self.small.len().max(other.small.len());
        self.small.resize(length, 0);
        self.small.iter_mut().zip(other.small).for_each(|(sum, more)| *sum += more);
        other.large.into_iter().for_each(|(weight, more)| *self.large.entry(weight).or_insert(0) += more);
        self
    }

    /// Adds so many times each count.
    fn add_to(&self, sums: &mut BTreeMap<Integer, Integer>, times: &Integer) {
        let small = self.small.iter().enumerate().map(|(count, number)| (Integer::from(count), *number));
        let large = self.large.iter().map(|(weight, number)| (weight.to_integer(), *number));
        for (count, number) in small.chain(large).filter(|(_, number)| *number > 0) {
            *sums.entry(count).or_default() += Integer::from(times * number);
        }
    }
}

/// How often each count occurs in the classes of the sets of each size.
struct Tallies<W> {
    length: usize,
    /// Of classes of several sequences, by the size of the set.
    classes: Vec<Tally<W>>,
    /// Of sequences that are alone from a set on, by its size and by the number of positions that may still be added:
    /// they are alone in each of the larger sets too.
    alone: Vec<Tally<W>>,
}

impl<W: Weight> Tallies<W> {
    fn new(length: usize) -> Self {
        let empty = Tally { small: Vec::new(), large: FxHashMap::default() };
        let (classes, alone) = (vec![empty.clone(); length + 1], vec![empty; (length + 1) * (length + 1)]);
        Self { length, classes, alone }
    }

    fn alone(&mut self, size: usize, left: usize) -> &mut Tally<W> {
        &mut self.alone[size * (self.length + 1) + left]
    }

    fn with(self, other: Self) -> Self {
        let both = |first: Vec<Tally<W>>, second: Vec<Tally<W>>| {
            first.into_iter().zip(second).map(|(first, second)| first.with(second)).collect()
        };
        Self { length: self.length, classes: both(self.classes, other.classes), alone: both(self.alone, other.alone) }
    }

    /// The same where the counts that are kept by hash are no more than may be.
    fn within(self, most: Most) -> Result<Self, Beyond> {
        let kept: usize = self.classes.iter().chain(&self.alone).map(|tally| tally.large.len()).sum();
        if kept as u64 <= most.logarithms { Ok(self) } else { Err(Beyond::Logarithms) }
    }

    /// How often each count occurs in the sets of each size. The logarithm of 1 is 0, so that no count is 1.
    fn multiplicities(&self, most: Most) -> Result<Vec<BTreeMap<Integer, Integer>>, Beyond> {
        let mut sums = vec![BTreeMap::new(); self.length + 1];
        for (sum, tally) in sums.iter_mut().zip(&self.classes) {
            tally.add_to(sum, &Integer::from(1));
        }
        for size in 0..=self.length {
            for left in 0..=self.length - size {
                let tally = &self.alone[size * (self.length + 1) + left];
                for more in 0..=left {
                    let sets = Integer::from(left).binomial(u32::try_from(more).expect("at most 64 positions"));
                    tally.add_to(&mut sums[size + more], &sets);
                }
                if sums.iter().map(BTreeMap::len).sum::<usize>() as u64 > most.logarithms {
                    return Err(Beyond::Logarithms);
                }
            }
        }
        Ok(sums)
    }
}

/// The sets of one task, depth first.
struct Search<'a, W> {
    columns: &'a Columns<W>,
    most: Most,
    steps: &'a AtomicU64,
    unsaid: u64,
    /// How many counts the tallies keep by hash.
    kept: u64,
    tallies: Tallies<W>,
    rooms: Vec<Classes>,
}

/// The steps of a set beside those of its sequences: small classes take as long as this many sequences more.
const SET_STEPS: u64 = 16;

/// The steps that a task takes before it says so.
const SAID: u64 = 1 << 20;

impl<W: Weight> Search<'_, W> {
    /// The sets that hold, of the first `split` positions, those of a set.
    fn task(&mut self, set: PositionSet, split: usize) -> Result<(), Beyond> {
        let length = self.columns.length();
        let (mut classes, mut next) = (self.columns.whole(), Classes::default());
        let mut refiner = Refiner::default();
        let (size, left) = (set.size(), length - split);
        let columns = self.columns;
        if classes.is_empty() {
            self.tallies.alone(size, left).add(&columns.weights[0]);
        }
        for position in set.positions() {
            let alone = self.tallies.alone(size, left);
            refiner.refine(columns, position, &classes, &mut next, |one| {
                alone.add(&columns.weights[one as usize]);
            });
            std::mem::swap(&mut classes, &mut next);
        }
        self.visit(&mut refiner, &classes, size, split)?;
        self.say()
    }

    /// A set of so many positions with its classes, and all sets with later positions added.
    fn visit(&mut self, refiner: &mut Refiner, classes: &Classes, size: usize, from: usize) -> Result<(), Beyond> {
        let (columns, length) = (self.columns, self.columns.length());
        for class in classes.iter() {
            self.kept += self.tallies.classes[size].add(&columns.weight(class));
        }
        if classes.is_empty() {
            return Ok(());
        }
        let mut next = self.rooms.pop().unwrap_or_default();
        for position in from..length {
            self.unsaid += classes.members() as u64 + SET_STEPS;
            if self.unsaid > SAID || self.kept > self.most.logarithms {
                self.say()?;
            }
            let alone = self.tallies.alone(size + 1, length - 1 - position);
            refiner.refine(columns, position, classes, &mut next, |one| {
                let weight = &columns.weights[one as usize];
                if weight.small() != Some(1) {
                    self.kept += alone.add(weight);
                }
            });
            self.visit(refiner, &next, size + 1, position + 1)?;
        }
        self.rooms.push(next);
        Ok(())
    }

    /// Says the steps that were taken.
    fn say(&mut self) -> Result<(), Beyond> {
        let steps = self.steps.fetch_add(self.unsaid, Ordering::Relaxed) + self.unsaid;
        self.unsaid = 0;
        if steps > self.most.steps {
            return Err(Beyond::Steps);
        }
        if self.kept > self.most.logarithms { Err(Beyond::Logarithms) } else { Ok(()) }
    }
}
