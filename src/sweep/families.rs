//! The laws that claims are checked on by default.

use crate::law::{Law, PredictorTable};

/// A predictor table with its name.
#[derive(Debug, Clone)]
pub struct NamedPredictor {
    /// The name shown in reports.
    pub name: String,
    /// The table.
    pub table: PredictorTable,
}

/// A law, with the predictor that samples it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The law.
    pub law: Law,
    /// Its predictor; the exact one when `None`.
    pub predictor: Option<NamedPredictor>,
}

impl Item {
    /// A law with its exact predictor.
    pub fn exact(law: Law) -> Self {
        Self { law, predictor: None }
    }

    /// `(L, V)`.
    pub fn shape(&self) -> (usize, usize) {
        (self.law.length(), self.law.vocabulary_size())
    }

    /// The law's name, and its predictor's.
    pub fn name(&self) -> String {
        match &self.predictor {
            None => self.law.name().to_owned(),
            Some(predictor) => format!("{} with predictor {}", self.law.name(), predictor.name),
        }
    }
}

/// stub
pub fn default_items() -> Vec<Item> {
    Vec::new()
}
