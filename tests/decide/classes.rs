//! Classes of schedules against all schedules one by one.

use maskproof::decide::difference::{distances, extreme_distance, extreme_distances};
use maskproof::sampler::{ClassKey, Schedule, ScheduleClass};

fn keys() -> Vec<ClassKey> {
    (0..8).map(|bits| ClassKey { steps: bits & 1 != 0, largest: bits & 2 != 0, smallest: bits & 4 != 0 }).collect()
}

fn members(class: ScheduleClass, schedules: &[Schedule]) -> Vec<Schedule> {
    // From the definition, not from `contains`.
    let matches = |wanted: Option<usize>, value: usize| wanted.is_none_or(|wanted| wanted == value);
    let blocks = |schedule: &Schedule| schedule.blocks().to_vec();
    let is_member = |schedule: &&Schedule| {
        let blocks = blocks(schedule);
        matches(class.steps, blocks.len())
            && matches(class.largest, *blocks.iter().max().unwrap())
            && matches(class.smallest, *blocks.iter().min().unwrap())
    };
    schedules.iter().filter(is_member).cloned().collect()
}

#[test]
fn classes_partition_the_schedules() {
    for length in 1..=9 {
        let schedules = Schedule::all(length);
        assert_eq!(schedules.len(), 1 << (length - 1), "compositions of {length}");
        for key in keys() {
            let classes = ScheduleClass::all(length, key);
            for schedule in &schedules {
                let containing = classes.iter().filter(|class| class.contains(schedule)).count();
                assert_eq!(containing, 1, "{schedule} {key:?}");
            }
            for class in classes {
                let members = members(class, &schedules);
                assert!(!members.is_empty(), "{class}");
                assert_eq!(class.size(), members.len(), "{class}");
                assert!(
                    schedules.iter().all(|schedule| class.contains(schedule) == members.contains(schedule)),
                    "{class}"
                );
            }
        }
    }
}

/// Every combination of scalars, those without a schedule included.
#[test]
fn empty_classes_are_those_without_a_schedule() {
    for length in 1..=7 {
        let schedules = Schedule::all(length);
        let options: Vec<Option<usize>> = (1..=length + 1).map(Some).chain([None]).collect();
        for &steps in &options {
            for &largest in &options {
                for &smallest in &options {
                    let class = ScheduleClass { length, steps, largest, smallest };
                    let members = members(class, &schedules);
                    assert_eq!(class.is_empty(), members.is_empty(), "{class}");
                    assert_eq!(class.size(), members.len(), "{class}");
                    assert_eq!(class.costliest(|_, _| 0_i64).is_none(), members.is_empty(), "{class}");
                }
            }
        }
    }
}

#[test]
fn the_costliest_schedule_is_the_costliest_of_all() {
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % 21).unwrap() - 10
    };
    for length in 1..=9 {
        let schedules = Schedule::all(length);
        for key in keys() {
            for class in ScheduleClass::all(length, key) {
                let costs: Vec<Vec<i64>> = (0..=length).map(|_| (0..=length).map(|_| random()).collect()).collect();
                let total = |schedule: &Schedule| -> i64 {
                    schedule.blocks().iter().zip(schedule.boundaries()).map(|(&block, start)| costs[start][block]).sum()
                };
                let most = members(class, &schedules).iter().map(total).max().unwrap();
                let (found, schedule) = class.costliest(|start, block| costs[start][block]).unwrap();
                assert_eq!(found, most, "{class}");
                assert_eq!(total(&schedule), most, "{class}: {schedule}");
                assert!(class.contains(&schedule), "{class}: {schedule}");
            }
        }
    }
}

#[test]
fn extreme_distances_are_those_of_all_schedules() {
    for length in 1..=9 {
        let schedules = Schedule::all(length);
        for class in keys().into_iter().flat_map(|key| ScheduleClass::all(length, key)) {
            let members = members(class, &schedules);
            for dimension in 1..=length {
                // R(m) = min{N_t : N_t >= m} - m
                let distance = |schedule: &Schedule| {
                    schedule.boundaries().into_iter().chain([length]).filter(|end| *end >= dimension).min().unwrap()
                        - dimension
                };
                assert!(members.iter().all(|schedule| distances(schedule)[dimension - 1] == distance(schedule)));
                for (most, extreme) in [
                    (true, members.iter().map(distance).max().unwrap()),
                    (false, members.iter().map(distance).min().unwrap()),
                ] {
                    assert_eq!(
                        extreme_distances(class, most)[dimension - 1],
                        extreme,
                        "{class}, m = {dimension}, {most}"
                    );
                    let (found, schedule) = extreme_distance(class, dimension, most).unwrap();
                    assert_eq!((found, distance(&schedule)), (extreme, extreme), "{class}, m = {dimension}, {most}");
                    assert!(members.contains(&schedule), "{class}: {schedule}");
                }
            }
        }
    }
}
