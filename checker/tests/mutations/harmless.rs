//! The changes that leave a document of the corpus true: `harmless.txt`. After `#`, why; then the files; then the
//! places, each with its changes after a colon, `from => to`. Of a string of the claim, `from` is the piece that is
//! changed; of anything else there is only the new value, as JSON. Where an item is moved or taken out there is no
//! change.

use serde_json::Value;

use super::mutator::{Edit, harmless_anywhere};

/// A change of one place of some files, and why it leaves them true.
pub struct Harmless {
    pub files: Vec<&'static str>,
    pub why: &'static str,
    place: &'static str,
    from: &'static str,
    to: &'static str,
}

/// All that are listed.
pub fn listed() -> Vec<Harmless> {
    let (mut why, mut files) = ("", Vec::new());
    let mut found = Vec::new();
    for line in include_str!("harmless.txt").lines() {
        if let Some(reason) = line.strip_prefix("# ") {
            why = reason;
        } else if let Some(line) = line.strip_prefix("  ") {
            let (place, changes) = line.split_once(": ").unwrap_or((line, "=> "));
            for change in changes.split(" ; ") {
                let (from, to) = change.split_once("=> ").unwrap();
                found.push(Harmless { files: files.clone(), why, place, from: from.trim_end(), to });
            }
        } else {
            files = line.split_whitespace().collect();
        }
    }
    found
}

/// Why a change in this place leaves the document true, if it does.
pub fn harmless(listed: &[Harmless], file: &str, original: &Value, edit: &Edit) -> Option<&'static str> {
    if let Some(why) = harmless_anywhere(original, edit) {
        return Some(why);
    }
    let is_text_of_claim = edit.path == "/claim/statement" || edit.path == "/claim/constant/value";
    let old = original.pointer(&edit.path).and_then(Value::as_str).unwrap_or_default();
    let is_this = |entry: &&Harmless| {
        let same = match edit.change() {
            Some(Value::String(new)) if is_text_of_claim => *new == old.replace(entry.from, entry.to),
            Some(new) => serde_json::to_string(new).is_ok_and(|new| new == entry.to),
            None => entry.to.is_empty(),
        };
        same && edit.path == entry.place && entry.files.contains(&file)
    };
    listed.iter().find(is_this).map(|entry| entry.why)
}
