//! Sweeps of a grid: claims on every law with a common denominator, at floating-point speed, with exact verdicts.
//!
//! The [`partition`] cuts a grid into blocks. Each block goes through a [`pipeline`], which has one direction:
//!
//! ```text
//! for each batch of laws:
//!     signs = engine.signs()                     counts to proven signs              (signs/)
//!     counter.add(signs)                         signs to numbers of verdicts        (count/)
//!     search.offer(signs, counter.events())      signs to tightest cases             (tightest/)
//! ```
//!
//! [`program`] comes before: it turns claims into integer forms and trees, once for a vocabulary size and a length.
//! [`results`] come behind: tallies of blocks, the files that keep them, and their summary. The counter and the search
//! know nothing of each other. Both read the signs of a batch and cannot change them. The search can be left out
//! ([`Tables::without_search`]); all counts remain the same.

mod bit_set;
pub mod partition;
pub mod pipeline;
pub mod program;
pub mod results;
pub mod signs;
pub mod single_law;
pub mod sweep;

mod count;
mod tightest;

pub use partition::{Grid, Partition, PartitionError, Support};
pub use pipeline::{Pipeline, Tables};
pub use program::{CompileError, Program};
pub use results::{
    BlockFile, ClaimSummary, ClaimTally, ClaimText, Example, Header, Incomplete, MergeError, Shard, Summary, Tallies,
    Validator,
};
pub use single_law::SingleLaw;
pub use sweep::{Sweep, SweepError};
pub use tightest::RatedVerdict;
