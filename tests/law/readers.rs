//! Law files: the real laws, every error by its variant, round trips, and windows of a text.

use maskproof::diagnosis::Diagnosis;
use maskproof::exact::{Integer, Rational};
use maskproof::law::readers::text::Kept;
use maskproof::law::readers::{TextTokens, law_from_csv, law_from_json, law_from_text, read_text};
use maskproof::law::{Law, LawError, PatternCounts, Vocabulary, read_law, write_atomically};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

#[test]
fn the_real_laws_are_those_described() {
    let table = [
        ("kjv-classes-l4", 3, 4, 56, 4_012_051),
        ("kjv-classes-l6", 3, 6, 370, 4_012_049),
        ("kjv-words-l4", 6, 4, 262, 789_629),
        ("kjv-vowels-l8", 2, 8, 232, 3_222_416),
    ];
    for (name, size, length, support, total) in table {
        let law = read_law(&fixture(&format!("laws/{name}.json"))).unwrap();
        assert!(law.is_valid());
        assert_eq!((law.name(), law.vocabulary_size(), law.length()), (name, size, length));
        assert_eq!((law.support().count(), law.total()), (support, &Integer::from(total)), "{name}");
        assert_eq!(law_from_json(&law.to_json()).unwrap(), law);
        assert_eq!(PatternCounts::new(&law).counts().last(), Some(law.total()));
    }
    // A window of 6 characters begins with one of 4, and only the last two such windows of the text are lost.
    let (short, long) = ("laws/kjv-classes-l4.json", "laws/kjv-classes-l6.json");
    let (short, long) = (read_law(&fixture(short)).unwrap(), read_law(&fixture(long)).unwrap());
    let lost: Integer = (0..81)
        .map(|atom| short.counts()[atom].clone() - Integer::sum(long.counts()[atom * 9..][..9].iter()))
        .inspect(|lost| assert!(*lost >= 0))
        .sum();
    assert_eq!(lost, 2);
}

/// Reads a bad file, checks that the message names it, and returns what is wrong with it.
fn bad(name: &str) -> (LawError, String) {
    let error = read_law(&fixture(&format!("laws/bad/{name}"))).expect_err(name);
    let message = error.to_string();
    assert!(message.contains(name), "{message}");
    assert!(!error.advice().code.is_empty() && !error.advice().help.is_empty(), "{name}: a code and a help text");
    match error {
        LawError::InFile { error, .. } => (*error, message),
        other => panic!("{other:?} does not say its file"),
    }
}

/// Asserts the variant of each file's error, and parts of its message.
macro_rules! assert_bad {
    ($seen:ident, $($name:literal => $variant:pat, $parts:expr;)*) => {$(
        let (error, message) = bad($name);
        assert!(matches!(error, $variant), "{}: {error:?}", $name);
        let parts: &[&str] = &$parts;
        for part in parts {
            assert!(message.contains(part), "{}: `{part}` is missing in: {message}", $name);
        }
        $seen.insert($name.to_owned());
    )*};
}

#[test]
fn every_bad_file_is_rejected_for_its_own_reason() {
    let mut seen = BTreeSet::new();
    assert_bad! { seen,
        "syntax.json" => LawError::Syntax { line: 3, column: 29, .. }, ["line 3", "trailing comma"];
        "unknown-field.json" => LawError::Syntax { line: 1, .. }, ["unknown field `count`", "`counts`"];
        "number-as-token.json" => LawError::Syntax { line: 1, .. }, ["found the number 1"];
        "negative-count.json" => LawError::Negative { .. }, ["counts[1]", "-2"];
        "fractional-count.json" => LawError::NotAnInteger { .. }, ["counts[1]", "2.5"];
        "not-a-number.json" => LawError::NotANumber { .. }, ["counts[0]", "many"];
        "all-zero.json" => LawError::AllZero, [];
        "unknown-token.json" => LawError::UnknownToken { .. }, ["counts[1]", "`c`"];
        "wrong-atom-length.json" => LawError::WrongAtomLength { expected: 2, found: 1, .. }, ["counts[1]"];
        "duplicate-atom.json" => LawError::DuplicateAtom { .. }, ["counts[2]", "counts[0]", "(a, b)"];
        "duplicate-token.json" => LawError::DuplicateToken { first: 0, second: 2, .. }, ["`a`"];
        "empty-token.json" => LawError::EmptyToken { index: 1 }, ["vocabulary[1]"];
        "empty-vocabulary.json" => LawError::EmptyVocabulary, [];
        "no-positions.json" => LawError::NoPositions, [];
        "sum-not-one.json" => LawError::SumNotOne { .. }, ["2999/3000"];
        "too-large.json" => LawError::TooLarge { vocabulary_size: 2, .. }, ["V = 2", "4194304"];
        "number-too-large.json" => LawError::NumberTooLarge { .. }, ["counts[1]", "1e999999999"];
        "length-too-large.json" => LawError::LengthTooLarge { limit: 4096, .. }, ["2e20"];
        "both.json" => LawError::CountsOrProbabilities { both: true }, ["both"];
        "neither.json" => LawError::CountsOrProbabilities { both: false }, ["neither"];
        "not-utf8.json" => LawError::NotUtf8 { offset: 9 }, ["offset 9"];
        "unknown-extension.txt" => LawError::UnknownExtension { .. }, ["`.txt`"];
        "header.csv" => LawError::Header { .. }, ["x1,x3,count"];
        "ragged.csv" => LawError::Syntax { line: 3, .. }, ["line 3", "2 fields", "expected 3"];
        "duplicate-atom.csv" => LawError::DuplicateAtom { .. }, ["line 4", "line 2"];
        "negative-count.csv" => LawError::Negative { .. }, ["line 3", "-2"];
        "not-a-number.csv" => LawError::NotANumber { .. }, ["line 3", "two"];
        "fractional-count.csv" => LawError::NotAnInteger { .. }, ["line 3", "1/2"];
        "empty-token.csv" => LawError::Syntax { line: 3, .. }, ["x2"];
        "sum-not-one.csv" => LawError::SumNotOne { .. }, ["3/4"];
        "no-rows.csv" => LawError::AllZero, [];
    }
    let files: BTreeSet<String> = std::fs::read_dir(fixture("laws/bad"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, seen, "every file in laws/bad has its line above");
}

#[test]
fn a_missing_file_says_so() {
    let error = read_law(Path::new("no/such/law.json")).unwrap_err();
    assert!(matches!(error.kind(), LawError::Unreadable { .. }), "{error}");
    let error = read_law(Path::new("no/such/law")).unwrap_err();
    assert!(matches!(error.kind(), LawError::UnknownExtension { extension: None }), "{error}");
}

#[test]
fn numbers_are_exact_whatever_their_size() {
    let text = r#"{"name":"big","length":1,"vocabulary":["a","b","c"],
        "counts":[[["a"],123456789012345678901234567890],[["b"],"98765432109876543210"],[["c"],1e3]]}"#;
    let law = law_from_json(text).unwrap();
    let expected = ["123456789012345678901234567890", "98765432109876543210", "1000"];
    assert_eq!(law.counts(), expected.map(|count| count.parse::<Integer>().unwrap()));
    let text = r#"{"name":"tenths","length":1,"vocabulary":["a","b","c"],
        "probabilities":[[["a"],0.1],[["b"],"0.2"],[["c"],"7/10"]]}"#;
    assert_eq!(law_from_json(text).unwrap().counts(), [1, 2, 7].map(Integer::from));
    let csv = law_from_csv("tenths", "x1,probability\n a , 0.1\nb,2e-1\nc,7/10\n").unwrap();
    assert_eq!(csv.counts(), [1, 2, 7].map(Integer::from));
    assert_eq!(csv.labels().vocabulary(0).tokens(), ["a", "b", "c"]);
}

#[test]
fn the_written_form_is_fixed() {
    let tokens = vec!["x\"y".to_owned(), "é".to_owned()];
    let counts = [0, 2, 0, 30].map(Integer::from).to_vec();
    let law =
        Law::from_counts("a law", Vocabulary::new(tokens).unwrap(), 2, counts).unwrap().with_description("two\nlines");
    let expected = "{\"name\":\"a law\",\"description\":\"two\\nlines\",\"length\":2,\"vocabulary\":[\"x\\\"y\",\"é\"],\
        \"counts\":[\n[[\"x\\\"y\",\"é\"],2],\n[[\"é\",\"é\"],30]\n]}\n";
    assert_eq!(law.to_json(), expected);
    assert_eq!(law_from_json(expected).unwrap(), law);
}

#[test]
fn files_are_written_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("law.json");
    write_atomically(&path, b"first").unwrap();
    write_atomically(&path, b"second").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"second");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let error = write_atomically(&folder.path().join("missing/law.json"), b"x").unwrap_err();
    assert!(error.to_string().contains("law.json"), "{error}");
    assert!(write_atomically(folder.path(), b"x").is_err());
}

/// Windows counted by another route: strings of tokens in a map.
fn windows(tokens: &[String], length: usize) -> BTreeMap<Vec<String>, usize> {
    let mut counts = BTreeMap::new();
    for window in tokens.windows(length) {
        *counts.entry(window.to_vec()).or_default() += 1;
    }
    counts
}

fn counts_by_tokens(law: &Law) -> BTreeMap<Vec<String>, usize> {
    let tokens = |atom| law.atom_tokens(atom).into_iter().map(str::to_owned).collect();
    law.support().map(|(atom, count)| (tokens(atom), count.to_usize().unwrap())).collect()
}

#[test]
fn windows_of_genesis_agree_with_a_naive_count() {
    let path = fixture("texts/genesis-1.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut plain = String::new();
    for character in text.chars() {
        if character.is_ascii_alphabetic() {
            plain.push(character.to_ascii_lowercase());
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    let plain = plain.trim();
    let class = |letter: char| match letter {
        ' ' => "space",
        letter if "aeiou".contains(letter) => "vowel",
        _ => "consonant",
    };
    let read = |length, tokens| read_text(&path, length, tokens).unwrap().law.to_table().unwrap();

    let classes: Vec<String> = plain.chars().map(|letter| class(letter).to_owned()).collect();
    let vowels: Vec<String> = classes.iter().filter(|class| *class != "space").cloned().collect();
    let letters: Vec<String> =
        plain.chars().map(|letter| if letter == ' ' { "space".into() } else { letter.to_string() }).collect();
    for length in 1..=4 {
        assert_eq!(counts_by_tokens(&read(length, TextTokens::Classes)), windows(&classes, length));
        assert_eq!(counts_by_tokens(&read(length, TextTokens::VowelConsonant)), windows(&vowels, length));
        assert_eq!(counts_by_tokens(&read(length, TextTokens::Letters)), windows(&letters, length));
    }
    // the 17, and 13, god 6, light 5, was 4; all other words 3 or fewer.
    let words = read(2, TextTokens::Words(Kept::Commonest(5)));
    assert_eq!(words.labels().vocabulary(0).tokens(), ["the", "and", "god", "light", "was", "<other>"]);
    let kept = ["the", "and", "god", "light", "was"];
    let tokens: Vec<String> =
        plain.split(' ').map(|word| if kept.contains(&word) { word } else { "<other>" }.to_owned()).collect();
    assert_eq!(counts_by_tokens(&words), windows(&tokens, 2));
    assert_eq!(words.name(), "genesis-1-words5-l2");
}

#[test]
fn texts_too_short_or_too_varied_are_rejected() {
    let error = law_from_text("t", "Ab!", 3, TextTokens::Letters).unwrap_err();
    assert!(matches!(error, LawError::TextTooShort { found: 2, length: 3, .. }), "{error}");
    assert!(matches!(
        law_from_text("t", "", 1, TextTokens::Words(Kept::Commonest(2))),
        Err(LawError::TextTooShort { found: 0, .. })
    ));
    assert!(matches!(law_from_text("t", "abcdefghij", 9, TextTokens::Letters), Err(LawError::TooLarge { .. })));
    assert!(matches!(law_from_text("t", "abc", 0, TextTokens::Letters), Err(LawError::NoPositions)));
    // Words of equal frequency stand in alphabetical order, and all are kept when there are fewer than asked for.
    let law = law_from_text("t", "b a c a b d", 1, TextTokens::Words(Kept::Commonest(3))).unwrap();
    assert_eq!(law.labels().vocabulary(0).tokens(), ["a", "b", "c", "<other>"]);
    assert_eq!(law.counts(), [2, 2, 1, 1].map(Integer::from));
    let law = law_from_text("t", "b a", 1, TextTokens::Words(Kept::Commonest(9))).unwrap();
    assert_eq!(law.labels().vocabulary(0).tokens(), ["a", "b", "<other>"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_failure_persistence(FileFailurePersistence::WithSource("regressions")))]

    #[test]
    fn json_and_csv_tell_the_same_law(counts in prop::collection::vec(prop_oneof![Just(0u64), any::<u64>()], 9)) {
        prop_assume!(counts.iter().any(|&count| count > 0));
        let vocabulary = Vocabulary::new(["a", "b", "c"].map(str::to_owned).to_vec()).unwrap();
        let law = Law::from_counts("l", vocabulary, 2, counts.iter().map(|&count| Integer::from(count)).collect()).unwrap();
        let text = law.to_json();
        let again = law_from_json(&text).unwrap();
        prop_assert!(again.is_valid());
        prop_assert_eq!(&again, &law);
        prop_assert_eq!(again.to_json(), text);
        let rows = |value: &dyn Fn(usize) -> String| -> String {
            (0..9).map(|atom| format!("{},{}\n", law.atom_tokens(atom).join(","), value(atom))).collect()
        };
        let csv = format!("x1,x2,count\n{}", rows(&|atom| law.counts()[atom].to_string()));
        prop_assert_eq!(&law_from_csv("l", &csv).unwrap(), &law);
        let csv = format!("x1,x2,probability\n{}", rows(&|atom| law.probability(atom).to_string()));
        let normalised = law_from_csv("l", &csv).unwrap();
        for atom in 0..9 {
            prop_assert_eq!(normalised.probability(atom), law.probability(atom));
        }
    }

    #[test]
    fn no_input_makes_a_reader_panic(text in "[ -~\n]{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = law_from_json(&text);
        let _ = law_from_csv("l", &text);
        let _ = law_from_text("t", &String::from_utf8_lossy(&bytes), 2, TextTokens::Words(Kept::Commonest(2)));
        let json = format!("{{\"name\":\"n\",\"length\":1,\"vocabulary\":[\"a\"],\"counts\":{text}}}");
        let _ = law_from_json(&json);
    }

    #[test]
    fn decimals_mean_what_they_say(numerator in 0u32..=1000) {
        let (a, b) = (format!("0.{numerator:03}"), format!("0.{:03}", 1000 - numerator));
        let one = |text: String| if text == "0.1000" { "1.000".to_owned() } else { text };
        let text = format!(
            r#"{{"name":"d","length":1,"vocabulary":["a","b"],"probabilities":[[["a"],{}],[["b"],{}]]}}"#, one(a), one(b));
        prop_assert_eq!(law_from_json(&text).unwrap().probability(0), Rational::from((numerator, 1000)));
    }
}
