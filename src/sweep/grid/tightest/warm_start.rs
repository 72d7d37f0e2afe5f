//! Warm starts: a few laws that are likely to be tight, to find the incumbents before a sweep.
//!
//! The search for the tightest case of every claim costs more than all verdicts, as long as it begins from nothing in
//! every block. So a few laws of the grid are looked at first: uniform laws on codes, laws with few atoms, laws at
//! random, and, step by step, the neighbours of the tightest so far. The best of them are the *incumbents*. Blocks look
//! for cases that are tighter still. The block that holds the law of an incumbent offers it. Where two positive sides
//! are equal on some law, blocks look for equalities and nothing else. So the sum of all blocks has the tightest case,
//! and the result of a block remains a function of the sweep and its number.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::law::orderly::SupportSize;
use crate::law::{Shape, digits_of, index_of};
use crate::sweep::grid::results::tally::GridTightest;

/// The laws of a warm start, round by round.
#[derive(Debug)]
pub struct WarmStart {
    shape: Shape,
    /// The number of atoms, `V^L`.
    atoms: usize,
    total: u32,
    support: SupportSize,
    /// The number of laws that may still be visited.
    left: usize,
    /// The counts whose neighbours have been visited.
    seen: BTreeSet<Vec<u32>>,
}

impl WarmStart {
    /// The warm start with at most `most` laws of a shape, with counts of total N.
    pub fn new(shape: Shape, total: u32, support: SupportSize, most: usize) -> Self {
        let atoms = shape.atoms();
        Self { shape, atoms, total, support, left: most, seen: BTreeSet::new() }
    }

    /// Visits the laws of the first round: codes, and laws at random.
    pub fn first_laws(&mut self, visit: &mut impl FnMut(&[u32])) {
        let quarter = self.left / 4;
        self.codes(visit);
        self.random_laws(quarter, visit);
    }

    /// Visits the laws of the next round: the neighbours of the tightest cases so far. Returns whether there was a
    /// round.
    pub fn next_laws(&mut self, tightest: &[Option<GridTightest>], visit: &mut impl FnMut(&[u32])) -> bool {
        let improvable = tightest.iter().flatten().filter(|tightest| !tightest.is_equality);
        let counts = improvable.map(|tightest| &tightest.location.law.counts);
        let next: BTreeSet<Vec<u32>> = counts.filter(|counts| !self.seen.contains(*counts)).cloned().collect();
        if next.is_empty() || self.left == 0 {
            return false;
        }
        for counts in next {
            self.neighbours(&counts, visit);
            self.seen.insert(counts);
        }
        true
    }

    /// Visits a law, if it is one of the grid and one may still be visited.
    fn visit(&mut self, counts: &[u32], visit: &mut impl FnMut(&[u32])) {
        let size = counts.iter().filter(|count| **count > 0).count();
        if self.left > 0 && (self.support.least..=self.support.most).contains(&size) {
            self.left -= 1;
            visit(counts);
        }
    }

    /// Laws on the words whose last tokens are the sum of the first k, for each k: as even as can be, and with most of
    /// the mass on one word.
    fn codes(&mut self, visit: &mut impl FnMut(&[u32])) {
        let (length, vocabulary_size) = (self.shape.length(), self.shape.vocabulary_size());
        for free in 1..=length {
            let is_word = |atom: &usize| {
                let digits = digits_of(*atom, vocabulary_size, length);
                let sum = digits[..free].iter().sum::<usize>() % vocabulary_size;
                digits[free..].iter().all(|digit| *digit == sum)
            };
            let words: Vec<usize> = (0..self.atoms).filter(is_word).collect();
            self.spread(&words, |_| 1, visit);
            let total = self.total;
            self.spread(&words, |index| if index == 0 { total } else { 1 }, visit);
            self.spread(&words, |index| 1 << (16 - index.min(16)), visit);
        }
        let diagonal: Vec<usize> =
            (0..vocabulary_size).map(|token| index_of(&vec![token; length], vocabulary_size)).collect();
        for few in 1..diagonal.len() {
            self.spread(&diagonal[..few], |_| 1, visit);
        }
    }

    /// A law with counts in proportion to weights, as far as they are whole numbers. What is left goes to the first
    /// atoms, one each.
    fn spread(&mut self, atoms: &[usize], weight: impl Fn(usize) -> u32, visit: &mut impl FnMut(&[u32])) {
        let sum: u64 = (0..atoms.len()).map(|index| u64::from(weight(index))).sum();
        let mut counts = vec![0; self.atoms];
        let mut left = self.total;
        for (index, atom) in atoms.iter().enumerate() {
            let share = u64::from(self.total) * u64::from(weight(index)) / sum.max(1);
            counts[*atom] = u32::try_from(share).unwrap_or(0).min(left);
            left -= counts[*atom];
        }
        for atom in atoms.iter().cycle().take(left as usize) {
            counts[*atom] += 1;
        }
        self.visit(&counts, visit);
    }

    /// Laws whose mass is cut at random between atoms drawn at random.
    fn random_laws(&mut self, number: usize, visit: &mut impl FnMut(&[u32])) {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        for _ in 0..number {
            let mut counts = vec![0; self.atoms];
            let size = random.random_range(1..=self.atoms);
            let drawn: Vec<usize> = (0..size).map(|_| random.random_range(0..self.atoms)).collect();
            let mut left = self.total;
            for atom in &drawn[1..] {
                let share = random.random_range(0..=left / 2);
                counts[*atom] += share;
                left -= share;
            }
            counts[drawn[0]] += left;
            self.visit(&counts, visit);
        }
    }

    /// The laws with one, or an eighth of the total, moved from one atom to another.
    fn neighbours(&mut self, counts: &[u32], visit: &mut impl FnMut(&[u32])) {
        let steps = BTreeSet::from([1, (self.total / 8).max(1)]);
        let mut moved = counts.to_vec();
        for step in steps {
            for from in (0..self.atoms).filter(|from| counts[*from] >= step) {
                for to in (0..self.atoms).filter(|to| *to != from) {
                    moved[from] -= step;
                    moved[to] += step;
                    self.visit(&moved, visit);
                    moved[from] += step;
                    moved[to] -= step;
                }
            }
        }
    }
}
