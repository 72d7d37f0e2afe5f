//! Printing that survives full disks and closed pipes.

use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

use crate::law::readers::WriteError;
use crate::law::write_atomically;

use super::failure::Failure;

/// Writes to the standard output. A reader that is gone, as in `maskproof catalogue | head -1`, has all it wants.
pub fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Stdout(error)),
        _ => Ok(()),
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

/// Writes a whole file or nothing. What is no ordinary file, such as `/dev/stdout`, is written to and never replaced.
pub fn to_file(path: &Path, text: &str) -> Result<(), Failure> {
    check_target(path)?;
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut device| device.write_all(text.as_bytes()))
            .map_err(|error| refusal(path, error)),
        _ => write_atomically(path, text.as_bytes()).map_err(Failure::from),
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
