//! The projection onto the cone: against its definition, and its conditions of optimality, exactly.

use maskproof::entropy::MeasuredCurve;
use maskproof::exact::{Rational, Unit};

use super::Numbers;

/// The least concave majorant from its definition: at each place the highest chord over it; then what comes before.
fn naive_majorant(values: &[Rational]) -> Vec<Rational> {
    let chord = |left: usize, place: usize, right: usize| {
        if left == right {
            return values[left].clone();
        }
        let slope = Rational::from(&values[right] - &values[left]) / Rational::from(right - left);
        slope * Rational::from(place - left) + &values[left]
    };
    let last = values.len() - 1;
    let mut majorant: Vec<Rational> = Vec::new();
    for place in 0..=last {
        let chords = (0..=place).flat_map(|left| (place..=last).map(move |right| (left, right)));
        let highest = chords.map(|(left, right)| chord(left, place, right)).max().unwrap();
        majorant.push(majorant.last().map_or(highest.clone(), |before| highest.clone().max(before.clone())));
    }
    majorant
}

#[test]
fn the_projection_is_the_least_majorant_and_the_nearest_in_its_increments() {
    let mut numbers = Numbers::new(1);
    for round in 0..400 {
        let length = 1 + usize::try_from(numbers.below(14)).unwrap();
        let values = if round % 4 == 0 { numbers.concave(length) } else { numbers.any_curve(length) };
        let projection = MeasuredCurve::new(values.clone(), Unit::Nats).unwrap().projection();
        assert!(projection.curve.is_valid());
        assert_eq!(projection.curve.values(), naive_majorant(&values), "{values:?}");
        assert_eq!(
            projection.moved.iter().all(Rational::is_zero),
            round % 4 == 0 || values == projection.curve.values()
        );

        // Karush, Kuhn and Tucker: minimise sum (e_k - d_k)^2 over d_1 >= .. >= d_L >= 0. The multiplier of d_k >= d_{k+1}
        // is the sum of d - e up to k: nonnegative, and 0 where d falls.
        let increments = projection.curve.increments();
        let mut multiplier = Rational::new();
        let mut product = Rational::new();
        for (place, increment) in increments.iter().enumerate() {
            let rest = increment - Rational::from(&values[place + 1] - &values[place]);
            product += Rational::from(&rest * increment);
            multiplier += rest;
            assert_eq!(multiplier, projection.moved[place + 1]);
            assert!(multiplier >= 0);
            let next = increments.get(place + 1).cloned().unwrap_or_default();
            assert!(multiplier.is_zero() || *increment == next, "{values:?}");
        }
        assert!(product.is_zero());
    }
}

#[test]
fn a_curve_that_decreases_is_raised_to_its_height() {
    let values = [0, 3, 2, 4, 1, 0].map(Rational::from).to_vec();
    let projection = MeasuredCurve::new(values, Unit::Bits).unwrap().projection();
    let expected = [(0, 1), (3, 1), (7, 2), (4, 1), (4, 1), (4, 1)].map(Rational::from);
    assert_eq!(projection.curve.values(), expected);
    assert_eq!(projection.moved[5], 4);
}
