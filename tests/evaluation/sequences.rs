//! A law by its sequences is what it is with a table: analyses and checks are the same, field for field.
//!
//! The table of all patterns is the other way to each value, and is tested against the definitions elsewhere.

use maskproof::analysis::{LawAnalysis, ScheduleCost, analyse};
use maskproof::entropy::LazyEntropies;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Item, Setting, SparseSetting, Verdict};
use maskproof::exact::lazy_form::{Terms, expand};
use maskproof::exact::{Limits, LogForm};
use maskproof::law::families::parse_spec;
use maskproof::law::{Labels, Law, LawError, Shape, SparseLaw, Vocabulary, grid};
use maskproof::{Catalogue, Claim};

type Value = Option<LogForm>;

fn value(terms: Option<&Terms>) -> Value {
    terms.map(|terms| expand(terms))
}

fn values<'a>(all: impl IntoIterator<Item = &'a Terms<'a>>) -> Vec<LogForm> {
    all.into_iter().map(|terms| expand(terms)).collect()
}

fn cost(cost: &ScheduleCost) -> (String, Value, LogForm, Value) {
    let ideal = expand(&cost.ideal_expected_kl);
    (cost.schedule.to_string(), value(cost.expected_kl.as_ref()), ideal, value(cost.training_error.as_ref()))
}

/// Every field with its name.
fn told(analysis: &LawAnalysis) -> Vec<(&'static str, String)> {
    let LawAnalysis {
        support,
        total,
        entropy,
        total_correlation,
        dual_total_correlation,
        mutual_information,
        average_entropies,
        information_curve,
        predictor_gaps,
        schedules,
        best_schedules,
    } = analysis;
    let bounds = schedules.iter().map(|schedule| {
        let bounds = schedule.bounds.iter().map(|bound| {
            let right = bound.bound.as_ref().map(|sum| value(sum.as_ref()));
            let (claim, expectation) = (&bound.claim, bound.expectation.name());
            let slack = value(bound.slack.as_ref());
            format!("{claim} {expectation} {:?} {right:?} {slack:?} {:?}", bound.relation, bound.verdict)
        });
        (cost(&schedule.cost), bounds.collect::<Vec<_>>())
    });
    vec![
        ("support", support.to_string()),
        ("total", total.to_string()),
        ("sums", format!("{:?}", values([entropy, total_correlation, dual_total_correlation, mutual_information]))),
        ("average_entropies", format!("{:?}", values(average_entropies))),
        ("information_curve", format!("{:?}", values(information_curve))),
        ("gaps", format!("{:?}", predictor_gaps.iter().map(|gap| value(gap.as_ref())).collect::<Vec<_>>())),
        ("schedules", format!("{:?}", bounds.collect::<Vec<_>>())),
        ("best_schedules", format!("{:?}", best_schedules.iter().map(cost).collect::<Vec<_>>())),
    ]
}

fn analysed(item: &impl Item, catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    item.evaluate(&OrderTables::default(), |subject| told(&analyse(subject, &[], catalogue).unwrap()))
}

fn sequences(law: &Law) -> SparseSetting {
    SparseSetting::new(SparseLaw::from(law), Limits::default())
}

#[test]
fn every_law_of_small_grids_is_analysed_alike() {
    let catalogue = Catalogue::built_in().unwrap();
    for (length, vocabulary_size, denominator) in [(2, 2, 4), (3, 2, 2), (2, 3, 2)] {
        let shape = Shape::new(length, vocabulary_size).unwrap();
        for orbit in grid(shape, denominator).unwrap().iter() {
            let law = orbit.law.clone();
            assert_eq!(
                analysed(&sequences(&law), &catalogue),
                analysed(&Setting::exact(law.clone()), &catalogue),
                "{law}"
            );
        }
    }
}

#[test]
fn random_laws_with_small_and_large_counts_are_analysed_alike() {
    let catalogue = Catalogue::built_in().unwrap();
    for seed in 0..3 {
        for spec in ["V=2,L=4,bits=3,density=60", "V=3,L=3,bits=8", "V=2,L=3,bits=70", "V=5,L=2,bits=2"] {
            let law = parse_spec(&format!("random({spec},seed={seed})")).unwrap();
            assert_eq!(
                analysed(&sequences(&law), &catalogue),
                analysed(&Setting::exact(law.clone()), &catalogue),
                "{law}"
            );
        }
    }
}

#[test]
fn claims_have_the_same_cases_and_verdicts() {
    let claims = [
        "for all law, schedule: E_KL <= TC",
        "for all law, schedule: max(E_KL, 0) < DTC",
        "for all law: I(1; 2 | 3) + H(1, 3) >= H(2)",
        "for all law, k in 0..L-1: h(k + 1) - h(k) <= ln(V)",
    ];
    for spec in ["parity(L=3,V=2)", "random(V=3,L=3,bits=70,seed=1)", "random(V=2,L=4,bits=3,seed=2)"] {
        let law = parse_spec(spec).unwrap();
        for text in claims {
            let claim: Claim = text.parse().unwrap();
            let (own, table) =
                (claim.check_item(&sequences(&law)).unwrap(), claim.check(&Setting::exact(law.clone())).unwrap());
            let cases = |check: &maskproof::Check| {
                let case = |case: &maskproof::CheckedCase| {
                    let sides = case.comparison().map(|comparison| (comparison.left(), comparison.right()));
                    format!("{:?} {:?} {sides:?}", case.bindings(), case.verdict())
                };
                check.cases().iter().map(case).collect::<Vec<_>>()
            };
            assert!(!own.cases().is_empty(), "{text}");
            assert_eq!(cases(&own), cases(&table), "{text} on {law}");
            assert_eq!(own.conclusion(), table.conclusion(), "{text} on {law}");
        }
    }
}

/// A hundred positions: two sequences that differ everywhere, 0 and 1, with the counts 1 and 3.
#[test]
fn entropies_of_named_positions_take_no_curve() {
    let labels = Labels::shared(100, Vocabulary::numbered(2)).unwrap();
    let tokens = [0, 1].into_iter().flat_map(|token| [token; 100]).collect();
    let law = SparseLaw::new("long", labels, tokens, vec![1.into(), 3.into()]).unwrap();
    let setting = SparseSetting::new(law, Limits::default());
    let check = |text: &str| {
        let cases = text.parse::<Claim>().unwrap().check_item(&setting).unwrap();
        cases.cases().iter().map(maskproof::CheckedCase::verdict).collect::<Vec<_>>()
    };
    assert_eq!(check("for all law: H(1, 70) == H(100)"), [Verdict::Equality]);
    assert_eq!(check("for all law: I(1; 2) + I(99; 100) > ln(3)"), [Verdict::Holds]);
    assert!(setting.refusal().is_none());
    assert_eq!(check("for all law: h(2) <= h(3)"), [Verdict::Unavailable]);
    assert!(matches!(setting.refusal(), Some(LawError::TooManySets { length: 100, .. })));
    let entropies = LazyEntropies::new(setting.law().clone(), Limits::default());
    assert!(entropies.curve().is_err() && entropies.refusal().is_some() && entropies.anew().refusal().is_none());
}
