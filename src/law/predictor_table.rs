//! stub
use rug::Integer;
/// stub
#[derive(Debug)]
pub struct PredictorTable;
#[allow(missing_docs, unused)]
impl PredictorTable {
    pub fn vocabulary_size(&self) -> usize {
        0
    }
    pub fn length(&self) -> usize {
        0
    }
    pub fn weight(&self, pattern: usize, position: usize, token: usize) -> &Integer {
        todo!()
    }
    pub fn row_sum(&self, pattern: usize, position: usize) -> &Integer {
        todo!()
    }
}
