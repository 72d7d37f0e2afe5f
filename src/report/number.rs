//! Printed informations.

use serde::Serialize;

use crate::exact::{Extended, LogForm, Unit};

/// An information in nats and in bits, rounded to the nearest decimal; `inf` for `+infinity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Number {
    /// Natural logarithms.
    pub nats: String,
    /// Binary logarithms.
    pub bits: String,
}

impl Number {
    /// Prints a value with a number of significant digits.
    pub fn new(value: &Extended, digits: u32) -> Self {
        Self { nats: value.to_decimal(digits, Unit::Nats), bits: value.to_decimal(digits, Unit::Bits) }
    }

    /// Prints a finite value with a number of significant digits.
    pub fn finite(value: &LogForm, digits: u32) -> Self {
        Self { nats: value.to_decimal(digits, Unit::Nats), bits: value.to_decimal(digits, Unit::Bits) }
    }
}
