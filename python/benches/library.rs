//! What the calls of `overhead.py` take in the library itself, as JSON: microseconds by name, each the least of several
//! means.

use std::hint::black_box;
use std::time::Instant;

use maskproof::decide::decide_each;
use maskproof::entropy::{AverageCurve, definitions};
use maskproof::law::{PatternCounts, PositionSet};
use maskproof::sampler::{Model, Predictor, PredictorGaps, ideal_expected_kl};
use maskproof::{Claim, Law, LogForm, Rational, Schedule, Setting};

const CALLS: u32 = 50;
const REPEATS: u32 = 400;

fn microseconds<T>(call: impl Fn() -> T) -> f64 {
    let mean = |_| {
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call());
        }
        start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
    };
    (0..REPEATS).map(mean).fold(f64::INFINITY, f64::min)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [two, three] = [2, 3].map(|n| LogForm::ln(&Rational::from(n)).expect("a positive number"));
    let law = Law::named("parity(L=3,V=2)")?;
    let patterns = PatternCounts::new(&law);
    let curve = AverageCurve::new(&patterns);
    let schedule: Schedule = "1,2".parse()?;
    let claim = Claim::of_statement("for all law: TC >= 0")?;
    let sum = || {
        let mut sum = two.clone();
        sum += &three;
        sum
    };
    let cost = || {
        let gaps = PredictorGaps::new(&Model::new(&law, &patterns, Predictor::Exact));
        (ideal_expected_kl(&curve, &schedule), gaps.training_error(&schedule))
    };
    let times = [
        ("x + y", microseconds(sum)),
        ("x < y", microseconds(|| two < three)),
        ("float(x)", microseconds(|| two.to_f64())),
        ("law.entropy()", microseconds(|| definitions::entropy(&patterns, PositionSet::all(3)))),
        ("law.curve()", microseconds(|| curve.clone())),
        ("law.cost((1, 2))", microseconds(cost)),
        ("claim.check(law)", microseconds(|| claim.check(&Setting::exact(law.clone())).is_ok())),
        ("claim.decide(1)", microseconds(|| decide_each(&claim, &[1], None, &|| false).is_ok())),
    ];
    let lines: Vec<String> = times.iter().map(|(name, time)| format!("\"{name}\": {time:.3}")).collect();
    println!("{{{}}}", lines.join(", "));
    Ok(())
}
