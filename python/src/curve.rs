//! Measured curves.

use std::path::PathBuf;

use maskproof::Unit;
use maskproof::decide::band::{Combination, Extreme, range};
use maskproof::decide::regret::{least_sums, regret_bound};
use maskproof::decide::weighted_fit::weighted_projection;
use maskproof::entropy::{Band, CurveError, ErrorUse, MeasuredCurve as Measured, Projection, read_curve};
use maskproof::sampler::cost::ideal_coefficients;
use maskproof::sampler::measured_cost::{best_schedules, measured_expected_kl};
use maskproof::sampler::stationary_grid::stationary_grid;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::background;
use super::errors::Class;
use super::law::schedule;
use super::numbers::{fraction, rational};

/// A measured curve with its projection.
#[pyclass(frozen)]
pub struct MeasuredCurve {
    measured: Measured,
    projection: Projection,
}

/// A fraction.
type Fraction = Py<PyAny>;

/// The ends of a range, each with whether it is attained, and the bound on the regret.
type OverBand = ([(Fraction, bool); 2], Fraction);

fn fractions<'a>(py: Python, numbers: impl IntoIterator<Item = &'a maskproof::Rational>) -> PyResult<Vec<Fraction>> {
    numbers.into_iter().map(|number| Ok(fraction(py, number)?.unbind())).collect()
}

fn rationals(numbers: &[Bound<PyAny>]) -> PyResult<Vec<maskproof::Rational>> {
    numbers.iter().map(rational).collect()
}

fn unit(name: &str) -> PyResult<Unit> {
    match name {
        "nats" => Ok(Unit::Nats),
        "bits" => Ok(Unit::Bits),
        other => Err(PyValueError::new_err(format!("the unit is {other:?}: expected 'nats' or 'bits'"))),
    }
}

impl From<Measured> for MeasuredCurve {
    fn from(measured: Measured) -> Self {
        let projection = weighted_projection(&measured).unwrap_or_else(|| measured.projection());
        Self { measured, projection }
    }
}

#[pymethods]
impl MeasuredCurve {
    /// The curve of these numbers, h_0 = 0 first, with a band.
    #[new]
    #[pyo3(signature = (values, unit_name, low, high))]
    fn new(
        values: Vec<Bound<PyAny>>,
        unit_name: &str,
        low: Option<Vec<Bound<PyAny>>>,
        high: Option<Vec<Bound<PyAny>>>,
    ) -> PyResult<Self> {
        let measured = Measured::new(rationals(&values)?, unit(unit_name)?).ok_or_else(|| {
            PyValueError::new_err("the values are no curve: expected h_0 = 0 and at least one more, none negative")
        })?;
        let (Some(low), Some(high)) = (low, high) else { return Ok(measured.into()) };
        let (low, high) = (rationals(&low)?, rationals(&high)?);
        let fits = low.len() == values.len()
            && high.len() == values.len()
            && low.iter().zip(&high).zip(measured.values()).all(|((low, high), value)| low <= value && value <= high);
        if !fits {
            return Err(PyValueError::new_err("the band does not fit: expected low <= h <= high for each value"));
        }
        let band = Band::new(low, high).map_err(|found| Class::Curve.of(&CurveError::BandExcludesCone(found)))?;
        Ok(measured.with_band(band).into())
    }

    /// Reads a table.
    #[staticmethod]
    #[pyo3(signature = (path, unit_name, errors, weighted))]
    fn read(path: PathBuf, unit_name: &str, errors: Option<&Bound<PyAny>>, weighted: bool) -> PyResult<Self> {
        let multiple = errors.map(rational).transpose()?;
        let errors = ErrorUse { multiple: multiple.as_ref(), are_weights: weighted };
        let read = read_curve(&path, unit(unit_name)?, errors);
        Ok(read.map_err(|error| Class::Curve.of(&error))?.into())
    }

    fn values(&self, py: Python) -> PyResult<Vec<Fraction>> {
        fractions(py, self.measured.values())
    }

    fn unit(&self) -> &'static str {
        match self.measured.unit() {
            Unit::Nats => "nats",
            Unit::Bits => "bits",
        }
    }

    /// The lower and the upper ends.
    fn band(&self, py: Python) -> PyResult<Option<(Vec<Fraction>, Vec<Fraction>)>> {
        let Some(band) = self.measured.band() else { return Ok(None) };
        Ok(Some((fractions(py, band.low())?, fractions(py, band.high())?)))
    }

    /// The numbers on the cone.
    fn projected(&self, py: Python) -> PyResult<Vec<Fraction>> {
        fractions(py, self.projection.curve.values())
    }

    /// The best schedules with up to so many steps, each with its expected KL.
    fn best_schedules(&self, py: Python, steps: usize) -> PyResult<Vec<(Vec<usize>, Fraction)>> {
        let length = self.measured.length();
        if !(1..=length).contains(&steps) {
            return Err(PyValueError::new_err(format!("steps is {steps}: expected 1 to {length}")));
        }
        let curve = self.projection.curve.clone();
        let best = background::run(py, None, move |_| best_schedules(&curve, steps))?;
        let found = best.into_iter();
        found.map(|best| Ok((best.schedule.blocks().to_vec(), fraction(py, &best.expected_kl)?.unbind()))).collect()
    }

    fn expected_kl(&self, py: Python, blocks: Vec<usize>) -> PyResult<Fraction> {
        let schedule = schedule(blocks, self.measured.length())?;
        Ok(fraction(py, &measured_expected_kl(&self.projection.curve, &schedule))?.unbind())
    }

    /// The least and the greatest expected KL over the band, each with whether it is attained, and the bound on the regret.
    fn over_band(&self, py: Python, blocks: Vec<usize>) -> PyResult<Option<OverBand>> {
        let schedule = schedule(blocks, self.measured.length())?;
        let Some(band) = self.measured.band().cloned() else { return Ok(None) };
        let ([least, most], regret) = background::run(py, None, move |_| {
            let sums = least_sums(&band, schedule.steps());
            let cost = Combination::of(schedule.length(), &ideal_coefficients(&schedule));
            (range(&band, &cost), regret_bound(&band, &cost, schedule.steps(), &sums))
        })?;
        let end = |extreme: &Extreme| PyResult::Ok((fraction(py, extreme.value())?.unbind(), extreme.is_attained()));
        let regret = regret.min(most.value().clone());
        Ok(Some(([end(&least)?, end(&most)?], fraction(py, &regret)?.unbind())))
    }

    /// The interior times of a stationary grid, the ends of its expected KL, and whether it is proven the best.
    fn time_grid(&self, py: Python, steps: usize, bits: u32) -> PyResult<(Vec<Vec<Fraction>>, Vec<Fraction>, bool)> {
        let curve = self.projection.curve.clone();
        let grid = background::run(py, None, move |_| stationary_grid(&curve, steps, bits))?;
        let grid = grid.map_err(|error| Class::Curve.of(&error))?;
        let times = grid.times.iter().map(|ends| fractions(py, ends)).collect::<PyResult<_>>()?;
        Ok((times, fractions(py, &grid.expected_kl)?, grid.is_best))
    }
}
