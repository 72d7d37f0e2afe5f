//! The rows of the masked positions at a state, as they are measured and as they are drawn from.

use rug::Rational;

use crate::exact::{LazyForm, LogForm};
use crate::law::PositionSet;
use crate::sampler::predictor::Model;

use super::shaping::{Measured, Shaping};

/// The distribution of the token at a masked position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The position, from 0.
    pub position: usize,
    /// The shaped probability of each token: what the token is drawn from.
    pub drawn: Vec<Rational>,
    /// The probabilities that rules compare: the predictor's, or the shaped ones.
    pub measured: Vec<Rational>,
}

/// The rows of some masked positions, lower position first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows(Vec<Row>);

impl Rows {
    /// The rows of a set of masked positions at a state.
    pub fn new(model: &Model, state: usize, set: PositionSet, shaping: &Shaping) -> Self {
        let row = |position| {
            let probability = |token| model.conditional(state, position, token).to_rational();
            let plain: Vec<Rational> = (0..model.law().vocabulary_size()).map(probability).collect();
            let drawn = shaping.shaped(&plain);
            let measured = match shaping.measured {
                Measured::Plain => plain,
                Measured::Shaped => drawn.clone(),
            };
            Row { position, drawn, measured }
        };
        Self(set.positions().map(row).collect())
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// The number of positions.
    pub fn number(&self) -> usize {
        self.0.len()
    }

    /// The positions.
    pub fn positions(&self) -> PositionSet {
        self.0.iter().map(|row| row.position).collect()
    }

    /// The row of a position.
    ///
    /// # Panics
    /// When it is not one of the positions.
    pub fn of(&self, position: usize) -> &Row {
        self.0.iter().find(|row| row.position == position).expect("a row of each masked position")
    }
}

impl Row {
    /// The largest probability.
    pub fn top(&self) -> Rational {
        self.measured.iter().max().cloned().unwrap_or_default()
    }

    /// The largest probability less the second largest, which is 0 when there is one token only.
    pub fn margin(&self) -> Rational {
        let mut sorted: Vec<&Rational> = self.measured.iter().collect();
        sorted.sort_unstable();
        let top = sorted.pop().cloned().unwrap_or_default();
        top - sorted.pop().cloned().unwrap_or_default()
    }

    /// The entropy in nats.
    pub fn entropy(&self) -> LazyForm<'static> {
        let mut form = LogForm::zero();
        for probability in self.measured.iter().filter(|probability| !probability.is_zero()) {
            form.add_ln(probability.denom(), probability);
            form.add_ln(probability.numer(), &Rational::from(-probability));
        }
        form.into()
    }
}
