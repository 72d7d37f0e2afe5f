//! Policies that choose what to reveal from what has been revealed.
//!
//! A *state* `(C, x_C)` is the set of revealed positions with their tokens: a pattern of the law, the digit `V` meaning
//! masked. A deterministic policy maps each state to a nonempty set `S` of masked positions; the step draws each `X_i`,
//! `i` in `S`, independently from the predictor's row at that state, and the next state follows. The random unmasking
//! orders of the rest of this layer choose their blocks without looking; a policy looks, so that the number of rounds
//! depends on the sequence. After Wen, Liang & Lu, *Conditional Total Correlation and the Serial Depth of Adaptive
//! Parallel Sampling* (arXiv 2608.25505), whose logarithms have base 2; here everything is in nats.
//!
//! **States of probability zero.** A parallel sampler can reach states that the law never shows. There the exact
//! predictor is uniform, as everywhere in this crate, and each policy says what it reveals. Neither changes the
//! divergence of the law from the output, the rounds, or any expectation here, all of which are taken under the law.
//!
//! **Decisions.** Policies that compare entropies or probabilities read them off the rows that the sampler draws from:
//! the predictor table's where there is one. Every comparison is an exact sign; of positions that tie, the lower comes
//! first.
//!
//! [`evaluate`] computes what a policy puts out and costs; [`serial_depth()`] finds the fewest rounds without any
//! error, and [`best_order`] the least error of fixed orders.

pub mod adaptive;
pub mod best_order;
pub mod error;
pub mod evaluation;
pub mod independence;
pub mod orders;
pub mod serial_depth;
pub mod spec;
pub mod table;

pub use adaptive::{ConfidenceThreshold, EntropyBounded, HighestConfidence, LowestEntropy};
pub use best_order::{BestOrder, best_order_kl, best_orders, best_orders_of};
pub use error::PolicyError;
pub use evaluation::{Evaluation, evaluate, mixture_output, policy_output_law};
pub use orders::{Bisection, FixedOrder, LeftToRight};
pub use serial_depth::{SerialDepth, serial_depth};
pub use spec::{parse_policy, standard_policies, standard_policy_names};
pub use table::TablePolicy;

use crate::law::{PatternCounts, PositionSet};

use super::states::States;

/// A deterministic policy.
pub trait Policy {
    /// The policy's name with its parameters, as [`parse_policy`] reads it where it can.
    fn name(&self) -> String;

    /// The positions to reveal at a state: a nonempty set of its masked positions. The state is one of the
    /// model's law with at least one masked position.
    fn reveal(&self, model: &dyn States, state: usize) -> PositionSet;
}

/// What a policy reveals at a state, checked.
///
/// # Panics
/// When the set is not a nonempty set of masked positions, against the contract of [`Policy::reveal`].
fn revealed_by(policy: &dyn Policy, model: &dyn States, state: usize) -> PositionSet {
    let set = policy.reveal(model, state);
    assert!(
        !set.is_empty() && set.minus(model.masked(state)).is_empty(),
        "policy {} reveals {set} at state {state}",
        policy.name()
    );
    set
}

/// The states that follow when a set of masked positions is revealed at a state, one for each of the `V^|S|` drawings.
fn successors(patterns: &PatternCounts, state: usize, set: PositionSet) -> Vec<usize> {
    set.positions().fold(vec![state], |states, position| {
        let filled =
            |&state| (0..patterns.vocabulary_size()).map(move |token| patterns.with_token(state, position, token));
        states.iter().flat_map(filled).collect()
    })
}
