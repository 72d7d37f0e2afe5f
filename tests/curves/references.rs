//! Against another program, in doubles, at L = 1024.

use maskproof::entropy::MeasuredCurve;
use maskproof::exact::{Rational, Unit, parse_rational};
use maskproof::sampler::measured_cost::best_schedules;
use serde::Deserialize;

#[derive(Deserialize)]
struct Document {
    made_by: String,
    values: Vec<String>,
    largest_move: String,
    least_expected_kl: Vec<String>,
}

#[test]
fn best_schedules_agree_with_doubles_to_ten_digits() {
    let text = include_str!("../../fixtures/references/measured-curves.json");
    let document: Document = serde_json::from_str(text).unwrap();
    assert_eq!(document.made_by, "fixtures/references/measured_curves.py");
    let values = document.values.iter().map(|value| parse_rational(value).unwrap());
    let values: Vec<Rational> = std::iter::once(Rational::new()).chain(values).collect();
    let projection = MeasuredCurve::new(values, Unit::Nats).unwrap().projection();
    let largest = projection.moved.iter().max().unwrap();
    assert_eq!(largest.to_string(), document.largest_move);

    let best = best_schedules(&projection.curve, document.least_expected_kl.len());
    assert_eq!(best.len(), 64);
    // Differences of doubles: ten digits of the largest cost, that of one step.
    let tolerance = &best[0].expected_kl * Rational::from((1, 10_000_000_000u64));
    for (best, expected) in best.iter().zip(&document.least_expected_kl) {
        let distance = (&best.expected_kl - parse_rational(expected).unwrap()).abs();
        assert!(distance <= tolerance, "{} steps: {expected}", best.schedule.steps());
        let relative = Rational::from(&distance / &best.expected_kl);
        assert!(relative < Rational::from((1, 1_000_000_000u64)), "{} steps: {expected}", best.schedule.steps());
    }
}
