//! One file for every mistake that a claim can have: each is found, named for what it is, and marked at its place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maskproof::cases::Plan;
use maskproof::language::error::Mistake;
use maskproof::language::{Claim, ClaimError};
use miette::Diagnostic;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/claims/bad")
}

/// The error of a file, found when it is read or else when it is instantiated for three positions and two tokens.
fn error_of(name: &str) -> ClaimError {
    let path = folder().join(format!("{name}.toml"));
    match Claim::read(&path) {
        Err(error) => error,
        Ok(claim) => claim.locate(Plan::new(&claim, 3, 2).expect_err(name)),
    }
}

/// The source text that the error marks, in the file as it stands on the disk.
fn marked(name: &str, error: &ClaimError) -> String {
    let text = std::fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
    let label = error.labels().and_then(|mut labels| labels.next()).expect("a place");
    text[label.offset()..label.offset() + label.len()].to_owned()
}

#[test]
fn every_bad_statement_is_found_and_marked() {
    use Mistake::{Domain, Name, Scope, Syntax, TooLarge, Type};
    let table: &[(&str, Mistake, &str, &str)] = &[
        // name, kind, marked text, part of the message
        ("syntax-no-colon", Syntax, "E", "`:`"),
        ("scope-no-order", Scope, "KL_order", "`KL_order` needs an unmasking order"),
        ("scope-no-order-part", Scope, "block(1)", "`block` needs an unmasking order"),
        ("scope-no-policy", Scope, "KL_policy", "`KL_policy` needs a policy"),
        ("scope-no-policy-rounds", Scope, "expected_rounds(nat)", "`expected_rounds` needs a policy"),
        ("scope-order-and-schedule", Scope, "order", "an order beside a schedule"),
        ("scope-two-policies", Scope, "policy = bisection", "a second policy"),
        ("name-unknown-policy", Name, "bisect", "`bisect` is not defined"),
        ("name-policy-arguments", Name, "left_to_right", "takes 1 argument"),
        ("type-block-as-value", Type, "block(1)", "a set of positions"),
        ("type-rounds-unit", Type, "TC", "depends on the law"),
        ("type-rounds-extremum", Type, "min(nat, ln(2))", "is counted in"),
        ("type-rounds-scalar", Type, "2", "counted in a scalar"),
        ("domain-policy", Domain, "0", "takes a positive integer, and this is 0"),
        ("domain-block", Domain, "4", "block(t) is defined for"),
        ("domain-permutations", Domain, "4", "R = 1..3, and this is 4"),
        ("syntax-half-relation", Syntax, "", "an expression"),
        ("syntax-strange-letter", Syntax, "≤", "a relation"),
        ("syntax-joined-words", Syntax, "a", "`and`"),
        ("syntax-binder-after-colon", Syntax, "s", "a quantifier"),
        ("syntax-too-deep", Syntax, "(", "64 deep"),
        ("syntax-too-long", Syntax, "-", "1000"),
        ("name-unknown", Name, "TCC", "`TCC` is not defined"),
        ("name-unknown-function", Name, "sqrt(2)", "`sqrt`"),
        ("name-unknown-sequence", Name, "M[1]", "`M`"),
        ("name-unknown-schedule", Name, "ideal_KL(doubled)", "ideal_KL"),
        ("name-wrong-number-of-arguments", Name, "binomial(3)", "2 argument(s), not 1"),
        ("name-twice", Name, "for all j in 1..3", "`j` already"),
        ("name-reserved", Name, "for all L in 1..2", "`L` already"),
        ("name-twice-in-sum", Name, "sum(j in 1..2, j * TC)", "`j` already"),
        ("type-product", Type, "(TC + DTC) * TC", "product of two informations"),
        ("type-quotient", Type, "TC / DTC", "divisor"),
        ("type-reciprocal", Type, "1 / TC", "divisor"),
        ("type-power", Type, "TC^2", "powers"),
        ("type-information-exponent", Type, "2^TC", "powers"),
        ("type-comparison", Type, "3 + 4", "an information with a scalar"),
        ("type-sum", Type, "TC + 1", "cannot be added"),
        ("type-min", Type, "L", "`min` mixes an information with a scalar"),
        ("type-information-as-index", Type, "TC", "where a scalar is needed"),
        ("type-condition", Type, "E_KL", "where a scalar is needed"),
        ("type-scalar-and-nats", Type, "2 * nat", "a scalar with an information"),
        ("type-set-as-value", Type, "A", "`A` is a set of positions"),
        ("type-set-in-range", Type, "A", "`A` is a set of positions"),
        ("type-size-of-subsets", Type, "TC", "where a scalar is needed"),
        ("type-mean-of-both", Type, "mean(i in 1..2, i) + TC", "cannot be added"),
        ("name-twice-as-set", Name, "sum(A in subsets(1), H(A))", "`A` already"),
        ("name-reserved-mean", Name, "for all mean in 1..2", "`mean` already"),
        ("domain-empty-minimum", Domain, "min(i in 1..L - 3, H(i))", "`min` over nothing"),
        ("domain-empty-mean", Domain, "mean(i in 1..0, H(i))", "`mean` over nothing"),
        ("domain-subsets", Domain, "L + 1", "0..3 at L = 3, and the index is 4"),
        ("domain-factorial", Domain, "-1", "at least 0"),
        ("domain-exponential", Domain, "65", "from -64 to 64"),
        ("domain-effective-weight", Domain, "L", "1..2 at L = 3, and the index is 3"),
        ("domain-beta", Domain, "1/2", "this is 1/2"),
        ("syntax-if-without-then", Syntax, "", "`then`"),
        ("syntax-if-as-name", Syntax, "i", "a quantifier"),
        ("type-premise", Type, "L", "an information with a scalar"),
        ("scope-exists-before-if", Scope, "exists k in 1..2", "before an `if`"),
        ("name-unknown-construction", Name, "evenly(2)", "`evenly`"),
        ("name-schedule-parameters", Name, "uniform", "1 argument(s), not 0"),
        ("type-schedule-parameter", Type, "TC", "where a scalar is needed"),
        ("scope-two-named-schedules", Scope, "schedule = one_by_one", "second quantifier over schedules"),
        ("domain-schedule-parameter", Domain, "uniform(2)", "divides L at L = 3, and this is 2"),
        ("domain-schedule-fraction", Domain, "1/2", "this is 1/2"),
        ("scope-no-schedule", Scope, "E_KL", "`E_KL` needs a schedule"),
        ("scope-no-schedule-scalar", Scope, "s_max", "`s_max` needs a schedule"),
        ("scope-no-schedule-index", Scope, "N[1]", "`N` needs a schedule"),
        ("scope-no-law", Scope, "for all schedule", "no law"),
        ("scope-two-laws", Scope, "for all law", "second quantifier over laws"),
        ("scope-two-schedules", Scope, "schedule", "second quantifier over schedules"),
        ("scope-exists-law", Scope, "exists law with V == 2", "`exists law`"),
        ("scope-vocabulary-before-law", Scope, "V", "before the law"),
        ("scope-two-rests", Scope, "rest", "twice"),
        ("domain-division", Domain, "(L - 3)", "division by zero"),
        ("domain-scalar-division", Domain, "1/(L - 3)", "division by zero"),
        ("domain-zero-to-a-negative-power", Domain, "(L - 3)^-1", "division by zero"),
        ("domain-irrational-logarithm", Domain, "log2(L)", "log2(3) is irrational"),
        ("domain-logarithm-of-zero", Domain, "L - 3", "this is 0"),
        ("domain-ln-of-zero", Domain, "ln(L - 3)", "ln(0)"),
        ("domain-index", Domain, "L + 1", "0..3 at L = 3, and the index is 4"),
        ("domain-index-of-sequence", Domain, "3", "1..2 at L = 3, and the index is 3"),
        ("domain-position", Domain, "4", "1..3 at L = 3, and the index is 4"),
        ("domain-position-range", Domain, "0..2", "position 0"),
        ("domain-fraction-as-index", Domain, "L/2", "this is 3/2"),
        ("domain-long-range", TooLarge, "10^7", "1000000 integers"),
        ("domain-exponent", Domain, "2^(1/2)", "the exponent 1/2"),
        ("domain-huge-exponent", Domain, "2^10001", "10000"),
        ("domain-huge-power", TooLarge, "((2^10000)^10000)", "binary digits"),
        ("domain-huge-binomial", TooLarge, "binomial(10^18, 10^9)", "binary digits"),
        ("domain-negative-binomial", Domain, "binomial(L, -1)", "k >= 0"),
        ("domain-too-many-instances", TooLarge, "0", "bytes of memory"),
    ];
    for (name, expected, place, part) in table {
        let error = error_of(name);
        let message = error.to_string();
        assert!(message.contains(&format!("{name}.toml")), "{message}");
        assert!(message.contains(part), "{name}: `{part}` is missing in: {message}");
        assert!(error.help().is_some(), "{name}");
        let ClaimError::Statement { error: inner, .. } = &error else { panic!("{name}: {error:?}") };
        assert_eq!(inner.mistake, *expected, "{name}: {message}");
        assert_eq!(marked(name, &error), *place, "{name}");
    }
    let listed: BTreeSet<String> = table.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let found: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !name.starts_with("file-"))
        .collect();
    assert_eq!(listed, found, "every bad file is tested");
}

/// The second of two equal texts is marked, not the first.
#[test]
fn marks_are_at_the_right_occurrence() {
    for (name, occurrence) in [("name-twice", "for all j in 1..3"), ("scope-two-laws", "for all law:")] {
        let text = std::fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
        let label = error_of(name).labels().unwrap().next().unwrap();
        assert_eq!(label.offset(), text.find(occurrence).unwrap(), "{name}");
    }
    // The first two `-` of the file are those of the identifier; the one too many is the last.
    let text = std::fs::read_to_string(folder().join("syntax-too-long.toml")).unwrap();
    assert_eq!(error_of("syntax-too-long").labels().unwrap().next().unwrap().offset(), text.rfind('-').unwrap() - 1);
}

#[test]
fn every_bad_file_is_found_and_marked() {
    let table: &[(&str, Option<&str>, &str)] = &[
        ("file-missing-key", Some(""), "missing field `source`"),
        ("file-unknown-key", Some("expected"), "unknown field `expected`"),
        ("file-bad-provenance", Some("\"Q\""), "unknown variant `Q`"),
        ("file-bad-expectation", Some("\"true\""), "unknown variant `true`"),
        ("file-bad-evaluation", Some("\"fast\""), "unknown variant `fast`"),
        ("file-bad-id", Some("\"My Bound\""), "id `My Bound`"),
        ("file-empty-id", Some("\"\""), "id ``"),
        ("file-bad-constant-name", Some("\"1x\""), "the constant's name `1x`"),
        ("file-empty-constant-name", Some("\"\""), "the constant's name ``"),
        ("file-keyword-as-constant-name", Some("\"law\""), "the constant's name `law`"),
        ("file-invalid-toml", Some(""), ""),
        ("file-twice", Some("title"), "duplicate key"),
        ("file-wrong-type", Some("7"), "invalid type"),
        ("file-bad-law", Some("\"parity(L=3)\""), "`laws`: `parity` lacks the parameter"),
        ("file-no-laws", Some("[]"), "names no law"),
        ("file-empty", Some(""), "missing field `id`"),
    ];
    for (name, place, part) in table {
        let error = error_of(name);
        let message = error.to_string();
        assert!(matches!(error, ClaimError::File { .. }), "{name}: {error:?}");
        assert!(message.contains(&format!("{name}.toml")) && message.contains(part), "{name}: {message}");
        assert!(error.help().is_some_and(|help| help.to_string().contains("docs/claim-language.md")));
        match place {
            Some("") => assert!(error.labels().is_some_and(|mut labels| labels.next().is_some()), "{name}"),
            Some(place) => assert_eq!(marked(name, &error), *place, "{name}"),
            None => {}
        }
    }
    let error = error_of("file-binary");
    assert!(matches!(error, ClaimError::Unreadable { .. }), "{error:?}");
    assert!(error.help().unwrap().to_string().contains("UTF-8"));
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
        let label = error.labels().unwrap().next().unwrap();
        text[label.offset()..label.offset() + label.len()].to_owned()
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
