//! Certificates that the program writes, and what its checker says of them.

use maskproof_checker::{Answer, check};

use super::common::{Folder, fixture};

/// What the checker says of every file of a folder that is a certificate; all must be accepted.
fn all_accepted(folder: &Folder, name: &str) -> Vec<String> {
    let mut names: Vec<String> = match std::fs::read_dir(folder.path(name)) {
        Ok(entries) => entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect(),
        Err(_) => Vec::new(),
    };
    names.sort();
    for file in names.iter().filter(|file| !file.ends_with(".law.json")) {
        let text = std::fs::read_to_string(folder.path(name).join(file)).unwrap();
        let answer = check(&text);
        assert!(matches!(answer, Answer::Accepted(_)), "{file}: {answer}");
    }
    names
}

fn statement(folder: &Folder, path: &str) -> String {
    let text = std::fs::read_to_string(folder.path(path)).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["claim"]["statement"].as_str().unwrap().to_owned()
}

/// The claim is false, and true for the schedule (2,1) alone.
#[test]
fn a_restricted_decision_certifies_what_it_decided() {
    let folder = Folder::new();
    let claim = fixture("regressions/certificates/half-tc.toml");
    let run = folder.run(&["decide", &claim, "--length", "3", "--schedule", "2,1", "--certificates", "c"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(all_accepted(&folder, "c"), ["x.L3.schedule-2-1.rays.json"]);
    let restricted = statement(&folder, "c/x.L3.schedule-2-1.rays.json");
    assert!(restricted.contains("schedule with sum(t in 1..T, 2^N[t]) == 12:"), "{restricted}");
    // The decision of the whole claim stands beside it, and says something else.
    let run = folder.run(&["decide", &claim, "--length", "3", "--certificates", "c"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(all_accepted(&folder, "c"), ["x.L3.counterexample.json", "x.L3.schedule-2-1.rays.json"]);
}

#[test]
fn restricted_claims_that_a_schedule_exists() {
    let folder = Folder::new();
    let claim = fixture("regressions/certificates/some-two-steps.toml");
    for schedules in [&["2,1"][..], &["1,2"], &["2,1", "1,2"], &["2,1", "1,2", "2,1", "3"]] {
        let given: Vec<&str> = schedules.iter().flat_map(|schedule| ["--schedule", *schedule]).collect();
        for command in ["decide", "constant"] {
            let arguments = [&[command, &claim, "--length", "3", "--certificates", "c"], &given[..]].concat();
            let run = folder.run(&arguments);
            assert!(run.code < 2, "{run:?}");
        }
        let hunt = ["hunt", &claim, "--vocabulary", "2", "--length", "3", "--certificate", "hunt.json"];
        let run = folder.run(&[&hunt[..], &given].concat());
        assert!(run.code < 2, "{run:?}");
        let text = std::fs::read_to_string(folder.path("hunt.json")).unwrap();
        assert!(matches!(check(&text), Answer::Accepted(_)), "{schedules:?}: {}", check(&text));
    }
    assert!(all_accepted(&folder, "c").len() >= 6);
}

/// Conditions, comments and names that stand where the restriction is written.
#[test]
fn restrictions_of_statements_of_every_form() {
    for statement in [
        "for all law, schedule: ideal_KL <= TC",
        "for all law, schedule # all of them, with: a comment\n  : ideal_KL <= TC",
        "for all law: for all schedule with # two\n (T + 0) == 2: ideal_KL <= TC",
        "for all t in 1..2: for all law, schedule with T <= 2*t: ideal_KL <= TC",
        "for all schedule with s_max <= 2: for all law: ideal_KL <= TC",
        "exists schedule: for all law: ideal_KL <= 1/2*TC",
        "for all law, exists schedule with T <= 2: ideal_KL <= TC",
        "for all law, for all u in 1..L: exists schedule: ideal_KL <= u*TC",
    ] {
        for schedules in [&["2,1"][..], &["2,1", "1,2"]] {
            let folder = Folder::new();
            folder.claim("x.toml", statement, "");
            let given: Vec<&str> = schedules.iter().flat_map(|schedule| ["--schedule", *schedule]).collect();
            let arguments = [&["decide", "x.toml", "--length", "3", "--certificates", "c"], &given[..]].concat();
            let run = folder.run(&arguments);
            assert!(run.code < 2, "{statement}: {run:?}");
            let written = all_accepted(&folder, "c");
            assert!(written.len() == 1 || run.stderr.contains("no certificate"), "{statement}: {run:?}");
        }
    }
}

/// A claim file that is mended gives another verdict: the old one does not stay beside it.
#[test]
fn an_older_certificate_does_not_stay_beside_another() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law: TC <= DTC", "");
    folder.run(&["decide", "x.toml", "--length", "3..4", "--certificates", "c"]);
    assert_eq!(all_accepted(&folder, "c"), ["x.L3.counterexample.json", "x.L4.counterexample.json"]);
    folder.claim("x.toml", "for all law: TC <= (L - 1)*DTC", "");
    let run = folder.run(&["decide", "x.toml", "--length", "3..4", "--certificates", "c"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(all_accepted(&folder, "c"), ["x.L3.rays.json", "x.L4.rays.json"]);
    assert!(run.stderr.contains("x.L3.counterexample.json"), "{run:?}");
    // Undecided: no certificate stays.
    folder.claim("x.toml", "for all law: min(TC, DTC) <= h(1)", "");
    let run = folder.run(&["decide", "x.toml", "--length", "3..4", "--certificates", "c"]);
    assert!(run.stderr.contains("no certificate of the decision of x at L = 3"), "{run:?}");
    assert!(all_accepted(&folder, "c").is_empty());
    // What is no certificate is left alone.
    std::fs::write(folder.path("c").join("x.L3.rays.json"), "my notes").unwrap();
    folder.run(&["decide", "x.toml", "--length", "3", "--certificates", "c"]);
    assert_eq!(std::fs::read_to_string(folder.path("c").join("x.L3.rays.json")).unwrap(), "my notes");
}

#[test]
fn constants_of_an_earlier_run_go() {
    let folder = Folder::new();
    let constant = "constant = { name = \"C\", value = \"1\" }";
    folder.claim("x.toml", "for all law, schedule: ideal_KL <= C*TC", constant);
    folder.run(&["constant", "x.toml", "--length", "3", "--certificates", "c"]);
    assert_eq!(all_accepted(&folder, "c").len(), 3);
    folder.claim("x.toml", "for all law: DTC <= C*TC", constant);
    folder.run(&["constant", "x.toml", "--length", "3", "--certificates", "c"]);
    assert_eq!(all_accepted(&folder, "c").len(), 1);
}

#[test]
fn no_case_has_no_certificate() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law with L == 7: TC <= 0", "");
    let run = folder.run(&["decide", "x.toml", "--length", "3", "--certificates", "c"]);
    assert!(run.stderr.contains("no certificate") && run.stderr.contains("no case"), "{run:?}");
    assert!(all_accepted(&folder, "c").is_empty());
}

/// A maximum is not read by the checker: the hunt says so, and no older certificate stays in the file.
#[test]
fn a_hunt_without_a_certificate_says_so() {
    let folder = Folder::new();
    folder.write("p.json", "{\"format\": \"maskproof-certificate\"}");
    folder.write("p.2.json", "{\"format\": \"maskproof-certificate\"}");
    let claim = fixture("regressions/certificates/maximum.toml");
    let run = folder.run(&["hunt", &claim, "--vocabulary", "2", "--length", "3", "--certificate", "p.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("the checker does not read `"), "{run:?}");
    assert!(folder.entries().is_empty(), "{:?}", folder.entries());
}

/// A law that no schedule serves has one certificate, a counterexample with all schedules.
#[test]
fn a_hunt_writes_a_certificate_once() {
    let folder = Folder::new();
    let claim = fixture("regressions/decisions/half-of-tc.toml");
    let run = folder.run(&["hunt", &claim, "--vocabulary", "2", "--length", "5", "--certificate", "p.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(folder.entries(), ["p.json"]);
    let text = std::fs::read_to_string(folder.path("p.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["kind"], "counterexample");
    assert!(matches!(check(&text), Answer::Accepted(_)), "{}", check(&text));
}

/// Sweeps of some schedules: no law is said to break the claim at schedules that were not tried.
#[test]
fn a_restricted_sweep_certifies_what_it_swept() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law: exists schedule with T == 2: ideal_KL <= 1/4*TC", "");
    let sweep = ["sweep", "--claims", "x.toml", "--vocabulary", "2", "--length", "3", "--denominator", "4", "--quiet"];
    let run = folder.run(&[&sweep[..], &["--schedule", "2,1", "--violations", "v"]].concat());
    assert!(run.code < 2, "{run:?}");
    assert!(all_accepted(&folder, "v").len() >= 2, "{run:?}");
}

/// Legal claims that the checker once rejected: a zero that is subtracted, a sign before a zero, names of quantities of
/// no statement, and a constant that is not used.
#[test]
fn unusual_claims_have_certificates_that_are_accepted() {
    for claim in ["minus-zero", "uniform"] {
        let folder = Folder::new();
        let claim = fixture(&format!("regressions/certificates/{claim}.toml"));
        let run = folder.run(&["decide", &claim, "--length", "2..3", "--certificates", "c"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(all_accepted(&folder, "c").len(), 2);
    }
    for (statement, more) in [
        ("for all law: -0 <= TC", ""),
        ("for all law, for all my_m in 1..2: my_m*TC >= 0", ""),
        ("for all law: TC >= 0", "constant = { name = \"C\", value = \"2\" }"),
        ("for all law: TC <= C_1*DTC", "constant = { name = \"C_1\", value = \"L - 1\" }"),
    ] {
        let folder = Folder::new();
        folder.claim("x.toml", statement, more);
        let run = folder.run(&["decide", "x.toml", "--length", "3", "--certificates", "c"]);
        assert_eq!(run.code, 0, "{statement}: {run:?}");
        assert_eq!(all_accepted(&folder, "c").len(), 1, "{statement}");
    }
}

/// The checker's proofs do not speak of these quantities, not even where they cancel.
#[test]
fn a_proof_with_what_the_checker_does_not_prove_is_not_written() {
    for statement in [
        "for all law: TC_reverse <= TC_reverse",
        "for all law, schedule: KL_output == KL_output",
        "for all law, schedule = one_by_one: E_KL(halved_larger_first) <= E_KL",
        "for all law, exists schedule with T == L: E_KL(halved_larger_first) <= eps_train",
        "for all law, schedule: E_KL(halved_smaller_first) == E_KL(halved_smaller_first)",
    ] {
        let folder = Folder::new();
        folder.claim("x.toml", statement, "");
        let run = folder.run(&["decide", "x.toml", "--length", "2", "--certificates", "c"]);
        assert_eq!(run.code, 0, "{statement}: {run:?}");
        assert!(run.stderr.contains("no certificate"), "{statement}: {run:?}");
        assert!(all_accepted(&folder, "c").is_empty(), "{statement}");
    }
}
