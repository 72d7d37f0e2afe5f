//! What the claims of the catalogue say of a schedule.

use std::sync::{Arc, OnceLock};

use maskproof::analysis::{AnalysisError, Bound, analyse};
use maskproof::exact::lazy_form::expand;
use maskproof::{Catalogue, ClaimError, Extended, LogForm as Form};
use pyo3::prelude::*;

use super::background;
use super::claim::claim_error;
use super::errors::Class;
use super::law::{Law, schedule};
use super::log_form::{LogForm, extended};
use super::predictor::Predictor;

/// The catalogue, read once.
///
/// # Errors
/// When a claim of it cannot be read, which is a fault of the library.
pub fn built_in() -> Result<&'static Catalogue, ClaimError> {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    if let Some(catalogue) = CATALOGUE.get() {
        return Ok(catalogue);
    }
    let read = Catalogue::built_in()?;
    Ok(CATALOGUE.get_or_init(|| read))
}

/// A bound with its values worked out.
struct Found {
    claim: String,
    expectation: &'static str,
    relation: &'static str,
    bound: Option<Extended>,
    slack: Option<Form>,
    verdict: &'static str,
}

fn found(bound: &Bound) -> Found {
    let value = bound.bound.as_ref().ok().map(|sum| match sum {
        Some(terms) => Extended::Finite(expand(terms)),
        None => Extended::PositiveInfinity,
    });
    Found {
        claim: bound.claim.clone(),
        expectation: bound.expectation.name(),
        relation: bound.relation.symbol(),
        bound: value,
        slack: bound.slack.as_ref().map(|terms| expand(terms)),
        verdict: bound.verdict.name(),
    }
}

/// The claim, what is expected of it, the relation, the bound, the slack, the verdict.
type BoundParts = (String, &'static str, &'static str, Option<Py<PyAny>>, Option<LogForm>, &'static str);

/// What the claims of the catalogue that bound the expected KL say of a schedule on a law.
#[pyfunction]
#[pyo3(signature = (law, blocks, predictor))]
pub fn bounds(py: Python, law: &Law, blocks: Vec<usize>, predictor: Option<&Predictor>) -> PyResult<Vec<BoundParts>> {
    let schedule = schedule(blocks, law.0.length())?;
    let table = law.0.predictor(predictor)?;
    let law = Arc::clone(&law.0);
    let bounds = background::run(py, None, move |_| {
        let bounds = law.evaluate(table.as_deref(), |subject| {
            let analysis = analyse(subject, &[schedule], built_in().map_err(AnalysisError::Claim)?)?;
            Ok(analysis.schedules.iter().flat_map(|schedule| &schedule.bounds).map(found).collect::<Vec<_>>())
        });
        match bounds {
            Ok(bounds) => bounds.map_err(|error: AnalysisError| match &error {
                AnalysisError::Claim(error) => claim_error(error),
                AnalysisError::Law(error) => Class::Law.of(error),
                _ => Class::Predictor.of(&error),
            }),
            Err(error) => Err(Class::Law.of(&error)),
        }
    })?;
    let bounds = bounds?;
    let parts = |found: Found| {
        let Found { claim, expectation, relation, bound, slack, verdict } = found;
        let bound = bound.map(|bound| extended(py, bound)).transpose()?;
        Ok((claim, expectation, relation, bound, slack.map(LogForm), verdict))
    };
    bounds.into_iter().map(parts).collect()
}
