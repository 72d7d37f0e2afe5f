//! The sign engine: it loads laws into a batch and finds the signs.

use super::batch_signs::BatchSigns;
use super::tables::SignTables;

/// The engine that turns laws into signs, batch by batch.
#[derive(Debug)]
pub struct SignEngine<'a> {
    signs: BatchSigns<'a>,
}

impl<'a> SignEngine<'a> {
    /// The engine with an empty batch.
    pub fn new(tables: &'a SignTables<'a>) -> Self {
        Self { signs: BatchSigns::new(tables) }
    }

    /// Loads the law of an orbit of some size, by the counts of its atoms. `changed` is the first atom whose count may
    /// differ from the law before. Returns whether the batch is full; then its signs are to be read and the batch is to
    /// be cleared.
    #[inline]
    pub fn load(&mut self, atoms: &[u32], size: u64, changed: usize) -> bool {
        self.signs.push(atoms, size, changed)
    }

    /// The number of laws in the batch.
    pub fn filled(&self) -> usize {
        self.signs.filled()
    }

    /// The signs on the laws of the batch; `None` for an empty batch.
    pub fn signs(&mut self) -> Option<&BatchSigns<'a>> {
        if self.signs.filled() == 0 {
            return None;
        }
        self.signs.find();
        Some(&self.signs)
    }

    /// Begins the next batch.
    #[inline]
    pub fn clear(&mut self) {
        self.signs.clear();
    }

    /// The signs as they were found last.
    pub fn last_signs(&self) -> &BatchSigns<'a> {
        &self.signs
    }
}
