//! Every change in one place of every small good file is refused, unless the changed document is still true. Those are
//! listed here, each with the reason why it is true.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use maskproof_checker::{Outcome, check};
use serde_json::Value;

/// A changed document: where, and what stands there now (nothing where something was taken out or moved).
struct Mutant {
    path: String,
    change: String,
    document: Value,
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

/// Values that differ in one place, each with that place.
fn values(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    match value {
        Value::Null => found.extend([(String::new(), Value::from(1)), (String::new(), Value::from("1"))]),
        Value::Bool(_) => {}
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            let others = [number + 1, number - 1, -number].into_iter().filter(|other| *other != number);
            found.extend(others.map(|other| (String::new(), Value::from(other))));
            found.push((String::new(), Value::Null));
        }
        Value::String(text) => {
            found.extend(strings(text).into_iter().map(|text| (String::new(), Value::from(text))));
            found.push((String::new(), Value::Null));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let with = |middle: &[Value]| Value::from([&items[..at], middle, &items[at + 1..]].concat());
                found.push((format!("/{at} taken out"), with(&[])));
                found.push((format!("/{at} doubled"), with(&[item.clone(), item.clone()])));
                if at + 1 < items.len() {
                    let mut swapped = items.clone();
                    swapped.swap(at, at + 1);
                    found.push((format!("/{at} swapped"), Value::from(swapped)));
                }
                found.extend(values(item).into_iter().map(|(path, inner)| (format!("/{at}{path}"), with(&[inner]))));
            }
        }
        Value::Object(entries) => {
            for (key, item) in entries {
                let with = |name: &str, inner: Option<Value>| {
                    let mut changed = entries.clone();
                    changed.remove(key);
                    changed.extend(inner.map(|inner| (name.to_owned(), inner)));
                    Value::from(changed)
                };
                found.push((format!("/{key} taken out"), with("", None)));
                found.push((format!("/{key} renamed"), with(&format!("{key}x"), Some(item.clone()))));
                for (path, inner) in values(item) {
                    found.push((format!("/{key}{path}"), with(key, Some(inner))));
                }
            }
        }
    }
    found
}

fn mutants(original: &Value) -> Vec<Mutant> {
    let changed = values(original).into_iter().filter(|(_, document)| document != original);
    let described = changed.map(|(path, document)| {
        let change = document.pointer(&path).map_or(String::new(), Value::to_string);
        Mutant { path, change, document }
    });
    described.collect()
}

fn good() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/certificates/good");
    let mut files: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let read = |path: &Path| serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
    let all = files.iter().map(|path| (name(path), read(path)));
    all.filter(|(_, document)| document["length"].as_u64().unwrap() <= 4).collect()
}

include!("mutations/harmless.rs");

#[test]
fn a_change_in_one_place_is_refused() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    let mut reasons = BTreeSet::new();
    for (name, original) in good() {
        assert!(matches!(check(&original.to_string()), Outcome::Accepted(_)), "{name}");
        for mutant in mutants(&original) {
            tried += 1;
            let accepted = matches!(check(&mutant.document.to_string()), Outcome::Accepted(_));
            match (accepted, harmless(&name, &original, &mutant)) {
                (true, None) => wrong.push(format!("{name} {} {}", mutant.path, mutant.change)),
                (true, Some(why)) => drop(reasons.insert((name.clone(), why))),
                (false, _) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "accepted:\n{}", wrong.join("\n"));
    assert!(tried > 10_000, "{tried}");
    // An exemption that nothing needs is out of date.
    for entry in HARMLESS {
        assert!(reasons.contains(&(entry.file.to_owned(), entry.why)), "{}: {}", entry.file, entry.why);
    }
}
