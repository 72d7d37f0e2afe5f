//! Which laws are drawn.

use std::marker::PhantomData;

use crate::hunt::seeded_rng::SeededRng;
use crate::law::predictor_table::table_shape;
use crate::law::{Law, PredictorTable, Shape};
use crate::sampler::{Schedule, UnmaskingOrder};

use super::kinds::LawKind;
use super::sizes::Sizes;

/// Random laws: a strategy of proptest, and what `assert_claim!` takes for `laws`.
#[derive(Debug, Clone)]
pub struct Laws {
    vocabulary: Sizes,
    length: Sizes,
    kinds: Vec<LawKind>,
    largest: usize,
}

/// Random laws, each with a companion of its shape: a strategy of proptest.
#[derive(Debug, Clone)]
pub struct With<C> {
    pub(super) laws: Laws,
    companion: PhantomData<C>,
}

/// Random laws over so many tokens, of such lengths: of all kinds, with counts up to 16. They shrink to shorter
/// sequences, fewer tokens, fewer sequences of positive probability and smaller counts, in this order.
///
/// ```
/// use maskproof::testing::{LawKind, laws, proptest};
/// use proptest::prelude::*;
///
/// proptest!(|(law in laws(2..=3, 2..=4).of([LawKind::Code]))| {
///     let first = law.support().next().unwrap().1.clone();
///     prop_assert!(law.support().all(|(_, count)| *count == first));
/// });
/// ```
///
/// # Panics
/// When a range is empty, or a law of the largest sizes would be too large.
pub fn laws(vocabulary: impl Into<Sizes>, length: impl Into<Sizes>) -> Laws {
    let (vocabulary, length) = (vocabulary.into(), length.into());
    for (vocabulary_size, length) in [(vocabulary.most(), length.most()), (vocabulary.least(), length.least())] {
        if let Err(error) = Shape::new(length, vocabulary_size).and_then(Shape::check_size) {
            panic!("laws with V = {vocabulary_size}, L = {length}: {error}");
        }
    }
    Laws { vocabulary, length, kinds: LawKind::ALL.to_vec(), largest: 16 }
}

impl Laws {
    /// Laws of these kinds only.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn of(mut self, kinds: impl IntoIterator<Item = LawKind>) -> Self {
        self.kinds = kinds.into_iter().collect();
        assert!(!self.kinds.is_empty(), "no kind of law: expected at least one, as in [LawKind::Code]");
        self
    }

    /// Laws whose counts, or the weights that are multiplied to counts, are at most so large. Those of the kind
    /// [`LawKind::NearTie`] are larger.
    ///
    /// # Panics
    /// When it is 0.
    #[must_use]
    pub fn counts_up_to(mut self, largest: usize) -> Self {
        assert!(largest > 0, "counts up to 0: a law needs a positive count");
        self.largest = largest;
        self
    }

    /// Each law with a schedule of its length; together they shrink.
    #[must_use]
    pub fn with_schedules(self) -> With<Schedule> {
        With { laws: self, companion: PhantomData }
    }

    /// Each law with an unmasking order of its positions; together they shrink.
    #[must_use]
    pub fn with_orders(self) -> With<UnmaskingOrder> {
        With { laws: self, companion: PhantomData }
    }

    /// Each law with a predictor table of its shape, some with zeros; together they shrink, the predictor towards
    /// uniform rows.
    ///
    /// # Panics
    /// When a table of the largest sizes would be too large.
    #[must_use]
    pub fn with_predictors(self) -> With<PredictorTable> {
        if let Err(error) = table_shape(self.most()) {
            panic!("predictors with {}: {error}", self.most());
        }
        With { laws: self, companion: PhantomData }
    }

    /// The shape with the least length and the least number of tokens.
    pub(super) fn least(&self) -> Shape {
        shape(self.length.least(), self.vocabulary.least())
    }

    /// The shape with the largest length and number of tokens.
    pub(super) fn most(&self) -> Shape {
        shape(self.length.most(), self.vocabulary.most())
    }

    /// A shape.
    pub(super) fn draw_shape(&self, random: &mut SeededRng) -> Shape {
        shape(self.length.draw(random), self.vocabulary.draw(random))
    }

    /// A law.
    pub(super) fn draw(&self, random: &mut SeededRng) -> Law {
        let shape = self.draw_shape(random);
        self.kinds[random.below(self.kinds.len())].draw(shape, self.largest, random)
    }
}

/// The shape of two sizes that [`laws`] has accepted.
fn shape(length: usize, vocabulary_size: usize) -> Shape {
    Shape::new(length, vocabulary_size).expect("sizes of laws are positive")
}
