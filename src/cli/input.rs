//! Laws, predictors and schedules named on the command line.

use std::path::Path;

use crate::law::families::parse_spec;
use crate::law::{Law, read_law, read_predictor};
use crate::sampler::Schedule;
use crate::sweep::NamedPredictor;

use super::failure::Failure;

/// Reads a law file, or makes the law of a family such as `parity(L=3,V=2)`.
pub fn law(text: &str) -> Result<Law, Failure> {
    let path = Path::new(text);
    if !path.exists() && text.contains('(') {
        return Ok(parse_spec(text)?);
    }
    Ok(read_law(path)?)
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
