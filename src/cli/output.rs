//! Printing that survives full disks and closed pipes.

use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use crate::law::write_atomically;

use super::failure::Failure;

/// Writes to the standard output.
pub fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::ClosedPipe),
        Err(error) => Err(Failure::Stdout(error)),
    }
}

/// Writes to the standard error; there is nowhere to report a failure of that.
pub fn to_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// The JSON text of a value.
pub fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("reports are plain data");
    text.push('\n');
    text
}

/// Writes a whole file or nothing.
pub fn to_file(path: &Path, text: &str) -> Result<(), Failure> {
    write_atomically(path, text.as_bytes()).map_err(Failure::from)
}
