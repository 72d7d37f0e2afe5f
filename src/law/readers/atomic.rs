//! Writing a file so that it is there whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

/// A file could not be written; what stood at its path before is unchanged.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{}: the file could not be written: {error}", path.display())]
#[diagnostic(code(law::unwritable), help("check that the folder exists, is writable and has space left"))]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// The system's reason.
    pub error: std::io::Error,
}

/// Writes `bytes` to a temporary file in the folder of `path`, then renames it to `path`: a reader, or a run that is
/// interrupted, sees the old file or the new one whole. A symbolic link at `path` is replaced, not followed.
///
/// # Errors
/// [`WriteError`] with the path; the temporary file is then removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write(path, bytes).map_err(|error| WriteError { path: path.to_owned(), error })
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".maskproof-");
    #[cfg(unix)]
    {
        // Temporary files are private by default; an ordinary new file's permissions are 0666 less the umask.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
