//! Schedules, unmasking orders and best schedules.

use std::collections::BTreeSet;

use super::common::{
    any_law, any_table, config, exact_conditional, expected_kl, grid_laws, naive_orders, real_law, shape, tabulated,
    trained_table,
};
use maskproof::entropy::AverageCurve;
use maskproof::exact::{Extended, Integer, LogForm, Rational};
use maskproof::law::families::{iid_uniform, mds, parity, random_law, random_predictor_table, repetition};
use maskproof::law::{Law, PatternCounts, PositionSet, PredictorTable};
use maskproof::sampler::enumeration::OrderCounts;
use maskproof::sampler::{
    Model, Predictor, PredictorGaps, Schedule, ScheduleError, UnmaskingOrder, cheapest_schedules, unmasking_orders,
};
use proptest::prelude::*;
use rayon::prelude::*;

fn schedule(text: &str) -> Schedule {
    text.parse().unwrap()
}

fn factorial(number: usize) -> usize {
    (1..=number).product()
}

// ---- schedules -----------------------------------------------------------------------------------------------------

/// A composition of L says after each of the first L-1 positions whether a block ends there: `2^(L-1)` of them.
#[test]
fn all_schedules() {
    for length in 1..=12 {
        let all = Schedule::all(length);
        assert_eq!(all.len(), 1 << (length - 1));
        assert!(all.windows(2).all(|pair| pair[0].blocks() < pair[1].blocks()), "distinct, in lexicographic order");
        for schedule in &all {
            assert_eq!(schedule.length(), length);
            assert_eq!(schedule.blocks().iter().sum::<usize>(), length);
            assert_eq!(schedule.steps(), schedule.blocks().len());
            assert_eq!(schedule.clone().for_length(length).unwrap(), *schedule);
            let boundaries = schedule.boundaries();
            assert_eq!((boundaries[0], boundaries[schedule.steps()]), (0, length));
            let differences: Vec<usize> = boundaries.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert_eq!(differences, schedule.blocks());
            assert!(schedule.blocks().iter().all(|&block| (schedule.smallest()..=schedule.largest()).contains(&block)));
            assert!([schedule.smallest(), schedule.largest()].iter().all(|block| schedule.blocks().contains(block)));
        }
    }
    let of_three = Schedule::all(3);
    assert_eq!(of_three, ["1,1,1", "1,2", "2,1", "3"].map(schedule));
}

#[test]
fn schedules_are_read_as_they_are_printed() {
    for length in 1..=8 {
        for schedule in Schedule::all(length) {
            assert_eq!(schedule.to_string().parse::<Schedule>().unwrap(), schedule);
        }
    }
    assert_eq!(schedule("2,2,1").to_string(), "(2,2,1)");
    for text in ["2,2,1", "(2,2,1)", " ( 2, 2 ,1 ) ", "02,2,1"] {
        assert_eq!(schedule(text).blocks(), [2, 2, 1], "{text}");
    }
}

#[test]
fn what_is_not_a_schedule() {
    for (text, bad) in [
        ("", ""),
        ("()", ""),
        ("0", "0"),
        ("2,0,1", "0"),
        ("2,,1", ""),
        ("2,1,", ""),
        ("-1", "-1"),
        ("2;1", "2;1"),
        ("2 1", "2 1"),
        ("1.5", "1.5"),
        ("(2,1", "(2"),
        ("2,1)", "1)"),
        ("two", "two"),
        ("99999999999999999999999", "99999999999999999999999"),
    ] {
        let expected = ScheduleError::BadBlock { text: text.to_owned(), block: bad.to_owned() };
        assert_eq!(text.parse::<Schedule>(), Err(expected), "{text}");
    }
    assert_eq!(Schedule::new(vec![]), None);
    assert_eq!(Schedule::new(vec![1, 0]), None);
    assert_eq!(Schedule::new(vec![1, 2]), Some(schedule("1,2")));
    for (text, sum, length) in [("2,2,1", 5, 4), ("2", 2, 3), ("18446744073709551615,2", usize::MAX, 3)] {
        let expected = ScheduleError::WrongSum { schedule: schedule(text), sum, length };
        assert_eq!(schedule(text).for_length(length), Err(expected), "{text}");
    }
    let message = schedule("2,2,1").for_length(4).unwrap_err().to_string();
    assert!(["(2,2,1)", "5", "4"].iter().all(|part| message.contains(part)), "{message}");
}

#[test]
fn halved_schedules() {
    for (whole, larger_first, smaller_first) in [
        ("1", "1", "1"),
        ("2", "1,1", "1,1"),
        ("3", "2,1", "1,2"),
        ("5,1,4", "3,2,1,2,2", "2,3,1,2,2"),
        ("1,1,7", "1,1,4,3", "1,1,3,4"),
    ] {
        assert_eq!(schedule(whole).halved_larger_first(), schedule(larger_first));
        assert_eq!(schedule(whole).halved_smaller_first(), schedule(smaller_first));
    }
    for length in 1..=8 {
        for whole in Schedule::all(length) {
            for halved in [whole.halved_larger_first(), whole.halved_smaller_first()] {
                assert_eq!(halved.length(), length);
                assert_eq!(halved.largest(), whole.largest().div_ceil(2), "{whole}");
                let ends = halved.boundaries();
                assert!(whole.boundaries().iter().all(|end| ends.contains(end)), "{whole}: a refinement");
            }
        }
    }
}

// ---- orders --------------------------------------------------------------------------------------------------------

#[test]
fn orders_are_all_ordered_partitions() {
    for length in 1..=6 {
        for schedule in Schedule::all(length) {
            let orders = unmasking_orders(&schedule);
            let multinomial = factorial(length) / schedule.blocks().iter().map(|&s| factorial(s)).product::<usize>();
            assert_eq!(orders.len(), multinomial, "{schedule}");
            assert_eq!(schedule.number_of_orders(), Integer::from(multinomial));
            assert_eq!(OrderCounts::new(&schedule).orders(), multinomial as u64);
            let distinct: BTreeSet<Vec<PositionSet>> = orders.iter().map(|order| order.blocks().to_vec()).collect();
            assert_eq!(distinct.len(), orders.len(), "{schedule}: an order twice");
            assert_eq!(distinct, naive_orders(schedule.blocks()).into_iter().collect(), "{schedule}");
            for order in &orders {
                assert_eq!(UnmaskingOrder::new(order.blocks().to_vec()).as_ref(), Some(order));
                let mut before = PositionSet::EMPTY;
                for ((revealed, block), expected) in order.steps().zip(order.blocks()) {
                    assert_eq!((revealed, block), (before, *expected));
                    before = before.union(block);
                }
                assert_eq!(before, PositionSet::all(length));
            }
        }
    }
    // By the multinomial theorem, the numbers of orders of compositions with exactly T parts sum to the surjections
    // onto T steps; all together, the ordered Bell number. OEIS A000670: 1, 3, 13, 75, 541, 4683, 47293.
    for (length, bell) in (1..).zip([1, 3, 13, 75, 541, 4683, 47_293]) {
        let all: Integer = Schedule::all(length).iter().map(Schedule::number_of_orders).sum();
        assert_eq!(all, bell);
    }
    // 20!/(10!)^2, beyond what could be listed one by one in 32 bits squared: C(20,10) = 184756; and 30! itself.
    assert_eq!(schedule("10,10").number_of_orders(), 184_756);
    assert_eq!(Schedule::new(vec![1; 30]).unwrap().number_of_orders(), Integer::from(Integer::factorial(30)));
}

#[test]
fn what_is_not_an_order() {
    let sets = |bits: &[u64]| UnmaskingOrder::new(bits.iter().map(|&bits| PositionSet::from_bits(bits)).collect());
    assert!(sets(&[0b001, 0b110]).is_some());
    assert!(sets(&[0b110, 0b001]).is_some());
    assert!(sets(&[]).is_none(), "no block");
    assert!(sets(&[0b01, 0]).is_none(), "an empty block");
    assert!(sets(&[0b011, 0b010]).is_none(), "a position twice");
    assert!(sets(&[0b001, 0b100]).is_none(), "a position never");
    assert!(sets(&[u64::MAX]).is_some());
    assert!(sets(&[u64::MAX, 1]).is_none());
}

// ---- best schedules ------------------------------------------------------------------------------------------------

/// The definition: of all schedules with T steps, in lexicographic order, the first that none beats.
fn brute_force(curve: &AverageCurve, gaps: &PredictorGaps) -> Vec<(Schedule, Extended)> {
    let cost = |schedule: &Schedule| expected_kl(curve, gaps, schedule);
    let all: Vec<_> = Schedule::all(curve.length()).into_iter().map(|one| (one.clone(), cost(&one))).collect();
    let best = |steps| {
        let with_steps = all.iter().filter(|(schedule, _)| schedule.steps() == steps);
        with_steps.reduce(|best, next| if next.1 < best.1 { next } else { best }).unwrap().clone()
    };
    (1..=curve.length()).map(best).collect()
}

/// Returns how many of the best schedules have an infinite cost.
fn check_best(law: &Law, table: Option<&PredictorTable>) -> usize {
    let patterns = PatternCounts::new(law);
    let predictor = table.map_or(Predictor::Exact, Predictor::Table);
    let (curve, gaps) = (AverageCurve::new(&patterns), PredictorGaps::new(&Model::new(law, &patterns, predictor)));
    let cost = |schedule: &Schedule| expected_kl(&curve, &gaps, schedule);
    let found: Vec<_> = cheapest_schedules(&curve, &gaps).into_iter().map(|one| (one.clone(), cost(&one))).collect();
    let expected = brute_force(&curve, &gaps);
    assert_eq!(found, expected, "{}, {:?}, {table:?}", law.name(), law.counts());
    found.iter().filter(|(_, cost)| cost.is_infinite()).count()
}

#[test]
fn best_schedules_on_grids() {
    let mut infinite = 0;
    for (size, length, largest) in [(2, 1, 3), (2, 2, 6), (2, 3, 6), (2, 4, 5), (3, 2, 6), (3, 3, 3)] {
        let laws = grid_laws(size, length, largest);
        infinite += laws
            .par_iter()
            .enumerate()
            .map(|(number, law)| {
                assert_eq!(check_best(law, None), 0);
                let [positive, with_zeros] = [false, true]
                    .map(|zeros| random_predictor_table(number as u64, shape(length, size), zeros).unwrap());
                assert_eq!(check_best(law, Some(&positive)), 0);
                check_best(law, Some(&with_zeros))
            })
            .sum::<usize>();
    }
    assert!(infinite > 0, "no infinite cost was tried");
}

#[test]
fn best_schedules_of_families_and_random_laws() {
    for law in [
        iid_uniform(2, 7).unwrap(),
        repetition(2, 7).unwrap(),
        parity(2, 7).unwrap(),
        mds(5, 2, 4).unwrap(),
        mds(6, 3, 5).unwrap(),
        random_law(1, 2, 7, 256, 50).unwrap(),
        random_law(2, 3, 5, 64, 100).unwrap(),
        random_law(3, 2, 8, 2, 20).unwrap(),
    ] {
        check_best(&law, None);
    }
    for seed in 0..20 {
        let law = random_law(seed, 2, 6, 8, 6).unwrap();
        let table = random_predictor_table(seed, shape(6, 2), seed % 2 == 0).unwrap();
        check_best(&law, Some(&table));
    }
}

#[test]
fn best_schedules_of_real_laws() {
    for name in ["kjv-classes-l4", "kjv-words-l4", "kjv-classes-l6", "kjv-vowels-l8"] {
        check_best(&real_law(name), None);
    }
    let law = real_law("kjv-classes-l6");
    assert_eq!(check_best(&law, Some(&trained_table(&law))), 0);
}

/// All costs are 0, so each is a tie: the lexicographically first schedule is (1, .., 1, L-T+1).
#[test]
fn ties_go_to_the_lexicographically_first() {
    let law = iid_uniform(3, 5).unwrap();
    let patterns = PatternCounts::new(&law);
    let gaps = PredictorGaps::new(&Model::new(&law, &patterns, Predictor::Exact));
    let curve = AverageCurve::new(&patterns);
    let best = cheapest_schedules(&curve, &gaps);
    let found: Vec<String> = best.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["(5)", "(1,4)", "(1,1,3)", "(1,1,1,2)", "(1,1,1,1,1)"]);
    assert!(best.iter().all(|best| expected_kl(&curve, &gaps, best) == Extended::Finite(LogForm::zero())));
}

/// A predictor that is wrong about the first token already: every schedule costs +infinity, which is a tie of all,
/// however much their later steps differ.
#[test]
fn infinite_costs_are_ties() {
    let law = parity(2, 4).unwrap();
    let patterns = PatternCounts::new(&law);
    // Every position is always 0, certainly: the gap is infinite while something is masked.
    let weights = (0..81 * 4).flat_map(|_| [1, 0]).map(Integer::from).collect();
    let all_zero = PredictorTable::from_weights(shape(4, 2), weights).unwrap();
    // Only the row of the fully masked sequence (pattern 80) is wrong, all others exact: gap_0 is infinite, the others
    // 0. After the first step (1,2,1) would cost nothing, (1,1,2) ln 2.
    let exact = tabulated(&law, &exact_conditional(&law, |_| Rational::from((1, 2))));
    let mut weights = exact.weights().to_vec();
    for position in 0..4 {
        weights[(80 * 4 + position) * 2] = Integer::new();
    }
    let first_only = PredictorTable::from_weights(shape(4, 2), weights).unwrap();
    for table in [all_zero, first_only] {
        let gaps = PredictorGaps::new(&Model::new(&law, &patterns, Predictor::Table(&table)));
        let curve = AverageCurve::new(&patterns);
        let best = cheapest_schedules(&curve, &gaps);
        let found: Vec<String> = best.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["(4)", "(1,3)", "(1,1,2)", "(1,1,1,1)"]);
        assert!(best.iter().all(|best| expected_kl(&curve, &gaps, best).is_infinite()));
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn best_schedules_of_structured_laws(
        (law, table) in any_law(1..=3, 1..=4).prop_filter("a table of a few thousand entries", |law| {
            law.vocabulary_size() < 3 || law.length() < 4
        }).prop_flat_map(|law| {
            let table = any_table(law.vocabulary_size(), law.length());
            (Just(law), table)
        })
    ) {
        check_best(&law, None);
        check_best(&law, Some(&table));
    }
}
