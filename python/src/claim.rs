//! Claims, and what their cases are on a law.

use std::path::PathBuf;
use std::sync::Arc;

use maskproof::cases::bindings::{Binding, schedule_of};
use maskproof::certificate::{Declined, try_case};
use maskproof::evaluation::SparseSetting;
use maskproof::exact::Limits;
use maskproof::{ClaimError, Comparison, Extended, NamedPredictor, Setting, Verdict};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::background;
use super::bounds::built_in;
use super::computed::{Computed, Kept};
use super::decision::{Decision, SharpConstant};
use super::errors::Class;
use super::hunt::Hunt;
use super::law::{Law, schedules};
use super::log_form::{LogForm, extended};
use super::numbers::int;
use super::predictor::Predictor;
use super::sweep::Sweep;

/// The native part of `maskproof.Claim`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Claim(pub Arc<maskproof::Claim>);

/// The exception for an error of a claim.
pub fn claim_error(error: &ClaimError) -> PyErr {
    Class::Claim.of(error)
}

/// The exception that says why there is no certificate.
pub fn declined(reason: Declined) -> PyErr {
    let help = "`maskproof.check_certificate` reads what docs/certificate-format.md describes";
    Class::Certificate.with(&format!("there is no certificate: {reason}"), "certificate::none", help)
}

/// What quantifiers bind: as texts, the schedule, and the integers by name.
pub type Bound<'py> = (Vec<String>, Option<Vec<usize>>, pyo3::Bound<'py, PyDict>);

/// What quantifiers bind.
///
/// # Errors
/// When memory runs out.
pub fn bound<'py>(py: Python<'py>, bindings: &[Binding]) -> PyResult<Bound<'py>> {
    let integers = PyDict::new(py);
    for binding in bindings {
        if let Binding::Variable(name, value) = binding {
            integers.set_item(name, int(py, value)?)?;
        }
    }
    let texts = bindings.iter().map(ToString::to_string).collect();
    Ok((texts, schedule_of(bindings).map(|schedule| schedule.blocks().to_vec()), integers))
}

/// The claims of the catalogue, in order of their identifiers.
#[pyfunction]
pub fn catalogue(py: Python) -> PyResult<Vec<Claim>> {
    let catalogue = py.detach(built_in).map_err(|error| claim_error(&error))?;
    Ok(catalogue.claims().iter().cloned().map(|claim| Claim(Arc::new(claim))).collect())
}

#[pymethods]
impl Claim {
    /// The claim in the text of a claim file, or that of a statement alone.
    #[staticmethod]
    fn parse(name: &str, text: &str, positions: Vec<String>) -> PyResult<Self> {
        let claim = maskproof::Claim::of_text_on(name, text, &positions);
        claim.map(|claim| Self(Arc::new(claim))).map_err(|error| claim_error(&error))
    }

    #[staticmethod]
    fn from_file(path: PathBuf, positions: Vec<String>) -> PyResult<Self> {
        let claim = maskproof::Claim::read_on(&path, &positions, Limits::default());
        claim.map(|claim| Self(Arc::new(claim))).map_err(|error| claim_error(&error))
    }

    /// The claim with so many times the default limits.
    fn within(&self, times: u32) -> Self {
        Self(Arc::new(maskproof::Claim::clone(&self.0).within(Limits::times(times))))
    }

    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    #[getter]
    fn title(&self) -> &str {
        self.0.title()
    }

    #[getter]
    fn source(&self) -> &str {
        self.0.source()
    }

    #[getter]
    fn provenance(&self) -> String {
        self.0.provenance().to_string()
    }

    #[getter]
    fn reading(&self) -> Option<&str> {
        self.0.reading()
    }

    #[getter]
    fn note(&self) -> Option<&str> {
        self.0.note()
    }

    #[getter]
    fn expectation(&self) -> &'static str {
        self.0.expectation().name()
    }

    #[getter]
    fn statement(&self) -> &str {
        self.0.text()
    }

    /// The name and the text of the constant.
    #[getter]
    fn constant(&self) -> Option<(&str, &str)> {
        self.0.constant().map(|constant| (constant.name.as_str(), constant.text.as_str()))
    }

    /// Every case on a law with its predictor, decided.
    #[pyo3(signature = (law, predictor, predictor_name))]
    fn check(&self, py: Python, law: &Law, predictor: Option<&Predictor>, predictor_name: String) -> PyResult<Check> {
        let table = law.0.predictor(predictor)?;
        let predictor =
            table.map(|table| NamedPredictor { name: predictor_name, table: maskproof::PredictorTable::clone(&table) });
        let is_exact = predictor.is_none();
        let (claim, given) = (Arc::clone(&self.0), Arc::clone(&law.0));
        let check = background::run(py, None, move |_| {
            let check = match given.kept() {
                Kept::Table(table) => claim.check(&Setting { law: table.law.clone(), predictor }),
                Kept::Sequences(kept) => {
                    let setting = SparseSetting::of(kept.anew());
                    let check = claim.check_item(&setting);
                    if let Some(error) = setting.refusal() {
                        return Err(Class::Law.of(&error));
                    }
                    check
                }
            };
            check.map_err(|error| claim_error(&error))
        })??;
        Ok(Check { claim: Arc::clone(&self.0), law: Arc::clone(&law.0), is_exact, check })
    }

    /// The decisions for all laws of some lengths.
    #[pyo3(signature = (lengths, schedules, progress))]
    fn decide(
        &self,
        py: Python,
        lengths: Vec<usize>,
        schedules: Option<Vec<Vec<usize>>>,
        progress: Option<&pyo3::Bound<PyAny>>,
    ) -> PyResult<Vec<Decision>> {
        let schedules = self::schedules(schedules, lengths.first().copied().unwrap_or_default())?;
        Decision::each(py, &self.0, lengths, schedules, progress)
    }

    /// The sharp constants at a length.
    #[pyo3(signature = (length, schedules))]
    fn sharp_constants(
        &self,
        py: Python,
        length: usize,
        schedules: Option<Vec<Vec<usize>>>,
    ) -> PyResult<Vec<SharpConstant>> {
        SharpConstant::all(py, &self.0, length, self::schedules(schedules, length)?)
    }

    /// A hunt for laws that break the claim.
    #[pyo3(signature = (length, vocabulary_size, schedules, seed, effort, seconds, progress))]
    #[allow(clippy::too_many_arguments, reason = "the keywords of a Python method")]
    fn hunt(
        &self,
        py: Python,
        length: usize,
        vocabulary_size: usize,
        schedules: Option<Vec<Vec<usize>>>,
        seed: u64,
        effort: u32,
        seconds: Option<f64>,
        progress: Option<&pyo3::Bound<PyAny>>,
    ) -> PyResult<Hunt> {
        let schedules = self::schedules(schedules, length)?;
        Hunt::new(py, &self.0, (length, vocabulary_size), schedules, (seed, effort), seconds, progress)
    }

    /// The claim on every law with a common denominator.
    #[pyo3(signature = (length, vocabulary_size, denominator, support, schedules, progress))]
    #[allow(clippy::too_many_arguments, reason = "the keywords of a Python method")]
    fn sweep(
        &self,
        py: Python,
        length: usize,
        vocabulary_size: usize,
        denominator: u32,
        support: Option<usize>,
        schedules: Option<Vec<Vec<usize>>>,
        progress: Option<&pyo3::Bound<PyAny>>,
    ) -> PyResult<Sweep> {
        let schedules = self::schedules(schedules, length)?;
        Sweep::new(py, &self.0, (length, vocabulary_size, denominator), support, schedules, progress)
    }
}

/// The native part of `maskproof.Check`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Check {
    claim: Arc<maskproof::Claim>,
    law: Arc<Computed>,
    is_exact: bool,
    check: maskproof::Check,
}

/// A side of a relation: a value, or none.
fn side(py: Python, side: Result<Extended, Verdict>) -> PyResult<Option<Py<PyAny>>> {
    side.ok().map(|value| extended(py, value)).transpose()
}

/// What is bound, the verdict, and of a comparison the left side, the relation, the right side and the slack.
pub type CaseParts<'py> = (Bound<'py>, &'static str, Option<ComparisonParts>);
pub type ComparisonParts = (Option<Py<PyAny>>, &'static str, Option<Py<PyAny>>, Option<LogForm>);

/// A case that was decided.
///
/// # Errors
/// When memory runs out.
pub fn case_parts<'py>(
    py: Python<'py>,
    bindings: &[Binding],
    verdict: Verdict,
    comparison: Option<&Comparison>,
) -> PyResult<CaseParts<'py>> {
    let comparison = comparison.map(|comparison| -> PyResult<ComparisonParts> {
        let slack = comparison.slack().map(LogForm);
        Ok((side(py, comparison.left())?, comparison.relation.symbol(), side(py, comparison.right())?, slack))
    });
    Ok((bound(py, bindings)?, verdict.name(), comparison.transpose()?))
}

#[pymethods]
impl Check {
    #[getter]
    fn conclusion(&self) -> &'static str {
        self.check.conclusion().name()
    }

    fn cases<'py>(&self, py: Python<'py>) -> PyResult<Vec<CaseParts<'py>>> {
        let parts = |case: &maskproof::CheckedCase| case_parts(py, case.bindings(), case.verdict(), case.comparison());
        self.check.cases().iter().map(parts).collect()
    }

    /// The index of the tightest case.
    #[getter]
    fn tightest(&self) -> Option<usize> {
        let tightest = self.check.tightest()?;
        self.check.cases().iter().position(|case| std::ptr::eq(case, tightest))
    }

    /// The certificate of a case, as JSON.
    fn certificate(&self, py: Python, index: usize) -> PyResult<String> {
        if !self.is_exact {
            let help = "check the claim on the law alone";
            return Err(Class::Certificate.with(
                "there is no certificate: the format has no place for a trained predictor",
                "certificate::none",
                help,
            ));
        }
        let case = self.check.cases()[index].clone();
        let (claim, law) = (Arc::clone(&self.claim), self.law.table()?);
        let made = background::run(py, None, move |_| try_case(&claim, &law.law, case.bindings(), case.verdict()))?;
        made.map(|certificate| certificate.to_json()).map_err(declined)
    }
}
