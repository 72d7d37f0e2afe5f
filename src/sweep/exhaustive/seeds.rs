//! What is known of the tightest cases before a sweep begins.
//!
//! The search for the tightest case of every claim costs more than all verdicts, as long as it begins from nothing in every block.
//! So a few laws of the grid that are likely to be tight are looked at first: uniform laws on codes, laws with few atoms,
//! and, step by step, the neighbours of the tightest so far. The best of them, the *seeds*, set a bar for every claim: blocks
//! look for cases that are tighter still. The block that a seed is in offers it, and where two positive sides are equal on some
//! law, blocks look for equalities and nothing else. So the sum of all blocks has the tightest case, and the result of a block
//! remains a function of the sweep and its number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::law::orderly::{Orderly, SupportSize};
use crate::law::{digits_of, index_of};

use super::challenges::{Arena, Challenges};
use super::prepared::Prepared;
use super::tally::Tightest;
use super::worker::Worker;

/// What is known of the tightest case of a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known {
    /// Nothing.
    Nothing,
    /// Two positive sides are equal on some law.
    Equality,
    /// The upper end of the smaller side over the larger, on a seed.
    Ratio(f64),
}

impl Known {
    /// Whether a case that is no equality may be the tightest. A seed may.
    pub(super) fn admits(self, ratio: (f64, f64)) -> bool {
        match self {
            Self::Nothing => true,
            Self::Equality => false,
            Self::Ratio(upper) => ratio.1 >= upper,
        }
    }

    /// What a case must exceed to be tighter than a factor, and than what is known.
    pub(super) fn or_more(self, factor: f64) -> f64 {
        match self {
            Self::Ratio(known) => f64::max(known, factor),
            Self::Nothing | Self::Equality => factor,
        }
    }
}

/// A law that sets a bar.
#[derive(Debug)]
pub(super) struct Seed {
    /// Its canonical counts.
    pub(super) counts: Vec<u32>,
    /// The claims that it does so for.
    pub(super) claims: Vec<usize>,
}

impl Prepared<'_> {
    /// Looks at so many laws of a grid, at most, and sets the bars.
    pub(super) fn look_ahead(&mut self, vocabulary_size: usize, orderly: &Orderly, support: SupportSize, most: usize) {
        if most == 0 {
            return;
        }
        let atoms = orderly.atoms();
        let length = self.compiled.length;
        let (worker, total) = (Worker::new(self), self.total);
        let found = Scout { worker, vocabulary_size, length, atoms, total, support, left: most }.run();
        let mut arena = Arena::default();
        let mut seeds: BTreeMap<Vec<u32>, Vec<usize>> = BTreeMap::new();
        for (claim, tightest) in found.iter().enumerate() {
            let mut factor = self.challenges[claim].factor;
            self.known[claim] = match tightest {
                None => Known::Nothing,
                Some(tightest) if tightest.is_equality => Known::Equality,
                Some(tightest) => {
                    factor = tightest.upper();
                    seeds.entry(orderly.canonical(&tightest.site.counts)).or_default().push(claim);
                    Known::Ratio(factor)
                }
            };
            self.challenges[claim] = Arc::new(match self.known[claim] {
                Known::Equality => Challenges::default(),
                _ => self.challenges_of(&mut arena, claim, factor),
            });
        }
        self.arena = Arc::new(arena);
        let seeds = seeds.into_iter().rev();
        self.seeds = seeds.map(|(counts, claims)| Seed { counts, claims }).collect();
    }
}

/// Goes through laws of a grid in search of tight cases.
struct Scout<'a> {
    worker: Worker<'a>,
    vocabulary_size: usize,
    length: usize,
    atoms: usize,
    total: u32,
    support: SupportSize,
    left: usize,
}

impl Scout<'_> {
    /// The tightest case of each claim on all laws seen.
    fn run(mut self) -> Vec<Option<Tightest>> {
        let quarter = self.left / 4;
        self.codes();
        self.random_laws(quarter);
        let mut seen = BTreeSet::new();
        loop {
            self.worker.flush();
            let tightest = self.worker.tallies.claims.iter().filter_map(|tally| tally.tightest.as_ref());
            let improvable = tightest.filter(|tightest| !tightest.is_equality).map(|tightest| &tightest.site.counts);
            let next: BTreeSet<Vec<u32>> = improvable.filter(|counts| !seen.contains(*counts)).cloned().collect();
            if next.is_empty() || self.left == 0 {
                break;
            }
            for counts in next {
                self.neighbours(&counts);
                seen.insert(counts);
            }
        }
        self.worker.finish().claims.into_iter().map(|tally| tally.tightest).collect()
    }

    fn see(&mut self, counts: &[u32]) {
        let size = counts.iter().filter(|count| **count > 0).count();
        if self.left > 0 && (self.support.least..=self.support.most).contains(&size) {
            self.left -= 1;
            self.worker.push(counts, 1);
        }
    }

    /// Laws on the words whose last tokens are the sum of the first k, for each k: as even as can be, and with most of the mass
    /// on one word.
    fn codes(&mut self) {
        for free in 1..=self.length {
            let is_word = |atom: &usize| {
                let digits = digits_of(*atom, self.vocabulary_size, self.length);
                let sum = digits[..free].iter().sum::<usize>() % self.vocabulary_size;
                digits[free..].iter().all(|digit| *digit == sum)
            };
            let words: Vec<usize> = (0..self.atoms).filter(is_word).collect();
            self.spread(&words, |_| 1);
            let total = self.total;
            self.spread(&words, |place| if place == 0 { total } else { 1 });
            self.spread(&words, |place| 1 << (16 - place.min(16)));
        }
        let diagonal: Vec<usize> =
            (0..self.vocabulary_size).map(|token| index_of(&vec![token; self.length], self.vocabulary_size)).collect();
        for few in 1..diagonal.len() {
            self.spread(&diagonal[..few], |_| 1);
        }
    }

    /// Counts in proportion to weights, as far as they are whole numbers; what is left goes to the first atoms, one each.
    fn spread(&mut self, atoms: &[usize], weight: impl Fn(usize) -> u32) {
        let sum: u64 = (0..atoms.len()).map(|place| u64::from(weight(place))).sum();
        let mut counts = vec![0; self.atoms];
        let mut left = self.total;
        for (place, atom) in atoms.iter().enumerate() {
            let share = u64::from(self.total) * u64::from(weight(place)) / sum.max(1);
            counts[*atom] = u32::try_from(share).unwrap_or(0).min(left);
            left -= counts[*atom];
        }
        for atom in atoms.iter().cycle().take(left as usize) {
            counts[*atom] += 1;
        }
        self.see(&counts);
    }

    /// Laws whose mass is cut at random between atoms drawn at random.
    fn random_laws(&mut self, number: usize) {
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
            self.see(&counts);
        }
    }

    /// The laws with one, or an eighth, moved from one atom to another.
    fn neighbours(&mut self, counts: &[u32]) {
        let steps = BTreeSet::from([1, (self.total / 8).max(1)]);
        let mut moved = counts.to_vec();
        for step in steps {
            for from in (0..self.atoms).filter(|from| counts[*from] >= step) {
                for to in (0..self.atoms).filter(|to| *to != from) {
                    moved[from] -= step;
                    moved[to] += step;
                    self.see(&moved);
                    moved[from] += step;
                    moved[to] -= step;
                }
            }
        }
    }
}
