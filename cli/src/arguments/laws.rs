//! The arguments of commands on laws.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use maskproof::law::Rows;
use maskproof::law::readers::text::Kept;

use super::measured::MeasuredArguments;
use super::{Numbers, rows};

#[derive(Debug, Args)]
pub struct Analyse {
    /// The law: a law file (.json, .csv, .tsv, .jsonl, .npy), or a family such as `mds(n=4,k=2,q=3)`.
    /// One too long for a table of its patterns is taken by its sequences: up to 64 positions, as far as the entropies of
    /// all their sets stay within the limit of work.
    #[arg(value_name = "LAW")]
    pub law: Option<String>,
    #[command(flatten)]
    pub measured: MeasuredArguments,
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
    /// for each number of steps is examined. On a curve also by name, such as uniform(16) or total_correlation_schedule(4).
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
        /// With `--tokens words` or `graphemes`: how many of the commonest are kept; `all` for all.
        #[arg(long, value_name = "K", default_value = "5", value_parser = kept)]
        words: Kept,
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
    /// Count samples: rows of a table, of a .npy array, or of JSON lines.
    Samples {
        /// The samples: .csv, .tsv or .txt with commas, semicolons or tabs between the fields, and a header; .npy, an array
        /// of integers of shape (N, L); .jsonl, a list of tokens in each line.
        file: PathBuf,
        /// The column that says how often a row occurs.
        #[arg(long, value_name = "COLUMN")]
        count: Option<String>,
        /// The column that says how probable a row is.
        #[arg(long, value_name = "COLUMN", conflicts_with = "count")]
        probability: Option<String>,
        /// The first row is a sample.
        #[arg(long, conflicts_with = "header")]
        no_header: bool,
        /// The first row is a header, though it has only numbers.
        #[arg(long)]
        header: bool,
        /// The name of the law; the file's otherwise.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        choice: Choice,
        #[command(flatten)]
        output: Output,
    },
    /// Convert a law file, .json, .csv, .tsv, .jsonl or .npy, to any of these formats.
    File {
        /// The law file. A .csv or .tsv file ends with a column `count` or `probability`; in .jsonl and .npy files each row
        /// is a sample.
        file: PathBuf,
        #[command(flatten)]
        choice: Choice,
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
    /// Words in any script, such as `été` or `don't`: the commonest ones, and `<other>`.
    Words,
    /// Characters in any script: the commonest ones, and `<other>`.
    Graphemes,
}

/// Which part of a law is taken.
#[derive(Debug, Args)]
pub struct Choice {
    /// The positions that are kept, in their order, by names or by numbers from 1.
    #[arg(long, value_name = "A,B,..", value_delimiter = ',')]
    pub positions: Vec<String>,
    /// Divide probabilities that do not sum to 1 by their sum.
    #[arg(long)]
    pub normalise: bool,
}

/// How many words are kept.
fn kept(text: &str) -> Result<Kept, String> {
    match text {
        "all" => Ok(Kept::All),
        _ => text.parse().map(Kept::Commonest).map_err(|_| "expected a whole number, or `all`".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct Output {
    /// Write to this file instead of the standard output; its extension tells the format, .json, .csv, .tsv, .jsonl or
    /// .npy.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
