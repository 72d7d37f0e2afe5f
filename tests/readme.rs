//! Every command that README.md shows in a console block prints what the README says.

use std::path::Path;
use std::process::Command;

/// A command of the README with the output shown below it.
struct Shown {
    command: String,
    output: Vec<String>,
}

fn shown() -> Vec<Shown> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut shown: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (line, inside) {
            ("```console", false) => inside = true,
            ("```", true) => inside = false,
            (line, true) => match line.strip_prefix("$ ") {
                Some(command) => shown.push(Shown { command: command.to_owned(), output: Vec::new() }),
                None => shown.last_mut().expect("a block starts with a command").output.push(line.to_owned()),
            },
            (_, false) => {}
        }
    }
    shown
}

/// Whether the lines are those shown, where `[...]` stands for any number of lines.
fn matches(printed: &[&str], shown: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"[...]", rest)) => (0..=printed.len()).any(|skipped| matches(&printed[skipped..], rest)),
        Some((first, rest)) => printed.first() == Some(first) && matches(&printed[1..], rest),
    }
}

#[test]
fn matching_can_fail() {
    assert!(matches(&["a", "b", "c"], &["a", "[...]", "c"]));
    assert!(!matches(&["a", "b"], &["a"]));
    assert!(!matches(&["a"], &["a", "b"]));
    assert!(!matches(&["a", "b", "c"], &["a", "[...]", "b"]));
}

#[test]
fn commands_print_what_the_readme_shows() {
    let program = Path::new(env!("CARGO_BIN_EXE_maskproof")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let shown = shown();
    assert!(shown.len() >= 6, "the README shows {} commands", shown.len());
    for Shown { command, output } in shown {
        let run = Command::new("sh")
            .args(["-c", &command])
            .env("PATH", &path)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let text = String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap();
        let printed: Vec<&str> = text.lines().map(str::trim_end).collect();
        let expected: Vec<&str> = output.iter().map(String::as_str).collect();
        assert!(matches(&printed, &expected), "$ {command}\nprints\n{text}");
    }
}
