//! Predictor tables.

use std::path::PathBuf;
use std::sync::Arc;

use maskproof::law::families::random_predictor_table;
use maskproof::law::readers::predictor_from_npy;
use maskproof::law::{Rows, digits_of, read_predictor, read_sparse_predictor};
use maskproof::limits::PREDICTOR_ENTRY_LIMIT;
use maskproof::{LawError, PredictorError, PredictorTable, Shape};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rug::Integer;

use super::background;
use super::errors::Class;
use super::law::Law;
use super::numbers::int;

/// The native part of `maskproof.Predictor`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Predictor(pub Arc<PredictorTable>);

fn shape(length: usize, vocabulary_size: usize) -> PyResult<Shape> {
    Shape::new(length, vocabulary_size).map_err(|error: LawError| Class::Law.of(&error))
}

/// What the rows of a table are, by the name that the Python classes have checked.
fn rows(name: &str) -> Rows {
    match name {
        "weights" => Rows::Weights,
        "logits" => Rows::Logits,
        _ => Rows::Probabilities,
    }
}

impl Predictor {
    fn made(table: Result<PredictorTable, PredictorError>) -> PyResult<Self> {
        table.map(|table| Self(Arc::new(table))).map_err(|error| Class::Predictor.of(&error))
    }

    /// The table, for a law of its shape.
    pub fn of_law(&self, law: &maskproof::Law) -> PyResult<Arc<PredictorTable>> {
        if self.0.shape() == law.shape() {
            return Ok(Arc::clone(&self.0));
        }
        let message =
            format!("the predictor is for laws of {}, and the law {} has {}", self.0.shape(), law.name(), law.shape());
        Err(Class::Predictor.with(
            &message,
            "predictor::another_shape",
            "give a predictor with the length and the vocabulary of the law",
        ))
    }
}

#[pymethods]
impl Predictor {
    /// The most entries of a table.
    #[classattr]
    const ENTRY_LIMIT: usize = PREDICTOR_ENTRY_LIMIT;

    /// The table in the bytes of a `.npy` file.
    #[staticmethod]
    fn from_npy(py: Python, bytes: Vec<u8>, length: usize, vocabulary_size: usize, rows: &str) -> PyResult<Self> {
        let (shape, rows) = (shape(length, vocabulary_size)?, self::rows(rows));
        Self::made(background::run(py, None, move |_| predictor_from_npy(&bytes, shape, rows))?)
    }

    #[staticmethod]
    fn from_file(py: Python, path: PathBuf, length: usize, vocabulary_size: usize, rows: &str) -> PyResult<Self> {
        let (shape, rows) = (shape(length, vocabulary_size)?, self::rows(rows));
        Self::made(background::run(py, None, move |_| read_predictor(&path, shape, rows))?)
    }

    /// The table for a law that a file of states with their rows has, as JSON lines.
    #[staticmethod]
    fn from_lines(py: Python, path: PathBuf, law: &Law, rows: &str) -> PyResult<Self> {
        let (law, rows) = (law.0.table()?, self::rows(rows));
        Self::made(background::run(py, None, move |_| {
            let sparse = read_sparse_predictor(&path, law.law.shape(), rows)?;
            sparse.table(&law.law).map_err(|error| error.in_file(&path))
        })?)
    }

    #[staticmethod]
    fn random(seed: u64, length: usize, vocabulary_size: usize, zeros: bool) -> PyResult<Self> {
        Self::made(random_predictor_table(seed, shape(length, vocabulary_size)?, zeros))
    }

    #[getter]
    fn length(&self) -> usize {
        self.0.length()
    }

    #[getter]
    fn vocabulary_size(&self) -> usize {
        self.0.vocabulary_size()
    }

    /// The weights of the tokens at a position given a pattern, and their sum.
    fn row<'py>(
        &self,
        py: Python<'py>,
        pattern: usize,
        position: usize,
    ) -> PyResult<(Vec<Bound<'py, PyAny>>, Bound<'py, PyAny>)> {
        if pattern >= self.0.shape().patterns() || position >= self.0.length() {
            return Err(PyValueError::new_err(format!("the table has no row {pattern} at position {position}")));
        }
        let tokens = 0..self.0.vocabulary_size();
        let weights = tokens.map(|token| int(py, self.0.weight(pattern, position, token))).collect::<PyResult<_>>()?;
        Ok((weights, int(py, self.0.row_sum(pattern, position))?))
    }

    /// The table at the temperature `1 / exponent`.
    fn powered(&self, py: Python, exponent: u32) -> PyResult<Self> {
        let table = Arc::clone(&self.0);
        Self::made(background::run(py, None, move |_| table.powered(exponent))?)
    }

    /// The table with the `k` likeliest tokens of each row.
    fn top_k(&self, py: Python, k: usize) -> PyResult<Self> {
        let table = Arc::clone(&self.0);
        Self::made(background::run(py, None, move |_| table.top_k(k))?)
    }

    /// Whether shapes and the probabilities at masked positions are the same.
    fn is_same(&self, other: &Self) -> bool {
        let (first, second) = (&self.0, &other.0);
        let shape = first.shape();
        let is_masked = |pattern, position| {
            digits_of(pattern, shape.vocabulary_size() + 1, shape.length())[position] == shape.vocabulary_size()
        };
        let is_same_row = |pattern, position| {
            let (a, b) = (first.row_sum(pattern, position), second.row_sum(pattern, position));
            (0..shape.vocabulary_size()).all(|token| {
                let weights = [first, second].map(|table| table.weight(pattern, position, token));
                Integer::from(weights[0] * b) == Integer::from(weights[1] * a)
            })
        };
        let mut rows =
            (0..shape.patterns()).flat_map(|pattern| (0..shape.length()).map(move |position| (pattern, position)));
        shape == second.shape()
            && rows.all(|(pattern, position)| !is_masked(pattern, position) || is_same_row(pattern, position))
    }
}
