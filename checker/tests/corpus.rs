//! Every file of the corpus has the outcome that its folder and its name say, by variant; and the corpus is worth
//! something: a checker that accepts everything, and one that only reads, fail it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use maskproof_checker::{Outcome, Reason, Why, check};

/// The name of the files for a reason. No wildcard: a new reason needs a name, and then a file.
fn name_of_reason(reason: &Reason) -> &'static str {
    match reason {
        Reason::NotJson(_) => "not-json",
        Reason::WrongForm(message) if message.starts_with("missing field") => "wrong-form.missing-key",
        Reason::WrongForm(message) if message.starts_with("unknown field") => "wrong-form.unknown-key",
        Reason::WrongForm(message) if message.starts_with("duplicate field") => "wrong-form.duplicate-key",
        Reason::WrongForm(_) => "wrong-form.wrong-type",
        Reason::WrongFormat(_) => "wrong-format",
        Reason::BadNumber(_) => "bad-number",
        Reason::BadLength => "bad-length",
        Reason::StatementSyntax { .. } => "statement-syntax",
        Reason::UnknownName(_) => "unknown-name",
        Reason::NameTaken(_) => "name-taken",
        Reason::NotOneLaw => "not-one-law",
        Reason::IllTyped(_) => "ill-typed",
        Reason::UnusedConstant(_) => "unused-constant",
        Reason::DivisionByZero => "division-by-zero",
        Reason::NotAnInteger => "not-an-integer",
        Reason::IndexOutOfRange => "index-out-of-range",
        Reason::LogOfNonPositive => "log-of-non-positive",
        Reason::NotAPowerOfTwo => "not-a-power-of-two",
        Reason::WrongInstance(_) => "wrong-instance",
        Reason::MissingInstance(_) => "missing-instance",
        Reason::DuplicateInstance(_) => "duplicate-instance",
        Reason::WrongRelationCount(_) => "wrong-relation-count",
        Reason::WrongRayCount(_) => "wrong-ray-count",
        Reason::WrongCoefficient { .. } => "wrong-coefficient",
        Reason::NegativeCoefficient { .. } => "negative-coefficient",
        Reason::NonzeroCoefficient { .. } => "nonzero-coefficient",
        Reason::WrongConstant(_) => "wrong-constant",
        Reason::NotAMixtureSchedule(_) => "not-a-mixture-schedule",
        Reason::RepeatedSchedule(_) => "repeated-schedule",
        Reason::WeightNotPositive(_) => "weight-not-positive",
        Reason::WeightsDoNotSumToOne(_) => "weights-do-not-sum-to-one",
        Reason::MixtureNotSingle(_) => "mixture-not-single",
        Reason::NoConstant => "no-constant",
        Reason::ClassWithoutSchedule => "class-without-schedule",
        Reason::NegativeWeight => "negative-weight",
        Reason::NoWeight => "no-weight",
        Reason::NotTight => "not-tight",
        Reason::WrongDirection => "wrong-direction",
        Reason::EmptyLaw => "empty-law",
        Reason::WrongSequenceLength => "wrong-sequence-length",
        Reason::TokenOutsideVocabulary => "token-outside-vocabulary",
        Reason::NotIncreasing => "not-increasing",
        Reason::ZeroCount => "zero-count",
        Reason::DimensionOutOfRange => "dimension-out-of-range",
        Reason::NotAFieldOrder(_) => "not-a-field-order",
        Reason::NoSuchCode { .. } => "no-such-code",
        Reason::FormulaMismatch => "formula-mismatch",
        Reason::PremiseFalse(_) => "premise-false",
        Reason::VerdictDiffers { .. } => "verdict-differs",
        Reason::NotViolated(_) => "not-violated",
        Reason::NoSuchRelation(_) => "no-such-relation",
        Reason::MissingRefutation(_) => "missing-refutation",
        Reason::UnexpectedRefutation(_) => "unexpected-refutation",
        Reason::LawsDiffer => "laws-differ",
    }
}

fn name_of_why(why: &Why) -> &'static str {
    match why {
        Why::Version(_) => "version",
        Why::Kind(_) => "kind",
        Why::Fragment(_) => "fragment",
        Why::TooLarge { .. } => "too-large",
        Why::CodeNotKnown { .. } => "code-not-known",
    }
}

/// How many names the functions above give. `formula-mismatch` has no file: it is an error of the checker itself.
const REASONS_WITH_A_FILE: usize = 54;
const WHYS_WITH_A_FILE: usize = 5;

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

/// What a checker gets wrong.
fn complaints(checker: fn(&str) -> Outcome) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, text) in corpus("good") {
        if !matches!(checker(&text), Outcome::Accepted(_)) {
            wrong.push(format!("good/{name}"));
        }
    }
    for (name, text) in corpus("bad") {
        match checker(&text) {
            Outcome::Rejected(reason) if is_for(&name, name_of_reason(&reason)) => {}
            Outcome::Rejected(_) | Outcome::Accepted(_) | Outcome::Declined(_) => wrong.push(format!("bad/{name}")),
        }
    }
    for (name, text) in corpus("declined") {
        match checker(&text) {
            Outcome::Declined(why) if is_for(&name, name_of_why(&why)) => {}
            Outcome::Rejected(_) | Outcome::Accepted(_) | Outcome::Declined(_) => {
                wrong.push(format!("declined/{name}"));
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
fn every_outcome_has_a_file() {
    let (mut reasons, mut whys) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in corpus("bad").iter().chain(&corpus("declined")) {
        match check(text) {
            Outcome::Accepted(_) => {}
            Outcome::Rejected(reason) => drop(reasons.insert(name_of_reason(&reason))),
            Outcome::Declined(why) => drop(whys.insert(name_of_why(&why))),
        }
    }
    assert_eq!((reasons.len(), whys.len()), (REASONS_WITH_A_FILE, WHYS_WITH_A_FILE));
}

#[test]
fn every_kind_has_a_good_file() {
    let kinds: BTreeSet<String> = corpus("good")
        .iter()
        .map(|(name, text)| match check(text) {
            Outcome::Accepted(summary) => summary.kind,
            Outcome::Rejected(_) | Outcome::Declined(_) => panic!("{name}"),
        })
        .collect();
    assert_eq!(
        kinds.iter().map(String::as_str).collect::<Vec<_>>(),
        ["case", "constant", "counterexample", "mixture", "rays"]
    );
}

fn accepted() -> Outcome {
    let good = &corpus("good")[0].1;
    check(good)
}

#[test]
fn control_always_accept() {
    let wrong = complaints(|_| accepted());
    assert_eq!(wrong.len(), corpus("bad").len() + corpus("declined").len());
}

/// Only reads the document as JSON with the right format, version and kind.
fn parse_only(text: &str) -> Outcome {
    let Ok(document) = serde_json::from_str::<serde_json::Value>(text) else {
        return Outcome::Rejected(Reason::NotJson(String::new()));
    };
    if document["format"] != "maskproof-certificate" {
        return Outcome::Rejected(Reason::WrongFormat(String::new()));
    }
    if document["version"] != 1 {
        return Outcome::Declined(Why::Version(0));
    }
    let kinds = ["case", "rays", "mixture", "counterexample", "constant"];
    if kinds.iter().all(|kind| document["kind"] != *kind) {
        return Outcome::Declined(Why::Kind(String::new()));
    }
    accepted()
}

#[test]
fn control_parse_only() {
    let wrong = complaints(parse_only);
    for must_fail in ["bad/wrong-coefficient", "bad/negative-coefficient", "bad/not-violated", "bad/missing-instance"] {
        assert!(wrong.iter().any(|name| name == must_fail), "{must_fail}");
    }
    assert!(wrong.len() > 80, "{}", wrong.len());
}

/// Always declining is not an answer either.
#[test]
fn control_always_decline() {
    let wrong = complaints(|_| Outcome::Declined(Why::Kind(String::new())));
    assert!(wrong.iter().any(|name| name.starts_with("good/")));
}
