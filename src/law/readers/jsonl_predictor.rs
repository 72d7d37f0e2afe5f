//! Predictors given at some states, as JSON lines.
//!
//! ```json
//! {"state": [null, null], "rows": [[0.5, 0.5], ["1/3", "2/3"]]}
//! {"state": [0, null], "rows": [null, [0.25, 0.75]]}
//! ```
//!
//! Each line is a partly masked sequence, the places of its tokens from 0 and `null` where it is masked, with one row a
//! position: the numbers of the V tokens, or `null` where there is none, as at revealed positions. Numbers are read from
//! their text, and exact; strings such as `"1/3"` too, and `"-inf"` among logits. Blank lines are skipped. What the
//! numbers are, and what a row is refused for, is as in `.npy` tables: see [`super::npy`].

use std::path::Path;

use serde::Deserialize;

use crate::exact::digits::rational_to_decimal;
use crate::exact::{Integer, Rational, nearest_exponential, parse_rational};
use crate::law::law::scaled;
use crate::law::predictor_table::shown_state;
use crate::law::sparse_predictor::{SparsePredictor, State};
use crate::law::{PredictorError, Shape};
use crate::limits::PREDICTOR_BYTES;

use super::bounded;
use super::exact_json::{self, Number};
use super::npy::{Rows, SUM_DIGITS, sums_to_one};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    state: Vec<Option<Number>>,
    rows: Vec<Option<Vec<Number>>>,
}

/// Reads a predictor of laws of a shape from a file of JSON lines.
///
/// # Errors
/// [`PredictorError::InFile`] with [`PredictorError::Unreadable`] or an error of [`predictor_from_jsonl`].
pub fn read_sparse_predictor(path: &Path, shape: Shape, rows: Rows) -> Result<SparsePredictor, PredictorError> {
    let read = || {
        let text = bounded::read_text(path, PREDICTOR_BYTES).map_err(|error| PredictorError::Unreadable { error })?;
        predictor_from_jsonl(&text, shape, rows)
    };
    read().map_err(|error| error.in_file(path))
}

/// Reads a predictor from the text of JSON lines.
///
/// # Errors
/// [`PredictorError::Line`] with the line for what is no such line, or names no state of the shape;
/// [`PredictorError::NotProbabilitiesOf`] for a row of probabilities that do not sum to 1.
pub fn predictor_from_jsonl(text: &str, shape: Shape, rows: Rows) -> Result<SparsePredictor, PredictorError> {
    let mut predictor = SparsePredictor::new(shape);
    let mut is_empty = true;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        is_empty = false;
        let reader = Line { number: number + 1, shape, rows };
        let (state, rows) = reader.read(line)?;
        if predictor.contains(&state) {
            return Err(reader.error(format!("the state {} is given a second time", reader.shown(&state))));
        }
        predictor.insert(state, rows);
    }
    if is_empty {
        let message = "the file has no state: expected a line for each".to_owned();
        return Err(PredictorError::Line { line: 1, message });
    }
    Ok(predictor)
}

/// A line with what is expected of it.
struct Line {
    number: usize,
    shape: Shape,
    rows: Rows,
}

/// The rows of a state.
type StateRows = Vec<Option<Vec<Integer>>>;

impl Line {
    fn error(&self, message: String) -> PredictorError {
        PredictorError::Line { line: self.number, message }
    }

    fn shown(&self, state: &State) -> String {
        let size = self.shape.vocabulary_size();
        shown_state(&state.iter().map(|token| token.unwrap_or(size)).collect::<Vec<_>>(), size)
    }

    fn read(&self, line: &str) -> Result<(State, StateRows), PredictorError> {
        let raw: RawLine = exact_json::parse(line)
            .map_err(|misfit| self.error(format!("column {}: {}", misfit.column, misfit.message)))?;
        let (length, size) = (self.shape.length(), self.shape.vocabulary_size());
        for (found, what) in [(raw.state.len(), "tokens in `state`"), (raw.rows.len(), "entries in `rows`")] {
            if found != length {
                return Err(self.error(format!("{found} {what}: expected {length}, one for each position")));
            }
        }
        let token = |number: Option<Number>| match number {
            None => Ok(None),
            Some(Number(text)) => match text.parse::<usize>() {
                Ok(token) if token < size => Ok(Some(token)),
                _ => Err(self.error(format!(
                    "the token {text} in `state`: expected null, or the place of a token from 0 to {}",
                    size - 1
                ))),
            },
        };
        let state = raw.state.into_iter().map(token).collect::<Result<State, _>>()?;
        let rows = raw.rows.into_iter().enumerate().map(|(position, row)| match (row, state[position]) {
            (None, _) => Ok(None),
            (Some(row), None) => self.row(&state, position, &row).map(Some),
            (Some(_), Some(_)) => Err(self.error(format!(
                "a row at position {position} of the state {}, which is revealed there: expected null",
                self.shown(&state)
            ))),
        });
        let rows = rows.collect::<Result<StateRows, _>>()?;
        Ok((state, rows))
    }

    /// The weights of a row.
    fn row(&self, state: &State, position: usize, row: &[Number]) -> Result<Vec<Integer>, PredictorError> {
        let place = || format!("position {position} of the state {}", self.shown(state));
        let size = self.shape.vocabulary_size();
        if row.len() != size {
            return Err(self.error(format!(
                "the row at {} has {} numbers: expected {size}, one for each token",
                place(),
                row.len()
            )));
        }
        let mut values = Vec::with_capacity(size);
        for Number(text) in row {
            values.push(match parse_rational(text) {
                _ if self.rows == Rows::Logits && text == "-inf" => None,
                Ok(value) if self.rows == Rows::Logits || value >= 0 => Some(value),
                Ok(value) => {
                    return Err(self.error(format!("{value} in the row at {}: expected at least 0", place())));
                }
                Err(error) => return Err(self.error(format!("`{text}` in the row at {}: {error}", place()))),
            });
        }
        let greatest = values.iter().flatten().max().cloned().unwrap_or_default();
        let weight = |value: Option<Rational>| match value {
            None => Rational::new(),
            Some(logit) if self.rows == Rows::Logits => nearest_exponential(&(logit - &greatest)),
            Some(value) => value,
        };
        let values: Vec<Rational> = values.into_iter().map(weight).collect();
        let scale = values.iter().fold(Integer::from(1), |scale, value| scale.lcm(value.denom()));
        let weights: Vec<Integer> = values.iter().map(|value| scaled(value, &scale)).collect();
        let sum = Integer::from(Integer::sum(weights.iter()));
        if sum.is_zero() {
            return Err(self.error(format!("the row at {} is all 0: expected a distribution", place())));
        }
        if self.rows == Rows::Probabilities && !sums_to_one(&sum, &scale, size) {
            let sum = rational_to_decimal(&Rational::from((sum, scale)), SUM_DIGITS);
            return Err(PredictorError::NotProbabilitiesOf { line: self.number, place: place(), sum });
        }
        Ok(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        Shape::new(2, 2).unwrap()
    }

    #[test]
    fn rows_are_read_exactly() {
        let text = "{\"state\": [null, 1], \"rows\": [[0.1, \"9/10\"], null]}\n\n";
        let read = predictor_from_jsonl(text, shape(), Rows::Probabilities).unwrap();
        assert_eq!(read.row(&vec![None, Some(1)], 0).unwrap(), [1, 9].map(Integer::from));
        assert_eq!(read.row(&vec![None, None], 0), None);
        // ln 3 has no exact text; e^0 and e^-1 are told from one another, and -inf is 0.
        let logits = "{\"state\": [null, null], \"rows\": [[5, \"-inf\"], [-2, -2]]}";
        let read = predictor_from_jsonl(logits, shape(), Rows::Logits).unwrap();
        assert_eq!(read.row(&vec![None, None], 0).unwrap(), [1, 0].map(Integer::from));
        assert_eq!(read.row(&vec![None, None], 1).unwrap(), [1, 1].map(Integer::from));
        let weights = "{\"state\": [null, null], \"rows\": [[5, 1.5], null]}";
        let read = predictor_from_jsonl(weights, shape(), Rows::Weights).unwrap();
        assert_eq!(read.row(&vec![None, None], 0).unwrap(), [10, 3].map(Integer::from));
    }
}
