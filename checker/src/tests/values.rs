//! Statements without a value: in an instance, and in the part of it that a certificate does not speak of.

use crate::answer::{Answer, Reason, Rejection};
use crate::check;

const CASE: &str = r#""kind": "case", "verdict": "violated", "instance": {"variables": {}, "schedule": [1]},
    "law": {"vocabulary_size": 2, "counts": [[[0], "1"], [[1], "1"]]}"#;

/// A law of one token against the relation with this index, for the schedule of one block.
fn against(relation: usize) -> String {
    format!(
        r#""kind": "counterexample", "instance": {{"variables": {{}}, "schedule": [1]}}, "refutations": [{{
            "law": {{"vocabulary_size": 2, "counts": [[[0], "1"], [[1], "1"]]}}, "predictor": "uniform",
            "cases": [{{"schedule": null, "relation": {relation}}}]}}]"#
    )
}

const AGAINST_NO_SCHEDULE: &str =
    r#""kind": "counterexample", "instance": {"variables": {}, "schedule": null}, "refutations": []"#;

fn mixture(schedule: &str) -> String {
    format!(
        r#""kind": "mixture", "instances": [{{"instance": {{"variables": {{}}, "schedule": null}}, "rays": ["1", "1"],
            "ln_v": "0", "eps_train": "0", "mixture": [{{"schedule": {schedule}, "weight": "1"}}]}}]"#
    )
}

fn answer(statement: &str, length: usize, rest: &str) -> Answer {
    check(&format!(
        r#"{{"format": "maskproof-certificate", "version": 1, "length": {length}, {rest},
            "claim": {{"id": "x", "statement": "{statement}", "constant": null}}}}"#
    ))
}

fn is_rejected(statement: &str, length: usize, rest: &str, reason: Reason) {
    let answer = answer(statement, length, rest);
    assert!(matches!(&answer, Answer::Rejected(Rejection { reason: found, .. }) if *found == reason), "{answer}");
}

fn is_accepted(statement: &str, length: usize, rest: &str) {
    let answer = answer(statement, length, rest);
    assert!(answer.is_accepted(), "{statement}: {answer}");
}

/// With one position, `zeta(1)` has no value.
#[test]
fn every_relation_of_an_instance_has_a_value() {
    for (statement, relation) in [
        ("for all law, schedule: zeta(1) > TC > TC", 1),
        ("for all law, schedule: TC > TC > zeta(1)", 0),
        ("for all law, schedule: TC > TC and TC >= zeta(1)", 0),
        ("for all law, schedule: 1/(L - 1) == 1 and TC > TC", 1),
        ("for all law, schedule: if TC == 0 and zeta(1) >= 0 then TC > TC", 0),
        ("for all law, schedule: if TC == 0 then s[2] == 1 and TC > TC", 1),
    ] {
        is_rejected(statement, 1, &against(relation), Reason::NoValue);
        is_rejected(statement, 1, CASE, Reason::NoValue);
    }
    for (statement, relation) in
        [("for all law, schedule: zeta(0) > TC > TC", 1), ("for all law, schedule: if TC == 0 then TC > TC", 0)]
    {
        is_accepted(statement, 1, &against(relation));
        is_accepted(statement, 1, CASE);
    }
    is_rejected("for all law, schedule: TC > TC", 1, &against(1), Reason::WrongForm);
}

#[test]
fn every_schedule_that_is_left_out_has_a_value() {
    is_rejected("for all law, exists schedule: h(s[2]) >= 0", 2, &mixture("[1, 1]"), Reason::NoValue);
    is_rejected("exists schedule, for all law: h(1) >= 0*h(s[2])", 2, &mixture("[1, 1]"), Reason::NoValue);
    is_accepted("for all law, exists schedule with T == 2: h(s[2]) >= 0", 2, &mixture("[1, 1]"));
    is_accepted("for all law, exists schedule with T >= 2 and s[2] == 1: h(s[2]) >= 0", 2, &mixture("[1, 1]"));
    is_accepted("for all law, exists schedule: h(s[1])/s[1]^3 >= 0*h(s[T])", 2, &mixture("[1, 1]"));
}

/// A relation of a condition is looked at where those before it are true.
#[test]
fn conditions_end_at_what_is_false() {
    for condition in ["(L) > L > s[L]", "T >= 3 and s[3] == 1", "1 == 2 and 1/0 == 1", "L < 2 and s[s_max + 1] == 1"] {
        is_accepted(&format!("for all law, exists schedule with {condition}: ln(1) == ln(1)"), 2, AGAINST_NO_SCHEDULE);
    }
    for condition in ["s[3] == 1 and T >= 3", "L > s[L] > L", "T <= 2 and s[3] == 1"] {
        let statement = format!("for all law, exists schedule with {condition}: ln(1) == ln(1)");
        is_rejected(&statement, 2, AGAINST_NO_SCHEDULE, Reason::NoValue);
    }
}

/// The law has no word with two tokens that differ, so that `TC_reverse` is infinite: a difference has no value there.
#[test]
fn a_premise_with_a_false_relation_is_false() {
    let case = r#""kind": "case", "verdict": "holds", "instance": {"variables": {}, "schedule": null},
        "law": {"vocabulary_size": 2, "counts": [[[0, 0], "1"], [[1, 1], "1"]]}"#;
    for premise in ["TC - TC_reverse >= 0 and TC <= 0", "TC <= 0 and TC - TC_reverse >= 0"] {
        is_rejected(&format!("for all law: if {premise} then TC >= 0"), 2, case, Reason::PremiseFalse);
    }
    let undecided = answer("for all law: if TC - TC_reverse >= 0 and TC >= 0 then TC >= 0", 2, case);
    assert!(matches!(undecided, Answer::Declined(_)), "{undecided}");
    is_rejected("for all law: if TC <= 0 and zeta(2) >= 0 then TC >= 0", 2, case, Reason::NoValue);
}
