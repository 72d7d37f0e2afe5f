//! Tests of the layer `testing`: what is drawn, how it shrinks, and what the assertions say.

mod assertions;
mod companions;
mod kinds;
mod messages;
mod shrinking;

use maskproof::testing::proptest::strategy::{Strategy, ValueTree};
use maskproof::testing::proptest::test_runner::TestRunner;

/// Values of a strategy, the same in every run.
fn drawn<S: Strategy>(strategy: &S, number: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..number).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}
