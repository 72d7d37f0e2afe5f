//! Named pipes (FIFOs): who opens one waits until the other end is opened, and is told so here.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::output;

/// How long a pipe is waited for in silence.
const PATIENCE: Duration = Duration::from_secs(1);

/// Which end of a pipe another program has to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherEnd {
    /// One that writes.
    Writer,
    /// One that reads.
    Reader,
}

/// Runs what opens a file. Where that is a named pipe and takes longer than a second, a note says what it waits for.
pub fn patiently<T>(path: &Path, other: OtherEnd, open: impl FnOnce() -> T) -> T {
    if !is_pipe(path) {
        return open();
    }
    let (done, is_done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let what = match other {
                    OtherEnd::Writer => "writes into",
                    OtherEnd::Reader => "reads from",
                };
                output::note(&format!("{} is a pipe: waiting for a program that {what} it", path.display()));
            }
        });
        let opened = open();
        drop(done);
        opened
    })
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}
