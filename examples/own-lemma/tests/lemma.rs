//! The lemma behind the scheduler, decided by maskproof.

use maskproof::testing::laws;
use maskproof::testing::proptest::prelude::*;
use maskproof::{Claim, Schedule, assert_claim, assert_proved, assert_refuted};
use own_lemma::balanced;

/// With blocks as equal as can be, the error falls like one over the number of steps.
const LEMMA: &str = "for all law, schedule with s_max - s_min <= 1: \
                     E_KL <= (ceil(L/T) - 1)/L * sum(i in 1..L, I(i; rest)) + eps_train";

#[test]
fn the_lemma_holds_for_every_law() {
    assert_proved!(LEMMA, L in 2..=12);
}

#[test]
fn the_lemma_holds_case_by_case() {
    assert_claim!(LEMMA, laws = random(V = 2..=3, L = 2..=4));
}

/// I had hoped for the total correlation, divided by the number of steps: two equal bits break it.
#[test]
fn the_total_correlation_does_not_fall_like_that() {
    assert_refuted!("for all law, schedule with s_max - s_min <= 1: E_KL <= TC/T^2 + eps_train", L in 3..=6);
}

proptest! {
    /// The schedules that the scheduler makes are among those of the lemma, and it holds for them.
    #[test]
    fn the_scheduler_is_covered(law in laws(2..=3, 2..=4), steps in 1_usize..=4) {
        let schedule = Schedule::new(balanced(law.length(), steps)).expect("positive blocks");
        let check = Claim::of_statement(LEMMA).unwrap().check(&law.into()).unwrap();
        let case = check.cases().iter().find(|case| case.schedule() == schedule);
        prop_assert!(case.is_some_and(|case| case.verdict().is_true()), "schedule {schedule}");
    }
}
