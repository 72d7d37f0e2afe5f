//! The kind `every-length`: the proofs of the corpus are accepted, every change of one place of a proof is refused, and
//! none is accepted for a statement that is false.

use std::fs;
use std::path::Path;

use maskproof_checker::{Answer, check};
use serde_json::{Value, json};

#[allow(dead_code, reason = "a part is used")]
#[path = "mutations/mutator.rs"]
mod mutator;

use mutator::edits;

fn proofs() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/certificates/good");
    let mut files: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let named = files.iter().map(|path| (name(path), path)).filter(|(name, _)| name.starts_with("every-length-"));
    named.map(|(name, path)| (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())).collect()
}

fn is_accepted(document: &Value) -> bool {
    matches!(check(&document.to_string()), Answer::Accepted(_))
}

#[test]
fn every_change_of_one_place_of_a_proof_is_refused() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (name, original) in proofs() {
        assert!(is_accepted(&original), "{name}: {}", check(&original.to_string()));
        let mut document = original.clone();
        for edit in edits(&original).iter().filter(|edit| edit.path.starts_with("/rays")) {
            tried += 1;
            if edit.on(&mut document, is_accepted) && !is_harmless(&edit.path) {
                wrong.push(format!("{name} {}", edit.describe()));
            }
        }
        assert_eq!(document, original);
    }
    assert!(wrong.is_empty(), "{} of {tried} accepted:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 1000, "{tried}");
}

/// Whether a place is that of a sum or a product, of which the order changes.
fn is_harmless(path: &str) -> bool {
    path.ends_with(" swapped") && ["/terms", "/divisors", "/multiples"].iter().any(|list| path.contains(list))
}

/// The proofs with statements that are false, at the length in the comment or at all.
#[test]
fn no_proof_is_accepted_for_a_false_statement() {
    let false_statements = [
        "for all law, schedule: E_KL <= C * sum(i in 1..L, I(i; rest))",
        "for all law, schedule: E_KL >= C * sum(i in 1..L, I(i; rest)) + eps_train",
        "for all law, schedule: E_KL <= 9/10 * C * sum(i in 1..L, I(i; rest)) + eps_train",
        "for all law, schedule: E_KL <= C * TC + eps_train",
        "for all law, schedule: E_KL < C * sum(i in 1..L, I(i; rest)) + eps_train",
        "for all law, for all j in 1..L-1: 0 <= Z(j + 1) <= Z(j)",
        "for all law, for all j in 1..L-1: 1 * nat <= Z(j) <= Z(j + 1)",
        "for all law, for all j in 1..L: 0 <= Z(j) <= Z(j + 1)",
        "for all law: DTC <= TC",
        "for all law: TC <= DTC",
    ];
    for (name, original) in proofs() {
        for statement in false_statements {
            let mut document = original.clone();
            document["claim"]["statement"] = json!(statement);
            for constant in [document["claim"]["constant"].clone(), json!({"name": "C", "value": "(s_max - 1)/L"})] {
                document["claim"]["constant"] = constant;
                assert!(!is_accepted(&document), "{name}: {statement}");
            }
        }
    }
}
