//! The arguments about measured curves.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use maskproof::exact;
use maskproof::limits::{CURVE_LENGTH_LIMIT, TIME_GRID_STEP_LIMIT};

use super::{Numbers, Output, Unit};
use crate::values::{PositiveNumber, Share};

/// How a measured curve is read.
#[derive(Debug, Args)]
pub struct CurveInput {
    /// The unit of the numbers in the curve's file.
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = Unit::Nats)]
    pub curve_unit: Unit,
    /// The multiple of the standard errors in the column se that makes the band, such as 2 or 1.96.
    #[arg(long, value_name = "Z")]
    pub errors: Option<PositiveNumber>,
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
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = Unit::Nats, requires = "curve", help = "The unit of the numbers in the curve's file")]
    pub curve_unit: Unit,
    /// The multiple of the standard errors in the column se that makes the band, such as 2 or 1.96.
    #[arg(long, value_name = "Z", requires = "curve")]
    pub errors: Option<PositiveNumber>,
    /// Numbers of steps, such as 16,32,64: for each the best schedule, the uniform one and others. Without it, the least
    /// expected KL of every number of steps.
    #[arg(long, value_name = "T", value_delimiter = ',', requires = "curve", value_parser = clap::value_parser!(u16).range(1..=CURVE_LENGTH_LIMIT as i64))]
    pub steps: Vec<u16>,
    /// The number of tokens of the model, for bounds that depend on it.
    #[arg(long, value_name = "V", requires = "curve", value_parser = clap::value_parser!(u32).range(1..))]
    pub vocabulary: Option<u32>,
}

impl MeasuredArguments {
    /// How the curve is read.
    pub fn input(&self) -> CurveInput {
        CurveInput { curve_unit: self.curve_unit, errors: self.errors.clone() }
    }
}

#[derive(Debug, Args)]
pub struct Curve {
    #[command(subcommand)]
    pub command: CurveCommand,
}

#[derive(Debug, Subcommand)]
pub enum CurveCommand {
    /// The curve with a simultaneous confidence band, from a model's log-probabilities or entropies on samples: a table
    /// that `maskproof analyse --curve` reads.
    Samples {
        /// A table (CSV, TSV) with columns sample, k (how many positions were revealed) and log_prob or entropy, of the
        /// position that is revealed next in a random order; in nats. Each sample has a row for each k = 0..L-1.
        file: PathBuf,
        /// The probability with which the true curve lies in the band.
        #[arg(long, value_name = "P", default_value = "19/20")]
        confidence: Share,
        /// The largest value that an entropy, or minus a log-probability, can take, in nats: an exact number. For entropies
        /// the logarithm of the number of tokens is known from --vocabulary.
        #[arg(long, value_name = "M", required_unless_present = "vocabulary", conflicts_with = "vocabulary")]
        largest: Option<PositiveNumber>,
        /// The number of tokens V: an entropy is at most ln V.
        #[arg(long, value_name = "V", value_parser = clap::value_parser!(u32).range(2..))]
        vocabulary: Option<u32>,
        /// The inequality behind the band.
        #[arg(long, value_enum, default_value_t = Estimator::Bernstein)]
        band: Estimator,
        #[command(flatten)]
        output: Output,
    },
    /// The best time grid of tau-leaping, random block sizes, for a number of steps.
    Grid {
        /// The curve: a table as for `maskproof analyse --curve`.
        file: PathBuf,
        /// The number of steps.
        #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=TIME_GRID_STEP_LIMIT as i64))]
        steps: u16,
        #[command(flatten)]
        input: CurveInput,
        #[command(flatten)]
        numbers: Numbers,
    },
}

/// The inequality behind a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Estimator {
    /// Hoeffding's: by the largest value alone.
    Hoeffding,
    /// The empirical Bernstein inequality of Maurer and Pontil: narrower where the variance is small.
    Bernstein,
}
