//! Claims decided for all laws over all vocabularies.
//!
//! The closure of the average entropy vectors `(h_1, ..., h_L)` of all laws is the simplicial cone spanned by the laws
//! of MDS codes of dimension `m = 1..L` (dimension `L`: independent tokens), where `h_k = min(k, m)` in units of the
//! logarithm of the field's order. With `ln V >= h_1` and the training error `>= 0` as further coordinates the vectors
//! are dense, up to scale, in a cone that stays simplicial. A claim that is linear in these quantities therefore holds
//! for all laws exactly when its [`RayCoefficients`] are all nonnegative, and a negative one names a law that breaks
//! it. "For every law there is a schedule" is a matrix game between laws and schedules, an exact linear program.
//! `proofs-notes/average-entropy-cone.md` has the proofs.

mod admitted;
pub mod alternatives;
pub mod band;
mod banded;
pub mod binary;
pub mod breaking_law;
pub mod claimed;
pub mod constant;
pub mod counterexample;
pub mod decision;
pub mod difference;
pub mod every_length;
pub mod existence;
pub mod outcome;
pub mod perturbation;
pub mod quantifiers;
pub mod range;
pub mod realise;
pub mod regret;
pub mod shannon;
pub mod simplex;
pub mod undecided;
pub mod usage;
pub mod violation;
pub mod weighted_fit;
mod within;

pub use binary::search_binary;
pub use breaking_law::Counterexample;
pub use claimed::{Standing, standings};
pub use constant::{SharpConstant, sharp_constants, sharp_constants_each};
pub use counterexample::counterexamples;
pub use decision::{Means, decide};
pub use difference::RayCoefficients;
pub use every_length::{EveryLength, EveryLengthProof, decide_every_length};
pub use outcome::{Decision, LengthDecision, Refutation};
pub use range::{RangeOutcome, decide_each, decide_each_with_progress, decide_lengths, decide_range};
pub use realise::{CodeProduct, ConePoint};
pub use shannon::NonShannon;
pub use undecided::Undecided;
pub use within::two_letters;
