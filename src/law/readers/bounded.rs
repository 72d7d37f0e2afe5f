//! Reading whole files of bounded size.
//!
//! Every reader of the program goes through here, so that a file that never ends, or one of gigabytes, is refused
//! before it fills the memory. The limits are far above what is of use:
//!
//! | what | limit in bytes |
//! | --- | --- |
//! | a claim file | [`CLAIM_BYTES`](crate::limits::CLAIM_BYTES), 2^20 |
//! | a law (JSON, rows), a table of a policy | [`LAW_BYTES`](crate::limits::LAW_BYTES), 2^28 |
//! | a text | [`TEXT_BYTES`](crate::limits::TEXT_BYTES), 2^30 |
//! | a predictor (`.npy`) | [`PREDICTOR_BYTES`](crate::limits::PREDICTOR_BYTES): a header, and 8 bytes for each entry |
//! | a measured curve, or samples for one | [`CURVE_BYTES`](crate::limits::CURVE_BYTES), 2^28 |
//! | samples (rows, JSON lines, `.npy`) | [`SAMPLES_BYTES`](crate::limits::SAMPLES_BYTES), 2^30 |
//! | results of a sweep | [`SWEEP_BYTES`](crate::limits::SWEEP_BYTES), 2^30 |
//! | anything from a pipe or a device, which tell no size | [`STREAM_BYTES`], 2^26 |

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

use crate::limits::STREAM_BYTES;

/// The bytes of a file of at most `limit` bytes, of [`STREAM_BYTES`] at most where it is no ordinary file.
///
/// # Errors
/// The system's; [`ErrorKind::IsADirectory`] for a folder; [`ErrorKind::FileTooLarge`] beyond the limit.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(Error::new(ErrorKind::IsADirectory, "it is a folder (a directory), not a file"));
    }
    let limit = if metadata.is_file() { limit } else { limit.min(STREAM_BYTES) };
    let too_large = || Error::new(ErrorKind::FileTooLarge, format!("too large: more than {limit} bytes"));
    if metadata.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// The text of a file, as [`read`] reads it.
///
/// # Errors
/// Those of [`read`], and [`ErrorKind::InvalidData`] where the bytes are not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String> {
    String::from_utf8(read(path, limit)?).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        Error::new(
            ErrorKind::InvalidData,
            format!("it is not UTF-8 text: the byte at offset {place} (from 0) does not fit"),
        )
    })
}

/// What to do about a file that was not read.
pub fn mend(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::FileTooLarge => {
            "give a smaller file: the limits are in docs/claim-language.md, under Limits of files"
        }
        ErrorKind::IsADirectory => "name a file in it",
        ErrorKind::InvalidData => "save the file as UTF-8 text",
        ErrorKind::NotFound => "check the spelling of the path",
        ErrorKind::PermissionDenied => "check the permissions of the file",
        _ => "check the path and the permissions of the file",
    }
}
