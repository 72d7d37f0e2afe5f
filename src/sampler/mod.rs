//! What the sampler does, and what it costs.
//!
//! A masked diffusion sampler starts with every position masked. Given an unmasking order, an ordered partition `(S_1,
//! ..., S_T)` of the positions, step `t` reveals the block `S_t`: each of its positions is drawn independently from the
//! predictor's conditional marginal given the tokens revealed before. The paper draws the order uniformly among those
//! whose block sizes are the schedule `(s_1, ..., s_T)`.
//!
//! [`enumeration`] follows that definition order by order and outcome by outcome; [`cost`] computes the same expected
//! KL divergence from the information curve and the predictor's gaps, which is a theorem (Chen, Cong & Li, Theorem 16,
//! and Li & Cai's decoupling). That the two agree exactly is itself a claim of the catalogue.

mod alike;
pub mod best_blocks;
mod by_set;
pub mod circulation;
pub mod class;
pub mod cost;
pub mod enumeration;
pub mod gaps;
pub mod measured_cost;
pub mod named_schedules;
pub mod order;
pub mod output_law;
mod path_probability;
mod path_sums;
pub mod permutations;
pub mod policy;
pub mod predictor;
pub mod random_sizes;
pub mod rows;
pub mod rule;
pub mod schedule;
mod sequence;
pub mod sparse_model;
pub mod states;
pub mod states_error;
pub mod stationary_grid;

pub use class::{ClassKey, ScheduleClass};
pub use cost::{cheapest_schedules, ideal_expected_kl};
pub use gaps::PredictorGaps;
pub use order::{UnmaskingOrder, unmasking_orders};
pub use predictor::{Model, Predictor};
pub use schedule::{Schedule, ScheduleError};
pub use sparse_model::SparseModel;
pub use states::{Counts, States};
pub use states_error::StatesError;
