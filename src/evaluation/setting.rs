//! A law with the predictor that samples it.

use crate::exact::{Integer, Rational};
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

/// What claims are checked on.
pub trait Item: Sync {
    /// The length and the vocabulary size.
    fn shape(&self) -> Shape;

    /// The law's name.
    fn law_name(&self) -> &str;

    /// The law's name, and its predictor's.
    fn name(&self) -> String;

    /// The number of sequences of positive probability.
    fn support(&self) -> usize;

    /// The sequences of positive probability with their probabilities.
    fn sequences(&self) -> Vec<(Vec<String>, Rational)>;

    /// The common denominator of the probabilities.
    fn total(&self) -> &Integer;

    /// About the steps of the marginal counts that quantities are computed from, without the numbers' lengths.
    fn counts(&self) -> u64;

    /// The law with its table, where it has one.
    fn table(&self) -> Option<&Setting>;

    /// Runs `work` on the values of the law's quantities.
    fn evaluate<R>(&self, orders: &OrderTables, work: impl FnOnce(&mut Subject) -> R) -> R;
}

impl Item for Setting {
    fn shape(&self) -> Shape {
        self.law.shape()
    }

    fn law_name(&self) -> &str {
        self.law.name()
    }

    fn name(&self) -> String {
        self.name()
    }

    fn support(&self) -> usize {
        self.law.support().count()
    }

    fn sequences(&self) -> Vec<(Vec<String>, Rational)> {
        let tokens = |atom| self.law.atom_tokens(atom).into_iter().map(str::to_owned).collect();
        self.law.support().map(|(atom, _)| (tokens(atom), self.law.probability(atom))).collect()
    }

    fn total(&self) -> &Integer {
        self.law.total()
    }

    fn counts(&self) -> u64 {
        self.shape().patterns() as u64
    }

    fn table(&self) -> Option<&Setting> {
        Some(self)
    }

    fn evaluate<R>(&self, orders: &OrderTables, work: impl FnOnce(&mut Subject) -> R) -> R {
        self.evaluate(orders, work)
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
