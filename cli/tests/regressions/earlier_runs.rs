//! Evidence that earlier runs have left: what a new run contradicts is removed, with a note, and nothing else.

use super::common::{Folder, Run};

const SWEEP: &[&str] = &["--vocabulary", "2", "--length", "2", "--denominator", "4", "--violations", "d", "--quiet"];

/// A folder with a claim that a law breaks, and a true one with the same identifier.
fn with_claims() -> Folder {
    let folder = Folder::new();
    folder.claim("false.toml", "for all law, schedule: E_KL >= TC", "");
    folder.claim("true.toml", "for all law, schedule: E_KL >= 0", "");
    folder
}

/// The names in a folder of it, sorted.
fn entries(folder: &Folder, name: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path(name)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn says_removed(run: &Run, file: &str, what: &str) -> bool {
    run.stderr.contains(&format!("note: removed {file}, the {what} of an earlier run\n"))
}

#[test]
fn decide_removes_the_laws_of_a_claim_that_is_proved_now() {
    let folder = with_claims();
    let decide = |claim: &str| folder.run(&["decide", claim, "--length", "3", "--laws", "d", "--binary"]);
    assert_eq!(decide("false.toml").code, 1);
    let law = std::fs::read(folder.path("d/x.L3.1.json")).unwrap();
    for name in ["x.L3.7.json", "x.L3.07.json", "x.L4.1.json", "y.L3.1.json", "x.L3.1.json.txt", "x.L3.note.json"] {
        folder.write(&format!("d/{name}"), &law);
    }
    folder.write("d/x.L3.2.json", "my notes");
    let run = decide("true.toml");
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in ["d/x.L3.1.json", "d/x.L3.7.json", "d/x.L3.binary.json"] {
        assert!(says_removed(&run, name, "law"), "{name}: {}", run.stderr);
    }
    assert!(run.stderr.contains("note: d/x.L3.2.json is no law, and stays as it is\n"), "{}", run.stderr);
    let kept = ["x.L3.07.json", "x.L3.1.json.txt", "x.L3.2.json", "x.L3.note.json", "x.L4.1.json", "y.L3.1.json"];
    assert_eq!(entries(&folder, "d"), kept);
}

#[test]
fn check_removes_the_laws_of_cases_and_of_refutations() {
    let folder = with_claims();
    let check = |claim: &str| folder.run(&["check", claim, "--law", "parity(L=2,V=2)", "--laws", "d", "--quiet"]);
    assert_eq!(check("false.toml").code, 1);
    assert_eq!(entries(&folder, "d"), ["x.L2.1.json", "x.case-1.json"]);
    let law = std::fs::read(folder.path("d/x.case-1.json")).unwrap();
    // A law of another length is not one of this run.
    folder.write("d/x.case-2.json", &law).write("d/x.L3.1.json", &law);
    let run = check("true.toml");
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in ["d/x.L2.1.json", "d/x.case-1.json", "d/x.case-2.json"] {
        assert!(says_removed(&run, name, "law"), "{name}: {}", run.stderr);
    }
    assert_eq!(entries(&folder, "d"), ["x.L3.1.json"]);
}

#[test]
fn sweep_removes_the_laws_of_violations() {
    let folder = with_claims();
    let sweep = |claim: &str| folder.run(&[&["sweep", "--claim", claim], SWEEP].concat());
    assert_eq!(sweep("false.toml").code, 1);
    assert!(entries(&folder, "d").contains(&"x.violation-1.law.json".to_owned()));
    let run = sweep("true.toml");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(says_removed(&run, "d/x.violation-1.law.json", "law"), "{}", run.stderr);
    assert!(entries(&folder, "d").is_empty());
}

#[test]
fn hunt_removes_the_further_laws_of_an_earlier_run() {
    let folder = with_claims();
    let hunt = ["hunt", "false.toml", "--vocabulary", "2", "--length", "2", "--output", "q.json"];
    assert_eq!(folder.run(&hunt).code, 1);
    let law = std::fs::read(folder.path("q.json")).unwrap();
    for name in ["q.2.json", "q.3.json", "q.5.json"] {
        folder.write(name, &law);
    }
    let run = folder.run(&hunt);
    assert!(says_removed(&run, "q.2.json", "law") && says_removed(&run, "q.3.json", "law"), "{}", run.stderr);
    // They end where a number is missing.
    assert_eq!(folder.entries(), ["false.toml", "q.5.json", "q.json", "true.toml"]);
}

/// At L = 2 the new statement has no meaning.
#[test]
fn certificates_go_where_nothing_is_decided_any_more() {
    let folder = with_claims();
    folder.claim("undefined.toml", "for all law: I(1;2|3) >= 0", "");
    let decide = |claim: &str, length: &str| folder.run(&["decide", claim, "--length", length, "--certificates", "d"]);
    assert_eq!(decide("true.toml", "2..3").code, 0);
    assert!(entries(&folder, "d").contains(&"x.L2.rays.json".to_owned()));
    let run = decide("undefined.toml", "2..3");
    assert!(says_removed(&run, "d/x.L2.rays.json", "certificate"), "{}", run.stderr);
}
