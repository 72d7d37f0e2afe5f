//! Laws, predictors and schedules named on the command line.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::exact::Limits;
use crate::law::families::{FAMILIES, parse_spec};
use crate::law::size::check_numbers;
use crate::law::{Law, LawError, read_law, read_predictor};
use crate::sampler::Schedule;
use crate::sweep::NamedPredictor;

use super::failure::Failure;

/// Reads a law file, or makes the law of a family such as `parity(L=3,V=2)`; its numbers must be within limits.
pub fn law(text: &str, limits: Limits) -> Result<Law, Failure> {
    let law = any_law(text)?;
    check_numbers(&law, limits)?;
    Ok(law)
}

fn any_law(text: &str) -> Result<Law, Failure> {
    let path = Path::new(text);
    if text.is_empty() {
        return Err(Failure::Usage {
            message: "the name of the law is empty".to_owned(),
            help: "give a .json or .csv file, or a family such as `parity(L=3,V=2)`".to_owned(),
        });
    }
    if !path.exists() && (text.contains('(') || FAMILIES.iter().any(|family| family.name == text)) {
        return Ok(parse_spec(text)?);
    }
    law_file(path)
}

/// Reads a law file.
pub fn law_file(path: &Path) -> Result<Law, Failure> {
    // Before anything is said about the extension.
    let unreadable = match std::fs::metadata(path) {
        Err(error) => Some(error),
        Ok(metadata) => metadata.is_dir().then(|| Error::from(ErrorKind::IsADirectory)),
    };
    match unreadable {
        Some(error) => Err(LawError::Unreadable { error }.in_file(path).into()),
        None => Ok(read_law(path)?),
    }
}

/// Reads a predictor table for a law.
pub fn predictor(path: &Path, law: &Law) -> Result<NamedPredictor, Failure> {
    let table = read_predictor(path, law.vocabulary_size(), law.length())?;
    let name = path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned());
    Ok(NamedPredictor { name, table })
}

/// Reads schedules of a law's length.
pub fn schedules(texts: &[String], length: usize) -> Result<Vec<Schedule>, Failure> {
    texts.iter().map(|text| Ok(text.parse::<Schedule>()?.for_length(length)?)).collect()
}
