//! The rows of the masked positions at a state, as they are compared and as they are drawn from.

use std::cell::OnceCell;

use crate::exact::Real;
use crate::law::PositionSet;
use crate::sampler::rows::{Compared, Distribution};
use crate::sampler::states::States;

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
    /// The number of tokens.
    size: usize,
    /// Those that are possible, in increasing order.
    weights: Vec<(usize, Real)>,
    sum: Real,
    likeliest: usize,
}

impl Drawn {
    /// The weights of a distribution; at a precision where they are enclosed.
    pub fn new(distribution: &Distribution, precision: u32) -> Self {
        let weights = distribution.values(precision);
        let sum = Real::sum(weights.iter().map(|(_, weight)| weight));
        Self { size: distribution.size(), sum, weights, likeliest: distribution.likeliest() }
    }

    /// The number of tokens.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The weight of a token; `None` where it is not possible.
    pub fn weight(&self, token: usize) -> Option<&Real> {
        let place = self.weights.binary_search_by_key(&token, |(token, _)| *token).ok()?;
        Some(&self.weights[place].1)
    }

    /// The tokens that are possible, with their weights.
    pub fn possible(&self) -> impl Iterator<Item = (usize, &Real)> {
        self.weights.iter().map(|(token, weight)| (*token, weight)).filter(|(_, weight)| !weight.is_zero())
    }

    /// The sum of the weights.
    pub fn sum(&self) -> &Real {
        &self.sum
    }

    /// The probability of a token.
    pub fn probability(&self, token: usize) -> Real {
        self.weight(token).map_or_else(Real::zero, |weight| weight.over(&self.sum))
    }

    /// The likeliest token; of those that tie the lowest.
    pub fn likeliest(&self) -> usize {
        self.likeliest
    }

    /// The likeliest token for certain.
    #[must_use]
    pub fn likeliest_alone(&self) -> Self {
        Self { weights: vec![(self.likeliest, Real::one())], sum: Real::one(), ..*self }
    }
}

/// The rows of some masked positions, lower position first, each made when it is first read: a predictor that is given at
/// some states needs those that a rule looks at, and long rows that nobody looks at cost nothing.
#[derive(Debug)]
pub struct Rows<'a> {
    model: &'a dyn States,
    state: usize,
    shaping: &'a Shaping,
    precision: u32,
    positions: PositionSet,
    /// Whether tokens are drawn for certain, the likeliest ones.
    is_certain: bool,
    all: OnceCell<Vec<Row>>,
    /// Those of single positions, where not all are made, in the order of the positions.
    single: Vec<OnceCell<Row>>,
}

impl<'a> Rows<'a> {
    /// The rows of a set of masked positions at a state, at a precision where they are enclosed; of a predictor table
    /// also the rows that it has at revealed positions.
    pub fn new(
        model: &'a dyn States,
        state: usize,
        positions: PositionSet,
        shaping: &'a Shaping,
        precision: u32,
    ) -> Self {
        let single = vec![OnceCell::new(); positions.size()];
        Self { model, state, shaping, precision, positions, is_certain: false, all: OnceCell::new(), single }
    }

    fn make(&self, position: usize) -> Row {
        let weights = weights(self.model, self.state, position, self.shaping.guidance);
        let (drawn, distribution) = self.shaping.drawn_and_compared(self.model.shape().vocabulary_size(), weights);
        let drawn = Drawn::new(&drawn, self.precision);
        Row {
            drawn: if self.is_certain { drawn.likeliest_alone() } else { drawn },
            compared: Compared { position, distribution, rounding: self.shaping.rounding },
        }
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        self.all.get_or_init(|| self.positions.positions().map(|position| self.make(position)).collect())
    }

    /// What rules compare.
    pub fn compared(&self) -> impl Iterator<Item = &Compared> {
        self.rows().iter().map(|row| &row.compared)
    }

    /// The number of positions.
    pub fn number(&self) -> usize {
        self.positions.size()
    }

    /// The positions.
    pub fn positions(&self) -> PositionSet {
        self.positions
    }

    /// The row of a position.
    ///
    /// # Panics
    /// When it is not one of the positions.
    pub fn of(&self, position: usize) -> &Row {
        let place =
            self.positions.positions().position(|known| known == position).expect("a row of each masked position");
        match self.all.get() {
            Some(rows) => &rows[place],
            None => self.single[place].get_or_init(|| self.make(position)),
        }
    }

    /// Calls a function with every possible drawing, the token of each row and the product of their weights, which is
    /// to be divided by the [`sum`](Self::sum).
    pub fn for_each_drawing(&self, mut visit: impl FnMut(&[usize], &Real)) {
        draw(self.rows(), &mut Vec::new(), &Real::one(), &mut visit);
    }

    /// The same with nothing to draw but the likeliest token of each shaped row; of those that tie the lowest.
    pub fn likeliest(&self) -> Self {
        let rows = Self::new(self.model, self.state, self.positions, self.shaping, self.precision);
        Self { is_certain: true, ..rows }
    }

    /// The product of the sums of all drawn weights.
    pub fn sum(&self) -> Real {
        Real::product(self.rows().iter().map(|row| row.drawn.sum()))
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
