//! Every change in one place of every small good file is refused, unless the changed document is still true. Those are
//! listed here, each with the reason why it is true.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use maskproof_checker::{Answer, check};
use serde_json::Value;

#[path = "mutations/harmless.rs"]
mod harmless;
#[path = "mutations/mutator.rs"]
mod mutator;

use harmless::{harmless, listed};
use mutator::edits;

fn good() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/certificates");
    let mut files: Vec<_> = fs::read_dir(root.join("good")).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Most changes of a statement without an instance leave it so: one file stands for all.
    files.push(root.join("vacuous/rays-no-instance-l1.json"));
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let read = |path: &Path| serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
    let all = files.iter().map(|path| (name(path), read(path)));
    // Of proofs for every length tests/every_length.rs changes the proof.
    let is_tried = |document: &Value| document["length"].as_u64().unwrap() <= 4 && document["kind"] != "every-length";
    all.filter(|(_, document)| is_tried(document)).collect()
}

/// Whether the checker refuses nothing.
fn accepts(document: &Value) -> bool {
    matches!(check(&document.to_string()), Answer::Accepted(_) | Answer::Vacuous(..))
}

#[test]
fn a_change_in_one_place_is_refused() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    let mut reasons = BTreeSet::new();
    let listed = listed();
    for (name, original) in good() {
        assert!(accepts(&original), "{name}");
        let mut document = original.clone();
        for edit in edits(&original) {
            tried += 1;
            let outcome = edit.on(&mut document, accepts);
            match (outcome, harmless(&listed, &name, &original, &edit)) {
                (true, None) => wrong.push(format!("{name} {}", edit.describe())),
                (true, Some(why)) => drop(reasons.insert((name.clone(), why))),
                (false, _) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "accepted:\n{}", wrong.join("\n"));
    assert!(tried > 10_000, "{tried}");
    // An exemption that nothing needs is out of date.
    for entry in &listed {
        for file in &entry.files {
            assert!(reasons.contains(&((*file).to_owned(), entry.why)), "{file}: {}", entry.why);
        }
    }
}
