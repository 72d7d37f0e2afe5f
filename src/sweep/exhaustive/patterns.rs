//! The marginal counts of all patterns for many laws side by side.

use std::cmp::Reverse;
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

/// How the counts of patterns come from those of atoms, for one vocabulary size and length.
#[derive(Debug, Clone)]
pub struct PatternPass {
    /// The pattern of each atom.
    atoms: Vec<usize>,
    /// Patterns with something summed out, each with the patterns that add up to it, in an order in which these come first.
    sums: Vec<(usize, Vec<usize>)>,
    /// The patterns that keep k positions, for k = 1..L.
    by_size: Vec<Vec<usize>>,
    patterns: usize,
    /// The last atom that adds to each pattern.
    last_atoms: Vec<usize>,
}

/// Laws side by side, with the counts of all patterns.
#[derive(Debug, Clone)]
pub struct Batch {
    counts: Vec<Lanes<u32>>,
    /// The counts of the first law's atoms.
    first: Vec<u32>,
    /// The first atom whose counts vary. Those before are not in the lanes until the batch is complete.
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
    }
}

impl PatternPass {
    /// The pass for V tokens and length L.
    pub fn new(vocabulary_size: usize, length: usize) -> Self {
        let base = vocabulary_size + 1;
        let patterns = (0..length).fold(1, |product, _| product * base);
        let mut pass = Self {
            atoms: Vec::new(),
            sums: Vec::new(),
            by_size: vec![Vec::new(); length],
            patterns,
            last_atoms: Vec::new(),
        };
        let mut by_size: Vec<Vec<usize>> = vec![Vec::new(); length + 1];
        for pattern in 0..patterns {
            let kept = digits_of(pattern, base, length).iter().filter(|digit| **digit < vocabulary_size).count();
            by_size[kept].push(pattern);
            let last: Vec<usize> =
                digits_of(pattern, base, length).iter().map(|digit| (*digit).min(vocabulary_size - 1)).collect();
            pass.last_atoms.push(index_of(&last, vocabulary_size));
        }
        // Patterns and atoms are both numbered in lexicographic order.
        pass.atoms.clone_from(&by_size[length]);
        for patterns in by_size[1..length].iter().rev() {
            for &pattern in patterns {
                let mut digits = digits_of(pattern, base, length);
                let place = digits.iter().position(|digit| *digit == vocabulary_size).expect("something is summed out");
                let mut terms = Vec::new();
                for token in 0..vocabulary_size {
                    digits[place] = token;
                    terms.push(index_of(&digits, base));
                }
                pass.sums.push((pattern, terms));
            }
        }
        by_size.remove(0);
        // Those that vary first.
        by_size.iter_mut().for_each(|patterns| patterns.sort_by_key(|pattern| Reverse(pass.last_atoms[*pattern])));
        pass.by_size = by_size;
        pass
    }

    /// Room for the laws of a batch.
    pub fn new_batch(&self) -> Batch {
        let counts = vec![[0; LANES]; self.patterns];
        Batch { counts, first: vec![0; self.atoms.len()], varying: self.atoms.len(), filled: 0 }
    }

    /// Puts a law into the next lane of a batch, by the counts of its atoms. `changed` is the first atom from which on they may
    /// differ from those of the law before.
    #[inline]
    pub fn push(&self, batch: &mut Batch, atoms: &[u32], changed: usize) {
        if batch.filled == 0 {
            batch.first.copy_from_slice(atoms);
            batch.varying = atoms.len();
        } else if changed < batch.varying {
            for atom in changed..batch.varying {
                batch.counts[self.atoms[atom]][..batch.filled].fill(batch.first[atom]);
            }
            batch.varying = changed;
        }
        for (pattern, count) in self.atoms[batch.varying..].iter().zip(&atoms[batch.varying..]) {
            batch.counts[*pattern][batch.filled] = *count;
        }
        batch.filled += 1;
    }

    /// The counts of the atoms in a lane.
    pub fn unload(&self, batch: &Batch, lane: usize) -> Vec<u32> {
        self.atoms.iter().map(|pattern| batch.counts[*pattern][lane]).collect()
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
        const CHUNK: usize = 16;
        let Batch { counts, first, varying, filled } = batch;
        for (atom, (pattern, count)) in self.atoms.iter().zip(&*first).enumerate() {
            let lanes = if atom < *varying { 0..LANES } else { *filled..LANES };
            counts[*pattern][lanes].fill(*count);
        }
        for (pattern, terms) in &self.sums {
            if self.last_atoms[*pattern] < *varying {
                let sum = terms.iter().fold(0_u32, |sum, term| sum.wrapping_add(counts[*term][0]));
                counts[*pattern].fill(sum);
                continue;
            }
            for start in (0..LANES).step_by(CHUNK) {
                let mut sum = [0_u32; CHUNK];
                for term in terms {
                    for (sum, count) in sum.iter_mut().zip(&counts[*term][start..start + CHUNK]) {
                        // Bounded by the total of the law.
                        *sum = sum.wrapping_add(*count);
                    }
                }
                counts[*pattern][start..start + CHUNK].copy_from_slice(&sum);
            }
        }
    }

    /// The sums of `table[count]` over the patterns that keep k positions, at `sums[k - 1]`. The table has a power of two of
    /// entries, more than any count.
    ///
    /// # Panics
    /// When the table is empty.
    pub fn tabulate(&self, batch: &Batch, table: &[f64], sums: &mut [Lanes<f64>]) {
        with_vectors(
            #[inline(always)]
            || self.tabulate_all(batch, table, sums),
        );
    }

    #[inline(always)]
    fn tabulate_all(&self, Batch { counts, varying, .. }: &Batch, table: &[f64], sums: &mut [Lanes<f64>]) {
        const CHUNK: usize = 8;
        // In range without being checked.
        let within = table.len() - 1;
        for (patterns, sums) in self.by_size.iter().zip(sums) {
            let same = patterns.partition_point(|pattern| self.last_atoms[*pattern] >= *varying);
            let (patterns, same) = patterns.split_at(same);
            // All numbers are integers, and their sums exact: the order does not matter.
            let same = same.iter().fold(0.0, |sum, pattern| sum + table[counts[*pattern][0] as usize & within]);
            for (chunk, sums) in sums.chunks_exact_mut(CHUNK).enumerate() {
                let start = chunk * CHUNK;
                let mut sum = [same; CHUNK];
                for &pattern in patterns {
                    for (sum, count) in sum.iter_mut().zip(&counts[pattern][start..start + CHUNK]) {
                        *sum += table[*count as usize & within];
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
        self.by_size.iter().map(move |patterns| patterns.iter().map(move |&p| batch.counts[p][lane]).filter(|&c| c > 0))
    }
}
