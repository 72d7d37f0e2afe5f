//! Schedules with a name: literal tables by hand, and the laws of the two of Chen, Cong and Li's Theorem 9.

use maskproof::decide::difference::distances;
use maskproof::sampler::Schedule;
use maskproof::sampler::named_schedules::{NAMED_SCHEDULES, NamedScheduleError, construct};

fn blocks(name: &str, length: usize, parameters: &[i64]) -> Vec<usize> {
    construct(name, length, parameters).unwrap_or_else(|error| panic!("{error}")).blocks().to_vec()
}

#[test]
fn by_hand() {
    let (first, second) = ("total_correlation_schedule", "dual_total_correlation_schedule");
    let table: &[(&str, usize, &[i64], &[usize])] = &[
        ("one_by_one", 3, &[], &[1, 1, 1]),
        ("one_by_one", 1, &[], &[1]),
        ("all_at_once", 4, &[], &[4]),
        ("uniform", 6, &[2], &[2, 2, 2]),
        ("uniform", 6, &[6], &[6]),
        ("uniform", 6, &[1], &[1, 1, 1, 1, 1, 1]),
        ("singles_then_rest", 5, &[1], &[5]),
        ("singles_then_rest", 5, &[3], &[1, 1, 3]),
        ("singles_then_rest", 5, &[5], &[1, 1, 1, 1, 1]),
        // n = 6, z = 2: 2^2 <= 5, so lambda = 4, and N = 0, 3, 4, 5, 5, 6.
        (first, 6, &[2], &[3, 1, 1, 1]),
        (second, 6, &[2], &[1, 1, 1, 3]),
        // n = 8, z = 2: 2^2 <= 7 < 2^3, lambda = 4: N = 0, 4, 6, 7, 7, 8.
        (first, 8, &[2], &[4, 2, 1, 1]),
        // N' = 8, 4, 2, 1, 1, 0.
        (second, 8, &[2], &[1, 1, 2, 4]),
        // n = 10, z = 3: (3/2)^5 = 7.6 <= 8, lambda = 7: N = 0, 3, 5, 6, 7, 8, 8, 8, 9, 10.
        (first, 10, &[3], &[3, 2, 1, 1, 1, 1, 1]),
        // n = 20, z = 4: (4/3)^9 = 13.3 <= 17, lambda = 11: N = 0, 5, 8, 11, 13, 14, 15, 16, 17, 17, ..
        (first, 20, &[4], &[5, 3, 3, 2, 1, 1, 1, 1, 1, 1, 1]),
        // z = n: lambda = 2, N = 0, 1, 1, 2, 3, 4; and z > n.
        (first, 4, &[4], &[1, 1, 1, 1]),
        (first, 4, &[5], &[1, 1, 1, 1]),
        (second, 3, &[100], &[1, 1, 1]),
        (first, 1, &[2], &[1]),
        (first, 2, &[2], &[1, 1]),
        (first, 3, &[2], &[1, 1, 1]),
    ];
    for (name, length, parameters, expected) in table {
        assert_eq!(blocks(name, *length, parameters), *expected, "{name} {length} {parameters:?}");
    }
    for (name, arity) in NAMED_SCHEDULES {
        assert!(table.iter().any(|(tested, _, parameters, _)| *tested == name && parameters.len() == arity), "{name}");
    }
}

#[test]
fn what_does_not_exist() {
    let message = |name, parameters: &[i64]| construct(name, 6, parameters).unwrap_err().to_string();
    assert!(message("uniform", &[4]).contains("that divides L at L = 6, and this is 4"));
    assert!(message("uniform", &[0]).contains("divides"));
    assert!(message("uniform", &[-2]).contains("this is -2"));
    assert!(message("singles_then_rest", &[0]).contains("in 1..6"));
    assert!(message("singles_then_rest", &[7]).contains("in 1..6"));
    assert!(message("total_correlation_schedule", &[1]).contains("at least 2"));
    assert!(message("dual_total_correlation_schedule", &[i64::MIN]).contains("at least 2"));
    for (name, parameters) in [("unknown", &[][..]), ("uniform", &[]), ("one_by_one", &[2])] {
        assert!(matches!(construct(name, 6, parameters), Err(NamedScheduleError::Unknown { .. })));
    }
}

/// The distance of `m` to the next boundary is at most `(n - m)/(z - 1)`, for the dual schedule `m/(z - 1)`: with the
/// identity of `proofs-notes/curve-identities.md` this is the theorem, coefficient by coefficient.
#[test]
fn laws_of_theorem_9() {
    for length in 1..=80_usize {
        for parameter in 2..=length + 2 {
            let z = i64::try_from(parameter).unwrap();
            let first = construct("total_correlation_schedule", length, &[z]).unwrap();
            let second = construct("dual_total_correlation_schedule", length, &[z]).unwrap();
            let sum = |schedule: &Schedule| schedule.blocks().iter().sum::<usize>();
            assert_eq!((sum(&first), sum(&second)), (length, length));
            assert!(second.blocks().iter().rev().eq(first.blocks()), "n = {length}, z = {z}: {first} and {second}");
            for (revealed, distance) in (1..).zip(distances(&first)) {
                assert!(distance * (parameter - 1) <= length - revealed, "n = {length}, z = {z}, m = {revealed}");
            }
            for (revealed, distance) in (1..).zip(distances(&second)) {
                assert!(distance * (parameter - 1) <= revealed, "n = {length}, z = {z}, m = {revealed}");
            }
            // Not by chance: blocks of more than 1 wherever 2 z <= n.
            assert_eq!(first.largest() > 1, 2 * parameter <= length, "n = {length}, z = {z}: {first}");
        }
    }
}
