//! Laws and predictors from files, and laws to files.

pub mod atomic;
pub mod bounded;
pub mod csv;
pub mod data_error;
pub mod delimited;
pub mod float_rows;
pub mod json;
pub mod jsonl_predictor;
pub mod npy;
pub mod sample_rows;
pub mod samples;
mod samples_error;
pub mod text;
pub mod token_array;
pub mod token_lines;

mod exact_json;
mod integer_rows;
mod listing;
mod npy_header;
pub mod written;

pub use self::csv::{law_from_csv, sparse_law_from_csv};
pub use atomic::{WriteError, remove_unfinished, write_atomically};
pub use data_error::DataError;
pub use delimited::{HeaderRow, SampleOptions, ValueColumn, law_of_rows};
pub use json::{law_from_json, sparse_law_from_json};
pub use jsonl_predictor::{predictor_from_jsonl, read_sparse_predictor};
pub use npy::{Rows, predictor_from_npy, read_predictor, read_predictor_of_any_shape};
pub use sample_rows::SampledLaw;
pub use samples::{SamplesError, read_samples, samples_from_npy};
pub use text::{TextTokens, law_from_text, read_text};
pub use token_array::law_of_token_array;
pub use token_lines::law_of_token_lines;
pub use written::LawFormat;

use crate::limits::{LAW_BYTES, SAMPLES_BYTES};

use super::{Law, LawError, SparseLaw};
use std::path::Path;

/// Reads a law file, `.json` ([`law_from_json`]) or `.csv` ([`law_from_csv`]) by its extension.
///
/// # Errors
/// [`LawError::InFile`] with the path and what is wrong: [`LawError::UnknownExtension`], [`LawError::Unreadable`],
/// [`LawError::NotUtf8`], or an error of the format's reader.
pub fn read_law(path: &Path) -> Result<Law, LawError> {
    read_sparse_law(path)?.to_table().map_err(|error| error.in_file(path))
}

/// As [`read_law`], for laws of any number of possible sequences.
///
/// # Errors
/// As [`read_law`], and [`LawError::TooManySequences`] in the place of [`LawError::TooLarge`].
pub fn read_sparse_law(path: &Path) -> Result<SparseLaw, LawError> {
    Ok(read_any_law(path, &[], false)?.law)
}

/// Reads a law file, `.json`, `.csv` or `.tsv`, or samples of tokens, `.jsonl`, `.ndjson` or `.npy`; the law of some
/// positions by their names or numbers from 1, or of all; probabilities whose sum is not 1 may be normalised.
///
/// # Errors
/// [`LawError::InFile`] with the path and what is wrong.
pub fn read_any_law(path: &Path, positions: &[String], normalise: bool) -> Result<SampledLaw, LawError> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
    let read = || match extension.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("json") => sparse_law_from_json(&utf8_text(path, LAW_BYTES)?, normalise),
        Some("csv" | "tsv") => sparse_law_from_csv(&stem(path), &utf8_text(path, LAW_BYTES)?, normalise),
        Some("jsonl" | "ndjson") => law_of_token_lines(&stem(path), &utf8_text(path, SAMPLES_BYTES)?),
        Some("npy") => {
            let bytes = bounded::read(path, SAMPLES_BYTES).map_err(|error| LawError::Unreadable { error })?;
            law_of_token_array(&stem(path), &bytes)
        }
        _ => Err(LawError::UnknownExtension { extension: extension.clone() }),
    };
    read().and_then(|read| chosen(read, positions)).map_err(|error| error.in_file(path))
}

/// Reads samples as a law, by the file's extension: `.csv`, `.tsv` and `.txt` are rows of fields ([`law_of_rows`]),
/// `.jsonl` and `.ndjson` JSON lines ([`law_of_token_lines`]), `.npy` an array of token numbers
/// ([`law_of_token_array`]). Positions are chosen, and probabilities normalised, in all of them; a column of counts and a
/// header are those of rows of fields.
///
/// # Errors
/// [`LawError::InFile`] with the path and what is wrong: [`LawError::UnknownExtension`], [`LawError::Unreadable`],
/// [`LawError::NotUtf8`], or an error of the format's reader.
pub fn read_sampled_law(path: &Path, options: &SampleOptions) -> Result<SampledLaw, LawError> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
    match extension.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("csv" | "tsv" | "txt") => {
            let read = || law_of_rows(&stem(path), &utf8_text(path, SAMPLES_BYTES)?, options);
            read().map_err(|error| error.in_file(path))
        }
        Some("jsonl" | "ndjson" | "npy") => read_any_law(path, &options.positions, options.normalise),
        _ => Err(LawError::NoSamples { extension }.in_file(path)),
    }
}

/// The law of the positions with some names or numbers from 1; the law itself where there is none.
fn chosen(read: SampledLaw, positions: &[String]) -> Result<SampledLaw, LawError> {
    Ok(SampledLaw { law: read.law.select(positions)?, ..read })
}

/// The file's text, of at most `limit` bytes, without a byte order mark.
fn utf8_text(path: &Path, limit: u64) -> Result<String, LawError> {
    let bytes = bounded::read(path, limit).map_err(|error| LawError::Unreadable { error })?;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(DataError::Utf16.into());
    }
    let text =
        String::from_utf8(bytes).map_err(|error| LawError::NotUtf8 { offset: error.utf8_error().valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The file's name without folder and extension.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
