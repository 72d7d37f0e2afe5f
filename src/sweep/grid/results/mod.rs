//! The results of blocks: what a block comes to, the files that keep it, and what all blocks say together.
//!
//! A [`tally`] is the result of a block. A [`shard`] keeps the tallies of some blocks in files, and a [`header`] binds
//! them to their sweep. [`audit`] refuses tallies that no block can have. A [`summary`] adds tallies up and proves that
//! none is missing.

pub mod audit;
pub mod header;
pub mod shard;
pub mod summary;
pub mod tally;

pub use audit::Validator;
pub use header::{ClaimText, Header};
pub use shard::{BlockFile, MergeError, Shard};
pub use summary::{ClaimSummary, Example, Incomplete, Summary};
pub use tally::{ClaimTally, Tallies};
