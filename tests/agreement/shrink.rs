//! Smaller texts with the same fault.

use std::cell::Cell;

use super::text::Text;

/// The pieces of a text: words and numbers, white space, and single signs.
fn pieces(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        _ if c.is_alphanumeric() || c == '_' => 0,
        _ if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut found: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let here = class(c);
        if at > start && (last != Some(here) || here == 2) {
            found.push(&text[start..at]);
            start = at;
        }
        last = Some(here);
    }
    found.push(&text[start..]);
    found
}

/// How many texts are tried for one fault.
const TRIED: usize = 4000;

/// The text without pieces that are not needed, each step keeping the fault.
fn smaller(text: &str, has_fault: &mut dyn FnMut(&str) -> bool) -> String {
    let mut text = text.to_owned();
    let mut size = pieces(&text).len() / 2;
    while size > 0 {
        let mut at = 0;
        loop {
            let parts = pieces(&text);
            if at + size > parts.len() {
                break;
            }
            let without = [&parts[..at], &parts[at + size..]].concat().concat();
            if has_fault(&without) { text = without } else { at += 1 }
        }
        size = if size > 6 { size / 2 } else { size - 1 };
    }
    // Simpler words.
    for simple in ["1", "L", "TC"] {
        let count = pieces(&text).len();
        for at in 0..count {
            let mut parts = pieces(&text);
            if parts[at].starts_with(|c: char| c.is_alphanumeric()) && !["1", "L", "TC"].contains(&parts[at]) {
                parts[at] = simple;
                let other = parts.concat();
                if has_fault(&other) {
                    text = other;
                }
            }
        }
    }
    text
}

/// A small text with the same fault.
pub fn shrunken(text: &Text, has_fault: impl Fn(&Text) -> bool) -> Text {
    let mut best = text.clone();
    let tried = Cell::new(0);
    let has_fault = |text: &Text| {
        tried.set(tried.get() + 1);
        tried.get() < TRIED && has_fault(text)
    };
    let without = Text { constant: None, ..best.clone() };
    if has_fault(&without) {
        best = without;
    }
    for _ in 0..3 {
        let before = best.clone();
        best.statement = smaller(&before.statement, &mut |statement| {
            has_fault(&Text { statement: statement.to_owned(), ..before.clone() })
        });
        if let Some((name, value)) = best.constant.clone() {
            let value = smaller(&value, &mut |value| {
                has_fault(&Text { constant: Some((name.clone(), value.to_owned())), ..best.clone() })
            });
            best.constant = Some((name, value));
        }
        if best == before {
            break;
        }
    }
    best
}
