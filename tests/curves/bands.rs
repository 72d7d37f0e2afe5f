//! Ranges over bands: against the general simplex method on the rays of the cone, and against curves in the band.

use maskproof::decide::band::{Combination, Extreme, greatest, range};
use maskproof::decide::perturbation::ProfileBand;
use maskproof::decide::regret::{least_sums, regret_bound};
use maskproof::decide::simplex::{Column, Program, Row, Solution};
use maskproof::entropy::{Band, ConcaveCurve};
use maskproof::exact::{Integer, Rational, Unit};
use maskproof::sampler::Schedule;
use maskproof::sampler::cost::ideal_coefficients;
use maskproof::sampler::measured_cost::{best_schedules, measured_expected_kl};
use maskproof::sampler::random_sizes::{even_times, tau_leaping_coefficients, tau_leaping_kl};

use super::Numbers;

/// A band around a concave curve, some of it without width.
fn band(numbers: &mut Numbers, length: usize) -> (Vec<Rational>, Band) {
    let curve = numbers.concave(length);
    let mut ends = |sign: i32| -> Vec<Rational> {
        let ends = curve.iter().enumerate().map(|(place, value)| {
            let width = if place == 0 || numbers.below(4) == 0 { Rational::new() } else { numbers.fraction(2) };
            value + width * sign
        });
        ends.collect()
    };
    let (low, high) = (ends(-1), ends(1));
    (curve, Band::new(low, high).unwrap())
}

/// The same program over the weights of the curves `min(k, m)`, solved by the general method: the rows are the upper ends,
/// and the lower ones with a slack.
fn by_rays(band: &Band, coefficients: &[(usize, i64)]) -> Rational {
    let length = band.low().len() - 1;
    let common = band.low().iter().chain(band.high()).fold(Integer::from(1), |common, end| common.lcm(end.denom()));
    let whole = |end: &Rational| end.numer() * Integer::from(&common / end.denom());
    let upper = band.high()[1..].iter().map(|end| (Row::AtMost, whole(end)));
    let lower = band.low()[1..].iter().map(|end| (Row::Equal, whole(end)));
    let mut program = Program::new(upper.chain(lower).collect());
    for m in 1..=length {
        let ray: Vec<Integer> = (1..=length).map(|k| Integer::from(k.min(m))).collect();
        let cost = coefficients.iter().map(|&(k, factor)| Integer::from(k.min(m)) * factor).sum();
        program.add(Column { entries: [ray.clone(), ray].concat(), cost });
    }
    for slack in 0..length {
        let mut entries = vec![Integer::new(); 2 * length];
        entries[length + slack] = Integer::from(-1);
        program.add(Column { entries, cost: Integer::new() });
    }
    match program.solve(|_| None) {
        Solution::Optimum(optimum) => optimum.value / common,
        other => panic!("{other:?}"),
    }
}

fn cost_of(schedule: &Schedule) -> Combination {
    Combination::of(schedule.length(), &ideal_coefficients(schedule))
}

#[test]
fn ranges_are_those_of_the_general_method() {
    let mut numbers = Numbers::new(4);
    for _ in 0..150 {
        let length = 1 + usize::try_from(numbers.below(7)).unwrap();
        let (_, band) = band(&mut numbers, length);
        let all = Schedule::all(length);
        let schedule = &all[usize::try_from(numbers.below(all.len() as u64)).unwrap()];
        let random: Vec<(usize, i64)> = (0..=length).map(|k| (k, numbers.below(9).cast_signed() - 4)).collect();
        for coefficients in [ideal_coefficients(schedule), random] {
            let combination = Combination::of(length, &coefficients);
            assert_eq!(greatest(&band, &combination), Extreme::Attained(by_rays(&band, &coefficients)));
            let negative: Vec<(usize, i64)> = coefficients.iter().map(|&(k, factor)| (k, -factor)).collect();
            let [least, _] = range(&band, &combination);
            assert_eq!(least, Extreme::Attained(-by_rays(&band, &negative)));
        }
    }
}

/// A band without width holds one curve.
#[test]
fn a_band_without_width_gives_the_value_itself() {
    let mut numbers = Numbers::new(5);
    for length in 1..=12 {
        let curve = numbers.concave(length);
        let band = Band::new(curve.clone(), curve.clone()).unwrap();
        let schedule = Schedule::new(vec![length]).unwrap();
        let value = measured_expected_kl(&ConcaveCurve::new(curve, Unit::Nats).unwrap(), &schedule);
        let expected = Extreme::Attained(value);
        assert_eq!(range(&band, &cost_of(&schedule)), [expected.clone(), expected]);
    }
}

/// Curves in the band: the one that it was made around, the least one, and means of both.
#[test]
fn no_curve_in_the_band_has_a_larger_regret() {
    let mut numbers = Numbers::new(6);
    let mut positive = 0;
    for _ in 0..40 {
        let length = 2 + usize::try_from(numbers.below(6)).unwrap();
        let (curve, band) = band(&mut numbers, length);
        let least = band.least_member();
        let mean = |weight: u32| -> Vec<Rational> {
            let pairs = curve.iter().zip(&least);
            pairs.map(|(one, two)| (Rational::from(one * weight) + Rational::from(two * (4 - weight))) / 4u32).collect()
        };
        let members: Vec<ConcaveCurve> =
            (0..=4).map(|weight| ConcaveCurve::new(mean(weight), Unit::Nats).unwrap()).collect();
        let sums = least_sums(&band, length);
        for schedule in Schedule::all(length) {
            let bound = regret_bound(&band, &cost_of(&schedule), schedule.steps(), &sums);
            let [low, high] = range(&band, &cost_of(&schedule));
            for member in &members {
                assert_eq!(band.first_outside(member.values()), None);
                let cost = measured_expected_kl(member, &schedule);
                assert!(*low.value() <= cost && cost <= *high.value());
                let regret = cost - &best_schedules(member, length)[schedule.steps() - 1].expected_kl;
                positive += usize::from(regret > 0);
                assert!(regret <= bound, "{schedule}");
            }
        }
    }
    assert!(positive > 100, "regrets that are positive were tried");
}

/// Random block sizes: their cost at corners of the band is what the sampler costs on those curves, found by the general
/// method from the values on rays, each of which is the sampler's cost there.
#[test]
fn ranges_of_random_sizes_are_those_of_the_general_method() {
    let mut numbers = Numbers::new(21);
    for _ in 0..80 {
        let length = 2 + usize::try_from(numbers.below(6)).unwrap();
        let steps = 1 + usize::try_from(numbers.below(5)).unwrap();
        let (_, band) = band(&mut numbers, length);
        let (whole, scale) = tau_leaping_coefficients(length, &even_times(steps));
        let small: Vec<(usize, i64)> =
            whole.iter().enumerate().map(|(k, factor)| (k, factor.to_i64().unwrap())).collect();
        let negative: Vec<(usize, i64)> = small.iter().map(|&(k, factor)| (k, -factor)).collect();
        let cost = Combination::new(whole, scale.clone());
        for (m, on_ray) in (1..=length).zip(cost.on_rays()) {
            let ray = (0..=length).map(|k| Rational::from(k.min(m))).collect();
            let curve = ConcaveCurve::new(ray, Unit::Nats).unwrap();
            assert_eq!(on_ray, tau_leaping_kl(&curve, &even_times(steps)));
        }
        let [least, most] = range(&band, &cost);
        assert_eq!(most, Extreme::Attained(by_rays(&band, &small) / &scale));
        assert_eq!(least, Extreme::Attained(-by_rays(&band, &negative) / &scale));
    }
}

/// Proposition 13 by coefficients, against the regret on curves in the band, which are the concave curve that the band is
/// around, the least one and means of both. The measured curve is another one, in the band or not.
#[test]
fn no_curve_in_the_band_has_a_larger_regret_than_by_perturbation() {
    let mut numbers = Numbers::new(22);
    let (mut tried, mut above_half) = (0, 0);
    for round in 0..60 {
        let length = 2 + usize::try_from(numbers.below(6)).unwrap();
        let (curve, band) = band(&mut numbers, length);
        let measured = if round % 2 == 0 { band.least_member() } else { numbers.concave(length) };
        let measured = ConcaveCurve::new(measured, Unit::Nats).unwrap();
        let profile = ProfileBand::new(&measured, &band);
        let best = best_schedules(&measured, length);
        let member = ConcaveCurve::new(curve, Unit::Nats).unwrap();
        let truly_best = best_schedules(&member, length);
        let mut check = |cost: &Combination, steps: usize| {
            let worse = cost.value(measured.values()) - &best[steps - 1].expected_kl;
            let [_, most] = range(&band, cost);
            let rise = most.value() - cost.value(measured.values());
            let bound = profile.regret_bound(cost, steps, &worse, &rise);
            let regret = cost.value(member.values()) - &truly_best[steps - 1].expected_kl;
            assert!(regret <= bound, "{steps} steps, {regret} > {bound}");
            tried += usize::from(regret > 0);
            above_half += usize::from(regret > 0 && regret * 2u32 > bound);
        };
        for schedule in Schedule::all(length) {
            check(&cost_of(&schedule), schedule.steps());
        }
        for steps in 1..=length {
            let (whole, scale) = tau_leaping_coefficients(length, &even_times(steps));
            check(&Combination::new(whole, scale), steps);
        }
    }
    assert!(tried > 100 && above_half > 0, "{tried} positive regrets, {above_half} of them above half of the bound");
}

/// Proposition 13 as it is printed: the best schedule of one curve is worse on another by at most the largest coefficient of
/// `delta_m`, which is below the longest step, times the distance of the profiles; the factor 2 of the paper is not needed.
#[test]
fn the_best_schedule_of_another_curve_is_worse_by_the_distance_of_the_profiles() {
    let mut numbers = Numbers::new(23);
    for _ in 0..150 {
        let length = 2 + usize::try_from(numbers.below(8)).unwrap();
        let [one, two] = [0; 2].map(|_| ConcaveCurve::new(numbers.concave(length), Unit::Nats).unwrap());
        let deltas = |curve: &ConcaveCurve| -> Vec<Rational> {
            curve.increments().windows(2).map(|pair| Rational::from(&pair[0] - &pair[1])).collect()
        };
        let distance: Rational =
            deltas(&one).iter().zip(&deltas(&two)).map(|(one, two)| Rational::from(one - two).abs()).sum();
        for (best, other) in best_schedules(&one, length).iter().zip(&best_schedules(&two, length)) {
            let longest = |schedule: &Schedule| *schedule.blocks().iter().max().unwrap();
            let step = longest(&best.schedule).max(longest(&other.schedule));
            let regret = measured_expected_kl(&one, &other.schedule) - &best.expected_kl;
            assert!(regret <= Rational::from(&distance * (step - 1)));
        }
    }
}

/// With a band without width the bound is the regret itself.
#[test]
fn the_regret_bound_is_exact_without_width() {
    let mut numbers = Numbers::new(7);
    for length in 1..=7 {
        let values = numbers.concave(length);
        let curve = ConcaveCurve::new(values.clone(), Unit::Nats).unwrap();
        let band = Band::new(values.clone(), values).unwrap();
        let sums = least_sums(&band, length);
        let best = best_schedules(&curve, length);
        for schedule in Schedule::all(length) {
            let regret = measured_expected_kl(&curve, &schedule) - &best[schedule.steps() - 1].expected_kl;
            assert_eq!(regret_bound(&band, &cost_of(&schedule), schedule.steps(), &sums), regret);
            let profile = ProfileBand::new(&curve, &band);
            let cost = cost_of(&schedule);
            assert_eq!(profile.regret_bound(&cost, schedule.steps(), &regret, &Rational::new()), regret);
        }
    }
}

#[test]
fn a_long_band_is_solved_exactly() {
    let mut numbers = Numbers::new(8);
    let values: Vec<Rational> = (0..=300i64).map(|k| Rational::from(k * (1200 - k))).collect();
    let mut ends = |sign: i32| -> Vec<Rational> {
        values
            .iter()
            .enumerate()
            .map(|(k, value)| value + Rational::from(numbers.below(1 + k as u64 * 20)) * sign)
            .collect()
    };
    let band = Band::new(ends(-1), ends(1)).unwrap();
    let schedule = Schedule::new(vec![30; 10]).unwrap();
    let [least, most] = range(&band, &cost_of(&schedule));
    assert!(least.is_attained() && most.is_attained());
    let curve = ConcaveCurve::new(values.clone(), Unit::Nats).unwrap();
    let value = measured_expected_kl(&curve, &schedule);
    assert!(*least.value() < value && value < *most.value());
}
