//! Batches: the counts of all patterns of many laws, side by side.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use pulp::Arch;

use crate::law::{Shape, digits_of, index_of};
use crate::sweep::grid::program::Columns;

/// The number of laws in a batch: the bits of a mask.
pub const LANES: usize = 128;

/// A set of laws of a batch, one bit for each lane.
pub type Mask = u128;

static VECTORS: LazyLock<Arch> = LazyLock::new(Arch::new);

/// Runs a loop over the lanes of a batch with the widest vectors that the processor has. The numbers are exact, or
/// rounded as without vectors, so that the result does not depend on the processor. The closure must be marked
/// `#[inline(always)]`: a closure that is compiled as a function of its own has the vectors of the baseline.
#[inline(always)]
pub fn with_vectors<R>(run: impl FnOnce() -> R) -> R {
    VECTORS.dispatch(run)
}

/// The lanes of a mask, from the first to the last.
#[inline]
pub fn lanes(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(lane)
    })
}

/// An array with one number for each lane of a batch.
pub type Lanes<T> = [T; LANES];

/// The count of a pattern: 16 bits.
type Count = u16;

/// The largest total of a law's counts.
pub const LARGEST_TOTAL: u32 = Count::MAX as u32;

/// A number for every count that fits into 16 bits, so that no count is out of range.
pub type Table = [f64; LARGEST_TOTAL as usize + 1];

/// The pass from the counts of atoms to those of all patterns, for one vocabulary size and length.
///
/// The first patterns are the atoms, in their order. Then come patterns with more and more positions summed out.
#[derive(Debug, Clone)]
pub struct PatternPass {
    /// The number of atoms, `V^L`.
    atoms: usize,
    /// For each pattern behind the atoms, the V patterns that add up to it. All of them come before it.
    sums: Vec<Vec<usize>>,
    /// The patterns that keep k positions, at k - 1 for k = 1..L.
    by_size: Vec<Vec<usize>>,
    /// The patterns that keep just the positions of a set, for the set with the bits b at b - 1. Empty where no sums of
    /// single sets are asked for.
    by_set: Vec<Vec<usize>>,
    /// For each pattern, the last atom that adds to it.
    last_atoms: Vec<usize>,
}

/// At most [`LANES`] laws side by side, with the counts of all patterns.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The counts by pattern.
    counts: Vec<Lanes<Count>>,
    /// The counts of the atoms of the first law.
    first: Vec<Count>,
    /// The first atom whose counts vary between the laws. The atoms before it are not in the lanes until the batch is
    /// complete. `usize::MAX` while there is no law.
    varying: usize,
    /// The number of laws.
    filled: usize,
}

impl Batch {
    /// The number of laws.
    #[inline]
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// Takes all laws out.
    #[inline]
    pub fn clear(&mut self) {
        self.filled = 0;
        self.varying = usize::MAX;
    }

    /// Makes room for a law that differs from the one before it from the atom `changed` on.
    #[inline(never)]
    fn widen(&mut self, atoms: &[u32], changed: usize) {
        if self.filled == 0 {
            self.first.iter_mut().zip(atoms).for_each(|(first, count)| *first = *count as Count);
            self.varying = atoms.len();
            return;
        }
        for (counts, first) in self.counts[changed..self.varying].iter_mut().zip(&self.first[changed..]) {
            counts[..self.filled].fill(*first);
        }
        self.varying = changed;
    }
}

impl PatternPass {
    /// The pass for laws of a shape, with the sums of some columns.
    pub fn new(shape: Shape, columns: Columns) -> Self {
        let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
        let base = vocabulary_size + 1;
        let mut by_size: Vec<Vec<usize>> = vec![Vec::new(); length + 1];
        for index in 0..shape.patterns() {
            let kept = digits_of(index, base, length).iter().filter(|digit| **digit < vocabulary_size).count();
            by_size[kept].push(index);
        }
        // Indices and atoms are both in lexicographic order.
        let order: Vec<usize> = by_size.drain(1..).rev().flatten().collect();
        let numbers: BTreeMap<usize, usize> = order.iter().copied().zip(0..).collect();
        let mut pass = Self {
            atoms: 0,
            sums: Vec::new(),
            by_size: vec![Vec::new(); length],
            by_set: vec![Vec::new(); columns.number() - length],
            last_atoms: Vec::new(),
        };
        for (number, index) in order.into_iter().enumerate() {
            let mut digits = digits_of(index, base, length);
            let last: Vec<usize> = digits.iter().map(|digit| (*digit).min(vocabulary_size - 1)).collect();
            pass.last_atoms.push(index_of(&last, vocabulary_size));
            let kept = digits.iter().enumerate().filter(|(_, digit)| **digit < vocabulary_size);
            let set = kept.fold(0, |set, (position, _)| set | 1_usize << position);
            pass.by_size[set.count_ones() as usize - 1].push(number);
            if columns.has_sets() {
                pass.by_set[set - 1].push(number);
            }
            match digits.iter().position(|digit| *digit == vocabulary_size) {
                None => pass.atoms += 1,
                Some(position) => pass.sums.push(
                    (0..vocabulary_size)
                        .map(|token| {
                            digits[position] = token;
                            numbers[&index_of(&digits, base)]
                        })
                        .collect(),
                ),
            }
        }
        // The patterns that vary come first.
        let last_atoms = &pass.last_atoms;
        let lists = pass.by_size.iter_mut().chain(&mut pass.by_set);
        lists.for_each(|patterns| patterns.sort_by_key(|pattern| Reverse(last_atoms[*pattern])));
        pass
    }

    /// A batch without laws.
    pub fn new_batch(&self) -> Batch {
        let counts = vec![[0; LANES]; self.last_atoms.len()];
        Batch { counts, first: vec![0; self.atoms], varying: usize::MAX, filled: 0 }
    }

    /// Puts a law into the next lane of a batch, by the counts of its atoms. `changed` is the first atom whose count
    /// may differ from the law before.
    #[inline]
    pub fn push(&self, batch: &mut Batch, atoms: &[u32], changed: usize) {
        if changed < batch.varying {
            batch.widen(atoms, changed);
        }
        let lane = batch.filled;
        for (counts, count) in batch.counts[batch.varying..].iter_mut().zip(&atoms[batch.varying..]) {
            counts[lane] = *count as Count;
        }
        batch.filled += 1;
    }

    /// The counts of the atoms of the law in a lane.
    pub fn atoms_of(&self, batch: &Batch, lane: usize) -> Vec<u32> {
        batch.counts[..self.atoms].iter().map(|counts| counts[lane].into()).collect()
    }

    /// Adds up the counts of all patterns that keep a position. The lanes behind the last law get the counts of the
    /// first law.
    pub fn add_up(&self, batch: &mut Batch) {
        with_vectors(
            #[inline(always)]
            || self.add_up_all(batch),
        );
    }

    #[inline(always)]
    fn add_up_all(&self, batch: &mut Batch) {
        // With 32 lanes at a time the sums stay in registers.
        const CHUNK: usize = 32;
        let Batch { counts, first, varying, filled } = batch;
        for (atom, (counts, count)) in counts.iter_mut().zip(&*first).enumerate() {
            let lanes = if atom < *varying { 0..LANES } else { *filled..LANES };
            counts[lanes].fill(*count);
        }
        for (pattern, terms) in (self.atoms..).zip(&self.sums) {
            let (counts, [sums, ..]) = counts.split_at_mut(pattern) else { unreachable!("every pattern has counts") };
            if self.last_atoms[pattern] < *varying {
                sums.fill(terms.iter().fold(0, |sum, term| sum + counts[*term][0]));
                continue;
            }
            for start in (0..LANES).step_by(CHUNK) {
                let mut sum: [Count; CHUNK] = [0; CHUNK];
                for term in terms {
                    for (sum, count) in sum.iter_mut().zip(&counts[*term][start..start + CHUNK]) {
                        // Bounded by the total of the law.
                        *sum = sum.wrapping_add(*count);
                    }
                }
                sums[start..start + CHUNK].copy_from_slice(&sum);
            }
        }
    }

    /// Puts the sum of `table[count]` over the patterns of each column into `sums`, for each lane.
    pub fn tabulate(&self, batch: &Batch, table: &Table, sums: &mut [Lanes<f64>]) {
        let (by_size, by_set) = sums.split_at_mut(self.by_size.len());
        if self.by_set.is_empty() {
            return self.tabulate_lists(&self.by_size, batch, table, by_size);
        }
        self.tabulate_lists(&self.by_set, batch, table, by_set);
        by_size.fill([0.0; LANES]);
        for (sums, set) in by_set.iter().zip(1_usize..) {
            let by_size = &mut by_size[set.count_ones() as usize - 1];
            by_size.iter_mut().zip(sums).for_each(|(sum, of_set)| *sum += of_set);
        }
    }

    #[inline(never)]
    fn tabulate_lists(&self, lists: &[Vec<usize>], batch: &Batch, table: &Table, sums: &mut [Lanes<f64>]) {
        with_vectors(
            #[inline(always)]
            || self.tabulate_all(lists, batch, table, sums),
        );
    }

    #[inline(always)]
    fn tabulate_all(
        &self,
        lists: &[Vec<usize>],
        Batch { counts, varying, .. }: &Batch,
        table: &Table,
        sums: &mut [Lanes<f64>],
    ) {
        const CHUNK: usize = 8;
        for (patterns, sums) in lists.iter().zip(sums) {
            let same = patterns.partition_point(|pattern| self.last_atoms[*pattern] >= *varying);
            let (patterns, same) = patterns.split_at(same);
            // All numbers are integers, and their sums exact: the order does not matter.
            let same = same.iter().fold(0.0, |sum, pattern| sum + table[usize::from(counts[*pattern][0])]);
            for (chunk, sums) in sums.chunks_exact_mut(CHUNK).enumerate() {
                let start = chunk * CHUNK;
                let mut sum = [same; CHUNK];
                for &pattern in patterns {
                    for (sum, count) in sum.iter_mut().zip(&counts[pattern][start..start + CHUNK]) {
                        *sum += table[usize::from(*count)];
                    }
                }
                sums.copy_from_slice(&sum);
            }
        }
    }

    /// The positive counts of the law in a lane, of the patterns of each column.
    pub fn counts_by_column<'a>(
        &'a self,
        batch: &'a Batch,
        lane: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = u32>> {
        self.by_size
            .iter()
            .chain(&self.by_set)
            .map(move |patterns| patterns.iter().map(move |&p| batch.counts[p][lane].into()).filter(|&c| c > 0))
    }
}
