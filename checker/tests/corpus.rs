//! Every file of the corpus has the outcome that its folder and its name say, by variant; and the corpus is worth
//! something: a checker that accepts everything, and one that only reads, fail it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use maskproof_checker::{Fault, Reason, Summary, check};

/// The name of the files for a fault. No wildcard: a new reason needs a name, and then a file.
fn name_of(fault: &Fault) -> &'static str {
    let words = |start| fault.words.starts_with(start);
    match fault.reason {
        Reason::NotJson => "not-json",
        Reason::WrongForm if words("a missing key") => "wrong-form.missing-key",
        Reason::WrongForm if words("unknown keys") => "wrong-form.unknown-key",
        Reason::WrongForm if words("a key that is there twice") => "wrong-form.duplicate-key",
        Reason::WrongForm => "wrong-form",
        Reason::BadNumber => "bad-number",
        Reason::StatementSyntax => "statement-syntax",
        Reason::UnknownName => "unknown-name",
        Reason::NameTaken => "name-taken",
        Reason::NotOneLaw => "not-one-law",
        Reason::IllTyped => "ill-typed",
        Reason::NotInStatement => "not-in-statement",
        Reason::NoValue => "no-value",
        Reason::WrongInstance => "wrong-instance",
        Reason::MissingInstance => "missing-instance",
        Reason::WrongMixture => "wrong-mixture",
        Reason::WrongCoefficient => "wrong-coefficient",
        Reason::NotProved => "not-proved",
        Reason::NotSharp => "not-sharp",
        Reason::WrongLaw => "wrong-law",
        Reason::FormulaMismatch => "formula-mismatch",
        Reason::PremiseFalse => "premise-false",
        Reason::VerdictDiffers => "verdict-differs",
        Reason::NotViolated => "not-violated",
        Reason::WrongRefutations => "wrong-refutations",
        Reason::Version => "version",
        Reason::Kind => "kind",
        Reason::Fragment => "fragment",
        Reason::TooLarge => "too-large",
        Reason::CodeNotKnown => "code-not-known",
    }
}

/// How many names the function above gives. `formula-mismatch` has no file: it is an error of the checker itself.
const FAULTS_WITH_A_FILE: usize = 29;

fn corpus(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/certificates").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// Whether a file of this name is one for the outcome: its name is that of the outcome, or that and a case after a dot.
fn is_for(name: &str, outcome: &str) -> bool {
    name.strip_prefix(outcome).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

type Checker = fn(&str) -> Result<Summary, Fault>;

/// What a checker gets wrong.
fn complaints(checker: Checker) -> Vec<String> {
    let mut wrong = Vec::new();
    for (folder, declines) in [("good", None), ("bad", Some(false)), ("declined", Some(true))] {
        for (name, text) in corpus(folder) {
            let right = match checker(&text) {
                Ok(_) => declines.is_none(),
                Err(fault) => declines == Some(fault.reason.declines()) && is_for(&name, name_of(&fault)),
            };
            if !right {
                wrong.push(format!("{folder}/{name}"));
            }
        }
    }
    wrong
}

#[test]
fn every_file_has_its_outcome() {
    assert_eq!(complaints(check), [""; 0]);
}

#[test]
fn every_fault_has_a_file() {
    let files = [corpus("bad"), corpus("declined")].concat();
    let names: BTreeSet<_> = files.iter().map(|(_, text)| name_of(&check(text).unwrap_err())).collect();
    assert_eq!(names.len(), FAULTS_WITH_A_FILE, "{names:?}");
}

#[test]
fn every_kind_has_a_good_file() {
    let kinds: BTreeSet<String> = corpus("good").iter().map(|(_, text)| check(text).unwrap().kind).collect();
    assert_eq!(
        kinds.iter().map(String::as_str).collect::<Vec<_>>(),
        ["case", "constant", "counterexample", "mixture", "rays"]
    );
}

fn accepted() -> Summary {
    check(&corpus("good")[0].1).unwrap()
}

fn fault(reason: Reason) -> Fault {
    Fault { reason, words: String::new() }
}

#[test]
fn control_always_accept() {
    let wrong = complaints(|_| Ok(accepted()));
    assert_eq!(wrong.len(), corpus("bad").len() + corpus("declined").len());
}

/// Only reads the document as JSON with the right format, version and kind.
fn parse_only(text: &str) -> Result<Summary, Fault> {
    let document: serde_json::Value = serde_json::from_str(text).map_err(|_| fault(Reason::NotJson))?;
    if document["format"] != "maskproof-certificate" {
        return Err(fault(Reason::WrongForm));
    }
    if document["version"] != 1 {
        return Err(fault(Reason::Version));
    }
    let kinds = ["case", "rays", "mixture", "counterexample", "constant"];
    if kinds.iter().all(|kind| document["kind"] != *kind) {
        return Err(fault(Reason::Kind));
    }
    Ok(accepted())
}

#[test]
fn control_parse_only() {
    let wrong = complaints(parse_only);
    for must_fail in ["bad/wrong-coefficient", "bad/not-proved.negative", "bad/not-violated", "bad/missing-instance"] {
        assert!(wrong.iter().any(|name| name == must_fail), "{must_fail}");
    }
    assert!(wrong.len() > 80, "{}", wrong.len());
}

/// Always declining is not an answer either.
#[test]
fn control_always_decline() {
    let wrong = complaints(|_| Err(fault(Reason::Kind)));
    assert!(wrong.iter().any(|name| name.starts_with("good/")));
}
