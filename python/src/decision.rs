//! Decisions for all laws, and sharp constants.

use std::sync::Arc;

use maskproof::cases::bindings::{Binding, schedule_of};
use maskproof::certificate::{restricted, try_constant, try_decision};
use maskproof::decide::constant::{Bound as Constant, Sense};
use maskproof::decide::{
    Counterexample, Standing, counterexamples, decide_each_with_progress, sharp_constants_each, standings,
};
use maskproof::hunt::hunt_within_vocabularies;
use maskproof::{Decision as Outcome, LengthDecision, Schedule};
use pyo3::prelude::*;
use rug::Rational;

use super::background;
use super::claim::{Bound, bound, claim_error, declined};
use super::law::Law;
use super::numbers::{fraction, int};
use super::predictor::Predictor;

/// The native part of `maskproof.Decision`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Decision {
    claim: Arc<maskproof::Claim>,
    decided: LengthDecision,
    laws: Vec<Counterexample>,
    schedules: Option<Vec<Schedule>>,
}

impl Decision {
    /// The decisions for some lengths, with the laws that refute.
    pub fn each(
        py: Python,
        claim: &Arc<maskproof::Claim>,
        lengths: Vec<usize>,
        schedules: Option<Vec<Schedule>>,
        progress: Option<&pyo3::Bound<PyAny>>,
    ) -> PyResult<Vec<Self>> {
        let (own, given) = (Arc::clone(claim), schedules.clone());
        let found = background::run(py, progress, move |monitor| {
            let all = lengths.len();
            let (stop, progress) = (|| monitor.is_stopped(), |done| monitor.report(done, all));
            let decided = decide_each_with_progress(&own, &lengths, given.as_deref(), &stop, &progress)?;
            let with_laws = |mut decided: LengthDecision| {
                hunt_within_vocabularies(&own, &mut decided, given.as_deref(), &stop);
                let laws = match &decided.decision {
                    Outcome::Refuted(refutation) if !monitor.is_stopped() => {
                        counterexamples(&own, decided.length, refutation)?
                    }
                    _ => Vec::new(),
                };
                Ok((decided, laws))
            };
            decided.into_iter().map(with_laws).collect::<Result<Vec<_>, maskproof::ClaimError>>()
        })?;
        let found = found.map_err(|error| claim_error(&error))?;
        let with_claim =
            |(decided, laws)| Self { claim: Arc::clone(claim), decided, laws, schedules: schedules.clone() };
        Ok(found.into_iter().map(with_claim).collect())
    }
}

/// The schedule that a law is against, the law, its predictor, and what the check of the case says.
type CounterexampleParts = (Option<Vec<usize>>, Option<Law>, Option<Predictor>, Option<&'static str>);

#[pymethods]
impl Decision {
    #[getter]
    fn length(&self) -> usize {
        self.decided.length
    }

    #[getter]
    fn schedules<'py>(&self, py: Python<'py>) -> PyResult<pyo3::Bound<'py, PyAny>> {
        int(py, &self.decided.schedules)
    }

    #[getter]
    fn outcome(&self) -> &'static str {
        match self.decided.decision {
            Outcome::Proved(_) => "proved",
            Outcome::Refuted(_) => "refuted",
            Outcome::Undecided(_) => "undecided",
            Outcome::NoCase => "no case",
        }
    }

    /// Why nothing was decided.
    #[getter]
    fn reason(&self) -> Option<String> {
        match &self.decided.decision {
            Outcome::Undecided(reason) => Some(reason.describe()),
            Outcome::Proved(_) | Outcome::Refuted(_) | Outcome::NoCase => None,
        }
    }

    /// The decision as the library prints it.
    fn text(&self) -> String {
        self.decided.decision.to_string()
    }

    /// What the quantifiers of a refuted case bind.
    fn bindings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py>> {
        match &self.decided.decision {
            Outcome::Refuted(refutation) => bound(py, &refutation.bindings),
            Outcome::Proved(_) | Outcome::Undecided(_) | Outcome::NoCase => bound(py, &[]),
        }
    }

    fn counterexamples(&self) -> Vec<CounterexampleParts> {
        let parts = |found: &Counterexample| {
            (
                found.schedule.as_ref().map(|schedule| schedule.blocks().to_vec()),
                found.law.clone().map(Law::of),
                found.predictor.clone().map(|table| Predictor(Arc::new(table))),
                found.confirmed.map(maskproof::Verdict::name),
            )
        };
        self.laws.iter().map(parts).collect()
    }

    /// The certificate, as JSON.
    fn certificate(&self, py: Python) -> PyResult<String> {
        let claim = restricted(&self.claim, self.schedules.as_deref(), &[]).map_err(declined)?;
        let decided = self.decided.clone();
        let made = background::run(py, None, move |_| try_decision(&claim, &decided))?;
        let made = made.map_err(|error| claim_error(&error))?.map_err(declined)?;
        Ok(made.to_json())
    }
}

/// The native part of `maskproof.SharpConstant`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct SharpConstant {
    claim: Arc<maskproof::Claim>,
    sharp: maskproof::SharpConstant,
    claimed: Option<Rational>,
    standing: Standing,
    schedules: Option<Vec<Schedule>>,
}

impl SharpConstant {
    /// The sharp constants at a length, each beside the claimed value.
    pub fn all(
        py: Python,
        claim: &Arc<maskproof::Claim>,
        length: usize,
        schedules: Option<Vec<Schedule>>,
    ) -> PyResult<Vec<Self>> {
        let (own, given) = (Arc::clone(claim), schedules.clone());
        let found = background::run(py, None, move |monitor| {
            let stop = || monitor.is_stopped();
            let constants = sharp_constants_each(&own, &[length], given.as_deref(), &stop)?.concat();
            let standings = standings(&own, &constants, given.as_deref(), &stop)?;
            Ok(constants.into_iter().zip(standings).collect::<Vec<_>>())
        })?;
        let found = found.map_err(|error: maskproof::ClaimError| claim_error(&error))?;
        let with_claim = |(sharp, (claimed, standing))| Self {
            claim: Arc::clone(claim),
            sharp,
            claimed,
            standing,
            schedules: schedules.clone(),
        };
        Ok(found.into_iter().map(with_claim).collect())
    }
}

fn fraction_if_any<'py>(py: Python<'py>, value: Option<&Rational>) -> PyResult<Option<pyo3::Bound<'py, PyAny>>> {
    value.map(|value| fraction(py, value)).transpose()
}

#[pymethods]
impl SharpConstant {
    #[getter]
    fn length(&self) -> usize {
        self.sharp.length
    }

    #[getter]
    fn s_max(&self) -> Option<usize> {
        self.sharp.s_max
    }

    #[getter]
    fn sense(&self) -> &'static str {
        match self.sharp.sense {
            Sense::Smallest => "smallest",
            Sense::Largest => "largest",
        }
    }

    #[getter]
    fn bound(&self) -> &'static str {
        match self.sharp.bound {
            Constant::Sharp(_) => "sharp",
            Constant::Any => "any",
            Constant::None(_) => "none",
            Constant::Undecided(_) => "undecided",
        }
    }

    /// Why nothing was decided.
    #[getter]
    fn reason(&self) -> Option<String> {
        match &self.sharp.bound {
            Constant::Undecided(reason) => Some(reason.describe()),
            Constant::Sharp(_) | Constant::Any | Constant::None(_) => None,
        }
    }

    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Option<pyo3::Bound<'py, PyAny>>> {
        match &self.sharp.bound {
            Constant::Sharp(extremal) => fraction_if_any(py, Some(&extremal.constant)),
            Constant::Any | Constant::None(_) | Constant::Undecided(_) => Ok(None),
        }
    }

    #[getter]
    fn schedule(&self) -> Option<Vec<usize>> {
        match &self.sharp.bound {
            Constant::Sharp(extremal) => extremal.schedule.as_ref().map(|schedule| schedule.blocks().to_vec()),
            Constant::Any | Constant::None(_) | Constant::Undecided(_) => None,
        }
    }

    /// The weights of the extremal point on the rays.
    #[getter]
    fn rays<'py>(&self, py: Python<'py>) -> PyResult<Option<Vec<pyo3::Bound<'py, PyAny>>>> {
        match &self.sharp.bound {
            Constant::Sharp(extremal) => {
                extremal.point.rays.iter().map(|weight| fraction(py, weight)).collect::<PyResult<_>>().map(Some)
            }
            Constant::Any | Constant::None(_) | Constant::Undecided(_) => Ok(None),
        }
    }

    #[getter]
    fn claimed<'py>(&self, py: Python<'py>) -> PyResult<Option<pyo3::Bound<'py, PyAny>>> {
        fraction_if_any(py, self.claimed.as_ref())
    }

    #[getter]
    fn standing(&self) -> &'static str {
        self.standing.name()
    }

    fn bindings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py>> {
        bound(py, &self.sharp.bindings)
    }

    /// The certificate, as JSON.
    fn certificate(&self, py: Python) -> PyResult<String> {
        // Each schedule that is given, and quantified by `for all`, has a constant of its own.
        let own = schedule_of(&self.sharp.bindings as &[Binding]).map(std::slice::from_ref);
        let own = own.filter(|_| self.schedules.is_some());
        let claim = restricted(&self.claim, own.or(self.schedules.as_deref()), &[]).map_err(declined)?;
        let sharp = self.sharp.clone();
        let made = background::run(py, None, move |_| try_constant(&claim, &sharp))?;
        let made = made.map_err(|error| claim_error(&error))?.map_err(declined)?;
        Ok(made.to_json())
    }
}
