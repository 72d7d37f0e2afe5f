//! What random runs found, in the small form that it was shrunk to.

use maskproof::certificate;
use maskproof::decide::{decide, sharp_constants};
use maskproof::evaluation::{Setting, Verdict};
use maskproof::law::families::parse_spec;
use maskproof::sweep::run;
use serde_json::{Value, json};

use super::oracle::{Answer, checks};
use super::reading::{CaseOutcome, claim, outcome};

fn document(statement: &str, constant: Option<(&str, &str)>) -> Value {
    let constant = constant.map(|(name, value)| json!({ "name": name, "value": value }));
    json!({
        "format": "maskproof-certificate", "version": 1,
        "claim": { "id": "found", "statement": statement, "constant": constant },
    })
}

/// How many certificates the engine writes at a length, of the decision and of sharp constants; the checker accepts
/// them.
fn accepted(statement: &str, constant: Option<(&str, &str)>, length: usize) -> (usize, usize) {
    let claim = claim(&document(statement, constant)).unwrap();
    let decided = decide(&claim, length, None).unwrap();
    let mut written: Vec<certificate::Certificate> =
        certificate::decision(&claim, &decided).unwrap().into_iter().collect();
    let decisions = written.len();
    if constant.is_some() {
        let sharp = sharp_constants(&claim, length, None).unwrap();
        written.extend(sharp.iter().filter_map(|sharp| certificate::constant(&claim, sharp).unwrap()));
    }
    for certificate in &written {
        let text = certificate.to_json();
        assert_eq!(checks(&text), Answer::Accepted, "{text}");
    }
    (decisions, written.len() - decisions)
}

/// The training error is the point at which the constant is sharp, and no list of weights has a place for it.
#[test]
fn a_constant_that_is_sharp_by_the_training_error_has_no_certificate() {
    assert_eq!(accepted("for all law, schedule: eps_train >= z * eps_train", Some(("z", "1")), 1).1, 0);
}

#[test]
fn mixtures_of_a_constant_are_of_every_instance() {
    let constant = Some(("c", "L"));
    let of_both = "for all law, A in 2..L: exists schedule: c * ln(V) + ideal_KL >= delta(1)";
    assert!(accepted(of_both, constant, 4).1 > 0);
    accepted("for all n in 2..L, law, z in 1..4, exists schedule: E_KL >= c * TC + eps_train", constant, 3);
}

#[test]
fn a_constant_that_is_sharp_by_the_vocabulary_names_a_schedule() {
    assert!(accepted("for all law, schedule: A * ln(V) <= h(1)", Some(("A", "0")), 1).1 > 0);
    assert!(accepted("for all law, schedule: A * ln(V) <= h(1)", Some(("A", "0")), 3).1 > 0);
}

#[test]
fn a_strict_relation_has_no_certificate_of_rays() {
    assert_eq!(accepted("for all schedule = uniform(1), law: ideal_KL + ln(L)/-T < ln(V)", None, 5).0, 0);
}

#[test]
fn the_least_of_zeros_is_a_measure() {
    assert_eq!(accepted("for all law: TC >= min(0, 0)", None, 2).0, 1);
    assert_eq!(accepted("for all law: TC >= max(k in 1..2, 0)", None, 2).0, 1);
}

#[test]
fn a_constant_has_a_value_also_where_nothing_uses_it() {
    let mut case = document("for all law, schedule: TC <= TC", Some(("c", "s[L]")));
    for (key, value) in [("kind", json!("case")), ("verdict", json!("equality")), ("length", json!(2))] {
        case[key] = value;
    }
    case["instance"] = json!({ "variables": {}, "schedule": [2] });
    case["law"] = json!({ "vocabulary_size": 2, "counts": [[[0, 0], "1"]] });
    assert!(matches!(outcome(&case), CaseOutcome::NoValue(_)));
    assert!(matches!(checks(&case.to_string()), Answer::Rejected(_)));
    case["instance"]["schedule"] = json!([1, 1]);
    assert_eq!(checks(&case.to_string()), Answer::Accepted);
}

/// `TC_reverse` of a repetition is infinite: of the two relations one holds, and one has two infinite sides, which the
/// format counts as equal.
#[test]
fn infinite_sides_in_one_relation_of_several_are_an_equality() {
    let claim = claim(&document("for all law: TC <= TC_reverse >= TC_reverse", None)).unwrap();
    let law = parse_spec("repetition(L=2,V=2)").unwrap();
    let report = run(std::slice::from_ref(&claim), &[Setting::exact(law.clone())], &|_| ()).unwrap().remove(0);
    assert_eq!(report.tally.count(Verdict::Holds), 1);
    let text = certificate::case(&claim, &law, &[], Verdict::Holds).unwrap().to_json();
    assert!(text.contains("\"verdict\": \"equality\""), "{text}");
    assert_eq!(checks(&text), Answer::Accepted, "{text}");
}
