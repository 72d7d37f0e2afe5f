//! A law with the predictor that samples it.

use crate::law::{Law, PatternCounts, PredictorTable, Shape};
use crate::sampler::{Model, Predictor};

use super::subject::{OrderTables, Subject};

/// A predictor table with its name.
#[derive(Debug, Clone)]
pub struct NamedPredictor {
    /// The name shown in reports.
    pub name: String,
    /// The table.
    pub table: PredictorTable,
}

/// A law, with the predictor that samples it: what a case is decided on.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The law.
    pub law: Law,
    /// Its predictor; the exact one when `None`.
    pub predictor: Option<NamedPredictor>,
}

impl Setting {
    /// A law with its exact predictor.
    pub fn exact(law: Law) -> Self {
        Self { law, predictor: None }
    }

    /// The law's length and vocabulary size.
    pub fn shape(&self) -> Shape {
        self.law.shape()
    }

    /// The law's name, and its predictor's.
    pub fn name(&self) -> String {
        match &self.predictor {
            None => self.law.name().to_owned(),
            Some(predictor) => format!("{} with predictor {}", self.law.name(), predictor.name),
        }
    }

    /// Runs `work` on the values of the law's quantities.
    pub fn evaluate<R>(&self, orders: &OrderTables, work: impl FnOnce(&mut Subject) -> R) -> R {
        let patterns = PatternCounts::new(&self.law);
        let predictor = self.predictor.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
        let model = Model::new(&self.law, &patterns, predictor);
        work(&mut Subject::new(model, orders))
    }
}

impl From<Law> for Setting {
    fn from(law: Law) -> Self {
        Self::exact(law)
    }
}

impl From<&Law> for Setting {
    fn from(law: &Law) -> Self {
        Self::exact(law.clone())
    }
}

impl From<&Setting> for Setting {
    fn from(setting: &Setting) -> Self {
        setting.clone()
    }
}

impl From<(Law, PredictorTable)> for Setting {
    /// # Panics
    /// When the table is not of the law's shape.
    fn from((law, table): (Law, PredictorTable)) -> Self {
        assert_eq!(law.shape(), table.shape(), "the predictor is for laws of another shape");
        Self { law, predictor: Some(NamedPredictor { name: "table".to_owned(), table }) }
    }
}
