//! The program: what it prints and how it exits.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
