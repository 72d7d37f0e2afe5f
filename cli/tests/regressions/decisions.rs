//! Decisions for all laws, and sharp constants.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::common::{Folder, Run, fixture};

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn decide(statement: &str, length: &str) -> (i32, Value) {
    let folder = Folder::new();
    folder.claim("x.toml", statement, "");
    let run = folder.run(&["decide", "x.toml", "--length", length, "--json"]);
    (run.code, json(&run))
}

// ---- Conditions on the vocabulary
// ------------------------------------------------------------------------------------

/// The same claim without the condition on `V` is proved at L = 4.
#[test]
fn a_proof_for_every_vocabulary_is_one_under_a_condition() {
    let run = Folder::new().run(&[
        "decide",
        &fixture("regressions/decisions/half-of-tc-three-letters.toml"),
        "--length",
        "4",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("proved"), "{run:?}");
    for condition in ["V >= 3", "V == 2", "V <= 4 and L == 4", "V^L <= 16", "2 <= V <= 3", "V > 1000", "V == 5000"] {
        let (code, json) = decide(&format!("for all law with {condition}: DTC <= (L - 1)*TC"), "4");
        assert_eq!((code, &json["outcome"]), (0, &"proved".into()), "{condition}: {json}");
    }
}

/// DTC of parity is L - 1 times its TC over every alphabet; the laws of L = 4 are listed in `proofs-notes`.
#[test]
fn a_refutation_is_by_a_law_within_the_condition() {
    for (condition, size) in [("V == 2", 2), ("V == 5", 5), ("V >= 3", 3), ("3 <= V <= 4", 3), ("V^L <= 16", 2)] {
        let (code, json) = decide(&format!("for all law with {condition}: DTC <= TC"), "4");
        assert_eq!((code, &json["outcome"]), (1, &"refuted".into()), "{condition}: {json}");
        let law = &json["counterexample"];
        assert_eq!((&law["vocabulary_size"], &law["check"]), (&size.into(), &"violated".into()), "{condition}");
    }
    // Over one letter TC = ln V = 0, and 0 < 0 is false.
    let (code, json) = decide("for all law with V == 1: TC < L*ln(V)", "3");
    assert_eq!((code, &json["outcome"]), (1, &"refuted".into()), "{json}");
    assert_eq!(json["counterexample"]["vocabulary_size"], 1);
    // No number of letters at all.
    let (code, json) = decide("for all law with V >= 4 and V <= 3: TC <= 0", "3");
    assert_eq!((code, &json["outcome"]), (1, &"undecided".into()), "{json}");
}

#[test]
fn a_vocabulary_size_outside_the_condition_is_undecided() {
    let (code, json) = decide("for all law: TC <= V*h(1)", "3");
    assert_eq!((code, &json["outcome"]), (1, &"undecided".into()), "{json}");
}

// ---- Two letters
// -----------------------------------------------------------------------------------------------------

/// A law over two letters with denominator 17 breaks it; the family of exchangeable laws has none.
#[test]
fn a_search_that_finds_nothing_hands_over_to_a_hunt() {
    let claim = fixture("regressions/decisions/half-of-tc.toml");
    let run = Folder::new().run(&["decide", &claim, "--length", "5", "--binary", "--json"]);
    let found = json(&run);
    assert_eq!((run.code, &found["outcome"]), (1, &"refuted".into()), "{run:?}");
    let law = &found["two_letters"];
    assert_eq!((&law["vocabulary_size"], &law["check"]), (&2.into(), &"violated".into()), "{found}");
    // Too large for a short hunt: the command is printed.
    let run = Folder::new().run(&["decide", &claim, "--length", "11", "--binary"]);
    assert!(run.stdout.contains("over two letters: not searched"), "{run:?}");
    assert!(run.stdout.contains("--vocabulary 2 --length 11"), "{run:?}");
}

// ---- Constants
// -------------------------------------------------------------------------------------------------------

/// `(s_max - 1)/L` is sharp (`proofs-notes/li-cai-theorem-1.md`): 7/8 at L = s_max = 8, and 1/2 is claimed.
#[test]
fn a_claimed_constant_is_compared_with_the_sharp_one() {
    let claim = fixture("regressions/decisions/bound-by-information.toml");
    let run = Folder::new().run(&["constant", &claim, "--length", "8", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let standings: Vec<(u64, String)> = json(&run)
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (case["s_max"].as_u64().unwrap(), case["claimed_value"].as_str().unwrap().to_owned()))
        .collect();
    for (s_max, standing) in standings {
        let expected = match (s_max - 1).cmp(&4) {
            std::cmp::Ordering::Less => "holds",
            std::cmp::Ordering::Equal => "sharp",
            std::cmp::Ordering::Greater => "false",
        };
        assert_eq!(standing, expected, "s_max = {s_max}");
    }
    let run = Folder::new().run(&["constant", &claim, "--length", "8"]);
    assert!(run.stdout.contains("1/2 is false by uniform on [8,1] MDS code over GF(2)"), "{run:?}");
    let run = Folder::new().run(&["constant", &claim, "--length", "2"]);
    assert_eq!(run.code, 0, "1/2 holds, and is sharp, at L = 2: {run:?}");
}

#[test]
fn exit_codes_of_constants() {
    let code = |statement: &str, value: &str, more: &str| {
        let folder = Folder::new();
        let constant = format!("constant = {{ name = \"C\", value = \"{value}\" }}\n{more}");
        folder.claim("x.toml", statement, &constant);
        folder.run(&["constant", "x.toml", "--length", "3..4"]).code
    };
    let theorem = "for all law, schedule: E_KL <= C*sum(i in 1..L, I(i; rest)) + eps_train";
    assert_eq!(code(theorem, "(s_max - 1)/L", ""), 0);
    assert_eq!(code(theorem, "1", ""), 0);
    assert_eq!(code(theorem, "1/2", ""), 1);
    assert_eq!(code(theorem, "1/2", "expect = \"fails\""), 0);
    // A lower bound: smaller values hold. DTC >= TC/(L-1) is tight at repetition.
    assert_eq!(code("for all law: C*TC <= DTC", "1/(L-1)", ""), 0);
    assert_eq!(code("for all law: C*TC <= DTC", "1/4", ""), 0);
    assert_eq!(code("for all law: C*TC <= DTC", "1/2", ""), 1);
    // The value depends on the schedule that is to exist.
    assert_eq!(code("for all law: exists schedule with T == 2: ideal_KL <= C*TC", "1 - 1/T^9", ""), 0);
    // The claimed value holds by a sum of Shannon's inequalities; whether it is sharp is not decided.
    assert_eq!(code("for all law with L >= 2: I(1;2) <= C*TC", "1", ""), 0);
    // Undecided.
    assert_eq!(code("for all law: TC <= C*DTC + 0*H(1) + nat", "1", ""), 1);
}

/// With a predictor that gives a token of the law probability 0 both sides are infinite, and `<` is false.
#[test]
fn a_strict_relation_is_not_proved_where_both_sides_may_be_infinite() {
    for statement in [
        "for all law, schedule: E_KL < TC + eps_train + nat",
        "for all law, schedule: TC + eps_train + ln(2) > E_KL",
        "for all law, exists schedule: E_KL < TC + eps_train + nat",
        "for all law: TC_reverse < TC_reverse + nat",
    ] {
        let (code, json) = decide(statement, "3");
        assert_eq!((code, &json["outcome"]), (1, &"undecided".into()), "{statement}: {json}");
    }
    let (code, json) = decide("for all law, schedule: ideal_KL < TC + eps_train + nat", "3");
    assert_eq!((code, &json["outcome"]), (0, &"proved".into()), "{json}");
}

/// With a negative constant the left side is `-infinity`, or has no value, where the training error is infinite.
#[test]
fn a_constant_at_which_a_training_error_is_subtracted_is_undecided() {
    let folder = Folder::new();
    folder.claim(
        "x.toml",
        "for all law, exists schedule = all_at_once: t*E_KL + L*delta(3) <= -9*TC",
        "constant = { name = \"t\", value = \"4\" }",
    );
    let run = folder.run(&["constant", "x.toml", "--length", "4", "--certificates", "c"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("a side subtracts a training error"), "{run:?}");
    assert!(run.stderr.contains("no certificate"), "{run:?}");
}

/// `I(1;3)` has a meaning from L = 3 on.
#[test]
fn lengths_at_which_a_claim_is_undefined_are_skipped() {
    let folder = Folder::new();
    folder.claim(
        "x.toml",
        "for all law: h(1) - h(L) <= C*(h(1) + h(3) - h(3))",
        "constant = { name = \"C\", value = \"1\" }",
    );
    for command in ["constant", "decide"] {
        let run = folder.run(&[command, "x.toml", "--length", "1..4"]);
        assert_ne!(run.code, 3, "{run:?}");
        assert!(run.stdout.contains("not defined"), "{run:?}");
        let run = folder.run(&[command, "x.toml", "--length", "1..2"]);
        assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{run:?}");
    }
    // `check` says it as `decide` does.
    folder.claim("y.toml", "for all law: I(1;3) <= H(1)", "");
    let run =
        folder.run(&["check", "y.toml", "--law", "parity(L=2,V=2)", "--law", "parity(L=3,V=2)", "--json", "y.json"]);
    assert_ne!(run.code, 3, "{run:?}");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path("y.json")).unwrap()).unwrap();
    let decisions = json["claims"][0]["all_laws"]["decisions"].as_array().unwrap();
    let outcome = |length: u64| &decisions.iter().find(|decision| decision["length"] == length).unwrap()["outcome"];
    assert_eq!((outcome(2), outcome(3)), (&"not defined".into(), &"proved".into()));
    let run = folder.run(&["hunt", "x.toml", "--vocabulary", "2", "--length", "2"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--length 3"), "{run:?}");
}

/// Ctrl-C of a range of lengths keeps those that are decided, with the exit code of an interrupted command.
#[cfg(unix)]
#[test]
fn an_interrupt_keeps_the_lengths_that_are_decided() {
    let folder = Folder::new();
    // Minutes of work: more than is interrupted. No proof for every length covers a harmonic sum.
    folder.claim("x.toml", "for all law, schedule: ideal_KL <= TC + sum(i in 1..L, 1/i)*DTC", "");
    let arguments = ["decide", "x.toml", "--length", "2..2000", "--limit", "1000", "--json"];
    let child = folder.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let decisions: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(decisions.len(), 1999);
    assert_eq!(decisions[0]["outcome"], "proved");
    let stopped =
        decisions.iter().position(|decision| decision["outcome"] != "proved").expect("a length that was stopped");
    assert!(decisions[stopped..].iter().all(|decision| decision["reason"].as_str().unwrap().contains("stopped")));
}

/// A refutation stays one, also where Ctrl-C leaves no time to make its law. Each length from 2 on is refuted: where one
/// of two tokens is repeated, all at once costs `TC = (L - 1) ln 2`, and each `I(i; rest)` is `ln 2`.
#[cfg(unix)]
#[test]
fn an_interrupt_keeps_refutations() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law, schedule: E_KL <= 1/L^2 * sum(i in 1..L, I(i; rest)) + eps_train", "");
    let arguments = ["decide", "x.toml", "--length", "2..2000", "--limit", "1000", "--json", "--certificates", "c"];
    let child = folder.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let decisions: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(decisions[0]["outcome"], "refuted", "{}", decisions[0]);
    assert!(decisions[0]["reason"].as_str().unwrap().contains("before its law was made"), "{}", decisions[0]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("L = 2: stopped before its law was made"), "{stderr}");
}

/// Nothing is decided where nothing has a case.
#[test]
fn no_case_is_no_success() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law, schedule with T == 20: E_KL <= 0", "");
    folder.claim(
        "c.toml",
        "for all law, schedule with T == 20: E_KL <= C*TC",
        "constant = { name = \"C\", value = \"1/2\" }",
    );
    folder.claim("l.toml", "for all law with L == 3 and L == 4: TC <= 0", "");
    for arguments in [
        &["decide", "x.toml", "--length", "2..4"][..],
        &["decide", "l.toml"],
        &["constant", "c.toml", "--length", "2..4"],
        &["hunt", "x.toml", "--vocabulary", "2", "--length", "2"],
        &["sweep", "--claims", "x.toml", "--vocabulary", "2", "--length", "2", "--denominator", "2"],
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.code, 1, "{arguments:?}: {run:?}");
        assert!(run.stdout.contains("no case"), "{arguments:?}: {run:?}");
    }
    // Some lengths have a case.
    folder.claim("some.toml", "for all law, schedule with T == 3: E_KL <= (L-1)*TC + eps_train", "");
    assert_eq!(folder.run(&["decide", "some.toml", "--length", "2..4"]).code, 0);
}

/// Ctrl-C ends a constant and a hunt as it ends a decision.
#[cfg(unix)]
#[test]
fn an_interrupted_constant_or_hunt_reports_what_is_done() {
    let folder = Folder::new();
    folder.claim(
        "x.toml",
        "for all law, for all k in 1..L, for all j in 1..L, exists schedule with T <= 8 and s_max <= 9: E_KL <= C*TC + eps_train",
        "constant = { name = \"C\", value = \"1 - floor(L/15)\" }",
    );
    let hunt = [
        "hunt",
        "li-cai-conj",
        "--vocabulary",
        "2",
        "--length",
        "6",
        "--schedule",
        "2,2,2",
        "--effort",
        "100000",
        "--json",
    ];
    for arguments in [&["constant", "x.toml", "--length", "9..16", "--limit", "1000", "--json"][..], &hunt] {
        let child = folder.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs(3));
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{arguments:?}");
        serde_json::from_slice::<Value>(&output.stdout).unwrap();
    }
}
