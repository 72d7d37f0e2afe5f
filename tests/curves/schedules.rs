//! Best schedules against all schedules, with their costs from the definition.

use maskproof::entropy::ConcaveCurve;
use maskproof::exact::{Integer, Rational, Unit};
use maskproof::sampler::Schedule;
use maskproof::sampler::measured_cost::{best_schedules, masked_schedule, measured_expected_kl};
use maskproof::sampler::rule::mask_schedule::MaskSchedule;

use super::Numbers;

/// `sum over blocks (a,b] and j in a+1..b of Z_j - Z_{a+1}`, with `Z_j = h_1 + h_{j-1} - h_j`.
fn definition(values: &[Rational], schedule: &Schedule) -> Rational {
    let z = |j: usize| Rational::from(&values[1] + &values[j - 1]) - &values[j];
    let mut sum = Rational::new();
    let mut start = 0;
    for &block in schedule.blocks() {
        for j in start + 1..=start + block {
            sum += z(j) - z(start + 1);
        }
        start += block;
    }
    sum
}

fn check(values: Vec<Rational>) {
    let curve = ConcaveCurve::new(values, Unit::Nats).unwrap();
    let all = Schedule::all(curve.length());
    let best = best_schedules(&curve, curve.length());
    for (steps, best) in (1..).zip(&best) {
        let of_so_many = all.iter().filter(|schedule| schedule.steps() == steps);
        let costs = of_so_many.map(|schedule| (definition(curve.values(), schedule), schedule));
        // Lexicographic order: of equal costs the first is kept.
        let least = costs.reduce(|known, next| if next.0 < known.0 { next } else { known }).unwrap();
        assert_eq!((&best.expected_kl, &best.schedule), (&least.0, least.1), "{:?}", curve.values());
        assert_eq!(measured_expected_kl(&curve, &best.schedule), least.0);
    }
    assert_eq!(best.len(), curve.length());
}

#[test]
fn best_schedules_are_those_of_an_exhaustive_search() {
    let mut numbers = Numbers::new(2);
    for _ in 0..60 {
        for length in 1..=8 {
            check(numbers.concave(length));
        }
    }
    for length in [9, 10, 11, 12] {
        for _ in 0..6 {
            check(numbers.concave(length));
        }
    }
}

/// Numbers that do not fit into 128 bits take the other path.
#[test]
fn large_numbers_are_searched_in_the_same_way() {
    let mut numbers = Numbers::new(3);
    let scale = (Integer::from(1) << 300) + 1;
    for length in 1..=9 {
        let values = numbers.concave(length);
        check(values.iter().map(|value| Rational::from(value * &scale)).collect());
        check(values.iter().map(|value| Rational::from(value / &scale)).collect());
    }
}

/// Values computed by hand: floors of `n cos(pi s / 2T)`.
#[test]
fn schedules_with_a_name() {
    let blocks = |kind, length, steps| masked_schedule(kind, length, steps).blocks().to_vec();
    assert_eq!(blocks(MaskSchedule::Power(1), 10, 4), [3, 2, 3, 2]);
    // 16 cos: 14.78, 11.31, 6.12, 0.
    assert_eq!(blocks(MaskSchedule::Cosine, 16, 4), [2, 3, 5, 6]);
    // 4 cos(pi/3) is 2 exactly.
    assert_eq!(blocks(MaskSchedule::Cosine, 4, 3), [1, 1, 2]);
    assert_eq!(blocks(MaskSchedule::Power(1), 5, 5), [1; 5]);
}
