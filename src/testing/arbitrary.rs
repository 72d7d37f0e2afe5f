//! What is drawn, as arbitrary values of quickcheck.

use quickcheck::{Arbitrary, Gen};

use crate::evaluation::{NamedPredictor, Setting};
use crate::hunt::seeded_rng::SeededRng;
use crate::law::{Law, PredictorTable, Shape};
use crate::sampler::{Schedule, UnmaskingOrder};

use super::companion::Companion;
use super::kinds::LawKind;
use super::laws::laws;
use super::shrink::Shrink;

/// A law with a companion of its shape, as quickcheck draws them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paired<C>(
    /// The law.
    pub Law,
    /// A schedule of its length, an order of its positions, or a predictor of its shape.
    pub C,
);

/// The chance of quickcheck, as ours.
fn chance(source: &mut Gen) -> SeededRng {
    SeededRng::new(u64::arbitrary(source), b"quickchk", 0)
}

/// The largest length and number of tokens: 4 and 3 for quickcheck's default size of 100.
fn largest(source: &Gen) -> (usize, usize) {
    let quarters = source.size() / 25;
    ((1 + quarters).min(4), (1 + quarters).min(3))
}

/// The shape of a single sequence of one token.
fn least() -> Shape {
    Shape::new(1, 1).expect("positive sizes")
}

/// A shape up to the largest.
fn shape(source: &mut Gen) -> (Shape, SeededRng) {
    let (length, size) = largest(source);
    let mut random = chance(source);
    let shape = laws(1..=size, 1..=length).draw_shape(&mut random);
    (shape, random)
}

impl Arbitrary for Law {
    /// Up to four positions and three tokens, of all kinds.
    fn arbitrary(source: &mut Gen) -> Self {
        let (length, size) = largest(source);
        laws(1..=size, 1..=length).of(LawKind::ALL).draw(&mut chance(source))
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        self.smaller(least())
    }
}

/// A companion of a random shape.
fn companion<C: Companion>(source: &mut Gen) -> C {
    let (shape, mut random) = shape(source);
    C::draw(shape, &mut random)
}

impl Arbitrary for Schedule {
    fn arbitrary(source: &mut Gen) -> Self {
        companion(source)
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        self.smaller(least())
    }
}

impl Arbitrary for UnmaskingOrder {
    fn arbitrary(source: &mut Gen) -> Self {
        companion(source)
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        self.smaller(least())
    }
}

impl Arbitrary for PredictorTable {
    fn arbitrary(source: &mut Gen) -> Self {
        companion(source)
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        self.smaller(least())
    }
}

impl<C: Companion> Arbitrary for Paired<C> {
    fn arbitrary(source: &mut Gen) -> Self {
        let law = Law::arbitrary(source);
        let companion = C::draw(law.shape(), &mut chance(source));
        Self(law, companion)
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let pair = (self.0.clone(), self.1.clone());
        Box::new(pair.smaller(least()).map(|(law, companion)| Self(law, companion)))
    }
}

impl Arbitrary for Setting {
    /// A law, with a random predictor in one case of four.
    fn arbitrary(source: &mut Gen) -> Self {
        let Paired(law, table) = Paired::arbitrary(source);
        let has_predictor = chance(source).below(4) == 0;
        let predictor = has_predictor.then(|| NamedPredictor { name: "random".to_owned(), table });
        Self { law, predictor }
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        self.smaller(least())
    }
}
