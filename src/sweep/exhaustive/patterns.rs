//! The marginal counts of all patterns for many laws side by side.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use pulp::Arch;

use crate::law::{digits_of, index_of};

/// How many laws go through the pass together: the bits of a mask.
pub const LANES: usize = 128;

/// A bit for each law of a batch.
pub type Mask = u128;

static VECTORS: LazyLock<Arch> = LazyLock::new(Arch::new);

/// Runs a loop over the lanes of a batch with the widest vectors that the processor has. They are exact, or rounded as without
/// them: what comes out does not depend on it. The closure must be marked `#[inline(always)]`: compiled as a function of its own, it
/// has the vectors of the baseline.
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

/// One number for each law of a batch.
pub type Lanes<T> = [T; LANES];

/// The count of a pattern.
type Count = u16;

/// The largest total of a law's counts.
pub const LARGEST_TOTAL: u32 = Count::MAX as u32;

/// A number for every count, so that none is out of range.
pub type Table = [f64; LARGEST_TOTAL as usize + 1];

/// How the counts of patterns come from those of atoms, for one vocabulary size and length.
///
/// The first patterns are the atoms, in their order; then come those with more and more summed out.
#[derive(Debug, Clone)]
pub struct PatternPass {
    atoms: usize,
    /// For each pattern behind the atoms, the patterns that add up to it, all of which come before.
    sums: Vec<Vec<usize>>,
    /// The patterns that keep k positions, for k = 1..L.
    by_size: Vec<Vec<usize>>,
    /// The last atom that adds to each pattern.
    last_atoms: Vec<usize>,
}

/// Laws side by side, with the counts of all patterns.
#[derive(Debug, Clone)]
pub struct Batch {
    counts: Vec<Lanes<Count>>,
    /// The counts of the first law's atoms.
    first: Vec<Count>,
    /// The first atom whose counts vary. Those before are not in the lanes until the batch is complete. `usize::MAX` while there is
    /// no law.
    varying: usize,
    filled: usize,
}

impl Batch {
    /// How many laws there are.
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

    /// Makes room for a law that differs from the one before from an atom on.
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
    /// The pass for V tokens and length L.
    pub fn new(vocabulary_size: usize, length: usize) -> Self {
        let base = vocabulary_size + 1;
        let mut by_size: Vec<Vec<usize>> = vec![Vec::new(); length + 1];
        for index in 0..(0..length).fold(1, |product, _| product * base) {
            let kept = digits_of(index, base, length).iter().filter(|digit| **digit < vocabulary_size).count();
            by_size[kept].push(index);
        }
        // Indices and atoms are both in lexicographic order.
        let order: Vec<usize> = by_size.drain(1..).rev().flatten().collect();
        let numbers: BTreeMap<usize, usize> = order.iter().copied().zip(0..).collect();
        let mut pass = Self { atoms: 0, sums: Vec::new(), by_size: vec![Vec::new(); length], last_atoms: Vec::new() };
        for (number, index) in order.into_iter().enumerate() {
            let mut digits = digits_of(index, base, length);
            let last: Vec<usize> = digits.iter().map(|digit| (*digit).min(vocabulary_size - 1)).collect();
            pass.last_atoms.push(index_of(&last, vocabulary_size));
            let kept = digits.iter().filter(|digit| **digit < vocabulary_size).count();
            pass.by_size[kept - 1].push(number);
            match digits.iter().position(|digit| *digit == vocabulary_size) {
                None => pass.atoms += 1,
                Some(place) => pass.sums.push(
                    (0..vocabulary_size)
                        .map(|token| {
                            digits[place] = token;
                            numbers[&index_of(&digits, base)]
                        })
                        .collect(),
                ),
            }
        }
        // Those that vary first.
        let last_atoms = &pass.last_atoms;
        pass.by_size.iter_mut().for_each(|patterns| patterns.sort_by_key(|pattern| Reverse(last_atoms[*pattern])));
        pass
    }

    /// Room for the laws of a batch.
    pub fn new_batch(&self) -> Batch {
        let counts = vec![[0; LANES]; self.last_atoms.len()];
        Batch { counts, first: vec![0; self.atoms], varying: usize::MAX, filled: 0 }
    }

    /// Puts a law into the next lane of a batch, by the counts of its atoms. `changed` is the first atom from which on they may
    /// differ from those of the law before.
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

    /// The counts of the atoms in a lane.
    pub fn unload(&self, batch: &Batch, lane: usize) -> Vec<u32> {
        batch.counts[..self.atoms].iter().map(|counts| counts[lane].into()).collect()
    }

    /// Adds up the counts of all patterns that keep a position. The lanes behind the last law get the first.
    pub fn add_up(&self, batch: &mut Batch) {
        with_vectors(
            #[inline(always)]
            || self.add_up_all(batch),
        );
    }

    #[inline(always)]
    fn add_up_all(&self, batch: &mut Batch) {
        // So many at a time that the sums stay in registers.
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

    /// The sums of `table[count]` over the patterns that keep k positions, at `sums[k - 1]`.
    pub fn tabulate(&self, batch: &Batch, table: &Table, sums: &mut [Lanes<f64>]) {
        with_vectors(
            #[inline(always)]
            || self.tabulate_all(batch, table, sums),
        );
    }

    #[inline(always)]
    fn tabulate_all(&self, Batch { counts, varying, .. }: &Batch, table: &Table, sums: &mut [Lanes<f64>]) {
        const CHUNK: usize = 8;
        for (patterns, sums) in self.by_size.iter().zip(sums) {
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

    /// The positive counts in a lane of the patterns that keep k positions, for k = 1..L.
    pub fn counts_by_size<'a>(
        &'a self,
        batch: &'a Batch,
        lane: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = u32>> {
        self.by_size
            .iter()
            .map(move |patterns| patterns.iter().map(move |&p| batch.counts[p][lane].into()).filter(|&c| c > 0))
    }
}
