//! Random predictor tables.

use crate::exact::Integer;
use crate::hunt::seeded_rng::SeededRng;
use crate::law::predictor_table::table_shape;
use crate::law::{PredictorTable, Shape, digits_of, index_of};

use super::companion::Companion;
use super::laws::{Laws, laws};
use super::sizes::Sizes;

/// Random predictor tables: a strategy of proptest.
#[derive(Debug, Clone)]
pub struct Predictors {
    /// Laws of their shapes.
    pub(super) laws: Laws,
}

/// Random predictor tables for laws over so many tokens, of such lengths: weights up to 8, in one table of four also 0.
/// They shrink to smaller shapes and uniform rows.
///
/// # Panics
/// When a range is empty, or a table of the largest sizes would be too large.
pub fn predictors(vocabulary: impl Into<Sizes>, length: impl Into<Sizes>) -> Predictors {
    Predictors { laws: laws(vocabulary, length).with_predictors().laws }
}

/// The largest weight.
const LARGEST: usize = 8;

/// A table from the weight of each pattern's digits, position and token; rows at revealed positions are 0, and rows at
/// masked ones uniform where they would be.
fn table(shape: Shape, mut weight: impl FnMut(&[usize], usize, usize) -> Integer) -> PredictorTable {
    let (size, length) = (shape.vocabulary_size(), shape.length());
    let mut weights = Vec::new();
    for pattern in 0..shape.patterns() {
        let digits = digits_of(pattern, size + 1, length);
        for (position, digit) in digits.iter().enumerate() {
            let mut row: Vec<Integer> = vec![Integer::new(); size];
            if *digit == size {
                row = (0..size).map(|token| weight(&digits, position, token)).collect();
                if row.iter().all(Integer::is_zero) {
                    row.fill(Integer::from(1));
                }
            }
            weights.extend(row);
        }
    }
    PredictorTable::from_weights(shape, weights).expect("rows at masked positions are positive")
}

impl Companion for PredictorTable {
    fn draw(shape: Shape, random: &mut SeededRng) -> Self {
        let has_zeros = random.below(4) == 0;
        table(shape, |_, _, _| {
            let is_zero = has_zeros && random.below(4) == 0;
            Integer::from(if is_zero { 0 } else { 1 + random.below(LARGEST) })
        })
    }

    fn shape(&self) -> Shape {
        PredictorTable::shape(self)
    }

    /// Rows made uniform, all of them or one, and weights halved.
    fn smaller_of_shape(&self) -> Vec<Self> {
        let size = self.vocabulary_size();
        let rows = || self.weights().chunks(size).enumerate();
        let uneven: Vec<usize> = rows()
            .filter(|(_, row)| row.iter().any(|weight| *weight > 0) && row.iter().any(|weight| *weight != 1))
            .map(|(number, _)| number)
            .collect();
        let changed = |chosen: &[usize], weight: &dyn Fn(&Integer) -> Integer| {
            let of_row = rows().flat_map(|(number, row)| {
                let is_chosen = chosen.contains(&number);
                row.iter().map(move |old| if is_chosen { weight(old) } else { old.clone() })
            });
            PredictorTable::from_weights(PredictorTable::shape(self), of_row.collect()).expect("positive rows")
        };
        let halved = |old: &Integer| Integer::from(old + 1_u32) / 2_u32;
        let mut found = Vec::new();
        if uneven.len() > 1 {
            found.push(changed(&uneven, &|_| Integer::from(1)));
        }
        for row in &uneven {
            found.push(changed(&[*row], &|_| Integer::from(1)));
        }
        for row in &uneven {
            if rows().any(|(number, weights)| number == *row && weights.iter().any(|weight| *weight > 1)) {
                found.push(changed(&[*row], &halved));
            }
        }
        found
    }

    /// The rows in which the position is masked.
    fn without_position(&self, position: usize) -> Vec<Self> {
        let (size, length) = (self.vocabulary_size(), self.length());
        let Ok(shape) = Shape::new(length - 1, size) else { return Vec::new() };
        if table_shape(shape).is_err() {
            return Vec::new();
        }
        let smaller = table(shape, |digits, other, token| {
            let mut digits = digits.to_vec();
            digits.insert(position, size);
            self.weight(index_of(&digits, size + 1), other + usize::from(other >= position), token).clone()
        });
        vec![smaller]
    }

    /// The rows without the token, and the weights of the others.
    fn without_token(&self, token: usize) -> Self {
        let size = self.vocabulary_size();
        let shape = Shape::new(self.length(), size - 1).expect("a second token is left");
        table(shape, |digits, position, other| {
            let old = |digit: usize| digit + usize::from(digit >= token);
            let digits: Vec<usize> = digits.iter().map(|digit| old(*digit)).collect();
            self.weight(index_of(&digits, size + 1), position, old(other)).clone()
        })
    }
}
