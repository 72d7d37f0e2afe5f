//! Laws and predictors from files, and laws to files.

pub mod atomic;
pub mod bounded;
pub mod csv;
pub mod json;
pub mod jsonl_predictor;
pub mod npy;
pub mod samples;
pub mod text;

mod exact_json;
mod listing;
mod npy_header;

pub use self::csv::law_from_csv;
pub use atomic::{WriteError, remove_unfinished, write_atomically};
pub use json::law_from_json;
pub use jsonl_predictor::{predictor_from_jsonl, read_sparse_predictor};
pub use npy::{Rows, predictor_from_npy, read_predictor, read_predictor_of_any_shape};
pub use samples::{SamplesError, read_samples, samples_from_npy};
pub use text::{TextTokens, law_from_text, read_text};

use crate::limits::LAW_BYTES;

use super::{Law, LawError};
use std::path::Path;

/// Reads a law file, `.json` ([`law_from_json`]) or `.csv` ([`law_from_csv`]) by its extension.
///
/// # Errors
/// [`LawError::InFile`] with the path and what is wrong: [`LawError::UnknownExtension`], [`LawError::Unreadable`],
/// [`LawError::NotUtf8`], or an error of the format's reader.
pub fn read_law(path: &Path) -> Result<Law, LawError> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
    let read = || match extension.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("json") => law_from_json(&utf8_text(path, LAW_BYTES)?),
        Some("csv") => law_from_csv(&stem(path), &utf8_text(path, LAW_BYTES)?),
        _ => Err(LawError::UnknownExtension { extension: extension.clone() }),
    };
    read().map_err(|error| error.in_file(path))
}

/// The file's text, of at most `limit` bytes, without a byte order mark.
fn utf8_text(path: &Path, limit: u64) -> Result<String, LawError> {
    let bytes = bounded::read(path, limit).map_err(|error| LawError::Unreadable { error })?;
    let text =
        String::from_utf8(bytes).map_err(|error| LawError::NotUtf8 { offset: error.utf8_error().valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The file's name without folder and extension.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
