//! The rows of the masked positions at a state, as they are compared and as they are drawn from.

use crate::exact::Real;
use crate::law::PositionSet;
use crate::sampler::predictor::Model;
use crate::sampler::rows::{Compared, Distribution};

use super::guidance::weights;
use super::shaping::Shaping;

/// The distributions of the token at a masked position.
#[derive(Debug, Clone)]
pub struct Row {
    /// The shaped distribution, which the token is drawn from.
    pub drawn: Drawn,
    /// The position, with the distribution that rules compare: the predictor's, or the shaped one.
    pub compared: Compared,
}

impl Row {
    /// The position, from 0.
    pub fn position(&self) -> usize {
        self.compared.position
    }
}

/// The distribution that a token is drawn from: the weight of each token over their sum, exact where the distribution is
/// rational, and otherwise enclosed.
#[derive(Debug, Clone)]
pub struct Drawn {
    weights: Vec<Real>,
    sum: Real,
    likeliest: usize,
}

impl Drawn {
    /// The weights of a distribution; at a precision where they are enclosed.
    pub fn new(distribution: &Distribution, precision: u32) -> Self {
        let weights = distribution.values(precision);
        Self { sum: Real::sum(&weights), weights, likeliest: distribution.likeliest() }
    }

    /// The weights.
    pub fn weights(&self) -> &[Real] {
        &self.weights
    }

    /// The tokens that are possible, with their weights.
    pub fn possible(&self) -> impl Iterator<Item = (usize, &Real)> {
        self.weights.iter().enumerate().filter(|(_, weight)| !weight.is_zero())
    }

    /// The sum of the weights.
    pub fn sum(&self) -> &Real {
        &self.sum
    }

    /// The probability of a token.
    pub fn probability(&self, token: usize) -> Real {
        self.weights[token].over(&self.sum)
    }

    /// The likeliest token; of those that tie the lowest.
    pub fn likeliest(&self) -> usize {
        self.likeliest
    }

    /// The likeliest token for certain.
    #[must_use]
    pub fn likeliest_alone(&self) -> Self {
        let weight = |token| if token == self.likeliest { Real::one() } else { Real::zero() };
        Self { weights: (0..self.weights.len()).map(weight).collect(), sum: Real::one(), likeliest: self.likeliest }
    }
}

/// The rows of some masked positions, lower position first.
#[derive(Debug, Clone)]
pub struct Rows(Vec<Row>);

impl Rows {
    /// The rows of a set of masked positions at a state, at a precision where they are enclosed; of a predictor table
    /// also the rows that it has at revealed positions.
    pub fn new(model: &Model, state: usize, set: PositionSet, shaping: &Shaping, precision: u32) -> Self {
        let row = |position| {
            let (drawn, distribution) = shaping.drawn_and_compared(weights(model, state, position, shaping.guidance));
            Row {
                drawn: Drawn::new(&drawn, precision),
                compared: Compared { position, distribution, rounding: shaping.rounding },
            }
        };
        Self(set.positions().map(row).collect())
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// What rules compare.
    pub fn compared(&self) -> impl Iterator<Item = &Compared> {
        self.0.iter().map(|row| &row.compared)
    }

    /// The number of positions.
    pub fn number(&self) -> usize {
        self.0.len()
    }

    /// The positions.
    pub fn positions(&self) -> PositionSet {
        self.0.iter().map(Row::position).collect()
    }

    /// The row of a position.
    ///
    /// # Panics
    /// When it is not one of the positions.
    pub fn of(&self, position: usize) -> &Row {
        self.0.iter().find(|row| row.position() == position).expect("a row of each masked position")
    }

    /// Calls a function with every possible drawing, the token of each row and the product of their weights, which is
    /// to be divided by the [`sum`](Self::sum).
    pub fn for_each_drawing(&self, mut visit: impl FnMut(&[usize], &Real)) {
        draw(&self.0, &mut Vec::new(), &Real::one(), &mut visit);
    }

    /// The same with nothing to draw but the likeliest token of each shaped row; of those that tie the lowest.
    pub fn likeliest(&self) -> Self {
        let row = |row: &Row| Row { drawn: row.drawn.likeliest_alone(), compared: row.compared.clone() };
        Self(self.0.iter().map(row).collect())
    }

    /// The product of the sums of all drawn weights.
    pub fn sum(&self) -> Real {
        Real::product(self.0.iter().map(|row| row.drawn.sum()))
    }
}

/// Goes on with the rows behind the tokens that are drawn, whose weights have a product.
fn draw(rows: &[Row], tokens: &mut Vec<usize>, product: &Real, visit: &mut impl FnMut(&[usize], &Real)) {
    let Some(row) = rows.get(tokens.len()) else {
        visit(tokens, product);
        return;
    };
    for (token, weight) in row.drawn.possible() {
        tokens.push(token);
        draw(rows, tokens, &product.times(weight), visit);
        tokens.pop();
    }
}
