//! Changes of a document in one place. The tests of the engine include this file as well.

use serde_json::Value;

/// A change in one place.
pub struct Edit {
    /// The place, as a JSON pointer. What is done to an item of an array, or to a key, is written behind it.
    pub path: String,
    /// The pointer of the value that is replaced: the place, or what contains it.
    pointer: String,
    /// What it is replaced by.
    value: Value,
}

impl Edit {
    /// The changed document.
    pub fn apply(&self, original: &Value) -> Value {
        let mut document = original.clone();
        *document.pointer_mut(&self.pointer).unwrap() = self.value.clone();
        document
    }

    /// The new value in the place; nothing where something was taken out, doubled or moved.
    pub fn change(&self) -> Option<&Value> {
        (self.path == self.pointer).then_some(&self.value)
    }

    /// The place, and what stands there now.
    pub fn describe(&self) -> String {
        format!("{} {}", self.path, self.change().map_or(String::new(), Value::to_string))
    }
}

/// Why a change leaves any document true, whatever the kind or the claim.
pub fn harmless_anywhere(original: &Value, edit: &Edit) -> Option<&'static str> {
    let path = edit.path.as_str();
    if path == "/claim/id" && edit.change().is_some_and(Value::is_string) {
        return Some("a free text");
    }
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(|text| text.replace(' ', ""));
    let is_text_of_claim = path == "/claim/statement" || path == "/claim/constant/value";
    if is_text_of_claim && edit.change().is_some() && text(original.pointer(path)) == text(edit.change()) {
        return Some("white space only separates words");
    }
    if path == "/claim/constant/value" && original["kind"] == "constant" {
        return Some("the claimed value is ignored");
    }
    let unordered = ["instances", "proof", "refutations", "mixture"];
    let swapped: Vec<&str> = path.strip_suffix(" swapped").unwrap_or("").rsplit('/').collect();
    if swapped.len() > 1 && unordered.contains(&swapped[1]) {
        return Some("in any order");
    }
    None
}

fn character_changed(c: char) -> char {
    match c {
        '9' => '0',
        'z' => 'a',
        'Z' => 'A',
        '<' => '>',
        '>' => '<',
        '+' => '-',
        '-' => '+',
        '*' => '/',
        '/' => '*',
        ',' => ';',
        _ if c.is_ascii_alphanumeric() => char::from_u32(u32::from(c) + 1).unwrap(),
        _ => '!',
    }
}

/// Strings that differ in one place: a character changed, doubled or taken out; a word taken out or doubled; for
/// numbers also the neighbours, the negative and zero.
fn strings(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = vec![String::new(), format!("{text} ")];
    for at in 0..chars.len() {
        let with = |middle: &[char]| [&chars[..at], middle, &chars[at + 1..]].concat().iter().collect::<String>();
        found.extend([with(&[]), with(&[chars[at], chars[at]]), with(&[character_changed(chars[at])])]);
    }
    let words: Vec<&str> = text.split(' ').collect();
    for at in 0..words.len() {
        let with = |middle: &[&str]| [&words[..at], middle, &words[at + 1..]].concat().join(" ");
        found.extend([with(&[]), with(&[words[at], words[at]])]);
        if at + 1 < words.len() {
            let mut swapped = words.clone();
            swapped.swap(at, at + 1);
            found.push(swapped.join(" "));
        }
    }
    let (above, below) = text.split_once('/').map_or((text, None), |(above, below)| (above, Some(below)));
    if let Ok(number) = above.parse::<i64>() {
        let tail = below.map_or(String::new(), |below| format!("/{below}"));
        found.extend([number + 1, number - 1, -number, 0].map(|other| format!("{other}{tail}")));
    }
    found
}

/// Every change in one place.
pub fn edits(document: &Value) -> Vec<Edit> {
    let mut found = Vec::new();
    collect(document, "", &mut found);
    found
}

fn collect(value: &Value, pointer: &str, found: &mut Vec<Edit>) {
    let mut replace = |path: String, new: Value| {
        if new != *value {
            found.push(Edit { path, pointer: pointer.to_owned(), value: new });
        }
    };
    let here = || pointer.to_owned();
    match value {
        Value::Null => {
            replace(here(), Value::from(1));
            replace(here(), Value::from("1"));
        }
        Value::Bool(_) => {}
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            [number + 1, number - 1, -number].into_iter().for_each(|other| replace(here(), Value::from(other)));
            replace(here(), Value::Null);
        }
        Value::String(text) => {
            strings(text).into_iter().for_each(|text| replace(here(), Value::from(text)));
            replace(here(), Value::Null);
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let with = |middle: &[Value]| Value::from([&items[..at], middle, &items[at + 1..]].concat());
                replace(format!("{pointer}/{at} taken out"), with(&[]));
                replace(format!("{pointer}/{at} doubled"), with(&[item.clone(), item.clone()]));
                if let Some(next) = items.get(at + 1) {
                    let mut swapped = items.clone();
                    (swapped[at], swapped[at + 1]) = (next.clone(), item.clone());
                    replace(format!("{pointer}/{at} swapped"), Value::from(swapped));
                }
            }
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{at}"), found);
            }
        }
        Value::Object(entries) => {
            for (key, item) in entries {
                let mut others = entries.clone();
                others.remove(key);
                replace(format!("{pointer}/{key} taken out"), Value::from(others.clone()));
                others.insert(format!("{key}x"), item.clone());
                replace(format!("{pointer}/{key} renamed"), Value::from(others));
            }
            for (key, item) in entries {
                collect(item, &format!("{pointer}/{key}"), found);
            }
        }
    }
}
