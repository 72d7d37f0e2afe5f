//! A law with the predictor that samples it, for whoever follows rules and policies on it.

use crate::law::{Labels, SparseLaw, SparsePredictor};
use crate::sampler::{Model, SparseModel, States, StatesError};

/// Why a quantity of a law that is given by its sequences is not computed.
pub(super) const NEEDS_TABLE: &str = "it takes the table of all (V + 1)^L patterns, which this law is too large for";

/// A law with its predictor. The states of a law that is given by its sequences are kept by whoever follows them, so that
/// several threads can.
#[derive(Debug, Clone, Copy)]
pub enum Sampled<'a> {
    /// With a table.
    Table(Model<'a>),
    /// By its sequences; the predictor is the exact one where none is given.
    Sequences(&'a SparseLaw, Option<&'a SparsePredictor>),
}

impl<'a> Sampled<'a> {
    /// The same law with its exact predictor.
    #[must_use]
    pub fn ideal(self) -> Self {
        match self {
            Self::Table(model) => Self::Table(model.ideal()),
            Self::Sequences(law, _) => Self::Sequences(law, None),
        }
    }

    /// Whether the predictor is the exact one.
    pub fn is_exact(&self) -> bool {
        match self {
            Self::Table(model) => model.is_exact(),
            Self::Sequences(_, predictor) => predictor.is_none(),
        }
    }

    /// What positions and tokens are called.
    pub fn labels(&self) -> &'a Labels {
        match self {
            Self::Table(model) => model.law().labels(),
            Self::Sequences(law, _) => law.labels(),
        }
    }

    /// The law's table and predictor, where there is one.
    pub fn table(&self) -> Option<&Model<'a>> {
        match self {
            Self::Table(model) => Some(model),
            Self::Sequences(..) => None,
        }
    }

    /// Runs `work` on the law's states.
    ///
    /// # Errors
    /// [`StatesError::TooLong`]
    pub fn follow<R>(&self, work: impl FnOnce(&dyn States) -> R) -> Result<R, StatesError> {
        match self {
            Self::Table(model) => Ok(work(model)),
            Self::Sequences(law, predictor) => Ok(work(&SparseModel::new(law, *predictor)?)),
        }
    }
}
