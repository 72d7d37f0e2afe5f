//! Schedules, orders and predictors: all are reached, and fit their laws.

use std::collections::BTreeSet;

use maskproof::Schedule;
use maskproof::testing::{laws, orders, predictors, schedules};

use super::drawn;

#[test]
fn every_schedule_of_a_length_is_drawn() {
    let found: BTreeSet<Schedule> = drawn(&schedules(4), 200).into_iter().collect();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), Schedule::all(4));
    let lengths: BTreeSet<usize> = drawn(&schedules(1..=3), 60).iter().map(Schedule::length).collect();
    assert_eq!(lengths, BTreeSet::from([1, 2, 3]));
}

/// There are 13 ordered partitions of three positions (Fubini's numbers: 1, 3, 13, 75).
#[test]
fn every_order_of_three_positions_is_drawn() {
    let found: BTreeSet<String> = drawn(&orders(3), 400).iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 13, "{found:?}");
}

#[test]
fn predictors_have_zeros_sometimes() {
    let tables = drawn(&predictors(2..=3, 1..=3), 80);
    let has_zero = |table: &&maskproof::PredictorTable| {
        let rows = table.weights().chunks(table.vocabulary_size());
        rows.filter(|row| row.iter().any(|weight| *weight > 0)).flatten().any(|weight| *weight == 0)
    };
    let with_zeros = tables.iter().filter(has_zero).count();
    assert!(with_zeros > 0 && with_zeros < 60, "{with_zeros}");
    assert!(tables.iter().any(|table| table.length() == 3 && table.vocabulary_size() == 3));
}

#[test]
fn companions_fit_their_laws() {
    let laws = laws(2..=3, 1..=3);
    for (law, schedule) in drawn(&laws.clone().with_schedules(), 40) {
        assert_eq!(schedule.length(), law.length());
    }
    for (law, order) in drawn(&laws.clone().with_orders(), 40) {
        assert_eq!(order.schedule().length(), law.length());
    }
    for (law, table) in drawn(&laws.with_predictors(), 40) {
        assert_eq!(table.shape(), law.shape());
    }
}
