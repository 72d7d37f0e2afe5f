//! The decoding rules of samplers.

use std::sync::Arc;

use maskproof::evaluation::Sampled;
use maskproof::exact::{Enclosure, LogValue, Real};
use maskproof::sampler::States;
use maskproof::sampler::rule::{RuleError, enclose_rule_to_digits, parse_rule};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

use super::background;
use super::errors::Class;
use super::law::Law;
use super::log_form::extended;
use super::numbers::fraction;
use super::predictor::Predictor;

/// The name, `KL(p || q)`, `KL(q || p)` and the mean of `KL(p || q_choices)`.
type Divergences = (String, Py<PyAny>, Py<PyAny>, Option<Py<PyAny>>);

/// Total variation, probability of the support, and the mean numbers of rounds, of null rounds and of rounds under the
/// law.
type Fractions<'py> =
    (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Option<Bound<'py, PyAny>>);

/// The sequences of positive probability, tokens by their places, with their probabilities.
type Output<'py> = Vec<(Vec<usize>, Bound<'py, PyAny>)>;

/// The significant digits that enclosed numbers have in common, where they have as many: those of a double.
pub const DIGITS: u32 = 17;

/// The fractions between which a number lies.
fn ends<'py>(py: Python<'py>, enclosure: &Enclosure) -> PyResult<Bound<'py, PyAny>> {
    let [low, high] = enclosure.ends();
    (fraction(py, &low)?, fraction(py, &high)?).into_bound_py_any(py)
}

/// A fraction, or a pair of fractions between which the number lies.
pub fn real<'py>(py: Python<'py>, number: &Real) -> PyResult<Bound<'py, PyAny>> {
    match number {
        Real::Exact(number) => fraction(py, number),
        Real::Enclosed(enclosure) => ends(py, enclosure),
    }
}

/// A form, `math.inf`, or a pair of fractions between which the divergence lies.
fn divergence(py: Python, value: LogValue) -> PyResult<Py<PyAny>> {
    match value {
        LogValue::Exact(value) => extended(py, value),
        LogValue::Enclosed(enclosure) => Ok(ends(py, &enclosure)?.unbind()),
    }
}

/// What a rule puts out and costs on a law: divergences, fractions, the largest number of rounds, whether `q = p`, and
/// the output law. What is enclosed is a pair of fractions.
#[pyfunction]
#[pyo3(signature = (law, text, predictor, unconditional))]
pub fn rule<'py>(
    py: Python<'py>,
    law: &Law,
    text: String,
    predictor: Option<&Predictor>,
    unconditional: Option<&Predictor>,
) -> PyResult<(Divergences, Fractions<'py>, usize, Option<bool>, Output<'py>)> {
    let table = law.0.predictor(predictor)?;
    let unconditional = law.0.predictor(unconditional)?;
    let law = Arc::clone(&law.0);
    let found = background::run(py, None, move |_| {
        let rule = parse_rule(&text, law.labels())?;
        let mut sampled = law.sampled(table.as_deref());
        if let (Sampled::Table(model), Some(unconditional)) = (&mut sampled, &unconditional) {
            *model = model.with_unconditional(unconditional);
        }
        let follow = |model: &dyn States| {
            let (evaluation, _) = enclose_rule_to_digits(model, &rule, DIGITS, true)?;
            let sequences: Vec<Vec<usize>> = evaluation.sequences.iter().map(|&state| model.digits(state)).collect();
            Ok((rule.to_string(), evaluation, sequences))
        };
        sampled.follow(follow).unwrap_or_else(|error| Err(RuleError::States { rule: rule.to_string(), error }))
    })?;
    let (name, evaluation, sequences) = found.map_err(|error: RuleError| Class::Rule.of(&error))?;
    let mean_kl = evaluation.mean_kl_over_orders.map(|kl| divergence(py, kl)).transpose()?;
    let divergences = (name, divergence(py, evaluation.kl)?, divergence(py, evaluation.reverse_kl)?, mean_kl);
    let fractions = (
        real(py, &evaluation.total_variation)?,
        real(py, &evaluation.support_probability)?,
        real(py, &evaluation.expected_rounds)?,
        real(py, &evaluation.expected_null_rounds)?,
        evaluation.expected_rounds_under_law.as_ref().map(|rounds| real(py, rounds)).transpose()?,
    );
    let output = sequences.into_iter().zip(&evaluation.output).filter(|(_, probability)| !probability.is_zero());
    let output = output.map(|(sequence, probability)| Ok((sequence, real(py, probability)?)));
    Ok((divergences, fractions, evaluation.max_rounds, evaluation.is_exact, output.collect::<PyResult<_>>()?))
}
