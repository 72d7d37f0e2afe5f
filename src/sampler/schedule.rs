//! Schedules: how many positions each step reveals.

use std::fmt;
use std::str::FromStr;

use rug::Integer;
use thiserror::Error;

use crate::diagnosis::{Advice, Diagnosis};

/// Block sizes `(s_1, ..., s_T)` in **unmasking order**, each at least 1, with sum `L`.
///
/// Li & Cai count their reverse steps `t = T, ..., 1`: their `s_t` is block `T + 1 - t` here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule {
    blocks: Vec<usize>,
}

/// A schedule that is not one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// A block size is not a positive integer.
    #[error(
        "schedule `{text}`: `{block}` is not a block size; expected positive integers separated by commas, such as 2,2,1"
    )]
    BadBlock {
        /// The whole schedule as given.
        text: String,
        /// The offending part.
        block: String,
    },
    /// The sizes do not add up to the sequence length.
    #[error("schedule {schedule}: the block sizes add up to {sum}, but the law has length {length}")]
    WrongSum {
        /// The schedule.
        schedule: Schedule,
        /// What its sizes add up to.
        sum: usize,
        /// What they should add up to.
        length: usize,
    },
}

impl Diagnosis for ScheduleError {
    fn advice(&self) -> Advice {
        match self {
            Self::BadBlock { .. } => {
                Advice::new("schedule::bad_block", "write the sizes in the order of unmasking, first block first")
            }
            Self::WrongSum { length, .. } => Advice::new(
                "schedule::wrong_sum",
                format!("every position is revealed exactly once, so the sizes must sum to {length}"),
            ),
        }
    }
}

impl Schedule {
    /// The schedule with these blocks, or `None` when there are none or one is 0.
    pub fn new(blocks: Vec<usize>) -> Option<Self> {
        let valid = !blocks.is_empty() && blocks.iter().all(|&block| block > 0);
        valid.then_some(Self { blocks })
    }

    /// The schedule, if its sizes add up to `length`.
    ///
    /// # Errors
    /// [`ScheduleError::WrongSum`] otherwise.
    pub fn for_length(self, length: usize) -> Result<Self, ScheduleError> {
        let sum = self.blocks.iter().fold(0_usize, |sum, &block| sum.saturating_add(block));
        if sum == length { Ok(self) } else { Err(ScheduleError::WrongSum { schedule: self, sum, length }) }
    }

    /// All `2^(L-1)` schedules of a length `L >= 1`, in lexicographic order.
    pub fn all(length: usize) -> Vec<Self> {
        let mut schedules = Vec::new();
        extend_all(&mut Vec::new(), length, &mut schedules);
        schedules
    }

    /// The block sizes, first block first.
    pub fn blocks(&self) -> &[usize] {
        &self.blocks
    }

    /// `T`, the number of steps.
    pub fn steps(&self) -> usize {
        self.blocks.len()
    }

    /// `L`, the sum of the block sizes.
    pub fn length(&self) -> usize {
        self.blocks.iter().sum()
    }

    /// The largest block.
    pub fn largest(&self) -> usize {
        self.blocks.iter().copied().max().unwrap_or(0)
    }

    /// The smallest block.
    pub fn smallest(&self) -> usize {
        self.blocks.iter().copied().min().unwrap_or(0)
    }

    /// `N_0 = 0, N_1, ..., N_T = L`: how many positions are revealed after each step.
    pub fn boundaries(&self) -> Vec<usize> {
        let mut boundaries = vec![0];
        for block in &self.blocks {
            boundaries.push(boundaries[boundaries.len() - 1] + block);
        }
        boundaries
    }

    /// The number of unmasking orders with these block sizes: the multinomial coefficient `L! / prod_t s_t!`.
    pub fn number_of_orders(&self) -> Integer {
        let mut orders = Integer::from(1);
        let mut revealed = 0;
        for &block in &self.blocks {
            revealed += block;
            orders *= Integer::from(revealed).binomial(u32::try_from(block).expect("a block is a few positions"));
        }
        orders
    }

    /// Every block above 1 replaced by its two halves, the larger one first when it is odd.
    #[must_use]
    pub fn halved_larger_first(&self) -> Self {
        self.halved(|block| (block.div_ceil(2), block / 2))
    }

    /// Every block above 1 replaced by its two halves, the smaller one first when it is odd.
    #[must_use]
    pub fn halved_smaller_first(&self) -> Self {
        self.halved(|block| (block / 2, block.div_ceil(2)))
    }

    fn halved(&self, halves: impl Fn(usize) -> (usize, usize)) -> Self {
        let blocks = self.blocks.iter().flat_map(|&block| {
            let (first, second) = halves(block);
            [first, second].into_iter().filter(|&half| half > 0)
        });
        Self { blocks: blocks.collect() }
    }
}

fn extend_all(prefix: &mut Vec<usize>, rest: usize, schedules: &mut Vec<Schedule>) {
    if rest == 0 {
        schedules.extend(Schedule::new(prefix.clone()));
        return;
    }
    for block in 1..=rest {
        prefix.push(block);
        extend_all(prefix, rest - block, schedules);
        prefix.pop();
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let inner = text.trim();
        let inner = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(inner);
        let blocks = inner.split(',').map(|block| match block.trim().parse::<usize>() {
            Ok(size) if size > 0 => Ok(size),
            _ => Err(ScheduleError::BadBlock { text: text.to_owned(), block: block.trim().to_owned() }),
        });
        Ok(Self { blocks: blocks.collect::<Result<_, _>>()? })
    }
}

impl fmt::Display for Schedule {
    /// As in `(2,2,1)`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self.blocks.iter().map(ToString::to_string).collect();
        write!(formatter, "({})", sizes.join(","))
    }
}
