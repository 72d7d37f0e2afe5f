//! Policies, the best fixed orders, the serial depth.

use std::sync::Arc;

use maskproof::diagnosis::Diagnosis;
use maskproof::sampler::States;
use maskproof::sampler::policy::serial_depth::{Support, serial_depth_of};
use maskproof::sampler::policy::{
    PolicyError, best_orders as best_orders_of_table, best_orders_of, evaluate, parse_policy, policy_output_law,
    serial_depth as depth_of_table, standard_policy_names,
};
use pyo3::prelude::*;

use super::background;
use super::computed::Kept;
use super::errors::Class;
use super::law::Law;
use super::log_form::{LogForm, extended};
use super::numbers::fraction;
use super::predictor::Predictor;

fn policy_error(error: &PolicyError) -> PyErr {
    Class::Policy.of(error as &dyn Diagnosis)
}

/// The name, the expected and the largest number of rounds, KL, the conditional total correlation, the learning gap, and
/// the output law of a law with a table.
type PolicyParts<'py> =
    (String, Bound<'py, PyAny>, usize, Py<PyAny>, LogForm, Py<PyAny>, Option<Vec<Bound<'py, PyAny>>>);

/// What a policy puts out and costs on a law.
#[pyfunction]
#[pyo3(signature = (law, text, predictor))]
pub fn policy<'py>(
    py: Python<'py>,
    law: &Law,
    text: String,
    predictor: Option<&Predictor>,
) -> PyResult<PolicyParts<'py>> {
    let table = law.0.predictor(predictor)?;
    let law = Arc::clone(&law.0);
    let found = background::run(py, None, move |_| {
        let policy = parse_policy(&text, law.labels())?;
        let sampled = law.sampled(table.as_deref());
        let follow = |model: &dyn States| evaluate(model, policy.as_ref());
        let of_states = |error| PolicyError::States { policy: policy.name(), error };
        let evaluation = sampled.follow(follow).map_err(of_states)??;
        let output = sampled.table().map(|model| policy_output_law(model, policy.as_ref()));
        Ok((policy.name(), evaluation, output))
    })?;
    let (name, evaluation, output) = found.map_err(|error: PolicyError| policy_error(&error))?;
    Ok((
        name,
        fraction(py, &evaluation.expected_rounds)?,
        evaluation.max_rounds,
        extended(py, evaluation.kl)?,
        LogForm(evaluation.conditional_tc),
        extended(py, evaluation.learning_gap)?,
        output
            .map(|output| output.iter().map(|probability| fraction(py, probability)).collect::<PyResult<_>>())
            .transpose()?,
    ))
}

/// The names of the policies that need no file, for laws of a length.
#[pyfunction]
pub fn standard_policies(length: usize) -> Vec<String> {
    standard_policy_names(length)
}

/// The best fixed order for each number of steps: its blocks, positions from 0, and its KL.
#[pyfunction]
pub fn best_orders(py: Python, law: &Law) -> PyResult<Vec<(Vec<Vec<usize>>, LogForm)>> {
    let law = Arc::clone(&law.0);
    let found = background::run(py, None, move |_| match law.kept() {
        Kept::Table(table) => best_orders_of_table(table.patterns()),
        Kept::Sequences(kept) => {
            let entropies = kept.entropies();
            best_orders_of(kept.law().length(), |set| entropies.entropy(set))
        }
    })?;
    let parts = |best: maskproof::sampler::policy::BestOrder| {
        let blocks = best.order.blocks().iter().map(|block| block.positions().collect()).collect();
        (blocks, LogForm(best.kl))
    };
    Ok(found.into_iter().map(parts).collect())
}

/// The serial depth: the least expected number of rounds without error, and the least largest number.
#[pyfunction]
pub fn serial_depth<'py>(py: Python<'py>, law: &Law) -> PyResult<(Bound<'py, PyAny>, usize)> {
    let law = Arc::clone(&law.0);
    let found = background::run(py, None, move |_| match law.kept() {
        Kept::Table(table) => depth_of_table(&table.law),
        Kept::Sequences(kept) => serial_depth_of(&Support::of_sequences(kept.law())),
    })?;
    let depth = found.map_err(|error| policy_error(&error))?;
    Ok((fraction(py, &depth.expected)?, depth.max))
}
