//! A law that is given by its sequences, as what claims are checked on.

use std::sync::Arc;

use crate::entropy::{AverageCurve, LazyEntropies};
use crate::exact::{Integer, Limits, Rational};
use crate::law::{LawError, Shape, SparseLaw, SparsePredictor};

use super::setting::{Item, Setting};
use super::subject::{OrderTables, Subject};

/// A predictor that is given at some states, with its name.
#[derive(Debug, Clone)]
pub struct NamedRows {
    /// The name shown in reports.
    pub name: String,
    /// Its rows.
    pub rows: SparsePredictor,
}

/// A law that is given by its sequences, with its predictor. Its average entropy curve is computed when it is first
/// asked for, and kept.
#[derive(Debug, Clone)]
pub struct SparseSetting {
    entropies: Arc<LazyEntropies>,
    /// The exact one when `None`.
    predictor: Option<Arc<NamedRows>>,
}

impl SparseSetting {
    /// A law with its exact predictor, and how much work its curve may take.
    pub fn new(law: impl Into<Arc<SparseLaw>>, limits: Limits) -> Self {
        Self::of(LazyEntropies::new(law, limits))
    }

    /// A law with what is known of its entropies, and its exact predictor.
    pub fn of(entropies: impl Into<Arc<LazyEntropies>>) -> Self {
        Self { entropies: entropies.into(), predictor: None }
    }

    /// The same law with a predictor; the exact one where there is none.
    ///
    /// # Panics
    /// When the predictor is of another shape: readers check that.
    #[must_use]
    pub fn with_predictor(self, predictor: Option<NamedRows>) -> Self {
        let is_fit = |named: &NamedRows| named.rows.shape() == self.law().shape();
        assert!(predictor.as_ref().is_none_or(is_fit), "the predictor is of another shape");
        Self { predictor: predictor.map(Arc::new), ..self }
    }

    /// The law.
    pub fn law(&self) -> &SparseLaw {
        self.entropies.law()
    }

    /// The average entropy curve.
    ///
    /// # Errors
    /// As [`SparseEntropies::average_curve`](crate::entropy::SparseEntropies::average_curve).
    pub fn curve(&self) -> Result<&AverageCurve, LawError> {
        self.entropies.curve()
    }

    /// Why there is no curve, where one has been asked for: what needs it is then [unavailable](super::value::Value).
    pub fn refusal(&self) -> Option<LawError> {
        self.entropies.refusal()
    }
}

impl Item for SparseSetting {
    fn shape(&self) -> Shape {
        self.law().shape()
    }

    fn law_name(&self) -> &str {
        self.law().name()
    }

    fn name(&self) -> String {
        match &self.predictor {
            None => self.law().name().to_owned(),
            Some(predictor) => format!("{} with predictor {}", self.law().name(), predictor.name),
        }
    }

    fn support(&self) -> usize {
        self.law().support()
    }

    fn sequences(&self) -> Vec<(Vec<String>, Rational)> {
        let tokens = |index| self.law().sequence_tokens(index).into_iter().map(str::to_owned).collect();
        (0..self.law().support()).map(|index| (tokens(index), self.law().probability(index))).collect()
    }

    fn total(&self) -> &Integer {
        self.law().total()
    }

    /// For a set of positions all sequences are gone through once for each position.
    fn counts(&self) -> u64 {
        (self.law().support() as u64).saturating_mul(self.law().length() as u64)
    }

    fn table(&self) -> Option<&Setting> {
        None
    }

    fn evaluate<R>(&self, orders: &OrderTables, work: impl FnOnce(&mut Subject) -> R) -> R {
        let predictor = self.predictor.as_ref().map(|named| &named.rows);
        work(&mut Subject::of_sequences(&self.entropies, predictor, orders))
    }
}

/// Any of the two: a law with a table and a predictor, or one that is given by its sequences.
#[derive(Debug, Clone)]
pub enum AnySetting {
    /// With a table.
    Table(Setting),
    /// By its sequences.
    Sparse(SparseSetting),
}

impl AnySetting {
    /// Refuses a law whose average entropies have been asked for, and are too much work.
    ///
    /// # Errors
    /// As [`SparseSetting::curve`].
    pub fn check_curve(&self) -> Result<(), LawError> {
        match self {
            Self::Table(_) => Ok(()),
            Self::Sparse(setting) => setting.refusal().map_or(Ok(()), Err),
        }
    }
}

impl From<Setting> for AnySetting {
    fn from(setting: Setting) -> Self {
        Self::Table(setting)
    }
}

impl From<SparseSetting> for AnySetting {
    fn from(setting: SparseSetting) -> Self {
        Self::Sparse(setting)
    }
}

impl Item for AnySetting {
    fn shape(&self) -> Shape {
        match self {
            Self::Table(setting) => setting.shape(),
            Self::Sparse(setting) => setting.shape(),
        }
    }

    fn law_name(&self) -> &str {
        match self {
            Self::Table(setting) => setting.law_name(),
            Self::Sparse(setting) => setting.law_name(),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Table(setting) => setting.name(),
            Self::Sparse(setting) => setting.name(),
        }
    }

    fn support(&self) -> usize {
        match self {
            Self::Table(setting) => setting.support(),
            Self::Sparse(setting) => setting.support(),
        }
    }

    fn sequences(&self) -> Vec<(Vec<String>, Rational)> {
        match self {
            Self::Table(setting) => setting.sequences(),
            Self::Sparse(setting) => setting.sequences(),
        }
    }

    fn total(&self) -> &Integer {
        match self {
            Self::Table(setting) => setting.total(),
            Self::Sparse(setting) => setting.total(),
        }
    }

    fn counts(&self) -> u64 {
        match self {
            Self::Table(setting) => setting.counts(),
            Self::Sparse(setting) => setting.counts(),
        }
    }

    fn table(&self) -> Option<&Setting> {
        match self {
            Self::Table(setting) => Some(setting),
            Self::Sparse(_) => None,
        }
    }

    fn evaluate<R>(&self, orders: &OrderTables, work: impl FnOnce(&mut Subject) -> R) -> R {
        match self {
            Self::Table(setting) => setting.evaluate(orders, work),
            Self::Sparse(setting) => setting.evaluate(orders, work),
        }
    }
}
