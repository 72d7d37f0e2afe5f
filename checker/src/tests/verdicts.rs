//! Verdicts of cases with several relations, and refutations by several laws: every combination, against the rule of
//! the certificate format.

use crate::answer::{Answer, Reason, Rejection, one_line};

/// Two tokens that are always the same: `TC = DTC = H(1) = ln 2`.
const SAME: &str = r#"{"vocabulary_size": 2, "counts": [[[0, 0], "2"], [[1, 1], "2"]]}"#;
/// Two tokens that are independent: `TC = 0`, `H(1) = ln 2`.
const APART: &str = r#"{"vocabulary_size": 2, "counts": [[[0, 0], "1"], [[0, 1], "1"], [[1, 0], "1"], [[1, 1], "1"]]}"#;

fn check(kind: &str, statement: &str, rest: &str) -> Answer {
    crate::check(&format!(
        r#"{{"format": "maskproof-certificate", "version": 1, "kind": "{kind}", "length": 2,
            "claim": {{"id": "", "statement": "{statement}", "constant": null}},
            "instance": {{"variables": {{}}, "schedule": null}}, {rest}}}"#
    ))
}

fn reason(answer: &Answer) -> Option<Reason> {
    if let Answer::Rejected(Rejection { reason, .. }) = answer { Some(*reason) } else { None }
}

fn case(statement: &str, verdict: &str) -> Answer {
    check("case", statement, &format!(r#""law": {SAME}, "verdict": "{verdict}""#))
}

/// `violated` where a relation is false; otherwise `equality` where one is an equality; otherwise `holds`.
#[test]
fn a_case_has_one_verdict() {
    let relations =
        [("TC >= 0", 0), ("TC > DTC/2", 0), ("TC == ln(2)", 1), ("DTC <= TC", 1), ("TC <= 0", 2), ("TC < DTC", 2)];
    for (first, a) in relations {
        for (second, b) in relations {
            for (third, c) in relations {
                let verdict = ["holds", "equality", "violated"][a.max(b).max(c)];
                for claimed in ["holds", "equality", "violated"] {
                    let answer = case(&format!("for all law: {first} and {second} and {third}"), claimed);
                    let wanted = (claimed != verdict).then_some(Reason::VerdictDiffers);
                    assert_eq!(reason(&answer), wanted, "{first}, {second}, {third}: {answer}");
                    assert_eq!(answer.is_accepted(), claimed == verdict, "{answer}");
                }
            }
        }
    }
}

/// A case decides something only where the whole premise is true, whichever part is false.
#[test]
fn a_premise_is_true_as_a_whole() {
    let (yes, no) = ("TC >= 0", "TC <= 0");
    for (first, second) in [(yes, yes), (yes, no), (no, yes), (no, no)] {
        let answer = case(&format!("for all law: if {first} and {second} then DTC >= 0"), "holds");
        let wanted = (first == no || second == no).then_some(Reason::PremiseFalse);
        assert_eq!(reason(&answer), wanted, "{first}, {second}: {answer}");
    }
    // What comes after a false part must have a value, too.
    let answer = case("for all law: if TC <= 0 and h(3) >= 0 then DTC >= 0", "holds");
    assert_eq!(reason(&answer), Some(Reason::NoValue), "{answer}");
}

fn refutation(law: &str, relation: usize, schedules: &[&str]) -> String {
    let cases: Vec<String> =
        schedules.iter().map(|schedule| format!(r#"{{"schedule": {schedule}, "relation": {relation}}}"#)).collect();
    format!(r#"{{"law": {law}, "cases": [{}]}}"#, cases.join(", "))
}

fn counterexample(statement: &str, refutations: &[String]) -> Answer {
    check("counterexample", statement, &format!(r#""refutations": [{}]"#, refutations.join(", ")))
}

/// A law refutes with a relation that is false there; the others do not matter.
#[test]
fn a_counterexample_names_a_relation_that_is_false() {
    let statement = "for all law: TC >= 0 and TC <= 0 and TC >= ln(2)";
    for (law, relation, is_false) in
        [(SAME, 0, false), (SAME, 1, true), (SAME, 2, false), (APART, 0, false), (APART, 1, false), (APART, 2, true)]
    {
        let answer = counterexample(statement, &[refutation(law, relation, &["null"])]);
        assert_eq!(reason(&answer), (!is_false).then_some(Reason::NotViolated), "{relation}: {answer}");
    }
    let answer = counterexample(statement, &[refutation(SAME, 3, &["null"])]);
    assert_eq!(reason(&answer), Some(Reason::WrongForm), "{answer}");
    for wrong in
        [&[][..], &[refutation(SAME, 1, &[])], &[refutation(SAME, 1, &["null"]), refutation(SAME, 1, &["null"])]]
    {
        assert_eq!(reason(&counterexample(statement, wrong)), Some(Reason::WrongRefutations));
    }
    // Where the premise is false, nothing is violated.
    let implication = "for all law: if TC <= 0 then DTC <= 0 and H(1) <= 0";
    assert_eq!(reason(&counterexample(implication, &[refutation(SAME, 0, &["null"])])), Some(Reason::NotViolated));
    assert_eq!(reason(&counterexample(implication, &[refutation(APART, 1, &["null"])])), None);
}

/// `exists` after the law: one law refutes every schedule. Before the law: each schedule has a law of its own.
#[test]
fn every_schedule_is_refuted() {
    // E_KL is TC for (2), and 0 for (1, 1).
    let relation = "E_KL > DTC/2 and E_KL < DTC/2";
    let after = format!("for all law: exists schedule: {relation}");
    let before = format!("exists schedule: for all law: {relation}");
    let (by_second, by_first) = (refutation(SAME, 1, &["[2]"]), refutation(SAME, 0, &["[1, 1]"]));
    let two = [by_second.clone(), by_first.clone()];
    assert_eq!(reason(&counterexample(&after, &two)), Some(Reason::WrongRefutations));
    assert_eq!(reason(&counterexample(&before, &two)), None);
    for one in [by_first, by_second] {
        assert_eq!(reason(&counterexample(&after, std::slice::from_ref(&one))), Some(Reason::WrongRefutations));
        assert_eq!(reason(&counterexample(&before, &[one])), Some(Reason::WrongRefutations));
    }
    // At independent tokens both errors are 0, and so is DTC.
    let both = [refutation(APART, 0, &["[2]", "[1, 1]"])];
    assert_eq!(reason(&counterexample(&after, &both)), None);
    assert_eq!(reason(&counterexample(&before, &both)), None);
}

/// What JSON has and certificates have not is named with what was expected.
#[test]
fn a_value_of_another_kind_is_named() {
    for value in ["1.5", "-1", "true"] {
        let answer = case("for all law: TC >= 0", &format!("holds\", \"more\": {value}, \"end\": \"")).to_string();
        assert!(answer.starts_with("rejected: WrongForm: "), "{answer}");
        assert!(answer.contains("expected a value of a certificate"), "{answer}");
    }
}

/// The line of an answer: kind, length, verdict, instance, law, statement without comments, label.
#[test]
fn what_is_accepted_in_words() {
    let accepted = case("for all law: # of two\\n TC >= 0", "holds").to_string();
    let line = "accepted: case, L = 2: holds in one case (no variable, no schedule; a law of 2 sequences over V = 2): \
        \"for all law: TC >= 0\" (1 checked; labelled \"\", which proves nothing)";
    assert_eq!(accepted, line);
    let named = |instance: &str, shown: &str| {
        let rest = format!(r#""law": {SAME}, "verdict": "holds""#);
        let answer = check("case", "for all law, k in 1..2, schedule: k*TC >= 0", &rest).to_string();
        assert!(answer.starts_with("rejected: WrongInstance"), "{answer}");
        let text = format!(
            r#"{{"format": "maskproof-certificate", "version": 1, "kind": "case", "length": 2,
                "claim": {{"id": "", "statement": "for all law, k in 1..2, schedule: k*TC >= 0", "constant": null}},
                "instance": {instance}, {rest}}}"#
        );
        let answer = crate::check(&text).to_string();
        assert!(answer.contains(shown), "{answer}");
    };
    named(
        r#"{"variables": {"k": "2"}, "schedule": [1, 1]}"#,
        "accepted: case, L = 2: holds in one case (k = 2, schedule [1, 1]; ",
    );
    named(r#"{"variables": {"k": "2"}, "schedule": null}"#, "rejected: WrongInstance: k = 2, no schedule");
}

/// Up to 200 characters are shown; an apostrophe is plain, quotation marks and control characters are not.
#[test]
fn texts_on_one_line() {
    assert_eq!(one_line("it's \n a \"line\" \u{7}"), "it's a \\\"line\\\" \\u{7}");
    for (length, shown) in [(199, 199), (200, 200)] {
        assert_eq!(one_line(&"x".repeat(length)), "x".repeat(shown));
    }
    assert_eq!(one_line(&"x".repeat(201)), format!("{}.. (201 characters)", "x".repeat(200)));
}
