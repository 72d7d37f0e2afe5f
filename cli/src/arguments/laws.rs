//! The arguments of commands on laws.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use maskproof::law::Rows;

use super::{Numbers, rows};

#[derive(Debug, Args)]
pub struct Analyse {
    /// The law: a .json or .csv file, or a family such as `mds(n=4,k=2,q=3)`.
    #[arg(value_name = "LAW")]
    pub law: String,
    /// A trained predictor: a .npy array of shape ((V+1)^L, L, V) whose rows are probabilities, a .jsonl file of states with
    /// their rows, or a random one such as `random(seed=1)`. docs/predictors.md has both layouts.
    #[arg(long, value_name = "P.npy")]
    pub predictor: Option<String>,
    /// The rows of the predictor are weights, to be divided by their sums.
    #[arg(long, requires = "predictor", conflicts_with = "logits")]
    pub weights: bool,
    /// The rows of the predictor are logits: the doubles nearest to their exponentials are divided by their sum.
    #[arg(long, requires = "predictor")]
    pub logits: bool,
    /// A schedule, as block sizes in unmasking order, such as 2,2,2 (may be repeated). Without it, the best schedule
    /// for each number of steps is examined.
    #[arg(long = "schedule", value_name = "S")]
    pub schedules: Vec<String>,
    #[command(flatten)]
    pub numbers: Numbers,
}

impl Analyse {
    /// What the rows of the predictor are.
    pub fn rows(&self) -> Rows {
        rows(self.weights, self.logits)
    }
}

#[derive(Debug, Args)]
pub struct Law {
    #[command(subcommand)]
    pub source: LawSource,
}

#[derive(Debug, Subcommand)]
pub enum LawSource {
    /// Count the windows of a text file.
    Text {
        /// The text file (UTF-8).
        file: PathBuf,
        /// The length of the windows.
        #[arg(long, value_name = "L")]
        length: usize,
        /// What a token is.
        #[arg(long, value_enum, default_value_t = Tokens::Classes)]
        tokens: Tokens,
        /// With `--tokens words`: how many of the commonest words are kept.
        #[arg(long, value_name = "K", default_value_t = 5)]
        words: usize,
        /// The name of the law; the file's, the tokens' and the length together otherwise, such as `kjv-classes-l6`.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// A named family, such as `mds(n=4,k=2,q=3)`; `maskproof law families` lists them.
    Family {
        /// The family with its parameters.
        spec: String,
        #[command(flatten)]
        output: Output,
    },
    /// Convert a law file to JSON.
    File {
        /// The law file, .json or .csv.
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// List the named families.
    Families,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tokens {
    /// Characters as vowel, consonant, space.
    Classes,
    /// The letters a to z, and space.
    Letters,
    /// Letters as consonant, vowel, spaces dropped.
    Vowels,
    /// Words: the commonest ones, and `<other>`.
    Words,
}

#[derive(Debug, Args)]
pub struct Output {
    /// Write to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
