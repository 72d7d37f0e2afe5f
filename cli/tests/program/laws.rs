//! Laws of samples and texts, long laws, and names of positions, through the program.

use std::path::Path;

use tempfile::TempDir;

use super::bad_input::{fails, run};
use super::common::fixture;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).unwrap());
    folder
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Runs what must succeed without a word on the standard error.
fn works(folder: &Path, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = run(folder, arguments);
    assert_eq!((code, stderr.as_str()), (0, ""), "{arguments:?}");
    stdout
}

/// Runs what must succeed with a note.
fn notes(folder: &Path, arguments: &[&str], parts: &[&str]) {
    let (code, _, stderr) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {stderr}");
    for part in parts {
        assert!(stderr.contains(part), "{arguments:?}: `{part}` is missing in: {stderr}");
    }
}

/// An array of bytes of shape `(rows, length)`, as `numpy.save` writes it.
fn npy(rows: usize, length: usize, data: &[u8]) -> Vec<u8> {
    super::common::npy(&format!("{{'descr': '|i1', 'fortran_order': False, 'shape': ({rows}, {length}), }}"), data)
}

/// The name and the bytes of a file, the arguments behind it, and parts of the message.
type BadFile<'a> = (&'a str, &'a [u8], &'a [&'a str], &'a [&'a str]);

#[test]
fn mistakes_of_samples() {
    let wide = vec!["7"; 5000].join(",");
    let wide_line = format!("[{wide}]\n");
    let wide_rows = format!("{}\n{wide}\n", (0..5000).map(|at| format!("c{at}")).collect::<Vec<_>>().join(","));
    let files: &[BadFile] = &[
        ("empty.csv", b"", &[], &["empty.csv", "no sample", "one row for each sample"]),
        ("header.csv", b"a,b\n", &[], &["header.csv", "no sample"]),
        ("ragged.csv", b"a,b\nx,y\nx,y,z\n", &[], &["line 3", "3 tokens", "expected 2"]),
        ("short.csv", b"a,b\nx,y\nx\n", &[], &["line 3", "1 tokens", "expected 2"]),
        ("nan.csv", b"a,b\nx,y\nx,NaN\n", &[], &["line 3", "field b", "`NaN`", "leave the row out"]),
        ("hole.csv", b"a,b\nx,\n", &[], &["line 2", "field b", "is empty"]),
        ("numbers.csv", b"1,0\n0,1\n", &[], &["1,0", "only numbers", "--no-header", "--header"]),
        ("twice.csv", b"a,a\nx,y\n", &[], &["a,a", "repeated field"]),
        ("freq.csv", b"a,freq\nx,2\n", &[], &["`freq`", "counts", "--count", "--positions"]),
        ("columns.csv", b"island,sex\nx,y\n", &["--count", "ses"], &["`ses`", "island, sex", "perhaps `sex`"]),
        ("chosen.csv", b"island,sex\nx,y\n", &["--positions", "3"], &["no column `3`", "island, sex"]),
        ("same.csv", b"a,b\nx,y\n", &["--positions", "a,1"], &["`1`", "twice"]),
        ("alone.csv", b"n\n2\n", &["--count", "n"], &["no column is left"]),
        ("negative.csv", b"a,n\nx,-2\n", &["--count", "n"], &["line 2", "-2", "at least 0"]),
        ("half.csv", b"a,n\nx,1/2\n", &["--count", "n"], &["line 2", "1/2", "expected an integer"]),
        ("word.csv", b"a,n\nx,two\n", &["--count", "n"], &["line 2", "`two`"]),
        ("zero.csv", b"a,n\nx,0\n", &["--count", "n"], &["all counts are 0"]),
        ("sum.csv", b"a,p\nx,1/3\ny,1/3\n", &["--probability", "p"], &["sum to 2/3", "--normalise"]),
        ("huge.csv", b"a,n\nx,1e99999\n", &["--count", "n"], &["line 2", "too large"]),
        ("wide.csv", wide_rows.as_bytes(), &[], &["5000", "at most 4096", "--positions"]),
        ("utf16.csv", b"\xff\xfea\x00\n\x00x\x00", &[], &["UTF-16", "iconv"]),
        ("latin.csv", b"a\n\xe9\n", &[], &["not UTF-8", "offset 2"]),
        ("mixed.jsonl", b"[1, 2]\n[1, \"2\"]\n", &[], &["line 2", "text", "numbers"]),
        ("ragged.jsonl", b"[1, 2]\n[1]\n", &[], &["line 2", "1 tokens", "expected 2"]),
        ("float.jsonl", b"[1, 2.5]\n", &[], &["line 1", "neither a whole number nor a text"]),
        ("null.jsonl", b"[1, null]\n", &[], &["line 1", "neither a whole number nor a text"]),
        ("nan.jsonl", b"[1, NaN]\n", &[], &["line 1", "not JSON"]),
        ("none.jsonl", b"[]\n", &[], &["line 1", "no token"]),
        ("empty.jsonl", b"\n\n", &[], &["no sample"]),
        ("void.jsonl", b"[\"\", \"a\"]\n", &[], &["line 1", "empty text"]),
        ("object.jsonl", b"{\"tokens\": [1], \"n\": 2}\n", &[], &["line 1", "`count`"]),
        ("less.jsonl", b"{\"tokens\": [1], \"count\": -2}\n", &[], &["line 1", "-2", "at least 0"]),
        ("part.jsonl", b"{\"tokens\": [1], \"count\": 0.5}\n", &[], &["line 1", "0.5", "expected an integer"]),
        ("wide.jsonl", wide_line.as_bytes(), &[], &["5000", "at most 4096"]),
        ("header.npy", &npy(2, 1, &[0, 1]), &["--header"], &["no columns and no header", "leave"]),
        ("cut.npy", &npy(2, 2, &[0, 1]), &[], &["not one of samples"]),
        ("text.npy", b"not an array", &[], &["not one of samples", "numpy.save"]),
        ("samples.xls", b"a", &[], &[".xls", ".csv", ".jsonl"]),
        ("samples", b"a", &[], &["no extension", ".csv"]),
    ];
    for (name, bytes, options, parts) in files {
        let folder = folder(&[(name, bytes)]);
        let code = if parts[0].contains("no columns") { 2 } else { 3 };
        fails(folder.path(), &[&["law", "samples", name], *options].concat(), code, parts);
    }
    let folder = folder(&[("a.csv", b"a\nx\n")]);
    fails(folder.path(), &["law", "samples", "a.csv", "--output", "a.xls"], 3, &["a.xls", ".xls", ".jsonl"]);
    fails(folder.path(), &["law", "samples", "a.csv", "--output", "a.csv"], 2, &["a.csv"]);
    fails(folder.path(), &["law", "samples", "none.csv"], 3, &["none.csv", "No such file"]);
    let both = ["law", "samples", "a.csv", "--header", "--no-header"];
    fails(folder.path(), &both, 2, &["--no-header", "cannot be used with"]);
}

#[test]
fn normalised_probabilities_are_told() {
    let folder = folder(&[("p.csv", b"a,p\nx,0.333\ny,0.333\nz,0.333\n")]);
    let arguments = ["law", "samples", "p.csv", "--probability", "p", "--normalise", "--output", "law.json"];
    notes(folder.path(), &arguments, &["sum to 999/1000", "-0.001", "off 1", "divided by their sum"]);
    assert!(read(folder.path(), "law.json").contains("[[\"x\"],333]"));
    // Where the sum is 1 there is nothing to tell.
    std::fs::write(folder.path().join("q.csv"), "a,p\nx,0.5\ny,0.5\n").unwrap();
    works(folder.path(), &["law", "samples", "q.csv", "--probability", "p", "--normalise", "--output", "q.json"]);
    // Denominators that multiply: refused before they fill the memory.
    let odd = |at: u32| format!("{at},1/{}\n", 1_000_000_007 + 2 * at);
    let rows: String = (0..20_000).map(odd).collect();
    std::fs::write(folder.path().join("primes.csv"), format!("a,p\n{rows}")).unwrap();
    let arguments = ["law", "samples", "primes.csv", "--probability", "p", "--normalise"];
    fails(folder.path(), &arguments, 3, &["common denominator", "bytes", "round the probabilities"]);
}

/// What is not in a format is told; all else comes back, byte for byte.
#[test]
fn conversions_between_all_formats_and_back() {
    let text =
        "{\"tokens\":[-3,10],\"count\":2}\n{\"tokens\":[10,-3],\"count\":99}\n{\"tokens\":[11,11],\"count\":1}\n";
    let numbers = folder(&[("law.jsonl", text.as_bytes())]);
    let path = numbers.path();
    let all = ["json", "csv", "tsv", "jsonl", "npy"];
    for first in all {
        let first_file = format!("1/law.{first}");
        std::fs::create_dir_all(path.join("1")).unwrap();
        works(path, &["law", "samples", "law.jsonl", "--output", &first_file]);
        for second in all {
            std::fs::create_dir_all(path.join("2")).unwrap();
            let second_file = format!("2/law.{second}");
            works(path, &["law", "file", &first_file, "--output", &second_file]);
            works(path, &["law", "file", &second_file, "--output", "back.jsonl"]);
            assert_eq!(read(path, "back.jsonl"), text, "{first} and {second}");
        }
    }
    // Counts of 70 bits, names, and a vocabulary for each position.
    let large = "island,sex,count\nBiscoe,female,1180591620717411303424\nDream,female,3\nDream,male,1\n";
    let names = folder(&[("law.csv", large.as_bytes())]);
    let path = names.path();
    for format in ["json", "tsv"] {
        works(path, &["law", "file", "law.csv", "--output", &format!("law.{format}")]);
        works(path, &["law", "file", &format!("law.{format}"), "--output", "back.csv"]);
        assert_eq!(read(path, "back.csv"), large, "{format}");
    }
    let lines = ["law", "file", "law.csv", "--output", "law.jsonl"];
    notes(path, &lines, &["without their names", "tokens of all as one vocabulary"]);
    assert!(read(path, "law.jsonl").contains("{\"tokens\":[\"Biscoe\",\"female\"],\"count\":1180591620717411303424}"));
    works(path, &["law", "file", "law.jsonl", "--output", "lines.json"]);
    fails(path, &["law", "file", "law.csv", "--output", "law.npy"], 3, &["too large"]);
    // White space at the ends of tokens, as tokenisers have it, is dropped from rows.
    std::fs::write(path.join("spaces.jsonl"), "[\"the\", \" the\"]\n").unwrap();
    fails(path, &["law", "file", "spaces.jsonl", "--output", "spaces.csv"], 3, &["` the`", "white space", ".jsonl"]);
    works(path, &["law", "file", "spaces.jsonl", "--output", "spaces.json"]);
    notes(path, &["law", "file", "spaces.jsonl", "--output", "spaces.npy"], &["places in the vocabularies"]);
}

/// A separator in quotation marks is none.
#[test]
fn separators_stand_outside_quotation_marks() {
    let folder = folder(&[("law.csv", b"\"a,b\";\"c, d\"\n1;2\n2;1\n")]);
    let law = works(folder.path(), &["law", "samples", "law.csv"]);
    assert!(law.contains("\"length\":2,\"positions\":[\"a,b\",\"c, d\"]"), "{law}");
}

/// Windows of 16 letters of the first chapter of Genesis.
fn long_law() -> TempDir {
    let folder = folder(&[]);
    let text = fixture("texts/genesis-1.txt");
    let arguments =
        ["law", "text", &text, "--length", "16", "--tokens", "letters", "--name", "long", "--output", "long.json"];
    works(folder.path(), &arguments);
    folder
}

#[test]
fn long_laws_are_analysed_checked_and_valued() {
    let folder = long_law();
    let path = folder.path();
    let json = works(path, &["analyse", "long.json", "--schedule", "8,8", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let text = std::fs::read_to_string(fixture("texts/genesis-1.txt")).unwrap();
    // The oracle: distinct windows of the letters and single spaces of the text, counted here.
    let lower: String =
        text.to_lowercase().chars().map(|letter| if letter.is_ascii_lowercase() { letter } else { ' ' }).collect();
    let letters: Vec<u8> = lower.split_whitespace().collect::<Vec<_>>().join(" ").into_bytes();
    let mut counts = std::collections::BTreeMap::<&[u8], f64>::new();
    letters.windows(16).for_each(|window| *counts.entry(window).or_default() += 1.0);
    let total: f64 = counts.values().sum();
    let entropy = total.ln() - counts.values().map(|count| count * count.ln()).sum::<f64>() / total;
    let shown = works(path, &["value", "long.json", "H(1..16)"]);
    assert!(report.to_string().contains(&counts.len().to_string()), "the support");
    let digits = format!("{entropy:.11}");
    assert!(json.contains(&digits) && shown.contains(&digits), "{digits} in {shown}");
    let check = |statement: &str| run(path, &["check", "--statement", statement, "--law", "long.json"]);
    let (code, stdout, stderr) = check("for all law: TC <= (L - 1) * DTC");
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert!(stdout.contains("L = 16"), "{stdout}");
    let (code, stdout, stderr) = check("for all law: I(1; 2) <= 0");
    assert_eq!(code, 1, "{stdout}{stderr}");
}

#[test]
fn what_needs_a_table_of_a_long_law_is_refused() {
    let folder = long_law();
    let path = folder.path();
    let table = ["too large", "leave"];
    fails(path, &["analyse", "long.json", "--predictor", "random(seed=1)"], 2, &table);
    fails(path, &["value", "long.json", "TC", "--predictor", "random(seed=1)"], 2, &table);
    let check = ["check", "--statement", "for all law: TC >= 0", "--law", "long.json", "--predictor", "random(seed=1)"];
    fails(path, &check, 2, &table);
    // A certificate has no place for it, which is said.
    let check = ["check", "--statement", "for all law: I(1; 2) <= 0", "--law", "long.json", "--certificates", "c"];
    let (code, stdout, stderr) = run(path, &check);
    assert!(code == 1 && stdout.contains("without a table"), "{stdout}{stderr}");
}

#[test]
fn laws_of_too_many_positions_are_refused_with_a_mend() {
    let folder =
        folder(&[("long.npy", &npy(3, 65, &[1; 195])), ("most.npy", &npy(2, 64, &[[0; 64], [1; 64]].concat()))]);
    let path = folder.path();
    for arguments in [&["analyse", "long.npy"][..], &["value", "long.npy", "TC"]] {
        fails(path, arguments, 3, &["65 positions", "curve", "--positions"]);
    }
    works(path, &["law", "file", "long.npy", "--positions", "1,65", "--output", "two.npy"]);
    // Two sequences that differ everywhere: one bit, whatever is known.
    let shown = works(path, &["value", "most.npy", "H(64)", "I(1; 64)", "H(1..64)", "TC/H(1)"]);
    assert_eq!(shown.matches("0.693147").count(), 3, "{shown}");
    assert!(shown.contains("63"), "{shown}");
}

#[test]
fn positions_are_called_by_their_names() {
    let rows = "island,body mass,T,2020\nDream,heavy,a,x\nDream,light,b,x\nBiscoe,heavy,a,y\n";
    let folder = folder(&[("birds.csv", rows.as_bytes())]);
    let path = folder.path();
    works(path, &["law", "samples", "birds.csv", "--output", "birds.json"]);
    let value = |expression: &str| {
        let shown = works(path, &["value", "birds.json", expression, "--json"]);
        shown.replace(&serde_json::Value::from(expression).to_string(), "")
    };
    assert_eq!(value("I(island; \"body mass\")"), value("I(1; 2)"));
    assert_eq!(value("H(\"T\") + H(\"2020\" | island)"), value("H(3) + H(4 | 1)"));
    let check = |statement: &str| ["check", "--statement", statement, "--law", "birds.json"].map(str::to_owned);
    // The island tells the year, and not the body mass.
    assert_eq!(value("I(island; \"2020\")"), value("H(island)"));
    let checked = |statement: &str| run(path, &check(statement).each_ref().map(String::as_str)).0;
    assert_eq!(checked("for all law: I(island; \"2020\") <= H(island)"), 0);
    assert_eq!(checked("for all law: I(island; \"body mass\") >= H(island)"), 1);
    let wrong = |statement: &str, parts: &[&str]| {
        fails(path, &check(statement).each_ref().map(String::as_str), 3, parts);
    };
    wrong("for all law: H(T) >= 0", &["`T` is a position of the law", "\"T\" in quotation marks", "its number 3"]);
    wrong("for all law: H(\"mass\") >= 0", &["no position `mass`", "`body mass`"]);
    wrong("for all law: H(2020) >= 0", &["2020"]);
}

#[test]
fn texts_with_accents() {
    let folder = folder(&[("t.txt", "L'été, don't! Été naïf.".as_bytes())]);
    let path = folder.path();
    let letters = ["law", "text", "t.txt", "--length", "2", "--tokens", "letters", "--output", "letters.json"];
    notes(path, &letters, &["5 letters outside a..z were read as spaces", "--tokens words", "--tokens graphemes"]);
    let words = works(path, &["law", "text", "t.txt", "--length", "1", "--tokens", "words", "--words", "all"]);
    assert!(words.contains("\"vocabulary\":[\"don't\",\"l'été\",\"naïf\",\"été\"]"), "{words}");
    let graphemes = works(path, &["law", "text", "t.txt", "--length", "1", "--tokens", "graphemes", "--words", "2"]);
    assert!(graphemes.contains("<other>") && graphemes.contains("\"é\""), "{graphemes}");
    fails(path, &["law", "text", "t.txt", "--length", "100000", "--tokens", "words"], 3, &["4096"]);
}
