//! Laws with what is computed from them once.

use std::sync::{Arc, OnceLock};

use maskproof::entropy::{AverageCurve, LazyEntropies, SparseEntropies, definitions};
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Sampled, Subject};
use maskproof::exact::Limits;
use maskproof::law::{Labels, PatternCounts, PositionSet, SparseLaw, digits_of};
use maskproof::sampler::{Model, Predictor as ModelPredictor, PredictorGaps};
use maskproof::{LawError, LogForm as Form, PredictorTable, Shape};
use pyo3::prelude::*;
use rug::{Integer, Rational};

use super::errors::Class;

/// A law with a table of its sequences, and its marginal counts when they are first asked for.
pub struct Tabled {
    pub law: maskproof::Law,
    patterns: OnceLock<PatternCounts>,
    curve: OnceLock<AverageCurve>,
}

impl Tabled {
    pub fn patterns(&self) -> &PatternCounts {
        self.patterns.get_or_init(|| PatternCounts::new(&self.law))
    }

    /// The law with a predictor, the exact one where none is given.
    pub fn model<'a>(&'a self, predictor: Option<&'a PredictorTable>) -> Model<'a> {
        let predictor = predictor.map_or(ModelPredictor::Exact, ModelPredictor::Table);
        Model::new(&self.law, self.patterns(), predictor)
    }
}

/// A law as it is kept.
pub enum Kept {
    Table(Arc<Tabled>),
    Sequences(Arc<LazyEntropies>),
}

/// A law with what is computed from it, once, when it is first asked for.
pub struct Computed {
    kept: Kept,
}

impl Computed {
    /// A law with a table.
    pub fn of_table(law: maskproof::Law) -> Self {
        let (patterns, curve) = (OnceLock::new(), OnceLock::new());
        Self { kept: Kept::Table(Arc::new(Tabled { law, patterns, curve })) }
    }

    /// A law by its sequences, with a table where there is room for one.
    ///
    /// # Errors
    /// Those of [`SparseLaw::to_table`].
    pub fn of_sequences(law: SparseLaw) -> Result<Self, LawError> {
        if law.shape().check_size().is_ok() {
            return law.to_table().map(Self::of_table);
        }
        Ok(Self { kept: Kept::Sequences(Arc::new(LazyEntropies::new(law, Limits::default()))) })
    }

    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The law with its table.
    ///
    /// # Errors
    /// `LawError` where there are too many patterns for one.
    pub fn table(&self) -> PyResult<Arc<Tabled>> {
        match &self.kept {
            Kept::Table(table) => Ok(Arc::clone(table)),
            Kept::Sequences(kept) => {
                let error = kept.law().shape().check_size().expect_err("a table is made where there is room");
                let help = "predictors, arrays and certificates take a table of all patterns: take the marginal of fewer \
                            positions";
                Err(Class::Law.with(&format!("`{}` is too large: {error}", kept.law().name()), "law::too_large", help))
            }
        }
    }

    /// The table of a predictor, for a law that has one too.
    ///
    /// # Errors
    /// As [`Computed::table`], and when the predictor is for laws of another shape.
    pub fn predictor(&self, predictor: Option<&super::predictor::Predictor>) -> PyResult<Option<Arc<PredictorTable>>> {
        predictor.map(|predictor| predictor.of_law(&self.table()?.law)).transpose()
    }

    pub fn labels(&self) -> &Labels {
        match &self.kept {
            Kept::Table(table) => table.law.labels(),
            Kept::Sequences(kept) => kept.law().labels(),
        }
    }

    pub fn shape(&self) -> Shape {
        match &self.kept {
            Kept::Table(table) => table.law.shape(),
            Kept::Sequences(kept) => kept.law().shape(),
        }
    }

    pub fn length(&self) -> usize {
        self.labels().length()
    }

    pub fn total(&self) -> &Integer {
        match &self.kept {
            Kept::Table(table) => table.law.total(),
            Kept::Sequences(kept) => kept.law().total(),
        }
    }

    /// The sequences of positive probability, by the places of their tokens, with their counts, in order.
    pub fn support(&self) -> Vec<(Vec<usize>, &Integer)> {
        match &self.kept {
            Kept::Table(table) => {
                let law = &table.law;
                let digits = |atom| digits_of(atom, law.vocabulary_size(), law.length());
                law.support().map(|(atom, count)| (digits(atom), count)).collect()
            }
            Kept::Sequences(kept) => {
                let places = |index| kept.law().sequence(index).iter().map(|&token| token as usize).collect();
                kept.law().counts().iter().enumerate().map(|(index, count)| (places(index), count)).collect()
            }
        }
    }

    /// About the steps of an entropy.
    pub fn size(&self) -> usize {
        match &self.kept {
            Kept::Table(table) => table.law.shape().patterns(),
            Kept::Sequences(kept) => kept.law().support().saturating_mul(kept.law().length()),
        }
    }

    /// The average entropy curve.
    ///
    /// # Errors
    /// [`LawError`] where it is too much work.
    pub fn curve(&self) -> Result<&AverageCurve, LawError> {
        match &self.kept {
            Kept::Table(table) => Ok(table.curve.get_or_init(|| AverageCurve::new(table.patterns()))),
            Kept::Sequences(entropies) => entropies.curve(),
        }
    }

    /// What the predictor loses; nothing without one.
    pub fn gaps(&self, predictor: Option<&PredictorTable>) -> PredictorGaps {
        match (&self.kept, predictor) {
            (Kept::Table(table), Some(_)) => PredictorGaps::new(&table.model(predictor)),
            _ => PredictorGaps::exact(self.length()),
        }
    }

    /// The law with a predictor, which only a law with a table takes; the exact one where none is given.
    pub fn sampled<'a>(&'a self, predictor: Option<&'a PredictorTable>) -> Sampled<'a> {
        match &self.kept {
            Kept::Table(table) => Sampled::Table(table.model(predictor)),
            Kept::Sequences(entropies) => Sampled::Sequences(entropies.law(), None),
        }
    }

    /// Runs work on the values of the law's quantities.
    ///
    /// # Errors
    /// As [`Computed::curve`], where the work asks for it.
    pub fn evaluate<R>(
        &self,
        predictor: Option<&PredictorTable>,
        work: impl FnOnce(&mut Subject) -> R,
    ) -> Result<R, LawError> {
        let orders = OrderTables::default();
        match &self.kept {
            Kept::Table(table) => Ok(work(&mut Subject::new(table.model(predictor), &orders))),
            Kept::Sequences(kept) => {
                let entropies = &kept.anew();
                let worked = work(&mut Subject::of_sequences(entropies, None, &orders));
                entropies.refusal().map_or(Ok(worked), Err)
            }
        }
    }

    /// The joint entropies of sets of positions.
    pub fn joint(&self) -> Joint<'_> {
        match &self.kept {
            Kept::Table(table) => Joint::Table(table.patterns()),
            Kept::Sequences(entropies) => Joint::Sequences(entropies.entropies()),
        }
    }
}

/// The joint entropies of sets of a law's positions, which may be more than 64.
pub enum Joint<'a> {
    Table(&'a PatternCounts),
    Sequences(SparseEntropies<'a>),
}

impl Joint<'_> {
    /// `H(X_A)` for the positions of some lists together.
    pub fn entropy(&self, sets: &[&[usize]]) -> Form {
        let mut positions = sets.concat();
        positions.sort_unstable();
        positions.dedup();
        match self {
            Self::Table(patterns) => definitions::entropy(patterns, positions.into_iter().collect::<PositionSet>()),
            Self::Sequences(entropies) => entropies.entropy_at(positions),
        }
    }

    /// A sum of joint entropies with their factors.
    pub fn sum<'p>(&self, terms: impl IntoIterator<Item = (i32, Vec<&'p [usize]>)>) -> Form {
        let mut sum = Form::zero();
        for (factor, sets) in terms {
            sum.add_scaled(&self.entropy(&sets), &Rational::from(factor));
        }
        sum
    }
}
