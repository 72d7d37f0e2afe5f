//! Laws of token sequences: vocabularies, joint laws with exact probabilities, and the marginals of every pattern.
//!
//! A law is a vector of exact integer counts over the `V^L` sequences of length `L` over `V` tokens; its total is the
//! common denominator of all its probabilities. Sequences ("atoms") and masked sequences ("patterns") are numbered by
//! reading their digits with the first position most significant, see [`index`].

pub mod error;
pub mod families;
pub mod field;
pub mod grid;
pub mod index;
pub mod labels;
pub mod large_numbers;
#[allow(clippy::module_inception, reason = "the module of the type `Law`, inside the layer of laws")]
pub mod law;
pub mod orbit;
pub mod orderly;
pub mod pattern_sets;
pub mod patterns;
pub mod position_set;
pub mod predictor_table;
pub mod readers;
pub mod shape;
pub mod sparse;
pub mod sparse_predictor;
pub mod vocabulary;

mod combine;
mod marginal;
mod noise;
mod warp;

pub use error::LawError;
pub use grid::{GridError, Orbit, grid};
pub use index::{digits_of, index_of};
pub use labels::Labels;
pub use law::Law;
pub use noise::Noise;
pub use patterns::{DistinctCounts, PatternCounts};
pub use position_set::PositionSet;
pub use predictor_table::{PredictorError, PredictorTable};
pub use readers::{Rows, read_law, read_predictor, read_sparse_law, read_sparse_predictor, write_atomically};
pub use shape::Shape;
pub use sparse::SparseLaw;
pub use sparse_predictor::SparsePredictor;
pub use vocabulary::Vocabulary;
