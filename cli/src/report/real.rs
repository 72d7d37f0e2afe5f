//! Numbers that are rational, or enclosed.

use maskproof::exact::powers_of_two::floor_log2;
use maskproof::exact::{LogValue, Rational, Real, Unit};
use maskproof::sampler::rule::EnclosedEvaluation;
use serde::Serialize;

use super::number::Number;
use super::serialise::{as_text, as_text_if_any};

/// The longest fraction that a text shows beside its decimal.
const LONGEST_FRACTION: usize = 15;

/// A number of a rule: a fraction in lowest terms, or fractions between which it is proven to lie.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum RealReport {
    /// A rational.
    Exact(#[serde(serialize_with = "as_text")] Rational),
    /// A number that is enclosed.
    Enclosed {
        /// The lower end.
        #[serde(serialize_with = "as_text")]
        low: Rational,
        /// The upper end.
        #[serde(serialize_with = "as_text")]
        high: Rational,
    },
}

impl RealReport {
    /// A number and its decimal, with as many digits as are certain.
    pub fn new(number: &Real, digits: u32) -> (Self, String) {
        let report = match number {
            Real::Exact(number) => Self::Exact(number.clone()),
            Real::Enclosed(enclosure) => {
                let [low, high] = enclosure.ends();
                Self::Enclosed { low, high }
            }
        };
        (report, number.certain_decimal(digits))
    }

    /// Whether it is the fraction 0.
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Exact(number) if number.is_zero())
    }

    /// A rational with its decimal where they differ; the decimal alone where the fraction is long, or there is none.
    pub fn with_decimal(&self, decimal: &str) -> String {
        match self {
            Self::Exact(exact) if exact.is_integer() => exact.to_string(),
            Self::Exact(exact) => {
                let text = exact.to_string();
                if text.len() > LONGEST_FRACTION { decimal.to_owned() } else { format!("{text} = {decimal}") }
            }
            Self::Enclosed { .. } => decimal.to_owned(),
        }
    }
}

/// A divergence of a rule in nats and in bits, and where it is enclosed the fractions of nats between which it is proven
/// to lie.
#[derive(Debug, Clone, Serialize)]
pub struct DivergenceReport {
    /// The decimals, with as many digits as are certain.
    #[serde(flatten)]
    pub number: Number,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text_if_any")]
    low: Option<Rational>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text_if_any")]
    high: Option<Rational>,
}

impl DivergenceReport {
    /// A divergence.
    pub fn new(value: &LogValue, digits: u32) -> Self {
        let [nats, bits] = [Unit::Nats, Unit::Bits].map(|unit| value.certain_decimal(digits, unit));
        let [low, high] = match value {
            LogValue::Exact(_) => [None, None],
            LogValue::Enclosed(enclosure) => enclosure.ends().map(Some),
        };
        Self { number: Number { nats, bits }, low, high }
    }
}

/// How closely an output law is enclosed.
#[derive(Debug, Clone, Serialize)]
pub struct EnclosedReport {
    /// A power of two that the distance of the ends of no probability of the output law exceeds.
    pub width: String,
    /// The precision in bits at which it was computed.
    pub precision: u32,
}

impl EnclosedReport {
    /// The width of an output law; `None` where it is rational.
    pub fn new(evaluation: &EnclosedEvaluation, precision: u32) -> Option<Self> {
        let width = evaluation.width()?;
        let exponent = if width.is_zero() { -i64::from(precision) } else { i64::from(floor_log2(&width)) + 1 };
        Some(Self { width: format!("2^{exponent}"), precision })
    }
}
