//! Sequences of a law in classes that agree on a set of positions.
//!
//! The classes of a set with one position more are parts of the classes of the set. A sequence that is alone in its class
//! is alone for every larger set, so that it is left out from there on; only classes of several sequences are kept.

use std::hash::Hash;

use rug::Integer;

use crate::law::SparseLaw;

/// A count, in a machine word where all of a law's counts fit.
pub trait Weight: Clone + Ord + Hash + Send + Sync {
    /// The counts of the law's sequences, where they fit.
    fn weights(law: &SparseLaw) -> Option<Vec<Self>>;

    /// Adds a count.
    fn add(&mut self, other: &Self);

    /// The count, where it is a small one.
    fn small(&self) -> Option<usize>;

    /// The count as an integer.
    fn to_integer(&self) -> Integer;
}

impl Weight for u64 {
    fn weights(law: &SparseLaw) -> Option<Vec<Self>> {
        law.total().to_u64()?;
        law.counts().iter().map(Integer::to_u64).collect()
    }

    fn add(&mut self, other: &Self) {
        *self += other;
    }

    fn small(&self) -> Option<usize> {
        usize::try_from(*self).ok()
    }

    fn to_integer(&self) -> Integer {
        Integer::from(*self)
    }
}

impl Weight for Integer {
    fn weights(law: &SparseLaw) -> Option<Vec<Self>> {
        Some(law.counts().to_vec())
    }

    fn add(&mut self, other: &Self) {
        *self += other;
    }

    fn small(&self) -> Option<usize> {
        self.to_usize()
    }

    fn to_integer(&self) -> Integer {
        self.clone()
    }
}

/// The tokens of all sequences at a position, in bytes where they fit: columns are read at random, and a column of bytes
/// stays in the processor's cache.
#[derive(Debug)]
enum Column {
    Bytes(Vec<u8>),
    Words(Vec<u32>),
}

/// The tokens of a law's sequences by positions, and their counts.
#[derive(Debug)]
pub struct Columns<W> {
    columns: Vec<Column>,
    sizes: Vec<usize>,
    pub(super) weights: Vec<W>,
}

impl<W: Weight> Columns<W> {
    /// The columns of a law whose counts fit.
    pub fn new(law: &SparseLaw) -> Option<Self> {
        let weights = W::weights(law)?;
        let column = |position: usize| {
            let tokens = (0..law.support()).map(|index| law.sequence(index)[position]);
            match tokens.clone().map(|token| u8::try_from(token).ok()).collect() {
                Some(bytes) => Column::Bytes(bytes),
                None => Column::Words(tokens.collect()),
            }
        };
        let columns = (0..law.length()).map(column).collect();
        let sizes = (0..law.length()).map(|position| law.labels().size(position)).collect();
        Some(Self { columns, sizes, weights })
    }

    /// The number of positions.
    pub fn length(&self) -> usize {
        self.columns.len()
    }

    /// All sequences in one class, as they agree on no positions; none where there is one sequence.
    pub fn whole(&self) -> Classes {
        let sequences = u32::try_from(self.weights.len()).expect("fewer sequences than tokens");
        if sequences < 2 {
            return Classes::default();
        }
        Classes { members: (0..sequences).collect(), ends: vec![sequences] }
    }

    /// The sum of the counts of some sequences.
    pub fn weight(&self, members: &[u32]) -> W {
        let mut sum = self.weights[members[0] as usize].clone();
        members[1..].iter().for_each(|&member| sum.add(&self.weights[member as usize]));
        sum
    }
}

/// Classes of two sequences and more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes {
    /// The sequences, those of a class one after the other.
    members: Vec<u32>,
    /// Where each class ends.
    ends: Vec<u32>,
}

impl Classes {
    /// The classes.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let class = &self.members[start..end as usize];
            start = end as usize;
            class
        })
    }

    /// The number of sequences in all classes.
    pub fn members(&self) -> usize {
        self.members.len()
    }

    /// Whether each sequence is alone.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn clear(&mut self) {
        self.members.clear();
        self.ends.clear();
    }

    fn close(&mut self) {
        self.ends.push(u32::try_from(self.members.len()).expect("fewer sequences than tokens"));
    }
}

/// The largest class that is sorted by exchanges.
const SORTED: usize = 24;

/// Room for the refinement of classes.
#[derive(Debug, Default)]
pub struct Refiner {
    /// How many sequences of a class hold each token, and then where they go; all 0 between two classes.
    places: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    moved: Vec<u32>,
}

impl Refiner {
    /// Splits classes by the tokens at a position. `alone` is told of each sequence that is alone from here on.
    pub fn refine<W: Weight>(
        &mut self,
        columns: &Columns<W>,
        position: usize,
        classes: &Classes,
        into: &mut Classes,
        alone: impl FnMut(u32),
    ) {
        into.clear();
        let size = columns.sizes[position];
        match &columns.columns[position] {
            Column::Bytes(column) => self.split(column, size, classes, into, alone),
            Column::Words(column) => self.split(column, size, classes, into, alone),
        }
    }

    fn split<T: Copy + Into<u32>>(
        &mut self,
        column: &[T],
        size: usize,
        classes: &Classes,
        into: &mut Classes,
        mut alone: impl FnMut(u32),
    ) {
        if size <= 2 {
            return self.in_two(column, classes, into, alone);
        }
        for class in classes.iter() {
            match class {
                &[first, second] => {
                    if column[first as usize].into() == column[second as usize].into() {
                        into.members.extend([first, second]);
                        into.close();
                    } else {
                        alone(first);
                        alone(second);
                    }
                }
                _ if class.len() <= SORTED => self.by_sorting(column, class, into, &mut alone),
                _ => self.by_counting(column, size, class, into, &mut alone),
            }
        }
    }

    /// Splits by two tokens, without a branch on either: each sequence is written to both ends, and one of them grows.
    fn in_two<T: Copy + Into<u32>>(
        &mut self,
        column: &[T],
        classes: &Classes,
        into: &mut Classes,
        mut alone: impl FnMut(u32),
    ) {
        // One place more, as the last sequence of all is written to an end that does not grow.
        into.members.resize(classes.members() + 1, 0);
        self.moved.resize(self.moved.len().max(classes.members() + 1), 0);
        let mut end = 0;
        for class in classes.iter() {
            let (mut first, mut second) = (end, 0);
            for &member in class {
                let token = column[member as usize].into() as usize;
                into.members[first] = member;
                self.moved[second] = member;
                first += 1 - token;
                second += token;
            }
            match first - end {
                0 => {}
                1 => alone(into.members[end]),
                _ => {
                    end = first;
                    into.ends.push(u32::try_from(end).expect("fewer sequences than tokens"));
                }
            }
            match second {
                0 => {}
                1 => alone(self.moved[0]),
                _ => {
                    into.members[end..end + second].copy_from_slice(&self.moved[..second]);
                    end += second;
                    into.ends.push(u32::try_from(end).expect("fewer sequences than tokens"));
                }
            }
        }
        into.members.truncate(end);
    }

    fn by_sorting<T: Copy + Into<u32>>(
        &mut self,
        column: &[T],
        class: &[u32],
        into: &mut Classes,
        alone: &mut impl FnMut(u32),
    ) {
        self.pairs.clear();
        self.pairs.extend(class.iter().map(|&member| (column[member as usize].into(), member)));
        self.pairs.sort_unstable();
        for run in self.pairs.chunk_by(|first, second| first.0 == second.0) {
            match run {
                &[(_, member)] => alone(member),
                _ => {
                    into.members.extend(run.iter().map(|&(_, member)| member));
                    into.close();
                }
            }
        }
    }

    fn by_counting<T: Copy + Into<u32>>(
        &mut self,
        column: &[T],
        size: usize,
        class: &[u32],
        into: &mut Classes,
        alone: &mut impl FnMut(u32),
    ) {
        if self.places.len() < size {
            self.places.resize(size, 0);
        }
        class.iter().for_each(|&member| self.places[column[member as usize].into() as usize] += 1);
        // Tokens in the order in which they are met.
        let mut end = 0;
        self.moved.clear();
        self.moved.resize(class.len(), 0);
        self.pairs.clear();
        for &member in class {
            let token: u32 = column[member as usize].into();
            let place = &mut self.places[token as usize];
            // A number of sequences becomes the place of the first of them, behind all that a number can be.
            if *place <= u32::MAX / 2 {
                let number = *place;
                self.pairs.push((token, number));
                *place = u32::MAX / 2 + 1 + end;
                end += number;
            }
            self.moved[(*place - u32::MAX / 2 - 1) as usize] = member;
            *place += 1;
        }
        let mut start = 0;
        for &(token, number) in &self.pairs {
            self.places[token as usize] = 0;
            let run = &self.moved[start..start + number as usize];
            start += number as usize;
            match run {
                &[member] => alone(member),
                _ => {
                    into.members.extend_from_slice(run);
                    into.close();
                }
            }
        }
    }
}
