//! `maskproof permutations`

use maskproof::exact::{Integer, LogForm, Rational, Unit};

use super::common::run;

fn program(arguments: &[&str]) -> (i32, String, String) {
    let run = run(&[&["permutations"], arguments].concat());
    (run.code, run.stdout, run.stderr)
}

#[test]
fn the_command_prints_errors_and_batches() {
    let (code, stdout, stderr) = program(&["--size", "16", "--rounds", "4"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("(6,5,3,2)"), "{stdout}");
    let (code, stdout, _) = program(&["--size", "8", "--json"]);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["rounds"].as_array().unwrap().len(), 8);
    let row = &report["rounds"][3];
    assert_eq!(row["profile"], serde_json::json!([3, 2, 2, 1]));
    // The exact terms are those of the error in print.
    let terms = row["exact"].as_array().unwrap().iter().map(|term| {
        let part = |name: &str| term[name].as_str().unwrap().to_owned();
        (part("argument").parse::<Integer>().unwrap(), part("coefficient").parse::<Rational>().unwrap())
    });
    assert_eq!(terms.collect::<LogForm>().to_decimal(12, Unit::Nats), row["error"]["nats"].as_str().unwrap());
}

#[test]
fn the_command_checks_convexity() {
    let (code, stdout, stderr) = program(&["--convexity", "--up-to", "500"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let line = "R -> E_(n,R) is strictly convex for every n up to 500: 124251 second differences decided, 0 of them by exact \
                integers, 0 equal to 0, 0 negative";
    assert_eq!(stdout.lines().next(), Some(line));
    assert_eq!(program(&["--convexity", "--up-to", "500", "--threads", "1"]).1, stdout);
    let (code, stdout, _) = program(&["--convexity", "--seconds", "1", "--json", "--quiet"]);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(report["checked_up_to"].as_u64().unwrap() >= 64);
    assert_eq!(report["violations"], serde_json::json!([]));
}

#[test]
fn the_command_says_what_is_wrong() {
    for arguments in [
        &[][..],
        &["--size", "0"],
        &["--size", "1501"],
        &["--size", "8", "--rounds", "9"],
        &["--size", "8", "--rounds", "0"],
        &["--rounds", "3"],
        &["--convexity"],
        &["--convexity", "--size", "3"],
        &["--convexity", "--up-to", "100001"],
        &["--up-to", "10"],
    ] {
        let (code, stdout, stderr) = program(arguments);
        assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error"), "{stderr}");
    }
}
