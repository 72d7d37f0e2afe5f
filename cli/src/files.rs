//! Files that are written whole or not at all, and devices, pipes and open files that are written to.

use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use maskproof::law::readers::WriteError;
use maskproof::law::write_atomically;

use super::failure::Failure;
use super::pipes::{OtherEnd, patiently};

/// Writes a whole file or nothing. A path that is no ordinary file, or that names an open one, such as `/dev/stdout`,
/// is written to and never replaced.
pub fn to_file(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), Failure> {
    let contents = contents.as_ref();
    check_target(path)?;
    if let Some(file) = open_file(path) {
        return to_open_file(file, path, contents).map_err(|error| refusal(path, error));
    }
    match std::fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => {
            patiently(path, OtherEnd::Reader, || std::fs::OpenOptions::new().write(true).open(path))
                .and_then(|mut device| device.write_all(contents))
                .map_err(|error| refusal(path, error))
        }
        _ => write_atomically(path, contents).map_err(Failure::from),
    }
}

/// A file that is open already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenFile {
    /// The standard output of this program.
    Stdout,
    /// The standard error of this program.
    Stderr,
    /// Another one, or one of another program.
    Other,
}

/// The open file that a path names by way of links, as `/dev/stdout`, `/proc/self/fd/1` and `/proc/4711/fd/1` do.
fn open_file(path: &Path) -> Option<OpenFile> {
    const LONGEST_CHAIN: usize = 16;
    let own = std::process::id().to_string();
    let mut path = path.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let names = path.to_str()?.split('/').collect::<Vec<_>>();
        let found = match names.as_slice() {
            ["", "dev", "fd", number] | ["", "proc", "self" | "thread-self", "fd", number] => Some((true, *number)),
            ["", "proc", process, "fd", number] => Some((*process == own, *number)),
            _ => None,
        };
        if let Some((is_own, number)) = found {
            return Some(match (is_own, number.parse::<u32>().ok()?) {
                (true, 1) => OpenFile::Stdout,
                (true, 2) => OpenFile::Stderr,
                _ => OpenFile::Other,
            });
        }
        let target = std::fs::read_link(&path).ok()?;
        path = path.parent().map_or(target.clone(), |folder| folder.join(target));
    }
    None
}

/// Writes behind what was written to an open file before.
fn to_open_file(file: OpenFile, path: &Path, contents: &[u8]) -> std::io::Result<()> {
    match file {
        OpenFile::Stdout => std::io::stdout().lock().write_all(contents),
        OpenFile::Stderr => std::io::stderr().lock().write_all(contents),
        OpenFile::Other => {
            let mut opened = patiently(path, OtherEnd::Reader, || std::fs::OpenOptions::new().append(true).open(path))?;
            opened.write_all(contents)
        }
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
