//! Every mistake that a claim can have is found, named for what it is, and marked at its place.

use std::collections::BTreeSet;
use std::path::Path;

use maskproof::Shape;
use maskproof::cases::Plan;
use maskproof::diagnosis::Diagnosis;
use maskproof::language::{Claim, ClaimError};

use super::bad_claims::Corpus;

/// The error of a file, found when it is read or else when it is instantiated for three positions and two tokens.
fn error_of(name: &str, text: &str) -> ClaimError {
    match Claim::parse(&format!("{name}.toml"), text) {
        Err(error) => error,
        Ok(claim) => claim.locate(Plan::new(&claim, Shape::new(3, 2).unwrap()).expect_err(name)),
    }
}

/// The part of the file that the error marks.
fn marked<'a>(text: &'a str, error: &ClaimError) -> &'a str {
    &text[error.excerpt().expect("a place").span()]
}

/// The text of a wrong statement's file.
fn text_of(corpus: &Corpus, name: &str) -> String {
    corpus.statements.iter().find(|bad| bad.name == name).expect(name).text()
}

#[test]
fn every_bad_statement_is_found_and_marked() {
    let corpus = Corpus::read();
    assert!(corpus.statements.len() > 90);
    let mut mistakes = BTreeSet::new();
    for bad in &corpus.statements {
        let (name, text) = (&bad.name, bad.text());
        let error = error_of(name, &text);
        let message = error.to_string();
        assert!(message.contains(&format!("{name}.toml")), "{message}");
        assert!(message.contains(&bad.says), "{name}: `{}` is missing in: {message}", bad.says);
        assert!(!error.advice().help.is_empty(), "{name}");
        assert!(matches!(error, ClaimError::Statement { .. }), "{name}: {error:?}");
        assert_eq!(error.advice().code, format!("claim::{}", bad.mistake), "{name}: {message}");
        assert_eq!(marked(&text, &error), bad.marks, "{name}");
        assert!(mistakes.insert((name.split('-').next().unwrap(), name)), "{name} twice");
    }
    let kinds: BTreeSet<&str> = mistakes.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, BTreeSet::from(["domain", "name", "scope", "syntax", "type"]));
}

/// The second of two equal texts is marked, not the first.
#[test]
fn marks_are_at_the_right_occurrence() {
    let corpus = Corpus::read();
    let offset = |name: &str, text: &str| error_of(name, text).excerpt().unwrap().span().start;
    for (name, occurrence) in [("name-twice", "for all j in 1..3"), ("scope-two-laws", "for all law:")] {
        let text = text_of(&corpus, name);
        assert_eq!(offset(name, &text), text.find(occurrence).unwrap(), "{name}");
    }
    // The first two `-` of the file are those of the identifier; the one too many is the last.
    let text = text_of(&corpus, "syntax-too-long");
    assert_eq!(offset("syntax-too-long", &text), text.rfind('-').unwrap() - 1);
}

#[test]
fn every_bad_file_is_found_and_marked() {
    let corpus = Corpus::read();
    assert!(corpus.files.len() > 15);
    for bad in &corpus.files {
        let name = &bad.name;
        let error = error_of(name, &bad.text);
        let message = error.to_string();
        assert!(matches!(error, ClaimError::File { .. }), "{name}: {error:?}");
        assert!(message.contains(&format!("{name}.toml")) && message.contains(&bad.says), "{name}: {message}");
        assert!(error.advice().help.contains("docs/claim-language.md"));
        match &bad.marks {
            None => assert!(error.excerpt().is_some(), "{name}"),
            Some(place) => assert_eq!(marked(&bad.text, &error), place, "{name}"),
        }
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("binary.toml");
    std::fs::write(&path, b"\xff\xfe \x80\x81(").unwrap();
    let error = Claim::read(&path).unwrap_err();
    assert!(matches!(error, ClaimError::Unreadable { .. }), "{error:?}");
    assert!(error.to_string().contains("binary.toml"));
    assert!(error.advice().help.contains("UTF-8"));
    let error = Claim::read(Path::new("no/such/claim.toml")).unwrap_err();
    assert!(matches!(error, ClaimError::Unreadable { .. }));
    assert!(error.to_string().contains("no/such/claim.toml"));
}

/// The place is right whatever quotation marks and line ends the file has.
#[test]
fn places_survive_other_ways_to_write_the_file() {
    let head = "id = \"x\"\ntitle = \"é\"\nsource = \"s\"\nprovenance = \"D\"\n";
    let marked = |text: &str| {
        let error = Claim::parse("x.toml", text).unwrap_err();
        text[error.excerpt().unwrap().span()].to_owned()
    };
    for (open, close) in [("\"", "\""), ("'", "'"), ("'''\n", "\n'''"), ("\"\"\"", "\"\"\""), ("\"\"\"\n\n", "\"\"\"")]
    {
        assert_eq!(marked(&format!("{head}statement = {open}for all law: TC*TC >= 0{close}\n")), "TC*TC");
    }
    let lines = format!("{head}statement = '''\nfor all law:\n  TC*TC\n  >= 0\n'''\n");
    assert_eq!(marked(&lines.replace('\n', "\r\n")), "TC*TC");
    // Escapes move the letters: then the whole value is meant.
    let escaped = "\"for all law:\\n TC*TC >= 0\"";
    assert_eq!(marked(&format!("{head}statement = {escaped}\n")), escaped);
    // A comment behind a quantifier is not part of it.
    let commented = format!("{head}statement = '''\nfor all law, # é\nfor all law # (\n: TC >= 0\n'''\n");
    assert_eq!(marked(&commented), "for all law");
}
