//! Laws of `.npy` arrays of token numbers.

use rustc_hash::FxHashMap;

use crate::law::LawError;

use super::data_error::DataError;
use super::integer_rows::IntegerRows;
use super::sample_rows::{Columns, SampleRows, SampledLaw};

/// The law of an array of integers of shape `(N, L)`: a row is a sample. Tokens are called by their numbers; they are
/// those that occur, of all positions together.
///
/// # Errors
/// [`LawError::Data`], and those of [`SparseLaw::new`](crate::law::SparseLaw::new).
pub fn law_of_token_array(name: &str, bytes: &[u8]) -> Result<SampledLaw, LawError> {
    let array = IntegerRows::read(bytes).map_err(|error| DataError::NotSamples { message: error.to_string() })?;
    let mut rows = SampleRows::new(Columns::Numbered(array.length()))?;
    let mut names: FxHashMap<i128, String> = FxHashMap::default();
    for row in 0..array.rows() {
        for position in 0..array.length() {
            let number = array.integer(row, position);
            names.entry(number).or_insert_with(|| number.to_string());
        }
        let tokens = (0..array.length()).map(|position| names[&array.integer(row, position)].as_str());
        rows.add(tokens, 1.into())?;
    }
    rows.into_law(name, false, false)
}
