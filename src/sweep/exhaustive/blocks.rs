//! A sweep cut into blocks: pure functions of the sweep and a number.

use crate::exact::Integer;
use crate::language::Claim;
use crate::law::grid::number_of_laws;
use crate::law::orderly::{Orderly, SupportSize};
use crate::law::{GridError, LawError, orbit::TABLE_LIMIT};
use crate::sampler::Schedule;

use super::compiled::{CompileError, Compiled};
use super::patterns::LARGEST_TOTAL;
use super::prepared::Prepared;
use super::tally::Tallies;
use super::worker::Worker;

/// The most laws of a sweep.
pub const SWEEP_LIMIT: u64 = 1_000_000_000_000_000;

/// The largest denominator: tables have an entry for every count.
pub const DENOMINATOR_LIMIT: u32 = LARGEST_TOTAL;

/// The most blocks that a sweep is cut into, about.
const MOST_BLOCKS: f64 = 1024.0;

/// The most laws that are looked at before a sweep.
const MOST_SEEDS: u64 = 1 << 15;

/// Which laws of a grid are swept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// All.
    Any,
    /// Those with so many atoms of positive probability.
    Exactly(usize),
}

/// The laws with V tokens, length L and denominator N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// V
    pub vocabulary_size: usize,
    /// L
    pub length: usize,
    /// N
    pub denominator: u32,
    /// Which of them.
    pub support: Support,
}

/// A sweep that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The grid.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The claims.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The denominator is too large.
    #[error("the denominator N = {denominator} is larger than {DENOMINATOR_LIMIT}")]
    Denominator {
        /// N
        denominator: u32,
    },
    /// No law has a support of this size.
    #[error("no law with {atoms} atoms and denominator {denominator} has a support of {size}")]
    Support {
        /// V^L
        atoms: usize,
        /// N
        denominator: u32,
        /// The size asked for.
        size: usize,
    },
}

impl From<LawError> for SweepError {
    fn from(error: LawError) -> Self {
        Self::Grid(GridError::Law(error))
    }
}

impl Family {
    /// How many laws there are: `C(N + V^L - 1, N)`, or `C(V^L, K) C(N - 1, K - 1)` with a support of K atoms.
    ///
    /// # Errors
    /// As [`number_of_laws`].
    pub fn laws(&self) -> Result<Integer, GridError> {
        let all = number_of_laws(self.vocabulary_size, self.length, self.denominator)?;
        let atoms = Integer::from(Integer::u_pow_u(
            u32::try_from(self.vocabulary_size).unwrap_or(u32::MAX),
            u32::try_from(self.length).unwrap_or(u32::MAX),
        ));
        Ok(match self.support {
            Support::Any => all,
            Support::Exactly(0) => Integer::new(),
            Support::Exactly(size) => {
                let size = u32::try_from(size).unwrap_or(u32::MAX);
                atoms.binomial(size) * Integer::from(self.denominator - 1).binomial(size - 1)
            }
        })
    }

    fn support_size(&self) -> SupportSize {
        match self.support {
            Support::Any => SupportSize::ANY,
            Support::Exactly(size) => SupportSize::exactly(size),
        }
    }
}

/// Claims on the laws of a family, cut into blocks.
#[derive(Debug)]
pub struct Sweep {
    /// The laws.
    pub family: Family,
    /// The claims.
    pub compiled: Compiled,
    /// How many laws there are.
    pub laws: u64,
    orderly: Orderly,
    /// The prefixes of the canonical counts of each block, in falling lexicographic order.
    blocks: Vec<Vec<Vec<u32>>>,
}

impl Sweep {
    /// Prepares a sweep; a block has about so many orbits at the least.
    ///
    /// # Errors
    /// When the family is too large or empty, or a claim cannot be decided by a sweep.
    pub fn new(
        claims: &[Claim],
        family: Family,
        schedules: Option<&[Schedule]>,
        block_orbits: u64,
    ) -> Result<Self, SweepError> {
        let Family { vocabulary_size, length, denominator, support } = family;
        if denominator == 0 {
            return Err(GridError::ZeroDenominator.into());
        }
        let orderly = Orderly::new(vocabulary_size, length)?;
        let orderly = orderly.ok_or(GridError::GroupTooLarge { vocabulary_size, length, limit: TABLE_LIMIT })?;
        if denominator > DENOMINATOR_LIMIT {
            return Err(SweepError::Denominator { denominator });
        }
        let laws = family.laws()?;
        if let Support::Exactly(size) = support
            && laws.is_zero()
        {
            return Err(SweepError::Support { atoms: orderly.atoms(), denominator, size });
        }
        let laws = match laws.to_u64().filter(|laws| *laws <= SWEEP_LIMIT) {
            Some(laws) => laws,
            None => {
                let limit = SWEEP_LIMIT;
                return Err(GridError::TooManyLaws { vocabulary_size, length, denominator, laws, limit }.into());
            }
        };
        let compiled = Compiled::new(claims, vocabulary_size, length, schedules)?;
        let mut cutter = Cutter {
            orderly: &orderly,
            family,
            // Weights count canonical and other laws alike, of those that begin with their largest count.
            weight: f64::max(
                (block_orbits as f64) * orderly.order() as f64 / orderly.atoms() as f64,
                laws as f64 / orderly.atoms() as f64 / MOST_BLOCKS,
            ),
            completions: (0, Vec::new()),
            blocks: Vec::new(),
            open: Vec::new(),
            filled: 0.0,
        };
        cutter.cut(&mut Vec::new(), denominator);
        cutter.close();
        let blocks = cutter.blocks;
        Ok(Self { family, compiled, laws, orderly, blocks })
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// How many laws an orbit has at most: the order of the group.
    pub fn order(&self) -> u64 {
        self.orderly.order()
    }

    /// Whether these are canonical counts of a law of a block.
    pub fn is_in_block(&self, block: usize, counts: &[u32]) -> bool {
        let Some((_, all_but_last)) = counts.split_last() else { return false };
        let sum: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let fits = counts.len() == self.orderly.atoms()
            && sum == u64::from(self.family.denominator)
            && counts.iter().max() == counts.first()
            && self.blocks[block].iter().any(|prefix| counts.starts_with(prefix));
        if !fits {
            return false;
        }
        let mut is_found = false;
        let support = self.family.support_size();
        self.orderly.for_each(self.family.denominator, all_but_last, support, |found, _| is_found |= found == counts);
        is_found
    }

    /// The claims, prepared for the laws of the family; to be shared between blocks.
    pub fn prepare(&self) -> Prepared<'_> {
        let Family { vocabulary_size, denominator, .. } = self.family;
        let mut prepared = Prepared::new(&self.compiled, vocabulary_size, denominator);
        // A small part of the work, and nothing for small sweeps.
        let most = (self.laws / self.orderly.order() / 128).min(MOST_SEEDS);
        prepared.look_ahead(vocabulary_size, &self.orderly, self.family.support_size(), most as usize);
        prepared
    }

    /// Decides all claims on the laws of a block.
    ///
    /// # Panics
    /// When there is no such block.
    pub fn run(&self, prepared: &Prepared, block: usize) -> Tallies {
        let mut worker = Worker::new(prepared);
        for prefix in &self.blocks[block] {
            let support = self.family.support_size();
            let seeds = prepared.seeds.iter().enumerate().filter(|(_, seed)| seed.counts.starts_with(prefix));
            let mut seeds = seeds.map(|(number, seed)| (number, &seed.counts[..])).peekable();
            let total = self.family.denominator;
            if seeds.peek().is_none() {
                self.orderly.for_each_change(total, prefix, support, |counts, size, changed| {
                    worker.push_change(counts, size, changed);
                });
                continue;
            }
            self.orderly.for_each_change(total, prefix, support, |counts, size, changed| {
                match seeds.next_if(|(_, seed)| *seed == counts) {
                    Some((seed, _)) => worker.push_seed(counts, size, changed, seed),
                    None => worker.push_change(counts, size, changed),
                }
            });
        }
        worker.finish()
    }
}

struct Cutter<'a> {
    orderly: &'a Orderly,
    family: Family,
    weight: f64,
    /// For the current largest count: how many ways there are to distribute so much over so many places.
    completions: (u32, Vec<Vec<f64>>),
    blocks: Vec<Vec<Vec<u32>>>,
    open: Vec<Vec<u32>>,
    filled: f64,
}

impl Cutter<'_> {
    /// Splits the laws that begin with a prefix until they are light, and gathers them into blocks.
    fn cut(&mut self, prefix: &mut Vec<u32>, rest: u32) {
        let places = self.orderly.atoms() - prefix.len();
        let weight = match prefix.first() {
            None => f64::INFINITY,
            // A table for every largest count is too dear for what it says of one or two places.
            Some(&largest) if places == 1 => f64::from(u8::from(rest <= largest)),
            Some(&largest) if places == 2 => {
                (f64::from(rest.min(largest)) - f64::from(rest.saturating_sub(largest)) + 1.0).max(0.0)
            }
            Some(&largest) => self.completions(largest, places, rest),
        };
        if weight <= self.weight || places <= 1 || rest == 0 {
            self.open.push(prefix.clone());
            self.filled += weight.max(1.0);
            if self.filled >= self.weight {
                self.close();
            }
            return;
        }
        for value in self.orderly.next_values(self.family.denominator, prefix, self.family.support_size()) {
            prefix.push(value);
            self.cut(prefix, rest - value);
            prefix.pop();
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.blocks.push(std::mem::take(&mut self.open));
        }
        self.filled = 0.0;
    }

    /// In how many ways so much can be distributed over so many places, each with at most the largest count.
    fn completions(&mut self, largest: u32, places: usize, rest: u32) -> f64 {
        let total = self.family.denominator as usize;
        let atoms = self.orderly.atoms();
        if self.completions.0 != largest {
            let mut ways = vec![vec![0.0; total + 1]];
            ways[0][0] = 1.0;
            for place in 0..atoms {
                let mut next = vec![0.0; total + 1];
                let mut window = 0.0;
                for sum in 0..=total {
                    window += ways[place][sum];
                    if let Some(gone) = sum.checked_sub(largest as usize + 1) {
                        window -= ways[place][gone];
                    }
                    next[sum] = f64::max(window, 0.0);
                }
                ways.push(next);
            }
            self.completions = (largest, ways);
        }
        self.completions.1[places][rest as usize]
    }
}
