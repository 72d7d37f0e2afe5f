//! How a measured curve is read, and what `analyse` is asked about it.

use std::path::PathBuf;

use clap::Args;
use maskproof::exact;
use maskproof::limits::CURVE_LENGTH_LIMIT;

use super::Unit;
use crate::values::PositiveNumber;

/// How a measured curve is read.
#[derive(Debug, Args)]
pub struct CurveInput {
    /// The unit of the numbers in the curve's file.
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = Unit::Nats)]
    pub curve_unit: Unit,
    /// The multiple of the standard errors in the column se that makes the band, such as 2 or 1.96.
    #[arg(long, value_name = "Z")]
    pub errors: Option<PositiveNumber>,
    /// Project onto the curves of entropies by least squares, weighted by 1/se^2, in the place of the least majorant.
    #[arg(long)]
    pub weighted: bool,
}

impl CurveInput {
    /// The unit, as the library knows it.
    pub fn unit(&self) -> exact::Unit {
        match self.curve_unit {
            Unit::Nats => exact::Unit::Nats,
            Unit::Bits => exact::Unit::Bits,
        }
    }
}

/// What `analyse` is asked about a measured curve.
#[derive(Debug, Args)]
pub struct MeasuredArguments {
    /// In place of a law a measured curve of average entropies: a table (CSV, TSV) with columns k and h, and perhaps low
    /// and high, or se.
    #[arg(long, value_name = "H.csv", conflicts_with_all = ["law", "predictor"])]
    pub curve: Option<PathBuf>,
    /// The unit of the numbers in the curve's file (default: nats).
    #[arg(long, value_enum, value_name = "UNIT")]
    pub curve_unit: Option<Unit>,
    /// The multiple of the standard errors in the column se that makes the band, such as 2 or 1.96.
    #[arg(long, value_name = "Z")]
    pub errors: Option<PositiveNumber>,
    /// Project onto the curves of entropies by least squares, weighted by 1/se^2, in the place of the least majorant.
    #[arg(long)]
    pub weighted: bool,
    /// Numbers of steps, such as 16,32,64: for each the best schedule, the uniform one and others. Without it, the least
    /// expected KL of every number of steps.
    #[arg(long, value_name = "T", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..=CURVE_LENGTH_LIMIT as i64))]
    pub steps: Vec<u16>,
    /// The number of tokens of the model, for bounds that depend on it.
    #[arg(long, value_name = "V", value_parser = clap::value_parser!(u32).range(1..))]
    pub vocabulary: Option<u32>,
}

impl MeasuredArguments {
    /// How the curve is read.
    pub fn input(&self) -> CurveInput {
        CurveInput {
            curve_unit: self.curve_unit.unwrap_or(Unit::Nats),
            errors: self.errors.clone(),
            weighted: self.weighted,
        }
    }

    /// An option that is given, and is about a curve. (clap would not ask for the curve beside a law, which excludes it.)
    pub fn given(&self) -> Option<&'static str> {
        let options = [
            (self.curve_unit.is_some(), "--curve-unit"),
            (self.errors.is_some(), "--errors"),
            (self.weighted, "--weighted"),
            (!self.steps.is_empty(), "--steps"),
            (self.vocabulary.is_some(), "--vocabulary"),
        ];
        options.into_iter().find(|(is_given, _)| *is_given).map(|(_, option)| option)
    }
}
