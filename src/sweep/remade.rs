//! The sweep of a grid that results belong to, made again from their header.

use std::fmt::Display;
use std::path::Path;

use crate::exact::Limits;
use crate::language::{Catalogue, Claim, ClaimError};
use crate::sampler::{Schedule, ScheduleError};

use super::grid::{ClaimText, Header, MergeError, Sweep};

/// A sweep with its claims, in order of their identifiers.
pub struct RemadeSweep {
    /// The sweep.
    pub sweep: Sweep,
    /// The claims.
    pub claims: Vec<Claim>,
}

/// Why there is no such sweep.
#[derive(Debug, thiserror::Error)]
pub enum RemakeError {
    /// The header does not fit this program, or no sweep has it.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The built-in catalogue cannot be read, which is a defect of the program.
    #[error(transparent)]
    Catalogue(#[from] ClaimError),
}

impl RemadeSweep {
    /// Makes the sweep of a header that was read from a file, with claims that may take so much work.
    ///
    /// # Errors
    /// Whatever does not fit is the fault of the file: [`MergeError::Mixed`] or [`MergeError::Malformed`].
    pub fn of(header: &Header, path: &Path, limits: Limits) -> Result<Self, RemakeError> {
        let mixed = |difference: String| MergeError::Mixed { path: path.to_owned(), difference };
        let malformed = |message: String| MergeError::Malformed { path: path.to_owned(), message };
        if header.version != env!("CARGO_PKG_VERSION") {
            let theirs = &header.version;
            let difference = format!("the version is {theirs}, and this is {}", env!("CARGO_PKG_VERSION"));
            return Err(mixed(difference).into());
        }
        if !header.claims.is_sorted_by(|first, second| first.id < second.id) {
            let message = "header.claims: expected claims in order of their identifiers, each once";
            return Err(malformed(message.to_owned()).into());
        }
        let catalogue = Catalogue::built_in()?;
        let mut claims = Vec::new();
        for (index, text) in header.claims.iter().enumerate() {
            let claim = match &text.file {
                Some(file) => Claim::parse(&text.id, file)
                    .map_err(|error| malformed(format!("header.claims[{index}].file: {error}")))?,
                None => catalogue
                    .find(&text.id)
                    .cloned()
                    .ok_or_else(|| mixed(format!("the catalogue has no claim {}", text.id)))?,
            };
            if ClaimText::new(&claim, text.file.as_deref()) != *text {
                let difference = match text.file {
                    Some(_) => format!("the statement of {} is not that of the claim file beside it", text.id),
                    None => format!("the catalogue has another text of {}", text.id),
                };
                return Err(mixed(difference).into());
            }
            claims.push(claim.within(limits));
        }
        let schedules = match &header.schedules {
            None => None,
            Some(texts) => {
                Some(schedules(texts, header.length).map_err(|error| malformed(format!("header.schedules: {error}")))?)
            }
        };
        let no_sweep = |error: &dyn Display| malformed(format!("its header tells of no sweep: {error}"));
        let grid = header.grid().map_err(|error| no_sweep(&error))?;
        let sweep = Sweep::new(&claims, grid, schedules.as_deref(), header.block_orbits);
        let sweep = sweep.map_err(|error| no_sweep(&error))?;
        if sweep.partition().blocks() != header.blocks {
            let difference = format!("it has {} blocks, and should have {}", header.blocks, sweep.partition().blocks());
            return Err(mixed(difference).into());
        }
        Ok(Self { sweep, claims })
    }
}

/// The schedules of a length that texts name.
fn schedules(texts: &[String], length: usize) -> Result<Vec<Schedule>, ScheduleError> {
    texts.iter().map(|text| text.parse::<Schedule>()?.for_length(length)).collect()
}
