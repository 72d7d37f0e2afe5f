//! Writing a file so that it is there whole or not at all.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnosis::{Advice, Diagnosis};

/// How the names of unfinished files begin, end, and how many letters and digits stand between.
const UNFINISHED: (&str, &str, usize) = (".maskproof-unfinished-", ".part", 12);

/// A file could not be written; what stood at its path before is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{}: the file could not be written: {error}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// The system's reason.
    pub error: std::io::Error,
}

impl Diagnosis for WriteError {
    fn advice(&self) -> Advice {
        Advice::new("law::unwritable", mend(&self.error))
    }
}

/// What to do about a file that was not written.
fn mend(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied, StorageFull};
    match error.kind() {
        IsADirectory => "it is a folder: name a file in it",
        NotADirectory => "a part of the path is a file, not a folder: name another folder",
        NotFound => "check that the folder exists",
        PermissionDenied => "check that the folder is writable",
        StorageFull => "make space, or name a file on another disk",
        _ => "check that the folder exists, is writable and has space left",
    }
}

/// Writes `bytes` to a temporary file in the folder of `path`, then renames it to `path`: a reader, or a run that is
/// interrupted, sees the old file or the new one whole. A symbolic link at `path` is replaced, not followed. A run that
/// is killed leaves its temporary file; [`remove_unfinished`] removes it.
///
/// # Errors
/// [`WriteError`] with the path; the temporary file is then removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write(path, bytes).map_err(|error| WriteError { path: path.to_owned(), error })
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = unfinished(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A new temporary file, locked as long as it is open, so that no other run takes it for a leftover.
fn unfinished(folder: &Path) -> std::io::Result<NamedTempFile> {
    let (prefix, suffix, letters) = UNFINISHED;
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(suffix).rand_bytes(letters);
    #[cfg(unix)]
    {
        // Temporary files are private by default; an ordinary new file's permissions are 0666 less the umask.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    loop {
        let file = builder.tempfile_in(folder)?;
        // Where a file system has no locks, nothing is ever taken for a leftover either.
        let _ = file.as_file().try_lock();
        // Another run may have removed it before the lock was there.
        if is_at(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

/// Removes the files that runs which were killed left unfinished in a folder: those with a name that only
/// [`write_atomically`] gives, and that no live run holds. What cannot be read or removed stays.
pub fn remove_unfinished(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_unfinished_name)
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_ours {
            continue;
        }
        let path = entry.path();
        // Writable, because some file systems lock nothing else.
        let Ok(file) = File::options().read(true).write(true).open(&path) else { continue };
        if file.try_lock().is_ok() && is_at(&file, &path) {
            let _ = std::fs::remove_file(&path);
        }
    }
}

fn is_unfinished_name(name: &str) -> bool {
    let (prefix, suffix, letters) = UNFINISHED;
    name.strip_prefix(prefix)
        .and_then(|rest| rest.strip_suffix(suffix))
        .is_some_and(|middle| middle.len() == letters && middle.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(open), Ok(found)) => (open.dev(), open.ino()) == (found.dev(), found.ino()),
        _ => false,
    }
}

/// Whether a path still leads to an open file: elsewhere, an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_killed_run_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".maskproof-unfinished-a1B2c3D4e5F6.part");
        let kept = [".maskproof-unfinished-a1B2c3D4e5F.part", ".maskproof-unfinished-notes.part", ".maskproof-config"];
        for name in kept {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::write(&left, "half").unwrap();
        let live = unfinished(folder.path()).unwrap();
        remove_unfinished(folder.path());
        assert!(!left.exists() && live.path().exists());
        assert!(kept.iter().all(|name| folder.path().join(name).exists()));
    }
}
