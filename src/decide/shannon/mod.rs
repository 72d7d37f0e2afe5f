//! Claims that are linear in the entropies of sets of positions, decided by Shannon's inequalities.
//!
//! Shannon's inequalities say that `H(X_A)` is monotone and submodular in `A`, and follow from the elemental ones,
//! `I(X_i; X_j | X_K) >= 0` and `H(X_i | X_rest) >= 0`. A claim that is a nonnegative combination of them holds for
//! every law; with premises, which are further rows, it follows from these (Farkas). One that is not has a polymatroid
//! that violates it. Where a law does, too, the claim is refuted; otherwise it is open, for there are inequalities that
//! hold for all laws and are none of Shannon's (Zhang and Yeung 1998). `proofs-notes/shannon-inequalities.md` has the
//! reductions that make large problems small.

pub mod chain;
mod columns;
pub mod combination;
mod decider;
mod family;
pub mod inequality;
mod laws;
pub mod polymatroid;
pub mod problem;
pub mod proof;
mod propose;
mod prover;
mod symmetry;

pub use combination::is_linear;
pub use decider::decide;
pub use inequality::Inequality;
pub use polymatroid::Polymatroid;
pub use problem::NonShannon;
pub use proof::ShannonProof;
