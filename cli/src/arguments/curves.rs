//! The arguments of `maskproof curve`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use maskproof::limits::TIME_GRID_STEP_LIMIT;

use super::measured::CurveInput;
use super::{Numbers, Output};
use crate::values::{PositiveNumber, Share};

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
        /// position that is revealed next in a random order; in nats. Each sample has a row for each k = 0..L-1. Or a .npy
        /// array of floats of shape (N, L): a row for each sample, a column for each k.
        file: PathBuf,
        /// What the numbers of a .npy array are. (A table says it by the name of its column.)
        #[arg(long, value_enum, value_name = "KIND")]
        numbers: Option<SampleNumbers>,
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

/// What the numbers of samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SampleNumbers {
    /// Entropies of the model's distributions, in nats.
    Entropy,
    /// Natural logarithms of the probabilities of the tokens.
    LogProb,
}

/// The inequality behind a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Estimator {
    /// Hoeffding's: by the largest value alone.
    Hoeffding,
    /// The empirical Bernstein inequality of Maurer and Pontil: narrower where the variance is small.
    Bernstein,
}
