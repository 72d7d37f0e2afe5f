//! Sweeps: claims on every law of a grid, block by block.

use crate::language::Claim;
use crate::sampler::Schedule;

use super::partition::{Grid, Partition, PartitionError};
use super::pipeline::{Pipeline, Tables};
use super::program::{CompileError, Program};
use super::results::tally::Tallies;
use super::tightest::WarmStart;

/// The largest number of laws that a warm start looks at.
const MOST_WARM_LAWS: u64 = 1 << 15;

/// Claims on the laws of a grid.
#[derive(Debug)]
pub struct Sweep {
    partition: Partition,
    program: Program,
}

/// The reasons why a sweep cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The grid.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// The claims.
    #[error(transparent)]
    Compile(#[from] CompileError),
}

impl Sweep {
    /// The sweep of claims over a grid. A block has about `block_orbits` orbits at the least.
    ///
    /// # Errors
    /// When the grid is too large or empty, or a claim cannot be decided by a sweep.
    pub fn new(
        claims: &[Claim],
        grid: Grid,
        schedules: Option<&[Schedule]>,
        block_orbits: u64,
    ) -> Result<Self, SweepError> {
        let partition = Partition::new(grid, block_orbits)?;
        let program = Program::new(claims, grid.shape, schedules)?;
        Ok(Self { partition, program })
    }

    /// The grid, cut into blocks.
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    /// The program of the claims.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The tables of the sweep, with incumbents from a warm start. All blocks share them.
    pub fn prepare(&self) -> Tables<'_> {
        let mut tables = self.prepare_cold();
        let Grid { shape, denominator, support } = self.partition.grid();
        let orderly = self.partition.orderly();
        // A small part of the work, and nothing for small sweeps.
        let most = (self.partition.laws() / orderly.order() / 128).min(MOST_WARM_LAWS) as usize;
        if most > 0 {
            tables.warm_start(WarmStart::new(shape, denominator, support.size(), most), orderly);
        }
        tables
    }

    /// The tables without a warm start. They decide every case in the same way, but blocks find their tightest cases
    /// alone.
    pub fn prepare_cold(&self) -> Tables<'_> {
        Tables::new(&self.program, self.partition.grid().denominator)
    }

    /// The tables for a sweep that counts verdicts and does not search for tightest cases.
    pub fn prepare_counts(&self) -> Tables<'_> {
        Tables::without_search(&self.program, self.partition.grid().denominator)
    }

    /// Decides all claims on the laws of a block.
    ///
    /// # Panics
    /// When there is no such block.
    pub fn run(&self, tables: &Tables, block: usize) -> Tallies {
        let mut pipeline = Pipeline::new(tables);
        for prefix in self.partition.prefixes(block) {
            let mut witnesses = tables.witnesses_with(prefix).peekable();
            if witnesses.peek().is_none() {
                self.partition.for_each(prefix, |counts, size, changed| pipeline.push(counts, size, changed));
                continue;
            }
            self.partition.for_each(prefix, |counts, size, changed| {
                if let Some((witness, _)) = witnesses.next_if(|(_, witness)| witness.counts == counts) {
                    pipeline.expect_witness(witness);
                }
                pipeline.push(counts, size, changed);
            });
        }
        pipeline.finish()
    }
}
