//! The program: exit codes, golden outputs of small runs, and one clear paragraph for every bad input.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::common::bad_claims::Corpus;
use super::common::{fixture, root};

const GOOD_CLAIM: &str = "good.toml";

/// A folder with the files that the tests name.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write(GOOD_CLAIM, claim_file("for all law, schedule: E_KL <= TC + eps_train").as_bytes());
    folder
}

fn claim_file(statement: &str) -> String {
    format!("id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nstatement = \"\"\"\n{statement}\n\"\"\"\n")
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maskproof"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(folder, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().expect("no signal"), text(stdout), text(stderr))
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs what must fail: nothing on the standard output, no file left, and one paragraph with all the parts.
pub fn fails(folder: &Path, arguments: &[&str], code: i32, parts: &[&str]) {
    let before = entries(folder);
    let (found, stdout, stderr) = run(folder, arguments);
    assert_eq!(found, code, "{arguments:?}: {stderr}");
    assert_eq!(stdout, "", "{arguments:?}");
    assert!(stderr.starts_with("error"), "{arguments:?}: {stderr}");
    assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "{arguments:?}: {stderr}");
    for part in parts {
        assert!(stderr.contains(part), "{arguments:?}: `{part}` is missing in: {stderr}");
    }
    let usage = code == 2 && stderr.contains("--help");
    let lines: Vec<&str> = stderr.lines().collect();
    let marked = lines.len() == 3 && lines[1].contains(" | ") && lines[2].contains('^');
    assert!(usage || lines.len() == 1 || marked, "{arguments:?}: more than a paragraph: {stderr}");
    assert!(usage || lines[0].contains("; "), "{arguments:?}: no help: {stderr}");
    assert_eq!(entries(folder), before, "{arguments:?}: files were left");
}

#[test]
fn exit_codes_of_success() {
    let folder = folder();
    std::fs::write(folder.path().join("false.toml"), claim_file("for all law: max(TC, 0) < DTC")).unwrap();
    let open = "for all law, schedule: -E_KL <= 0";
    std::fs::write(folder.path().join("open.toml"), claim_file(open)).unwrap();
    std::fs::write(folder.path().join("none.toml"), claim_file("for all law with L == 7: TC >= 0")).unwrap();
    let table: &[(&[&str], i32)] = &[
        (&["--version"], 0),
        (&["--help"], 0),
        (&["catalogue"], 0),
        (&["catalogue", "list"], 0),
        (&["catalogue", "show", "li-cai-thm1"], 0),
        (&["law", "families"], 0),
        (&["law", "family", "parity(L=3,V=2)"], 0),
        (&["analyse", "parity(L=3,V=2)"], 0),
        (&["analyse", "parity(L=3,V=2)", "--schedule", "2,1", "--json"], 0),
        (&["check", GOOD_CLAIM, "--law", "parity(L=3,V=2)"], 0),
        (&["check", "false.toml", "--law", "parity(L=3,V=2)"], 0),
        (&["check", "false.toml", "--law", "repetition(L=3,V=2)"], 1),
        // No case at all is not what was expected either.
        (&["check", "none.toml", "--law", "repetition(L=3,V=2)"], 1),
        (&[], 2),
        (&["help"], 0),
        (&["check"], 2),
        (&["analyse"], 2),
        (&["catalogue", "show"], 2),
        (&["law"], 2),
    ];
    for (arguments, code) in table {
        let (found, stdout, stderr) = run(folder.path(), arguments);
        assert_eq!(found, *code, "{arguments:?}: {stderr}");
        assert_eq!(stdout.is_empty(), *code == 2, "{arguments:?}");
        assert_eq!(stderr.is_empty(), *code != 2, "{arguments:?}: {stderr}");
    }
}

/// The claim of the tour is refuted by the smallest of its counterexamples among the laws given.
#[test]
fn check_of_the_example() {
    let (code, stdout, stderr) = run(
        root(),
        &["check", "examples/my-bound.toml", "--law", "parity(L=3,V=2)", "--law", "iid(L=2,V=2)", "--digits", "4"],
    );
    // Parity: TC is one bit, the error of (1,2) is one bit, that of (2,1) is 0.
    let expected = "     2 laws: given
  claim      tag   scope                                cases   verdict                tightest case (nats)
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
  my-bound   D     2 laws, L = 2..3                     3       violated, UNEXPECTED   left 0 <= right 0.3466, slack 0.3466
                   every law and vocabulary, L = 2..3           refuted at L = 2       at parity(L=3,V=2), schedule (2,1)

my-bound is violated in 1 of 3 cases
  parity(L=3,V=2), schedule (1,2): left 0.6931 nats, right 0.3466 nats; <= fails
    P(0 0 0) = 1/4, P(0 1 1) = 1/4, P(1 0 1) = 1/4, P(1 1 0) = 1/4
  for all laws: refuted at L = 2..3; at L = 2 by uniform on [2,1] MDS code over GF(2), schedule (2); V = 2, the case is checked: violated

0 of 1 claim as expected, in 3 cases, each decided exactly.
";
    assert_eq!((code, stderr.as_str()), (1, ""));
    assert_eq!(trimmed(&stdout), expected);
    let tour = std::fs::read_to_string(root().join("docs/tour.md")).unwrap();
    assert!(tour.contains(&std::fs::read_to_string(root().join("examples/my-bound.toml")).unwrap()));
}

/// Without the spaces at the ends of lines.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn golden_outputs() {
    let folder = folder();
    let (_, stdout, _) = run(folder.path(), &["law", "family", "parity(L=2,V=2)"]);
    let law =
        "{\"name\":\"parity(L=2,V=2)\",\"description\":\"\",\"length\":2,\"vocabulary\":[\"0\",\"1\"],\"counts\":[
[[\"0\",\"0\"],1],
[[\"1\",\"1\"],1]
]}
";
    assert_eq!(stdout, law);
    let (_, stdout, _) = run(folder.path(), &["catalogue", "show", "ccl-lem8.tc"]);
    let shown = "ccl-lem8.tc: Total correlation is the sum of the information curve
  source: Chen, Cong & Li, arXiv:2511.04647, Lemma 8
  tag: P (primary text read)
  expected: holds
  fragment: linear in average entropies
  evaluation: every quantity from its definition, by enumeration
  proof: proofs-notes/curve-identities.md

  for all law:
    TC == sum(j in 1..L, Z(j))
";
    assert_eq!(stdout, shown);
    // ln 2 = 0.693147..., and a bit is a bit.
    let (_, stdout, _) = run(folder.path(), &["analyse", "repetition(L=2,V=2)", "--schedule", "2", "--unit", "bits"]);
    assert!(stdout.contains("expected KL 1.00000000000 = ideal 1.00000000000 + training error 0"), "{stdout}");
    let (_, stdout, _) = run(folder.path(), &["analyse", "repetition(L=2,V=2)", "--schedule", "2", "--digits", "20"]);
    assert!(stdout.contains("expected KL 0.69314718055994530942 ="), "{stdout}");
    // A file made from a law is that law.
    run(folder.path(), &["law", "family", "mds(n=3,k=2,q=3)", "--output", "law.json"]);
    let of_file = run(folder.path(), &["analyse", "law.json"]);
    assert_eq!(of_file, run(folder.path(), &["analyse", "mds(n=3,k=2,q=3)"]));
    assert_eq!(of_file.0, 0);
    let again = run(folder.path(), &["law", "file", "law.json"]);
    assert_eq!(again.1, std::fs::read_to_string(folder.path().join("law.json")).unwrap());
}

#[test]
fn json_is_the_same_for_any_number_of_threads() {
    let folder = folder();
    let report = |threads: &str| {
        let (code, stdout, _) = run(
            folder.path(),
            &[
                "--threads",
                threads,
                "verify",
                "--claim",
                "li-cai-thm1",
                "--claim",
                "han.curve",
                "--json",
                "out.json",
                "--quiet",
            ],
        );
        assert_eq!(code, 0);
        (stdout, std::fs::read_to_string(folder.path().join("out.json")).unwrap())
    };
    let one = report("1");
    assert_eq!(one, report("2"));
    let json: serde_json::Value = serde_json::from_str(&one.1).unwrap();
    // In order of the identifiers, whatever the order of the arguments.
    let ids: Vec<&str> = json["claims"].as_array().unwrap().iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["han.curve", "li-cai-thm1"]);
    assert_eq!(json["as_expected"], true);
}

#[test]
fn bad_arguments() {
    let folder = folder();
    let path = folder.path();
    let table: &[(&[&str], &[&str])] = &[
        (&["--bogus"], &["--bogus"]),
        (&["check", GOOD_CLAIM, "--bogus"], &["--bogus"]),
        (&["verfy"], &["verfy", "verify"]),
        (&["--threads", "0", "catalogue"], &["--threads", "0 is not in 1..=256"]),
        (&["--threads", "many", "catalogue"], &["--threads", "many"]),
        (&["analyse", "parity(L=2,V=2)", "--digits", "0"], &["--digits", "0 is not in 1..=10000"]),
        (&["analyse", "parity(L=2,V=2)", "--digits", "-1"], &["-1"]),
        (&["verify", "--claim", "li-cai-thm1-shrap"], &["li-cai-thm1-shrap", "li-cai-thm1-sharp", "catalogue list"]),
        (&["verify", "--claim", "nothing-like-it-at-all"], &["no claim `nothing-like-it-at-all`", "catalogue list"]),
        (&["catalogue", "show", "han"], &["han.average", "han.subsets"]),
        (&["catalogue", "show", ""], &["no claim ``"]),
        (&["analyse", ""], &["empty", "parity(L=3,V=2)"]),
        (&["analyse", "partiy(L=3,V=2)"], &["partiy", "did you mean `parity`"]),
        (&["analyse", "parity"], &["`parity` is not a family spec", "(L=3,V=2)"]),
        (&["analyse", "parity(L=3)"], &["lacks the parameter `V`"]),
        (&["analyse", "parity(L=x,V=2)"], &["L = `x`"]),
        (&["analyse", "parity(L=3,V=2"], &["family spec"]),
        (&["analyse", "mds(n=4,k=2,q=6)"], &["q = 6"]),
        (&["analyse", "parity(L=30,V=2)"], &["205891132094649", "4194304", "fewer positions"]),
        (&["law", "family", "parity(L=99999999999,V=2)"], &["parity"]),
        (&["analyse", "parity(L=3,V=2)", "--schedule", "2,2"], &["(2,2)", "add up to 4", "length 3"]),
        (&["analyse", "parity(L=3,V=2)", "--schedule", "2,x"], &["`x`", "2,2,1"]),
        (&["analyse", "parity(L=3,V=2)", "--schedule", "3,0"], &["`0`"]),
        (&["analyse", "parity(L=3,V=2)", "--schedule", ""], &["block size"]),
        (&["analyse", "parity(L=3,V=2)", "--schedule", "99999999999999999999"], &["99999999999999999999"]),
        (&["check", GOOD_CLAIM, "--predictor", "p.npy"], &["--law"]),
    ];
    for (arguments, parts) in table {
        fails(path, arguments, 2, parts);
    }
}

#[test]
fn bad_laws() {
    let folder = folder();
    let path = folder.path();
    std::fs::create_dir(path.join("folder.json")).unwrap();
    std::fs::write(path.join("binary.json"), [0xff, 0xf0, 0, 1]).unwrap();
    std::fs::write(path.join("empty.json"), "").unwrap();
    std::fs::write(path.join("empty.csv"), "").unwrap();
    std::fs::write(path.join("latin.csv"), b"x1,count\n\xe9,1\n").unwrap();
    let bad = |name: &str| fixture(&format!("laws/bad/{name}"));
    let table: &[(String, &[&str])] = &[
        (bad("negative-count.json"), &["negative-count.json", "at least 0", "negative"]),
        (bad("negative-count.csv"), &["negative-count.csv", "line 3", "at least 0"]),
        (bad("fractional-count.json"), &["expected an integer", "probabilities"]),
        (bad("all-zero.json"), &["all counts are 0"]),
        (bad("unknown-token.json"), &["not in the vocabulary"]),
        (bad("duplicate-atom.json"), &["repeats the sequence"]),
        (bad("duplicate-atom.csv"), &["repeats the sequence"]),
        (bad("sum-not-one.json"), &["not to exactly 1", "1/3"]),
        (bad("syntax.json"), &["line", "column"]),
        (bad("unknown-extension.txt"), &[".txt", ".json", ".csv"]),
        (bad("not-utf8.json"), &["UTF-8"]),
        ("missing.json".into(), &["missing.json", "No such file"]),
        ("missing".into(), &["missing", "No such file"]),
        (".".into(), &[".: ", "directory"]),
        ("folder.json".into(), &["folder.json", "directory"]),
        ("binary.json".into(), &["binary.json", "UTF-8", "offset 0"]),
        ("latin.csv".into(), &["latin.csv", "UTF-8", "offset 9"]),
        ("empty.json".into(), &["empty.json", "line 1"]),
        ("empty.csv".into(), &["empty.csv", "line 1"]),
    ];
    for (law, parts) in table {
        fails(path, &["analyse", law], 3, parts);
        fails(path, &["check", GOOD_CLAIM, "--law", law, "--json", "out.json"], 3, parts);
        fails(path, &["law", "file", law, "--output", "out.json"], 3, parts);
    }
    let too_large = bad("too-large.json");
    fails(
        path,
        &["policy", &too_large, "--rule", "random:1"],
        3,
        &["at most 4194304 are gone through", "fewer positions"],
    );
    fails(path, &["law", "text", "missing.txt", "--length", "3"], 3, &["missing.txt", "No such file"]);
    fails(path, &["law", "text", "latin.csv", "--length", "3"], 3, &["latin.csv", "UTF-8"]);
    fails(path, &["law", "text", GOOD_CLAIM, "--length", "0"], 3, &[GOOD_CLAIM, "length is 0"]);
    fails(path, &["law", "text", GOOD_CLAIM, "--length", "100000"], 3, &[GOOD_CLAIM]);
}

#[test]
fn bad_predictors() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("empty.npy"), "").unwrap();
    let bad = |name: &str| fixture(&format!("predictors/bad/{name}"));
    let table: &[(String, &[&str])] = &[
        (bad("wrong-shape.npy"), &["wrong-shape.npy", "[9, 2, 2]"]),
        (bad("nan.npy"), &["nan.npy", "NaN", "finite"]),
        (bad("infinite.npy"), &["infinite.npy", "finite"]),
        (bad("negative.npy"), &["negative.npy", "at least 0", "softmax"]),
        (bad("zero-row.npy"), &["zero-row.npy", "positive probability"]),
        (bad("wrong-type.npy"), &["wrong-type.npy", "float32"]),
        (bad("truncated.npy"), &["truncated.npy", "bytes"]),
        (bad("no-magic.npy"), &["no-magic.npy", "numpy.save"]),
        (bad("huge-shape.npy"), &["huge-shape.npy"]),
        (bad("endless-header.npy"), &["endless-header.npy"]),
        ("empty.npy".into(), &["empty.npy", "numpy.save"]),
        ("missing.npy".into(), &["missing.npy", "No such file"]),
        (".".into(), &[".: ", "irectory"]),
    ];
    for (predictor, parts) in table {
        let law = "parity(L=2,V=2)";
        fails(path, &["analyse", law, "--predictor", predictor], 3, parts);
        fails(path, &["check", GOOD_CLAIM, "--law", law, "--predictor", predictor, "--json", "out.json"], 3, parts);
    }
}

#[test]
fn bad_claims() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("empty.toml"), "").unwrap();
    let statements = [
        (
            "syntax",
            "for all law, schedule\n  E_KL <= TC",
            &["syntax.toml", "line 7, column 3", "`:`", "  7 |   E_KL <= TC"],
        ),
        (
            "types",
            "for all law:\n\t0 <= TC * (DTC + TC)",
            &["types.toml", "line 7, column 7", "^^^^^^^^^^^^^^^", "scalar only"],
        ),
        ("scope", "for all law: E_KL <= TC", &["scope.toml", "line 6, column 14", "^^^^ ", "for all law, schedule:"]),
        (
            "index",
            "for all law: h(L + 1) >= 0",
            &["index.toml", "line 6, column 16", "^^^^^ ", "restrict the quantifiers"],
        ),
    ];
    for (name, statement, _) in &statements {
        std::fs::write(path.join(format!("{name}.toml")), claim_file(statement)).unwrap();
    }
    let check = |file: &str, parts: &[&str]| {
        fails(path, &["check", file, "--law", "parity(L=2,V=2)", "--json", "out.json"], 3, parts);
    };
    for (name, _, parts) in &statements {
        let file = format!("{name}.toml");
        check(&file, &parts[..]);
        let grid = ["sweep", "--vocabulary", "2", "--length", "2", "--denominator", "2", "--claims"];
        fails(path, &[&grid[..], &[file.as_str()]].concat(), 3, &parts[..]);
    }
    check("empty.toml", &["empty.toml", "missing field `id`", "docs/claim-language.md"]);
    check("missing.toml", &["missing.toml", "No such file"]);
    check(".", &[".: ", "irectory"]);
    std::fs::write(path.join("binary.toml"), b"\xff\xfe \x80\x81(").unwrap();
    check("binary.toml", &["binary.toml", "UTF-8"]);
    // Every bad claim of the fixtures, whatever is wrong with it: no panic, one paragraph, code 3.
    for (name, text) in Corpus::read().texts() {
        // Instantiated for L = 3, where these are wrong.
        if !name.contains("too-many-instances") {
            std::fs::write(path.join(&name), text).unwrap();
            fails(path, &["check", &name, "--law", "parity(L=3,V=2)"], 3, &[&name]);
        }
    }
}

#[test]
fn what_cannot_be_written() {
    let folder = folder();
    let path = folder.path();
    std::fs::create_dir(path.join("taken")).unwrap();
    let check = ["check", GOOD_CLAIM, "--law", "parity(L=2,V=2)", "--json"];
    let with = |target| [&check[..], &[target]].concat();
    fails(path, &with("no/such.json"), 3, &["no/such.json", "No such file", "folder exists"]);
    fails(path, &with("taken"), 3, &["taken", "directory"]);
    fails(path, &with("good.toml/x.json"), 3, &["x.json", "not a directory"]);
    fails(path, &["law", "family", "parity(L=2,V=2)", "--output", "no/such.json"], 3, &["no/such.json"]);
    // A report that has nowhere to go is refused before the computation.
    fails(path, &["verify", "--json", "no/such.json"], 3, &["no/such.json"]);
    // What was there before a failure is there after it.
    std::fs::write(path.join("out.json"), "old").unwrap();
    fails(path, &["law", "family", "mds(n=4,k=2,q=6)", "--output", "out.json"], 2, &["q = 6"]);
    assert_eq!(std::fs::read_to_string(path.join("out.json")).unwrap(), "old");
    if Path::new("/dev/full").exists() {
        use std::os::unix::fs::FileTypeExt;
        let is_device = || std::fs::metadata("/dev/full").unwrap().file_type().is_char_device();
        assert!(is_device());
        fails(path, &with("/dev/full"), 3, &["/dev/full", "No space left"]);
        assert!(is_device(), "the device was replaced");
        for arguments in [&["catalogue"][..], &["law", "families"], &["analyse", "parity(L=2,V=2)"], &check[..4]] {
            let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
            let output = program(path, arguments).stdout(full).output().unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(3), "{arguments:?}: {stderr}");
            assert!(stderr.contains("cannot write to the standard output: No space left"), "{stderr}");
        }
    }
    if Path::new("/dev/stdout").exists() {
        let (code, stdout, _) = run(path, &with("/dev/stdout"));
        assert_eq!(code, 0);
        assert!(stdout.starts_with("{\n  \"as_expected\": true"), "{stdout}");
        // The standard output may be an ordinary file: it is written to, and the link to it stays.
        let file = std::fs::File::create(path.join("both.txt")).unwrap();
        let status = program(path, &with("/dev/stdout")).stdout(file).status().unwrap();
        assert_eq!(status.code(), Some(0));
        let both = std::fs::read_to_string(path.join("both.txt")).unwrap();
        assert!(both.starts_with("{\n  \"as_expected\": true") && both.contains("1 of 1 claim as expected"), "{both}");
        assert!(std::fs::symlink_metadata("/dev/stdout").unwrap().is_symlink(), "the link was replaced");
    }
}

/// A reader that leaves early is no failure, and hides no verdict.
#[test]
fn closed_pipes() {
    let folder = folder();
    std::fs::write(folder.path().join("false.toml"), claim_file("for all law: max(TC, 0) < DTC")).unwrap();
    let check = ["check", "false.toml", "--law", "repetition(L=3,V=2)"];
    for (arguments, code) in [(&["catalogue"][..], 0), (&["law", "families"], 0), (&check, 1)] {
        // The end that reads is closed before the program starts.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program(folder.path(), arguments).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    }
}

/// Whenever it is interrupted, the report is the old file or the whole new one.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_half_written_file() {
    for milliseconds in [0, 20, 300] {
        let folder = folder();
        let report = folder.path().join("out.json");
        std::fs::write(&report, "old").unwrap();
        let arguments = ["verify", "--claim", "li-cai-thm1", "--json", "out.json"];
        let mut child = program(folder.path(), &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
        let status = child.wait().unwrap();
        let text = std::fs::read_to_string(&report).unwrap();
        if killed.success() && !status.success() {
            // Before the program listens to signals it is ended by one; afterwards it says so with its exit code, and
            // what is done is kept.
            assert!(matches!(status.code(), None | Some(130)), "{status}");
            if status.code().is_none() {
                assert_eq!(text, "old");
            }
        } else {
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
        assert!(text == "old" || serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        assert_eq!(entries(folder.path()), [GOOD_CLAIM, "out.json"]);
    }
}
