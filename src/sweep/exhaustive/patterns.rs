//! The marginal counts of all patterns for many laws side by side.

use crate::law::{digits_of, index_of};

/// How many laws go through the pass together: the bits of a mask.
pub const LANES: usize = 64;

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
}

impl PatternPass {
    /// The pass for V tokens and length L.
    pub fn new(vocabulary_size: usize, length: usize) -> Self {
        let base = vocabulary_size + 1;
        let patterns = (0..length).fold(1, |product, _| product * base);
        let mut pass = Self { atoms: Vec::new(), sums: Vec::new(), by_size: vec![Vec::new(); length], patterns };
        let mut by_size: Vec<Vec<usize>> = vec![Vec::new(); length + 1];
        for pattern in 0..patterns {
            let kept = digits_of(pattern, base, length).iter().filter(|digit| **digit < vocabulary_size).count();
            by_size[kept].push(pattern);
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
        pass.by_size = by_size;
        pass
    }

    /// Room for the counts of a batch.
    pub fn new_counts(&self) -> Vec<Lanes<u32>> {
        vec![[0; LANES]; self.patterns]
    }

    /// Puts the counts of a law's atoms into a lane.
    #[inline]
    pub fn load(&self, counts: &mut [Lanes<u32>], lane: usize, atoms: &[u32]) {
        for (pattern, count) in self.atoms.iter().zip(atoms) {
            counts[*pattern][lane] = *count;
        }
    }

    /// The counts of the atoms in a lane.
    pub fn unload(&self, counts: &[Lanes<u32>], lane: usize) -> Vec<u32> {
        self.atoms.iter().map(|pattern| counts[*pattern][lane]).collect()
    }

    /// Adds up the counts of all patterns that keep a position.
    pub fn add_up(&self, counts: &mut [Lanes<u32>]) {
        // So many at a time that the sums stay in registers.
        const CHUNK: usize = 16;
        for (pattern, terms) in &self.sums {
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

    /// The sums of `table[count]` over the patterns that keep k positions, at `sums[k - 1]`.
    ///
    /// # Panics
    /// When the table is shorter than a count asks for.
    pub fn tabulate(&self, counts: &[Lanes<u32>], table: &[f64], sums: &mut [Lanes<f64>]) {
        const CHUNK: usize = 8;
        for (patterns, sums) in self.by_size.iter().zip(sums) {
            for (chunk, sums) in sums.chunks_exact_mut(CHUNK).enumerate() {
                let start = chunk * CHUNK;
                let mut sum = [0.0; CHUNK];
                for &pattern in patterns {
                    for (sum, count) in sum.iter_mut().zip(&counts[pattern][start..start + CHUNK]) {
                        *sum += table[*count as usize];
                    }
                }
                sums.copy_from_slice(&sum);
            }
        }
    }

    /// The positive counts in a lane of the patterns that keep k positions, for k = 1..L.
    pub fn counts_by_size<'a>(
        &'a self,
        counts: &'a [Lanes<u32>],
        lane: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = u32>> {
        self.by_size.iter().map(move |patterns| patterns.iter().map(move |&p| counts[p][lane]).filter(|&c| c > 0))
    }
}
