//! Claims whose statement is written on the command line.

use maskproof_checker::{Answer, check};
use serde_json::Value;

use super::common::{Folder, run};

const HALF: &str = "for all law, schedule: ideal_KL <= 1/2*TC";

#[test]
fn a_statement_needs_no_file() {
    // Over (3), ideal_KL is the total correlation ln 2, above its half.
    let check = run(&["check", "--statement", HALF, "--law", "parity(L=3,V=2)", "--quiet"]);
    assert_eq!((check.code, check.stdout.contains("statement is violated")), (1, true), "{check:?}");
    let decide = run(&["decide", "--statement", HALF, "--length", "3", "--json"]);
    let report: Value = serde_json::from_str(&decide.stdout).unwrap();
    assert_eq!((decide.code, &report["claim"], &report["statement"]), (1, &"statement".into(), &HALF.into()));
    assert_eq!(report["outcome"], "refuted");
    let hunt = run(&["hunt", "--statement", HALF, "--vocabulary", "2", "--length", "2", "--json"]);
    let report: Value = serde_json::from_str(&hunt.stdout).unwrap();
    assert_eq!((hunt.code, &report["statement"]), (1, &HALF.into()), "{hunt:?}");
    // A named claim has no statement there.
    let named = run(&["decide", "li-cai-thm1", "--length", "2", "--json"]);
    assert!(serde_json::from_str::<Value>(&named.stdout).unwrap().get("statement").is_none());
}

#[test]
fn a_constant_is_freed() {
    let statement = "for all law, schedule: ideal_KL <= C*TC";
    let arguments = ["constant", "--statement", statement, "--constant", "C = 1/2", "--length", "3", "--json"];
    let found = run(&arguments);
    let reports: Value = serde_json::from_str(&found.stdout).unwrap();
    let constants: Vec<_> = reports.as_array().unwrap().iter().map(|report| report["constant"].as_str()).collect();
    assert_eq!((found.code, constants), (1, vec![Some("0"), Some("1"), Some("1")]));
    // The same of a file.
    let folder = Folder::new();
    folder.claim("c.toml", statement, "constant = { name = \"C\", value = \"1/2\" }");
    let of_file: Value =
        serde_json::from_str(&folder.run(&["constant", "c.toml", "--length", "3", "--json"]).stdout).unwrap();
    for (mine, other) in reports.as_array().unwrap().iter().zip(of_file.as_array().unwrap()) {
        assert_eq!(mine["extremal"], other["extremal"]);
    }
}

/// A sweep of a statement is that of a claim file with it, and its shards hold the statement.
#[test]
fn a_statement_is_swept_and_merged() {
    let folder = Folder::new();
    let statement = "for all law,\n  schedule: ideal_KL <= C*\tTC";
    folder.claim("c.toml", "for all law, schedule: ideal_KL <= C*TC", "constant = { name = \"C\", value = \"1/2\" }");
    let sweep = |more: &[&str]| {
        let grid = ["sweep", "--vocabulary", "2", "--length", "2", "--denominator", "6", "--json", "--quiet"];
        folder.run(&[&grid, more].concat())
    };
    let stated = ["--statement", statement, "--constant", "C=1/2"];
    let of_statement = sweep(&[&stated[..], &["--output", "s.shard"]].concat());
    let of_file = sweep(&["--claim", "c.toml"]);
    let reports = [&of_statement, &of_file].map(|run| serde_json::from_str::<Value>(&run.stdout).unwrap());
    let tallies = reports.each_ref().map(|report| {
        let mut claim = report["claims"][0].clone();
        let named = claim.as_object_mut().unwrap();
        ["id", "statement"].iter().for_each(|key| assert!(named.remove(*key).is_some()));
        claim
    });
    assert_eq!((of_statement.code, &tallies[0]), (1, &tallies[1]), "{of_statement:?}");
    assert_eq!(reports[0]["claims"][0]["statement"], statement);
    let merge = |more: &[&str]| folder.run(&[&["merge", "s.shard", "--json", "--quiet"], more].concat());
    for more in [&[][..], &stated] {
        assert_eq!((merge(more).code, merge(more).stdout), (1, of_statement.stdout.clone()), "{more:?}");
    }
    let other = merge(&["--statement", "for all law: TC <= DTC"]);
    assert_eq!((other.code, other.stderr.contains("statement has another text")), (3, true), "{other:?}");
    let both = sweep(&["--statement", "for all law: TC >= 0", "--claim", "li-cai-thm1"]);
    assert_eq!(serde_json::from_str::<Value>(&both.stdout).unwrap()["claims"].as_array().unwrap().len(), 2);
}

#[test]
fn mistakes_are_shown_in_the_statement() {
    for (arguments, code, parts) in [
        (
            &["decide", "--statement", "for all law: TC <= DTV"][..],
            3,
            &["`DTV` is not defined here", "column 20", "                   ^^^ unknown"][..],
        ),
        (
            &["check", "--statement", "for all law,\n  schedule: E_KL <= TC*DTC"],
            3,
            &[
                "(line 2, column 21)",
                "  2 |   schedule: E_KL <= TC*DTC",
                "an information measure and an information measure",
            ],
        ),
        (
            &["hunt", "--statement", "for all law: E_KL >= 0", "--vocabulary", "2", "--length", "2"],
            3,
            &["`E_KL` needs a schedule, and none is quantified"],
        ),
        (
            &["decide", "--statement", "for all law: TC <= C*DTC", "--constant", "C=q + 1"],
            3,
            &["`q` is not defined here (line 2, column 5)", "  2 | C = q + 1"],
        ),
        (
            &["decide", "--statement", "for all law: TC <= C*DTC", "--constant", "law=1"],
            3,
            &["the constant's name `law`: expected a letter", "  2 | law = 1"],
        ),
        (
            &["decide", "--statement", "for all law: TC <= C*C*DTC", "--constant", "C=1"],
            3,
            &["the statement is not affine in its constant `C`"],
        ),
        (&["decide", "--statement", "for all law: TC <= C*DTC"], 3, &["`C` is not defined here"]),
        (
            &["constant", "--statement", "for all law: TC <= C*DTC", "--constant", "C"],
            2,
            &["--constant `C` has no value; write --constant 'C=1/2'"],
        ),
        (
            &["constant", "--statement", "for all law: TC <= DTC"],
            2,
            &["the claim statement names no constant", "give --constant C=1/16"],
        ),
        (&["decide", "--statement", ""], 3, &["cannot be read at the end of the statement"]),
        (&["decide", "li-cai-thm1", "--statement", HALF], 2, &["'--statement <TEXT>'", "cannot be used with"]),
        (&["decide", "li-cai-thm1", "--constant", "C=1"], 2, &["'--constant <NAME=VALUE>'", "cannot be used with"]),
        (&["check"], 2, &["<CLAIM.toml|--statement <TEXT>>"]),
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{arguments:?}: {run:?}");
        for part in parts {
            assert!(run.stderr.contains(part), "{arguments:?}: `{part}` is not in\n{}", run.stderr);
        }
    }
}

/// Certificates and laws of a statement bear its identifier, and a checker accepts them.
#[test]
fn evidence_is_written_for_a_statement() {
    let folder = Folder::new();
    let run = folder.run(&["decide", "--statement", HALF, "--length", "3", "--certificates", "c", "--laws", "l"]);
    assert_eq!(run.code, 1, "{run:?}");
    let names = |name: &str| -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder.path(name))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert!(!names("c").is_empty() && !names("l").is_empty());
    assert!(names("c").iter().chain(&names("l")).all(|name| name.starts_with("statement.")));
    for name in names("c") {
        let certificate = std::fs::read_to_string(folder.path("c").join(name)).unwrap();
        assert!(matches!(check(&certificate), Answer::Accepted(_)), "{certificate}");
    }
}
