//! A predictor that is given at some partly masked sequences only.

use std::collections::BTreeMap;

use crate::exact::Integer;

use super::index::{digits_of, index_of};
use super::predictor_table::{shown_state, table_shape};
use super::{Law, PatternCounts, PredictorError, PredictorTable, Shape};

/// A partly masked sequence: at each position the place of its token, or `None` where it is masked.
pub type State = Vec<Option<usize>>;

/// Rows of a predictor by states: at the masked positions of a state the weights of the tokens, where they are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparsePredictor {
    shape: Shape,
    states: BTreeMap<State, Vec<Option<Vec<Integer>>>>,
}

impl SparsePredictor {
    /// No row, for laws of a shape.
    pub fn new(shape: Shape) -> Self {
        Self { shape, states: BTreeMap::new() }
    }

    /// The shape of the laws that the predictor is for.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Whether a state has rows.
    pub fn contains(&self, state: &State) -> bool {
        self.states.contains_key(state)
    }

    /// Gives a state its rows, one for each position, `None` where there is none. The weights of a row are not negative,
    /// one for each token, and one of them is positive.
    pub fn insert(&mut self, state: State, rows: Vec<Option<Vec<Integer>>>) {
        self.states.insert(state, rows);
    }

    /// The row of a position in a state.
    pub fn row(&self, state: &State, position: usize) -> Option<&[Integer]> {
        self.states.get(state)?.get(position)?.as_deref()
    }

    /// The table for a law.
    ///
    /// Asked for are the rows at all masked positions of the states of positive probability, and of the states that a
    /// sampler with these rows passes through, whatever it reveals together: the fully masked one, and with each state
    /// those in which some of its masked positions have tokens of positive weight. At other states, which only rules
    /// that mask tokens again can come to, missing rows are uniform, as those of the exact predictor are at states of
    /// probability 0.
    ///
    /// # Errors
    /// [`PredictorError::MissingRow`] for a row that is asked for and not given; the errors of
    /// [`PredictorTable::from_weights`].
    pub fn table(&self, law: &Law) -> Result<PredictorTable, PredictorError> {
        let [patterns, length, size] = table_shape(self.shape)?;
        let counts = PatternCounts::new(law);
        let mut is_asked: Vec<bool> = (0..patterns).map(|pattern| !counts.count(pattern).is_zero()).collect();
        let mut pending: Vec<usize> = (0..patterns).filter(|&pattern| is_asked[pattern]).collect();
        let mut weights = vec![Integer::new(); patterns * length * size];
        while let Some(pattern) = pending.pop() {
            let digits = digits_of(pattern, size + 1, length);
            let state: State = digits.iter().map(|&digit| (digit < size).then_some(digit)).collect();
            for position in (0..length).filter(|&position| state[position].is_none()) {
                let Some(row) = self.row(&state, position) else {
                    let is_possible = !counts.count(pattern).is_zero();
                    let state = shown_state(&digits, size);
                    return Err(PredictorError::MissingRow { state, position, is_possible });
                };
                let start = (pattern * length + position) * size;
                weights[start..start + size].clone_from_slice(row);
            }
            self.reached(&state, 0, &mut digits.clone(), &mut |reached| {
                let pattern = index_of(reached, size + 1);
                if !is_asked[pattern] {
                    is_asked[pattern] = true;
                    pending.push(pattern);
                }
            });
        }
        for pattern in (0..patterns).filter(|&pattern| !is_asked[pattern]) {
            let digits = digits_of(pattern, size + 1, length);
            let state: State = digits.iter().map(|&digit| (digit < size).then_some(digit)).collect();
            for position in (0..length).filter(|&position| state[position].is_none()) {
                let start = (pattern * length + position) * size;
                match self.row(&state, position) {
                    Some(row) => weights[start..start + size].clone_from_slice(row),
                    None => weights[start..start + size].fill(Integer::from(1)),
                }
            }
        }
        PredictorTable::from_weights(self.shape, weights)
    }

    /// Visits the states in which masked positions from a position on have tokens of positive weight, or stay masked.
    fn reached(&self, state: &State, position: usize, digits: &mut [usize], visit: &mut impl FnMut(&[usize])) {
        if position == state.len() {
            visit(digits);
            return;
        }
        self.reached(state, position + 1, digits, visit);
        let Some(row) = self.row(state, position) else { return };
        for (token, _) in row.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
            let masked = std::mem::replace(&mut digits[position], token);
            self.reached(state, position + 1, digits, visit);
            digits[position] = masked;
        }
    }
}
