//! The golden certificates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use maskproof_checker::{Answer, check};
use serde_json::Value;

use super::common::root;

const KINDS: [&str; 9] =
    ["case", "constant", "counterexample", "every-length", "farkas", "mixture", "polymatroid", "rays", "shannon"];

/// Whether the checker refuses nothing; a statement that is true because it has no instance counts as accepted.
fn accepts(text: &str) -> bool {
    matches!(check(text), Answer::Accepted(_) | Answer::Vacuous(..))
}

/// The commands of the README of the golden certificates still write them, byte for byte.
#[test]
fn goldens() {
    let folder = root().join("fixtures/certificates/golden");
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    for command in readme.lines().filter_map(|line| line.strip_prefix("    maskproof ")) {
        let words = command.split_whitespace().map(|word| match word {
            "fixtures/certificates/golden" => scratch.path().as_os_str(),
            word => word.trim_matches('\'').as_ref(),
        });
        let output = Command::new(env!("CARGO_BIN_EXE_maskproof")).args(words).current_dir(root()).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{command}: {output:?}");
    }
    let names = |folder: &Path| -> BTreeSet<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.filter(|name| name.ends_with(".json")).collect()
    };
    let mut kinds = BTreeSet::new();
    let written = names(scratch.path());
    assert!(written.is_subset(&names(&folder)), "{written:?}");
    for name in names(&folder) {
        let golden = fs::read_to_string(folder.join(&name)).unwrap();
        if written.contains(&name) {
            assert_eq!(fs::read_to_string(scratch.path().join(&name)).unwrap(), golden, "{name}");
        }
        assert!(accepts(&golden), "{name}");
        kinds.insert(serde_json::from_str::<Value>(&golden).unwrap()["kind"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), KINDS);
}
