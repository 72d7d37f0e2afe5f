//! Disagreements: collected, shrunk, and printed with their seeds.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use super::shrink::shrunken;
use super::text::Text;

/// A text of which two programs say different things.
#[derive(Debug, Clone)]
pub struct Disagreement {
    pub seed: u64,
    /// What was done to the text.
    pub kind: String,
    /// What they say: the same for texts with the same fault.
    pub signature: String,
    pub text: Text,
    /// The certificate without its claim, where there is one.
    pub document: Value,
}

/// Pieces of the signatures of disagreements that are known, with what is the matter.
const KNOWN: [(&str, &str); 0] = [];

/// Leaves out what is known, and prints how often it came up.
pub fn unknown(found: Vec<Disagreement>) -> Vec<Disagreement> {
    let is_known = |each: &Disagreement| KNOWN.iter().find(|(piece, _)| each.signature.contains(piece));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    found.iter().filter_map(is_known).for_each(|(_, why)| *counts.entry(why).or_default() += 1);
    counts.iter().for_each(|(why, count)| println!("    known, {count} times: {why}"));
    found.into_iter().filter(|each| is_known(each).is_none()).collect()
}

/// How many texts of one signature are shown, and how many signatures.
const SHOWN: usize = 1;
const SIGNATURES: usize = 60;

/// The disagreements by signature, the shortest of each shrunk: `signature` says what the programs say of another text,
/// if they disagree.
pub fn report(found: &[Disagreement], signature: impl Fn(&Text, &Disagreement) -> Option<String>) -> String {
    let mut by_signature: BTreeMap<&str, Vec<&Disagreement>> = BTreeMap::new();
    found.iter().for_each(|each| by_signature.entry(&each.signature).or_default().push(each));
    let mut report = String::new();
    let mut by_number: Vec<(&str, Vec<&Disagreement>)> = by_signature.into_iter().collect();
    by_number.sort_by_key(|(_, each)| std::cmp::Reverse(each.len()));
    writeln!(report, "{} kinds", by_number.len()).expect("a string");
    for (same, mut each) in by_number.into_iter().take(SIGNATURES) {
        each.sort_by_key(|each| each.text.statement.len());
        writeln!(report, "{} texts: {same}", each.len()).expect("a string");
        for each in each.into_iter().take(SHOWN) {
            let small = shrunken(&each.text, |text| signature(text, each).as_deref() == Some(same));
            writeln!(report, "    seed {}, {}: {:?}", each.seed, each.kind, small.statement).expect("a string");
            if let Some((name, value)) = &small.constant {
                writeln!(report, "        with the constant {name:?} = {value:?}").expect("a string");
            }
            if !each.document.is_null() {
                writeln!(report, "        in {}", each.document).expect("a string");
            }
        }
    }
    report
}
