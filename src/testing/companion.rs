//! What belongs to a law and shrinks with it.

use std::fmt;

use crate::hunt::seeded_rng::SeededRng;
use crate::law::Shape;

/// What is for laws of one shape, or of one length: a schedule, an unmasking order, a predictor.
pub trait Companion: Clone + fmt::Debug + 'static {
    /// One for laws of a shape.
    fn draw(shape: Shape, random: &mut SeededRng) -> Self;

    /// The shape of its laws; where any vocabulary will do, the one with a single token.
    fn shape(&self) -> Shape;

    /// Smaller ones for laws of the same shape. There is no endless chain of ever smaller ones.
    fn smaller_of_shape(&self) -> Vec<Self>;

    /// What becomes of it when a law loses a position, from 0.
    fn without_position(&self, position: usize) -> Vec<Self>;

    /// What becomes of it when a law loses a token.
    fn without_token(&self, token: usize) -> Self;
}
