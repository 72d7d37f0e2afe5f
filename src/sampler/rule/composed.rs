//! A rule: how it selects, in which blocks, and from which rows.

use std::fmt;

use crate::law::PositionSet;

use super::selection::Select;
use super::shaping::Shaping;

/// A decoding rule: a Markov kernel on partly masked sequences, given the rows of a predictor. A *round* selects masked
/// positions of the first block that is not finished, and reveals them; what is revealed stays.
pub struct Rule {
    /// The name with its arguments.
    name: String,
    selection: Box<dyn Select>,
    block: Option<usize>,
    shaping: Shaping,
}

/// A block of positions, with its steps where the rule has a number of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The positions.
    pub positions: PositionSet,
    /// The first step of the block and the number of its steps, counted through all blocks.
    pub steps: Option<(usize, usize)>,
}

impl Rule {
    /// The rule that selects among all masked positions, or, with a block size, among those of the leftmost block that
    /// is not finished; under a name with its arguments. `None` for blocks of size 0.
    pub fn new(name: String, selection: Box<dyn Select>, block: Option<usize>, shaping: Shaping) -> Option<Self> {
        (block != Some(0)).then_some(Self { name, selection, block, shaping })
    }

    /// How it selects.
    pub fn selection(&self) -> &dyn Select {
        self.selection.as_ref()
    }

    /// What tokens are drawn from.
    pub fn shaping(&self) -> &Shaping {
        &self.shaping
    }

    /// Whether the output law is rational, whatever the rows. Where it is not, it can be all the same for some rows.
    pub fn is_rational(&self) -> bool {
        self.shaping.is_rational() && self.selection.is_rational()
    }

    /// The blocks of a length, from left to right. The last one is shorter where the size does not divide the length.
    pub fn blocks(&self, length: usize) -> Vec<Block> {
        let size = self.block.unwrap_or(length);
        let mut first_step = 0;
        let starts = (0..length).step_by(size);
        starts
            .map(|start| {
                let positions: PositionSet = (start..(start + size).min(length)).collect();
                let steps = self.selection.steps(positions.size()).map(|steps| (first_step, steps));
                first_step += steps.map_or(0, |(_, steps)| steps);
                Block { positions, steps }
            })
            .collect()
    }
}

impl fmt::Display for Rule {
    /// As [`parse_rule`](super::parse_rule) reads it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.block {
            None => formatter.write_str(&self.name)?,
            Some(size) => write!(formatter, "blocks:{size}[{}]", self.name)?,
        }
        let shaping = self.shaping.to_string();
        if shaping.is_empty() { Ok(()) } else { write!(formatter, "@{shaping}") }
    }
}
