//! The program: what it prints and how it exits.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/certificates").join(name)
}

fn run(arguments: &[PathBuf]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_maskproof-check")).args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn exit_codes() {
    let good = fixture("good/rays-chain-l3.json");
    let bad = fixture("bad/wrong-coefficient.json");
    let declined = fixture("declined/version.json");
    let missing = fixture("no such file");
    let code = |files: &[&PathBuf]| run(&files.iter().map(|file| (*file).clone()).collect::<Vec<_>>()).0;
    assert_eq!(code(&[&good, &good]), Some(0));
    assert_eq!(code(&[&good, &bad]), Some(1));
    assert_eq!(code(&[&declined, &bad]), Some(1));
    assert_eq!(code(&[&good, &declined]), Some(3));
    assert_eq!(code(&[&good, &missing, &bad]), Some(2));
    let vacuous = fixture("vacuous/rays-no-instance-l1.json");
    assert_eq!(code(&[&vacuous, &good]), Some(4));
    assert_eq!(code(&[&vacuous, &declined]), Some(3));
    assert_eq!(code(&[&vacuous, &bad]), Some(1));
    assert_eq!(code(&[&PathBuf::from("--"), &good]), Some(0));
    assert_eq!(code(&[&PathBuf::from("--limit"), &PathBuf::from("10"), &good]), Some(0));
    assert_eq!(code(&[&good, &PathBuf::from("--limit=10")]), Some(0));
    for wrong in ["--limit", "--limit=", "--limit=0", "--limit=-1", "--limit=1.5", "--limit=ten"] {
        assert_eq!(code(&[&good, &PathBuf::from(wrong)]), Some(2), "{wrong}");
    }
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&[&PathBuf::from("--sure")]), Some(2));
    assert_eq!(code(&[&PathBuf::from("--help")]), Some(0));
    assert_eq!(code(&[&PathBuf::from("--version")]), Some(0));
}

#[test]
fn one_line_a_file() {
    let files =
        [fixture("good/rays-chain-l3.json"), fixture("bad/wrong-form.length.json"), fixture("declined/version.json")];
    let (_, out, errors) = run(&files);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3);
    for (line, (file, outcome)) in lines.iter().zip(files.iter().zip(["accepted", "rejected", "declined"])) {
        assert!(line.starts_with(&format!("{}: {outcome}: ", file.display())), "{line}");
    }
    assert_eq!(errors, "");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let (_, out, errors) = run(&[fixture("no such file"), fixture("good/rays-chain-l3.json")]);
    assert!(errors.contains("no such file"));
    assert_eq!(out.lines().count(), 1);
}

#[test]
fn a_directory_is_not_a_file() {
    let (code, out, errors) = run(&[fixture("good"), fixture("good/rays-chain-l3.json")]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("good: a directory"), "{errors}");
    assert_eq!(out.lines().count(), 1);
}

#[test]
fn hostile_files_are_refused() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let deep = "[".repeat(1_000_000);
    let digits = "9".repeat(1_000_000);
    let good = std::fs::read_to_string(fixture("good/rays-chain-l3.json")).unwrap();
    let files: [(&str, Vec<u8>); 6] = [
        ("empty", Vec::new()),
        ("not-text", vec![0xff, 0xfe, 0x00]),
        ("deep", deep.into_bytes()),
        ("digits", format!("{{\"length\": {digits}}}").into_bytes()),
        ("mark", [b"\xef\xbb\xbf", good.as_bytes()].concat()),
        ("cut", good.as_bytes()[..good.len() / 2].to_vec()),
    ];
    for (name, bytes) in files {
        let path = folder.join(format!("hostile-{name}.json"));
        std::fs::write(&path, bytes).unwrap();
        let (code, out, errors) = run(&[path]);
        assert_eq!((code, out.lines().count(), errors.as_str()), (Some(1), 1, ""), "{name}: {out}");
    }
}

/// A line says what was proved, not only under which label.
#[test]
fn a_line_says_what_is_accepted() {
    let line = |name: &str| run(&[fixture(name)]).1;
    let chain = line("good/rays-chain-l3.json");
    assert!(chain.contains(": accepted: rays, L = 3: proved for all laws: \"for all law"), "{chain}");
    assert!(chain.ends_with("which proves nothing)\n"), "{chain}");
    let case = line("good/case-equality-l3.json");
    assert!(case.contains(": accepted: case, L = 3: equality in one case ("), "{case}");
    assert!(case.contains(" sequences over V = "), "{case}");
    let vacuous = line("vacuous/rays-no-instance-l1.json");
    assert!(vacuous.contains(": accepted, vacuous: no case of this length: rays, L = 1"), "{vacuous}");
    let none = line("good/counterexample-no-schedule-l5.json");
    assert!(none.contains(": refuted, for no schedule fulfils the condition ("), "{none}");
}

/// Texts of a document, and the names of files, do not control the terminal; a long statement is cut, with its length.
#[test]
fn texts_are_shown_on_one_line() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let good = std::fs::read_to_string(fixture("good/rays-chain-l3.json")).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&good).unwrap();
    document["claim"]["id"] = "a\"b\u{1b}[2J\n\u{202e}c".into();
    let statement = document["claim"]["statement"].as_str().unwrap().to_owned();
    document["claim"]["statement"] = format!("# TC <= 0\n{statement} and {}", ["0*TC >= 0"; 40].join(" and ")).into();
    let relations = document["instances"].as_array_mut().unwrap();
    for instance in relations {
        let zero = serde_json::json!({"rays": ["0", "0", "0"], "ln_v": "0", "eps_train": "0"});
        instance["relations"].as_array_mut().unwrap().extend(vec![zero; 40]);
    }
    let path = folder.join("it's ends\u{1b}[31m.json");
    std::fs::write(&path, document.to_string()).unwrap();
    let (code, out, _) = run(&[path]);
    assert_eq!(code, Some(0), "{out}");
    assert_eq!(out.lines().count(), 1);
    assert!(out.trim_end().chars().all(|c| c.is_ascii() && !c.is_control()), "{out}");
    assert!(out.contains("it's ends\\u{1b}[31m.json: accepted"), "{out}");
    assert!(out.contains(r#"a\"b\u{1b}[2J \u{202e}c"#), "{out}");
    assert!(out.contains(" characters)") && !out.contains("TC <= 0"), "{out}");
}

/// The answer on a file is there before the next file is read.
#[cfg(unix)]
#[test]
fn a_line_is_printed_as_soon_as_its_file_is_done() {
    let pipe = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("waiting");
    let _ = std::fs::remove_file(&pipe);
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut program = Command::new(env!("CARGO_BIN_EXE_maskproof-check"));
    program.arg(fixture("good/rays-chain-l3.json")).arg(&pipe).stdout(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("accepted"));
    // The writer goes away at once: an empty text.
    drop(File::options().write(true).open(&pipe).unwrap());
    assert!(lines.next().unwrap().unwrap().contains("rejected: NotJson"));
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_maskproof-check"));
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = program.arg(fixture("good/rays-chain-l3.json")).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.starts_with("maskproof-check: the lines cannot be written: "), "{errors}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone_away_is_no_complaint() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_maskproof-check"));
    program.arg(fixture("good/rays-chain-l3.json")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.arg(fixture("declined/too-large.near-ties.json")).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_without_an_end_is_too_large() {
    let (code, out, _) = run(&[PathBuf::from("/dev/zero"), fixture("good/rays-chain-l3.json")]);
    assert_eq!(code, Some(3));
    assert!(
        out.starts_with("/dev/zero: declined: TooLarge: too large: bytes of a document: at most 3145728\n"),
        "{out}"
    );
    assert_eq!(out.lines().count(), 2);
}
