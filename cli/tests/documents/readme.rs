//! Every command that README.md, docs/tour.md, docs/testing.md, docs/rules.md, docs/curves.md, docs/laws.md or docs/rule-vectors.md shows in a
//! console block prints what is shown there.

use std::path::Path;
use std::process::Command;

use super::common::root;

/// A command with the output shown below it.
struct Shown {
    command: String,
    output: Vec<String>,
}

fn shown(document: &str) -> Vec<Shown> {
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    let mut shown: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
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

/// Runs the commands of a document, which are `least` at the least.
fn check(document: &str, least: usize) {
    let program = Path::new(env!("CARGO_BIN_EXE_maskproof")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let shown = shown(document);
    assert!(shown.len() >= least, "{document} shows {} commands", shown.len());
    for Shown { command, output } in shown {
        let run = Command::new("sh").args(["-c", &command]).env("PATH", &path).current_dir(root()).output().unwrap();
        let text = String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap();
        let printed: Vec<&str> = text.lines().map(str::trim_end).collect();
        let expected: Vec<&str> = output.iter().map(String::as_str).collect();
        assert!(matches(&printed, &expected), "{document}: $ {command}\nprints\n{text}");
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
    check("README.md", 2);
}

#[test]
fn commands_print_what_the_tour_shows() {
    check("docs/tour.md", 9);
}

#[test]
fn commands_print_what_the_page_on_tests_shows() {
    check("docs/testing.md", 2);
}

#[test]
fn commands_print_what_the_page_on_rules_shows() {
    check("docs/rules.md", 5);
}

#[test]
fn commands_print_what_the_page_on_curves_shows() {
    check("docs/curves.md", 2);
}

#[test]
fn commands_print_what_the_page_on_laws_shows() {
    check("docs/laws.md", 4);
}

#[test]
fn commands_print_what_the_page_on_vectors_shows() {
    check("docs/rule-vectors.md", 3);
}

/// The lines that the page shows of a manifest are those of the example.
#[test]
fn the_manifest_of_the_page_on_tests_is_that_of_the_example() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let page = read("docs/testing.md");
    let shown = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    assert!(shown.contains("maskproof = {") && read("examples/own-lemma/Cargo.toml").contains(shown), "{shown}");
}

/// A reader sees the whole of the README at a glance, on any screen.
#[test]
fn the_readme_is_short() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.lines().count() <= 150);
    for line in readme.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}
