//! The independent checker.

use maskproof_checker::{Answer, Decline, Rejection, Summary, check_within};
use pyo3::prelude::*;

use super::background;

/// The statement, the kind, the length, how many parts were checked, what was proved.
type SummaryParts = (String, String, usize, usize, String, Option<(String, String)>);

fn parts(summary: Summary) -> SummaryParts {
    let Summary { kind, statement, constant, length, checked, what, .. } = summary;
    (statement, kind, length, checked, what, constant)
}

/// What the checker says of a document: an outcome, its line, the reason where it is not accepted, and what was proved.
#[pyfunction]
pub fn check_certificate(
    py: Python,
    document: Vec<u8>,
    limit: u64,
) -> PyResult<(&'static str, String, Option<String>, Option<SummaryParts>)> {
    let answer = background::run(py, None, move |_| check_within(&document, limit))?;
    let line = answer.to_string();
    Ok(match answer {
        Answer::Accepted(summary) => ("accepted", line, None, Some(parts(summary))),
        Answer::Vacuous(summary, why) => ("vacuous", line, Some(why), Some(parts(summary))),
        Answer::Rejected(Rejection { reason, words }) => ("rejected", line, Some(format!("{reason:?}: {words}")), None),
        Answer::Declined(Decline { why, words }) => ("declined", line, Some(format!("{why:?}: {words}")), None),
    })
}
