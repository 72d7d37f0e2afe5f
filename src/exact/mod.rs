//! Exact numbers: rationals, linear forms in logarithms, proven enclosures and decided signs.
//!
//! Every entropy, mutual information and KL divergence of laws with rational probabilities is a *linear form in
//! logarithms*, `sum_k q_k ln n_k` with rational `q_k` and integers `n_k`. [`LogForm`] holds one, in nats, with a
//! rational constant beside the logarithms, and its sign is always decided: there is no tolerance and no "too close to
//! call". A KL divergence may also be infinite, which is a case of its own in [`Extended`].
//!
//! No float appears in this layer except MPFR's, always as an end of an [`Enclosure`] that is rounded outwards, and the
//! doubles of an [`Interval`], whose ends are moved outwards after each operation.

#![deny(clippy::float_arithmetic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

pub mod coprime;
pub mod cosine;
pub mod digits;
pub mod enclosure;
pub mod exponential;
pub mod extended;
mod formula;
pub mod interval;
mod kept;
pub mod lazy_form;
pub mod linear;
pub mod linear_system;
pub mod log_form;
pub mod log_sum;
mod nearest_double;
pub mod number;
pub mod powers;
pub mod powers_of_two;
pub mod prime_form;
mod quotient;
pub mod rational;
pub mod real;
pub mod sign;
pub mod sum;
pub mod terms;
pub mod work;

pub use digits::Unit;
pub use enclosure::Enclosure;
pub use extended::Extended;
pub use interval::Interval;
pub use lazy_form::LazyForm;
pub use log_form::LogForm;
pub use log_sum::{LogSum, LogValue};
pub use nearest_double::nearest_exponential;
pub use number::Number;
pub use powers::{Power, PowerQuotient, PowerSum};
pub use rational::{ParseRationalError, parse_rational};
pub use real::Real;
pub use rug::{Integer, Rational};
pub use work::{Limits, TooLarge, Work};
