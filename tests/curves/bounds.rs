//! Bounds of the catalogue on a curve: the same as on a law that has the curve.

use maskproof::analysis::{analyse, curve_bounds::curve_bounds};
use maskproof::entropy::{AverageCurve, ConcaveCurve};
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Subject, Verdict};
use maskproof::exact::lazy_form::expand;
use maskproof::exact::{Rational, Unit};
use maskproof::language::Catalogue;
use maskproof::law::families::parse_spec_within;
use maskproof::law::{Law, PatternCounts};
use maskproof::sampler::{Model, Predictor, Schedule};

/// The curve in bits of a law whose entropies are whole numbers of bits.
fn curve_in_bits(law: &Law) -> ConcaveCurve {
    let curve = AverageCurve::new(&PatternCounts::new(law));
    let bits = |size: usize| -> Rational {
        let decimal = curve.h(size).to_decimal(12, Unit::Bits);
        let bits = maskproof::exact::parse_rational(&decimal).unwrap();
        // A whole number of L-th parts of bits: the only ones near the decimal.
        let parts = Rational::from(&bits * 60u32).round();
        parts / 60u32
    };
    let values = (0..=curve.length()).map(bits).collect();
    let found = ConcaveCurve::new(values, Unit::Bits).unwrap();
    for size in 0..=curve.length() {
        assert_eq!(found.form(found.h(size)), *curve.h(size));
    }
    found
}

#[test]
fn bounds_on_a_curve_are_those_on_its_law() {
    let catalogue = Catalogue::built_in().unwrap();
    let mut compared = 0;
    for spec in ["repetition(L=5,V=2)", "parity(L=5,V=2)", "mds(n=4,k=2,q=4)"] {
        let law = parse_spec_within(spec, Default::default()).unwrap();
        let curve = curve_in_bits(&law);
        let schedules: Vec<Schedule> = Schedule::all(law.length());
        let (bounds, without) = curve_bounds(&curve, Some(law.vocabulary_size()), &schedules, &catalogue).unwrap();
        assert_eq!(bounds.len(), schedules.len());
        let patterns = PatternCounts::new(&law);
        let orders = OrderTables::default();
        let mut subject = Subject::new(Model::new(&law, &patterns, Predictor::Exact), &orders);
        let analysis = analyse(&mut subject, &schedules, &catalogue).unwrap();
        for (on_law, on_curve) in analysis.schedules.iter().zip(&bounds) {
            for bound in on_curve {
                let same: Vec<_> = on_law.bounds.iter().filter(|one| one.claim == bound.claim).collect();
                assert!(!same.is_empty(), "{} is not on the law", bound.claim);
                let slacks = same.iter().map(|one| expand(one.slack.as_ref().unwrap()));
                assert_eq!(slacks.min().unwrap(), bound.slack, "{} {}", bound.claim, on_law.cost.schedule);
                assert_eq!(
                    same.iter().all(|one| matches!(one.verdict, Verdict::Holds | Verdict::Equality)),
                    bound.holds
                );
                compared += 1;
            }
            // What the law has and the curve has not needs more than the curve.
            for one in &on_law.bounds {
                let is_there = on_curve.iter().any(|bound| bound.claim == one.claim);
                assert!(is_there || without.contains(&one.claim), "{}", one.claim);
            }
        }
    }
    assert!(compared > 200, "{compared}");
}
