//! Printing that survives full disks and closed pipes.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use maskproof::law::readers::WriteError;
use maskproof::law::write_atomically;

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

/// Writes a whole file or nothing. A path that is no ordinary file, or that names an open one, such as `/dev/stdout`,
/// is written to and never replaced.
pub fn to_file(path: &Path, text: &str) -> Result<(), Failure> {
    check_target(path)?;
    if let Some(descriptor) = descriptor(path) {
        return to_descriptor(descriptor, path, text).map_err(|error| refusal(path, error));
    }
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut device| device.write_all(text.as_bytes()))
            .map_err(|error| refusal(path, error)),
        _ => write_atomically(path, text.as_bytes()).map_err(Failure::from),
    }
}

/// The number of the open file that a path names by way of links, as `/dev/stdout` and `/proc/self/fd/1` do.
fn descriptor(path: &Path) -> Option<u32> {
    const LONGEST_CHAIN: usize = 16;
    let mut path = path.to_owned();
    for _ in 0..LONGEST_CHAIN {
        for folder in ["/proc/self/fd", "/dev/fd"] {
            if let Some(number) = path.strip_prefix(folder).ok().and_then(Path::to_str) {
                return number.parse().ok();
            }
        }
        let target = std::fs::read_link(&path).ok()?;
        path = path.parent().map_or(target.clone(), |folder| folder.join(target));
    }
    None
}

/// Writes behind what was written to an open file before.
fn to_descriptor(number: u32, path: &Path, text: &str) -> std::io::Result<()> {
    match number {
        1 => std::io::stdout().lock().write_all(text.as_bytes()),
        2 => std::io::stderr().lock().write_all(text.as_bytes()),
        _ => std::fs::OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes()),
    }
}

/// Writes a file into a folder, which is made if it does not exist.
pub fn to_new_file(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| refusal(folder, error))?;
    to_file(&folder.join(name), text)
}

/// Refuses a file that cannot be written because of its path, before a long computation is done for it.
pub fn check_target(path: &Path) -> Result<(), Failure> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(refusal(path, Error::from(ErrorKind::IsADirectory)));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.map(std::fs::metadata) {
        None => Ok(()),
        Some(Ok(metadata)) if metadata.is_dir() => Ok(()),
        Some(Ok(_)) => Err(refusal(path, Error::from(ErrorKind::NotADirectory))),
        Some(Err(error)) => Err(refusal(path, error)),
    }
}

/// The failure to write a file.
pub fn refusal(path: &Path, error: Error) -> Failure {
    Failure::Write(WriteError { path: path.to_owned(), error })
}
