//! Printing that survives full disks and closed pipes.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write};

use serde::Serialize;

use super::failure::Failure;
use super::report::name::one_line;

/// The text with control characters made visible, as `\u{1b}`: names, tokens and titles come from files, and what a
/// terminal takes for a command or for another direction of writing must not reach it. Ends of lines and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) { shown.extend(character.escape_unicode()) } else { shown.push(character) }
    }
    Cow::Owned(shown)
}

/// Whether a character is a control, also beyond ASCII, or turns or breaks lines.
fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        character => character.is_control(),
    }
}

/// A JSON text with hidden characters escaped: those that JSON may hold as they are stand in strings only.
pub fn printable_json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && character != '\r' {
            // None of them is beyond 16 bits.
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Writes to the standard output, [`printable`]. A reader that is gone, as in `maskproof catalogue | head -1`, has all
/// it wants.
pub fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(printable(text).as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Stdout(error)),
        _ => Ok(()),
    }
}

/// Writes to the standard error, [`printable`]; there is nowhere to report a failure of that.
pub fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(printable(text).as_bytes());
}

/// Writes a note to the standard error: one line, whatever the names in it.
pub fn note(text: &str) {
    to_stderr(&format!("note: {}\n", one_line(text)));
}

/// The JSON text of a value.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("reports are plain data");
    text.push('\n');
    printable_json(&text)
}

/// The JSON text of a value, on one line.
pub fn compact_json(value: &impl Serialize) -> String {
    printable_json(&(serde_json::to_string(value).expect("reports are plain data") + "\n"))
}

/// Writes a report to the standard output, as JSON or as text.
pub fn report<R: Serialize>(is_json: bool, report: &R, to_text: impl FnOnce(&R) -> String) -> Result<(), Failure> {
    to_stdout(&if is_json { json(report) } else { to_text(report) })
}

/// Writes several reports to the standard output: as JSON, in a list unless there is one, or as one text.
pub fn reports<R: Serialize>(
    is_json: bool,
    reports: &[R],
    to_text: impl FnOnce(&[R]) -> String,
) -> Result<(), Failure> {
    to_stdout(&match (is_json, reports) {
        (true, [only]) => json(only),
        (true, several) => json(&several),
        (false, several) => to_text(several),
    })
}
