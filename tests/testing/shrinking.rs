//! Shrinking reaches the smallest values on which a false claim fails.

use std::fmt::Debug;

use maskproof::testing::proptest::strategy::Strategy;
use maskproof::testing::proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use maskproof::testing::quickcheck::{Arbitrary, Gen};
use maskproof::testing::{Failure, Paired, RandomRun, check, check_random, laws, orders, predictors, schedules};
use maskproof::{Law, PredictorTable, Schedule, Setting};

const HALF: &str = "for all law, schedule: E_KL <= 1/2 * TC + eps_train";

/// The smallest value on which a test fails, as proptest finds it from a seed.
fn smallest<S: Strategy>(strategy: &S, seed: u8, passes: impl Fn(S::Value) -> bool) -> S::Value {
    let config = Config { failure_persistence: None, max_shrink_iters: 10_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let outcome =
        runner.run(strategy, |value| if passes(value) { Ok(()) } else { Err(TestCaseError::fail("as it should")) });
    match outcome {
        Err(TestError::Fail(_, value)) => value,
        other => panic!("{other:?}"),
    }
}

fn holds(claim: &str, law: impl Into<Setting>) -> bool {
    match check(claim, law) {
        Ok(_) => true,
        Err(Failure::Violated { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

fn counts(law: &Law) -> (usize, usize, Vec<u32>) {
    (law.length(), law.vocabulary_size(), law.counts().iter().map(|count| count.to_u32().unwrap()).collect())
}

/// Revealed all at once, a law costs TC: it breaks the claim exactly when TC is positive. The smallest such law is a
/// bit, repeated: two sequences that differ at both positions.
#[test]
fn half_of_the_total_correlation_shrinks_to_a_repeated_bit() {
    for seed in 0..12 {
        assert_eq!(counts(&smallest(&laws(2..=3, 2..=4), seed, |law| holds(HALF, law))), (2, 2, vec![1, 0, 0, 1]));
        let Err(Failure::Violated { laws: found, .. }) =
            check_random(HALF, &laws(2..=3, 2..=4), RandomRun::default().seed(seed.into()))
        else {
            panic!("{HALF} is false");
        };
        assert_eq!(found.len(), 1);
        assert_eq!(counts(&found[0].setting().law), (2, 2, vec![1, 0, 0, 1]));
        assert!(found[0].setting().predictor.is_none());
        assert_eq!(found[0].case().unwrap().schedule(), "2".parse::<Schedule>().unwrap());
    }
}

/// The least sizes are those that were asked for.
#[test]
fn shrinking_stays_within_the_ranges() {
    let law = smallest(&laws(3, 3..=4), 5, |law| holds(HALF, law));
    assert_eq!((law.length(), law.vocabulary_size(), law.support().count()), (3, 3, 2));
    assert!(law.support().all(|(_, count)| *count == 1));
}

/// Three bits of even parity are pairwise independent and not independent, and no law of fewer sequences is. (With
/// three sequences of positive probability, two of the bits would not be independent, or one of them would be constant
/// and the others would be dependent.)
#[test]
fn pairwise_independence_shrinks_to_parity() {
    let claim = "for all law: if I(1;2) == 0 and I(1;3) == 0 and I(2;3) == 0 then TC == 0";
    let passes = |law: Law| !matches!(check(claim, law), Err(Failure::Violated { .. }));
    let mut found = Vec::new();
    for seed in 0..3 {
        found.push(counts(&smallest(&laws(2, 3).of([maskproof::testing::LawKind::Code]), seed, passes)));
    }
    assert_eq!(found, vec![(3, 2, vec![1, 0, 0, 1, 0, 1, 1, 0]); 3]);
}

#[test]
fn schedules_and_orders_shrink_with_their_laws() {
    for seed in 0..6 {
        let laws = laws(1..=3, 1..=4);
        let (law, schedule) = smallest(&laws.clone().with_schedules(), seed, |(_, schedule)| schedule.steps() < 2);
        assert_eq!((counts(&law), schedule.to_string()), ((2, 1, vec![1]), "(1,1)".to_owned()));
        let (law, schedule) = smallest(&laws.clone().with_schedules(), seed, |(law, schedule)| {
            schedule.largest() < 2 || holds("for all law: TC == 0", law)
        });
        assert_eq!((counts(&law), schedule.to_string()), ((2, 2, vec![1, 0, 0, 1]), "(2)".to_owned()));
        let (law, order) = smallest(&laws.with_orders(), seed, |(_, order)| order.blocks().len() < 2);
        assert_eq!((counts(&law), order.to_string()), ((2, 1, vec![1]), "1/2".to_owned()));
        assert_eq!(smallest(&schedules(1..=6), seed, |schedule| schedule.largest() < 3).to_string(), "(3)");
        assert_eq!(smallest(&orders(2..=5), seed, |_| false).to_string(), "1,2");
    }
}

/// A predictor that excludes what happens costs infinitely much. The smallest is of one position, where it has to be
/// wrong about two tokens.
#[test]
fn predictors_shrink_to_a_wrong_row() {
    let finite = |(law, table): (Law, PredictorTable)| {
        let setting = Setting::from((law, table));
        holds("for all law, schedule: E_KL <= 10^6 * nat", setting)
    };
    for seed in 0..3 {
        let (law, table) = smallest(&laws(2..=3, 1..=2).with_predictors(), seed, finite);
        assert_eq!((law.length(), law.vocabulary_size(), law.support().count()), (1, 2, 1));
        let token = law.support().next().unwrap().0;
        // The pattern 2 is the masked position.
        assert_eq!([token, 1 - token].map(|token| table.weight(2, 0, token).to_u32().unwrap()), [0, 1]);
        let table = smallest(&predictors(1..=3, 1..=2), seed, |_| false);
        assert_eq!(table.weights().iter().map(|weight| weight.to_u32().unwrap()).collect::<Vec<_>>(), [0, 1]);
    }
}

/// The smallest value on which a test fails, as quickcheck finds it: the first that fails of those that a value shrinks
/// to, again and again.
fn smallest_arbitrary<T: Arbitrary + Debug>(passes: impl Fn(&T) -> bool, seed: u64) -> T {
    let mut source = Gen::from_size_and_seed(100, seed);
    let mut value = (0..1000).map(|_| T::arbitrary(&mut source)).find(|value| !passes(value)).expect("it is false");
    while let Some(smaller) = value.shrink().find(|smaller| !passes(smaller)) {
        value = smaller;
    }
    value
}

#[test]
fn arbitrary_values_shrink_in_the_same_way() {
    for seed in 0..6 {
        let law: Law = smallest_arbitrary(|law: &Law| holds(HALF, law), seed);
        assert_eq!(counts(&law), (2, 2, vec![1, 0, 0, 1]));
        let schedule: Schedule = smallest_arbitrary(|schedule: &Schedule| schedule.steps() < 2, seed);
        assert_eq!(schedule.to_string(), "(1,1)");
        let Paired(law, schedule) =
            smallest_arbitrary(|Paired(_, schedule): &Paired<Schedule>| schedule.steps() < 2, seed);
        assert_eq!((counts(&law), schedule.to_string()), ((2, 1, vec![1]), "(1,1)".to_owned()));
        let setting: Setting = smallest_arbitrary(|setting: &Setting| holds(HALF, setting), seed);
        assert!(setting.predictor.is_none() && counts(&setting.law) == (2, 2, vec![1, 0, 0, 1]));
        let table: PredictorTable = smallest_arbitrary(|_: &PredictorTable| false, seed);
        assert_eq!((table.length(), table.vocabulary_size()), (1, 1));
    }
}
