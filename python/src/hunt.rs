//! Hunts for laws that break a claim.

use std::sync::Arc;
use std::time::{Duration, Instant};

use maskproof::certificate::{restricted, try_case};
use maskproof::hunt::{CaseHunt, Finding, HuntError, Options, Ratio, hunt_with_progress};
use maskproof::{LawError, Schedule, Shape};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::background;
use super::claim::{Bound, bound, claim_error, declined};
use super::errors::{Class, too_large};
use super::law::Law;
use super::log_form::LogForm;
use super::numbers::fraction;

/// The native part of `maskproof.Hunt`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Hunt {
    claim: Arc<maskproof::Claim>,
    found: maskproof::hunt::Hunt,
    schedules: Option<Vec<Schedule>>,
}

fn hunt_error(error: &HuntError) -> PyErr {
    let with = |code, help: &str| Class::Hunt.with(&error.to_string(), code, help);
    match error {
        HuntError::Claim(error) => claim_error(error),
        HuntError::Law(error) => Class::Law.of(error),
        HuntError::TooLarge(error) => too_large(error),
        HuntError::Undefined { defined, .. } => with("hunt::undefined", &format!("give length={defined}, or more")),
        HuntError::NamesLaws { .. } => with("hunt::names_laws", "`check` decides it on these laws, and on others"),
        HuntError::TooLong { needed, .. } => {
            with("hunt::too_long", &format!("give `schedules`, or effort={needed} (with `seconds` to end it in time)"))
        }
    }
}

impl Hunt {
    /// Hunts over laws of a length and a vocabulary size.
    pub fn new(
        py: Python,
        claim: &Arc<maskproof::Claim>,
        (length, vocabulary_size): (usize, usize),
        schedules: Option<Vec<Schedule>>,
        (seed, effort): (u64, u32),
        seconds: Option<f64>,
        progress: Option<&pyo3::Bound<PyAny>>,
    ) -> PyResult<Self> {
        let shape = Shape::new(length, vocabulary_size).map_err(|error: LawError| Class::Law.of(&error))?;
        let limit = seconds.map(|seconds| {
            Duration::try_from_secs_f64(seconds)
                .map_err(|_| PyValueError::new_err(format!("seconds = {seconds}: expected a number from 0")))
        });
        let limit = limit.transpose()?;
        let (own, given) = (Arc::clone(claim), schedules.clone());
        let found = background::run(py, progress, move |monitor| {
            let start = Instant::now();
            let stop = || monitor.is_stopped() || limit.is_some_and(|limit| start.elapsed() >= limit);
            let options = Options { shape, schedules: given.as_deref(), seed, effort };
            hunt_with_progress(&own, &options, &stop, &|done, all| monitor.report(done, all))
        })?;
        let found = found.map_err(|error| hunt_error(&error))?;
        Ok(Self { claim: Arc::clone(claim), found, schedules })
    }

    /// The finding of a case: the best, or the simplest that violates it.
    fn finding(&self, index: usize, is_simplest: bool) -> Option<(&CaseHunt, &Finding)> {
        let case = self.found.cases.get(index)?;
        Some((case, if is_simplest { case.simplest.as_ref() } else { case.finding.as_ref() }?))
    }
}

/// The law, the verdict, the sides of the ratio if there are two, whether it is unbounded, and the ratio where it is a
/// rational.
type FindingParts<'py> =
    (Law, &'static str, Option<(LogForm, LogForm)>, bool, Option<pyo3::Bound<'py, PyAny>>, Bound<'py>);

fn parts<'py>(py: Python<'py>, finding: &Finding) -> PyResult<FindingParts<'py>> {
    let sides = match &finding.ratio {
        Ratio::Quotient(smaller, larger) => Some((LogForm(smaller.clone()), LogForm(larger.clone()))),
        Ratio::None | Ratio::Unbounded => None,
    };
    let exact = finding.ratio.as_rational().map(|ratio| fraction(py, &ratio)).transpose()?;
    let is_unbounded = matches!(finding.ratio, Ratio::Unbounded);
    Ok((Law::of(finding.law.clone()), finding.verdict.name(), sides, is_unbounded, exact, bound(py, &finding.inner)?))
}

/// What is bound, the best finding, the simplest one, and whether the case was reached.
type CaseParts<'py> = (Bound<'py>, Option<FindingParts<'py>>, Option<FindingParts<'py>>, bool);

#[pymethods]
impl Hunt {
    #[getter]
    fn is_violated(&self) -> bool {
        self.found.is_violated
    }

    #[getter]
    fn is_stopped(&self) -> bool {
        self.found.is_stopped
    }

    #[getter]
    fn best(&self) -> Vec<usize> {
        self.found.best.clone()
    }

    fn cases<'py>(&self, py: Python<'py>) -> PyResult<Vec<CaseParts<'py>>> {
        let case = |case: &CaseHunt| {
            let finding = |finding: &Option<Finding>| finding.as_ref().map(|finding| parts(py, finding)).transpose();
            Ok((bound(py, &case.bindings)?, finding(&case.finding)?, finding(&case.simplest)?, case.is_reached))
        };
        self.found.cases.iter().map(case).collect()
    }

    /// The certificates of the verdict on the law of a case, as JSON.
    fn certificates(&self, py: Python, index: usize, is_simplest: bool) -> PyResult<Vec<String>> {
        let Some((case, finding)) = self.finding(index, is_simplest) else { return Ok(Vec::new()) };
        // Where nothing exists that would serve the law, the law is against the case itself.
        let nothing = vec![(Vec::new(), finding.verdict)];
        let instances = if finding.instances.is_empty() { nothing } else { finding.instances.clone() };
        let (claim, outer, law) = (Arc::clone(&self.claim), case.bindings.clone(), finding.law.clone());
        let schedules = self.schedules.clone();
        let made = background::run(py, None, move |_| {
            let certificate = |(inner, verdict)| {
                let bindings = [outer.clone(), inner].concat();
                let claim = restricted(&claim, schedules.as_deref(), &bindings)?;
                Ok(try_case(&claim, &law, &bindings, verdict)?.to_json())
            };
            instances.into_iter().map(certificate).collect::<Result<Vec<_>, _>>()
        })?;
        made.map_err(declined)
    }
}
