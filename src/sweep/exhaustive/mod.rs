//! Exhaustive sweeps: every law of a grid, at floating-point speed, with exact verdicts.
//!
//! [`compiled`] turns claims into distinct integer combinations of the sums of `c ln c` that the pattern counts of a law give
//! ([`form`], [`patterns`]). [`filter`] proves most signs in floating point, [`zero_test`] and exact forms decide the rest.
//! [`implied`] spares computing the signs that follow from others. [`worker`] runs batches of laws through these, with what
//! [`prepared`] made ready. From signs to verdicts: cases of all claims that are alike are one class (`classes`), most batches have
//! one of a few patterns of signs, whose verdicts are found once (`situations`), and `counting` adds up the rest law by law. The
//! tightest case of each claim is searched for in `contest`: against a bar that a few laws set beforehand (`seeds`), by
//! combinations of sides (`challenges`, [`tightness`]) that the ranges of a batch mostly rule out (`quiet`).
//!
//! [`blocks`] cuts a grid into blocks, each a pure function of the sweep and a number. [`state`] keeps the results of blocks in files that [`header`] binds to their sweep, [`audit`] refuses results that no block has, and
//! [`summary`] adds them up and proves that none is missing.

pub mod audit;
mod bits;
pub mod blocks;
mod challenges;
mod classes;
pub mod compiled;
mod contest;
mod counting;
pub mod filter;
pub mod form;
pub mod header;
pub mod implied;
pub mod patterns;
pub mod prepared;
mod quiet;
mod seeds;
mod situations;
pub mod state;
pub mod summary;
pub mod tally;
pub mod tightness;
mod verdicts;
pub mod worker;
pub mod zero_test;

pub use blocks::{Family, Support, Sweep, SweepError};
pub use compiled::{CompileError, Compiled};
pub use header::{ClaimText, Header};
pub use state::{BlockFile, MergeError};
pub use summary::{Incomplete, Summary};
pub use tally::{ClaimTally, Site, Tallies};
