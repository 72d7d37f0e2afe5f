//! The partition of a grid into blocks. A block is a pure function of the grid and its number.

use crate::exact::Integer;
use crate::law::grid::number_of_laws;
use crate::law::orderly::{Orderly, SupportSize};
use crate::law::{GridError, LawError, Shape};
use crate::limits::{ORBIT_TABLE_LIMIT, SWEEP_DENOMINATOR_LIMIT, SWEEP_LAW_LIMIT};

use super::signs::batch::LARGEST_TOTAL;

const _: () = assert!(SWEEP_DENOMINATOR_LIMIT == LARGEST_TOTAL, "a batch has tables for all counts");

/// The largest number of blocks of a grid, about.
const MOST_BLOCKS: f64 = 1024.0;

/// The laws of a grid by the number of their atoms of positive probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// All laws.
    Any,
    /// The laws with this number of atoms of positive probability.
    Exactly(usize),
}

impl Support {
    /// The same as a range of sizes.
    pub fn size(self) -> SupportSize {
        match self {
            Self::Any => SupportSize::ANY,
            Self::Exactly(size) => SupportSize::exactly(size),
        }
    }
}

/// The grid of all laws of a shape with denominator N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The shape of the laws.
    pub shape: Shape,
    /// The denominator N.
    pub denominator: u32,
    /// The restriction to some of the laws.
    pub support: Support,
}

impl Grid {
    /// The number of laws: `C(N + V^L - 1, N)`, or `C(V^L, K) C(N - 1, K - 1)` with a support of K atoms.
    ///
    /// # Errors
    /// As [`number_of_laws`].
    pub fn laws(&self) -> Result<Integer, GridError> {
        let all = number_of_laws(self.shape, self.denominator)?;
        let atoms = Integer::from(Integer::u_pow_u(
            u32::try_from(self.shape.vocabulary_size()).unwrap_or(u32::MAX),
            u32::try_from(self.shape.length()).unwrap_or(u32::MAX),
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
}

/// The reasons why a grid cannot be cut into blocks.
#[derive(Debug, thiserror::Error)]
pub enum PartitionError {
    /// The grid is too large or has no law.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The denominator is too large.
    #[error("the denominator N = {denominator} is larger than {SWEEP_DENOMINATOR_LIMIT}")]
    Denominator {
        /// The denominator N.
        denominator: u32,
    },
    /// No law has a support of this size.
    #[error("no law with {atoms} atoms and denominator {denominator} has a support of {size}")]
    Support {
        /// The number of atoms, `V^L`.
        atoms: usize,
        /// The denominator N.
        denominator: u32,
        /// The size asked for.
        size: usize,
    },
}

impl From<LawError> for PartitionError {
    fn from(error: LawError) -> Self {
        Self::Grid(GridError::Law(error))
    }
}

/// A grid, cut into blocks.
#[derive(Debug)]
pub struct Partition {
    grid: Grid,
    /// The number of laws.
    laws: u64,
    orderly: Orderly,
    /// The prefixes of the canonical counts of each block, in falling lexicographic order.
    blocks: Vec<Vec<Vec<u32>>>,
}

impl Partition {
    /// The partition of a grid. A block has about `block_orbits` orbits at the least.
    ///
    /// # Errors
    /// When the grid is too large or empty.
    pub fn new(grid: Grid, block_orbits: u64) -> Result<Self, PartitionError> {
        let Grid { shape, denominator, support } = grid;
        if denominator == 0 {
            return Err(GridError::ZeroDenominator.into());
        }
        let orderly = Orderly::new(shape)?;
        let orderly = orderly.ok_or(GridError::GroupTooLarge { shape, limit: ORBIT_TABLE_LIMIT })?;
        if denominator > SWEEP_DENOMINATOR_LIMIT {
            return Err(PartitionError::Denominator { denominator });
        }
        let laws = grid.laws()?;
        if let Support::Exactly(size) = support
            && laws.is_zero()
        {
            return Err(PartitionError::Support { atoms: orderly.atoms(), denominator, size });
        }
        let laws = match laws.to_u64().filter(|laws| *laws <= SWEEP_LAW_LIMIT) {
            Some(laws) => laws,
            None => {
                let limit = SWEEP_LAW_LIMIT;
                return Err(GridError::TooManyLaws { shape, denominator, laws, limit }.into());
            }
        };
        let mut cutter = Cutter {
            orderly: &orderly,
            grid,
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
        Ok(Self { grid, laws, orderly, blocks })
    }

    /// The grid.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// The number of laws of the grid.
    pub fn laws(&self) -> u64 {
        self.laws
    }

    /// The enumeration of the grid.
    pub fn orderly(&self) -> &Orderly {
        &self.orderly
    }

    /// The number of blocks.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// The prefixes of the canonical counts of a block, in falling lexicographic order.
    pub fn prefixes(&self, block: usize) -> &[Vec<u32>] {
        &self.blocks[block]
    }

    /// Visits the canonical counts that begin with a prefix, in falling lexicographic order. Each comes with the size
    /// of its orbit, and with the first atom whose count may differ from the law before.
    pub fn for_each(&self, prefix: &[u32], visit: impl FnMut(&[u32], u64, usize)) {
        self.orderly.for_each_change(self.grid.denominator, prefix, self.grid.support.size(), visit);
    }

    /// Whether these are the canonical counts of a law of a block.
    pub fn is_in_block(&self, block: usize, counts: &[u32]) -> bool {
        let Some((_, all_but_last)) = counts.split_last() else { return false };
        let sum: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let fits = counts.len() == self.orderly.atoms()
            && sum == u64::from(self.grid.denominator)
            && counts.iter().max() == counts.first()
            && self.blocks[block].iter().any(|prefix| counts.starts_with(prefix));
        if !fits {
            return false;
        }
        let mut is_found = false;
        self.for_each(all_but_last, |found, _, _| is_found |= found == counts);
        is_found
    }
}

/// The state of cutting a grid.
struct Cutter<'a> {
    orderly: &'a Orderly,
    grid: Grid,
    /// The least weight of a block.
    weight: f64,
    /// A largest count; and for it, the number of ways to distribute a sum over a number of atoms, by atoms and sum.
    completions: (u32, Vec<Vec<f64>>),
    blocks: Vec<Vec<Vec<u32>>>,
    /// The prefixes of the block that is being filled.
    open: Vec<Vec<u32>>,
    /// The weight of these prefixes.
    filled: f64,
}

impl Cutter<'_> {
    /// Splits the laws that begin with a prefix until they are light, and gathers them into blocks.
    fn cut(&mut self, prefix: &mut Vec<u32>, rest: u32) {
        let atoms = self.orderly.atoms() - prefix.len();
        let weight = match prefix.first() {
            None => f64::INFINITY,
            // A table for every largest count is too dear for what it says of one or two atoms.
            Some(&largest) if atoms == 1 => f64::from(u8::from(rest <= largest)),
            Some(&largest) if atoms == 2 => {
                (f64::from(rest.min(largest)) - f64::from(rest.saturating_sub(largest)) + 1.0).max(0.0)
            }
            Some(&largest) => self.completions(largest, atoms, rest),
        };
        if weight <= self.weight || atoms <= 1 || rest == 0 {
            self.open.push(prefix.clone());
            self.filled += weight.max(1.0);
            if self.filled >= self.weight {
                self.close();
            }
            return;
        }
        for value in self.orderly.next_values(self.grid.denominator, prefix, self.grid.support.size()) {
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

    /// The number of ways to distribute a sum over some atoms, each with at most the largest count.
    fn completions(&mut self, largest: u32, atoms: usize, sum: u32) -> f64 {
        let total = self.grid.denominator as usize;
        if self.completions.0 != largest {
            let mut ways = vec![vec![0.0; total + 1]];
            ways[0][0] = 1.0;
            for atom in 0..self.orderly.atoms() {
                let mut next = vec![0.0; total + 1];
                let mut window = 0.0;
                for sum in 0..=total {
                    window += ways[atom][sum];
                    if let Some(gone) = sum.checked_sub(largest as usize + 1) {
                        window -= ways[atom][gone];
                    }
                    next[sum] = f64::max(window, 0.0);
                }
                ways.push(next);
            }
            self.completions = (largest, ways);
        }
        self.completions.1[atoms][sum as usize]
    }
}
