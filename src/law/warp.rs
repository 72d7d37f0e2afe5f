//! Predictor tables as samplers warp them: by a temperature, and by keeping the likeliest tokens.

use std::cmp::Reverse;

use rug::ops::Pow;

use crate::exact::Integer;

use super::{PredictorError, PredictorTable};

impl PredictorTable {
    /// The table whose probabilities are proportional to `p^k`: the softmax at temperature `1/k` of the logarithms of
    /// these probabilities; exact.
    ///
    /// ```
    /// use maskproof::{PredictorTable, Shape};
    /// let weights = [0, 0, 0, 0, 1, 2].map(Into::into).to_vec();
    /// let table = PredictorTable::from_weights(Shape::new(1, 2)?, weights)?.powered(3)?;
    /// assert_eq!((table.weight(2, 0, 1), table.row_sum(2, 0)), (&8.into(), &9.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PredictorError::ZeroRow`], never for an exponent of 1 or more.
    pub fn powered(&self, exponent: u32) -> Result<Self, PredictorError> {
        self.by_rows(|row| row.iter().map(|weight| weight.pow(exponent).into()).collect())
    }

    /// The table that keeps the `k` likeliest tokens of each row, of equally likely ones the first, and gives the
    /// others probability 0.
    ///
    /// ```
    /// use maskproof::{PredictorTable, Shape};
    /// let weights = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1].map(Into::into).to_vec();
    /// let table = PredictorTable::from_weights(Shape::new(1, 3)?, weights)?.top_k(2)?;
    /// assert_eq!([0, 1, 2].map(|token| table.weight(3, 0, token).to_u32()), [Some(1), Some(2), Some(0)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PredictorError::ZeroRow`] when `k` is 0.
    pub fn top_k(&self, k: usize) -> Result<Self, PredictorError> {
        self.by_rows(|row| {
            let mut order: Vec<usize> = (0..row.len()).collect();
            order.sort_by_key(|&token| Reverse(&row[token]));
            let mut kept = vec![Integer::new(); row.len()];
            for &token in order.iter().take(k) {
                kept[token].clone_from(&row[token]);
            }
            kept
        })
    }

    /// The table with other weights in each row.
    fn by_rows(&self, warped: impl Fn(&[Integer]) -> Vec<Integer>) -> Result<Self, PredictorError> {
        let rows = self.weights().chunks(self.vocabulary_size());
        Self::from_weights(self.shape(), rows.flat_map(warped).collect())
    }
}
