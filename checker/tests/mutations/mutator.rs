//! Changes of a document in one place. The tests of the engine include this file as well.

use serde_json::Value;

/// A change in one place.
pub struct Edit {
    /// The place, as a JSON pointer. What is done to an item of an array, or to a key, is written behind it.
    pub path: String,
    /// The pointer of the value that changes: the place, or what contains it.
    pointer: String,
    what: What,
}

/// What is done to a value, or to an item of it.
enum What {
    Replace(Value),
    TakeOut(usize),
    Double(usize),
    Swap(usize),
    TakeOutKey(String),
    RenameKey(String),
}

impl Edit {
    /// What a function makes of the changed document. Afterwards the document is as before.
    pub fn on<T>(&self, document: &mut Value, look: impl FnOnce(&Value) -> T) -> T {
        let place = document.pointer_mut(&self.pointer).unwrap();
        let before = place.clone();
        match (&self.what, place) {
            (What::Replace(new), place) => *place = new.clone(),
            (What::TakeOut(at), Value::Array(items)) => drop(items.remove(*at)),
            (What::Double(at), Value::Array(items)) => items.insert(*at, items[*at].clone()),
            (What::Swap(at), Value::Array(items)) => items.swap(*at, at + 1),
            (What::TakeOutKey(key), Value::Object(entries)) => drop(entries.remove(key)),
            (What::RenameKey(key), Value::Object(entries)) => {
                let item = entries.remove(key).unwrap();
                entries.insert(format!("{key}x"), item);
            }
            _ => unreachable!("an array, or an object"),
        }
        let result = look(document);
        *document.pointer_mut(&self.pointer).unwrap() = before;
        result
    }

    /// The new value in the place; nothing where something was taken out, doubled or moved.
    pub fn change(&self) -> Option<&Value> {
        if let What::Replace(new) = &self.what { Some(new) } else { None }
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
    if path.split('/').any(|part| part == "symmetry") {
        return Some("other permutations that change nothing, with which the sum is right");
    }
    let unordered = ["instances", "proof", "refutations", "cases", "mixture", "terms"];
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
    let mut add = |path: String, what: What| found.push(Edit { path, pointer: pointer.to_owned(), what });
    let mut replacements = Vec::new();
    match value {
        Value::Null => replacements.extend([Value::from(1), Value::from("1")]),
        Value::Bool(_) => {}
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            replacements.extend([number + 1, number - 1, -number].map(Value::from));
            replacements.push(Value::Null);
        }
        Value::String(text) => {
            replacements.extend(strings(text).into_iter().map(Value::from));
            replacements.push(Value::Null);
        }
        Value::Array(items) => {
            for at in 0..items.len() {
                add(format!("{pointer}/{at} taken out"), What::TakeOut(at));
                add(format!("{pointer}/{at} doubled"), What::Double(at));
                if items.get(at + 1).is_some_and(|next| *next != items[at]) {
                    add(format!("{pointer}/{at} swapped"), What::Swap(at));
                }
            }
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{at}"), found);
            }
        }
        Value::Object(entries) => {
            for key in entries.keys() {
                add(format!("{pointer}/{key} taken out"), What::TakeOutKey(key.clone()));
                add(format!("{pointer}/{key} renamed"), What::RenameKey(key.clone()));
            }
            for (key, item) in entries {
                collect(item, &format!("{pointer}/{key}"), found);
            }
        }
    }
    for new in replacements.into_iter().filter(|new| new != value) {
        found.push(Edit { path: pointer.to_owned(), pointer: pointer.to_owned(), what: What::Replace(new) });
    }
}
