//! Predictors other than the exact one: expected KL = ideal part + training error, as extended values.
//!
//! The left side comes from output laws (order by order) and from the enumeration; the right side from the information
//! curve and from the training error, by its definition and by the predictor's gaps. The theorem is in
//! proofs-notes/decoupling.md.

use super::common::{
    any_law, any_table, config, exact_conditional, grid_laws, law, mean, multiple_of_ln, naive_orders, shape,
};
use super::common::{real_law, tabulated, trained_table};
use maskproof::entropy::AverageCurve;
use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::law::families::{random_law, random_predictor_table, repetition};
use maskproof::law::{Law, PatternCounts, PredictorTable};
use maskproof::sampler::enumeration::{self, OrderCounts};
use maskproof::sampler::output_law::{kl_divergence, output_law};
use maskproof::sampler::{Model, Predictor, PredictorGaps, Schedule, UnmaskingOrder, ideal_expected_kl};
use proptest::prelude::*;
use rayon::prelude::*;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Seen {
    infinite: usize,
    zero: usize,
    positive: usize,
}

impl Seen {
    fn plus(self, other: Self) -> Self {
        Self {
            infinite: self.infinite + other.infinite,
            zero: self.zero + other.zero,
            positive: self.positive + other.positive,
        }
    }
}

/// Checks the decoupling for these schedules and says what the training error was.
fn check(law: &Law, table: &PredictorTable, schedules: &[(Schedule, OrderCounts)], with_output_laws: bool) -> Seen {
    let patterns = PatternCounts::new(law);
    let model = Model::new(law, &patterns, Predictor::Table(table));
    let (curve, gaps) = (AverageCurve::new(&patterns), PredictorGaps::new(&model));
    let mut seen = Seen::default();
    for (schedule, counts) in schedules {
        let context = || format!("{}, {:?}, {schedule}, {table:?}", law.name(), law.counts());
        let defined = enumeration::training_error(&model, counts);
        assert_eq!(defined, gaps.training_error(schedule), "{}", context());
        let ideal = Extended::Finite(ideal_expected_kl(&curve, schedule));
        let expected = ideal.plus(&defined);
        assert_eq!(enumeration::expected_kl(&model, counts), expected, "{}", context());
        if with_output_laws {
            let orders = naive_orders(schedule.blocks()).into_iter().map(|blocks| UnmaskingOrder::new(blocks).unwrap());
            let divergences: Vec<Extended> =
                orders.map(|order| kl_divergence(law, &output_law(&model, &order))).collect();
            assert_eq!(mean(&divergences), expected, "{}", context());
        }
        match defined {
            Extended::PositiveInfinity => seen.infinite += 1,
            Extended::Finite(form) => {
                assert!(form.sign().is_ge(), "{}: a negative training error", context());
                if form.is_zero() {
                    seen.zero += 1;
                } else {
                    seen.positive += 1;
                }
            }
        }
    }
    seen
}

fn schedules(length: usize) -> Vec<(Schedule, OrderCounts)> {
    let with_counts = |schedule: Schedule| (schedule.clone(), OrderCounts::new(&schedule));
    Schedule::all(length).into_iter().map(with_counts).collect()
}

#[test]
fn random_tables_on_grids() {
    for (size, length, largest) in [(2, 1, 4), (2, 2, 6), (2, 3, 4), (3, 2, 4), (2, 4, 2)] {
        let (laws, schedules) = (grid_laws(size, length, largest), schedules(length));
        let seen = laws
            .par_iter()
            .enumerate()
            .map(|(number, law)| {
                let seed = number as u64;
                let [positive, with_zeros] =
                    [false, true].map(|zeros| random_predictor_table(seed, shape(length, size), zeros).unwrap());
                let positive = check(law, &positive, &schedules, true);
                assert_eq!(positive.infinite, 0, "a positive table");
                positive.plus(check(law, &with_zeros, &schedules, true))
            })
            .reduce(Seen::default, Seen::plus);
        println!("V={size} L={length} N<={largest}: {} laws, {seen:?}", laws.len());
        assert!(seen.infinite > 0 && seen.positive > 0, "{seen:?}");
    }
}

#[test]
fn the_table_of_the_exact_conditionals_has_no_training_error() {
    let uniform = |size| move |_| Rational::from((1, size));
    for (size, length, largest) in [(2, 2, 8), (2, 3, 4), (3, 2, 4)] {
        let schedules = schedules(length);
        for law in grid_laws(size, length, largest) {
            let table = tabulated(&law, &exact_conditional(&law, uniform(size)));
            let seen = check(&law, &table, &schedules, true);
            assert_eq!(seen, Seen { zero: schedules.len(), ..Seen::default() }, "{:?}", law.counts());
        }
    }
    let law = random_law(7, 3, 3, 256, 60).unwrap();
    let table = tabulated(&law, &exact_conditional(&law, uniform(3)));
    assert_eq!(check(&law, &table, &schedules(3), true).zero, 4);
}

/// By hand, on one fair bit: the row (1, 3) gives `1/2 ln( (1/2)/(1/4) ) + 1/2 ln( (1/2)/(3/4) ) = 1/2 ln(4/3)`.
#[test]
fn one_fair_bit() {
    let bit = law(2, 1, &[1, 1]);
    let weights = [0, 0, 0, 0, 1, 3].map(Integer::from).to_vec();
    let table = PredictorTable::from_weights(shape(1, 2), weights).unwrap();
    let patterns = PatternCounts::new(&bit);
    let model = Model::new(&bit, &patterns, Predictor::Table(&table));
    let schedule = Schedule::new(vec![1]).unwrap();
    let mut half_ln_4_3 = multiple_of_ln((1, 2), 4);
    half_ln_4_3 += &multiple_of_ln((-1, 2), 3);
    let expected = Extended::Finite(half_ln_4_3);
    let counts = OrderCounts::new(&schedule);
    assert_eq!(enumeration::training_error(&model, &counts), expected);
    assert_eq!(enumeration::expected_kl(&model, &counts), expected);
    assert_eq!(PredictorGaps::new(&model).training_error(&schedule), expected);
}

/// By hand, on a repeated fair bit: the table knows the marginals (gap_0 = 0), and repeats a revealed bit with
/// probability 3/4 (gap_1 = ln(4/3)), or never (gap_1 infinite). Revealing both at once costs ln 2 and no training
/// error; one by one costs nothing but gap_1.
#[test]
fn a_repeated_bit() {
    let repeated = repetition(2, 2).unwrap();
    let patterns = PatternCounts::new(&repeated);
    // Patterns in base 3: 00 01 0* 10 11 1* *0 *1 **; each has a row for the first and one for the second position.
    let table = |same: u32, other: u32| {
        let (zero, one, fair, none) = ([same, other], [other, same], [1, 1], [0, 0]);
        let rows = [
            [none, none],
            [none, none],
            [none, zero],
            [none, none],
            [none, none],
            [none, one],
            [zero, none],
            [one, none],
            [fair, fair],
        ];
        PredictorTable::from_weights(shape(2, 2), rows.concat().concat().into_iter().map(Integer::from).collect())
            .unwrap()
    };
    let mut ln_4_3 = multiple_of_ln(1, 4);
    ln_4_3 += &multiple_of_ln(-1, 3);
    let cases = [
        (table(3, 1), "1,1", Extended::Finite(ln_4_3.clone()), Extended::Finite(ln_4_3)),
        (table(3, 1), "2", LogForm::zero().into(), multiple_of_ln(1, 2).into()),
        (table(0, 1), "1,1", Extended::PositiveInfinity, Extended::PositiveInfinity),
        (table(0, 1), "2", LogForm::zero().into(), multiple_of_ln(1, 2).into()),
        (table(1, 0), "1,1", LogForm::zero().into(), LogForm::zero().into()),
    ];
    for (table, text, training_error, expected_kl) in cases {
        let schedule: Schedule = text.parse().unwrap();
        let counts = OrderCounts::new(&schedule);
        let model = Model::new(&repeated, &patterns, Predictor::Table(&table));
        assert_eq!(enumeration::training_error(&model, &counts), training_error, "{text}");
        assert_eq!(PredictorGaps::new(&model).training_error(&schedule), training_error, "{text}");
        assert_eq!(enumeration::expected_kl(&model, &counts), expected_kl, "{text}");
    }
}

#[test]
fn the_trained_predictor_on_its_law() {
    let law = real_law("kjv-classes-l6");
    let table = trained_table(&law);
    let (few_orders, many_orders): (Vec<_>, Vec<_>) =
        schedules(6).into_iter().partition(|(_, counts)| counts.orders() <= 15);
    assert_eq!((few_orders.len(), many_orders.len()), (5, 27));
    let seen = check(&law, &table, &few_orders, true).plus(check(&law, &table, &many_orders, false));
    assert_eq!(seen, Seen { positive: 32, ..Seen::default() });
}

#[test]
fn random_tables_on_a_real_law() {
    let law = real_law("kjv-classes-l4");
    let schedules = schedules(4);
    let [positive, with_zeros] = [false, true].map(|zeros| random_predictor_table(5, shape(4, 3), zeros).unwrap());
    assert_eq!(check(&law, &positive, &schedules, true), Seen { positive: 8, ..Seen::default() });
    // Some of the many rows miss a token that occurs, with no token revealed already.
    assert_eq!(check(&law, &with_zeros, &schedules, true), Seen { infinite: 8, ..Seen::default() });
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn structured_laws_with_any_table(
        (law, table) in any_law(1..=3, 1..=3).prop_flat_map(|law| {
            let table = any_table(law.vocabulary_size(), law.length());
            (Just(law), table)
        })
    ) {
        let schedules = schedules(law.length());
        check(&law, &table, &schedules, true);
    }
}
