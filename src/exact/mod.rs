//! Exact numbers: rationals, linear forms in logarithms, proven enclosures and decided signs.

pub mod rational;

pub use rational::{ParseRationalError, parse_rational};
pub use rug::{Integer, Rational};
