//! Files that earlier runs have left where a run writes its evidence, and that would contradict it.

use std::path::Path;

use maskproof::law::readers::{bounded, law_from_json};
use maskproof::limits::LAW_BYTES;

use super::failure::Failure;
use super::{files, output};

/// What a file of evidence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A certificate.
    Certificate,
    /// A law.
    Law,
}

impl Evidence {
    fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Law => "law",
        }
    }

    fn is_in(self, text: &str) -> bool {
        match self {
            Self::Certificate => serde_json::from_str::<serde_json::Value>(text)
                .is_ok_and(|value| value.get("format").is_some_and(|format| format == "maskproof-certificate")),
            Self::Law => law_from_json(text).is_ok(),
        }
    }
}

/// Removes a file if it holds such evidence, and says so. What is no ordinary file, such as `/dev/null`, stays.
pub fn remove(path: &Path, evidence: Evidence) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    let is_evidence = bounded::read_text(path, LAW_BYTES).is_ok_and(|text| evidence.is_in(&text));
    let name = evidence.name();
    if !is_evidence {
        output::note(&format!("{} is no {name}, and stays as it is", path.display()));
        return Ok(());
    }
    std::fs::remove_file(path).map_err(|error| files::refusal(path, error))?;
    output::note(&format!("removed {}, the {name} of an earlier run", path.display()));
    Ok(())
}

/// Removes the files of a folder with such evidence whose names are told to be those of a run, in the order of the
/// names.
pub fn remove_named(folder: &Path, evidence: Evidence, is_own: impl Fn(&str) -> bool) -> Result<(), Failure> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_own(name)).collect();
    names.sort_unstable();
    names.iter().try_for_each(|name| remove(&folder.join(name), evidence))
}
