//! Every file of the corpus has the outcome that its folder and its name say, by variant; and the corpus is worth
//! something: a checker that accepts everything, and one that only reads, fail it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use maskproof_checker::{Answer, Decline, Reason, Rejection, Why, check};

/// The name of the files for an answer; nothing for what is accepted. No wildcard: a new reason needs a name, and then
/// a file.
fn name_of(answer: &Answer) -> Option<&'static str> {
    Some(match answer {
        Answer::Accepted(_) | Answer::Vacuous(..) => return None,
        Answer::Rejected(Rejection { reason, words }) => of_reason(*reason, words),
        Answer::Declined(Decline { why, .. }) => of_why(*why),
    })
}

fn of_reason(reason: Reason, words: &str) -> &'static str {
    match reason {
        Reason::NotJson => "not-json",
        Reason::WrongForm if words.starts_with("a missing key") => "wrong-form.missing-key",
        Reason::WrongForm if words.starts_with("unknown keys") => "wrong-form.unknown-key",
        Reason::WrongForm if words.starts_with("a key that is there twice") => "wrong-form.duplicate-key",
        Reason::WrongForm => "wrong-form",
        Reason::BadNumber => "bad-number",
        Reason::StatementSyntax => "statement-syntax",
        Reason::UnknownName => "unknown-name",
        Reason::NameTaken => "name-taken",
        Reason::WrongArity => "wrong-arity",
        Reason::NotOneLaw => "not-one-law",
        Reason::QuantifiersClash => "quantifiers-clash",
        Reason::IllTyped => "ill-typed",
        Reason::NotAffine => "not-affine",
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
    }
}

fn of_why(why: Why) -> &'static str {
    match why {
        Why::Version => "version",
        Why::Kind => "kind",
        Why::Fragment => "fragment",
        Why::TooLarge => "too-large",
        Why::CodeNotKnown => "code-not-known",
    }
}

/// How many names the functions above give. `formula-mismatch` has no file: it is an error of the checker itself.
const NAMES_WITH_A_FILE: usize = 32;

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

type Checker = fn(&str) -> Answer;

/// What a checker gets wrong.
fn complaints(checker: Checker) -> Vec<String> {
    let mut wrong = Vec::new();
    for folder in ["good", "vacuous", "bad", "declined"] {
        for (name, text) in corpus(folder) {
            let answer = checker(&text);
            let right_folder = match answer {
                Answer::Accepted(_) => "good",
                Answer::Vacuous(..) => "vacuous",
                Answer::Rejected(_) => "bad",
                Answer::Declined(_) => "declined",
            };
            if folder != right_folder || name_of(&answer).is_some_and(|right| !is_for(&name, right)) {
                wrong.push(format!("{folder}/{name}: {answer}"));
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
fn every_reason_has_a_file() {
    let mut files = [corpus("bad"), corpus("declined")].concat();
    // What is too large takes long: one file stands for all.
    files.retain(|(name, _)| !name.starts_with("too-large.") || name == "too-large.length");
    let names: BTreeSet<_> = files.iter().filter_map(|(_, text)| name_of(&check(text))).collect();
    assert_eq!(names.len(), NAMES_WITH_A_FILE, "{names:?}");
}

fn kinds(folder: &str) -> BTreeSet<String> {
    let kind = |(_, text): &(String, String)| match check(text) {
        Answer::Accepted(summary) | Answer::Vacuous(summary, _) => summary.kind,
        answer @ (Answer::Rejected(_) | Answer::Declined(_)) => panic!("{answer}"),
    };
    corpus(folder).iter().map(kind).collect()
}

#[test]
fn every_kind_has_a_good_file() {
    let kinds = kinds("good");
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let all =
        ["case", "constant", "counterexample", "every-length", "farkas", "mixture", "polymatroid", "rays", "shannon"];
    assert_eq!(kinds, all);
}

fn accepted() -> Answer {
    let answer = check(&corpus("good")[0].1);
    assert!(answer.is_accepted(), "{answer}");
    answer
}

fn rejected(reason: Reason) -> Answer {
    Answer::Rejected(Rejection { reason, words: String::new() })
}

fn declined(why: Why) -> Answer {
    Answer::Declined(Decline { why, words: String::new() })
}

#[test]
fn control_always_accept() {
    let wrong = complaints(|_| accepted());
    assert_eq!(wrong.len(), ["vacuous", "bad", "declined"].map(|folder| corpus(folder).len()).iter().sum::<usize>());
}

/// Only reads the document as JSON with the right format, version and kind.
fn parse_only(text: &str) -> Answer {
    let Ok(document) = serde_json::from_str::<serde_json::Value>(text) else { return rejected(Reason::NotJson) };
    if document["format"] != "maskproof-certificate" {
        return rejected(Reason::WrongForm);
    }
    if document["version"] != 1 {
        return declined(Why::Version);
    }
    let kinds = ["case", "rays", "mixture", "counterexample", "constant"];
    if kinds.iter().all(|kind| document["kind"] != *kind) {
        return declined(Why::Kind);
    }
    accepted()
}

#[test]
fn control_parse_only() {
    let wrong = complaints(parse_only);
    for must_fail in ["bad/wrong-coefficient", "bad/not-proved.negative", "bad/not-violated", "bad/missing-instance"] {
        assert!(wrong.iter().any(|name| name.starts_with(&format!("{must_fail}:"))), "{must_fail}");
    }
    assert!(wrong.len() > 80, "{}", wrong.len());
}

/// Always declining is not an answer either.
#[test]
fn control_always_decline() {
    let wrong = complaints(|_| declined(Why::Kind));
    assert!(wrong.iter().any(|name| name.starts_with("good/")));
}
