//! Printed numbers of nats and bits.

use maskproof::analysis::Sum;
use maskproof::evaluation::Verdict;
use maskproof::exact::digits::combination_to_decimal;
use maskproof::exact::lazy_form::Terms;
use maskproof::exact::{Extended, LogForm, Unit};
use serde::Serialize;

/// A value in nats and in bits, rounded to the nearest decimal; `inf` for `+infinity`.
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

    /// Prints a sum that is not worked out with a number of significant digits.
    pub fn sum(terms: &Terms, digits: u32) -> Self {
        let [nats, bits] = [Unit::Nats, Unit::Bits].map(|unit| combination_to_decimal(terms, digits, unit));
        Self { nats, bits }
    }

    /// Prints such a sum that may be infinite.
    pub fn extended_sum(sum: &Sum, digits: u32) -> Self {
        match sum {
            Some(terms) => Self::sum(terms, digits),
            None => Self::new(&Extended::PositiveInfinity, digits),
        }
    }

    /// Prints a side of a comparison, or why it has no value.
    pub fn side(side: &Result<Extended, Verdict>, digits: u32) -> Self {
        match side {
            Ok(value) => Self::new(value, digits),
            Err(verdict) => Self { nats: verdict.name().to_owned(), bits: verdict.name().to_owned() },
        }
    }
}

/// The unit of a text report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintUnit {
    /// Natural logarithms.
    Nats,
    /// Binary logarithms.
    Bits,
}

impl PrintUnit {
    /// The number in this unit.
    pub fn of(self, number: &Number) -> &str {
        match self {
            Self::Nats => &number.nats,
            Self::Bits => &number.bits,
        }
    }

    /// The unit's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nats => "nats",
            Self::Bits => "bits",
        }
    }
}

/// What a report says of its numbers.
pub fn rounding(digits: u32) -> String {
    format!("{digits} significant digits, exact values rounded to nearest")
}
