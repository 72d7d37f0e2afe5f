//! What is drawn, as strategies of proptest.

use std::fmt;

use proptest::num::u64::ANY;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::hunt::seeded_rng::SeededRng;
use crate::law::{Law, PredictorTable, Shape};
use crate::sampler::{Schedule, UnmaskingOrder};

use super::companion::Companion;
use super::laws::{Laws, With};
use super::predictors::Predictors;
use super::schedules::{Orders, Schedules, of_length};
use super::shrink::{Shrink, Shrinking};

impl<T: Shrink> fmt::Debug for Shrinking<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shrinking").finish_non_exhaustive()
    }
}

impl<T: Shrink + fmt::Debug> ValueTree for Shrinking<T> {
    type Value = T;

    fn current(&self) -> T {
        self.value().clone()
    }

    fn simplify(&mut self) -> bool {
        self.after_failure()
    }

    fn complicate(&mut self) -> bool {
        self.after_success()
    }
}

/// A tree of what is drawn by the runner's chance.
fn tree<T: Shrink>(
    runner: &mut TestRunner,
    least: Shape,
    draw: impl FnOnce(&mut SeededRng) -> T,
) -> Result<Shrinking<T>, proptest::test_runner::Reason> {
    let seed = ANY.new_tree(runner)?.current();
    Ok(Shrinking::new(draw(&mut SeededRng::new(seed, b"proptest", 0)), least))
}

impl Strategy for Laws {
    type Tree = Shrinking<Law>;
    type Value = Law;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        tree(runner, self.least(), |random| self.draw(random))
    }
}

impl<C: Companion> Strategy for With<C> {
    type Tree = Shrinking<(Law, C)>;
    type Value = (Law, C);

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        tree(runner, self.laws.least(), |random| {
            let law = self.laws.draw(random);
            let companion = C::draw(law.shape(), random);
            (law, companion)
        })
    }
}

impl Strategy for Schedules {
    type Tree = Shrinking<Schedule>;
    type Value = Schedule;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        tree(runner, of_length(self.length.least()), |random| {
            Schedule::draw(of_length(self.length.draw(random)), random)
        })
    }
}

impl Strategy for Orders {
    type Tree = Shrinking<UnmaskingOrder>;
    type Value = UnmaskingOrder;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        tree(runner, of_length(self.length.least()), |random| {
            UnmaskingOrder::draw(of_length(self.length.draw(random)), random)
        })
    }
}

impl Strategy for Predictors {
    type Tree = Shrinking<PredictorTable>;
    type Value = PredictorTable;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        tree(runner, self.laws.least(), |random| PredictorTable::draw(self.laws.draw_shape(random), random))
    }
}
