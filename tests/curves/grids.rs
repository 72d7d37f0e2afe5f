//! Random block sizes: the identity against its definition, and stationary grids.

use maskproof::entropy::ConcaveCurve;
use maskproof::exact::{Integer, Rational, Unit};
use maskproof::sampler::Schedule;
use maskproof::sampler::measured_cost::measured_expected_kl;
use maskproof::sampler::random_sizes::{even_times, tau_leaping_kl};
use maskproof::sampler::stationary_grid::{GridError, stationary_grid};
use rug::ops::Pow;

use super::{Numbers, summed};

fn fraction(numerator: i64, denominator: i64) -> Rational {
    Rational::from((numerator, denominator))
}

/// The curve `min(k, m)` times a number: that of a code of dimension `m`; 1 is a repeated token, `L - 1` parity.
fn ray(length: usize, dimension: usize) -> ConcaveCurve {
    let values = (0..=length).map(|size| Rational::from(size.min(dimension))).collect();
    ConcaveCurve::new(values, Unit::Bits).unwrap()
}

/// The mean over multinomial block sizes of the expected KL of the schedule without its empty blocks.
fn definition(curve: &ConcaveCurve, times: &[Rational]) -> Rational {
    let mut sum = Rational::new();
    let mut sizes = vec![0; times.len()];
    each_composition(&mut sizes, 0, curve.length(), &mut |sizes| {
        let mut probability = Rational::from(Integer::from(Integer::factorial(u32::try_from(curve.length()).unwrap())));
        let mut before = Rational::new();
        for (&size, time) in sizes.iter().zip(times) {
            let share = Rational::from(time - &before);
            probability *= share.pow(u32::try_from(size).unwrap());
            probability /= Integer::from(Integer::factorial(u32::try_from(size).unwrap()));
            before.clone_from(time);
        }
        let blocks = sizes.iter().copied().filter(|size| *size > 0).collect();
        sum += probability * measured_expected_kl(curve, &Schedule::new(blocks).unwrap());
    });
    sum
}

fn each_composition(sizes: &mut Vec<usize>, place: usize, left: usize, visit: &mut impl FnMut(&[usize])) {
    if place + 1 == sizes.len() {
        sizes[place] = left;
        visit(sizes);
        return;
    }
    for size in 0..=left {
        sizes[place] = size;
        each_composition(sizes, place + 1, left - size, visit);
    }
}

#[test]
fn random_sizes_cost_the_mean_over_their_schedules() {
    let mut numbers = Numbers::new(9);
    for length in 1..=5 {
        for _ in 0..6 {
            let curve = ConcaveCurve::new(numbers.concave(length), Unit::Nats).unwrap();
            let steps = 1 + usize::try_from(numbers.below(3)).unwrap();
            let shares: Vec<Rational> = (0..steps).map(|_| Rational::from(1 + numbers.below(5))).collect();
            let sums = summed(&shares);
            let times: Vec<Rational> = sums[1..].iter().map(|sum| Rational::from(sum / &sums[steps])).collect();
            assert_eq!(tau_leaping_kl(&curve, &times), definition(&curve, &times));
        }
    }
}

/// Exact values of Secchi and Zanella's sampler, computed by hand: even parity on four bits at (1/2, 1) costs 3/4 bit; K = N even
/// steps cost 10/9 of half the mean mutual information for the repetition of three and 8/9 for parity, and 9/8, 1 and 7/8 of
/// it for the three codes of length 4.
#[test]
fn exact_values() {
    assert_eq!(tau_leaping_kl(&ray(4, 3), &even_times(2)), fraction(3, 4));
    let ratio = |length: usize, dimension: usize| {
        // On a code sum_i I(X_i; X_-i) = L, so that the mean is 1.
        tau_leaping_kl(&ray(length, dimension), &even_times(length)) * 2u32
    };
    assert_eq!([ratio(3, 1), ratio(3, 2)], [fraction(10, 9), fraction(8, 9)]);
    assert_eq!([ratio(4, 1), ratio(4, 2), ratio(4, 3)], [fraction(9, 8), fraction(1, 1), fraction(7, 8)]);
}

/// For a repeated token and two steps `N (1 - beta)^(N-1) = 1`.
#[test]
fn the_grid_of_a_repeated_token_is_an_algebraic_number() {
    for length in [2, 3, 4, 5, 17, 64] {
        let grid = stationary_grid(&ray(length, 1), 2, 60).unwrap();
        assert!(grid.is_best);
        let [low, high] = &grid.times[0];
        let side = |time: &Rational| {
            Rational::from(1 - time).pow(u32::try_from(length - 1).unwrap()) * Rational::from(length) - 1u32
        };
        assert!(side(low) >= 0 && side(high) <= 0, "{length}");
        assert!(Rational::from(high - low) << 60u32 <= 1);
    }
}

#[test]
fn the_best_grid_beats_others() {
    let mut numbers = Numbers::new(10);
    for (length, dimension, steps) in [(3, 1, 3), (5, 2, 3), (6, 5, 4), (12, 4, 5)] {
        let curve = ray(length, dimension);
        let grid = stationary_grid(&curve, steps, 40).unwrap();
        assert!(grid.is_best && grid.times.len() == steps - 1);
        let [low, high] = &grid.expected_kl;
        assert!(low <= high && Rational::from(high - low) < fraction(1, 1_000_000));
        let one = Rational::from(1);
        let near: Vec<Rational> = grid.times.iter().map(|time| time[0].clone()).chain([one.clone()]).collect();
        let at = tau_leaping_kl(&curve, &near);
        assert!(*low <= at && Rational::from(&at - high) < fraction(1, 1_000_000));
        for _ in 0..200 {
            let shares: Vec<Rational> = (0..steps).map(|_| Rational::from(1 + numbers.below(50))).collect();
            let sums = summed(&shares);
            let times: Vec<Rational> = sums[1..].iter().map(|sum| Rational::from(sum / &sums[steps])).collect();
            assert!(tau_leaping_kl(&curve, &times) >= *low);
        }
    }
}

/// A parity law and a little of a repetition, independent of each other: errors at both ends of time. In two steps there
/// are two local minima, near 0.26 at 1.089 bits and near 0.86 at 0.904 bits (a scan in doubles, by another program), and a
/// maximum between them.
#[test]
fn of_several_stationary_grids_the_cheapest_is_given() {
    let length = 8;
    let (first, last) = (ray(length, 1), ray(length, length - 1));
    let pairs = first.values().iter().zip(last.values());
    let values = pairs.map(|(one, two)| Rational::from(one / 20u32) + two).collect();
    let curve = ConcaveCurve::new(values, Unit::Bits).unwrap();
    let grid = stationary_grid(&curve, 2, 30).unwrap();
    assert_eq!((grid.is_best, grid.found), (false, 3));
    let near = |number: &Rational, numerator: i64| (number - fraction(numerator, 10_000)).abs() <= fraction(5, 10_000);
    assert!(near(&grid.times[0][0], 8595) && near(&grid.expected_kl[0], 9043));
}

#[test]
fn what_has_no_grid_says_why() {
    assert_eq!(stationary_grid(&ray(65, 1), 2, 10).unwrap_err(), GridError::TooLong { length: 65 });
    assert_eq!(stationary_grid(&ray(5, 1), 0, 10).unwrap_err(), GridError::Steps { steps: 0 });
    assert_eq!(stationary_grid(&ray(5, 5), 2, 10).unwrap_err(), GridError::Product);
    let one = stationary_grid(&ray(5, 1), 1, 10).unwrap();
    assert_eq!((one.times.len(), &one.expected_kl[0]), (0, &Rational::from(4)));
}
